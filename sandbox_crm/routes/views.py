"""Saved views: keeping a list under a name, opening it, letting it go."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from flask import redirect, request

from sandbox_crm.bench import Refused, Workbench
from sandbox_crm.forms.views import ViewForm
from sandbox_crm.lists.columns import moved, names_in
from sandbox_crm.lists.panel import conditions_address
from sandbox_crm.models.work import SavedView
from sandbox_crm.pages import crm_url, page
from sandbox_crm.routes import accounts, contacts, offers, opportunities, products, tasks
from sandbox_crm.submitting import CrmForm, submit
from sandbox_crm.work import views

#: the list that shows an entity's views, and how it is shown with a form to mend
LISTS = {"account": ("account_list", accounts.show_list), "contact": ("contact_list", contacts.show_list),
         "opportunity": ("opportunity_list", opportunities.show_list), "task": ("task_list", tasks.show_list),
         "offer": ("offer_list", offers.show_list), "product": ("product_list", products.show_list)}
#: the screens of the views that are no list
SHOWN = {("task", "calendar"): "task_calendar", ("opportunity", "board"): "board"}


@page("/views", methods=("POST",), writes=True)
def view_save(bench: Workbench) -> Any:
    """A list is kept under a name."""
    form = ViewForm()
    saved = submit(bench, form, views.save)
    if saved:
        return redirect(crm_url("view_detail", view_id=saved.id), 303)
    if form.entity.data in LISTS:
        return LISTS[form.entity.data][1](bench, view_form=form), form.http_status
    raise form.refusal or Refused("; ".join(str(message) for _field, message in form.faults))


@page("/columns")
def list_columns(bench: Workbench) -> Any:
    """The columns that were ticked, as the address of their list holds them. A column moved up or down leaves the choice
    open; without a list that has columns there is nothing to choose."""
    asked = request.args
    entity = asked.get("of", "account")
    names = moved(names_in(asked.getlist("columns")), asked.get("up"), asked.get("down"))
    kept = [(name, value) for name, value in asked.items(multi=True) if name not in ("of", "columns", "up", "down") and value]
    kept += [("columns", ",".join(names))] if names else []
    kept += [("picking", "1")] if asked.get("up") or asked.get("down") else []
    if entity not in LISTS:
        raise Refused(f"columns {entity}", status=404)
    return redirect(crm_url(LISTS[entity][0]) + (f"?{urlencode(kept)}" if kept else ""))


@page("/conditions")
def list_conditions(bench: Workbench) -> Any:
    """The conditions that were typed above a list, or above the board, as its address holds them."""
    entity = request.args.get("of", "account")
    if entity not in LISTS:
        raise Refused(f"conditions {entity}", status=404)
    screen = SHOWN.get((entity, request.args.get("shown", "")), LISTS[entity][0])
    asked = urlencode(conditions_address(bench, entity))
    return redirect(crm_url(screen) + (f"?{asked}" if asked else ""))


@page("/views/<int:view_id>")
def view_detail(bench: Workbench, view_id: int) -> Any:
    """A saved view is opened: its list, board or calendar takes it up."""
    view = bench.get(SavedView, view_id)
    if view.entity not in LISTS:
        raise Refused(f"saved_view {view_id}", status=404)
    return redirect(crm_url(SHOWN.get((view.entity, view.kind), LISTS[view.entity][0]), view=view.id))


@page("/views/<int:view_id>/delete", methods=("POST",), writes=True)
def view_delete(bench: Workbench, view_id: int) -> Any:
    """A saved view is let go."""
    view = bench.get(SavedView, view_id)
    submit(bench, CrmForm(), views.delete, view_id=view_id)
    return redirect(crm_url(LISTS[view.entity][0] if view.entity in LISTS else "task_list", **request.args), 303)
