"""Test items as authors write them: five kinds, each with key, rationale, source and note. Holds the keys."""

from __future__ import annotations

import hashlib
import json
import re
from datetime import date
from decimal import Decimal
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, model_validator

LEVELS = ("recall", "understanding", "application")
KINDS = ("single", "multiple", "matching", "ordering", "numeric")

Text = Annotated[str, Field(min_length=1)]
Id = Annotated[str, Field(pattern=r"^[a-z][a-z0-9]{0,3}$")]


def _exact_number(value: Any) -> Any:
    """Floats are refused: 12.5 typed as YAML float would be compared as a binary fraction."""
    if isinstance(value, bool | float):
        raise ValueError('write the number as an integer or in quotes, e.g. "12.50"')
    return value


Number = Annotated[Decimal, BeforeValidator(_exact_number)]


class Part(BaseModel):
    """A piece of authored content: unknown fields are refused, nothing changes after reading."""

    model_config = ConfigDict(extra="forbid", frozen=True, str_strip_whitespace=True)


class Source(Part):
    """Where the key is grounded; a law carries the date it was read at and the date it must be read again."""

    kind: Literal["law", "standard", "practice"]
    ref: Text
    as_of: date | None = None
    review_on: date | None = None

    @model_validator(mode="after")
    def _law_is_dated(self) -> Source:
        if self.kind == "law" and (self.as_of is None or self.review_on is None):
            raise ValueError("a law source needs as_of and review_on; write both dates")
        if self.as_of and self.review_on and self.review_on <= self.as_of:
            raise ValueError("review_on must be later than as_of; mend the dates")
        return self


class Option(Part):
    """One option of a choice item: whether it is a key, and why."""

    id: Id
    text: Text
    key: bool
    rationale: Text


class Row(Part):
    """One row of a matching item and the column that is right for it."""

    id: Id
    text: Text
    answer: Id
    rationale: Text


class Column(Part):
    """One column of a matching item; it may be right for one row, several or none."""

    id: Id
    text: Text


class Step(Part):
    """One step of an ordering item; the file lists the steps in the right order."""

    id: Id
    text: Text
    rationale: Text


class TypicalError(Part):
    """A wrong number that people really give, and the mistake behind it."""

    value: Number
    rationale: Text


def _refuse_repeats(what: str, values: list[Any]) -> None:
    repeated = sorted({str(value) for value in values if values.count(value) > 1})
    if repeated:
        raise ValueError(f"{what} repeated: {', '.join(repeated)}; give each its own")


class _Item(Part):
    id: str = Field(pattern=r"^[12]\.\d\.[a-f]-\d{2}$")
    version: int = Field(ge=1)
    level: Literal["recall", "understanding", "application"]
    expected: float = Field(ge=0.35, le=0.95)
    stem: Text
    source: Source
    note: Text
    enemies: tuple[str, ...] = ()

    @property
    def criterion(self) -> str:
        """Code of the criterion the item measures, e.g. 1.1.a."""
        return self.id.partition("-")[0]

    @property
    def sha256(self) -> str:
        """Digest of everything the author wrote (canonical JSON, UTF-8): a form pins the item by it."""
        content = json.dumps(self.model_dump(mode="json"), ensure_ascii=False, sort_keys=True, separators=(",", ":"))
        return hashlib.sha256(content.encode()).hexdigest()

    @model_validator(mode="after")
    def _not_its_own_enemy(self) -> _Item:
        if self.id in self.enemies:
            raise ValueError("an item cannot be its own enemy; remove its id from enemies")
        return self


class _ChoiceItem(_Item):
    options: tuple[Option, ...]

    @property
    def keys(self) -> tuple[str, ...]:
        """Ids of the right options."""
        return tuple(option.id for option in self.options if option.key)

    def _check_options(self, fewest: int, most: int) -> None:
        if not fewest <= len(self.options) <= most:
            raise ValueError(f"{len(self.options)} options; write {fewest} to {most}")
        _refuse_repeats("option id", [option.id for option in self.options])
        _refuse_repeats("option text", [option.text.casefold() for option in self.options])


class SingleItem(_ChoiceItem):
    """One right option of three or four."""

    kind: Literal["single"]

    @model_validator(mode="after")
    def _one_key(self) -> SingleItem:
        self._check_options(3, 4)
        if len(self.keys) != 1:
            raise ValueError(f"single choice has {len(self.keys)} keys; mark exactly one option with key: true")
        return self


class MultipleItem(_ChoiceItem):
    """Two or three right options of four to six; the stem and `choose` say how many."""

    kind: Literal["multiple"]
    choose: int = Field(ge=2, le=3)

    @model_validator(mode="after")
    def _as_many_keys_as_asked(self) -> MultipleItem:
        self._check_options(4, 6)
        if len(self.keys) != self.choose:
            raise ValueError(f"choose says {self.choose} but {len(self.keys)} options are keys; make them agree")
        if not re.search(r"zaznacz\s+(dwie|trzy|2|3)\b", self.stem, re.IGNORECASE):
            raise ValueError("the stem does not say how many to choose; end it with e.g. (Zaznacz dwie odpowiedzi.)")
        return self


class MatchingItem(_Item):
    """Three to five rows, each to be given one column."""

    kind: Literal["matching"]
    rows: tuple[Row, ...] = Field(min_length=3, max_length=5)
    columns: tuple[Column, ...] = Field(min_length=3, max_length=5)

    @model_validator(mode="after")
    def _answers_exist(self) -> MatchingItem:
        columns = [column.id for column in self.columns]
        _refuse_repeats("column id", columns)
        _refuse_repeats("row id", [row.id for row in self.rows])
        _refuse_repeats("row text", [row.text.casefold() for row in self.rows])
        _refuse_repeats("column text", [column.text.casefold() for column in self.columns])
        unknown = sorted({row.answer for row in self.rows} - set(columns))
        if unknown:
            raise ValueError(f"answer {', '.join(unknown)} is no column; use one of {', '.join(columns)}")
        return self


class OrderingItem(_Item):
    """Three to six steps to be put in order; the file holds the right order."""

    kind: Literal["ordering"]
    steps: tuple[Step, ...] = Field(min_length=3, max_length=6)

    @model_validator(mode="after")
    def _steps_differ(self) -> OrderingItem:
        _refuse_repeats("step id", [step.id for step in self.steps])
        _refuse_repeats("step text", [step.text.casefold() for step in self.steps])
        return self


class NumericItem(_Item):
    """A number to be worked out; right when within `tolerance` of `answer`."""

    kind: Literal["numeric"]
    answer: Number
    unit: str
    tolerance: Number = Field(ge=0)
    rationale: Text
    errors: tuple[TypicalError, ...] = Field(min_length=2)

    @model_validator(mode="after")
    def _errors_are_wrong(self) -> NumericItem:
        right = [str(error.value) for error in self.errors if abs(error.value - self.answer) <= self.tolerance]
        if right:
            raise ValueError(f"the typical error {', '.join(right)} would be marked right; change it or the tolerance")
        return self


Item = Annotated[
    SingleItem | MultipleItem | MatchingItem | OrderingItem | NumericItem, Field(discriminator="kind")
]
