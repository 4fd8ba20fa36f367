"""Screens of tasks: list with ranges and groups, record, bulk changes."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from flask import flash, redirect, render_template, request
from flask_babel import gettext as _
from flask_babel import ngettext
from sqlalchemy import literal_column, select

from sandbox_crm.bench import Workbench
from sandbox_crm.forms.tasks import BulkForm, ChangedTaskForm, NewTaskForm, ProgressForm, QuickForm
from sandbox_crm.forms.views import ViewForm
from sandbox_crm.listing import Key, chips, names_of, paged, with_query
from sandbox_crm.lists.conditions import asks_about, joined, where_of
from sandbox_crm.lists.exporting import MEDIA_TYPES, list_file
from sandbox_crm.lists.showing import AskedList, asked_list, keeping, listed
from sandbox_crm.models.clients import Account, Contact
from sandbox_crm.models.company import SalesUser
from sandbox_crm.models.sales import Opportunity, Stage, StageTask
from sandbox_crm.models.work import Task
from sandbox_crm.pages import crm_url, page
from sandbox_crm.picking import offered
from sandbox_crm.routes.files import sent_file
from sandbox_crm.sales import choices
from sandbox_crm.sales.asking import day
from sandbox_crm.sales.showing import show_form
from sandbox_crm.submitting import CrmForm, submit
from sandbox_crm.work import labels, tasks
from sandbox_crm.work.asking import of_view, task_conditions, task_filters, task_span
from sandbox_crm.work.lists import is_late, keys_by, task_page
from sandbox_crm.work.views import views_of

PLACE = "sandbox_crm/tasks/"


@page("/tasks", logs="task_list")
def task_list(bench: Workbench) -> Any:
    """Tasks that the address asks for."""
    return show_list(bench)


@page("/tasks/file.<any(xlsx,csv):kind>", logs="task_file")
def task_file(bench: Workbench, kind: str) -> Any:
    """The list as a file, as it is filtered, grouped, ordered and with its columns."""
    asked = _asked(bench)
    made = list_file(bench, asked, kind, asked.query(bench), *keys_by(asked.sort, _grouped_by(bench)))
    return sent_file(made, f"zadania.{kind}", MEDIA_TYPES[kind])


@page("/tasks/new", methods=("GET", "POST"), writes=True)
def task_new(bench: Workbench) -> Any:
    """A new task; the address may name what it belongs to and the day it is due."""
    known = {name: request.args.get(name, type=int) for name in ("account_id", "contact_id", "opportunity_id", "stage_id")}
    due_on = day(request.args, "due_on")
    form = NewTaskForm(bench, started={**known, "owner_id": bench.actor.user_id, "due_on": due_on and date.fromisoformat(due_on)})
    made = submit(bench, form, tasks.create)
    if made:
        return redirect(crm_url("task_detail", task_id=made.id), 303)
    return show_form(PLACE + "form.html", form, task=None)


@page("/tasks/<int:task_id>", logs="task")
def task_detail(bench: Workbench, task_id: int) -> str:
    """A task."""
    task = bench.get(Task, task_id)
    return render_template(PLACE + "detail.html", **_detail(bench, task, ProgressForm(obj=task)))


@page("/tasks/<int:task_id>/edit", methods=("GET", "POST"), writes=True)
def task_edit(bench: Workbench, task_id: int) -> Any:
    """A task is changed."""
    task = bench.get(Task, task_id)
    form = ChangedTaskForm(bench, obj=task)
    if submit(bench, form, tasks.update, task_id=task_id):
        return redirect(crm_url("task_detail", task_id=task_id), 303)
    return show_form(PLACE + "form.html", form, task=task)


@page("/tasks/<int:task_id>/progress", methods=("POST",), writes=True)
def task_progress(bench: Workbench, task_id: int) -> Any:
    """How far a task is."""
    task = bench.get(Task, task_id)
    form = ProgressForm()
    if submit(bench, form, tasks.set_progress, task_id=task_id):
        return redirect(crm_url("task_detail", task_id=task_id), 303)
    return show_form(PLACE + "detail.html", **_detail(bench, task, form))


@page("/tasks/<int:task_id>/quick", methods=("POST",), writes=True)
def task_quick(bench: Workbench, task_id: int) -> Any:
    """Priority, progress and owner from a row of the list; a refusal leads to the task's full form."""
    form = QuickForm(bench)
    if submit(bench, form, tasks.update, task_id=task_id):
        return redirect(crm_url("task_detail", task_id=task_id), 303)
    task = bench.get(Task, task_id)
    full = ChangedTaskForm(bench, obj=task)
    full.refusal, full.percent.errors = form.refusal, form.percent.errors
    full.answer(form.http_status)
    return show_form(PLACE + "form.html", full, task=task)


@page("/tasks/<int:task_id>/complete", methods=("POST",), writes=True)
def task_complete(bench: Workbench, task_id: int) -> Any:
    """A task is done; from the desk one stays at the desk."""
    submit(bench, CrmForm(), tasks.complete, task_id=task_id)
    if request.args.get("back") == "desk":
        return redirect(crm_url("desk"), 303)
    return redirect(crm_url("task_detail", task_id=task_id), 303)


@page("/tasks/<int:task_id>/delete", methods=("POST",), writes=True)
def task_delete(bench: Workbench, task_id: int) -> Any:
    """A task goes to the bin."""
    submit(bench, CrmForm(), tasks.delete, task_id=task_id)
    return redirect(crm_url("task_bin"), 303)


