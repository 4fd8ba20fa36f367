"""How an opportunity enters a stage: the one place that every path (board, menu, form, closing, deletion) goes through."""

from __future__ import annotations

from flask_babel import gettext as _
from sqlalchemy import select

from sandbox_crm.bench import Refused, Workbench
from sandbox_crm.models.sales import Opportunity, Stage, StageChange
from sandbox_crm.models.work import Task
from sandbox_crm.sales.stage_tasks import spawn
from sandbox_crm.work.progress import OPEN_STATUSES


def enter_stage(bench: Workbench, opportunity: Opportunity, stage: Stage, *, reason: str | None = None) -> None:
    """Put an opportunity into a stage: history row appended, probability taken from the stage unless set by hand
    (won and lost always set it), the stage's tasks made. What the stage asks of the opportunity (value, date, reason)
    is set before and reaches the database together with the stage."""
    change = StageChange(
        opportunity_id=opportunity.id, from_stage_id=opportunity.stage_id, to_stage_id=stage.id, changed_on=bench.today,
        changed_at=bench.stamp, user_id=bench.actor.user_id, reason=reason,
        days_in_from=(bench.today - opportunity.stage_entered_on).days)
    opportunity.pipeline_id, opportunity.stage_id = stage.pipeline_id, stage.id
    opportunity.stage_entered_on = bench.today
    if stage.kind != "open":
        opportunity.probability, opportunity.probability_manual = stage.probability, False
    elif not opportunity.probability_manual:
        opportunity.probability = stage.probability
    bench.add(change)
    if opportunity.deleted_at is None:
        spawn(bench, opportunity)


def open_mandatory(bench: Workbench, opportunity: Opportunity) -> list[Task]:
    """Mandatory tasks of the opportunity's present stage that are not done yet."""
    return list(bench.session.scalars(select(Task).where(
        Task.opportunity_id == opportunity.id, Task.stage_id == opportunity.stage_id, Task.mandatory,
        Task.deleted_at.is_(None), Task.status.in_(OPEN_STATUSES)).order_by(Task.due_on, Task.id)))


def pass_gate(bench: Workbench, opportunity: Opportunity, target: Stage) -> None:
    """Refuse to leave a stage whose gate blocks while its mandatory tasks are open. The gate guards the way forward:
    to a later stage, to another pipeline, to won. Going back and losing are always possible."""
    stage = bench.session.get(Stage, opportunity.stage_id)
    forward = target.kind == "won" or (target.kind == "open" and (
        target.pipeline_id != stage.pipeline_id or target.position > stage.position))
    if stage.gate != "block" or not forward:
        return
    waiting = open_mandatory(bench, opportunity)
    if waiting:
        titles = ", ".join(f"„{task.title}”" for task in waiting)
        raise Refused(_("The stage “%(stage)s” can be left after its mandatory tasks are done: %(titles)s.",
                        stage=stage.name, titles=titles), {"stage_id": _("Complete the stage’s mandatory tasks first.")})
