"""The command that sets one thing of many people: it carries out, for each, the very command of the form."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _l
from sqlalchemy import select

from app.polish.plural import counted
from sandbox_crm.bench import Done, Refused, Workbench, command
from sandbox_crm.clients.contacts import closed_reason, update
from sandbox_crm.clients.parsing import contact_values
from sandbox_crm.models.clients import Contact

BULK_FIELDS = ("preferred_channel", "decision_role", "source", "acquisition_method", "department", "do_not_call", "active")
MOST_BULK = 2_000
_NONE = _l("No contacts were chosen. Tick at least one on the list.")
_MANY = _l("At most %(most)s contacts can be changed at once. Narrow the list first.", most=MOST_BULK)
#: so many of those who cannot take a value are named in one sentence
_NAMED = 5


@command("contact.bulk_update")
def bulk_update(bench: Workbench, *, contact_ids: list[int], field: str, value: Any) -> Done:
    """Set one of BULK_FIELDS on many people, on all of them or on none. Result: the people. Raises Refused naming those
    who cannot take the value, TypeError for another field."""
    ids = checked(contact_ids, field)
    _same_value(bench, field, value)
    people = people_of(bench, ids)
    refused = refusals(people)
    if refused:
        named = "; ".join(f"{person.first_name} {person.last_name}: {reason}" for person, reason in refused[:_NAMED])
        raise Refused(_l("No contact was changed. %(named)s", named=named), {"contact_ids": named})
    for person in people:
        update(bench, contact_id=person.id, **{field: value})
    how_many = counted(len(people), "osobę kontaktową", "osoby kontaktowe", "osób kontaktowych")
    return Done(people, f"Zmieniono {how_many} jednocześnie")


def checked(contact_ids: list[int], field: str) -> list[int]:
    """The ids once each. Raises Refused for none or too many, TypeError for a field that is not set in bulk."""
    if field not in BULK_FIELDS:
        raise TypeError(f"contact.bulk_update takes no {field}")
    ids = list(dict.fromkeys(int(one) for one in contact_ids))
    if not ids or len(ids) > MOST_BULK:
        message = _MANY if ids else _NONE
        raise Refused(message, {"contact_ids": message})
    return ids


def people_of(bench: Workbench, ids: list[int]) -> list[Contact]:
    """The live people of these ids in their order; Refused with 404 where one is not there."""
    found = {person.id: person for start in range(0, len(ids), 500)
             for person in bench.session.scalars(select(Contact).where(Contact.id.in_(ids[start:start + 500])))}
    return [found[one] if one in found and found[one].deleted_at is None else bench.get(Contact, one) for one in ids]


def refusals(people: list[Contact]) -> list[tuple[Contact, Any]]:
    """Those who cannot be changed, and why."""
    return [(person, reason) for person in people if (reason := closed_reason(person)) is not None]


def _same_value(bench: Workbench, field: str, value: Any) -> None:
    """Refused where nobody can take the value."""
    try:
        contact_values(bench.session, {field: value})
    except Refused as refused:
        raise Refused(refused.message, {"value": next(iter(refused.fields.values()))}) from refused
