"""Screens of the tasks that stages call for, and the schedule made of them."""

from __future__ import annotations

from typing import Any

from flask import redirect, render_template, request

from app.polish.dates import parse_date
from sandbox_crm.bench import Workbench
from sandbox_crm.forms.opportunities import ShiftForm
from sandbox_crm.forms.stage_tasks import NewStageTaskForm, StageTaskForm
from sandbox_crm.models.clients import Segment
from sandbox_crm.models.company import SalesUser
from sandbox_crm.models.sales import Opportunity, Pipeline, Product, Stage, StageTask
from sandbox_crm.pages import crm_url, page
from sandbox_crm.picking import asked_text, offered
from sandbox_crm.sales import choices, labels, shifting, stage_tasks
from sandbox_crm.sales.planning import for_opportunity, for_start
from sandbox_crm.sales.showing import show_form
from sandbox_crm.sales.timeline import drawing_of
from sandbox_crm.submitting import CrmForm, submit
from sandbox_crm.work.labels import STATUS

PLACE = "sandbox_crm/pipelines/"


@page("/stages/<int:stage_id>/tasks/new", methods=("GET", "POST"), writes=True)
def stage_task_new(bench: Workbench, stage_id: int) -> Any:
    """A new task of a stage."""
    stage = bench.get(Stage, stage_id)
    form = NewStageTaskForm(bench)
    made = submit(bench, form, stage_tasks.add, stage_id=stage_id)
    if made:
        return redirect(crm_url("stage_task_detail", stage_task_id=made.id), 303)
    return show_form(PLACE + "stage_task.html", form, stage=stage, stage_task=None)


@page("/stage-tasks/<int:stage_task_id>", methods=("GET", "POST"), writes=True)
def stage_task_detail(bench: Workbench, stage_task_id: int) -> Any:
    """A task of a stage, changed in place."""
    stage_task = bench.get(StageTask, stage_task_id)
    form = StageTaskForm(bench, obj=stage_task)
    if submit(bench, form, stage_tasks.update, stage_task_id=stage_task_id):
        return redirect(crm_url("stage_task_detail", stage_task_id=stage_task_id), 303)
    return show_form(PLACE + "stage_task.html", form, stage=bench.session.get(Stage, stage_task.stage_id), stage_task=stage_task)


@page("/stage-tasks/<int:stage_task_id>/delete", methods=("POST",), writes=True)
def stage_task_delete(bench: Workbench, stage_task_id: int) -> Any:
    """A task of a stage is deleted."""
    stage_task = bench.get(StageTask, stage_task_id)
    submit(bench, CrmForm(), stage_tasks.delete, stage_task_id=stage_task_id)
    return redirect(crm_url("stage_detail", stage_id=stage_task.stage_id), 303)


@page("/pipelines/<int:pipeline_id>/schedule")
def schedule(bench: Workbench, pipeline_id: int) -> str:
    """The schedule of a pipeline's stage tasks: for a start date, or for a chosen opportunity."""
    return render_template(PLACE + "schedule.html", **_schedule(bench, pipeline_id, ShiftForm()))


@page("/opportunities/<int:opportunity_id>/shift", methods=("POST",), writes=True)
def opportunity_shift(bench: Workbench, opportunity_id: int) -> Any:
    """The dates of one opportunity's plan are shifted; leads back to its schedule."""
    opportunity, form = bench.get(Opportunity, opportunity_id), ShiftForm()
    if submit(bench, form, shifting.shift_dates, opportunity_id=opportunity_id):
        return redirect(crm_url("schedule", pipeline_id=opportunity.pipeline_id, opportunity_id=opportunity_id), 303)
    return show_form(PLACE + "schedule.html", form, **_schedule(bench, opportunity.pipeline_id, form, opportunity))


def _schedule(bench: Workbench, pipeline_id: int, form: ShiftForm, chosen: Opportunity | None = None) -> dict[str, Any]:
    """What the schedule's page shows; its form may come back from a refusal."""
    pipeline = bench.get(Pipeline, pipeline_id)
    start_on, variant, opportunity = _asked(bench, pipeline_id)
    opportunity = chosen or opportunity
    if opportunity is not None and not form.is_submitted():
        form.row_version.data = opportunity.row_version
    plan = for_opportunity(bench, opportunity) if opportunity else for_start(bench, pipeline_id, start_on, **variant)
    asked = asked_text("opportunity_id")
    choice = offered(bench.session, "opportunity", opportunity.id if opportunity else None, text=asked, pipeline_id=pipeline_id)
    return {"pipeline": pipeline, "plan": plan, "drawing": drawing_of(plan.spans, plan.rows, bench.today), "labels": labels,
            "start_on": start_on, **variant, "opportunity": opportunity, "opportunities": choice, "asked": asked,
            "segments": choices.segments(bench), "segment_names": choices.names(bench, Segment),
            "products": choices.products(bench), "product_names": choices.names(bench, Product),
            "users": choices.names(bench, SalesUser), "shift": form, "statuses": STATUS, "today": bench.today}


def _asked(bench: Workbench, pipeline_id: int) -> tuple[Any, dict[str, int | None], Opportunity | None]:
    """Start date, variant (segment, product) and opportunity of the address; what cannot be read counts as not asked."""
    try:
        start_on = parse_date(request.args.get("start", ""))
    except ValueError:
        start_on = bench.today
    chosen = request.args.get("opportunity_id", type=int)
    opportunity = bench.session.get(Opportunity, chosen) if chosen else None
    if opportunity is not None and (opportunity.deleted_at is not None or opportunity.pipeline_id != pipeline_id):
        opportunity = None
    return start_on, {name: request.args.get(name, type=int) for name in ("segment_id", "product_id")}, opportunity
