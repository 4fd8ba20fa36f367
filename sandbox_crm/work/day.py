"""What a working day starts from: one's own tasks by their due date, unread messages, open opportunities."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from sqlalchemy import case, func, select

from sandbox_crm.bench import Workbench
from sandbox_crm.listing import MOST_COUNTED, count, names_of
from sandbox_crm.models.clients import Account
from sandbox_crm.models.indexes import key
from sandbox_crm.models.offers import Message
from sandbox_crm.models.sales import Opportunity, Stage
from sandbox_crm.models.work import Task
from sandbox_crm.sales.arithmetic import Totals
from sandbox_crm.sales.board import SUMS, next_tasks
from sandbox_crm.work.progress import OPEN_STATUSES, PRIORITY_ORDER

#: what is shown of each kind; the lists have it all
MOST_TASKS, MOST_MESSAGES, MOST_OPPORTUNITIES = 20, 5, 10


@dataclass(frozen=True)
class Pile:
    """Tasks of one part of the day; ``count``: how many there are, None where there are more than are worth counting."""

    tasks: list[Task]
    count: int | None


@dataclass(frozen=True)
class Day:
    """The desk of one colleague. ``opportunities``: (opportunity, its stage) that should close first, ``sums`` of all of
    them; ``names``: accounts by id; ``next``: opportunity -> its next task."""

    today: Pile
    overdue: Pile
    week: Pile
    messages: list[Message]
    unread: int
    opportunities: list[tuple[Opportunity, Stage]]
    sums: Totals
    names: dict[int, str]
    next: dict[int, Task]


def day_of(bench: Workbench) -> Day:
    """The acting colleague's day; the rest of the week is what is due after today up to Sunday."""
    due, today = key("task", "due_on"), bench.today
    sunday = today + timedelta(days=6 - today.weekday())
    piles = [_pile(bench, due == today.isoformat()), _pile(bench, due < today.isoformat()),
             _pile(bench, due > today.isoformat(), due <= sunday.isoformat())]
    mine = (select(Opportunity).join(Stage, Stage.id == Opportunity.stage_id)
            .where(Opportunity.deleted_at.is_(None), Stage.kind == "open", Opportunity.owner_id == bench.actor.user_id))
    shown = [(one, stage) for one, stage in bench.session.execute(
        mine.add_columns(Stage).order_by(key("opportunity", "expected_close"), Opportunity.id).limit(MOST_OPPORTUNITIES))]
    unread = select(Message).where(Message.deleted_at.is_(None), Message.direction == "incoming", Message.read_on.is_(None))
    messages = list(bench.session.scalars(unread.order_by(Message.id.desc()).limit(MOST_MESSAGES)))
    spoken: list[Any] = [*(task for pile in piles for task in pile.tasks), *messages, *(one for one, _stage in shown)]
    return Day(*piles, messages, bench.session.scalar(unread.with_only_columns(func.count())) or 0, shown,
               Totals(*bench.session.execute(mine.with_only_columns(*SUMS)).one()),
               names_of(bench.session, Account, (one.account_id for one in spoken)),
               next_tasks(bench, [one.id for one, _stage in shown]))


def _pile(bench: Workbench, *when: Any) -> Pile:
    meant = select(Task).where(Task.deleted_at.is_(None), Task.owner_id == bench.actor.user_id,
                               Task.status.in_(OPEN_STATUSES), *when)
    rank = case(PRIORITY_ORDER, value=Task.priority)
    found = meant.order_by(key("task", "due_on"), Task.due_time.is_(None), Task.due_time, rank, Task.id).limit(MOST_TASKS)
    number = count(bench.session, meant, MOST_COUNTED + 1)
    return Pile(list(bench.session.scalars(found)), number if number <= MOST_COUNTED else None)
