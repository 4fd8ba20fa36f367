"""Forms of sales goals: `goal.create`, `goal.update`."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms.fields.choices import SelectChoice

from app.polish.amounts import Unreadable, format_amount, parse_amount
from sandbox_crm.bench import Workbench
from sandbox_crm.fields import (
    AMOUNT_FAULTS,
    NONE,
    NOT_GIVEN,
    AtMost,
    ChecksField,
    ChoiceField,
    IsoDateField,
    MoneyField,
    NoteField,
    Required,
    TextField,
)
from sandbox_crm.sales import choices
from sandbox_crm.sales.goals import NEEDED_FIELDS
from sandbox_crm.sales.labels import GOAL_STATUS, METRIC, NEEDED
from sandbox_crm.submitting import VersionedForm


class MeasureField(MoneyField):
    """A number in the unit of the form's metric: zloty (kept as grosze) for the value of won opportunities, else a
    whole number. The form says which metric it is."""

    kind = "whole"
    metric: str | None = None

    def read(self, text: str) -> int:
        try:
            grosze = parse_amount(text)
        except Unreadable as fault:
            raise ValueError(AMOUNT_FAULTS[fault.reason]) from fault
        if self.metric == "won_value":
            return grosze
        if grosze % 100:
            raise ValueError(_l("For this metric write a whole number."))
        return grosze // 100

    def write(self, value: int) -> str:
        return format_amount(value) if self.metric == "won_value" else str(value)


class GoalForm(VersionedForm):
    """A goal in its five parts."""

    name = TextField(_l("Goal’s name"), [Required(), AtMost(200)])
    specific = NoteField(_l("S – specific: what exactly is to be achieved"), [AtMost(4000)])
    metric = ChoiceField(_l("M – measurable: metric"), choices=METRIC.items(), blank=NOT_GIVEN)
    target_value = MeasureField(_l("Target"))
    unit = TextField(_l("Unit"), [AtMost(20)])
    baseline_value = MeasureField(_l("Starting level"))
    achievable_why = NoteField(_l("A – achievable: why it can be achieved"), [AtMost(4000)])
    relevant_why = NoteField(_l("R – relevant: why it matters"), [AtMost(4000)])
    product_id = ChoiceField(_l("Product or service"), coerce=int, blank=_l("all products"))
    segment_id = ChoiceField(_l("Segment"), coerce=int, blank=_l("all clients"))
    pipeline_id = ChoiceField(_l("Pipeline"), coerce=int, blank=_l("all pipelines"))
    date_from = IsoDateField(_l("T – time-bound: from"))
    date_to = IsoDateField(_l("to"))
    owner_id = ChoiceField(_l("Person responsible"), coerce=int, blank=NONE)
    needed_fields = ChecksField(_l("Data about clients that this goal needs"))

    def __init__(self, bench: Workbench, obj: Any = None):
        super().__init__(obj=obj)
        self.product_id.offer(choices.products(bench, active=False))
        self.segment_id.offer(choices.segments(bench))
        self.pipeline_id.offer(choices.pipelines(bench))
        self.owner_id.offer(choices.users(bench))
        self.needed_fields.choices = [SelectChoice(name, NEEDED[name]) for name in NEEDED_FIELDS]

    def process(self, formdata: Any = None, obj: Any = None, data: Any = None, **values: Any) -> None:
        """Tell the measures which metric they are in before anything is read."""
        sent = self.meta.wrap_formdata(self, formdata)
        metric = sent.get("metric") if sent is not None else getattr(obj, "metric", None)
        self.target_value.metric = self.baseline_value.metric = metric
        super().process(formdata, obj, data, **values)


class NewGoalForm(GoalForm):
    """The same for a new goal."""

    row_version = None


class ChangedGoalForm(GoalForm):
    """The same for a goal that exists; it may be closed or made a draft again here."""

    status = ChoiceField(_l("Goal’s status"), choices=GOAL_STATUS.items())
