"""The order of a report's records and groups, and how many of them it shows. PURE.

Numbers and dates go by value, words by the Polish alphabet, coded values as their list has them (low before urgent), stages
as their pipelines do; what is empty comes last in either direction. ``sort_by`` of a report of records is a field, of a
grouped one the name of one of its measures; None is the usual order. ``top`` keeps so many records, or so many of the first
keys of a grouped report: the other groups become one (`REST`), so that the table, the chart and the total still hold
everything.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from app.polish.text import sort_key
from sandbox_crm.reports.definition import Definition, measure_name
from sandbox_crm.reports.labels import DICTIONARIES, VALUES
from sandbox_crm.reports.tallies import Keys, Part, measured, together
from sandbox_crm.rules import Path

#: what stands before the number of the groups that a key stands for
REST = "\0rest:"
#: dictionary codes by kind and code
Words = dict[tuple[str, Any], str]
Parts = dict[Keys, Part]


@dataclass(frozen=True)
class Places:
    """What order needs to know of the company: the places of its stages by name, the words of its dictionaries."""

    stages: dict[str, int] = field(default_factory=dict)
    words: Words = field(default_factory=dict)

    def of(self, path: Path, value: Any) -> tuple[Any, ...]:
        """What a value of a field is ordered by; never compared with that of an empty one."""
        if path.entity == "stage" and path.field == "name":
            return (self.stages.get(value, 0), sort_key(value), value)
        if path.kind == "choice":
            listed = list(VALUES.get(f"{path.entity}.{path.field}", ()))
            if value in listed:
                return (0, listed.index(value))
            said = self.words.get((DICTIONARIES.get(path.field, ""), value), str(value))
            return (1, sort_key(said), value)
        return (sort_key(value), value) if path.kind == "text" else (value,)


def places(stages: Iterable[tuple[str, int]], words: Words) -> Places:
    """``stages``: names of the live stages with their positions; one name in several pipelines stands where it stands first."""
    found: dict[str, int] = {}
    for name, position in stages:
        found[name] = min(position, found.get(name, position))
    return Places(found, words)


def ordered_records(asked: Definition, where: Places, pairs: Sequence[tuple[int, Any]]) -> list[int]:
    """The ids of records in the report's order, at most `top` of them. ``pairs``: ids with the value sorted by, by id."""
    known = [pair for pair in pairs if asked.sort_by and pair[1] not in (None, "")]
    left = {key for key, _value in known}
    if asked.sort_by:
        path = asked.path(asked.sort_by)
        known.sort(key=lambda pair: where.of(path, pair[1]), reverse=asked.sort_down)
    rest = [key for key, _value in pairs if key not in left]
    if asked.sort_down and not asked.sort_by:
        rest.reverse()
    return ([key for key, _value in known] + rest)[: asked.top]


@dataclass(frozen=True)
class Arranged:
    """A grouped report's groups and those of the other side, put into order: ``rank`` orders tuples of keys, ``periods`` are
    those that are shown, ``of`` how many first keys there were before `top` cut them."""

    here: Parts
    there: Parts | None
    rank: Callable[[Keys], Any]
    periods: list[str]
    of: int


def arranged(asked: Definition, where: Places, here: Parts, there: Parts | None, periods: Sequence[str]) -> Arranged:
    """The groups in the report's order, those after the first `top` as one."""
    paths = [asked.path(dotted) for dotted in asked.groupings]

    def plain(place: int, key: Any) -> tuple[Any, ...]:
        return (1,) if key is None else (0, *where.of(paths[place], key))

    found = {keys[0] for keys in {*here, *(there or {})}} | (set(periods) if asked.dated == 0 else set())
    firsts = _in_order(asked, found, lambda key: plain(0, key), _by(asked, here, 1), asked.sort_down)
    rest = firsts[asked.top:] if asked.top else []
    here, merged = _merged(here, rest), None if there is None else _merged(there, rest)
    places = {key: number for number, key in enumerate(firsts)}
    # Periods stand in their order inside a group; whatever else stands there goes by the measure too.
    inner = _by(asked, here, 2) if asked.dated != 1 else {}
    return Arranged(here, merged, _ranked(places, inner, plain, asked.sort_down),
                    [one for one in periods if asked.dated != 0 or one not in set(rest)], len(firsts))


def _ranked(places: dict[Any, int], inner: dict[Keys, Any], plain: Callable[[int, Any], Any],
            down: bool) -> Callable[[Keys], Any]:
    def rank(keys: Keys) -> list[Any]:
        value = inner.get(keys)
        measure = (1, 0) if value is None else (0, -value if down else value)
        return [places.get(keys[0], len(places)), *([measure, plain(1, keys[1])] if len(keys) > 1 else [])]

    return rank


def _by(asked: Definition, parts: Parts, length: int) -> dict[Any, Any]:
    """First keys (or whole tuples of keys) -> the measure that the report is sorted by; empty where it is sorted by none."""
    names = [measure_name(measure) for measure in asked.asked]
    if asked.sort_by not in names:
        return {}
    sets: dict[Any, list[Part]] = {}
    for keys, part in parts.items():
        sets.setdefault(keys[0] if length == 1 else keys, []).append(part)
    place = names.index(asked.sort_by)
    return {key: _number(measured(asked, together(asked, some), None)["values"][place]) for key, some in sets.items()}


def _number(value: Any) -> Any:
    """A measure as a number: a day by its count, so that it can be turned round."""
    return date.fromisoformat(value).toordinal() if isinstance(value, str) else value


def _in_order(asked: Definition, keys: Iterable[Any], plain: Callable[[Any], Any], values: dict[Any, Any],
              down: bool) -> list[Any]:
    usual = sorted(keys, key=plain)
    if asked.sort_by is None:
        known = [key for key in usual if key is not None]
        return ([*reversed(known)] if down else known) + [key for key in usual if key is None]
    known = [key for key in usual if values.get(key) is not None]
    return sorted(known, key=lambda key: values[key], reverse=down) + [key for key in usual if values.get(key) is None]


def _merged(parts: Parts, rest: Sequence[Any]) -> Parts:
    """The groups with those of some first keys put together under one."""
    gone, made = set(rest), {}
    for keys, part in parts.items():
        known = (f"{REST}{len(rest)}", *keys[1:]) if keys[0] in gone else keys
        made[known] = made[known] + part if known in made else part
    return made


def rest_of(key: Any) -> int | None:
    """How many groups a key stands for; None for a key that is one itself."""
    return int(key.removeprefix(REST)) if isinstance(key, str) and key.startswith(REST) else None
