"""A report from the database: groups are counted by SQL, related records are joined, and only groups come to Python.

The meaning is that of `sandbox_crm.reports.computation` over plain state; filters come from `sandbox_crm.filters`.
"""

from __future__ import annotations

import json
from datetime import date
from typing import Any

from sqlalchemy import Select, func, null, select
from sqlalchemy.orm import Session, aliased

from sandbox_crm.bench import Workbench
from sandbox_crm.filters import condition, living, value_of
from sandbox_crm.images import plain
from sandbox_crm.models.company import DictionaryEntry
from sandbox_crm.models.everything import BY_TABLE
from sandbox_crm.models.sales import Stage
from sandbox_crm.reports.computation import Result, aligned, assembled, key_of, sides_of
from sandbox_crm.reports.definition import Definition
from sandbox_crm.reports.ordering import Places, ordered_records, places
from sandbox_crm.reports.tallies import Keys, Part, Tally
from sandbox_crm.rules import Path

Filters = tuple[dict[str, Any], ...]


def gathered(bench: Workbench, asked: Definition) -> Result:
    """Compute a report over the sandbox that is open. The definition must have passed `check_definition`."""
    session, today = bench.session, bench.today
    sides, where = sides_of(asked, today), _places(session)
    own = _Side(session, asked, sides.filters, today)
    other = None if sides.others is None else _Side(session, asked, sides.others, today)
    records, matched = [], 0
    if not asked.groupings:
        shown, matched = own.cut(where)
        records = own.records(shown)
        if other is not None:
            other.cut(where)
    there = None if other is None else other.parts(aligned(asked, sides))
    return assembled(asked, today, own.parts(None), there, records, where, matched)


def _places(session: Session) -> Places:
    stages = select(Stage.name, Stage.position).where(Stage.deleted_at.is_(None))
    words = select(DictionaryEntry.kind, DictionaryEntry.code, DictionaryEntry.label)
    return places([(name, position) for name, position in session.execute(stages)],
                  {(kind, code): label for kind, code, label in session.execute(words)})


class _Side:
    """The records on one side of a report."""

    def __init__(self, session: Session, asked: Definition, filters: Filters, today: date):
        self.session, self.asked, self.kind = session, asked, BY_TABLE[asked.entity]
        self.where = [*living(asked.entity), *(condition(session, asked.entity, one, today) for one in filters)]

    def cut(self, where: Places) -> tuple[list[int], int]:
        """The ids of the records in the report's order, and how many there were; what the report leaves out of them no
        longer belongs to this side. The order of words is that of the Polish alphabet, which no database here knows."""
        joins, asked = Joins(self.kind), self.asked
        value = joins.value(asked.path(asked.sort_by)) if asked.sort_by else null()
        wanted = joins.joined(select(self.kind.id, value)).where(*self.where).order_by(self.kind.id)
        pairs = [(key, plain(one)) for key, one in self.session.execute(wanted)]
        shown = ordered_records(asked, where, pairs)
        if asked.top:
            self.where.append(self.kind.id.in_(shown))
        return shown, len(pairs)

    def records(self, shown: list[int]) -> list[dict[str, Any]]:
        """The records with the report's columns, in the order of ``shown``."""
        joins = Joins(self.kind)
        columns = [joins.value(self.asked.path(dotted)) for dotted in self.asked.columns]
        wanted = joins.joined(select(self.kind.id, *columns)).where(*self.where)
        found = {key: [plain(value) for value in cells] for key, *cells in self.session.execute(wanted)}
        return [{"kind": "record", "id": key, "cells": found[key]} for key in shown]

    def parts(self, shift: dict[str, str] | None) -> tuple[dict[Keys, Part], list[int]]:
        """What the groups come to, and the ids of all their records, ascending; a report without groupings is one group
        with no keys. One reading gives both: the ids of a group come as one text, since a row for each takes longer than
        the count, and a second reading would judge every record by the filter again."""
        joins, asked = Joins(self.kind), self.asked
        paths = [asked.path(dotted) for dotted in asked.groupings]
        keys = [joins.value(path) for path in paths]
        figures = [figure for measure in asked.asked for figure in _figures(asked, joins, measure)]
        listed = func.json_group_array(self.kind.id)
        wanted = joins.joined(select(func.count(self.kind.id), listed, *keys, *figures)).where(*self.where).group_by(*keys)
        found: dict[Keys, Part] = {}
        ids: list[int] = []
        for count, some, *values in self.session.execute(wanted):
            if not count:
                continue
            ids += json.loads(some)
            key = tuple(key_of(asked, path, plain(value), shift) for path, value in zip(paths, values, strict=False))
            part = Part(count, _tallies(asked, [plain(value) for value in values[len(paths):]]))
            found[key] = found[key] + part if key in found else part
        return found, sorted(ids)


class Joins:
    """Related tables, joined once for every way that leads to them."""

    def __init__(self, kind: Any):
        self.kind = kind
        self._there: dict[tuple[Any, ...], Any] = {(): kind}

    def value(self, path: Path) -> Any:
        """A field as a column, after its relations were joined."""
        for length in range(1, len(path.steps) + 1):
            if path.steps[:length] not in self._there:
                self._there[path.steps[:length]] = aliased(BY_TABLE[path.steps[length - 1][1]])
        return value_of(self._there[path.steps], path)

    def joined(self, wanted: Select[Any]) -> Select[Any]:
        """The statement with its joins."""
        wanted = wanted.select_from(self.kind)
        for steps, there in self._there.items():
            if steps:
                near = self._there[steps[:-1]]
                wanted = wanted.outerjoin(there, there.id == getattr(near, steps[-1][0]))
        return wanted


def _figures(asked: Definition, joins: Joins, measure: dict[str, Any]) -> list[Any]:
    """What the database counts for a measure."""
    if measure["func"] == "count":
        return []
    column = joins.value(asked.path(measure["field"]))
    return {"sum": [func.sum(column)], "avg": [func.sum(column), func.count(column)], "min": [func.min(column)],
            "max": [func.max(column)]}[measure["func"]]


def _tallies(asked: Definition, figures: list[Any]) -> tuple[Tally, ...]:
    """The figures of a group, measure by measure."""
    made, rest = [], iter(figures)
    for measure in asked.asked:
        if measure["func"] == "count":
            made.append(Tally())
        elif measure["func"] == "sum":
            made.append(Tally(next(rest) or 0))
        elif measure["func"] == "avg":
            made.append(Tally(next(rest) or 0, next(rest)))
        else:
            value = next(rest)
            made.append(Tally(0, 0 if value is None else 1, value, value))
    return tuple(made)
