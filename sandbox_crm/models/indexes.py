"""Indexes that lists, boards and records are read by, so that a screen costs the same with 100,000 accounts as with ten.

Most are partial, over live records only: such an index orders a list, narrows it by its commonest filter and counts it
without touching the table. Where a sort key may be empty the index holds the expression of `KEYS`, which sets an empty
value last; `sandbox_crm.sorting` sorts by the same text.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import Index, literal_column, text

from sandbox_crm.models.clients import Account, Contact, RegisterEntry
from sandbox_crm.models.offers import Message, Offer, OfferLine
from sandbox_crm.models.sales import Opportunity, OpportunityContact, OpportunityLine
from sandbox_crm.models.work import Interaction, Task

#: sort keys of columns that may be empty, by table and name; never NULL themselves
KEYS: dict[tuple[str, str], str] = {
    ("account", "city"): "coalesce(city, '~')",
    ("opportunity", "expected_close"): "coalesce(expected_close, '9999-12-31')",
    ("opportunity", "value_gr"): "coalesce(value_gr, -1)",
    ("task", "due_on"): "coalesce(due_on, '9999-12-31')",
    ("task", "due_time"): "coalesce(due_time, '99:99')",
    ("task", "rank"): "CASE priority WHEN 'urgent' THEN 0 WHEN 'high' THEN 1 WHEN 'normal' THEN 2 ELSE 3 END",
    ("message", "sent_on"): "coalesce(sent_on, '0001-01-01')",
}


def key(table: str, name: str) -> Any:
    """The expression of a sort key, word for word as its index holds it."""
    return literal_column(KEYS[table, name])


def bare_phone(column: str) -> Any:
    """A telephone number as numbers are compared: without the signs between its digits and without Poland's prefix.
    `sandbox_crm.clients.people_alike` says the same of a number that is being typed."""
    found = column
    for sign in (" ", "-", "(", ")", "+48"):
        found = f"replace({found}, '{sign}', '')"
    return literal_column(found)


def bare_number(column: str) -> Any:
    """A number of a register without the signs between its digits, which old data may carry."""
    return literal_column(f"replace(replace({column}, '-', ''), ' ', '')")


def _live(entity: Any, name: str, *columns: Any) -> None:
    """An index over the live records of an entity; it attaches itself to the entity's table."""
    where = text("deleted_at IS NULL")
    given = [getattr(entity, one) if isinstance(one, str) else one for one in columns]
    Index(f"ix_{entity.__tablename__}_live_{name}", *given, sqlite_where=where, _table=entity.__table__)


def _plain(entity: Any, *names: str) -> None:
    for name in names:
        Index(f"ix_{entity.__tablename__}_{name}", getattr(entity, name))


#: what records that look alike have in common: table -> reason -> the key as its index holds it, and which records have one
ALIKE: dict[str, dict[str, tuple[str, str]]] = {
    "account": {
        "nip": (bare_number("nip").name, "nip IS NOT NULL"),
        "name": ("name_key", "city IS NOT NULL"),
        "email": ("lower(email)", "email IS NOT NULL"),
        "phone": (bare_phone("phone").name, "phone IS NOT NULL"),
    },
    "contact": {
        "email": ("lower(email)", "email IS NOT NULL"),
        "phone": (bare_phone("phone").name, "phone IS NOT NULL"),
        "mobile": (bare_phone("mobile").name, "mobile IS NOT NULL"),
        "name": ("account_id || '|' || name_fold", "account_id IS NOT NULL"),
    },
}
#: records of which nobody said why they stand beside one that looks the same
UNEXPLAINED = "deleted_at IS NULL AND duplicate_reason IS NULL"
for _entity in (Account, Contact):
    for _reason, (_key, _given) in ALIKE[_entity.__tablename__].items():
        Index(f"ix_{_entity.__tablename__}_alike_{_reason}", literal_column(_key),
              sqlite_where=text(f"{UNEXPLAINED} AND {_given}"), _table=_entity.__table__)
for _field in ("nip", "regon", "krs"):
    Index(f"ix_account_{_field}_bare", bare_number(_field), _table=Account.__table__)

_live(Account, "name", "name_sort")
_live(Account, "added", "created_at")
_live(Account, "city", key("account", "city"))
for _field in ("kind", "status", "industry", "source", "owner_id"):
    _live(Account, _field, _field, "name_sort")
Index("ix_account_email_lower", literal_column("lower(email)"), _table=Account.__table__)
_plain(Account, "nip", "regon", "krs")

_live(Contact, "name", "name_sort")
_live(Contact, "role", "decision_role", "name_sort")
Index("ix_contact_email_lower", literal_column("lower(email)"), _table=Contact.__table__)
for _field in ("phone", "mobile"):
    Index(f"ix_contact_{_field}_bare", bare_phone(_field), _table=Contact.__table__)

_live(Opportunity, "name", "name_fold")
_live(Opportunity, "number", "number")
_live(Opportunity, "close", key("opportunity", "expected_close"))
_live(Opportunity, "value", key("opportunity", "value_gr"))
_live(Opportunity, "probability", "probability")
_live(Opportunity, "stage_close", "stage_id", key("opportunity", "expected_close"))
_live(Opportunity, "owner_close", "owner_id", key("opportunity", "expected_close"))
# What is added up over every live record is added up from an index alone; `deleted_at` makes it tell of life by itself.
_live(Opportunity, "sums", "pipeline_id", "stage_id", "value_gr", "probability", "deleted_at")
_live(Opportunity, "owner_sums", "owner_id", "pipeline_id", "stage_id", "value_gr", "probability", "deleted_at")
_plain(Opportunity, "primary_contact_id", "goal_id")
_plain(OpportunityContact, "contact_id")
_plain(OpportunityLine, "product_id")

_live(Task, "due", key("task", "due_on"), key("task", "due_time"), key("task", "rank"))
_live(Task, "due_status", key("task", "due_on"), "status", "deleted_at")
_live(Task, "priority", key("task", "rank"), key("task", "due_on"), key("task", "due_time"))
_live(Task, "title", "title")
_live(Task, "percent", "percent")
_live(Task, "owner_due", "owner_id", key("task", "due_on"), "status", "deleted_at")
_live(Task, "stage", "stage_id", "status", "opportunity_id", "deleted_at")
_plain(Task, "contact_id")

_live(Offer, "number", "number", "version")
_live(Offer, "status", "status", "number", "version")
_plain(Offer, "contact_id")
_plain(OfferLine, "product_id")
_live(Message, "box", "direction")
_live(Message, "status", "status")
_live(Message, "unread", "direction", "read_on", "deleted_at")
_plain(Message, "account_id", "contact_id", "opportunity_id", "offer_id", "in_reply_to_id")
_plain(Interaction, "contact_id", "offer_id", "message_id", "corrects_id")
_live(RegisterEntry, "name", "name_fold")
for _entity in (Opportunity, Offer):  # the last number of a year, among those of one width (`sales.numbers`)
    Index(f"ix_{_entity.__tablename__}_number_width", literal_column("length(number)"), _entity.number)
for _entity in (Account, Contact, Opportunity, Task, Offer):
    _live(_entity, "count", "id", "deleted_at")
    Index(f"ix_{_entity.__tablename__}_bin", _entity.deleted_at, sqlite_where=text("deleted_at IS NOT NULL"))
_plain(RegisterEntry, "regon", "krs")
