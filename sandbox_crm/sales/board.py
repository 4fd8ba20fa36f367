"""What the board, the list and the table of values read: opportunities of a filter, by stage, with their totals.

Totals always cover every record that the filter means; the cards shown may be fewer.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Select, case, func, select

from sandbox_crm.bench import Workbench
from sandbox_crm.filters import condition
from sandbox_crm.listing import names_of
from sandbox_crm.models.clients import Account
from sandbox_crm.models.indexes import key
from sandbox_crm.models.sales import Opportunity, Stage
from sandbox_crm.models.work import Task
from sandbox_crm.sales.arithmetic import Totals, added
from sandbox_crm.sales.stages import stages_of
from sandbox_crm.work.progress import OPEN_STATUSES

MOST_CARDS = 60
#: kinds of stages, in the order in which their totals are told
KINDS = ("open", "won", "lost")
#: what `arithmetic.Totals` holds, summed by the database from the live rows: each weighted value is rounded half up
#: before it is added
SUMS = (func.count(), func.coalesce(func.sum(Opportunity.value_gr), 0),
        func.coalesce(func.sum((Opportunity.value_gr * Opportunity.probability * 2 + 100) // 200), 0))


@dataclass(frozen=True)
class Card:
    """One opportunity on the board, with the next of its open tasks."""

    opportunity: Opportunity
    account_name: str
    next_task: Task | None
    overdue: bool
    days_in_stage: int


@dataclass
class Column:
    """A stage on the board: totals of everything in it, and the cards shown."""

    stage: Stage
    totals: Totals
    cards: list[Card] = field(default_factory=list)


def meant(bench: Workbench, *filters: dict[str, Any] | None) -> Select:
    """A select of the live opportunities that all the filters mean. Raises RuleFault."""
    return select(Opportunity).where(Opportunity.deleted_at.is_(None),
                                     *(condition(bench.session, "opportunity", one, bench.today) for one in filters))


def totals(bench: Workbench, *filters: dict[str, Any] | None) -> Totals:
    """Count, sum and weighted sum of everything that a filter means."""
    return Totals(*bench.session.execute(meant(bench, *filters).with_only_columns(*SUMS)).one())


def totals_by_kind(bench: Workbench, *filters: dict[str, Any] | None) -> dict[str, Totals]:
    """The same apart for what is open, won and lost; a kind that the filter does not meet is left out."""
    kinds = dict(bench.session.execute(select(Stage.id, Stage.kind)).all())
    # stage by stage within the pipelines, as an index holds the live opportunities: it answers alone, also for a great many
    rows = meant(bench, *filters).with_only_columns(Opportunity.stage_id, *SUMS).group_by(
        Opportunity.pipeline_id, Opportunity.stage_id)
    return of_kinds((kinds[stage_id], Totals(*sums)) for stage_id, *sums in bench.session.execute(rows))


def of_kinds(parts: Iterable[tuple[str, Totals]]) -> dict[str, Totals]:
    """Totals of stages or of kinds as one for every kind that has opportunities: open, won, lost."""
    found: dict[str, list[Totals]] = {kind: [] for kind in KINDS}
    for kind, one in parts:
        found[kind].append(one)
    return {kind: whole for kind, several in found.items() if (whole := added(several)).count}


def values_by_stage(bench: Workbench, pipeline_id: int, *filters: dict[str, Any] | None) -> list[tuple[Stage, Totals]]:
    """A pipeline's stages in order, each with its totals under the filter."""
    rows = meant(bench, *filters).where(Opportunity.pipeline_id == pipeline_id).with_only_columns(
        Opportunity.stage_id, *SUMS).group_by(Opportunity.stage_id)
    found = {stage_id: Totals(*sums) for stage_id, *sums in bench.session.execute(rows)}
    return [(stage, found.get(stage.id, Totals())) for stage in stages_of(bench, pipeline_id)]


def done_by_stage(bench: Workbench, pipeline_id: int, *filters: dict[str, Any] | None) -> dict[int, tuple[int, int]]:
    """Stage id -> (completed, all but cancelled) of the tasks that close it, over the opportunities of a pipeline that the
    filters mean; a stage without tasks is not in the result."""
    among = meant(bench, *filters).where(Opportunity.pipeline_id == pipeline_id).with_only_columns(Opportunity.id)
    of_pipeline = select(Stage.id).where(Stage.pipeline_id == pipeline_id)  # so that the tasks are read stage by stage
    rows = select(Task.stage_id, func.sum(case((Task.status == "completed", 1), else_=0)), func.count()).where(
        Task.deleted_at.is_(None), Task.status != "cancelled", Task.stage_id.in_(of_pipeline),
        Task.opportunity_id.in_(among)).group_by(Task.stage_id)
    return {stage_id: (done, counted) for stage_id, done, counted in bench.session.execute(rows)}


def columns_of(bench: Workbench, pipeline_id: int, *filters: dict[str, Any] | None) -> list[Column]:
    """The board of a pipeline: its stages with totals and at most MOST_CARDS cards each, nearest close first."""
    columns = [Column(stage, sums) for stage, sums in values_by_stage(bench, pipeline_id, *filters)]
    shown = {column.stage.id: _first(bench, column.stage, *filters) for column in columns}
    every = [opportunity for found in shown.values() for opportunity in found]
    tasks = next_tasks(bench, [opportunity.id for opportunity in every])
    names = names_of(bench.session, Account, (opportunity.account_id for opportunity in every))
    for column in columns:
        for opportunity in shown[column.stage.id]:
            task = tasks.get(opportunity.id)
            late = task is not None and task.due_on is not None and task.due_on < bench.today
            column.cards.append(Card(opportunity, names.get(opportunity.account_id, ""), task, late,
                                     (bench.today - opportunity.stage_entered_on).days))
    return columns


def next_tasks(bench: Workbench, opportunity_ids: list[int]) -> dict[int, Task]:
    """Opportunity id -> its open task that is due first; a task without a due date comes after all others."""
    found: dict[int, Task] = {}
    for task in bench.session.scalars(
            select(Task).where(Task.deleted_at.is_(None), Task.opportunity_id.in_(opportunity_ids),
                               Task.status.in_(OPEN_STATUSES)).order_by(Task.due_on.is_(None), Task.due_on, Task.id)):
        found.setdefault(task.opportunity_id, task)
    return found


def _first(bench: Workbench, stage: Stage, *filters: dict[str, Any] | None) -> list[Opportunity]:
    """The opportunities of a stage that the board shows: those that should close first."""
    wanted = meant(bench, *filters).where(Opportunity.stage_id == stage.id)
    return list(bench.session.scalars(wanted.order_by(key("opportunity", "expected_close"), Opportunity.id).limit(MOST_CARDS)))
