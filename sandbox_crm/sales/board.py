"""What the board, the list and the table of values read: opportunities of a filter, by stage, with their totals.

Totals always cover every record that the filter means; the cards shown may be fewer.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Select, select

from sandbox_crm.bench import Workbench
from sandbox_crm.filters import condition
from sandbox_crm.models.clients import Account
from sandbox_crm.models.sales import Opportunity, Stage
from sandbox_crm.models.work import Task
from sandbox_crm.sales.arithmetic import Totals, totals_of, totals_per_stage
from sandbox_crm.sales.stages import stages_of
from sandbox_crm.work.progress import OPEN_STATUSES

MOST_CARDS = 60


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
    rows = meant(bench, *filters).with_only_columns(Opportunity.value_gr, Opportunity.probability)
    return totals_of(bench.session.execute(rows))


def values_by_stage(bench: Workbench, pipeline_id: int, *filters: dict[str, Any] | None) -> list[tuple[Stage, Totals]]:
    """A pipeline's stages in order, each with its totals under the filter."""
    rows = meant(bench, *filters).where(Opportunity.pipeline_id == pipeline_id).with_only_columns(
        Opportunity.stage_id, Opportunity.value_gr, Opportunity.probability)
    found = totals_per_stage(bench.session.execute(rows))
    return [(stage, found.get(stage.id, Totals())) for stage in stages_of(bench, pipeline_id)]


def columns_of(bench: Workbench, pipeline_id: int, *filters: dict[str, Any] | None) -> list[Column]:
    """The board of a pipeline: its stages with totals and at most MOST_CARDS cards each, nearest close first."""
    columns = {stage.id: Column(stage, sums) for stage, sums in values_by_stage(bench, pipeline_id, *filters)}
    tasks = next_tasks(bench)
    names = dict(bench.session.execute(select(Account.id, Account.name)).all())
    wanted = meant(bench, *filters).where(Opportunity.pipeline_id == pipeline_id).order_by(
        Opportunity.expected_close.is_(None), Opportunity.expected_close, Opportunity.id)
    for opportunity in bench.session.scalars(wanted):
        column = columns.get(opportunity.stage_id)
        if column is not None and len(column.cards) < MOST_CARDS:
            task = tasks.get(opportunity.id)
            late = task is not None and task.due_on is not None and task.due_on < bench.today
            column.cards.append(Card(opportunity, names.get(opportunity.account_id, ""), task, late,
                                     (bench.today - opportunity.stage_entered_on).days))
    return list(columns.values())


def next_tasks(bench: Workbench) -> dict[int, Task]:
    """Opportunity id -> its open task that is due first; a task without a due date comes after all others."""
    found: dict[int, Task] = {}
    for task in bench.session.scalars(
            select(Task).where(Task.deleted_at.is_(None), Task.opportunity_id.is_not(None), Task.status.in_(OPEN_STATUSES))
            .order_by(Task.due_on.is_(None), Task.due_on, Task.id)):
        found.setdefault(task.opportunity_id, task)
    return found
