"""The small language that checks are written in: which records, which values, which figures. Closed; nothing is run.

References stand as ``#table/key`` (a seed record) and ``@check`` (what another check found) until
`scoring.checks.compile` resolves the first; the second is resolved while judging.
"""

from __future__ import annotations

import re
from datetime import date, datetime
from decimal import Decimal
from functools import cached_property
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Discriminator, Field, Tag, model_validator

from scoring.checks.fields import TABLES, UnknownField, path_type

#: how a value may be read, see `scoring.normalise`
ValueType = Literal["exact", "text", "text_pl", "company", "person", "email", "phone", "nip", "regon", "krs", "postcode",
                    "street", "url", "date", "moment", "money", "number", "integer", "percent", "quantity", "code",
                    "bool", "longtext", "json"]
SEED_NAME = re.compile(r"#([a-z_]+)/([\w.-]+)")
CHECK_NAME = re.compile(r"@([\w.-]+)")
MONEY_MEASURES = ("sum", "avg", "min", "max", "weighted_sum", "value")


class Part(BaseModel):
    """A piece of a checks file: unknown fields are refused, nothing changes after reading."""

    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)


def _table(value: Any) -> Any:
    if isinstance(value, str) and value not in TABLES:
        raise ValueError(f"there is no table {value!r}; use one of {', '.join(sorted(TABLES))}")
    return value


Table = Annotated[str, BeforeValidator(_table)]


def _plain(value: Any) -> Any:
    """Dates of YAML as ISO text, so that a compiled check is plain JSON."""
    return value.isoformat() if isinstance(value, date | datetime) else value


Scalar = Annotated[str | bool | int | Decimal | None, BeforeValidator(_plain)]


class FieldOf(Part):
    """The value of a field of one record: ``{field: value_gr, of: "#opportunity/x", at: seed}``."""

    field: str
    of: Target
    at: Literal["seed", "end"] = "end"


class Worked(Part):
    """A value worked out from the records: ``{compute: {...}, at: seed}``."""

    compute: Compute
    at: Literal["seed", "end"] = "end"


def _value_kind(value: Any) -> str:
    if isinstance(value, FieldOf | Worked):
        return "field" if isinstance(value, FieldOf) else "worked"
    if isinstance(value, dict):
        return "worked" if "compute" in value else "field"
    return "scalar"


#: what a check expects: a value as it stands, a field of a record, or a figure worked out
Value = Annotated[Annotated[Scalar, Tag("scalar")] | Annotated[FieldOf, Tag("field")] | Annotated[Worked, Tag("worked")],
                  Discriminator(_value_kind)]


class DayRange(Part):
    """Days counted from another date: ``{date, min, max, working}``; working days are those of the Polish calendar."""

    from_: Value = Field(alias="from")
    min: int | None = None
    max: int | None = None
    working: bool = False

    @model_validator(mode="after")
    def _bounded(self) -> DayRange:
        if self.min is None and self.max is None:
            raise ValueError("give min, max or both")
        return self


class Condition(Part):
    """What a value must be; every operator given must hold. ``as`` overrides the declared type of the field."""

    eq: Value = None
    ne: Value = None
    in_: tuple[Value, ...] | None = Field(None, alias="in")
    not_in: tuple[Value, ...] | None = None
    gt: Value = None
    ge: Value = None
    lt: Value = None
    le: Value = None
    between: tuple[Value, Value] | None = None
    empty: bool | None = None
    contains: tuple[str, ...] | str | None = None
    includes: tuple[Value, ...] | None = None
    min_chars: int | None = Field(None, ge=1)
    valid: Literal["nip", "regon", "email", "phone", "postcode"] | None = None
    working_day: bool | None = None
    days: DayRange | None = None
    as_: ValueType | None = Field(None, alias="as")
    tol: Decimal | None = Field(None, ge=0)

    @model_validator(mode="after")
    def _asks_something(self) -> Condition:
        if not self.operators:
            raise ValueError("the condition asks nothing; give eq, in, between, empty or another operator")
        return self

    @cached_property
    def operators(self) -> tuple[str, ...]:
        """Names of the operators that were given, in a fixed order."""
        return tuple(name for name in type(self).model_fields if name in self.model_fields_set - {"as_", "tol"})


def _condition(value: Any) -> Any:
    if isinstance(value, Condition) or (isinstance(value, dict) and not {"compute", "field"} & set(value)):
        return value
    if isinstance(value, list):
        raise ValueError("a list says neither order nor choice; write {in: [...]} or {includes: [...]}")
    return {"eq": value}


#: a condition, or a bare value that means ``eq``
Asked = Annotated[Condition, BeforeValidator(_condition)]
Where = dict[str, Asked]


