"""Commands of the tasks that a stage calls for, and the making of real tasks when an opportunity enters it, or when a product
that the stage has tasks for comes into the opportunity."""

from __future__ import annotations

from datetime import UTC, datetime, time
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import func, or_, select

from app.polish.dates import WARSAW
from sandbox_crm.bench import Done, Refused, Workbench, check_version, command
from sandbox_crm.filters import segment_ids
from sandbox_crm.models.clients import Segment
from sandbox_crm.models.company import SalesUser
from sandbox_crm.models.sales import MOST_DAYS, OFFSET_FROM, Opportunity, OpportunityLine, Product, Stage, StageTask
from sandbox_crm.models.work import PRIORITIES, TASK_KINDS, Task
from sandbox_crm.sales.schedule import plan_of
from sandbox_crm.sales.writing import Problems, acting_user, assign, stale
from sandbox_crm.work.progress import OPEN_STATUSES

FIELDS = ("title", "kind", "priority", "mandatory", "offset_days", "offset_from", "workdays_only", "duration_days",
          "responsible_id", "segment_id", "product_id", "position")


@command("stage_task.add")
def add(bench: Workbench, *, stage_id: int, title: str, **fields: Any) -> Done:
    """Add a task to a stage: ``kind``, ``priority``, ``mandatory``, ``offset_days`` from ``offset_from``
    (stage_entry, opportunity_created, expected_close), ``workdays_only``, ``duration_days``, ``responsible_id``
    (None: the opportunity's owner), ``segment_id`` (only for its accounts), ``product_id`` (only for
    opportunities with this product among their lines). Raises Refused, TypeError."""
    stage = bench.get(Stage, stage_id)
    last = bench.session.scalar(select(func.max(StageTask.position)).where(StageTask.stage_id == stage.id)) or 0
    stage_task = StageTask(stage_id=stage.id, kind="other", priority="normal", mandatory=False, offset_days=0,
                           offset_from="stage_entry", workdays_only=True, duration_days=1, position=last + 1)
    assign(stage_task, {"title": title, **fields}, FIELDS)
    _check(bench, stage_task)
    return Done(bench.add(stage_task), f"Dodano zadanie etapu „{stage_task.title}” na etapie „{stage.name}”")


@command("stage_task.update")
def update(bench: Workbench, *, stage_task_id: int, row_version: int | None = None, **fields: Any) -> Done:
    """Change a stage task, which makes it a new version; tasks already made from it stay as they are and remember theirs.
    Raises Refused, Stale, TypeError."""
    stage_task = bench.get(StageTask, stage_task_id)
    check_version(stage_task, row_version, fields, stale())
    with bench.session.no_autoflush:
        assign(stage_task, fields, FIELDS)
        _check(bench, stage_task)
    return Done(stage_task, f"Zmieniono zadanie etapu „{stage_task.title}”")


@command("stage_task.delete")
def delete(bench: Workbench, *, stage_task_id: int) -> Done:
    """Delete a stage task; tasks already made from it stay."""
    stage_task = bench.get(StageTask, stage_task_id)
    stage_task.deleted_at = bench.stamp
    return Done(stage_task, f"Przeniesiono do kosza zadanie etapu „{stage_task.title}”")


def stage_tasks_of(bench: Workbench, stage_id: int) -> list[StageTask]:
    """The live tasks of a stage in order."""
    return list(bench.session.scalars(
        select(StageTask).where(StageTask.stage_id == stage_id, StageTask.deleted_at.is_(None))
        .order_by(StageTask.position, StageTask.id)))


def meant_for(bench: Workbench, stage_task: StageTask, opportunity: Opportunity, held: set[int]) -> bool:
    """Whether a stage task is meant for an opportunity: it is bound to no segment, or the account is a member now; and it is
    bound to no product, or that one is among those ``held`` (see `products_of`)."""
    if stage_task.product_id is not None and stage_task.product_id not in held:
        return False
    if stage_task.segment_id is None:
        return True
    segment = bench.session.get(Segment, stage_task.segment_id)
    if segment is None or segment.deleted_at is not None:
        return False
    members = segment_ids(bench.session, segment, bench.today).subquery()
    return bench.session.scalar(select(members.c.id).where(members.c.id == opportunity.account_id)) is not None


