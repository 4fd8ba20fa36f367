"""Finding records and working out figures over plain states."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property, partial
from typing import Any

from sandbox_crm.rules import matches, segment_members
from sandbox_crm.snapshot import Row, State, live
from scoring.checks.conditions import Held, holds
from scoring.checks.evidence import Evidence, Key
from scoring.checks.fields import path_type, step_types
from scoring.checks.language import CHECK_NAME, Compute, Condition, FieldOf, Find, RowRef, Rows, Target, Value, Where, Worked
from scoring.words import NOTHING, RECORDS, field_words, value_words


class NotFound(LookupError):
    """A record that a check needs is not there; the message names it. A fault of the pack, not of the candidate."""


@dataclass(frozen=True)
class Failing:
    """One condition that a record misses. ``tell`` says it in words; most records that miss are never spoken of."""

    path: str
    tell: Callable[[], str]
    slip: bool
    is_link: bool = False

    @cached_property
    def words(self) -> str:
        """What is there and what should be, in Polish."""
        return self.tell()


@dataclass(frozen=True)
class Looked:
    """One row held against a find: what it misses, and flags of what it meets."""

    row: Row
    failing: tuple[Failing, ...]
    asked: int
    flags: tuple[str, ...] = ()

    @property
    def fits(self) -> bool:
        """Whether nothing is missing."""
        return not self.failing


class Lookup:
    """Questions to one state of the evidence, asked by one check; what was worked out once is kept until it is done.

    One check and no longer: what ``@check`` stands for grows from check to check.
    """

    def __init__(self, evidence: Evidence, when: str | int = "end"):
        self.evidence, self.when = evidence, when
        self.state: State = evidence.at(when)
        self._others: dict[str | int, Lookup] = {}
        self._resolved: dict[int, tuple[Value, tuple[Any, ...]]] = {}
        self._judged: dict[tuple[Any, ...], tuple[Condition, Held]] = {}
        self._pointed: dict[tuple[str, str], dict[Any, list[Row]]] = {}

    def _at(self, when: str | int) -> Lookup:
        """The same questions to another state."""
        if when == self.when:
            return self
        if when not in self._others:
            self._others[when] = Lookup(self.evidence, when)
        return self._others[when]

    def value(self, table: str, row: Row, path: str) -> tuple[str, Any]:
        """Declared type and raw value at the end of a dotted path; None where a link on the way is empty."""
        here: Row | None = row
        steps = step_types(table, path)
        for position, (at_table, column, kind) in enumerate(steps):
            if here is None:
                return steps[-1][2], None
            if position == len(steps) - 1:
                return kind, _column(at_table, here, column, kind)
            target = here.get(column)
            here = self.state.get(kind.removeprefix("ref:"), {}).get(target) if target is not None else None
        return steps[-1][2], None

    def resolve(self, value: Value) -> tuple[Any, ...]:
        """The plain values that a value of the language may stand for."""
        if isinstance(value, str):
            name = CHECK_NAME.fullmatch(value) if value.startswith("@") else None
            return (value,) if name is None else tuple(key for _, key in self.evidence.found.get(name[1], ()))
        if isinstance(value, FieldOf | Worked):
            if id(value) not in self._resolved:  # kept beside the value itself, so that its id stays its own
                self._resolved[id(value)] = (value, self._work_out(value))
            return self._resolved[id(value)][1]
        return (value,)

    def _work_out(self, value: FieldOf | Worked) -> tuple[Any, ...]:
        other = self._at(value.at)
        if isinstance(value, FieldOf):
            return tuple(other.value(table, other.row(table, key), value.field)[1] for table, key in self.keys(value.of))
        worked = other.compute(value.compute)
        return tuple(worked) if isinstance(worked, list) else (worked,)

    def row(self, table: str, key: int) -> Row:
        """A row by id. Raises NotFound."""
        found = self.state.get(table, {}).get(key)
        if found is None:
            raise NotFound(f"{table} {key} is not there at {self.when}")
        return found

    def keys(self, target: Target) -> tuple[Key, ...]:
        """The records a target means: the one named, those another check found, or those the find fits."""
        if isinstance(target, RowRef):
            return ((target.table, target.id),)
        if isinstance(target, str):
            name = CHECK_NAME.fullmatch(target)
            if name is None:
                raise NotFound(f"{target} was not resolved")
            return self.evidence.found.get(name[1], ())
        return tuple((target.table, looked.row["id"]) for looked in self.look(target) if looked.fits)

    def look(self, find: Find, rows: Iterable[Row] | None = None) -> list[Looked]:
        """Every row (all live ones unless given) held against a find, by id."""
        if rows is None:
            rows = self.binned(find.table) if find.binned else live(self.state, find.table)
        return [self.hold(find, row) for row in rows]

    def binned(self, table: str) -> list[Row]:
        """Rows that were removed, by id."""
        rows = self.state.get(table, {})
        return [rows[key] for key in sorted(rows) if rows[key].get("deleted_at") is not None]

    def hold(self, find: Find, row: Row) -> Looked:
        """One row held against a find."""
        failing, flags = self.miss(find.table, row, find.where)
        asked = len(find.where) + len(find.has) + bool(find.any)
        ways = [self.miss(find.table, row, where) for where in find.any]
        if ways and all(missed for missed, _ in ways):
            failing = [*failing, *min((missed for missed, _ in ways), key=len)]
        for related in find.has:
            children = self._pointing(related.table, related.by).get(row["id"], [])
            fitting = [child for child in children if not self.miss(related.table, child, related.where)[0]]
            if not related.count.holds(len(fitting)):
                failing = [*failing, Failing(related.table, partial(self._related_words, related, children, len(fitting)), False)]
        return Looked(row, tuple(failing), asked, tuple(flags))

    def _pointing(self, table: str, by: str) -> dict[Any, list[Row]]:
        """Live rows of a table by the row they point to, each list by id."""
        if (table, by) not in self._pointed:
            gathered = self._pointed.setdefault((table, by), {})
            for child in live(self.state, table):
                gathered.setdefault(child.get(by), []).append(child)
        return self._pointed[table, by]

    def _related_words(self, related: Any, children: list[Row], fitting: int) -> str:
        wanted = ", ".join(f"{field_words(path)}: {self.judge(related.table, None, path, condition).expected_words}"
                           for path, condition in related.where.items())
        subject = wanted or RECORDS.get(related.table, related.table)
        return f"powiązane zapisy ({subject}): pasujących {fitting}, wszystkich {len(children)}"

    def miss(self, table: str, row: Row, where: Where) -> tuple[list[Failing], list[str]]:
        """The conditions a row misses, in words, and the flags of those it meets."""
        failing, flags = [], []
        for path, condition in where.items():
            kind, raw = self.value(table, row, path)
            held = self._held(condition, kind, raw)
            flags += [f"{field_words(path)}: {flag}" for flag in held.flags]
            if not held.holds:
                tell = partial(self._missed_words, path, condition.as_ or kind, raw, held)
                failing.append(Failing(path, tell, held.slip, kind.startswith("ref:")))
        return failing, flags

    def _missed_words(self, path: str, kind: str, raw: Any, held: Held) -> str:
        """``telefon: jest 501 502 504, powinno być 501 502 503``; an empty field says what is wanted of it."""
        shown = value_words(self.state, kind, raw)
        if shown == NOTHING:
            return f"{field_words(path)}: brak (wymagane: {held.expected_words})"
        return f"{field_words(path)}: jest {shown}, powinno być {held.expected_words}"

    def judge(self, table: str, row: Row | None, path: str, condition: Condition) -> Held:
        """One condition on one field of a row."""
        kind, raw = self.value(table, row, path) if row is not None else (path_type(table, path), None)
        return self._held(condition, kind, raw)

    def _held(self, condition: Condition, kind: str, raw: Any) -> Held:
        if isinstance(raw, list | dict):
            return holds(condition, kind, raw, self.resolve, self.state)
        asked = (id(condition), kind, type(raw), raw)
        if asked not in self._judged:  # as above
            self._judged[asked] = (condition, holds(condition, kind, raw, self.resolve, self.state))
        return self._judged[asked][1]

    def chosen(self, table: str, where: Where, filters: dict[str, Any] | None) -> list[Row]:
        """The live rows that meet the conditions and the CRM's own filter, by id."""
        return [row for row in live(self.state, table)
                if not self.miss(table, row, where)[0] and (
                    not filters or matches(self.state, table, row, filters, self.evidence.today))]

    def row_ids(self, rows: Rows) -> set[int]:
        """The ids a set of rows means."""
        other = self._at(rows.at)
        ids = {row["id"] for row in other.chosen(rows.of, rows.where, rows.filters)}
        also = {one for value in rows.also for one in self.resolve(value)}
        return (ids | also) - {one for value in rows.without for one in self.resolve(value)}

    def members(self, segment: Row) -> set[int]:
        """Accounts, or people, in a segment, by its rule or its list."""
        return segment_members(self.state, segment, self.evidence.today)

    def compute(self, compute: Compute) -> Any:
        """A figure: int (counts, grosze), Decimal (averages, shares), text, or a list of values. NotFound where
        ``value`` does not mean exactly one row."""
        rows = self.chosen(compute.of, compute.where, compute.filters)
        measure = compute.measure
        if measure == "count":
            return len(rows)
        if measure == "share":
            fitting = sum(not self.miss(compute.of, row, compute.share or {})[0] for row in rows)
            return Decimal(100 * fitting) / len(rows) if rows else Decimal(0)
        field = getattr(compute, measure)
        values = [self.value(compute.of, row, field)[1] for row in rows]
        if measure == "list":
            return values
        if measure == "value":
            if len(values) != 1:
                raise NotFound(f"{compute.of} should be exactly one row, there are {len(values)}")
            return values[0]
        if measure == "weighted_sum":
            return sum(weighted(value, row.get("probability", 0)) for value, row in zip(values, rows, strict=True))
        return aggregate(measure, [value for value in values if value is not None])


