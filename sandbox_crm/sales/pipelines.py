"""Commands of sales funnels: a pipeline is made whole, with its open stages and one won and one lost stage."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext as _
from sqlalchemy import func, select

from sandbox_crm.bench import Done, Refused, Workbench, check_version, command
from sandbox_crm.models.sales import Opportunity, Pipeline, SalesGoal, Stage
from sandbox_crm.sales.stages import STAGE_FIELDS, check_stage
from sandbox_crm.sales.writing import Problems, assign, clean, refuse_in_use, stale

FIELDS = ("name", "description", "client_type", "product_scope", "sales_form", "is_default", "active")
WON, LOST = "Wygrana", "Przegrana"


@command("pipeline.create")
def create(bench: Workbench, *, name: str, stages: list[dict[str, Any]], **fields: Any) -> Done:
    """Add a pipeline. ``stages``: its open stages in order, each with ``name``, ``probability`` (0-100),
    ``expected_days``, ``entry_condition``, ``exit_condition``, ``gate`` (none, warn, block), ``color``; the stages
    "Wygrana" and "Przegrana" are added at the end. Raises Refused, TypeError."""
    pipeline = Pipeline(is_default=False, active=True)
    assign(pipeline, {"name": name, **fields}, FIELDS)
    _check(bench, pipeline)
    _check_names(stages)
    pipeline.position = (bench.session.scalar(select(func.max(Pipeline.position))) or 0) + 1
    _keep_one_default(bench, pipeline)
    bench.add(pipeline)
    for position, values in enumerate(stages, 1):
        stage = Stage(pipeline_id=pipeline.id, position=position, kind="open", probability=0, gate="none")
        assign(stage, values, STAGE_FIELDS)
        check_stage(bench, stage, prefix=f"stages-{position - 1}-")
        bench.add(stage)
    for position, (kind, label, probability) in enumerate((("won", WON, 100), ("lost", LOST, 0)), len(stages) + 1):
        bench.add(Stage(pipeline_id=pipeline.id, name=label, position=position, kind=kind, probability=probability,
                        gate="none"))
    return Done(pipeline, f"Dodano lejek sprzedaży „{pipeline.name}” z {len(stages)} etapami otwartymi"
                if len(stages) != 1 else f"Dodano lejek sprzedaży „{pipeline.name}” z 1 etapem otwartym")


@command("pipeline.update")
def update(bench: Workbench, *, pipeline_id: int, row_version: int | None = None, **fields: Any) -> Done:
    """Change a pipeline's description; its stages have commands of their own. Raises Refused, Stale, TypeError."""
    pipeline = bench.get(Pipeline, pipeline_id)
    check_version(pipeline, row_version, fields, stale())
    with bench.session.no_autoflush:
        assign(pipeline, fields, FIELDS)
        _check(bench, pipeline)
        _keep_one_default(bench, pipeline)
    return Done(pipeline, f"Zmieniono lejek sprzedaży „{pipeline.name}”")


@command("pipeline.delete")
def delete(bench: Workbench, *, pipeline_id: int, row_version: int | str | None = None) -> Done:
    """Move a pipeline to the bin with its stages; its name becomes free, and it is the default one no more. Refused while an
    opportunity stands in it or a goal is bound to it."""
    pipeline = bench.get(Pipeline, pipeline_id)
    check_version(pipeline, row_version, {}, stale())
    users = [name for entity, named in ((Opportunity, Opportunity.number), (SalesGoal, SalesGoal.name))
             for name in bench.session.scalars(select(named).where(
                 entity.pipeline_id == pipeline.id, entity.deleted_at.is_(None)).order_by(entity.id).limit(6))]
    refuse_in_use(pipeline.name, users, _("Move the opportunities and unbind the goals first."))
    words = f"Przeniesiono do kosza lejek sprzedaży „{pipeline.name}”"
    pipeline.name, pipeline.is_default, pipeline.deleted_at = f"{pipeline.name} (kosz {pipeline.id})", False, bench.stamp
    return Done(pipeline, words)


def restore(bench: Workbench, pipeline_id: int) -> None:
    """Take a pipeline out of the bin with its stages. Refused where another one has its name now."""
    pipeline = bench.session.get_one(Pipeline, pipeline_id)
    name = pipeline.name.removesuffix(f" (kosz {pipeline.id})")
    if bench.session.scalar(select(Pipeline.id).where(Pipeline.name == name, Pipeline.id != pipeline.id)):
        raise Refused(_("There is a pipeline called “%(name)s” already. Enter a different name.", name=name))
    pipeline.name, pipeline.deleted_at = name, None


def _check(bench: Workbench, pipeline: Pipeline) -> None:
    problems = Problems()
    problems.need(pipeline, "name", _("Enter the pipeline’s name."))
    twins = select(Pipeline.id).where(Pipeline.name == pipeline.name)
    if any(twin != pipeline.id for twin in bench.session.scalars(twins)):
        problems.add("name", _("There is a pipeline called “%(name)s” already. Enter a different name.", name=pipeline.name))
    problems.refuse()


def _check_names(stages: list[dict[str, Any]]) -> None:
    if not stages:
        raise Refused(_("A pipeline needs at least one open stage."), {"stages": _("Add at least one stage.")})
    seen = {WON.casefold(), LOST.casefold()}
    for number, values in enumerate(stages):
        name = str(clean(values.get("name") or "") or "").casefold()
        if name in seen:
            message = _("The stage name “%(name)s” stands twice in this pipeline.", name=values["name"])
            raise Refused(message, {f"stages-{number}-name": message})
        if name:
            seen.add(name)


def _keep_one_default(bench: Workbench, pipeline: Pipeline) -> None:
    """Take the mark from the pipeline that had it, before the database sees a second one."""
    if not pipeline.is_default:
        return
    pipeline.is_default = False
    for other in bench.session.scalars(select(Pipeline).where(Pipeline.is_default, Pipeline.id != pipeline.id)
                                       if pipeline.id else select(Pipeline).where(Pipeline.is_default)):
        other.is_default = False
    bench.session.flush()
    pipeline.is_default = True
