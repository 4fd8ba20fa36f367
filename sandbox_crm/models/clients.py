"""Clients: accounts, contacts, consents, verification against the register, segments, imports."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from sandbox_crm.models.record import Base, Record, one_of

ACCOUNT_KINDS = ("company", "sole_trader", "person", "institution")
ACCOUNT_STATUSES = ("prospect", "active", "inactive")
CHANNELS = ("email", "phone", "sms", "post", "visit", "portal")
CONSENT_CHANNELS = ("email", "phone", "sms", "automatic")
CONSENT_STATUSES = ("not_asked", "granted", "refused", "withdrawn")
LEGAL_BASES = ("a", "b", "c", "d", "e", "f")
DECISION_ROLES = ("decision_maker", "user", "adviser", "blocker", "unknown")
SEGMENT_MODES = ("static", "rule")
VERIFICATION_SOURCES = ("register", "website", "phone", "document")
IMPORT_MODES = ("create", "update", "both")


class Account(Record, Base):
    """A client's account (konto klienta): a firm, a sole trader, a person or an institution."""

    __tablename__ = "account"
    __table_args__ = (
        CheckConstraint(one_of("kind", ACCOUNT_KINDS), "kind"),
        CheckConstraint(one_of("status", ACCOUNT_STATUSES), "status"),
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
    source: Mapped[str | None]
    acquisition_method: Mapped[str | None]
    preferred_channel: Mapped[str | None]
    owner_id: Mapped[int | None] = mapped_column(ForeignKey("sales_user.id"))
    verified_at: Mapped[datetime | None]
    merged_into_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    duplicate_reason: Mapped[str | None]
    description: Mapped[str | None]
    name_sort: Mapped[str] = mapped_column(default="", index=True)
    name_fold: Mapped[str] = mapped_column(default="", index=True)


class Contact(Record, Base):
    """A person to talk to (osoba kontaktowa)."""

    __tablename__ = "contact"
    __table_args__ = (CheckConstraint(one_of("decision_role", DECISION_ROLES), "decision_role"),)
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
    notes: Mapped[str | None]
    name_sort: Mapped[str] = mapped_column(default="", index=True)
    name_fold: Mapped[str] = mapped_column(default="", index=True)


class Consent(Record, Base):
    """Consent or another basis (zgoda, podstawa) for a purpose and a channel; appended, the latest one holds."""

    __tablename__ = "consent"
    __table_args__ = (CheckConstraint(one_of("channel", CONSENT_CHANNELS), "channel"),
                      CheckConstraint(one_of("status", CONSENT_STATUSES), "status"))
    contact_id: Mapped[int] = mapped_column(ForeignKey("contact.id"), index=True)
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
    """A check of a client's data against a source (weryfikacja danych). ``results``: field -> same|different|missing."""

    __tablename__ = "verification"
    __table_args__ = (CheckConstraint(one_of("source", VERIFICATION_SOURCES), "source"),)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"), index=True)
    register_entry_id: Mapped[int | None] = mapped_column(ForeignKey("register_entry.id"))
    source: Mapped[str]
    verified_on: Mapped[date]
    user_id: Mapped[int] = mapped_column(ForeignKey("sales_user.id"))
    results: Mapped[dict[str, Any]] = mapped_column(JSON)
    accepted_fields: Mapped[list[str]] = mapped_column(JSON)
    note: Mapped[str | None]


class Segment(Record, Base):
    """A group of accounts (segment): a fixed list or a rule. Rule members are computed, never stored."""

    __tablename__ = "segment"
    __table_args__ = (CheckConstraint(one_of("mode", SEGMENT_MODES), "mode"),)
    name: Mapped[str] = mapped_column(unique=True)
    mode: Mapped[str]
    rule: Mapped[dict[str, Any] | None] = mapped_column(JSON)
    goal_id: Mapped[int | None] = mapped_column(ForeignKey("sales_goal.id"))
    product_id: Mapped[int | None] = mapped_column(ForeignKey("product.id"))
    product_category: Mapped[str | None]
    channel: Mapped[str | None]
    purpose: Mapped[str | None]


class SegmentMember(Record, Base):
    """An account on a fixed list."""

    __tablename__ = "segment_member"
    __table_args__ = (UniqueConstraint("segment_id", "account_id"),)
    segment_id: Mapped[int] = mapped_column(ForeignKey("segment.id"), index=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"), index=True)


class ImportRun(Record, Base):
    """One import of a file. ``mapping``: column heading -> field name or null for a skipped column."""

    __tablename__ = "import_run"
    __table_args__ = (CheckConstraint(one_of("mode", IMPORT_MODES), "mode"),)
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
    import_run_id: Mapped[int] = mapped_column(ForeignKey("import_run.id"), index=True)
    row_no: Mapped[int]
    raw: Mapped[dict[str, Any]] = mapped_column(JSON)
    action: Mapped[str]
    account_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    contact_id: Mapped[int | None] = mapped_column(ForeignKey("contact.id"))
    errors: Mapped[list[str]] = mapped_column(JSON, default=list)
