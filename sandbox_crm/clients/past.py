"""What happened with a client: the history of contacts and sales in one order of time, and who changed which field."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from flask_babel import lazy_gettext as _l
from sqlalchemy import select
from sqlalchemy.orm import Session, aliased

from sandbox_crm.clients.choices import called
from sandbox_crm.clients.labels import ACCOUNT_LABELS, CONTACT_LABELS, SHARED_LABELS
from sandbox_crm.models.company import SalesUser
from sandbox_crm.models.journal import JournalRow
from sandbox_crm.models.offers import Message, Offer
from sandbox_crm.models.sales import Opportunity, Stage, StageChange
from sandbox_crm.models.work import Interaction, Task

KINDS = {
    "interaction": _l("Event"),
    "message": _l("Message"),
    "offer": _l("Offer"),
    "task": _l("Task done"),
    "stage": _l("Stage change"),
}
_SILENT = ("updated_at", "row_version", "name_sort", "name_fold", "created_at", "id")


@dataclass(frozen=True)
class Event:
    """One line of a client's history."""

    day: date
    kind: str
    record_id: int
    text: str
    detail: str | None = None

    @property
    def label(self) -> Any:
        """What kind of event it is, for people."""
        return KINDS[self.kind]


@dataclass(frozen=True)
class ChangedField:
    """A field before and after."""

    label: Any
    before: Any
    after: Any


@dataclass(frozen=True)
class Edit:
    """One entry of the journal about a record."""

    seq: int
    at: datetime
    who: str
    words: str
    fields: tuple[ChangedField, ...]


def history_of(session: Session, account_id: int) -> list[Event]:
    """Everything that happened with an account, the latest first."""
    found = [
        Event(row.happened_on, "interaction", row.id, row.subject, row.result) for row in _live(session, Interaction, account_id)
    ]
    found += [
        Event(row.sent_on, "message", row.id, row.subject, row.sender)
        for row in _live(session, Message, account_id)
        if row.sent_on
    ]
    found += [Event(row.issued_on, "offer", row.id, row.number) for row in _live(session, Offer, account_id)]
    found += [Event(row.done_on, "task", row.id, row.title) for row in _live(session, Task, account_id) if row.done_on]
    before, after = aliased(Stage), aliased(Stage)
    moves = session.execute(
        select(StageChange, Opportunity.number, before.name, after.name)
        .join(Opportunity, Opportunity.id == StageChange.opportunity_id)
        .outerjoin(before, before.id == StageChange.from_stage_id)
        .join(after, after.id == StageChange.to_stage_id)
        .where(Opportunity.account_id == account_id, StageChange.deleted_at.is_(None))
    )
    found += [
        Event(move.changed_on, "stage", move.opportunity_id, f"{number}: {old or '–'} → {new}", move.reason)
        for move, number, old, new in moves
    ]
    return sorted(found, key=lambda event: (event.day, event.kind, event.record_id), reverse=True)


def edits_of(session: Session, table: str, record_id: int) -> list[Edit]:
    """The journal of one record, the latest first."""
    people: dict[Any, str] = dict(session.execute(select(SalesUser.id, SalesUser.name)).all())
    labels = {**SHARED_LABELS, **(ACCOUNT_LABELS if table == "account" else CONTACT_LABELS)}
    found = []
    for row in session.scalars(select(JournalRow).where(~JournalRow.command.startswith("view.")).order_by(JournalRow.seq.desc())):
        for change in row.changes:
            if change["table"] == table and change["id"] == record_id:
                who = people.get(row.actor_user_id, row.actor) if row.actor != "system" else "–"
                found.append(Edit(row.seq, row.at, who, row.words, _fields(session, change, labels)))
    return found


def _fields(session: Session, change: dict[str, Any], labels: dict[str, Any]) -> tuple[ChangedField, ...]:
    before, after = change["before"] or {}, change["after"] or {}
    return tuple(
        ChangedField(labels[name], _shown(session, name, before.get(name)), _shown(session, name, after.get(name)))
        for name in {**before, **after}
        if name in labels and name not in _SILENT and before.get(name) != after.get(name)
    )


def _shown(session: Session, name: str, value: Any) -> Any:
    if isinstance(value, bool):
        return _l("yes") if value else _l("no")
    return called(session, name, value)


def _live(session: Session, entity: Any, account_id: int) -> Any:
    return session.scalars(select(entity).where(entity.account_id == account_id, entity.deleted_at.is_(None)))
