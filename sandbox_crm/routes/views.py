"""Saved views: keeping a list under a name, opening it, letting it go."""

from __future__ import annotations

from typing import Any

from flask import redirect, render_template, request

from sandbox_crm.bench import Refused, Workbench
from sandbox_crm.forms.tasks import BulkForm
from sandbox_crm.forms.views import ViewForm
from sandbox_crm.models.work import SavedView
from sandbox_crm.pages import crm_url, page
from sandbox_crm.routes.tasks import list_values
from sandbox_crm.submitting import CrmForm, submit
from sandbox_crm.work import views

#: the list that shows an entity's views, and the screens of the views that are no list
LISTS = {"task": "task_list", "opportunity": "opportunity_list"}
SHOWN = {("task", "calendar"): "task_calendar", ("opportunity", "board"): "board"}


@page("/views", methods=("POST",), writes=True)
def view_save(bench: Workbench) -> Any:
    """A list is kept under a name."""
    form = ViewForm()
    saved = submit(bench, form, views.save)
    if saved:
        return redirect(crm_url("view_detail", view_id=saved.id), 303)
    if form.entity.data == "task":
        return render_template("sandbox_crm/tasks/list.html", **list_values(bench, BulkForm(bench), form)), form.http_status
    raise form.refusal or Refused("; ".join(str(message) for _field, message in form.faults))


@page("/views/<int:view_id>")
def view_detail(bench: Workbench, view_id: int) -> Any:
    """A saved view is opened: its list, board or calendar takes it up."""
    view = bench.get(SavedView, view_id)
    if view.entity not in LISTS:
        raise Refused(f"saved_view {view_id}", status=404)
    return redirect(crm_url(SHOWN.get((view.entity, view.kind), LISTS[view.entity]), view=view.id))


@page("/views/<int:view_id>/delete", methods=("POST",), writes=True)
def view_delete(bench: Workbench, view_id: int) -> Any:
    """A saved view is let go."""
    view = bench.get(SavedView, view_id)
    submit(bench, CrmForm(), views.delete, view_id=view_id)
    return redirect(crm_url(LISTS.get(view.entity, "task_list"), **request.args), 303)
