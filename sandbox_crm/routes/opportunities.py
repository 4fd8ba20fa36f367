"""Screens of opportunities: list, record, lines, people."""

from __future__ import annotations

from typing import Any

from flask import current_app, redirect, render_template, request
from flask_babel import gettext as _
from sqlalchemy import literal_column, select

from sandbox_crm.bench import Workbench
from sandbox_crm.forms.opportunities import ContactPartForm, LinesForm, MoveForm, NewOpportunityForm, OpportunityForm
from sandbox_crm.forms.opportunity_bulk import OpportunityBulkForm
from sandbox_crm.forms.views import ViewForm
from sandbox_crm.listing import Key, chips, names_of, paged, with_query
from sandbox_crm.lists.exporting import MEDIA_TYPES, list_file
from sandbox_crm.lists.showing import AskedList, asked_list, listed
from sandbox_crm.models.clients import Account
from sandbox_crm.models.sales import Opportunity
from sandbox_crm.pages import crm_url, page
from sandbox_crm.picking import offered
from sandbox_crm.routes.files import sent_file
from sandbox_crm.sales import asking, board, choices, labels, lines, opportunities
from sandbox_crm.sales.bulk import MOST_BULK
from sandbox_crm.sales.dossier import dossier_of
from sandbox_crm.sales.showing import show_form
from sandbox_crm.submitting import CrmForm, submit
from sandbox_crm.work.views import views_of

PLACE = "sandbox_crm/opportunities/"


@page("/opportunities", logs="opportunity_list")
def opportunity_list(bench: Workbench) -> str:
    """Opportunities that the address asks for, with totals over all of them."""
    return show_list(bench)


@page("/opportunities/file.<any(xlsx,csv):kind>", logs="opportunity_file")
def opportunity_file(bench: Workbench, kind: str) -> Any:
    """The list as a file, as it is filtered, ordered and with its columns."""
    asked = _asked(bench)
    return sent_file(list_file(bench, asked, kind, asked.query(bench), *asked.keys), f"szanse.{kind}", MEDIA_TYPES[kind])


def show_list(bench: Workbench, view_form: ViewForm | None = None) -> str:
    """The list; the form of its view may come back from a refusal."""
    asked = _asked(bench)
    rows, paging = paged(bench.session, asked.query(bench), *asked.keys, entity=Opportunity, narrowed=any(asked.filters))
    around = _around(bench, request.args.get("account_id", type=int))
    return render_template(
        PLACE + "list.html", rows=rows, paging=paging, totals=board.totals_by_kind(bench, *asked.filters), asked=request.args,
        listed=listed(bench, asked, [one.id for one in rows], view_form), bulk=OpportunityBulkForm(bench),
        most_bulk=MOST_BULK, view=asked.view, views=views_of(bench, "opportunity"), sort=asked.sort, sorts=asking.SORTS,
        closes=asking.CLOSES, with_query=with_query,
        account_names=names_of(bench.session, Account, (one.account_id for one in rows)),
        next_tasks=board.next_tasks(bench, [one.id for one in rows]), chips=_chips(around), **around)


def asked_ids(bench: Workbench) -> list[int]:
    """The ids of what the list of the address means; no more than one over those that are changed at once."""
    meant = _asked(bench).query(bench).with_only_columns(Opportunity.id)
    return list(bench.session.scalars(meant.order_by(Opportunity.id).limit(MOST_BULK + 1)))


def _asked(bench: Workbench) -> AskedList:
    return asked_list(bench, "opportunity", [asking.opportunity_filters(request.args)], "expected_close")


@page("/opportunities/new", methods=("GET", "POST"), writes=True)
def opportunity_new(bench: Workbench) -> Any:
    """A new opportunity; the address may name the account, the pipeline and the stage."""
    known = {name: request.args.get(name, type=int) for name in ("account_id", "pipeline_id", "stage_id")}
    form = NewOpportunityForm(bench, {**known, "owner_id": bench.actor.user_id})
    made = submit(bench, form, opportunities.create)
    if made:
        return redirect(crm_url("opportunity_detail", opportunity_id=made.id), 303)
    return show_form(PLACE + "form.html", form, opportunity=None)


@page("/opportunities/<int:opportunity_id>", logs="opportunity")
def opportunity_detail(bench: Workbench, opportunity_id: int) -> str:
    """An opportunity: stage bar, key facts, lines, acts of the stage, people, history."""
    return render_template(PLACE + "detail.html", **detail_values(bench, opportunity_id, ContactPartForm(), MoveForm()))


@page("/opportunities/<int:opportunity_id>/edit", methods=("GET", "POST"), writes=True)
def opportunity_edit(bench: Workbench, opportunity_id: int) -> Any:
    """An opportunity is changed."""
    opportunity = bench.get(Opportunity, opportunity_id)
    form = OpportunityForm(bench, obj=opportunity)
    if submit(bench, form, opportunities.update, opportunity_id=opportunity_id):
        return redirect(crm_url("opportunity_detail", opportunity_id=opportunity_id), 303)
    return show_form(PLACE + "form.html", form, opportunity=opportunity)


