"""Everything that an opportunity's own page tells about it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from sandbox_crm.bench import Workbench
from sandbox_crm.models.clients import Account, Contact
from sandbox_crm.models.company import DictionaryEntry, SalesUser
from sandbox_crm.models.offers import Offer
from sandbox_crm.models.sales import Opportunity, OpportunityContact, OpportunityLine, Pipeline, SalesGoal, Stage, StageChange
from sandbox_crm.models.work import Task
from sandbox_crm.sales import choices
from sandbox_crm.sales.arithmetic import weighted_gr
from sandbox_crm.sales.lines import lines_of
from sandbox_crm.sales.moving import open_mandatory
from sandbox_crm.sales.stages import stages_of
from sandbox_crm.work.progress import done_of


@dataclass(frozen=True)
class Dossier:
    """An opportunity with what belongs to it. ``stage_tasks``: tasks of the present stage; ``other_tasks``: the rest;
    ``done``: (completed, all) of the present stage; ``done_by_stage``: the same of every stage that has tasks, by its id;
    ``done_together``: of the whole opportunity; ``labels``: codes of the company's lists -> their labels."""

    opportunity: Opportunity
    account: Account
    contact: Contact | None
    pipeline: Pipeline
    stage: Stage
    stages: list[Stage]
    lines: list[OpportunityLine]
    stage_tasks: list[Task]
    other_tasks: list[Task]
    done: tuple[int, int]
    done_by_stage: dict[int, tuple[int, int]]
    done_together: tuple[int, int]
    waiting: list[Task]
    people: list[tuple[OpportunityContact, Contact]]
    changes: list[StageChange]
    stage_names: dict[int, str]
    users: dict[int, str]
    offers: list[Offer]
    goal: SalesGoal | None
    labels: dict[str, str]
    weighted_gr: int


def dossier_of(bench: Workbench, opportunity: Opportunity) -> Dossier:
    """Gather an opportunity's page."""
    session = bench.session
    tasks = list(session.scalars(_of(Task, opportunity).order_by(Task.due_on.is_(None), Task.due_on, Task.id)))
    here = [task for task in tasks if task.stage_id == opportunity.stage_id]
    people = session.execute(select(OpportunityContact, Contact).join(Contact, OpportunityContact.contact_id == Contact.id)
                             .where(OpportunityContact.opportunity_id == opportunity.id, OpportunityContact.deleted_at.is_(None))
                             .order_by(Contact.name_sort)).all()
    kinds: Any = DictionaryEntry.kind.in_(("source", "lost_reason"))
    return Dossier(
        opportunity, session.get(Account, opportunity.account_id), _maybe(bench, Contact, opportunity.primary_contact_id),
        session.get(Pipeline, opportunity.pipeline_id), session.get(Stage, opportunity.stage_id),
        stages_of(bench, opportunity.pipeline_id), lines_of(bench, opportunity.id), here,
        [task for task in tasks if task not in here], done_of(task.status for task in here),
        {stage_id: done_of(task.status for task in tasks if task.stage_id == stage_id)
         for stage_id in {task.stage_id for task in tasks} - {None}},
        done_of(task.status for task in tasks), open_mandatory(bench, opportunity),
        list(people), list(session.scalars(_of(StageChange, opportunity).order_by(StageChange.id))),
        choices.names(bench, Stage), choices.names(bench, SalesUser),
        list(session.scalars(_of(Offer, opportunity).order_by(Offer.id))), _maybe(bench, SalesGoal, opportunity.goal_id),
        {f"{entry.kind}.{entry.code}": entry.label for entry in session.scalars(select(DictionaryEntry).where(kinds))},
        weighted_gr(opportunity.value_gr, opportunity.probability))


def _of(entity: Any, opportunity: Opportunity) -> Any:
    return select(entity).where(entity.opportunity_id == opportunity.id, entity.deleted_at.is_(None))


def _maybe(bench: Workbench, entity: Any, record_id: int | None) -> Any:
    return bench.session.get(entity, record_id) if record_id is not None else None
