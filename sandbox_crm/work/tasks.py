"""Commands of tasks: one at a time and many at once."""

from __future__ import annotations

import re
from typing import Any

from flask_babel import gettext as _

from app.polish.plural import counted
from sandbox_crm.bench import Done, Refused, Workbench, check_version, command
from sandbox_crm.models.clients import Account, Contact
from sandbox_crm.models.company import SalesUser
from sandbox_crm.models.sales import Opportunity, Stage
from sandbox_crm.models.work import PRIORITIES, TASK_KINDS, TASK_STATUSES, Task
from sandbox_crm.sales.writing import Problems, acting_user, assign, even_deleted, stale
from sandbox_crm.work.progress import Contradiction, settled

FIELDS = ("title", "kind", "priority", "start_on", "due_on", "due_time", "owner_id", "account_id", "contact_id",
          "opportunity_id", "stage_id", "mandatory", "note")
BULK_FIELDS = ("priority", "status", "percent", "owner_id", "start_on", "due_on", "kind")
MOST_BULK = 2_000
_TIME = re.compile(r"([01][0-9]|2[0-3]):[0-5][0-9]")


@command("task.create")
def create(bench: Workbench, *, title: str, status: str | None = None, percent: int | None = None, **fields: Any) -> Done:
    """Add a task: ``kind``, ``priority``, ``start_on``, ``due_on``, ``due_time`` (HH:MM), ``owner_id`` (left out:
    the acting colleague), ``account_id`` (left out: the opportunity's), ``contact_id``, ``opportunity_id``,
    ``stage_id`` (an act that closes that stage), ``mandatory``, ``note``. Raises Refused, TypeError."""
    task = Task(kind="other", priority="normal", mandatory=False, status="not_started", percent=0)
    assign(task, {"title": title, **{name: value for name, value in fields.items() if value is not None}}, FIELDS)
    if task.owner_id is None:
        task.owner_id = acting_user(bench)
    _follow_opportunity(bench, task)
    _settle(bench, task, percent, status)
    _check(bench, task)
    return Done(bench.add(task), f"Dodano zadanie „{task.title}”")


@command("task.update")
def update(bench: Workbench, *, task_id: int, row_version: int | None = None, status: str | None = None,
           percent: int | None = None, **fields: Any) -> Done:
    """Change a task; ``status`` and ``percent`` follow the rule of task.set_progress. Raises Refused, Stale, TypeError."""
    task = bench.get(Task, task_id)
    check_version(task, row_version, {**fields, "status": status, "percent": percent}, stale())
    with bench.session.no_autoflush:
        _change(bench, task, percent, status, fields)
    return Done(task, f"Zmieniono zadanie „{task.title}”")


@command("task.set_progress")
def set_progress(bench: Workbench, *, task_id: int, percent: int | None = None, status: str | None = None,
                 row_version: int | None = None) -> Done:
    """Set how far a task is; 100 percent and completed go together. Raises Refused, Stale."""
    task = bench.get(Task, task_id)
    check_version(task, row_version, {"percent": percent, "status": status}, stale())
    with bench.session.no_autoflush:
        _change(bench, task, percent, status, {})
    return Done(task, f"Zmieniono stan zadania „{task.title}” na {task.percent}%")


@command("task.complete")
def complete(bench: Workbench, *, task_id: int, row_version: int | None = None) -> Done:
    """Mark a task as completed today."""
    task = bench.get(Task, task_id)
    check_version(task, row_version, {"status": "completed"}, stale())
    with bench.session.no_autoflush:
        _change(bench, task, None, "completed", {})
    return Done(task, f"Oznaczono zadanie „{task.title}” jako zakończone")


@command("task.delete")
def delete(bench: Workbench, *, task_id: int) -> Done:
    """Put a task into the bin."""
    task = bench.get(Task, task_id)
    task.deleted_at = bench.stamp
    return Done(task, f"Przeniesiono do kosza zadanie „{task.title}”")


@command("task.restore")
def restore(bench: Workbench, *, task_id: int) -> Done:
    """Take a task back out of the bin."""
    task = even_deleted(bench, Task, task_id)
    task.deleted_at = None
    return Done(task, f"Przywrócono zadanie „{task.title}”")


