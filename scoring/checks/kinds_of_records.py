"""Kinds of checks on records, their fields and the journal, and what all checks share.

The guard rule is enforced here: a check that would hold for somebody who did nothing must name in ``requires`` a
check that does not.
"""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field, model_validator

from scoring.checks.fields import UnknownField, path_type
from scoring.checks.language import Asked, Bounds, Count, Find, Part, Rows, Table, Target, Value, Where


def _many(value: Any) -> Any:
    return (value,) if isinstance(value, str) else value


Names = Annotated[tuple[str, ...], BeforeValidator(_many)]


class GeneralCheck(Part):
    """What all checks share. ``says``: in Polish, what is expected, as a noun phrase for the rationale."""

    id: str = Field(pattern=r"^[A-Za-z0-9_.-]+$")
    criterion: str | None = Field(None, pattern=r"^[12]\.\d\.[a-f]$")
    occasion: Literal[1, 2] = 1
    requires: Names = ()
    effect: Literal["decide", "flag"] = "decide"
    says: str = Field("", max_length=300)
    near: Literal["slip", "none"] = "slip"

    @property
    def holds_for_nobody(self) -> bool:
        """Whether somebody who did nothing could meet this check, so that it needs a guard."""
        return False

    @model_validator(mode="after")
    def _guarded(self) -> GeneralCheck:
        if self.holds_for_nobody and not self.requires:
            raise ValueError("somebody who did nothing could meet this check; name a positive check in requires")
        if self.effect == "decide" and self.criterion is None and self.kind == "nothing_else_changed":
            raise ValueError("without a criterion this check may only flag; write effect: flag")
        return self

    def paths_exist(self, table: str, *paths: str) -> None:
        """Raises ValueError where a path leads nowhere."""
        for path in paths:
            try:
                path_type(table, path)
            except UnknownField as fault:
                raise ValueError(str(fault)) from fault


def table_of(target: Any) -> str | None:
    """The table a target's records are of; None for ``@check``, which is known only while judging."""
    if isinstance(target, str):
        return target[1:].partition("/")[0] if target.startswith("#") else None
    return target.table


class RecordExists(GeneralCheck):
    """There is a record like this, made (``new``) or at least changed by the candidate."""

    kind: Literal["record_exists"]
    find: Find
    new: bool = False
    by: Literal["candidate", "anyone"] = "candidate"
    count: Count = Bounds(min=1)

    @property
    def holds_for_nobody(self) -> bool:
        return self.by == "anyone" and not self.new

    @model_validator(mode="after")
    def _is_positive(self) -> RecordExists:
        if self.count.lets_nothing:
            raise ValueError("count lets there be none; use record_absent")
        return self


class RecordAbsent(GeneralCheck):
    """There is no such record."""

    kind: Literal["record_absent"]
    find: Find

    @property
    def holds_for_nobody(self) -> bool:
        return True


class CheckOnRecord(GeneralCheck):
    """A check on one record (or on each of several). ``changed``: the candidate set at least one of the fields."""

    record: Target
    changed: bool = True

    @property
    def holds_for_nobody(self) -> bool:
        return not self.changed

    @model_validator(mode="after")
    def _fields_of_the_table_exist(self) -> CheckOnRecord:
        table = table_of(self.record)
        named = getattr(self, "fields", None) or (self.field,)
        if table:
            self.paths_exist(table, *named)
        return self


class FieldEquals(CheckOnRecord):
    """These fields of the record have these values."""

    kind: Literal["field_equals"]
    fields: Where = Field(min_length=1)


class FieldChanged(CheckOnRecord):
    """The candidate changed the field: ``from`` the seed's value, so that it is now ``to``."""

    kind: Literal["field_changed"]
    field: str
    from_: Asked | None = Field(None, alias="from")
    to: Asked


