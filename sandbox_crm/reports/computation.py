"""What a report comes to over plain state. PURE: the same state, definition and day give the same result for ever.

Rows of the result: ``{"kind": "record", "id", "cells"}`` where nothing is grouped, otherwise ``{"kind": "group",
"keys", "count", "values"}`` with ``{"kind": "subtotal", …}`` after each first key of two. Periods without records have
rows of their own (`sandbox_crm.reports.periods`). A comparison adds
``other_count``, ``other``, ``difference`` and ``percent`` beside ``values``. Amounts are grosze; averages of amounts are
rounded half-up to a grosz, other averages and percents of change to one tenth. The chart is drawn from these rows.

`sandbox_crm.reports.gathering` gives the same result from the database; both are held together by their test.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sandbox_crm.reports.definition import Definition, owner_or_account
from sandbox_crm.reports.ordering import Places, arranged, ordered_records, places
from sandbox_crm.reports.periods import Range, base_period, compared_period, moved_filters, periods_asked
from sandbox_crm.reports.tallies import Keys, Part, Tally, grouped, measured, together
from sandbox_crm.rules import Path, period, selected, value_at
from sandbox_crm.snapshot import Row, State, live


@dataclass(frozen=True)
class Result:
    """A computed report; ``record_ids``: the records it speaks of, those compared with are in the totals."""

    rows: list[dict[str, Any]]
    totals: dict[str, Any]
    record_ids: list[int]


@dataclass(frozen=True)
class Sides:
    """The filters of a report's own records and of those it compares them with, and the two periods of a comparison
    of periods."""

    filters: tuple[dict[str, Any], ...]
    others: tuple[dict[str, Any], ...] | None = None
    period: Range | None = None
    other_period: Range | None = None


def compute(state: State, asked: Definition, today: date) -> Result:
    """Compute a report. The definition must have passed `check_definition`."""
    sides = sides_of(asked, today)
    where = places([(row["name"], row["position"]) for row in live(state, "stage")],
                   {(row["kind"], row["code"]): row["label"] for row in state.get("dictionary_entry", {}).values()})
    rows = _meant(state, asked, sides.filters, today)
    others = None if sides.others is None else _meant(state, asked, sides.others, today)
    matched = len(rows)
    shown = rows if asked.groupings else _ordered(state, asked, where, rows)
    if asked.top and not asked.groupings:
        rows = sorted(shown, key=lambda row: row["id"])
        others = None if others is None else sorted(_ordered(state, asked, where, others), key=lambda row: row["id"])
    here = _parts(state, asked, rows, None)
    there = None if others is None else _parts(state, asked, others, aligned(asked, sides))
    cells = [] if asked.groupings else _records(state, asked, shown)
    return assembled(asked, today, (here, [row["id"] for row in rows]),
                     None if there is None or others is None else (there, [row["id"] for row in others]), cells, where, matched)


def assembled(asked: Definition, today: date, own: tuple[dict[Keys, Part], list[int]],
              other: tuple[dict[Keys, Part], list[int]] | None, records: list[dict[str, Any]], where: Places,
              matched: int) -> Result:
    """The result of parts that were counted: of the report's own records and of those compared with, with their ids.
    ``matched``: how many records the filter meant before a report of records was cut to the first of them."""
    there = None if other is None else other[0]
    found = {*own[0], *(there or {})}
    periods = periods_asked(asked, today, {keys[asked.dated] for keys in found if keys[asked.dated]} if asked.dated is not None
                            else ())
    totals = measured(asked, together(asked, own[0].values()), None if there is None else together(asked, there.values()))
    totals["other_record_ids"] = other[1] if other else []
    made = arranged(asked, where, own[0], there, periods) if asked.groupings else None
    if asked.top:
        totals["of"] = made.of if made else matched
    return Result(grouped(asked, made.here, made.there, made.rank, made.periods) if made else records, totals, own[1])


def sides_of(asked: Definition, today: date) -> Sides:
    """Which records stand on both sides of a report."""
    own = asked.filters or {}
    if not asked.compare:
        return Sides((own,))
    kind = asked.compare["kind"]
    if kind in ("segment", "owner"):
        tie = owner_or_account(asked, kind)
        halves = [{"all": [{"field": tie, "op": "eq", "value": asked.compare[side]}]} for side in ("a", "b")]
        return Sides((own, halves[0]), (own, halves[1]))
    base = base_period(asked, today)
    if base is None:
        raise ValueError("the filter does not bound the period")
    other = compared_period(asked, base)
    return Sides((own,), (moved_filters(asked, other),), base, other)


def key_of(asked: Definition, path: Path, value: Any, shift: dict[str, str] | None) -> Any:
    """A value as a group's key: nothing for an empty one, the first day of its period for a date that is bucketed."""
    if value == "" or value is None:
        return None
    if path.kind == "date" and asked.date_bucket:
        value = period(asked.date_bucket, date.fromisoformat(value))[0].isoformat()
        return (shift or {}).get(value, value)
    return value


def aligned(asked: Definition, sides: Sides) -> dict[str, str] | None:
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


def _meant(state: State, asked: Definition, filters: tuple[dict[str, Any], ...], today: date) -> list[Row]:
    """The live records that all the filters mean, by id."""
    first, *more = [selected(state, asked.entity, one, today) for one in filters]
    kept = [{row["id"] for row in rows} for rows in more]
    return [row for row in first if all(row["id"] in ids for ids in kept)]


def _ordered(state: State, asked: Definition, where: Places, rows: Sequence[Row]) -> list[Row]:
    """The records in the report's order, cut where it asks for the first of them."""
    path = asked.path(asked.sort_by) if asked.sort_by else None
    by_id = {row["id"]: row for row in rows}
    pairs = [(row["id"], None if path is None else value_at(state, row, path)) for row in rows]
    return [by_id[key] for key in ordered_records(asked, where, pairs)]


def _records(state: State, asked: Definition, rows: Sequence[Row]) -> list[dict[str, Any]]:
    paths = [asked.path(dotted) for dotted in asked.columns]
    return [{"kind": "record", "id": row["id"], "cells": [value_at(state, row, path) for path in paths]} for row in rows]


def _parts(state: State, asked: Definition, rows: Sequence[Row], shift: dict[str, str] | None) -> dict[Keys, Part]:
    paths = [asked.path(dotted) for dotted in asked.groupings]
    found: dict[Keys, list[Row]] = {}
    for row in rows:
        keys = tuple(key_of(asked, path, value_at(state, row, path), shift) for path in paths)
        found.setdefault(keys, []).append(row)
    return {keys: Part(len(some), tuple(_tally(state, asked, measure, some) for measure in asked.asked))
            for keys, some in found.items()}


def _tally(state: State, asked: Definition, measure: dict[str, Any], rows: Sequence[Row]) -> Tally:
    if measure["func"] == "count":
        return Tally()
    path = asked.path(measure["field"])
    known = [value for value in (value_at(state, row, path) for row in rows) if value is not None]
    total = 0 if path.kind == "date" else sum(known)
    return Tally(total, len(known), min(known, default=None), max(known, default=None))
