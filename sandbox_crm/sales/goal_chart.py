"""The course of a goal as a drawing and as a table of the same numbers: what was reached, beside an even pace to the target.
PURE."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sandbox_crm.sales.arithmetic import half_up

LEFT, RIGHT, TOP, BOTTOM, WIDTH, HEIGHT = 156, 1146, 24, 262, 1200, 300
MOST_DAYS = 6


@dataclass(frozen=True)
class Tick:
    """A mark on an axis: a value of the metric or a day, and where it lies."""

    value: Any
    place: float


@dataclass(frozen=True)
class Row:
    """A row of the table: the value reached by the end of ``day`` (None: the day is yet to come) and the even pace."""

    day: date
    value: int | None
    pace: int | None


@dataclass(frozen=True)
class Chart:
    """The whole drawing in units of its picture; ``line`` and ``pace`` are points of polylines."""

    line: str
    dots: tuple[tuple[float, float], ...]
    pace: str
    target_y: float | None
    today_x: float | None
    heights: tuple[Tick, ...]
    days: tuple[Tick, ...]
    rows: tuple[Row, ...]
    width: int = WIDTH
    height: int = HEIGHT
    left: int = LEFT
    right: int = RIGHT
    bottom: int = BOTTOM


def chart_of(goal: Any, course: Sequence[tuple[date, int]], today: date) -> Chart | None:
    """The chart of a goal with ``metric`` and dates; ``course``: (day, value up to that day) in order. The line goes in
    steps and ends today, or where the goal ends. None without a metric or dates."""
    if goal.metric is None or goal.date_from is None or goal.date_to is None:
        return None
    first, last = goal.date_from, goal.date_to
    top = round_up(max([goal.target_value or 0, *(value for _day, value in course), 1]))

    def x(day: date) -> float:
        return round(LEFT + (min(max(day, first), last) - first).days / (last - first).days * (RIGHT - LEFT), 1)

    def y(value: int) -> float:
        return round(BOTTOM - value / top * (BOTTOM - TOP), 1)

    points, value = [(x(first), y(0))], 0
    for day, reached in course:
        points += [(x(day), y(value)), (x(day), y(reached))]
        value = reached
    if today > first:
        points.append((x(today), y(value)))
    target = goal.target_value
    share = goal.metric == "conversion"  # a share is the same all the time, a sum grows
    pace = f"{x(first)},{y(target if share else 0)} {x(last)},{y(target)}" if target else ""
    return Chart(
        " ".join(f"{left},{height}" for left, height in points), tuple((x(day), y(reached)) for day, reached in course), pace,
        y(target) if target else None, x(today) if first <= today <= last else None,
        tuple(Tick(part, y(part)) for part in sorted({0, top // 2, top})),
        tuple(Tick(day, x(day)) for day in marked(first, last)),
        tuple(_rows(goal, course, today, share)))


def round_up(value: int) -> int:
    """The next number of the form 1, 2 or 5 followed by noughts that is not less; at least 2, so that it halves."""
    step = 1
    while True:
        for head in (2, 5, 10):
            if head * step >= value:
                return head * step
        step *= 10


def marked(first: date, last: date) -> list[date]:
    """Days marked under the chart: both ends and some evenly between."""
    span = (last - first).days
    parts = min(MOST_DAYS - 1, span)
    return [first + timedelta(days=span * part // parts) for part in range(parts + 1)]


def _rows(goal: Any, course: Sequence[tuple[date, int]], today: date, share: bool) -> list[Row]:
    span = (goal.date_to - goal.date_from).days
    found = []
    for day in sorted({*marked(goal.date_from, goal.date_to), *(one for one, _value in course)}):
        value = next((reached for one, reached in reversed(course) if one <= day), 0)
        pace = None if not goal.target_value else goal.target_value if share else half_up(
            goal.target_value * (day - goal.date_from).days, span)
        found.append(Row(day, value if day <= today else None, pace))
    return found
