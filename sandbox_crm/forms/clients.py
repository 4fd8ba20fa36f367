"""Forms of accounts, contacts and consents. Input names are the arguments of the command named in each docstring."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Session

from sandbox_crm.clients import choices, labels
from sandbox_crm.clients.labels import ACCOUNT_LABELS as A
from sandbox_crm.clients.labels import CONTACT_LABELS as C
from sandbox_crm.fields import (
    NONE,
    NOT_GIVEN,
    AtMost,
    ChoiceField,
    FlagField,
    IdsField,
    IsoDateField,
    MoneyField,
    NoteField,
    Required,
    TextField,
)
from sandbox_crm.picking import RecordField
from sandbox_crm.submitting import CrmForm, VersionedForm

SHORT, LONG = AtMost(200), AtMost(4000)


class AccountForm(VersionedForm):
    """account.create and account.update. ``annual_revenue_gr`` is typed in złoty; ``duplicate_reason`` appears when the
    account may be in the CRM already."""

    name = TextField(A["name"], [Required(), SHORT])
    short_name = TextField(A["short_name"], [SHORT])
    kind = ChoiceField(A["kind"], choices=labels.KINDS.items(), default="company")
    status = ChoiceField(A["status"], choices=labels.STATUSES.items(), default="prospect")
    nip = TextField(A["nip"], [AtMost(30)])
    regon = TextField(A["regon"], [AtMost(30)])
    krs = TextField(A["krs"], [AtMost(30)])
    vat_eu = TextField(A["vat_eu"], [AtMost(20)])
    legal_form = ChoiceField(A["legal_form"], blank=NOT_GIVEN)
    industry = ChoiceField(A["industry"], blank=NOT_GIVEN)
    size_bucket = ChoiceField(A["size_bucket"], choices=labels.SIZES.items(), blank=NOT_GIVEN)
    annual_revenue_gr = MoneyField(A["annual_revenue_gr"])
    website = TextField(A["website"], [SHORT])
    email = TextField(A["email"], [SHORT])
    phone = TextField(A["phone"], [AtMost(40)])
    street = TextField(A["street"], [SHORT])
    house_no = TextField(A["house_no"], [AtMost(20)])
    flat_no = TextField(A["flat_no"], [AtMost(20)])
    postcode = TextField(A["postcode"], [AtMost(20)])
    city = TextField(A["city"], [SHORT])
    commune = TextField(A["commune"], [SHORT])
    county = TextField(A["county"], [SHORT])
    voivodeship = TextField(A["voivodeship"], [SHORT])
    country = TextField(A["country"], [Required(), AtMost(2)], default="PL")
    corr_street = TextField(A["corr_street"], [SHORT])
    corr_house_no = TextField(A["corr_house_no"], [AtMost(20)])
    corr_flat_no = TextField(A["corr_flat_no"], [AtMost(20)])
    corr_postcode = TextField(A["corr_postcode"], [AtMost(20)])
    corr_city = TextField(A["corr_city"], [SHORT])
    corr_country = TextField(A["corr_country"], [AtMost(2)])
    source = ChoiceField(A["source"], blank=NOT_GIVEN)
    acquisition_method = ChoiceField(A["acquisition_method"], blank=NOT_GIVEN)
    preferred_channel = ChoiceField(A["preferred_channel"], choices=labels.CHANNELS.items(), blank=NOT_GIVEN)
    owner_id = ChoiceField(A["owner_id"], coerce=int, blank=NONE)
    description = NoteField(A["description"], [LONG])
    duplicate_reason = TextField(_l("Why it is not a duplicate"), [SHORT])

    def __init__(self, session: Session, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        for name in ("legal_form", "industry", "source", "acquisition_method", "owner_id"):
            _offer(self[name], choices.choices_of(session, name))
        for name in ("size_bucket", "preferred_channel"):
            _offer(self[name], choices.choices_of(session, name))

    @property
    def writes_elsewhere(self) -> bool:
        """Whether the fields of the place for letters are to be seen: something stands in them, or is wrong there."""
        return any(field.data or field.errors for field in self if field.name.startswith("corr_"))


class BulkForm(CrmForm):
    """account.bulk_update: repeated ``account_ids``, one ``field`` and its ``value`` (a code, or the id of the owner)."""

    account_ids = IdsField()
    field = ChoiceField(_l("Field"))
    value = ChoiceField(_l("New value"), blank=NOT_GIVEN)

    def __init__(self, session: Session, fields: tuple[str, ...], *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.field.offer([(name, A[name]) for name in fields])
        chosen = self.field.data if self.field.data in fields else fields[0]
        values = choices.choices_of(session, chosen)
        if values:
            self.value.offer([(str(code), label) for code, label in values])


class ContactForm(VersionedForm):
    """contact.create and contact.update; ``duplicate_reason`` appears when the person may be in the CRM already."""

    account_id = RecordField(C["account_id"], of="account", blank=NONE)
    first_name = TextField(C["first_name"], [Required(), AtMost(100)])
    last_name = TextField(C["last_name"], [Required(), AtMost(100)])
    title = TextField(C["title"], [SHORT])
    department = TextField(C["department"], [SHORT])
    email = TextField(C["email"], [SHORT])
    phone = TextField(C["phone"], [AtMost(40)])
    mobile = TextField(C["mobile"], [AtMost(40)])
    preferred_channel = ChoiceField(C["preferred_channel"], choices=labels.CHANNELS.items(), blank=NOT_GIVEN)
    decision_role = ChoiceField(C["decision_role"], choices=labels.DECISION_ROLES.items(), default="unknown")
    is_primary = FlagField(C["is_primary"])
    do_not_call = FlagField(C["do_not_call"])
    active = FlagField(C["active"], default=True)
    source = ChoiceField(C["source"], blank=NOT_GIVEN)
    acquisition_method = ChoiceField(C["acquisition_method"], blank=NOT_GIVEN)
    notes = NoteField(C["notes"], [LONG])
    duplicate_reason = TextField(_l("Why it is not a duplicate"), [SHORT])

    def __init__(self, session: Session, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        for name in ("source", "acquisition_method", "preferred_channel"):
            _offer(self[name], choices.choices_of(session, name))
        self.account_id.offer_records(session)
        if not self.duplicate_reason.raw_data:
            self.duplicate_reason.data = None  # a new likeness is explained anew


class ConsentForm(CrmForm):
    """consent.record."""

    purpose = ChoiceField(_l("Purpose"), choices=labels.PURPOSES.items())
    channel = ChoiceField(_l("Channel"), choices=labels.CONSENT_CHANNELS.items())
    status = ChoiceField(_l("What the person said"), choices=labels.CONSENT_STATUSES.items())
    legal_basis = ChoiceField(_l("Legal basis"), choices=labels.LEGAL_BASES.items(), blank=NOT_GIVEN)
    source = TextField(_l("Where it comes from"), [SHORT])
    obtained_on = IsoDateField(_l("Obtained on"))
    withdrawn_on = IsoDateField(_l("Withdrawn on"))
    evidence = NoteField(_l("Evidence"), [LONG])

    def __init__(self, used_purposes: list[str], *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        others = [(purpose, purpose) for purpose in used_purposes if purpose not in labels.PURPOSES]
        self.purpose.offer([*labels.PURPOSES.items(), *others])


def _offer(field: ChoiceField, wanted: list[tuple[Any, Any]]) -> None:
    """Offer the list, and the stored value too where the list no longer holds it: an edit must not lose it."""
    known = {code for code, _label in wanted}
    stored = field.object_data
    field.offer(wanted if stored is None or stored in known else [*wanted, (stored, stored)])
