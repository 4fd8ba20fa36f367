"""Every kind of check. A kind not listed here cannot be written; `docs/checks.md` explains each."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from scoring.checks import kinds_of_records as of_records
from scoring.checks import kinds_of_work as of_work

KINDS = (
    of_records.RecordExists, of_records.RecordAbsent, of_records.FieldEquals, of_records.FieldChanged,
    of_records.FieldFilled, of_records.LinkedTo, of_records.DateRule, of_records.SetEquals, of_records.CountIs,
    of_records.SumIs, of_records.MovedThrough, of_records.HappenedBefore, of_records.ClosedAs,
    of_records.NothingElseChanged, of_work.StagesDefined, of_work.StageTasks, of_work.ScheduleDates,
    of_work.GoalParts, of_work.TemplateHas, of_work.DocGenerated, of_work.DocSentLogged, of_work.ListView,
    of_work.PriorityOrder, of_work.AnswerEquals, of_work.AnswerIn, of_work.ReportConfig, of_work.Imported,
)
Check = Annotated[
    of_records.RecordExists | of_records.RecordAbsent | of_records.FieldEquals | of_records.FieldChanged
    | of_records.FieldFilled | of_records.LinkedTo | of_records.DateRule | of_records.SetEquals
    | of_records.CountIs | of_records.SumIs | of_records.MovedThrough | of_records.HappenedBefore
    | of_records.ClosedAs | of_records.NothingElseChanged | of_work.StagesDefined | of_work.StageTasks
    | of_work.ScheduleDates | of_work.GoalParts | of_work.TemplateHas | of_work.DocGenerated
    | of_work.DocSentLogged | of_work.ListView | of_work.PriorityOrder | of_work.AnswerEquals | of_work.AnswerIn
    | of_work.ReportConfig | of_work.Imported,
    Field(discriminator="kind"),
]
