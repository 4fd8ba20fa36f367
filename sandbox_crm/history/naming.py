"""What a record is called, whichever table it is in: on the history of changes, in the bin and among what a search found."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from sandbox_crm.models.everything import BY_TABLE

#: table -> what one of its records is called
KINDS: dict[str, Any] = {
    "account": _l("Account"), "contact": _l("Contact"), "opportunity": _l("Opportunity"), "task": _l("Task"),
    "offer": _l("Offer"), "message": _l("Message"), "interaction": _l("History event"), "report": _l("Report"),
    "segment": _l("Segment"), "pipeline": _l("Pipeline"), "stage": _l("Stage"), "stage_task": _l("Stage task"),
    "product": _l("Product"), "sales_goal": _l("Sales goal"), "offer_template": _l("Offer template"),
    "saved_view": _l("Saved view"), "opportunity_contact": _l("Person in an opportunity"),
}
#: the same of several records: tabs of the bin
MANY: dict[str, Any] = {
    "account": _l("Clients’ accounts"), "contact": _l("Contact persons"), "opportunity": _l("Opportunities"), "task": _l("Tasks"),
    "message": _l("Messages"), "report": _l("Reports"), "segment": _l("Segments"), "pipeline": _l("Sales pipelines"),
    "stage": _l("Stages"), "stage_task": _l("Tasks of stages"), "product": _l("Products and services"),
    "sales_goal": _l("Sales goals"), "offer_template": _l("Offer templates"), "saved_view": _l("Saved views"),
}
_NAMING = ("name", "title", "number", "subject", "last_name")


def name_of(row: dict[str, Any]) -> str:
    """A row's name, from its plain values: a person's both names, else the first of name, title, number, subject."""
    if row.get("last_name") is not None:
        return f"{row.get('first_name') or ''} {row['last_name']}".strip()
    if row.get("number") is not None and row.get("name") is not None:
        return f"{row['number']} {row['name']}"
    found = next((row[field] for field in _NAMING if row.get(field)), None)
    return str(found) if found else _("record %(number)s", number=row.get("id"))


def name_by_id(session: Any, table: str, key: int) -> str:
    """The name of a stored record, in the bin or not; its number where there is no such record."""
    record = session.get(BY_TABLE[table], key) if table in BY_TABLE else None
    if record is None:
        return f"#{key}"
    fields = ("id", "first_name", *_NAMING)
    return name_of({field: getattr(record, field) for field in fields if hasattr(record, field)})
