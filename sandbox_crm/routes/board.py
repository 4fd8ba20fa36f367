"""The board, the table of values by stage, and the screens that move or close an opportunity."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template, request
from flask_babel import gettext as _
from sqlalchemy import select

from sandbox_crm.bench import Workbench
from sandbox_crm.forms.opportunities import ContactPartForm, LostForm, MoveForm, WonForm
from sandbox_crm.forms.views import ViewForm
from sandbox_crm.listing import chips, with_query
from sandbox_crm.lists.conditions import joined, where_of
from sandbox_crm.lists.panel import panel_of, passing
from sandbox_crm.lists.showing import conditions_said
from sandbox_crm.models.sales import Opportunity, Pipeline, Stage
from sandbox_crm.pages import crm_url, page
from sandbox_crm.routes.opportunities import detail_values
from sandbox_crm.sales import asking, choices, labels, transitions
from sandbox_crm.sales.arithmetic import added
from sandbox_crm.sales.board import columns_of, done_by_stage, of_kinds, values_by_stage
from sandbox_crm.sales.moving import open_mandatory
from sandbox_crm.sales.showing import show_form
from sandbox_crm.submitting import submit
from sandbox_crm.work.asking import of_view, pipeline_asked
from sandbox_crm.work.views import views_of

PLACE = "sandbox_crm/opportunities/"


@page("/opportunities/board", logs="board")
def board(bench: Workbench) -> str:
    """The board of one pipeline under the filters of the address."""
    view = of_view(bench, "opportunity", request.args)
    pipeline = _pipeline(bench, pipeline_asked(view.filters) if view else asking.number(request.args, "pipeline_id"))
    if pipeline is None:
        return render_template(PLACE + "no_pipeline.html")
    asked = {name: value for name, value in request.args.items() if name not in ("pipeline_id", "stage_id", "view")}
    where = where_of("opportunity", request.args)
    filters = [*(view.filters if view else [asking.opportunity_filters(asked)]), where]
    columns = columns_of(bench, pipeline.id, *filters)
    kept = ViewForm(data={"entity": "opportunity", "kind": "board", "sort": "", "group_by": "stage_id",
                          "filters": joined([asking.opportunity_filters({**asked, "pipeline_id": str(pipeline.id)}), where])})
    owners, segments = choices.users(bench), choices.segments(bench)
    return render_template(
        PLACE + "board.html", pipeline=pipeline, columns=columns, asked=asked,
        totals=of_kinds((column.stage.kind, column.totals) for column in columns), today=bench.today,
        kept={"view": view.id, **asking.conditions_in(asked)} if view else asking.beside_stage(asked),
        pipelines=choices.pipelines(bench), owners=owners, segments=segments, closes=asking.CLOSES, view=view,
        views=views_of(bench, "opportunity"), view_form=kept,
        said=conditions_said(bench, "opportunity", where), panel=panel_of(bench, "opportunity", where), with_query=with_query,
        passing=[(name, value) for name, value in request.args.items(multi=True) if passing(name) and name != "where"],
        chips=chips({"q": (_("Text"), None), "owner_id": (_("Owner"), owners), "close": (_("Expected close"), asking.CLOSES),
                     "segment_id": (_("Segment"), segments)}))


@page("/opportunities/values", logs="stage_values")
def stage_values(bench: Workbench) -> str:
    """Value of opportunities by stage: count, sum and weighted sum of every pipeline, or of the one asked for."""
    asked = {name: value for name, value in request.args.items() if name not in ("pipeline_id", "stage_id")}
    where = where_of("opportunity", request.args)
    filters, wanted = joined([asking.opportunity_filters(asked), where]), asking.number(request.args, "pipeline_id")
    tables = []
    for key, name in choices.pipelines(bench):
        if wanted in (None, key):
            rows, done = values_by_stage(bench, key, filters), done_by_stage(bench, key, filters)
            opened = [(stage, sums) for stage, sums in rows if stage.kind == "open"]
            tables.append((key, name, rows, added(sums for _stage, sums in opened), added(sums for _stage, sums in rows), done,
                           [done[stage.id] for stage, _sums in opened if stage.id in done]))
    return render_template(PLACE + "values.html", tables=tables, asked=request.args, pipelines=choices.pipelines(bench),
                           owners=choices.users(bench), closes=asking.CLOSES, kinds=labels.STAGE_KIND,
                           kept=asking.beside_stage(asked), said=conditions_said(bench, "opportunity", where))


@page("/opportunities/<int:opportunity_id>/move", methods=("POST",), writes=True)
def opportunity_move(bench: Workbench, opportunity_id: int) -> Any:
    """To another stage; the same address serves the menu, the keyboard and the drag."""
    opportunity = bench.get(Opportunity, opportunity_id)
    waiting = open_mandatory(bench, opportunity)
    left = bench.session.get(Stage, opportunity.stage_id)
    form = MoveForm()
    form.stage_id.offer(choices.stages(bench, kinds=("open", "won", "lost")))
    if submit(bench, form, transitions.move, opportunity_id=opportunity_id):
        if left.gate == "warn" and waiting:
            flash(_("Mandatory tasks of the stage “%(stage)s” are still open: %(titles)s.", stage=left.name,
                    titles=", ".join(task.title for task in waiting)), "warning")
        return redirect(crm_url("opportunity_detail", opportunity_id=opportunity_id), 303)
    values = detail_values(bench, opportunity_id, ContactPartForm(), form)
    return render_template(PLACE + "detail.html", **values), form.http_status


@page("/opportunities/<int:opportunity_id>/won", methods=("GET", "POST"), writes=True)
def opportunity_won(bench: Workbench, opportunity_id: int) -> Any:
    """An opportunity is closed as won."""
    opportunity = bench.get(Opportunity, opportunity_id)
    form = WonForm(data={"closed_on": bench.today, "value_gr": opportunity.value_gr, "row_version": opportunity.row_version})
    if submit(bench, form, transitions.mark_won, opportunity_id=opportunity_id):
        return redirect(crm_url("opportunity_detail", opportunity_id=opportunity_id), 303)
    return show_form(PLACE + "won.html", form, opportunity=opportunity, waiting=open_mandatory(bench, opportunity))


@page("/opportunities/<int:opportunity_id>/lost", methods=("GET", "POST"), writes=True)
def opportunity_lost(bench: Workbench, opportunity_id: int) -> Any:
    """An opportunity is closed as lost."""
    opportunity = bench.get(Opportunity, opportunity_id)
    form = LostForm(data={"closed_on": bench.today, "row_version": opportunity.row_version})
    form.lost_reason.offer(choices.dictionary(bench, "lost_reason"))
    if submit(bench, form, transitions.mark_lost, opportunity_id=opportunity_id):
        return redirect(crm_url("opportunity_detail", opportunity_id=opportunity_id), 303)
    return show_form(PLACE + "lost.html", form, opportunity=opportunity)


@page("/opportunities/<int:opportunity_id>/reopen", methods=("GET", "POST"), writes=True)
def opportunity_reopen(bench: Workbench, opportunity_id: int) -> Any:
    """A closed opportunity goes back to work; the address may name the stage."""
    opportunity = bench.get(Opportunity, opportunity_id)
    form = MoveForm(data={"stage_id": request.args.get("stage_id", type=int), "row_version": opportunity.row_version})
    form.stage_id.offer(choices.stages(bench, opportunity.pipeline_id))
    if submit(bench, form, transitions.reopen, opportunity_id=opportunity_id):
        return redirect(crm_url("opportunity_detail", opportunity_id=opportunity_id), 303)
    return show_form(PLACE + "reopen.html", form, opportunity=opportunity)


def _pipeline(bench: Workbench, asked: int | None) -> Pipeline | None:
    wanted = select(Pipeline).where(Pipeline.deleted_at.is_(None)).order_by(
        Pipeline.is_default.desc(), Pipeline.position, Pipeline.id)
    found = bench.session.scalars(wanted).all()
    return next((pipeline for pipeline in found if pipeline.id == asked), found[0] if found else None)
