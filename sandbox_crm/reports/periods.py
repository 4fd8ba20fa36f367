"""The period a report speaks of and the one it is compared with. PURE."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from sandbox_crm.reports.definition import Definition, bounding
from sandbox_crm.rules import RELATIVE_DAYS, period, relative_range

Range = tuple[date, date]
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
    day, one = date.fromisoformat(value), timedelta(days=1)
    return {"eq": (day, day), "ge": (day, date.max), "gt": (day + one, date.max), "le": (date.min, day),
            "lt": (date.min, day - one)}[op]
