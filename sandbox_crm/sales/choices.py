"""What can be chosen in the forms of selling and daily work: ``(id, label)`` lists, in the order people expect."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select

from sandbox_crm.bench import Workbench
from sandbox_crm.models.clients import Segment
from sandbox_crm.models.company import DictionaryEntry, SalesUser
from sandbox_crm.models.sales import Pipeline, Product, SalesGoal, Stage

Choices = list[tuple[Any, Any]]


def users(bench: Workbench) -> Choices:
    """Colleagues by name."""
    return _pairs(bench, SalesUser, SalesUser.name)


def segments(bench: Workbench) -> Choices:
    """Segments of accounts by name: sales are made to accounts."""
    wanted = select(Segment.id, Segment.name).where(Segment.deleted_at.is_(None), Segment.entity == "account")
    return [(key, name) for key, name in bench.session.execute(wanted.order_by(Segment.name))]


def products(bench: Workbench, *, active: bool = True) -> Choices:
    """The price list as "code name"; without the withdrawn ones unless ``active`` is False."""
    found = bench.session.scalars(select(Product).where(Product.deleted_at.is_(None)).order_by(Product.code))
    return [(product.id, f"{product.code} {product.name}") for product in found if product.active or not active]


def goals(bench: Workbench) -> Choices:
    """Goals by name."""
    return _pairs(bench, SalesGoal, SalesGoal.name)


def pipelines(bench: Workbench) -> Choices:
    """Pipelines in their own order."""
    return _pairs(bench, Pipeline, Pipeline.name, order=Pipeline.position)


def stages(bench: Workbench, pipeline_id: int | None = None, *, kinds: tuple[str, ...] = ("open",)) -> Choices:
    """Stages in order: of one pipeline by name, of all of them as "pipeline: stage"."""
    wanted = (select(Stage, Pipeline.name).join(Pipeline, Stage.pipeline_id == Pipeline.id)
              .where(Stage.deleted_at.is_(None), Pipeline.deleted_at.is_(None), Stage.kind.in_(kinds))
              .order_by(Pipeline.position, Pipeline.id, Stage.position))
    if pipeline_id is not None:
        return [(stage.id, stage.name) for stage, _pipeline in bench.session.execute(
            wanted.where(Stage.pipeline_id == pipeline_id))]
    return [(stage.id, f"{pipeline}: {stage.name}") for stage, pipeline in bench.session.execute(wanted)]


def dictionary(bench: Workbench, kind: str) -> Choices:
    """The company's own list as ``(code, label)``."""
    found = bench.session.scalars(select(DictionaryEntry).where(
        DictionaryEntry.kind == kind, DictionaryEntry.active, DictionaryEntry.deleted_at.is_(None))
        .order_by(DictionaryEntry.position, DictionaryEntry.label))
    return [(entry.code, entry.label) for entry in found]


def names(bench: Workbench, entity: type[Any]) -> dict[int, str]:
    """Names of all records of an entity by id, the deleted ones too (history speaks of them)."""
    return dict(bench.session.execute(select(entity.id, entity.name)).all())


def label_of(choices: Choices, value: Any) -> Any:
    """The label of a value; None where the list has it no more."""
    return next((label for key, label in choices if key == value), None)


def _pairs(bench: Workbench, entity: type[Any], label: Any, order: Any = None) -> Choices:
    wanted = select(entity.id, label).where(entity.deleted_at.is_(None)).order_by(label if order is None else order, entity.id)
    return [(key, text) for key, text in bench.session.execute(wanted)]
