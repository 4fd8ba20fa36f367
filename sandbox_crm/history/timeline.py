"""The one timeline of an account, a person or an opportunity: recorded events, messages, offers, moves, finished tasks."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from flask import g
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext
from sqlalchemy import Select, select

from sandbox_crm.bench import Workbench
from sandbox_crm.history.labels import DIRECTION, EVENT_KIND, MESSAGE_STATUS, ORIGIN
from sandbox_crm.history.people import Names
from sandbox_crm.models.company import DictionaryEntry
from sandbox_crm.models.offers import Message, Offer
from sandbox_crm.models.sales import Opportunity, Stage, StageChange
from sandbox_crm.models.work import Interaction, Task
from sandbox_crm.offers.labels import OFFER_STATUS

#: so many things of each kind are shown, the newest ones
MOST_SHOWN = 100
SOURCES = {"interaction": _l("History event"), "message": _l("Message"), "offer": _l("Offer"), "stage": _l("Stage"),
           "task": _l("Task")}


@dataclass(frozen=True)
class Moment:
    """One thing on the timeline. ``endpoint`` and ``place`` lead to its page; ``replaced``: a correction stands for it."""

    on: date
    source: str
    words: str
    detail: str
    endpoint: str | None
    place: dict[str, int]
    key: tuple[datetime, int]
    replaced: bool = False

    @property
    def source_label(self) -> Any:
        """What kind of thing it is."""
        return SOURCES[self.source]


def timeline(bench: Workbench, *, account_id: int | None = None, contact_id: int | None = None,
             opportunity_id: int | None = None) -> list[Moment]:
    """What happened, newest first. Exactly one of the ids is given."""
    given = {"account_id": account_id, "contact_id": contact_id, "opportunity_id": opportunity_id}
    tie, key = next((name, value) for name, value in given.items() if value is not None)
    names = Names(bench.session)
    found = [*_interactions(bench, tie, key, names), *_messages(bench, tie, key), *_offers(bench, tie, key),
             *_tasks(bench, tie, key, names), *_moves(bench, tie, key, names)]
    return sorted(found, key=lambda moment: (moment.on, moment.key), reverse=True)


def timeline_here(**tie: int) -> list[Moment]:
    """The timeline for a template, of the sandbox that is open."""
    return timeline(g.crm_bench, **tie)


def _tied(entity: Any, tie: str, key: int, newest: Any) -> Select[Any]:
    return (select(entity).where(getattr(entity, tie) == key, entity.deleted_at.is_(None), newest.is_not(None))
            .order_by(newest.desc(), entity.id.desc()).limit(MOST_SHOWN))


def _interactions(bench: Workbench, tie: str, key: int, names: Names) -> list[Moment]:
    events = bench.session.scalars(_tied(Interaction, tie, key, Interaction.happened_on)).all()
    corrected = set(bench.session.scalars(select(Interaction.corrects_id).where(
        Interaction.corrects_id.in_([event.id for event in events]))))
    return [Moment(event.happened_on, "interaction", f"{EVENT_KIND[event.kind]}, {DIRECTION[event.direction]}: {event.subject}",
                   _said(event.result, names.user(event.user_id), ORIGIN.get(event.origin or "")),
                   "interaction_detail", {"interaction_id": event.id}, (event.created_at, event.id), event.id in corrected)
            for event in events]


def _said(*parts: Any) -> str:
    """What there is of the parts, as one phrase."""
    return ", ".join(str(part) for part in parts if part and part != "–")


def _messages(bench: Workbench, tie: str, key: int) -> list[Moment]:
    return [Moment(message.sent_on, "message", message.subject, _said(MESSAGE_STATUS[message.status], *_other_side(message)),
                   "message_detail", {"message_id": message.id}, (message.created_at, message.id))
            for message in bench.session.scalars(_tied(Message, tie, key, Message.sent_on))]


def _other_side(message: Message) -> list[str]:
    """Whom a message came from, or whom it went to."""
    return [message.sender] if message.direction == "incoming" else message.recipients


def _offers(bench: Workbench, tie: str, key: int) -> list[Moment]:
    return [Moment(offer.issued_on, "offer",
                   _("Offer %(number)s, version %(version)s", number=offer.number, version=offer.version),
                   str(OFFER_STATUS[offer.status]), "offer_detail", {"offer_id": offer.id}, (offer.created_at, offer.id))
            for offer in bench.session.scalars(_tied(Offer, tie, key, Offer.issued_on))]


def _tasks(bench: Workbench, tie: str, key: int, names: Names) -> list[Moment]:
    return [Moment(task.done_on, "task", task.title, _("completed, owner: %(name)s", name=names.user(task.owner_id)),
                   "task_detail", {"task_id": task.id}, (task.updated_at, task.id))
            for task in bench.session.scalars(_tied(Task, tie, key, Task.done_on))]


def _moves(bench: Workbench, tie: str, key: int, names: Names) -> list[Moment]:
    if tie == "contact_id":
        return []
    wanted = select(StageChange, Opportunity.number).join(Opportunity, StageChange.opportunity_id == Opportunity.id).where(
        StageChange.opportunity_id == key if tie == "opportunity_id" else Opportunity.account_id == key,
        StageChange.deleted_at.is_(None)).order_by(StageChange.id.desc()).limit(MOST_SHOWN)
    stages: dict[Any, str] = {stage.id: stage.name for stage in bench.session.scalars(select(Stage))}
    reasons = {entry.code: entry.label for entry in bench.session.scalars(
        select(DictionaryEntry).where(DictionaryEntry.kind == "lost_reason"))}
    found = []
    for move, number in bench.session.execute(wanted):
        way = f"{stages.get(move.from_stage_id, '–')} → {stages[move.to_stage_id]}" if move.from_stage_id else _(
            "created in the stage %(name)s", name=stages[move.to_stage_id])
        found.append(Moment(move.changed_on, "stage", f"{number}: {way}", _told(move, reasons, names), "opportunity_detail",
                            {"opportunity_id": move.opportunity_id}, (move.created_at, move.id)))
    return found


def _told(move: StageChange, reasons: dict[str, str], names: Names) -> str:
    parts = [names.user(move.user_id)] if move.user_id else []
    if move.days_in_from is not None and move.from_stage_id:
        parts.insert(0, ngettext("after %(num)s day", "after %(num)s days", move.days_in_from))
    if move.reason:
        parts.append(reasons.get(move.reason, move.reason))
    return ", ".join(parts)
