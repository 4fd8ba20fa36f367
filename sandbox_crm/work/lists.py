"""What the task list reads: a page of the tasks of a filter in order, in groups, with how much of each group is done."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from sqlalchemy import Select, case, func, select

from sandbox_crm.bench import Workbench
from sandbox_crm.filters import condition
from sandbox_crm.listing import Key, Paging, paged
from sandbox_crm.models.clients import Account
from sandbox_crm.models.company import SalesUser
from sandbox_crm.models.indexes import key
from sandbox_crm.models.work import Task
from sandbox_crm.sorting import keys_of
from sandbox_crm.work.progress import OPEN_STATUSES

GROUPINGS = ("due_on", "owner", "account")
#: tasks are read as a plan of days, so a page of them is longer than other lists'
PAGE_SIZE = 100
#: sorts after every name
_LAST = "\U0010ffff"
#: how many tasks are completed, and how many count at all (cancelled ones do not)
_DONE = (func.coalesce(func.sum(case((Task.status == "completed", 1), else_=0)), 0),
         func.coalesce(func.sum(case((Task.status != "cancelled", 1), else_=0)), 0))


@dataclass(frozen=True)
class Group:
    """Tasks under one head; ``key`` is a date, a name or None; ``done`` of ``counted`` in the whole group are completed,
    also where the page shows a part of it."""

    key: Any
    tasks: list[Task]
    done: int
    counted: int


@dataclass(frozen=True)
class TaskPage:
    """A page of tasks in its groups; ``done``: (completed, counted) of everything the filter means, None where that is
    too much to count."""

    groups: list[Group]
    paging: Paging
    done: tuple[int, int] | None


def tasks_meant(bench: Workbench, filters: Iterable[dict[str, Any] | None]) -> Select[Any]:
    """A select of the live tasks that all the filters mean. Raises RuleFault."""
    return select(Task).where(Task.deleted_at.is_(None),
                              *(condition(bench.session, "task", one, bench.today) for one in filters))


def task_page(bench: Workbench, filters: Iterable[dict[str, Any] | None], sort: str = "due_on",
              group_by: str | None = None) -> TaskPage:
    """The tasks of the page that the address asks for. ``sort``: due_on, priority (most urgent first), percent, title, with
    "-" for the other way; ``group_by``: due_on, owner, account or None. Tasks without a due date come last within it."""
    query, head = tasks_meant(bench, filters), _head(group_by)
    found, paging = paged(bench.session, query, *keys_by(sort, group_by), entity=Task, size=PAGE_SIZE)
    done = _done(bench, query) if paging.whole else None
    if head is None:
        return TaskPage([Group(None, found, *(done or (0, 0)))] if found else [], paging, done)
    return TaskPage(_grouped(bench, query, found, head), paging, done)


def keys_by(sort: str, group_by: str | None = None) -> tuple[Key, ...]:
    """The keys of the order: that of the groups, then that within them."""
    head = _head(group_by)
    return (*([Key(head[0])] if head is not None else []), *keys_of("task", sort, "due_on"))


def is_late(task: Task, today: Any) -> bool:
    """Whether a task's due date has passed while it is still to be done."""
    return task.due_on is not None and task.due_on < today and task.status in OPEN_STATUSES


def _head(group_by: str | None) -> tuple[Any, Any] | None:
    """The key that puts a group in its place, and what its head says."""
    if group_by == "due_on":
        return key("task", "due_on"), Task.due_on
    kind, tie = {"owner": (SalesUser, Task.owner_id), "account": (Account, Task.account_id)}.get(group_by or "", (None, None))
    if kind is None:
        return None
    order = select(SalesUser.name if kind is SalesUser else Account.name_sort).where(kind.id == tie).scalar_subquery()
    return func.coalesce(order, _LAST), select(kind.name).where(kind.id == tie).scalar_subquery()


def _grouped(bench: Workbench, query: Select[Any], found: Sequence[Task], head: tuple[Any, Any]) -> list[Group]:
    """The page's tasks under their heads."""
    of_page = select(Task.id, *head).where(Task.id.in_([task.id for task in found]))
    heads = {task_id: (place, said) for task_id, place, said in bench.session.execute(of_page)}
    shown = list({place for place, _said in heads.values()})
    sums = query.where(head[0].in_(shown)).with_only_columns(head[0], head[1], *_DONE).group_by(head[0], head[1])
    counted = {(place, said): (done, all_) for place, said, done, all_ in bench.session.execute(sums)}
    return [Group(both[1], list(tasks), *counted.get(both, (0, 0)))
            for both, tasks in groupby(found, key=lambda task: heads[task.id])]


def _done(bench: Workbench, query: Select[Any]) -> tuple[int, int]:
    done, counted = bench.session.execute(query.with_only_columns(*_DONE)).one()
    return done, counted