@page("/opportunities/<int:opportunity_id>/lines", methods=("GET", "POST"), writes=True)
def opportunity_lines(bench: Workbench, opportunity_id: int) -> Any:
    """The lines of an opportunity."""
    opportunity = bench.get(Opportunity, opportunity_id)
    form = LinesForm(bench, opportunity, lines.lines_of(bench, opportunity_id))
    if submit(bench, form, lines.set_lines, opportunity_id=opportunity_id):
        return redirect(crm_url("opportunity_detail", opportunity_id=opportunity_id), 303)
    return show_form(PLACE + "lines.html", form, opportunity=opportunity)


@page("/opportunities/<int:opportunity_id>/contacts", methods=("POST",), writes=True)
def opportunity_add_contact(bench: Workbench, opportunity_id: int) -> Any:
    """A person gets a part in the opportunity."""
    form = ContactPartForm()
    form.contact_id.offer_records(bench.session)
    if submit(bench, form, opportunities.add_contact, opportunity_id=opportunity_id):
        return redirect(crm_url("opportunity_detail", opportunity_id=opportunity_id), 303)
    return render_template(PLACE + "detail.html", **detail_values(bench, opportunity_id, form, MoveForm())), form.http_status


@page("/opportunities/<int:opportunity_id>/contacts/<int:contact_id>/remove", methods=("POST",), writes=True)
def opportunity_remove_contact(bench: Workbench, opportunity_id: int, contact_id: int) -> Any:
    """A person's part ends."""
    submit(bench, CrmForm(), opportunities.remove_contact, opportunity_id=opportunity_id, contact_id=contact_id)
    return redirect(crm_url("opportunity_detail", opportunity_id=opportunity_id), 303)


@page("/opportunities/<int:opportunity_id>/delete", methods=("POST",), writes=True)
def opportunity_delete(bench: Workbench, opportunity_id: int) -> Any:
    """An opportunity goes to the bin."""
    submit(bench, CrmForm(), opportunities.delete, opportunity_id=opportunity_id)
    return redirect(crm_url("opportunity_bin"), 303)


@page("/opportunities/bin")
def opportunity_bin(bench: Workbench) -> str:
    """Opportunities in the bin."""
    rows, paging = paged(bench.session, select(Opportunity).where(Opportunity.deleted_at.is_not(None)),
                         Key(literal_column("opportunity.deleted_at"), True), entity=Opportunity)
    return render_template(PLACE + "bin.html", rows=rows, paging=paging)


@page("/opportunities/<int:opportunity_id>/restore", methods=("POST",), writes=True)
def opportunity_restore(bench: Workbench, opportunity_id: int) -> Any:
    """An opportunity comes back from the bin."""
    submit(bench, CrmForm(), opportunities.restore, opportunity_id=opportunity_id)
    return redirect(crm_url("opportunity_detail", opportunity_id=opportunity_id), 303)


def detail_values(bench: Workbench, opportunity_id: int, part: ContactPartForm, move: MoveForm) -> dict[str, Any]:
    """What the record's page shows; the two forms on it may come back from a refusal."""
    dossier = dossier_of(bench, bench.get(Opportunity, opportunity_id))
    opportunity = dossier.opportunity
    part.contact_id.offer_records(bench.session, opportunity.account_id)
    move.stage_id.offer([choice for choice in choices.stages(bench) if choice[0] != opportunity.stage_id])
    if move.row_version is not None and not move.is_submitted():
        move.row_version.data = opportunity.row_version
    served = {name for name in ("account_detail", "contact_detail", "offer_new", "offer_detail", "interaction_new")
              if f"sandbox_crm.{name}" in current_app.view_functions}
    return {"dossier": dossier, "opportunity": opportunity, "part": part, "move": move, "served": served, "labels": labels,
            "today": bench.today}


def _around(bench: Workbench, account_id: int | None) -> dict[str, Any]:
    """The names and choices around a list of opportunities."""
    return {"owners": choices.users(bench), "accounts": offered(bench.session, "account", account_id),
            "pipelines": choices.pipelines(bench),
            "segments": choices.segments(bench), "goals": choices.goals(bench), "today": bench.today,
            "stages": choices.stages(bench, kinds=("open", "won", "lost")), "outcomes": labels.OUTCOME}


def _chips(around: dict[str, Any]) -> list[Any]:
    """The filters in force, as the list calls them."""
    return chips({
        "q": (_("Text"), None), "state": (_("Result"), around["outcomes"]), "pipeline_id": (_("Pipeline"), around["pipelines"]),
        "stage_id": (_("Stage"), around["stages"]), "owner_id": (_("Owner"), around["owners"]),
        "account_id": (_("Client’s account"), around["accounts"]), "segment_id": (_("Segment"), around["segments"]),
        "goal_id": (_("Sales goal"), around["goals"]), "close": (_("Expected close"), asking.CLOSES),
        "close_from": (_("Expected close from"), None), "close_to": (_("Expected close to"), None),
        "closed_from": (_("Closed from"), None), "closed_to": (_("Closed to"), None),
        "value_from": (_("Value from (zł)"), None), "value_to": (_("Value to (zł)"), None)})
