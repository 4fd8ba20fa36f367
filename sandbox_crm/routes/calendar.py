"""The calendar of tasks by day, week and month."""

from __future__ import annotations

from typing import Any

from flask import redirect, render_template, request
from flask_babel import format_date
from sqlalchemy import select

from app.polish.dates import parse_date
from sandbox_crm.bench import Workbench
from sandbox_crm.forms.tasks import DueForm
from sandbox_crm.forms.views import ViewForm
from sandbox_crm.listing import with_query
from sandbox_crm.lists.conditions import joined, where_of
from sandbox_crm.lists.panel import panel_of, passing
from sandbox_crm.lists.showing import conditions_said
from sandbox_crm.models.clients import Account
from sandbox_crm.models.company import SalesUser
from sandbox_crm.models.work import Task
from sandbox_crm.pages import crm_url, page
from sandbox_crm.sales import choices
from sandbox_crm.sales.asking import conditions_in
from sandbox_crm.sales.showing import show_form
from sandbox_crm.submitting import submit
from sandbox_crm.work import labels, tasks
from sandbox_crm.work.asking import of_view, task_conditions
from sandbox_crm.work.calendar import SPANS, Calendar, calendar
from sandbox_crm.work.lists import is_late
from sandbox_crm.work.views import views_of

#: what of the address is the calendar's own and no filter
_OWN = ("span", "day", "view")


@page("/tasks/calendar", logs="task_calendar")
def task_calendar(bench: Workbench) -> str:
    """Tasks of a day, a week or a month, under the filters and conditions of the task list; finished ones are shown too."""
    view, where = of_view(bench, "task", request.args), where_of("task", request.args)
    asked = {name: value for name, value in request.args.items() if name not in _OWN and passing(name)}
    filters = [*(view.filters if view else [task_conditions({"state": "all", **asked, "range": ""})]), where]
    span = request.args.get("span") or (view.group_by if view else None) or "month"
    shown = calendar(bench, span if span in SPANS else "month", _day(bench), filters)
    kept = {"view": view.id, **conditions_in(asked)} if view else asked
    form = ViewForm(data={"entity": "task", "filters": joined(filters), "kind": "calendar", "sort": "due_on",
                          "group_by": shown.span})
    return render_template(
        "sandbox_crm/tasks/calendar.html", calendar=shown, view=view, views=views_of(bench, "task"), asked=asked, kept=kept,
        title=title_of(shown), weekday=format_date, labels=labels, today=bench.today, is_late=is_late, view_form=form,
        spans=labels.SPAN, owners=choices.users(bench), said=conditions_said(bench, "task", where),
        panel=panel_of(bench, "task", where), with_query=with_query,
        passing=[(name, value) for name, value in request.args.items(multi=True) if passing(name) and name != "where"],
        **_names(bench, shown))


@page("/tasks/<int:task_id>/due", methods=("GET", "POST"), writes=True)
def task_due(bench: Workbench, task_id: int) -> Any:
    """A task goes to another day or hour: by the form of this page, or by the drag and the keys of the calendar, which send
    the same. The address keeps the calendar that one comes from and goes back to."""
    task = bench.get(Task, task_id)
    form = DueForm(obj=task)
    back = {"day": task.due_on or bench.today, **request.args.to_dict()}
    if submit(bench, form, tasks.update, task_id=task_id):
        shown = {"day": task.due_on, **request.args.to_dict(), "_anchor": f"task-{task_id}"}
        return redirect(crm_url("task_calendar", **shown), 303)
    return show_form("sandbox_crm/tasks/due.html", form, task=task, action=crm_url("task_due", task_id=task_id, **request.args),
                     back=crm_url("task_calendar", **back))


def title_of(shown: Calendar) -> str:
    """What is on the screen, in words: "październik 2026", "12–18 października 2026", "poniedziałek, 12 października 2026"."""
    if shown.span == "month":
        return format_date(shown.day, "LLLL y")
    if shown.span == "day":
        return format_date(shown.day, "EEEE, d MMMM y")
    first, last = shown.cells[0].day, shown.cells[-1].day
    pattern = "d" if first.month == last.month else "d MMMM" if first.year == last.year else "d MMMM y"
    return f"{format_date(first, pattern)} – {format_date(last, 'd MMMM y')}"


def _day(bench: Workbench) -> Any:
    try:
        return parse_date(request.args.get("day", ""))
    except ValueError:
        return bench.today


def _names(bench: Workbench, shown: Calendar) -> dict[str, Any]:
    accounts = {task.account_id for cell in shown.cells for task in cell.tasks if task.account_id is not None}
    names = bench.session.execute(select(Account.id, Account.name).where(Account.id.in_(accounts)))
    return {"user_names": choices.names(bench, SalesUser), "account_names": dict(names.all())}
