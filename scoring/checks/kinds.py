"""Every kind of check with its settings. A kind not listed here cannot be written; `docs/checks.md` explains each.

The guard rule is enforced here: a check that would hold for somebody who did nothing must name in ``requires`` a
check that does not.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field, model_validator

from scoring.checks.fields import UnknownField, path_type
from scoring.checks.language import Asked, Bounds, Compute, Count, Find, Part, Rows, Table, Target, Value, ValueType, Where

REPORT_KINDS = Literal["table", "pivot", "bar", "stacked_bar", "line", "pie", "funnel", "figure"]
BLOCKS = Literal["heading", "paragraph", "line_table", "seller", "buyer", "validity", "terms", "signature"]


def _many(value: Any) -> Any:
    return (value,) if isinstance(value, str) else value


Names = Annotated[tuple[str, ...], BeforeValidator(_many)]


class _Check(Part):
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
    def _guarded(self) -> _Check:
        if self.holds_for_nobody and not self.requires:
            raise ValueError("somebody who did nothing could meet this check; name a positive check in requires")
        if self.effect == "decide" and self.criterion is None and self.kind == "nothing_else_changed":
            raise ValueError("without a criterion this check may only flag; write effect: flag")
        return self

    def _paths_exist(self, table: str, *paths: str) -> None:
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


class RecordExists(_Check):
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


class RecordAbsent(_Check):
    """There is no such record."""

    kind: Literal["record_absent"]
    find: Find

    @property
    def holds_for_nobody(self) -> bool:
        return True


class _OnRecord(_Check):
    """A check on one record (or on each of several). ``changed``: the candidate set at least one of the fields."""

    record: Target
    changed: bool = True

    @property
    def holds_for_nobody(self) -> bool:
        return not self.changed

    @model_validator(mode="after")
    def _fields_of_the_table_exist(self) -> _OnRecord:
        table = table_of(self.record)
        named = getattr(self, "fields", None) or (self.field,)
        if table:
            self._paths_exist(table, *named)
        return self


class FieldEquals(_OnRecord):
    """These fields of the record have these values."""

    kind: Literal["field_equals"]
    fields: Where = Field(min_length=1)


class FieldChanged(_OnRecord):
    """The candidate changed the field: ``from`` the seed's value, so that it is now ``to``."""

    kind: Literal["field_changed"]
    field: str
    from_: Asked | None = Field(None, alias="from")
    to: Asked


class FieldFilled(_OnRecord):
    """These fields are not empty; ``valid_as`` says as what they must be valid, ``min_chars`` how long they are."""

    kind: Literal["field_filled"]
    fields: tuple[str, ...] = Field(min_length=1)
    valid_as: dict[str, Literal["nip", "regon", "email", "phone", "postcode"]] = {}
    min_chars: dict[str, int] = {}


class LinkedTo(_OnRecord):
    """The record points by ``field`` (a dotted path ending in an id) to the target."""

    kind: Literal["linked_to"]
    field: str
    to: Target


class DateRule(_OnRecord):
    """A date of the record lies where it should: window, distance from another date, working day."""

    kind: Literal["date_rule"]
    field: str
    is_: Asked = Field(alias="is")


class SetEquals(_Check):
    """A segment or saved view of the candidate selects exactly these rows, by rule or by list.

    ``near_wrong``: so many wrong members in all still make a near miss.
    """

    kind: Literal["set_equals"]
    members_of: Target
    equals: Rows
    allow_extra: int = Field(0, ge=0)
    allow_missing: int = Field(0, ge=0)
    near_wrong: int = Field(0, ge=0)


class CountIs(_Check):
    """So many records are like this; ``by: candidate`` counts only those the candidate made."""

    kind: Literal["count_is"]
    find: Find
    is_: Count = Field(alias="is")
    by: Literal["candidate", "anyone"] = "candidate"

    @property
    def holds_for_nobody(self) -> bool:
        return self.by == "anyone" or self.is_.lets_nothing


class SumIs(_Check):
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
        self._paths_exist(self.find.table, self.field)
        return self


class MovedThrough(_Check):
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


class HappenedBefore(_Check):
    """One thing was done before another; only where the task's text demands the order."""

    kind: Literal["happened_before"]
    first: Event
    then: Event