@command("task.bulk_update")
def bulk_update(bench: Workbench, *, task_ids: list[int], field: str, value: Any) -> Done:
    """Set one of BULK_FIELDS on many tasks, on all of them or on none; result: the tasks. Raises Refused naming the
    first task that cannot take the value, TypeError for another field."""
    if field not in BULK_FIELDS:
        raise TypeError(f"task.bulk_update takes no {field}")
    ids = list(dict.fromkeys(int(task_id) for task_id in task_ids))
    if not ids:
        raise Refused(_("Choose at least one task."), {"task_ids": _("Choose at least one task.")})
    if len(ids) > MOST_BULK:
        many = _("At most %(most)s tasks can be changed at once. Narrow the list first.", most=MOST_BULK)
        raise Refused(many, {"task_ids": many})
    tasks = [bench.get(Task, task_id) for task_id in ids]
    for task in tasks:
        with bench.session.no_autoflush:
            try:
                progress = {field: value} if field in ("status", "percent") else {}
                _change(bench, task, progress.get("percent"), progress.get("status"), {} if progress else {field: value})
            except Refused as refused:
                raise Refused(_("No task was changed. Task “%(title)s”: %(reason)s", title=task.title, reason=refused.message),
                              {"value": refused.message}) from refused
    return Done(tasks, f"Zmieniono zbiorczo {counted(len(tasks), 'zadanie', 'zadania', 'zadań')}")


def _change(bench: Workbench, task: Task, percent: int | None, status: str | None, fields: dict[str, Any]) -> None:
    assign(task, fields, FIELDS)
    _settle(bench, task, percent, status)
    _check(bench, task)


def _settle(bench: Workbench, task: Task, percent: int | None, status: str | None) -> None:
    if percent is not None and not 0 <= percent <= 100:
        raise Refused(_("Progress is a whole number from 0 to 100."), {"percent": _("Progress is a whole number from 0 to 100.")})
    if status is not None and status not in TASK_STATUSES:
        raise Refused(_("Choose the task’s status."), {"status": _("Choose the task’s status.")})
    if status == task.status and percent is not None and percent != task.percent:
        status = None  # a form sends both; only the percent was changed, so the status follows it
    elif percent == task.percent and status is not None and status != task.status:
        percent = None
    try:
        task.percent, task.status = settled(task.percent, task.status, percent, status)
    except Contradiction:
        message = _("100% and the status “completed” go together, and a task not started stands at 0%. Change one of the two.")
        raise Refused(message, {"percent": message}) from None
    if task.status != "completed":
        task.done_on = None
    elif task.done_on is None:
        task.done_on = bench.today


def _follow_opportunity(bench: Workbench, task: Task) -> None:
    if task.account_id is None and task.opportunity_id is not None:
        opportunity = bench.session.get(Opportunity, int(task.opportunity_id))
        task.account_id = opportunity.account_id if opportunity else None


def _check(bench: Workbench, task: Task) -> None:
    problems = Problems()
    problems.need(task, "title", _("Enter the task’s title."))
    problems.need(task, "owner_id", _("Choose the task’s owner."))
    problems.one_of(task, "kind", TASK_KINDS)
    problems.one_of(task, "priority", PRIORITIES)
    if task.start_on and task.due_on and task.start_on > task.due_on:
        problems.add("due_on", _("The due date cannot be earlier than the start date."))
    if task.due_time is not None and not _TIME.fullmatch(task.due_time):
        problems.add("due_time", _("Enter the time as HH:MM, for example 09:30."))
    problems.reference(bench, SalesUser, task.owner_id, "owner_id")
    problems.reference(bench, Account, task.account_id, "account_id")
    problems.reference(bench, Contact, task.contact_id, "contact_id")
    opportunity = problems.reference(bench, Opportunity, task.opportunity_id, "opportunity_id")
    if task.stage_id is not None:
        stage = bench.session.get(Stage, int(task.stage_id))
        if opportunity is None or stage is None:
            problems.add("stage_id", _("Choose the opportunity whose stage this task closes."))
        elif stage.pipeline_id != opportunity.pipeline_id and task.stage_task_id is None:
            problems.add("stage_id", _("The stage belongs to a different pipeline than the opportunity."))
    problems.refuse()
