"""Tasks by the day they are due: a day, a week or a month at once. Weeks begin on Monday.

The layout is pure; `tasks_between` is the one question to the database.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from sqlalchemy import case, select

from app.polish.dates import is_workday
from sandbox_crm.bench import Workbench
from sandbox_crm.filters import condition
from sandbox_crm.models.work import Task
from sandbox_crm.work.progress import PRIORITY_ORDER, done_of

SPANS = ("day", "week", "month")
DAY = timedelta(days=1)
#: years that a calendar shows; outside them there is nothing to plan and the dates of Python end
FIRST, LAST = date(1990, 1, 1), date(2199, 12, 31)


@dataclass
class Cell:
    """One day: ``inside`` the month that is shown, ``free``: Saturday, Sunday or a public holiday."""

    day: date
    inside: bool
    free: bool
    tasks: list[Task] = field(default_factory=list)

    @property
    def done(self) -> tuple[int, int]:
        """How many of the day's tasks are completed, and how many count."""
        return done_of(task.status for task in self.tasks)


@dataclass(frozen=True)
class Calendar:
    """What is on the screen: rows of days, and the days that the buttons and keys lead to."""

    span: str
    day: date
    weeks: list[list[Cell]]
    previous: date
    following: date

    @property
    def cells(self) -> list[Cell]:
        """All days shown, in order."""
        return [cell for week in self.weeks for cell in week]

    @property
    def tasks(self) -> list[Task]:
        """The tasks of the span itself, without the days of neighbouring months."""
        return [task for cell in self.cells if cell.inside for task in cell.tasks]


def shown_days(span: str, day: date) -> list[list[date]]:
    """The days of a span in rows: one, the seven of its week, or the whole weeks that hold its month."""
    if span == "day":
        return [[day]]
    first = day if span == "week" else day.replace(day=1)
    monday = first - first.weekday() * DAY
    weeks = 1
    if span == "month":
        weeks = ((stepped("month", day, 1) - DAY) - monday).days // 7 + 1
    return [[monday + (7 * week + place) * DAY for place in range(7)] for week in range(weeks)]


def stepped(span: str, day: date, steps: int) -> date:
    """The day one span later (``steps`` 1) or earlier (-1); months lead to their first day."""
    if span == "day":
        return day + steps * DAY
    if span == "week":
        return day + 7 * steps * DAY
    month = day.year * 12 + day.month - 1 + steps
    return date(month // 12, month % 12 + 1, 1)


def calendar_of(span: str, day: date, tasks: Iterable[Task]) -> Calendar:
    """The calendar of a span with its tasks, which are in order; tasks outside the shown days are left out."""
    day = min(max(day, FIRST), LAST)
    rows = [[Cell(one, span != "month" or one.month == day.month, not is_workday(one)) for one in week]
            for week in shown_days(span, day)]
    by_day = {cell.day: cell for week in rows for cell in week}
    for task in tasks:
        if task.due_on in by_day:
            by_day[task.due_on].tasks.append(task)
    return Calendar(span, day, rows, stepped(span, day, -1), stepped(span, day, 1))


def tasks_between(bench: Workbench, filters: Iterable[dict[str, Any] | None], first: date, last: date) -> list[Task]:
    """The live tasks that the filters mean and that are due between two days, in the order of a working day: by the
    time of day, those without one last, then the most urgent first."""
    rank = case(PRIORITY_ORDER, value=Task.priority)
    conditions = [condition(bench.session, "task", one, bench.today) for one in filters]
    return list(bench.session.scalars(
        select(Task).where(Task.deleted_at.is_(None), Task.due_on.between(first, last), *conditions)
        .order_by(Task.due_on, Task.due_time.is_(None), Task.due_time, rank, Task.id)))


def calendar(bench: Workbench, span: str, day: date, filters: Iterable[dict[str, Any] | None]) -> Calendar:
    """The calendar as the database has it now."""
    day = min(max(day, FIRST), LAST)
    days = [one for week in shown_days(span, day) for one in week]
    return calendar_of(span, day, tasks_between(bench, filters, days[0], days[-1]))