class FieldFilled(CheckOnRecord):
    """These fields are not empty; ``valid_as`` says as what they must be valid, ``min_chars`` how long they are."""

    kind: Literal["field_filled"]
    fields: tuple[str, ...] = Field(min_length=1)
    valid_as: dict[str, Literal["nip", "regon", "email", "phone", "postcode"]] = {}
    min_chars: dict[str, int] = {}


class LinkedTo(CheckOnRecord):
    """The record points by ``field`` (a dotted path ending in an id) to the target."""

    kind: Literal["linked_to"]
    field: str
    to: Target


class DateRule(CheckOnRecord):
    """A date of the record lies where it should: window, distance from another date, working day."""

    kind: Literal["date_rule"]
    field: str
    is_: Asked = Field(alias="is")


class SetEquals(GeneralCheck):
    """A segment or saved view of the candidate selects exactly these rows, by rule or by list.

    ``near_wrong``: so many wrong members in all still make a near miss.
    """

    kind: Literal["set_equals"]
    members_of: Target
    equals: Rows
    allow_extra: int = Field(0, ge=0)
    allow_missing: int = Field(0, ge=0)
    near_wrong: int = Field(0, ge=0)


class CountIs(GeneralCheck):
    """So many records are like this; ``by: candidate`` counts only those the candidate made."""

    kind: Literal["count_is"]
    find: Find
    is_: Count = Field(alias="is")
    by: Literal["candidate", "anyone"] = "candidate"

    @property
    def holds_for_nobody(self) -> bool:
        return self.by == "anyone" or self.is_.lets_nothing


class SumIs(GeneralCheck):
    """A field summed over records like this."""

    kind: Literal["sum_is"]
    find: Find
    field: str
    is_: Asked = Field(alias="is")
    by: Literal["candidate", "anyone"] = "candidate"

    @property
    def holds_for_nobody(self) -> bool:
        return self.by == "anyone"

    @model_validator(mode="after")
    def _field_exists(self) -> SumIs:
        self.paths_exist(self.find.table, self.field)
        return self


class MovedThrough(GeneralCheck):
    """By the journal, a field took these values in this order, or an opportunity moved forward so many times."""

    kind: Literal["moved_through"]
    record: Target
    field: str = "stage_id"
    path: tuple[Value, ...] = ()
    forward: int | None = Field(None, ge=1)
    end: Literal["last", "any"] = "any"
    skip: Literal["allowed", "forbidden"] = "allowed"
    back: Literal["allowed", "forbidden"] = "allowed"

    @model_validator(mode="after")
    def _asks_something(self) -> MovedThrough:
        if not self.path and self.forward is None:
            raise ValueError("give path or forward")
        if self.forward is not None and self.field != "stage_id":
            raise ValueError("forward is counted over stages; leave field out")
        return self


class Event(Part):
    """Something the candidate did: which command, on which record, with which arguments."""

    command: Names = Field(min_length=1)
    record: Target | None = None
    args: dict[str, Value] = {}


class HappenedBefore(GeneralCheck):
    """One thing was done before another; only where the task's text demands the order."""

    kind: Literal["happened_before"]
    first: Event
    then: Event


class ClosedAs(GeneralCheck):
    """The candidate closed the opportunity as won or lost, with what belongs to it."""

    kind: Literal["closed_as"]
    record: Target
    result: Literal["won", "lost"]
    reason: Asked | None = None
    note_chars: int = Field(0, ge=0)
    value: Asked | None = None
    closed_on: Asked | None = None


class NothingElseChanged(GeneralCheck):
    """Records of the seed outside the task are as they were. ``fields``: only these count as harm."""

    kind: Literal["nothing_else_changed"]
    tables: tuple[Table, ...] = Field(min_length=1)
    except_: tuple[Target, ...] = Field((), alias="except")
    fields: tuple[str, ...] = ()
    effect: Literal["decide", "flag"] = "flag"

    @property
    def holds_for_nobody(self) -> bool:
        return True
