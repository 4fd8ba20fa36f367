"""When the tasks of a stage fall due (criteria 2.1.d, 2.1.e). PURE: dates and plain values in, dates out.

A stage task's **due date** lies ``offset_days`` from its starting point: entry into the stage, the day the opportunity
was opened, or the planned close (negative: before it). It **starts** ``duration_days - 1`` days earlier, so that a
task of one day starts and ends on its due date. With ``workdays_only`` both count working days of the Polish
calendar, and a due date on a day off goes to the next working day.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from app.polish.dates import add_workdays


@dataclass(frozen=True)
class Plan:
    """When something starts and when it is due; both None where its starting point is not known."""

    start_on: date | None
    due_on: date | None


@dataclass(frozen=True)
class StageSpan:
    """A stage in a schedule: the day of entry and the day it should be left (the same day for zero days)."""

    stage: Any
    entered_on: date
    leave_on: date
    actual: bool = False


@dataclass(frozen=True)
class Row:
    """A row of the schedule: a stage task with its dates within the stage's span; ``task``: the real task that was made
    from it, whose dates then are the row's."""

    span: StageSpan
    stage_task: Any
    plan: Plan
    task: Any = None


def shift(day: date, days: int, workdays_only: bool) -> date:
    """``day`` moved by ``days``, in working or calendar days; negative goes back."""
    return add_workdays(day, days) if workdays_only else day + timedelta(days=days)


def plan_of(stage_task: Any, *, entered_on: date, opened_on: date, expected_close: date | None) -> Plan:
    """Start and due date of a stage task (anything with the columns of StageTask)."""
    point = {"stage_entry": entered_on, "opportunity_created": opened_on, "expected_close": expected_close}
    from_day = point[stage_task.offset_from]
    if from_day is None:
        return Plan(None, None)
    due_on = shift(from_day, stage_task.offset_days, stage_task.workdays_only)
    if stage_task.duration_days <= 1:
        return Plan(due_on, due_on)
    return Plan(shift(due_on, 1 - stage_task.duration_days, stage_task.workdays_only), due_on)


def spans_from(stages: Sequence[Any], start_on: date) -> list[StageSpan]:
    """Spans of the open stages one after another from ``start_on``; ``expected_days`` are calendar days, and a stage
    without them takes none. Won and lost stages are not part of a schedule."""
    spans, day = [], start_on
    for stage in stages:
        if stage.kind == "open":
            leave_on = day + timedelta(days=stage.expected_days or 0)
            spans.append(StageSpan(stage, day, leave_on))
            day = leave_on
    return spans


def spans_of_opportunity(stages: Sequence[Any], entries: dict[int, date], current_stage_id: int) -> list[StageSpan]:
    """Spans for one opportunity. ``entries``: stage id -> last day of entry into it. Stages before the current one
    show when they were entered and left (those never entered are left out); later ones follow by expectation."""
    opened = [stage for stage in stages if stage.kind == "open"]
    index = next((place for place, stage in enumerate(opened) if stage.id == current_stage_id), len(opened))
    past = [stage for stage in opened[:index] if stage.id in entries]
    days = [entries[stage.id] for stage in past] + ([entries[current_stage_id]] if current_stage_id in entries else [])
    spans = []
    for place, stage in enumerate(past):
        following = days[place + 1] if place + 1 < len(days) else days[place]
        spans.append(StageSpan(stage, days[place], max(days[place], following), actual=True))
    if index < len(opened):
        spans += spans_from(opened[index:], entries[current_stage_id])
    return spans


def rows_of(spans: Iterable[StageSpan], stage_tasks: dict[int, list[Any]], *, opened_on: date,
            expected_close: date | None) -> list[Row]:
    """The schedule's rows. ``stage_tasks``: stage id -> its tasks in order, already chosen for client and product."""
    return [Row(span, task, plan_of(task, entered_on=span.entered_on, opened_on=opened_on, expected_close=expected_close))
            for span in spans for task in stage_tasks.get(span.stage.id, [])]
