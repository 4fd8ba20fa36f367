"""The period a report speaks of and the one it is compared with. PURE."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

from sandbox_crm.reports.definition import Definition, bounding
from sandbox_crm.rules import RELATIVE_DAYS, period, relative_range

Range = tuple[date, date]
#: dates that lie ahead as a matter of course; of any other date nothing can be known after today
_PLANNED = ("expected_close", "due_on", "start_on", "valid_until")
#: no more periods than this are filled in, less than three years of days
MOST_PERIODS = 1000
_UNITS = ("week", "month", "quarter", "year")


def base_period(asked: Definition, today: date) -> Range | None:
    """First and last day that the filter leaves open on ``date_field``; None where it does not bound it."""
    parts = bounding(asked)
    if not parts:
        return None
    first, last = date.min, date.max
    for part in parts:
        low, high = _bounds(part, today)
        first, last = max(first, low), min(last, high)
    return first, last


def previous_period(base: Range) -> Range:
    """The period just before: the calendar unit before a whole week, month, quarter or year; otherwise as many days."""
    for unit in _UNITS:
        if period(unit, base[0]) == base:
            return period(unit, base[0], -1)
    length = base[1] - base[0] + timedelta(days=1)
    return base[0] - length, base[0] - timedelta(days=1)


def compared_period(asked: Definition, base: Range) -> Range:
    """The period that a comparison of periods looks back at."""
    compare = asked.compare or {}
    if compare["kind"] == "previous_period":
        return previous_period(base)
    return date.fromisoformat(compare["from"]), date.fromisoformat(compare["to"])


def periods_asked(asked: Definition, today: date, found: Iterable[str]) -> list[str]:
    """First days of all the periods that a report by periods speaks of, those without records included; empty where
    the report wants them left out or they are more than `MOST_PERIODS`.

    They reach from the first to the last day that the filter leaves open; where it leaves an end open, from the first
    period with records, to today. The future stays out of what can only lie behind (closed, opened, issued): a month to
    come is not a month without sales. ``found``: the periods that have records, which are never left outside.
    """
    if asked.dated is None or not asked.empty_periods:
        return []
    low, high = _open_days(asked, today)
    known = sorted({date.fromisoformat(one) for one in found})
    ends = ([low] if low != date.min else []) + known
    if not ends:
        return []
    if str(asked.date_field).rpartition(".")[2] in _PLANNED:
        last = high if high != date.max else ends[-1]
    else:
        last = min(high, today)
    return _first_days(str(asked.date_bucket), min(ends), max([last, *known[-1:]]))


def _first_days(bucket: str, first: date, last: date) -> list[str]:
    found: list[str] = []
    day = first
    while day <= last:
        if len(found) == MOST_PERIODS:
            return []
        start, end = period(bucket, day)
        found.append(start.isoformat())
        day = end + timedelta(days=1)
    return found


def _open_days(asked: Definition, today: date) -> Range:
    """First and last day that the filter leaves open on the report's date; the ends of time where it does not say."""
    first, last = date.min, date.max
    for part in (asked.filters or {}).get("all", ()):
        if part.get("field") == asked.date_field:
            low, high = _bounds(part, today)
            first, last = max(first, low), min(last, high)
    return first, last


def moved_filters(asked: Definition, wanted: Range) -> dict[str, Any]:
    """The report's filter with its bounds on ``date_field`` replaced by another period."""
    kept = [part for part in asked.filters["all"] if part.get("field") != asked.date_field]
    between = {"field": asked.date_field, "op": "between", "value": [wanted[0].isoformat(), wanted[1].isoformat()]}
    return {"all": [*kept, between]}


def _bounds(part: dict[str, Any], today: date) -> Range:
    op, value = part["op"], part.get("value")
    if op == "relative" and (value in RELATIVE_DAYS or ":" in str(value)):
        return relative_range(value, today)
    if op == "between":
        low, high = value
        return (date.fromisoformat(low) if low else date.min), (date.fromisoformat(high) if high else date.max)
    if op not in ("eq", "ge", "gt", "le", "lt") or value is None:
        return date.min, date.max
    day = date.fromisoformat(value)
    if op in ("gt", "lt"):
        edge = date.max if op == "gt" else date.min
        return (day if day == edge else day + timedelta(days=1), date.max) if op == "gt" else (
            date.min, day if day == edge else day - timedelta(days=1))
    return {"eq": (day, day), "ge": (day, date.max), "le": (date.min, day)}[op]
