"""The schedule as a drawing: bars and ticks in units of an SVG picture. PURE."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from app.polish.dates import format_date
from sandbox_crm.sales.schedule import Row, StageSpan

LEFT, WIDTH, ROW, TOP = 300, 1000, 24, 34
MOST_TICKS = 14


@dataclass(frozen=True)
class Bar:
    """One bar: ``kind`` is stage, task or done; ``x``, ``width``, ``y`` in the picture's units."""

    kind: str
    label: str
    dates: str
    x: float
    width: float
    y: int


@dataclass(frozen=True)
class Tick:
    """A day marked under the head of the picture."""

    x: float
    label: str


@dataclass(frozen=True)
class Drawing:
    """The whole picture; ``height`` in the same units; ``today``: where the present day lies, None outside the picture."""

    bars: tuple[Bar, ...]
    ticks: tuple[Tick, ...]
    height: int
    today: float | None = None
    width: int = LEFT + WIDTH + 20
    left: int = LEFT


def drawing_of(spans: Sequence[StageSpan], rows: Sequence[Row], today: date | None = None) -> Drawing:
    """Each stage's bar with the bars of its tasks below it; tasks without dates are left to the table."""
    days = [day for span in spans for day in (span.entered_on, span.leave_on)]
    days += [day for row in rows if row.plan.due_on for day in (row.plan.start_on, row.plan.due_on)]
    if not days:
        return Drawing((), (), 0)
    first, last = min(days), max(days)
    scale = WIDTH / ((last - first).days + 1)
    bars: list[Bar] = []
    for span in spans:
        bars.append(_bar("stage", span.stage.name, span.entered_on, span.leave_on, first, scale, len(bars), 0))
        for row in rows:
            if row.span is span and row.plan.due_on:
                kind = "done" if _is_done(row) else "task"
                bars.append(_bar(kind, row.stage_task.title, row.plan.start_on, row.plan.due_on, first, scale, len(bars)))
    here = round(LEFT + ((today - first).days + 0.5) * scale, 1) if today is not None and first <= today <= last else None
    return Drawing(tuple(bars), _ticks(first, last, scale), TOP + ROW * len(bars) + 16, here)


def _is_done(row: Row) -> bool:
    return row.task is not None and row.task.status == "completed"


def _bar(kind: str, label: str, start: Any, end: Any, first: date, scale: float, place: int,
         last_day: int = 1) -> Bar:
    """``last_day``: 1 where the end is itself a day of the bar (a task), 0 where it is the day of leaving (a stage):
    that day belongs to the next stage, and two bars must not both cover it."""
    x = LEFT + (start - first).days * scale
    width = ((end - start).days + last_day) * scale
    words = format_date(start) if start == end else f"{format_date(start)} – {format_date(end)}"
    return Bar(kind, label, words, round(x, 1), round(max(width, 3), 1), TOP + place * ROW)


def _ticks(first: date, last: date, scale: float) -> tuple[Tick, ...]:
    step = max(1, -(-((last - first).days + 1) // MOST_TICKS))
    step = step if step < 4 else -(-step // 7) * 7  # whole weeks once there are too many days to mark each
    day, found = first, []
    while day <= last:
        found.append(Tick(round(LEFT + (day - first).days * scale, 1), f"{day.day:02d}.{day.month:02d}"))
        day += timedelta(days=step)
    return tuple(found)
