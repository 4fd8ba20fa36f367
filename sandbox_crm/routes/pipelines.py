"""Screens of pipelines and their stages."""

from __future__ import annotations

from typing import Any

from flask import redirect, render_template, request
from sqlalchemy import func, select

from sandbox_crm.bench import Workbench
from sandbox_crm.forms.pipelines import DeleteStageForm, NewPipelineForm, NewStageForm, PipelineForm, PositionForm, StageForm
from sandbox_crm.models.clients import Segment
from sandbox_crm.models.company import SalesUser
from sandbox_crm.models.sales import Opportunity, Pipeline, Product, Stage
from sandbox_crm.pages import crm_url, page
from sandbox_crm.sales import board, choices, labels, pipelines, stages
from sandbox_crm.sales.showing import show_form
from sandbox_crm.sales.stage_tasks import stage_tasks_of
from sandbox_crm.sales.stages import stages_of
from sandbox_crm.submitting import submit
from sandbox_crm.work.labels import PRIORITY, TASK_KIND

PLACE = "sandbox_crm/pipelines/"


@page("/pipelines")
def pipeline_list(bench: Workbench) -> str:
    """All pipelines with their stages and how much stands in them."""
    found = bench.session.scalars(select(Pipeline).where(Pipeline.deleted_at.is_(None)).order_by(Pipeline.position, Pipeline.id))
    rows = [(pipeline, stages_of(bench, pipeline.id), board.totals(bench, _open_in(pipeline.id))) for pipeline in found]
    return render_template(PLACE + "list.html", rows=rows)


@page("/pipelines/new", methods=("GET", "POST"), writes=True)
def pipeline_new(bench: Workbench) -> Any:
    """A new pipeline with its stages."""
    form = NewPipelineForm()
    made = submit(bench, form, pipelines.create)
    if made:
        return redirect(crm_url("pipeline_detail", pipeline_id=made.id), 303)
    return show_form(PLACE + "new.html", form)


@page("/pipelines/<int:pipeline_id>")
def pipeline_detail(bench: Workbench, pipeline_id: int) -> str:
    """A pipeline with its stages, their tasks and values."""
    pipeline = bench.get(Pipeline, pipeline_id)
    rows = [(stage, totals, stage_tasks_of(bench, stage.id)) for stage, totals in board.values_by_stage(bench, pipeline_id)]
    return render_template(PLACE + "detail.html", pipeline=pipeline, rows=rows, gates=labels.GATE,
                           last=sum(stage.kind == "open" for stage, _totals, _tasks in rows))


@page("/pipelines/<int:pipeline_id>/edit", methods=("GET", "POST"), writes=True)
def pipeline_edit(bench: Workbench, pipeline_id: int) -> Any:
    """A pipeline's description is changed."""
    pipeline = bench.get(Pipeline, pipeline_id)
    form = PipelineForm(obj=pipeline)
    if submit(bench, form, pipelines.update, pipeline_id=pipeline_id):
        return redirect(crm_url("pipeline_detail", pipeline_id=pipeline_id), 303)
    return show_form(PLACE + "form.html", form, pipeline=pipeline)


@page("/pipelines/<int:pipeline_id>/delete", methods=("POST",), writes=True)
def pipeline_delete(bench: Workbench, pipeline_id: int) -> Any:
    """A pipeline goes to the bin with its stages."""
    pipelines.delete(bench, pipeline_id=pipeline_id, row_version=request.form.get("row_version"))
    return redirect(crm_url("pipeline_list"), 303)


@page("/pipelines/<int:pipeline_id>/stages/new", methods=("GET", "POST"), writes=True)
def stage_new(bench: Workbench, pipeline_id: int) -> Any:
    """A new open stage."""
    pipeline = bench.get(Pipeline, pipeline_id)
    form = NewStageForm()
    made = submit(bench, form, stages.add, pipeline_id=pipeline_id)
    if made:
        return redirect(crm_url("stage_detail", stage_id=made.id), 303)
    return show_form(PLACE + "stage_new.html", form, pipeline=pipeline)


@page("/stages/<int:stage_id>", methods=("GET", "POST"), writes=True)
def stage_detail(bench: Workbench, stage_id: int) -> Any:
    """A stage: its data, changed in place, and the tasks it calls for."""
    stage = bench.get(Stage, stage_id)
    form = StageForm(obj=stage)
    if submit(bench, form, stages.update, stage_id=stage_id):
        return redirect(crm_url("stage_detail", stage_id=stage_id), 303)
    return show_form(PLACE + "stage.html", form, stage=stage, pipeline=bench.session.get(Pipeline, stage.pipeline_id),
                     tasks=stage_tasks_of(bench, stage_id), users=choices.names(bench, SalesUser),
                     segments=choices.names(bench, Segment), products=choices.names(bench, Product), labels=labels,
                     kinds=TASK_KIND, priorities=PRIORITY)


@page("/stages/<int:stage_id>/move", methods=("POST",), writes=True)
def stage_move(bench: Workbench, stage_id: int) -> Any:
    """A stage gets another place; leads back to its pipeline."""
    stage = bench.get(Stage, stage_id)
    submit(bench, PositionForm(), stages.move, stage_id=stage_id)
    return redirect(crm_url("pipeline_detail", pipeline_id=stage.pipeline_id), 303)


@page("/stages/<int:stage_id>/delete", methods=("GET", "POST"), writes=True)
def stage_delete(bench: Workbench, stage_id: int) -> Any:
    """A stage is deleted; one in use asks where its opportunities go."""
    stage = bench.get(Stage, stage_id)
    form = DeleteStageForm()
    form.target_stage_id.offer([choice for choice in choices.stages(bench, stage.pipeline_id) if choice[0] != stage_id])
    if submit(bench, form, stages.delete, stage_id=stage_id):
        return redirect(crm_url("pipeline_detail", pipeline_id=stage.pipeline_id), 303)
    used = bench.session.scalar(select(func.count()).select_from(Opportunity).where(Opportunity.stage_id == stage_id))
    return show_form(PLACE + "stage_delete.html", form, stage=stage, used=used)


def _open_in(pipeline_id: int) -> dict[str, Any]:
    return {"all": [{"field": "pipeline_id", "op": "eq", "value": pipeline_id},
                    {"field": "stage.kind", "op": "eq", "value": "open"}]}
