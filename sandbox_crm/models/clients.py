"""Clients: accounts, contacts, consents, verification against the register, segments, imports.

What must hold of every row stands here as CHECKs, unique indexes and triggers, whichever command or script writes it.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import DDL, JSON, CheckConstraint, ForeignKey, Index, UniqueConstraint, event, text
from sqlalchemy.orm import Mapped, mapped_column

from app.polish.text import client_key
from sandbox_crm.models.record import Base, Record, append_only, at_most, digits, number_like, one_of

ACCOUNT_KINDS = ("company", "sole_trader", "person", "institution")
ACCOUNT_STATUSES = ("prospect", "active", "inactive")
CHANNELS = ("email", "phone", "sms", "post", "visit", "portal")
CONSENT_CHANNELS = ("email", "phone", "sms", "automatic")
CONSENT_STATUSES = ("not_asked", "granted", "refused", "withdrawn")
LEGAL_BASES = ("a", "b", "c", "d", "e", "f")
DECISION_ROLES = ("decision_maker", "user", "adviser", "blocker", "unknown")
SEGMENT_MODES = ("static", "rule")
SEGMENT_ENTITIES = ("account", "contact")
ENTITY_TYPES = ("P", "F")
VERIFICATION_SOURCES = ("register", "website", "phone", "document")
IMPORT_MODES = ("create", "update", "both")
IMPORT_ACTIONS = ("created", "updated", "skipped", "error")
SIZE_BUCKETS = ("micro", "small", "medium", "large")
MOST_REVENUE_GR = 10**15

#: the most signs a text may have; commands refuse more in words, the tables refuse it in any case
ACCOUNT_SIGNS = {
    "name": 200, "short_name": 200, "vat_eu": 20, "legal_form": 100, "industry": 100, "website": 200, "email": 200,
    "phone": 40, "street": 200, "house_no": 20, "flat_no": 20, "postcode": 20, "city": 200, "commune": 200,
    "county": 200, "voivodeship": 200, "country": 2, "source": 100, "acquisition_method": 100, "duplicate_reason": 300,
    "description": 4000, "corr_street": 200, "corr_house_no": 20, "corr_flat_no": 20, "corr_postcode": 20, "corr_city": 200,
    "corr_country": 2,
}
#: what the removal of the data of a person who is kept as an account empties: all that tells who it was
ERASED = (
    "short_name", "nip", "regon", "krs", "vat_eu", "annual_revenue_gr", "website", "email", "phone", "street", "house_no",
    "flat_no", "postcode", "city", "commune", "county", "corr_street", "corr_house_no", "corr_flat_no", "corr_postcode",
    "corr_city", "corr_country", "source", "acquisition_method", "preferred_channel", "duplicate_reason", "description",
)
CONTACT_SIGNS = {
    "first_name": 100, "last_name": 100, "title": 200, "department": 200, "email": 200, "phone": 40, "mobile": 40,
    "source": 100, "acquisition_method": 100, "duplicate_reason": 300, "notes": 4000,
}


def _key_of_new(context: Any) -> str:
    """The key of a row that is inserted as plain values."""
    values = context.get_current_parameters()
    return client_key(values.get("name"), values.get("city"))


class Account(Record, Base):
    """A client's account (konto klienta): a firm, a sole trader, a person or an institution. ``corr_*``: where letters go,
    if elsewhere than to the seat; without a country of its own it lies in the country of the seat."""

    __tablename__ = "account"
    __table_args__ = (
        CheckConstraint(one_of("kind", ACCOUNT_KINDS), "kind"),
        CheckConstraint(one_of("status", ACCOUNT_STATUSES), "status"),
        CheckConstraint(one_of("size_bucket", SIZE_BUCKETS), "size_bucket"),
        CheckConstraint(one_of("preferred_channel", CHANNELS), "preferred_channel"),
        CheckConstraint("length(trim(name)) > 0", "name_given"),
        CheckConstraint("length(country) = 2", "country_two_letters"),
        # A company's old data may be untidy (that is what verification is for); what commands write is always tidy.
        CheckConstraint(number_like("nip", 10, 20), "nip"),
        CheckConstraint(number_like("krs", 1, 20), "krs"),
        CheckConstraint(number_like("regon", 1, 20), "regon"),
        CheckConstraint(number_like("postcode", 1, 20) + " OR country <> 'PL'", "postcode"),
        CheckConstraint("length(corr_country) = 2", "corr_country_two_letters"),
        CheckConstraint(number_like("corr_postcode", 1, 20) + " OR coalesce(corr_country, country) <> 'PL'", "corr_postcode"),
        CheckConstraint(f"annual_revenue_gr BETWEEN 0 AND {MOST_REVENUE_GR - 1}", "annual_revenue_gr"),
        CheckConstraint("merged_into_id IS NULL OR (merged_into_id <> id AND deleted_at IS NOT NULL)", "merged_is_in_the_bin"),
        CheckConstraint("anonymised_at IS NULL OR coalesce(" + ", ".join(ERASED) + ") IS NULL", "anonymised_is_blank"),
        *at_most(ACCOUNT_SIGNS),
        Index("uq_account_nip_live", "nip", unique=True,
              sqlite_where=text("deleted_at IS NULL AND nip IS NOT NULL AND duplicate_reason IS NULL")),
    )
    kind: Mapped[str] = mapped_column(default="company")
    name: Mapped[str]
    short_name: Mapped[str | None]
    status: Mapped[str] = mapped_column(default="prospect")
    nip: Mapped[str | None]
    regon: Mapped[str | None]
    krs: Mapped[str | None]
    vat_eu: Mapped[str | None]
    legal_form: Mapped[str | None]
    industry: Mapped[str | None]
    size_bucket: Mapped[str | None]
    annual_revenue_gr: Mapped[int | None]
    website: Mapped[str | None]
    email: Mapped[str | None]
    phone: Mapped[str | None]
    street: Mapped[str | None]
    house_no: Mapped[str | None]
    flat_no: Mapped[str | None]
    postcode: Mapped[str | None]
    city: Mapped[str | None]
    commune: Mapped[str | None]
    county: Mapped[str | None]
    voivodeship: Mapped[str | None]
    country: Mapped[str] = mapped_column(default="PL")
    corr_street: Mapped[str | None]
    corr_house_no: Mapped[str | None]
    corr_flat_no: Mapped[str | None]
    corr_postcode: Mapped[str | None]
    corr_city: Mapped[str | None]
    corr_country: Mapped[str | None]
    source: Mapped[str | None]
    acquisition_method: Mapped[str | None]
    preferred_channel: Mapped[str | None]
    owner_id: Mapped[int | None] = mapped_column(ForeignKey("sales_user.id"))
    anonymised_at: Mapped[datetime | None]
    verified_at: Mapped[datetime | None]
    merged_into_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"), index=True)
    duplicate_reason: Mapped[str | None]
    description: Mapped[str | None]
    name_sort: Mapped[str] = mapped_column(default="")
    name_fold: Mapped[str] = mapped_column(default="", index=True)
    name_key: Mapped[str] = mapped_column(default=_key_of_new, server_default="", index=True)


@event.listens_for(Account, "before_insert")
@event.listens_for(Account, "before_update")
def _keep_key(_mapper: Any, _connection: Any, account: Account) -> None:
    """The key follows name and town whichever command changes them."""
    account.name_key = client_key(account.name, account.city)


class Contact(Record, Base):
    """A person to talk to (osoba kontaktowa)."""

    __tablename__ = "contact"
    __table_args__ = (
        CheckConstraint(one_of("decision_role", DECISION_ROLES), "decision_role"),
        CheckConstraint(one_of("preferred_channel", CHANNELS), "preferred_channel"),
        CheckConstraint("length(trim(first_name)) > 0 AND length(trim(last_name)) > 0", "name_given"),
        CheckConstraint("anonymised_at IS NULL OR (email IS NULL AND phone IS NULL AND mobile IS NULL AND notes IS NULL "
                        "AND duplicate_reason IS NULL)", "anonymised_is_blank"),
        CheckConstraint("merged_into_id IS NULL OR (merged_into_id <> id AND deleted_at IS NOT NULL)", "merged_is_in_the_bin"),
        *at_most(CONTACT_SIGNS),
        Index("uq_contact_primary_live", "account_id", unique=True,
              sqlite_where=text("deleted_at IS NULL AND is_primary AND account_id IS NOT NULL")),
    )
    account_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"), index=True)
    first_name: Mapped[str]
    last_name: Mapped[str]
    title: Mapped[str | None]
    department: Mapped[str | None]
    email: Mapped[str | None]
    phone: Mapped[str | None]
    mobile: Mapped[str | None]
    preferred_channel: Mapped[str | None]
    is_primary: Mapped[bool] = mapped_column(default=False)
    do_not_call: Mapped[bool] = mapped_column(default=False)
    active: Mapped[bool] = mapped_column(default=True)
    decision_role: Mapped[str] = mapped_column(default="unknown")
    source: Mapped[str | None]
    acquisition_method: Mapped[str | None]
    anonymised_at: Mapped[datetime | None]
    verified_at: Mapped[datetime | None]
    merged_into_id: Mapped[int | None] = mapped_column(ForeignKey("contact.id"), index=True)
    duplicate_reason: Mapped[str | None]
    notes: Mapped[str | None]
    name_sort: Mapped[str] = mapped_column(default="")
    name_fold: Mapped[str] = mapped_column(default="", index=True)


class Consent(Record, Base):
    """Consent or another basis (zgoda, podstawa) for a purpose and a channel, of a contact or of a living person who is
    kept as an account; appended, the latest one holds."""

    __tablename__ = "consent"
    __table_args__ = (CheckConstraint(one_of("channel", CONSENT_CHANNELS), "channel"),
                      CheckConstraint(one_of("status", CONSENT_STATUSES), "status"),
                      CheckConstraint(one_of("legal_basis", LEGAL_BASES), "legal_basis"),
                      CheckConstraint("length(trim(purpose)) BETWEEN 1 AND 200", "purpose"),
                      CheckConstraint("withdrawn_on >= obtained_on", "withdrawn_after_obtained"),
                      CheckConstraint("(account_id IS NULL) <> (contact_id IS NULL)", "of_an_account_or_of_a_person"))
    contact_id: Mapped[int | None] = mapped_column(ForeignKey("contact.id"), index=True)
    account_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"), index=True)
    purpose: Mapped[str]
    channel: Mapped[str]
    status: Mapped[str]
    legal_basis: Mapped[str | None]
    source: Mapped[str | None]
    obtained_on: Mapped[date | None]
    withdrawn_on: Mapped[date | None]
    evidence: Mapped[str | None]


class RegisterEntry(Record, Base):
    """A row of the offline register of businesses (rejestr podmiotów, symulacja); field names follow GUS BIR1.1."""

    __tablename__ = "register_entry"
    __table_args__ = (CheckConstraint(one_of("entity_type", ENTITY_TYPES), "entity_type"),
                      CheckConstraint(digits("nip", 10), "nip"))
    name: Mapped[str]
    nip: Mapped[str] = mapped_column(index=True)
    nip_status: Mapped[str | None]
    regon: Mapped[str | None]
    krs: Mapped[str | None]
    entity_type: Mapped[str]
    voivodeship: Mapped[str | None]
    county: Mapped[str | None]
    commune: Mapped[str | None]
    city: Mapped[str | None]
    postcode: Mapped[str | None]
    street: Mapped[str | None]
    house_no: Mapped[str | None]
    flat_no: Mapped[str | None]
    pkd: Mapped[str | None]
    started_on: Mapped[date | None]
    suspended_on: Mapped[date | None]
    ended_on: Mapped[date | None]
    name_fold: Mapped[str] = mapped_column(default="", index=True)


class Verification(Record, Base):
    """A check of an account's or a person's data against a source (weryfikacja danych). ``results``: field ->
    same|different|missing."""

    __tablename__ = "verification"
    __table_args__ = (CheckConstraint(one_of("source", VERIFICATION_SOURCES), "source"),
                      CheckConstraint("source <> 'register' OR register_entry_id IS NOT NULL", "entry_of_the_register"),
                      CheckConstraint("(account_id IS NULL) <> (contact_id IS NULL)", "of_an_account_or_of_a_person"))
    account_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"), index=True)
    contact_id: Mapped[int | None] = mapped_column(ForeignKey("contact.id"), index=True)
    register_entry_id: Mapped[int | None] = mapped_column(ForeignKey("register_entry.id"))
    source: Mapped[str]
    verified_on: Mapped[date]
    user_id: Mapped[int] = mapped_column(ForeignKey("sales_user.id"))
    results: Mapped[dict[str, Any]] = mapped_column(JSON)
    accepted_fields: Mapped[list[str]] = mapped_column(JSON)
    note: Mapped[str | None]


class Segment(Record, Base):
    """A group of accounts, or of people (segment): a fixed list or a rule. Rule members are computed, never stored."""

    __tablename__ = "segment"
    __table_args__ = (CheckConstraint(one_of("mode", SEGMENT_MODES), "mode"),
                      CheckConstraint(one_of("entity", SEGMENT_ENTITIES), "entity"),
                      CheckConstraint(one_of("channel", CHANNELS), "channel"),
                      CheckConstraint("length(trim(name)) BETWEEN 1 AND 240", "name_given"))
    name: Mapped[str] = mapped_column(unique=True)
    entity: Mapped[str] = mapped_column(default="account", server_default="account")
    mode: Mapped[str]
    rule: Mapped[dict[str, Any] | None] = mapped_column(JSON)
    goal_id: Mapped[int | None] = mapped_column(ForeignKey("sales_goal.id"))
    product_id: Mapped[int | None] = mapped_column(ForeignKey("product.id"))
    product_category: Mapped[str | None]
    channel: Mapped[str | None]
    purpose: Mapped[str | None]


class SegmentMember(Record, Base):
    """An account, or a person, on a fixed list. ``added_by_id``: the colleague who put it there last."""

    __tablename__ = "segment_member"
    __table_args__ = (UniqueConstraint("segment_id", "account_id", name="uq_segment_member_account"),
                      UniqueConstraint("segment_id", "contact_id", name="uq_segment_member_contact"),
                      CheckConstraint("(account_id IS NULL) <> (contact_id IS NULL)", "of_an_account_or_of_a_person"))
    segment_id: Mapped[int] = mapped_column(ForeignKey("segment.id"), index=True)
    account_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"), index=True)
    contact_id: Mapped[int | None] = mapped_column(ForeignKey("contact.id"), index=True)
    added_by_id: Mapped[int | None] = mapped_column(ForeignKey("sales_user.id"))


class ImportRun(Record, Base):
    """One import of a file. ``mapping``: column heading -> field name or null for a skipped column."""

    __tablename__ = "import_run"
    __table_args__ = (CheckConstraint(one_of("mode", IMPORT_MODES), "mode"),
                      CheckConstraint("min(created_count, updated_count, skipped_count, error_count) >= 0", "counts"))
    entity: Mapped[str]
    file_name: Mapped[str]
    file_sha256: Mapped[str]
    encoding: Mapped[str | None]
    delimiter: Mapped[str | None]
    sheet: Mapped[str | None]
    mapping: Mapped[dict[str, Any]] = mapped_column(JSON)
    defaults: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    mode: Mapped[str]
    match_by: Mapped[str | None]
    created_count: Mapped[int] = mapped_column(default=0)
    updated_count: Mapped[int] = mapped_column(default=0)
    skipped_count: Mapped[int] = mapped_column(default=0)
    error_count: Mapped[int] = mapped_column(default=0)
    undone_at: Mapped[datetime | None]


class ImportRow(Record, Base):
    """What became of one row of a file. ``action``: created, updated, skipped, error."""

    __tablename__ = "import_row"
    __table_args__ = (UniqueConstraint("import_run_id", "row_no"),
                      CheckConstraint(one_of("action", IMPORT_ACTIONS), "action"),
                      CheckConstraint("action NOT IN ('created', 'updated') OR account_id IS NOT NULL", "account_of_the_row"))
    import_run_id: Mapped[int] = mapped_column(ForeignKey("import_run.id"), index=True)
    row_no: Mapped[int]
    raw: Mapped[dict[str, Any]] = mapped_column(JSON)
    action: Mapped[str]
    account_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    contact_id: Mapped[int | None] = mapped_column(ForeignKey("contact.id"))
    errors: Mapped[list[str]] = mapped_column(JSON, default=list)


# A merge moves consents and verifications to the one that stays; what was said and found does not change with it.
append_only(Consent, "OF purpose, channel, status, legal_basis, source, obtained_on, withdrawn_on, evidence")
append_only(RegisterEntry)
append_only(Verification, "OF source, register_entry_id, verified_on, user_id, results, accepted_fields", "note")
# A merge moves rows of imports with the person; the removal of the person's data takes cells out of `raw`
# and words out of `errors` and adds none.
append_only(ImportRow, "OF import_run_id, row_no, action, account_id, deleted_at")
event.listen(ImportRow.__table__, "after_create", DDL(
    "CREATE TRIGGER import_row_keeps_errors BEFORE UPDATE OF errors ON import_row "
    "WHEN EXISTS (SELECT 1 FROM json_each(NEW.errors) AS new_word WHERE NOT EXISTS ("
    "SELECT 1 FROM json_each(OLD.errors) AS old_word WHERE old_word.value IS new_word.value)) "
    "BEGIN SELECT RAISE(ABORT, 'import_row is append-only'); END"))
event.listen(ImportRow.__table__, "after_create", DDL(
    "CREATE TRIGGER import_row_keeps_raw BEFORE UPDATE OF raw ON import_row "
    "WHEN EXISTS (SELECT 1 FROM json_each(NEW.raw) AS new_cell WHERE NOT EXISTS (SELECT 1 FROM json_each(OLD.raw) AS old_cell "
    "WHERE old_cell.key = new_cell.key AND old_cell.value IS new_cell.value)) "
    "BEGIN SELECT RAISE(ABORT, 'import_row is append-only'); END"))