class ClosedAs(_Check):
    """The candidate closed the opportunity as won or lost, with what belongs to it."""

    kind: Literal["closed_as"]
    record: Target
    result: Literal["won", "lost"]
    reason: Asked | None = None
    note_chars: int = Field(0, ge=0)
    value: Asked | None = None
    closed_on: Asked | None = None


class StagesDefined(_Check):
    """The candidate's own pipelines have a sound structure; their names are never compared."""

    kind: Literal["stages_defined"]
    pipeline: Target = Find(table="pipeline")
    number: Count = Bounds(min=1)
    open_stages: Count = Bounds(min=3)
    ascending: bool = True
    exit_chars: int = Field(0, ge=0)
    entry_chars: int = Field(0, ge=0)
    expected_days: bool = False


class StageTasks(_Check):
    """Every open stage of the candidate's pipelines calls for tasks."""

    kind: Literal["stage_tasks"]
    pipeline: Target = Find(table="pipeline")
    number: Count = Bounds(min=1)
    per_stage: Count = Bounds(min=1)
    where: Where = {}
    title_chars: int = Field(5, ge=1)


class ScheduleDates(_Check):
    """Facts about dates: for each of ``facts`` one row at least; ``each`` holds for every row; ``by`` the candidate."""

    kind: Literal["schedule_dates"]
    of: Find
    facts: tuple[Where, ...] = ()
    each: Where = {}
    rows: Count = Bounds(min=1)

    @model_validator(mode="after")
    def _asks_something(self) -> ScheduleDates:
        if not self.facts and not self.each:
            raise ValueError("give facts, each or both")
        self._paths_exist(self.of.table, *self.each, *(path for fact in self.facts for path in fact))
        return self


class GoalParts(_Check):
    """A goal of the candidate has all five parts, and the figures of the brief where they are given."""

    kind: Literal["goal_parts"]
    goal: Target = Find(table="sales_goal")
    min_chars: int = Field(15, ge=1)
    metric: Asked | None = None
    target: Asked | None = None
    baseline: Asked | None = None
    date_from: Asked | None = None
    date_to: Asked | None = None
    needs_link: bool = True
    also: Where = {}


class TemplateHas(_Check):
    """An offer template of the candidate has these blocks (with text), words and tags."""

    kind: Literal["template_has"]
    template: Target = Find(table="offer_template")
    blocks: tuple[BLOCKS, ...] = ()
    block_chars: int = Field(0, ge=0)
    words: tuple[str, ...] = ()
    tags: tuple[Names, ...] = ()
    known_tags: tuple[str, ...] = ()
    validity_days: Count | None = None


class DocGenerated(_Check):
    """The candidate generated an offer for the opportunity, with no empty tag and these values in it."""

    kind: Literal["doc_generated"]
    record: Target
    template: Target | None = None
    where: Where = {}
    contains: tuple[Value, ...] = ()
    last_only: bool = False

    @model_validator(mode="after")
    def _fields_exist(self) -> DocGenerated:
        self._paths_exist("offer", *self.where)
        return self


class DocSentLogged(_Check):
    """The offer went to the address as an attachment, and the candidate recorded it in the client's history."""

    kind: Literal["doc_sent_logged"]
    offer: Target
    to: tuple[Value, ...] = Field(min_length=1)
    need: tuple[Literal["sent", "logged"], ...] = ("sent", "logged")
    log: Where = {}
    log_needs: tuple[Literal["account", "contact", "opportunity", "offer"], ...] = ("account", "offer")

    @model_validator(mode="after")
    def _fields_exist(self) -> DocSentLogged:
        self._paths_exist("interaction", *self.log)
        return self


class ListView(_Check):
    """A saved list of the candidate selects exactly these rows, or stands on conditions over these fields."""

    kind: Literal["list_view"]
    entity: Table
    rows: Rows
    by: Literal["result", "definition", "either"] = "result"
    uses: tuple[str, ...] = ()
    view: Where = {}


class Pair(Part):
    """Two kinds of work, the first of which must rank above the second."""

    higher: Target
    lower: Target


class PriorityOrder(_Check):
    """In each pair the first ranks above the second; the exact level is free. The candidate must have set one."""

    kind: Literal["priority_order"]
    pairs: tuple[Pair, ...] = Field(min_length=1)
    near_wrong: int = Field(0, ge=0)