class Bounds(Part):
    """How many: exactly ``eq``, or from ``min`` to ``max``."""

    eq: int | None = Field(None, ge=0)
    min: int | None = Field(None, ge=0)
    max: int | None = Field(None, ge=0)

    @model_validator(mode="after")
    def _bounded(self) -> Bounds:
        if self.eq is None and self.min is None and self.max is None:
            raise ValueError("give eq, min or max")
        return self

    def holds(self, count: int) -> bool:
        """Whether ``count`` lies within."""
        if self.eq is not None and count != self.eq:
            return False
        return (self.min is None or count >= self.min) and (self.max is None or count <= self.max)

    @property
    def lets_nothing(self) -> bool:
        """Whether a count of none would do."""
        return self.holds(0)


def _bounds(value: Any) -> Any:
    return {"eq": value} if isinstance(value, int) and not isinstance(value, bool) else value


Count = Annotated[Bounds, BeforeValidator(_bounds)]


class Related(Part):
    """Rows of another table that point here by the column ``by``: lines of an opportunity, contacts of an account."""

    table: Table
    by: str
    where: Where = {}
    count: Count = Bounds(min=1)

    @model_validator(mode="after")
    def _fields_exist(self) -> Related:
        _known(self.table, [self.by, *self.where])
        return self


class Find(Part):
    """Which live records: all of ``where`` (dotted paths follow ids), any of ``any``, with the related rows ``has``.

    ``binned: true`` looks among removed records instead.
    """

    table: Table
    where: Where = {}
    any: tuple[Where, ...] = ()
    has: tuple[Related, ...] = ()
    binned: bool = False

    @model_validator(mode="after")
    def _fields_exist(self) -> Find:
        _known(self.table, [*self.where, *(name for one in self.any for name in one)])
        for one in self.has:
            if path_type(one.table, one.by) != f"ref:{self.table}":
                raise ValueError(f"{one.table}.{one.by} does not point to {self.table}")
        return self


class RowRef(Part):
    """One record by table and id; written ``#table/key`` in a pack."""

    table: Table
    id: int


def _target_kind(value: Any) -> str:
    if isinstance(value, str):
        return "name"
    has_id = isinstance(value, RowRef) or (isinstance(value, dict) and "id" in value)
    return "row" if has_id else "find"


Name = Annotated[str, Field(pattern=r"^(#[a-z_]+/[\w.-]+|@[\w.-]+)$")]
#: a record or records: ``#table/key``, ``@check``, or how to find them
Target = Annotated[Annotated[Name, Tag("name")] | Annotated[RowRef, Tag("row")] | Annotated[Find, Tag("find")],
                   Discriminator(_target_kind)]


class Compute(Part):
    """A figure over records: one of count, sum, avg, min, max, weighted_sum, share, value, list.

    ``of`` names the table; ``where`` and ``filters`` (the CRM's own) say which rows count. ``share`` is the per cent
    of those rows that also meet its conditions; ``value`` is the field of exactly one row.
    """

    of: Table
    where: Where = {}
    filters: dict[str, Any] | None = None
    count: Literal[True] | None = None
    sum: str | None = None
    avg: str | None = None
    min: str | None = None
    max: str | None = None
    weighted_sum: str | None = None
    share: Where | None = None
    value: str | None = None
    list: str | None = None

    @model_validator(mode="after")
    def _one_measure(self) -> Compute:
        given = [name for name in ("count", "share", "list", *MONEY_MEASURES) if getattr(self, name) is not None]
        if len(given) != 1:
            raise ValueError(f"give exactly one measure, not {', '.join(given) or 'none'}")
        named = getattr(self, given[0])
        extra = [named] if isinstance(named, str) else list(named) if isinstance(named, dict) else []
        _known(self.of, [*self.where, *extra])
        return self

    @property
    def measure(self) -> str:
        """The name of the measure given."""
        return next(name for name in ("count", "share", "list", *MONEY_MEASURES) if getattr(self, name) is not None)


class Rows(Part):
    """A set of rows worked out from the records, at the seed, at the end or as the candidate left them."""

    of: Table
    where: Where = {}
    filters: dict[str, Any] | None = None
    at: Literal["seed", "end"] = "end"
    also: tuple[Value, ...] = ()
    without: tuple[Value, ...] = ()

    @model_validator(mode="after")
    def _fields_exist(self) -> Rows:
        _known(self.of, list(self.where))
        return self


def _known(table: str, paths: list[str]) -> None:
    faults = []
    for path in paths:
        try:
            path_type(table, path)
        except UnknownField as fault:
            faults.append(str(fault))
    if faults:
        raise ValueError("; ".join(faults))


for _model in (FieldOf, Worked, DayRange, Condition, Related, Find, Compute, Rows):
    _model.model_rebuild()
