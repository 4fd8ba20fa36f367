"""Forms of opportunities: `opportunity.create`, `.update`, `.set_lines`, `.move`, `.mark_won`, `.mark_lost`, `.reopen`,
`.add_contact`. Lines are named ``lines-0-product_id``, ``lines-0-qty_milli`` and so on."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import FieldList, Form, FormField

from sandbox_crm.bench import Workbench
from sandbox_crm.fields import (
    CHOOSE,
    NONE,
    NOT_GIVEN,
    AtMost,
    ChoiceField,
    FlagField,
    IsoDateField,
    MoneyField,
    NoteField,
    QuantityField,
    Required,
    TextField,
    WholeField,
)
from sandbox_crm.models.sales import Opportunity
from sandbox_crm.picking import RecordField
from sandbox_crm.sales import choices
from sandbox_crm.sales.labels import ROLE, VALUE_SOURCE, VAT
from sandbox_crm.submitting import VersionedForm


class OpportunityForm(VersionedForm):
    """What can be changed of an opportunity outside its stage. An empty probability is the stage's."""

    name = TextField(_l("Opportunity’s name"), [Required(), AtMost(200)])
    account_id = RecordField(_l("Client’s account"), [Required(_l("Choose the client’s account."))], of="account",
                             blank=CHOOSE)
    primary_contact_id = RecordField(_l("Main contact"), of="contact", blank=NONE)
    value_gr = MoneyField(_l("Net value"))
    value_source = ChoiceField(_l("Value comes from"), choices=VALUE_SOURCE.items(), default="manual")
    probability = WholeField(_l("Probability"), most=100)
    expected_close = IsoDateField(_l("Expected close"))
    source = ChoiceField(_l("Source"), blank=NOT_GIVEN)
    owner_id = ChoiceField(_l("Owner"), coerce=int, blank=NONE)
    next_step = TextField(_l("Next step"), [AtMost(300)])
    goal_id = ChoiceField(_l("Sales goal"), coerce=int, blank=NONE)
    description = NoteField(_l("Description"), [AtMost(4000)])

    def __init__(self, bench: Workbench, obj: Opportunity | None = None, started: dict[str, Any] | None = None):
        super().__init__(obj=obj)
        if not self.is_submitted():
            for name, value in (started or {}).items():
                self[name].data = value
        self.account_id.offer_records(bench.session)
        self.primary_contact_id.offer_records(bench.session, self.account_id.data)
        self.source.offer(choices.dictionary(bench, "source"))
        self.owner_id.offer(choices.users(bench))
        self.goal_id.offer(choices.goals(bench))
        if obj is not None and not obj.probability_manual and not self.is_submitted():
            self.probability.data = None


class NewOpportunityForm(OpportunityForm):
    """A new opportunity with its pipeline and first stage."""

    row_version = None
    pipeline_id = ChoiceField(_l("Pipeline"), coerce=int, blank=CHOOSE)
    stage_id = ChoiceField(_l("Stage"), coerce=int, blank=_l("first of the pipeline"))

    def __init__(self, bench: Workbench, started: dict[str, Any]):
        super().__init__(bench, started=started)
        self.pipeline_id.offer(choices.pipelines(bench))
        self.stage_id.offer(choices.stages(bench))


class LineRow(Form):
    """One line; what is left empty comes from the product, a row without product and name does not count."""

    product_id = ChoiceField(_l("Product"), coerce=int, blank=_l("no product"))
    name = TextField(_l("Name"), [AtMost(200)])
    qty_milli = QuantityField(_l("Quantity"))
    unit = TextField(_l("Unit"), [AtMost(20)])
    price_net_gr = MoneyField(_l("Net price"))
    discount_pct = WholeField(_l("Discount"), most=100)
    vat_code = ChoiceField(_l("VAT rate"), choices=VAT.items(), blank=_l("from the product"))


class LinesForm(VersionedForm):
    """All lines of an opportunity; saving replaces them."""

    lines = FieldList(FormField(LineRow), max_entries=100)

    def __init__(self, bench: Workbench, opportunity: Opportunity, kept: list[Any], spare: int = 3):
        super().__init__(obj=opportunity, data={"lines": [
            {name: getattr(line, name) for name in LineRow()._fields} for line in kept]})
        if not self.is_submitted():
            for _place in range(spare):
                self.lines.append_entry()
        offered = choices.products(bench, active=False)
        for row in self.lines:
            row.form.product_id.offer(offered)

    @property
    def args(self) -> dict[str, Any]:
        """The arguments, with empty rows left out."""
        values = super().args
        values["lines"] = [row for row in values["lines"] if any(value is not None for value in row.values())]
        return values


class MoveForm(VersionedForm):
    """Another stage, with a word why."""

    stage_id = ChoiceField(_l("Stage"), [Required(_l("Choose the stage."))], coerce=int, blank=CHOOSE)
    reason = TextField(_l("Reason (optional)"), [AtMost(300)])


class WonForm(VersionedForm):
    """What a won opportunity needs."""

    closed_on = IsoDateField(_l("Closing date"), [Required(_l("Enter the closing date."))])
    value_gr = MoneyField(_l("Net value"), [Required(_l("Enter a value greater than zero."))])


class LostForm(VersionedForm):
    """What a lost opportunity needs."""

    lost_reason = ChoiceField(_l("Reason for the loss"), [Required(_l("Choose the reason for the loss."))], blank=CHOOSE)
    lost_note = NoteField(_l("Note"), [AtMost(1000)])
    closed_on = IsoDateField(_l("Closing date"), [Required(_l("Enter the closing date."))])


class ShiftForm(VersionedForm):
    """`opportunity.shift`: how far, in which days, and whether the expected close goes along."""

    days = WholeField(_l("Shift by days (earlier: with a minus)"), [Required()], least=-3660, most=3660)
    workdays_only = FlagField(_l("Working days only"), default=True)
    with_close = FlagField(_l("The expected close as well"))


class ContactPartForm(VersionedForm):
    """A person and their part."""

    row_version = None
    contact_id = RecordField(_l("Person"), [Required(_l("Choose the person."))], of="contact", blank=CHOOSE)
    role = ChoiceField(_l("Part in the decision"), choices=ROLE.items(), default="decision_maker")
