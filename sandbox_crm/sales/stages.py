"""Commands of the stages of a pipeline. Won and lost stay last, once each, with 100 and 0 percent."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext as _
from sqlalchemy import select

from sandbox_crm.bench import Done, Refused, Workbench, check_version, command
from sandbox_crm.models.sales import GATES, STAGE_COLORS, Opportunity, Pipeline, Stage, StageTask
from sandbox_crm.sales.moving import enter_stage
from sandbox_crm.sales.stage_tasks import stage_tasks_of
from sandbox_crm.sales.writing import Problems, assign, stale

STAGE_FIELDS = ("name", "probability", "expected_days", "entry_condition", "exit_condition", "gate", "color")


@command("stage.add")
def add(bench: Workbench, *, pipeline_id: int, name: str, position: int | None = None, **fields: Any) -> Done:
    """Add an open stage at ``position`` (1 is first; None: last before won). Raises Refused, TypeError."""
    pipeline = bench.get(Pipeline, pipeline_id)
    stage = Stage(pipeline_id=pipeline.id, position=0, kind="open", probability=0, gate="none")
    assign(stage, {"name": name, **fields}, STAGE_FIELDS)
    check_stage(bench, stage)
    bench.add(stage)
    others = [other for other in stages_of(bench, pipeline.id) if other is not stage]
    _place(bench, others, stage, position)
    return Done(stage, f"Dodano etap „{stage.name}” w lejku „{pipeline.name}”")


@command("stage.update")
def update(bench: Workbench, *, stage_id: int, row_version: int | None = None, **fields: Any) -> Done:
    """Change a stage; open opportunities keep their probability until they move. Raises Refused, Stale, TypeError."""
    stage = bench.get(Stage, stage_id)
    check_version(stage, row_version, fields, stale())
    with bench.session.no_autoflush:
        assign(stage, fields, STAGE_FIELDS)
        check_stage(bench, stage)
    return Done(stage, f"Zmieniono etap „{stage.name}”")


@command("stage.move")
def move(bench: Workbench, *, stage_id: int, position: int) -> Done:
    """Put an open stage at ``position`` among the open stages (1 is first). Raises Refused for won and lost."""
    stage = bench.get(Stage, stage_id)
    if stage.kind != "open":
        raise Refused(_("The won and the lost stage always stand last."))
    others = [other for other in stages_of(bench, stage.pipeline_id) if other is not stage]
    _place(bench, others, stage, position)
    return Done(stage, f"Przestawiono etap „{stage.name}” na miejsce {stage.position}")


@command("stage.delete")
def delete(bench: Workbench, *, stage_id: int, target_stage_id: int | None = None) -> Done:
    """Delete an open stage; its opportunities go to ``target_stage_id``, an open stage of the same pipeline.
    Raises Refused where the stage is in use and no target is given."""
    stage = bench.get(Stage, stage_id)
    remaining = [other for other in stages_of(bench, stage.pipeline_id) if other is not stage]
    if stage.kind != "open":
        raise Refused(_("A pipeline has exactly one won and one lost stage; they cannot be deleted."))
    if not any(other.kind == "open" for other in remaining):
        raise Refused(_("A pipeline needs at least one open stage."))
    in_use = list(bench.session.scalars(select(Opportunity).where(Opportunity.stage_id == stage.id).order_by(Opportunity.id)))
    target = _target(bench, stage, target_stage_id, needed=bool(in_use))
    for opportunity in in_use:
        enter_stage(bench, opportunity, target, reason=f"Przeniesiono do kosza etap „{stage.name}”")
    for stage_task in stage_tasks_of(bench, stage.id):
        stage_task.deleted_at = bench.stamp
    name, stage.deleted_at = stage.name, bench.stamp
    stage.name = f"{name} (usunięty {stage.id})"  # frees the name, which is unique within the pipeline
    _number(bench, remaining)
    moved = f", szanse przeniesiono do etapu „{target.name}”" if target else ""
    return Done(target or stage, f"Przeniesiono do kosza etap „{name}”{moved}")


def restore(bench: Workbench, stage_id: int) -> None:
    """Take a stage out of the bin, to the place it had, with the tasks that went there with it; opportunities stay where they
    were moved to. Refused where its pipeline is in the bin or another stage has its name now."""
    stage = bench.session.get_one(Stage, stage_id)
    name, since = stage.name.removesuffix(f" (usunięty {stage.id})"), stage.deleted_at
    if bench.session.get_one(Pipeline, stage.pipeline_id).deleted_at is not None:
        raise Refused(_("The pipeline of this stage is in the bin. Take the pipeline out first."))
    others = stages_of(bench, stage.pipeline_id)
    if any(other.name == name for other in others):
        raise Refused(_("The stage name “%(name)s” stands twice in this pipeline.", name=name))
    position, stage.position = stage.position, -(len(others) + 2)
    stage.name, stage.deleted_at = name, None
    bench.session.flush()
    _place(bench, others, stage, position)
    for stage_task in bench.session.scalars(select(StageTask).where(StageTask.stage_id == stage.id,
                                                                    StageTask.deleted_at == since)):
        stage_task.deleted_at = None


def stages_of(bench: Workbench, pipeline_id: int) -> list[Stage]:
    """The live stages of a pipeline in order."""
    return list(bench.session.scalars(select(Stage).where(Stage.pipeline_id == pipeline_id, Stage.deleted_at.is_(None))
                                      .order_by(Stage.position, Stage.id)))


def check_stage(bench: Workbench, stage: Stage, prefix: str = "") -> None:
    """Refuse a stage that cannot be; ``prefix`` goes before the names of its fields in a form."""
    problems = Problems()
    if not stage.name:
        problems.add(f"{prefix}name", _("Enter the stage’s name."))
    if stage.probability is None or not 0 <= stage.probability <= 100:
        problems.add(f"{prefix}probability", _("Probability is a whole number from 0 to 100."))
    elif stage.kind != "open" and stage.probability != (100 if stage.kind == "won" else 0):
        problems.add(f"{prefix}probability", _("A won stage always has 100% and a lost one 0%."))
    if stage.expected_days is not None and stage.expected_days < 0:
        problems.add(f"{prefix}expected_days", _("The number of days cannot be negative."))
    if stage.gate not in GATES:
        problems.add(f"{prefix}gate", _("“%(value)s” is not on the list of values.", value=stage.gate))
    if stage.color is not None and stage.color not in STAGE_COLORS:
        problems.add(f"{prefix}color", _("“%(value)s” is not on the list of values.", value=stage.color))
    elif stage.color is not None and stage.kind != "open":
        problems.add(f"{prefix}color", _("The won and the lost stage keep their green and red."))
    if any(other is not stage and other.name == stage.name for other in stages_of(bench, stage.pipeline_id)):
        problems.add(f"{prefix}name", _("The stage name “%(name)s” stands twice in this pipeline.", name=stage.name))
    problems.refuse()


def _target(bench: Workbench, stage: Stage, target_stage_id: int | None, *, needed: bool) -> Stage | None:
    if target_stage_id is None:
        if needed:
            message = _("There are opportunities in this stage. Choose the stage to move them to.")
            raise Refused(message, {"target_stage_id": message})
        return None
    target = bench.get(Stage, target_stage_id)
    if target is stage or target.pipeline_id != stage.pipeline_id or target.kind != "open":
        message = _("Choose another open stage of the same pipeline.")
        raise Refused(message, {"target_stage_id": message})
    return target if needed else None


def _place(bench: Workbench, others: list[Stage], stage: Stage, position: int | None) -> None:
    opened = [other for other in others if other.kind == "open"]
    closed = sorted((other for other in others if other.kind != "open"), key=lambda other: other.kind, reverse=True)
    index = len(opened) if position is None else max(0, min(int(position) - 1, len(opened)))
    _number(bench, [*opened[:index], stage, *opened[index:], *closed])


def _number(bench: Workbench, stages: list[Stage]) -> None:
    """Number the stages from 1. Those that change step aside first: no two live stages ever share a place."""
    changed = [(stage, position) for position, stage in enumerate(stages, 1) if stage.position != position]
    for stage, position in changed:
        stage.position = -position
    bench.session.flush()
    for stage, position in changed:
        stage.position = position
