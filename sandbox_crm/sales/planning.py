"""The schedule of a pipeline for a start date, or of one opportunity as it really runs."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from sqlalchemy import select

from sandbox_crm.bench import Workbench
from sandbox_crm.models.sales import Opportunity, Stage, StageChange, StageTask
from sandbox_crm.models.work import Task
from sandbox_crm.sales.schedule import Plan, Row, StageSpan, rows_of, spans_from, spans_of_opportunity
from sandbox_crm.sales.stage_tasks import meant_for, products_of, stage_tasks_of
from sandbox_crm.sales.stages import stages_of


@dataclass(frozen=True)
class Schedule:
    """A schedule with the points it was counted from."""

    spans: list[StageSpan]
    rows: list[Row]
    opened_on: date
    expected_close: date | None


def for_start(bench: Workbench, pipeline_id: int, start_on: date, segment_id: int | None = None,
              product_id: int | None = None) -> Schedule:
    """The pipeline's schedule if an opportunity were opened on ``start_on``; the planned close is taken to be the end
    of the last open stage. Tasks bound to a segment or to a product count only where it is the one that is asked for."""
    spans = spans_from(stages_of(bench, pipeline_id), start_on)
    close = spans[-1].leave_on if spans else start_on
    tasks = {span.stage.id: [
        task for task in stage_tasks_of(bench, span.stage.id)
        if task.segment_id in (None, segment_id) and task.product_id in (None, product_id)] for span in spans}
    return Schedule(spans, rows_of(spans, tasks, opened_on=start_on, expected_close=close), start_on, close)


def for_opportunity(bench: Workbench, opportunity: Opportunity) -> Schedule:
    """The schedule of one opportunity: stages already passed as they were, the rest by expectation; tasks bound to
    a segment or a product only where they are meant for it. Where the task of a stage was made already, its own dates count."""
    stages, entries = stages_of(bench, opportunity.pipeline_id), _entries(bench, opportunity)
    spans = spans_of_opportunity(stages, entries, opportunity.stage_id)
    held = products_of(bench, opportunity.id)
    tasks: dict[int, list[StageTask]] = {span.stage.id: [
        task for task in stage_tasks_of(bench, span.stage.id) if meant_for(bench, task, opportunity, held)]
        for span in spans}
    rows = rows_of(spans, tasks, opened_on=opportunity.opened_on, expected_close=opportunity.expected_close)
    made = _made(bench, opportunity)
    real = [replace(row, task=task, plan=Plan(task.start_on or task.due_on, task.due_on)) if task is not None else row
            for row, task in ((row, made.get(row.stage_task.id)) for row in rows)]
    return Schedule(spans, real, opportunity.opened_on, opportunity.expected_close)


def _made(bench: Workbench, opportunity: Opportunity) -> dict[int, Task]:
    """Stage task -> the last task made from it for an opportunity."""
    found = bench.session.scalars(select(Task).where(
        Task.opportunity_id == opportunity.id, Task.deleted_at.is_(None), Task.stage_task_id.is_not(None)).order_by(Task.id))
    return {task.stage_task_id: task for task in found}


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