class AnswerEquals(_Check):
    """The typed answer is the figure in the candidate's own CRM at the moment of answering."""

    kind: Literal["answer_equals"]
    answer: str
    type: Literal["money", "number", "integer", "percent", "text", "text_pl", "company", "person", "date"]
    compute: Compute | None = None
    value: Value = None
    as_of: Literal["answer", "end", "seed"] = "answer"
    tol: Decimal = Field(Decimal(0), ge=0)

    @model_validator(mode="after")
    def _one_source(self) -> AnswerEquals:
        if (self.compute is None) == ("value" not in self.model_fields_set):
            raise ValueError("give either compute or value")
        return self


class AnswerIn(_Check):
    """The typed answer is one of these, or names all of them (``all: true``; separated by commas or semicolons)."""

    kind: Literal["answer_in"]
    answer: str
    type: ValueType = "text"
    choices: tuple[Value, ...] = Field(min_length=1)
    all: bool = False


class Measure(Part):
    """A measure of a report; ``field`` any of these."""

    func: Literal["sum", "count", "avg", "min", "max"]
    field: Names = ()


class ReportConfig(_Check):
    """A report of the candidate, by the facets given: only those are judged."""

    kind: Literal["report_config"]
    report: Target = Find(table="report")
    entity: Names = ()
    rows: Rows | None = None
    rows_by: Literal["end", "run"] = "end"
    uses: tuple[Names, ...] = ()
    not_uses: tuple[str, ...] = ()
    date_field: Names = ()
    date_bucket: Names = ()
    group_by: tuple[Names, ...] = ()
    columns: tuple[Names, ...] = ()
    measures: tuple[Measure, ...] = ()
    compare: Names = ()
    kinds: tuple[REPORT_KINDS, ...] = ()
    why_chars: int = Field(0, ge=0)
    purpose_chars: int = Field(0, ge=0)
    conclusion_chars: int = Field(0, ge=0)
    generated: bool = False
    near_wrong: int = Field(0, ge=0)

    @model_validator(mode="after")
    def _asks_something(self) -> ReportConfig:
        if not self.model_fields_set - {"report", "rows_by", "near_wrong", *_Check.model_fields, "kind"}:
            raise ValueError("name at least one facet: entity, rows, date_field, group_by, measures, kinds, …")
        return self


class Imported(_Check):
    """The candidate imported a file: what was mapped, what was skipped, how many rows came to what."""

    kind: Literal["imported"]
    file_name: str | None = None
    mapped: dict[str, Names] = {}
    skipped_columns: tuple[str, ...] = ()
    created: Count | None = None
    updated: Count | None = None
    skipped: Count | None = None
    defaults: dict[str, Asked] = {}


class NothingElseChanged(_Check):
    """Records of the seed outside the task are as they were. ``fields``: only these count as harm."""

    kind: Literal["nothing_else_changed"]
    tables: tuple[Table, ...] = Field(min_length=1)
    except_: tuple[Target, ...] = Field((), alias="except")
    fields: tuple[str, ...] = ()
    effect: Literal["decide", "flag"] = "flag"

    @property
    def holds_for_nobody(self) -> bool:
        return True


KINDS = (RecordExists, RecordAbsent, FieldEquals, FieldChanged, FieldFilled, LinkedTo, DateRule, SetEquals, CountIs,
         SumIs, MovedThrough, HappenedBefore, ClosedAs, StagesDefined, StageTasks, ScheduleDates, GoalParts,
         TemplateHas, DocGenerated, DocSentLogged, ListView, PriorityOrder, AnswerEquals, AnswerIn, ReportConfig,
         Imported, NothingElseChanged)
Check = Annotated[
    RecordExists | RecordAbsent | FieldEquals | FieldChanged | FieldFilled | LinkedTo | DateRule | SetEquals | CountIs
    | SumIs | MovedThrough | HappenedBefore | ClosedAs | StagesDefined | StageTasks | ScheduleDates | GoalParts
    | TemplateHas | DocGenerated | DocSentLogged | ListView | PriorityOrder | AnswerEquals | AnswerIn | ReportConfig
    | Imported | NothingElseChanged, Field(discriminator="kind")]
