"""What a report comes to over plain state. PURE: the same state, definition and day give the same result for ever.

Rows of the result: ``{"kind": "record", "id", "cells"}`` where nothing is grouped, otherwise ``{"kind": "group",
"keys", "count", "values"}`` with ``{"kind": "subtotal", …}`` after each first key of two. A comparison adds
``other_count``, ``other``, ``difference`` and ``percent`` beside ``values``. Amounts are grosze; averages of amounts are
rounded half-up to a grosz, other averages and percents of change to one tenth. The chart is drawn from these rows.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sandbox_crm.reports.definition import Definition, owner_or_account
from sandbox_crm.reports.periods import Range, base_period, compared_period, moved_filters
from sandbox_crm.rules import Path, matches, period, selected, value_at
from sandbox_crm.sales.arithmetic import half_up
from sandbox_crm.snapshot import Row, State, live

Keys = tuple[Any, ...]


@dataclass(frozen=True)
class Result:
    """A computed report; ``record_ids``: the records it speaks of, those compared with are in the totals."""

    rows: list[dict[str, Any]]
    totals: dict[str, Any]
    record_ids: list[int]


def compute(state: State, asked: Definition, today: date) -> Result:
    """Compute a report. The definition must have passed `check_definition`."""
    sides = sides_of(state, asked, today)
    totals = _measured(state, asked, sides.rows, sides.others)
    totals["other_record_ids"] = [row["id"] for row in sides.others or []]
    rows = _groups(state, asked, sides) if asked.groupings else _records(state, asked, sides.rows)
    return Result(rows, totals, [row["id"] for row in sides.rows])


def order_key(value: Any) -> tuple[int, Any]:
    """Order of group keys: numbers and texts by value, the empty key last."""
    return (1, "") if value is None else (0, value)


@dataclass(frozen=True)
class Sides:
    """The records a report speaks of, those it compares them with, and the two periods where it compares periods."""

    rows: list[Row]
    others: list[Row] | None = None
    period: Range | None = None
    other_period: Range | None = None


def sides_of(state: State, asked: Definition, today: date) -> Sides:
    """The records on both sides of a report."""
    found = selected(state, asked.entity, asked.filters, today)
    if not asked.compare:
        return Sides(found)
    kind = asked.compare["kind"]
    if kind in ("segment", "owner"):
        tie = owner_or_account(asked, kind)
        halves = [{"all": [{"field": tie, "op": "eq", "value": asked.compare[side]}]} for side in ("a", "b")]
        split = [[row for row in found if matches(state, asked.entity, row, half, today)] for half in halves]
        return Sides(split[0], split[1])
    base = base_period(asked, today)
    if base is None:
        raise ValueError("the filter does not bound the period")
    other = compared_period(asked, base)
    return Sides(found, selected(state, asked.entity, moved_filters(asked, other), today), base, other)


def _records(state: State, asked: Definition, rows: Sequence[Row]) -> list[dict[str, Any]]:
    paths = [asked.path(dotted) for dotted in asked.columns]
    return [{"kind": "record", "id": row["id"], "cells": [value_at(state, row, path) for path in paths]} for row in rows]


def _groups(state: State, asked: Definition, sides: Sides) -> list[dict[str, Any]]:
    here = _split(state, asked, sides.rows, None)
    there = _split(state, asked, sides.others or [], _aligned(asked, sides))
    comparing = sides.others is not None
    ordered = sorted({*here, *there}, key=lambda keys: [_rank(state, asked, place, key) for place, key in enumerate(keys)])
    made: list[dict[str, Any]] = []
    for number, keys in enumerate(ordered):
        compared = there.get(keys, []) if comparing else None
        made.append({"kind": "group", "keys": list(keys), **_measured(state, asked, here.get(keys, []), compared)})
        last = number + 1 == len(ordered) or ordered[number + 1][0] != keys[0]
        if len(keys) == 2 and last:
            made.append(_subtotal(state, asked, keys[0], here, there if comparing else None))
    return made


def _subtotal(state: State, asked: Definition, first: Any, here: dict[Keys, list[Row]],
              there: dict[Keys, list[Row]] | None) -> dict[str, Any]:
    def gathered(split: dict[Keys, list[Row]]) -> list[Row]:
        return [row for keys, rows in split.items() if keys[0] == first for row in rows]

    other = gathered(there) if there is not None else None
    return {"kind": "subtotal", "keys": [first], **_measured(state, asked, gathered(here), other)}


def _rank(state: State, asked: Definition, place: int, key: Any) -> tuple[int, Any]:
    """Stages stand in the order of their pipelines, everything else by value."""
    path = asked.path(asked.groupings[place])
    if path.entity == "stage" and path.field == "name" and key is not None:
        positions = [row["position"] for row in live(state, "stage") if row["name"] == key]
        return (0, f"{min(positions, default=0):06}{key}")
    return order_key(key)


def _split(state: State, asked: Definition, rows: Sequence[Row], shift: dict[str, str] | None) -> dict[Keys, list[Row]]:
    paths = [asked.path(dotted) for dotted in asked.groupings]
    found: dict[Keys, list[Row]] = {}
    for row in rows:
        keys = tuple(_key(state, asked, row, path, shift) for path in paths)
        found.setdefault(keys, []).append(row)
    return found


def _key(state: State, asked: Definition, row: Row, path: Path, shift: dict[str, str] | None) -> Any:
    value = value_at(state, row, path)
    if value == "" or value is None:
        return None
    if path.kind == "date" and asked.date_bucket:
        value = period(asked.date_bucket, date.fromisoformat(value))[0].isoformat()
        return (shift or {}).get(value, value)
    return value


def _aligned(asked: Definition, sides: Sides) -> dict[str, str] | None:
    """Bucket of the compared period -> bucket of the report's own period at the same place, so that the first month
    stands beside the first month; None where there is nothing to align."""
    if not asked.date_bucket or sides.period is None or sides.other_period is None:
        return None
    return dict(zip(_buckets(asked.date_bucket, sides.other_period), _buckets(asked.date_bucket, sides.period), strict=False))


def _buckets(bucket: str, span: Range) -> list[str]:
    """First days of the buckets that a period touches."""
    found, day = [], span[0]
    while day <= span[1]:
        first, last = period(bucket, day)
        found.append(first.isoformat())
        day = last + timedelta(days=1)
    return found


def _measured(state: State, asked: Definition, base: Sequence[Row], other: Sequence[Row] | None) -> dict[str, Any]:
    """Count and measures of a set of records, with those of the compared set beside them."""
    values = [_measure(state, asked, measure, base) for measure in asked.asked]
    if other is None:
        return {"count": len(base), "values": values}
    compared = [_measure(state, asked, measure, other) for measure in asked.asked]
    pairs = list(zip(values, compared, strict=True))
    return {"count": len(base), "values": values, "other_count": len(other), "other": compared,
            "difference": [_difference(*pair) for pair in pairs], "percent": [_percent(*pair) for pair in pairs]}


def _measure(state: State, asked: Definition, measure: dict[str, Any], rows: Sequence[Row]) -> Any:
    func = measure["func"]
    if func == "count":
        return len(rows)
    path = asked.path(measure["field"])
    known = [value for value in (value_at(state, row, path) for row in rows) if value is not None]
    if func == "sum":
        return sum(known)
    if not known:
        return None
    if func == "avg":
        return half_up(sum(known), len(known)) if path.kind == "money" else half_up(sum(known) * 10, len(known)) / 10
    return min(known) if func == "min" else max(known)


def _difference(value: Any, other: Any) -> Any:
    if value is None or other is None or isinstance(value, str):
        return None
    difference = value - other
    return round(difference, 1) if isinstance(difference, float) else difference


def _percent(value: Any, other: Any) -> float | None:
    """Change in percent of the compared value, to one tenth; None where there is nothing to compare with."""
    if value is None or isinstance(value, str) or not other:
        return None
    scale = 10 if isinstance(value, float) or isinstance(other, float) else 1
    new, old = round(value * scale), round(other * scale)
    return half_up((new - old) * 1000, abs(old)) / 10
