"""Tasks by the day they are due: a day, a week or a month at once. Weeks begin on Monday.

The layout is pure. The database is asked two things: how many tasks each day has, and the first of each day; what a day
costs does not grow with the tasks on it.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from sqlalchemy import case, func, select
from sqlalchemy.orm import aliased

from app.polish.dates import holiday_name, is_workday
from sandbox_crm.bench import Workbench
from sandbox_crm.filters import condition
from sandbox_crm.models.indexes import key
from sandbox_crm.models.work import Task
from sandbox_crm.work.progress import PRIORITY_ORDER as URGENCY

SPANS = ("day", "week", "month")
#: how many tasks of a day are shown; the rest is a link away
ROOM = {"day": 60, "week": 20, "month": 4}
#: hours that a day and a week always show, and the others where a task stands at them
WORKING_HOURS = range(8, 17)
DAY = timedelta(days=1)
#: years that a calendar shows; outside them there is nothing to plan and the dates of Python end
FIRST, LAST = date(1990, 1, 1), date(2199, 12, 31)


@dataclass(frozen=True)
class Tally:
    """The tasks of a day: how many there are, how many are completed, how many count (cancelled ones do not)."""

    all: int = 0
    done: int = 0
    counted: int = 0


@dataclass
class Cell:
    """One day: ``inside`` the month that is shown, ``free``: Saturday, Sunday or a public holiday, ``holiday``: its name."""

    day: date
    inside: bool
    free: bool
    holiday: str = ""
    tasks: list[Task] = field(default_factory=list)
    tally: Tally = Tally()

    @property
    def more(self) -> int:
        """How many tasks of the day are not shown."""
        return self.tally.all - len(self.tasks)

    def at(self, hour: int | None) -> list[Task]:
        """The tasks of an hour; of None: those without a time."""
        return [task for task in self.tasks if _hour(task) == hour]


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
    def hours(self) -> list[int | None]:
        """The rows of a day or a week: no time, then the hours of work and whatever other hours tasks stand at."""
        taken = {_hour(task) for cell in self.cells for task in cell.tasks} - {None}
        return [None, *sorted({*WORKING_HOURS, *taken})]

    @property
    def tally(self) -> Tally:
        """The tasks of the span itself, without the days of neighbouring months."""
        inside = [cell.tally for cell in self.cells if cell.inside]
        return Tally(sum(one.all for one in inside), sum(one.done for one in inside), sum(one.counted for one in inside))


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


def calendar_of(span: str, day: date, tasks: Iterable[Task], tallies: Mapping[date, Tally]) -> Calendar:
    """The calendar of a span with the tasks to show, which are in order; tasks outside the shown days are left out."""
    day = min(max(day, FIRST), LAST)
    rows = [[Cell(one, span != "month" or one.month == day.month, not is_workday(one), holiday_name(one),
                  tally=tallies.get(one, Tally())) for one in week] for week in shown_days(span, day)]
    by_day = {cell.day: cell for week in rows for cell in week}
    for task in tasks:
        if task.due_on in by_day:
            by_day[task.due_on].tasks.append(task)
    return Calendar(span, day, rows, stepped(span, day, -1), stepped(span, day, 1))


def calendar(bench: Workbench, span: str, day: date, filters: Iterable[dict[str, Any] | None]) -> Calendar:
    """The calendar as the database has it now: the live tasks that the filters mean. Raises RuleFault."""
    day = min(max(day, FIRST), LAST)
    days = [one for week in shown_days(span, day) for one in week]
    meant = [Task.deleted_at.is_(None), *(condition(bench.session, "task", one, bench.today) for one in filters)]
    return calendar_of(span, day, _first_of_each(bench, meant, days, ROOM[span]), _tallies(bench, meant, days))


def _tallies(bench: Workbench, meant: list[Any], days: list[date]) -> dict[date, Tally]:
    due = key("task", "due_on")
    rows = select(due, func.count(), func.sum(case((Task.status == "completed", 1), else_=0)),
                  func.sum(case((Task.status != "cancelled", 1), else_=0))).where(
        *meant, due.between(days[0].isoformat(), days[-1].isoformat())).group_by(due)
    return {date.fromisoformat(day): Tally(*sums) for day, *sums in bench.session.execute(rows)}


def _first_of_each(bench: Workbench, meant: list[Any], days: list[date], room: int) -> list[Task]:
    """The first tasks of each day in the order of a working day: by the time of day, those without one last, then the most
    urgent first. Each day reads its own from the index and stops; one statement asks for all of them."""
    due, order = key("task", "due_on"), (key("task", "due_time"), key("task", "rank"), Task.id)
    each = func.json_each(json.dumps([day.isoformat() for day in days])).table_valued("value", name="each_day")
    first = select(Task.id).where(*meant, due == each.c.value).order_by(*order).limit(room).correlate(each)
    shown = aliased(Task)
    found = bench.session.scalars(select(shown).select_from(each).join(shown, shown.id.in_(first)))
    return sorted(found, key=lambda task: (task.due_on, task.due_time or "99:99", URGENCY[task.priority], task.id))


def _hour(task: Task) -> int | None:
    return int(task.due_time[:2]) if task.due_time else None
