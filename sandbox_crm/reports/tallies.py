"""What sets of records come to, and a report's rows made of them. PURE.

A `Part` holds counts, sums and extremes of one set; parts of two sets put together are the part of both, so that a
subtotal is made of its groups and a total of everything, whoever counted the groups: plain state or the database.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from sandbox_crm.reports.definition import Definition
from sandbox_crm.sales.arithmetic import half_up

Keys = tuple[Any, ...]
#: the keys of a group -> what it is ordered by
Rank = Callable[[Keys], Any]


@dataclass(frozen=True)
class Tally:
    """Values of one field: their sum (0 for dates), how many are known, the smallest and the largest."""

    total: int = 0
    known: int = 0
    least: Any = None
    most: Any = None

    def __add__(self, other: Tally) -> Tally:
        least = [value for value in (self.least, other.least) if value is not None]
        most = [value for value in (self.most, other.most) if value is not None]
        return Tally(self.total + other.total, self.known + other.known, min(least, default=None), max(most, default=None))


@dataclass(frozen=True)
class Part:
    """A set of records: how many, and a tally for every measure of the report."""

    count: int
    tallies: tuple[Tally, ...]

    def __add__(self, other: Part) -> Part:
        pairs = zip(self.tallies, other.tallies, strict=True)
        return Part(self.count + other.count, tuple(one + two for one, two in pairs))


def together(asked: Definition, parts: Iterable[Part]) -> Part:
    """The part of all records of several parts."""
    whole = Part(0, (Tally(),) * len(asked.asked))
    for part in parts:
        whole = whole + part
    return whole


def grouped(asked: Definition, here: dict[Keys, Part], there: dict[Keys, Part] | None, rank: Rank,
            periods: Sequence[str] = ()) -> list[dict[str, Any]]:
    """The rows of a grouped report: groups in their order, a subtotal after each first key of two.

    ``periods``: periods that have a row whether or not there are records in them. Where the period is the second of two
    groupings, every first key has all of them; where it is the first, an empty one has its subtotal alone.
    """
    nothing = together(asked, ())
    found = _with_periods(asked, {*here, *(there or {})}, periods)
    ordered = sorted(found, key=rank)
    first_here, first_there = _by_first(here), _by_first(there or {})
    made: list[dict[str, Any]] = []
    for number, keys in enumerate(ordered):
        if len(keys) == len(asked.groupings):
            compared = None if there is None else there.get(keys, nothing)
            made.append({"kind": "group", "keys": list(keys), **measured(asked, here.get(keys, nothing), compared)})
        if len(asked.groupings) == 2 and (number + 1 == len(ordered) or ordered[number + 1][0] != keys[0]):
            whole = together(asked, first_here.get(keys[0], ()))
            other = None if there is None else together(asked, first_there.get(keys[0], ()))
            made.append({"kind": "subtotal", "keys": [keys[0]], **measured(asked, whole, other)})
    return made


def _with_periods(asked: Definition, found: set[Keys], periods: Sequence[str]) -> set[Keys]:
    """The groups with those of the empty periods; a period that has no second key stands alone."""
    if len(asked.groupings) == 2 and asked.dated == 1:
        return found | {(first, one) for first in {keys[0] for keys in found} for one in periods}
    known = {keys[0] for keys in found}
    return found | {(one,) for one in periods if one not in known}


def _by_first(parts: dict[Keys, Part]) -> dict[Any, list[Part]]:
    found: dict[Any, list[Part]] = {}
    for keys, part in parts.items():
        found.setdefault(keys[0], []).append(part)
    return found


def measured(asked: Definition, base: Part, other: Part | None) -> dict[str, Any]:
    """Count and measures of a set of records, with those of the compared set beside them."""
    values = _values(asked, base)
    if other is None:
        return {"count": base.count, "values": values}
    compared = _values(asked, other)
    pairs = list(zip(values, compared, strict=True))
    return {"count": base.count, "values": values, "other_count": other.count, "other": compared,
            "difference": [_difference(*pair) for pair in pairs], "percent": [_percent(*pair) for pair in pairs]}


def _values(asked: Definition, part: Part) -> list[Any]:
    return [_value(asked, measure, part, tally) for measure, tally in zip(asked.asked, part.tallies, strict=True)]


def _value(asked: Definition, measure: dict[str, Any], part: Part, tally: Tally) -> Any:
    func = measure["func"]
    if func == "count":
        return part.count
    if func == "sum":
        return tally.total
    if not tally.known:
        return None
    if func == "avg":
        if asked.path(measure["field"]).kind in ("money", "quantity"):
            return half_up(tally.total, tally.known)
        return half_up(tally.total * 10, tally.known) / 10
    return tally.least if func == "min" else tally.most


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
