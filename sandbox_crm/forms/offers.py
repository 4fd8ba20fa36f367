"""Forms of offers: `offer.generate`, `offer.update_status`. Lines are named ``lines-0-product_id``, ``lines-0-qty_milli``
and so on; the price is typed in złoty, the quantity as "2,5"; a row left empty does not count, and when all are empty
the opportunity's lines are taken."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import FieldList, Form, FormField

from sandbox_crm.bench import Workbench
from sandbox_crm.fields import (
    CHOOSE,
    NONE,
    AtMost,
    ChoiceField,
    IsoDateField,
    MoneyField,
    QuantityField,
    Required,
    TextField,
    WholeField,
)
from sandbox_crm.offers.generating import next_statuses
from sandbox_crm.offers.labels import OFFER_STATUS
from sandbox_crm.picking import RecordField
from sandbox_crm.sales import choices
from sandbox_crm.sales.labels import VAT
from sandbox_crm.submitting import CrmForm, VersionedForm

SPARE_LINES = 3


class OfferLineRow(Form):
    """One line of an offer; what is left open is taken from the product."""

    product_id = ChoiceField(_l("Product or service"), coerce=int, blank=_l("no product"))
    name = TextField(_l("Name on the offer"), [AtMost(300)])
    qty_milli = QuantityField(_l("Quantity"))
    unit = TextField(_l("Unit"), [AtMost(20)])
    price_net_gr = MoneyField(_l("Net price"))
    discount_pct = WholeField(_l("Discount (%)"), most=100)
    vat_code = ChoiceField(_l("VAT rate"), choices=VAT.items(), blank=_l("from the product"))


class OfferForm(CrmForm):
    """A new offer, or a new version of one."""

    opportunity_id = RecordField(_l("Opportunity"), [Required()], of="opportunity", blank=CHOOSE)
    template_id = ChoiceField(_l("Template"), [Required()], coerce=int, blank=CHOOSE)
    account_id = RecordField(_l("Recipient: account"), [Required()], of="account", blank=CHOOSE)
    contact_id = RecordField(_l("Recipient: contact person"), of="contact", blank=NONE)
    issued_on = IsoDateField(_l("Date of issue"), [Required()])
    valid_until = IsoDateField(_l("Valid until (empty: as the template says)"))
    version_of = RecordField(_l("Offer whose new version this is"), of="offer", blank=_l("a new offer"))
    lines = FieldList(FormField(OfferLineRow), max_entries=60)

    def offer(self, bench: Workbench, templates: list[tuple[int, str]]) -> None:
        """Fill the lists to choose from."""
        self.template_id.offer(templates)
        self.account_id.offer_records(bench.session)
        for field in (self.opportunity_id, self.contact_id, self.version_of):
            field.offer_records(bench.session, self.account_id.data)
        products = choices.products(bench, active=False)
        for row in self.lines:
            row.form.product_id.offer(products)

    def add_spare_lines(self) -> None:
        """Rows to go on with."""
        for _row in range(min(SPARE_LINES, 60 - len(self.lines))):
            self.lines.append_entry()

    @property
    def args(self) -> dict[str, Any]:
        """The arguments, without empty lines; None for the opportunity's lines when there is none."""
        values = super().args
        telling = ("product_id", "name", "qty_milli")
        kept = [row for row in values["lines"] if any(row[name] not in (None, "") for name in telling)]
        values["lines"] = kept or None
        return values


class OfferStatusForm(VersionedForm):
    """What became of an offer."""

    status = ChoiceField(_l("New status"), [Required()])

    def offer(self, offer: Any) -> None:
        """Only what can follow the present status."""
        self["status"].offer([(status, OFFER_STATUS[status]) for status in next_statuses(offer)])
