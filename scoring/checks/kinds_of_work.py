"""Kinds of checks on what the candidate makes: pipelines, goals, offers, lists, answers, reports, imports."""

from __future__ import annotations

from decimal import Decimal
from typing import Literal

from pydantic import Field, model_validator

from scoring.checks.kinds_of_records import GeneralCheck, Names
from scoring.checks.language import Asked, Bounds, Compute, Count, Find, Part, Rows, Table, Target, Value, ValueType, Where

REPORT_KINDS = Literal["table", "pivot", "bar", "stacked_bar", "line", "pie", "funnel", "figure"]
BLOCKS = Literal["heading", "paragraph", "line_table", "seller", "buyer", "validity", "terms", "signature", "header",
                 "footer"]


class StagesDefined(GeneralCheck):
    """The candidate's own pipelines have a sound structure; their names are never compared."""

    kind: Literal["stages_defined"]
    pipeline: Target = Find(table="pipeline")
    number: Count = Bounds(min=1)
    open_stages: Count = Bounds(min=3)
    ascending: bool = True
    exit_chars: int = Field(0, ge=0)
    entry_chars: int = Field(0, ge=0)
    expected_days: bool = False


class StageTasks(GeneralCheck):
    """Every open stage of the candidate's pipelines calls for tasks."""

    kind: Literal["stage_tasks"]
    pipeline: Target = Find(table="pipeline")
    number: Count = Bounds(min=1)
    per_stage: Count = Bounds(min=1)
    where: Where = {}
    title_chars: int = Field(5, ge=1)


class ScheduleDates(GeneralCheck):
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
        self.paths_exist(self.of.table, *self.each, *(path for fact in self.facts for path in fact))
        return self


class GoalParts(GeneralCheck):
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


class TemplateHas(GeneralCheck):
    """An offer template of the candidate has these blocks (with text), words and tags.

    ``words_mean``: what a word stands for, told when it is missing (``{"36": "gwarancja 36 miesięcy"}``).
    """

    kind: Literal["template_has"]
    template: Target = Find(table="offer_template")
    blocks: tuple[BLOCKS, ...] = ()
    block_chars: int = Field(0, ge=0)
    words: tuple[str, ...] = ()
    words_mean: dict[str, str] = {}
    tags: tuple[Names, ...] = ()
    known_tags: tuple[str, ...] = ()
    validity_days: Count | None = None


class DocGenerated(GeneralCheck):
    """The candidate generated an offer for the opportunity, with no empty tag and these values in it."""

    kind: Literal["doc_generated"]
    record: Target
    template: Target | None = None
    where: Where = {}
    contains: tuple[Value, ...] = ()
    last_only: bool = False

    @model_validator(mode="after")
    def _fields_exist(self) -> DocGenerated:
        self.paths_exist("offer", *self.where)
        return self


class DocSentLogged(GeneralCheck):
    """The offer went to the address as an attachment, and the candidate recorded it in the client's history."""

    kind: Literal["doc_sent_logged"]
    offer: Target
    to: tuple[Value, ...] = Field(min_length=1)
    need: tuple[Literal["sent", "logged"], ...] = ("sent", "logged")
    log: Where = {}
    log_needs: tuple[Literal["account", "contact", "opportunity", "offer"], ...] = ("account", "offer")

    @model_validator(mode="after")
    def _fields_exist(self) -> DocSentLogged:
        self.paths_exist("interaction", *self.log)
        return self


class ListView(GeneralCheck):
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


class PriorityOrder(GeneralCheck):
    """In each pair the first ranks above the second; the exact level is free. The candidate must have set one."""

    kind: Literal["priority_order"]
    pairs: tuple[Pair, ...] = Field(min_length=1)
    near_wrong: int = Field(0, ge=0)


class AnswerEquals(GeneralCheck):
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


class AnswerIn(GeneralCheck):
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


class ReportConfig(GeneralCheck):
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
        if not self.model_fields_set - {"report", "rows_by", "near_wrong", *GeneralCheck.model_fields, "kind"}:
            raise ValueError("name at least one facet: entity, rows, date_field, group_by, measures, kinds, …")
        return self


class Imported(GeneralCheck):
    """The candidate imported a file: what was mapped, what was skipped, how many rows came to what."""

    kind: Literal["imported"]
    file_name: str | None = None
    mapped: dict[str, Names] = {}
    skipped_columns: tuple[str, ...] = ()
    created: Count | None = None
    updated: Count | None = None
    skipped: Count | None = None
    defaults: dict[str, Asked] = {}
