"""What the task list reads: tasks of a filter in order, in groups, with how much of them is done."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from sqlalchemy import case, select

from sandbox_crm.bench import Workbench
from sandbox_crm.filters import condition
from sandbox_crm.models.clients import Account
from sandbox_crm.models.company import SalesUser
from sandbox_crm.models.work import Task
from sandbox_crm.work.progress import OPEN_STATUSES, PRIORITY_ORDER, done_of


@dataclass(frozen=True)
class Group:
    """Tasks under one head; ``key`` is a date, a name or None; ``done`` of ``counted`` are completed."""

    key: Any
    tasks: list[Task]
    done: int
    counted: int


def tasks_meant(bench: Workbench, filters: Iterable[dict[str, Any] | None], sort: str = "due_on") -> list[Task]:
    """The live tasks that all the filters mean. ``sort``: due_on, priority (most urgent first), -percent, title; tasks
    without a due date come last within it."""
    late = (Task.due_on.is_(None), Task.due_on, Task.due_time.is_(None), Task.due_time)
    rank = case(PRIORITY_ORDER, value=Task.priority)
    order = {"priority": (rank, *late), "-percent": (Task.percent.desc(), *late), "title": (Task.title,)}.get(sort, (*late, rank))
    conditions = [condition(bench.session, "task", one, bench.today) for one in filters]
    return list(bench.session.scalars(select(Task).where(Task.deleted_at.is_(None), *conditions).order_by(*order, Task.id)))


def grouped(bench: Workbench, tasks: Sequence[Task], group_by: str | None) -> list[Group]:
    """Tasks by ``due_on``, ``owner`` or ``account``; within a group they keep their order. None: one group."""
    if group_by not in ("due_on", "owner", "account"):
        return [_group(None, list(tasks))] if tasks else []
    names: dict[int, tuple[str, str]] = {}
    if group_by == "owner":
        names = {key: (name, name) for key, name in bench.session.execute(select(SalesUser.id, SalesUser.name))}
    elif group_by == "account":
        names = {key: (order, name) for key, order, name in bench.session.execute(
            select(Account.id, Account.name_sort, Account.name))}

    def key_of(task: Task) -> Any:
        if group_by == "due_on":
            return (task.due_on is None, task.due_on.isoformat() if task.due_on else "", task.due_on)
        order, name = names.get(task.owner_id if group_by == "owner" else task.account_id, ("", None))
        return (name is None, order, name)

    ordered = sorted(tasks, key=lambda task: key_of(task)[:2])
    return [_group(key[2], list(found)) for key, found in groupby(ordered, key=key_of)]


def is_late(task: Task, today: Any) -> bool:
    """Whether a task's due date has passed while it is still to be done."""
    return task.due_on is not None and task.due_on < today and task.status in OPEN_STATUSES


def _group(key: Any, tasks: list[Task]) -> Group:
    return Group(key, tasks, *done_of(task.status for task in tasks))