def aggregate(measure: str, values: Sequence[Any]) -> Any:
    """sum, avg, min or max of what is there; 0 for the sum of nothing, None for the rest of nothing."""
    if measure == "sum":
        return sum(values)
    if not values:
        return None
    return Decimal(sum(values)) / len(values) if measure == "avg" else min(values) if measure == "min" else max(values)


def weighted(value: int | None, probability: int) -> int:
    """A value times its probability, rounded half up to a grosz, as the CRM shows it."""
    return 0 if value is None else (value * probability * 2 + 100) // 200


def nearest(looked: Sequence[Looked]) -> Looked | None:
    """The row that misses least; among equals the one that misses by a slip, then the oldest."""
    return min(looked, key=lambda one: (len(one.failing), -sum(f.slip for f in one.failing), one.row["id"]), default=None)


def slipped(looked: Looked) -> bool:
    """Whether exactly one condition is missed, and only by a slip of one sign."""
    return len(looked.failing) == 1 and looked.failing[0].slip


def attempted(looked: Looked) -> bool:
    """Whether a row is an attempt at what was asked: it meets at least half of it and no link leads elsewhere."""
    return 2 * len(looked.failing) <= looked.asked and not any(failing.is_link for failing in looked.failing)


def _column(table: str, row: Row, column: str, kind: str) -> Any:
    if column == "full_name":
        return f"{row['first_name']} {row['last_name']}"
    if (table, column) == ("opportunity", "weighted_gr"):
        return None if row["value_gr"] is None else weighted(row["value_gr"], row["probability"])
    if kind != "json":
        return row.get(column)
    name, *rest = column.split(".", 1)
    value = row.get(name)
    return value.get(rest[0]) if rest and isinstance(value, dict) else None if rest else value