def products_of(bench: Workbench, opportunity_id: int) -> set[int]:
    """The products among an opportunity's lines."""
    return set(bench.session.scalars(select(OpportunityLine.product_id).where(
        OpportunityLine.opportunity_id == opportunity_id, OpportunityLine.deleted_at.is_(None),
        OpportunityLine.product_id.is_not(None))))


def spawn(bench: Workbench, opportunity: Opportunity) -> list[Task]:
    """Make the tasks of the stage that an opportunity has just entered; a stage task whose task still waits open
    is not made twice."""
    return _make(bench, opportunity, stage_tasks_of(bench, opportunity.stage_id), Task.status.in_(OPEN_STATUSES))


def spawn_for_products(bench: Workbench, opportunity: Opportunity, came: set[int]) -> list[Task]:
    """Make the tasks that an opportunity's stage has for products that ``came`` into its lines while it stands there; one
    that was made since it entered the stage, even if done since, is not made twice."""
    bound = [stage_task for stage_task in stage_tasks_of(bench, opportunity.stage_id) if stage_task.product_id in came]
    entered = datetime.combine(opportunity.stage_entered_on, time(), WARSAW).astimezone(UTC).replace(tzinfo=None)
    return _make(bench, opportunity, bound, or_(Task.status.in_(OPEN_STATUSES), Task.created_at >= entered)) if bound else []


def _make(bench: Workbench, opportunity: Opportunity, stage_tasks: list[StageTask], there: Any) -> list[Task]:
    """Tasks of those ``stage_tasks`` that are meant for an opportunity and have none in the state ``there`` yet."""
    made = set(bench.session.scalars(select(Task.stage_task_id).where(
        Task.opportunity_id == opportunity.id, Task.deleted_at.is_(None), there, Task.stage_task_id.is_not(None))))
    held = products_of(bench, opportunity.id)
    return [bench.add(_task_from(bench, stage_task, opportunity)) for stage_task in stage_tasks
            if stage_task.id not in made and meant_for(bench, stage_task, opportunity, held)]


def _task_from(bench: Workbench, stage_task: StageTask, opportunity: Opportunity) -> Task:
    plan = plan_of(stage_task, entered_on=opportunity.stage_entered_on, opened_on=opportunity.opened_on,
                   expected_close=opportunity.expected_close)
    owner_id = stage_task.responsible_id or opportunity.owner_id or acting_user(bench)
    if owner_id is None:
        raise Refused(_("Nobody can be given the stage’s task “%(title)s”. Choose the opportunity’s owner.",
                        title=stage_task.title),
                      {"owner_id": _("Choose the owner.")})
    return Task(title=stage_task.title, kind=stage_task.kind, priority=stage_task.priority, mandatory=stage_task.mandatory,
                status="not_started", percent=0, start_on=plan.start_on, due_on=plan.due_on, owner_id=owner_id,
                account_id=opportunity.account_id, contact_id=opportunity.primary_contact_id,
                opportunity_id=opportunity.id, stage_id=stage_task.stage_id, stage_task_id=stage_task.id,
                stage_task_version=stage_task.row_version)


def _check(bench: Workbench, stage_task: StageTask) -> None:
    problems = Problems()
    problems.need(stage_task, "title", _("Enter the task’s title."))
    problems.one_of(stage_task, "kind", TASK_KINDS)
    problems.one_of(stage_task, "priority", PRIORITIES)
    problems.one_of(stage_task, "offset_from", OFFSET_FROM)
    if stage_task.offset_days is None or abs(stage_task.offset_days) > MOST_DAYS:
        problems.add("offset_days", _("Enter a whole number of days, at most ten years."))
    if stage_task.duration_days is None or not 1 <= stage_task.duration_days <= MOST_DAYS:
        problems.add("duration_days", _("A task takes at least one day."))
    problems.reference(bench, SalesUser, stage_task.responsible_id, "responsible_id")
    problems.segment_of_accounts(bench, stage_task.segment_id)
    problems.reference(bench, Product, stage_task.product_id, "product_id")
    problems.refuse()