@page("/tasks/bin")
def task_bin(bench: Workbench) -> str:
    """Tasks in the bin."""
    rows, paging = paged(bench.session, select(Task).where(Task.deleted_at.is_not(None)),
                         Key(literal_column("task.deleted_at"), True), entity=Task)
    return render_template(PLACE + "bin.html", rows=rows, paging=paging)


@page("/tasks/<int:task_id>/restore", methods=("POST",), writes=True)
def task_restore(bench: Workbench, task_id: int) -> Any:
    """A task comes back from the bin."""
    submit(bench, CrmForm(), tasks.restore, task_id=task_id)
    return redirect(crm_url("task_detail", task_id=task_id), 303)


@page("/tasks/bulk", methods=("POST",), writes=True)
def task_bulk(bench: Workbench) -> Any:
    """One value for all ticked tasks, or for all that the filters of the list mean; leads back to the list it came from."""
    form = BulkForm(bench)
    if request.form.get("all_results"):
        meant = _asked(bench).query(bench).with_only_columns(Task.id)
        form.task_ids.data = list(bench.session.scalars(meant.order_by(Task.id).limit(tasks.MOST_BULK + 1)))
    changed = submit(bench, form, tasks.bulk_update)
    if changed:
        flash(ngettext("%(num)s task was changed.", "%(num)s tasks were changed.", len(changed)), "success")
        return redirect(crm_url("task_list", **request.args), 303)
    return show_list(bench, bulk=form), form.http_status


def show_list(bench: Workbench, bulk: BulkForm | None = None, view_form: ViewForm | None = None) -> str:
    """The list; its forms may come back from a refusal."""
    asked, group_by = _asked(bench), _grouped_by(bench)
    found = task_page(bench, asked.filters, asked.sort, group_by)
    listed_tasks = [task for group in found.groups for task in group.tasks]
    bulk = BulkForm(bench) if bulk is None else bulk
    accounts = offered(bench.session, "account", request.args.get("account_id", type=int))
    owners = choices.users(bench)
    return render_template(
        PLACE + "list.html", groups=found.groups, done=found.done, paging=found.paging, with_query=with_query,
        listed=listed(bench, asked, [task.id for task in listed_tasks], view_form or _keeping(asked, group_by)),
        chips=[] if asked.view else _chips(owners, accounts), asked=request.args, view=asked.view,
        views=views_of(bench, "task"), sort=asked.sort, group_by=group_by, bulk=bulk, labels=labels,
        most_bulk=tasks.MOST_BULK, owners=owners,
        accounts=accounts, is_late=is_late, today=bench.today, ticked=set(bulk.task_ids.data or ()),
        **_names(bench, listed_tasks))


def _asked(bench: Workbench) -> AskedList:
    return asked_list(bench, "task", task_filters(_narrowed()), "due_on")


def _narrowed() -> dict[str, str]:
    """What the address asks for beside its conditions. Where these speak of how far tasks are, finished ones are not left
    out unasked."""
    told = asks_about(where_of("task", request.args), "status", "percent", "done_on")
    return {**({"state": "all"} if told else {}), **request.args.to_dict()}


def _grouped_by(bench: Workbench) -> str | None:
    view = of_view(bench, "task", request.args)
    return request.args.get("group_by", view.group_by if view else None) or None


def _keeping(asked: AskedList, group_by: str | None) -> ViewForm:
    """The form that keeps the list: the range from-to has fields of its own, as it may be set anew."""
    low, high = (date.fromisoformat(end) if end else None for end in task_span(request.args))
    meant = joined([task_conditions(_narrowed()), asked.where])
    return keeping(asked, filters=meant, group_by=group_by or "", date_from=low, date_to=high)


def _chips(owners: Any, accounts: Any) -> list[Any]:
    """The filters in force, as the list calls them."""
    return chips({"range": (_("Due"), labels.RANGE), "from": (_("from"), None), "to": (_("to"), None),
                  "state": (_("Status"), labels.STATE), "priority": (_("Priority"), labels.PRIORITY),
                  "owner_id": (_("Owner"), owners), "account_id": (_("Client’s account"), accounts), "q": (_("Text"), None)})


def _names(bench: Workbench, tasks: Sequence[Task]) -> dict[str, Any]:
    """What the rows speak of, by id."""
    ids = {task.opportunity_id for task in tasks if task.opportunity_id is not None}
    numbers = bench.session.execute(select(Opportunity.id, Opportunity.number, Opportunity.name).where(Opportunity.id.in_(ids)))
    return {"user_names": choices.names(bench, SalesUser),
            "account_names": names_of(bench.session, Account, (task.account_id for task in tasks)),
            "opportunity_names": {key: f"{number} {name}" for key, number, name in numbers}}


def _detail(bench: Workbench, task: Task, form: ProgressForm) -> dict[str, Any]:
    contact = bench.session.get(Contact, task.contact_id) if task.contact_id else None
    stage = bench.session.get(Stage, task.stage_id) if task.stage_id else None
    made_from = bench.session.get(StageTask, task.stage_task_id) if task.stage_task_id else None
    return {"task": task, "form": form, "contact": contact, "stage": stage, "stage_task": made_from, "labels": labels,
            "today": bench.today, "late": is_late(task, bench.today), **_names(bench, [task])}
