"""The schedule of a pipeline for a start date, or of one opportunity as it really runs."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import select

from sandbox_crm.bench import Workbench
from sandbox_crm.models.sales import Opportunity, Stage, StageChange, StageTask
from sandbox_crm.sales.schedule import Row, StageSpan, rows_of, spans_from, spans_of_opportunity
from sandbox_crm.sales.stage_tasks import meant_for, stage_tasks_of
from sandbox_crm.sales.stages import stages_of


@dataclass(frozen=True)
class Schedule:
    """A schedule with the points it was counted from."""

    spans: list[StageSpan]
    rows: list[Row]
    opened_on: date
    expected_close: date | None


def for_start(bench: Workbench, pipeline_id: int, start_on: date, segment_id: int | None = None) -> Schedule:
    """The pipeline's schedule if an opportunity were opened on ``start_on``; the planned close is taken to be the end
    of the last open stage. Tasks bound to a segment count only where it is ``segment_id``."""
    spans = spans_from(stages_of(bench, pipeline_id), start_on)
    close = spans[-1].leave_on if spans else start_on
    tasks = {span.stage.id: [task for task in stage_tasks_of(bench, span.stage.id)
                             if task.segment_id in (None, segment_id)] for span in spans}
    return Schedule(spans, rows_of(spans, tasks, opened_on=start_on, expected_close=close), start_on, close)


def for_opportunity(bench: Workbench, opportunity: Opportunity) -> Schedule:
    """The schedule of one opportunity: stages already passed as they were, the rest by expectation; tasks bound to
    a segment only where its account is a member."""
    stages, entries = stages_of(bench, opportunity.pipeline_id), _entries(bench, opportunity)
    spans = spans_of_opportunity(stages, entries, opportunity.stage_id)
    tasks: dict[int, list[StageTask]] = {span.stage.id: [
        task for task in stage_tasks_of(bench, span.stage.id) if meant_for(bench, task, opportunity.account_id)]
        for span in spans}
    rows = rows_of(spans, tasks, opened_on=opportunity.opened_on, expected_close=opportunity.expected_close)
    return Schedule(spans, rows, opportunity.opened_on, opportunity.expected_close)


def _entries(bench: Workbench, opportunity: Opportunity) -> dict[int, date]:
    changes = bench.session.scalars(select(StageChange).where(StageChange.opportunity_id == opportunity.id,
                                                              StageChange.deleted_at.is_(None)).order_by(StageChange.id))
    entries = {change.to_stage_id: change.changed_on for change in changes}
    stage = bench.session.get(Stage, opportunity.stage_id)
    if stage.kind == "open":
        entries[stage.id] = opportunity.stage_entered_on
    if not entries:
        entries[opportunity.stage_id] = opportunity.opened_on
    return entries
