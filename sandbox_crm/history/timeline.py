"""The timeline of an account, a person or an opportunity: what people recorded, messages, offers, moves, finished tasks."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy import Select, select

from sandbox_crm.bench import Workbench
from sandbox_crm.history.labels import DIRECTION, EVENT_KIND, MESSAGE_STATUS
from sandbox_crm.models.offers import Message, Offer
from sandbox_crm.models.sales import Opportunity, Stage, StageChange
from sandbox_crm.models.work import Interaction, Task
from sandbox_crm.offers.labels import OFFER_STATUS

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
    key: tuple[str, int]
    replaced: bool = False

    @property
    def source_label(self) -> Any:
        """What kind of thing it is."""
        return SOURCES[self.source]


def timeline(bench: Workbench, *, account_id: int | None = None, contact_id: int | None = None,
             opportunity_id: int | None = None) -> list[Moment]:
    """Everything that happened, newest first. Exactly one of the ids is given."""
    given = {"account_id": account_id, "contact_id": contact_id, "opportunity_id": opportunity_id}
    tie, key = next((name, value) for name, value in given.items() if value is not None)
    found = [*_interactions(bench, tie, key), *_messages(bench, tie, key), *_offers(bench, tie, key),
             *_tasks(bench, tie, key), *_moves(bench, tie, key)]
    return sorted(found, key=lambda moment: (moment.on, moment.key), reverse=True)


def _tied(entity: Any, tie: str, key: int) -> Select[Any]:
    return select(entity).where(getattr(entity, tie) == key, entity.deleted_at.is_(None))


def _interactions(bench: Workbench, tie: str, key: int) -> list[Moment]:
    corrected = set(bench.session.scalars(select(Interaction.corrects_id).where(Interaction.corrects_id.is_not(None))))
    return [Moment(event.happened_on, "interaction", f"{EVENT_KIND[event.kind]}, {DIRECTION[event.direction]}: {event.subject}",
                   event.result or "", "interaction_detail", {"interaction_id": event.id}, ("interaction", event.id),
                   event.id in corrected) for event in bench.session.scalars(_tied(Interaction, tie, key))]


def _messages(bench: Workbench, tie: str, key: int) -> list[Moment]:
    return [Moment(message.sent_on, "message", message.subject, str(MESSAGE_STATUS[message.status]), "message_detail",
                   {"message_id": message.id}, ("message", message.id))
            for message in bench.session.scalars(_tied(Message, tie, key)) if message.sent_on]


def _offers(bench: Workbench, tie: str, key: int) -> list[Moment]:
    return [Moment(offer.issued_on, "offer",
                   _("Offer %(number)s, version %(version)s", number=offer.number, version=offer.version),
                   str(OFFER_STATUS[offer.status]), "offer_detail", {"offer_id": offer.id}, ("offer", offer.id))
            for offer in bench.session.scalars(_tied(Offer, tie, key))]


def _tasks(bench: Workbench, tie: str, key: int) -> list[Moment]:
    return [Moment(task.done_on, "task", task.title, _("completed"), "task_detail", {"task_id": task.id}, ("task", task.id))
            for task in bench.session.scalars(_tied(Task, tie, key)) if task.done_on]


def _moves(bench: Workbench, tie: str, key: int) -> list[Moment]:
    if tie == "contact_id":
        return []
    wanted = select(StageChange, Opportunity).join(Opportunity, StageChange.opportunity_id == Opportunity.id).where(
        StageChange.opportunity_id == key if tie == "opportunity_id" else Opportunity.account_id == key)
    names = {stage.id: stage.name for stage in bench.session.scalars(select(Stage))}
    return [Moment(move.changed_on, "stage",
                   f"{opportunity.number}: {names.get(move.from_stage_id, '–')} → {names[move.to_stage_id]}",
                   move.reason or "", "opportunity_detail", {"opportunity_id": opportunity.id}, ("stage", move.id))
            for move, opportunity in bench.session.execute(wanted)]
