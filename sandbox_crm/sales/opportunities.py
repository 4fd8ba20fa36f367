"""Commands of opportunities: creating, changing, the people in them, the bin."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext as _
from sqlalchemy import select

from app.polish.text import fold
from sandbox_crm.bench import Done, Refused, Workbench, check_version, command
from sandbox_crm.models.clients import Account, Contact
from sandbox_crm.models.company import SalesUser
from sandbox_crm.models.sales import (
    CONTACT_ROLES,
    VALUE_SOURCES,
    Opportunity,
    OpportunityContact,
    Pipeline,
    SalesGoal,
    Stage,
    StageChange,
)
from sandbox_crm.sales.lines import value_from_lines
from sandbox_crm.sales.numbers import highest, next_number
from sandbox_crm.sales.stage_tasks import spawn
from sandbox_crm.sales.writing import Problems, acting_user, assign, even_deleted, stale

FIELDS = ("name", "account_id", "primary_contact_id", "value_gr", "value_source", "probability", "expected_close",
          "source", "owner_id", "next_step", "goal_id", "description")
PREFIX = "SZ"


@command("opportunity.create")
def create(bench: Workbench, *, name: str, account_id: int, pipeline_id: int | None, stage_id: int | None = None,
           probability: int | None = None, **fields: Any) -> Done:
    """Add an opportunity in an open stage (None: the pipeline's first; a stage alone names its pipeline).

    ``probability`` None takes the stage's, any other number counts as set by hand. ``owner_id`` left out is the acting
    colleague. Raises Refused, TypeError.
    """
    stage = _first_stage(bench, pipeline_id, stage_id)
    opportunity = Opportunity(pipeline_id=stage.pipeline_id, stage_id=stage.id, value_source="manual",
                              probability=stage.probability, probability_manual=False, opened_on=bench.today,
                              stage_entered_on=bench.today, number="")
    assign(opportunity, {"owner_id": acting_user(bench), **fields, "name": name, "account_id": account_id}, FIELDS)
    if opportunity.value_source == "lines":
        opportunity.value_gr = None  # there are no lines yet
    _set_probability(opportunity, stage, probability)
    _check(bench, opportunity)
    year = bench.today.year
    opportunity.number = next_number(PREFIX, year, highest(bench.session, Opportunity.number, PREFIX, year))
    bench.add(opportunity)
    bench.add(StageChange(opportunity_id=opportunity.id, from_stage_id=None, to_stage_id=stage.id, changed_on=bench.today,
                          changed_at=bench.stamp, user_id=bench.actor.user_id))
    spawn(bench, opportunity)
    return Done(opportunity, f"Dodano szansę sprzedaży {opportunity.number} „{opportunity.name}”")


@command("opportunity.update")
def update(bench: Workbench, *, opportunity_id: int, row_version: int | None = None, **fields: Any) -> Done:
    """Change an opportunity. ``probability`` None gives it back to the stage; the stage itself changes only by
    opportunity.move, mark_won, mark_lost and reopen. Raises Refused, Stale, TypeError."""
    opportunity = bench.get(Opportunity, opportunity_id)
    check_version(opportunity, row_version, fields, stale())
    with bench.session.no_autoflush:
        stage = bench.session.get(Stage, opportunity.stage_id)
        if "probability" in fields:
            _set_probability(opportunity, stage, fields.pop("probability"))
        assign(opportunity, fields, FIELDS)
        if opportunity.value_source == "lines":
            opportunity.value_gr = value_from_lines(bench, opportunity.id)
        _check(bench, opportunity)
        if stage.kind == "won" and not opportunity.value_gr:
            raise Refused(_("A won opportunity needs a value greater than zero."),
                          {"value_gr": _("Enter a value greater than zero.")})
    return Done(opportunity, f"Zmieniono szansę sprzedaży {opportunity.number} „{opportunity.name}”")


@command("opportunity.delete")
def delete(bench: Workbench, *, opportunity_id: int) -> Done:
    """Put an opportunity into the bin."""
    opportunity = bench.get(Opportunity, opportunity_id)
    opportunity.deleted_at = bench.stamp
    return Done(opportunity, f"Przeniesiono do kosza szansę sprzedaży {opportunity.number} „{opportunity.name}”")


@command("opportunity.restore")
def restore(bench: Workbench, *, opportunity_id: int) -> Done:
    """Take an opportunity back out of the bin."""
    opportunity = even_deleted(bench, Opportunity, opportunity_id)
    if bench.session.get_one(Pipeline, opportunity.pipeline_id).deleted_at is not None:
        raise Refused(_("The pipeline of this opportunity is in the bin. Take the pipeline out first."))
    goal = bench.session.get(SalesGoal, opportunity.goal_id) if opportunity.goal_id is not None else None
    if goal is not None and goal.deleted_at is not None:
        raise Refused(_("The goal of this opportunity is in the bin. Take the goal out first."))
    opportunity.deleted_at = None
    return Done(opportunity, f"Przywrócono szansę sprzedaży {opportunity.number} „{opportunity.name}”")


@command("opportunity.add_contact")
def add_contact(bench: Workbench, *, opportunity_id: int, contact_id: int, role: str) -> Done:
    """Give a person a part in an opportunity (decision_maker, user, adviser, blocker); again: another part."""
    opportunity, contact = bench.get(Opportunity, opportunity_id), bench.get(Contact, contact_id)
    if role not in CONTACT_ROLES:
        raise Refused(_("Choose the person’s role."), {"role": _("Choose the person’s role.")})
    link = _link(bench, opportunity_id, contact_id)
    if link is None:
        link = bench.add(OpportunityContact(opportunity_id=opportunity.id, contact_id=contact.id, role=role))
    else:
        link.role, link.deleted_at = role, None
    return Done(link, f"Przypisano osobę {contact.first_name} {contact.last_name} do szansy {opportunity.number}")


@command("opportunity.remove_contact")
def remove_contact(bench: Workbench, *, opportunity_id: int, contact_id: int) -> Done:
    """Take a person out of an opportunity. Refused with 404 where the person has no part in it."""
    opportunity, link = bench.get(Opportunity, opportunity_id), _link(bench, opportunity_id, contact_id)
    if link is None or link.deleted_at is not None:
        raise Refused(_("This person has no part in the opportunity."), status=404)
    link.deleted_at = bench.stamp
    contact = bench.session.get(Contact, link.contact_id)
    return Done(opportunity, f"Odpięto osobę {contact.first_name} {contact.last_name} od szansy {opportunity.number}")


def _link(bench: Workbench, opportunity_id: int, contact_id: int) -> OpportunityContact | None:
    return bench.session.scalars(select(OpportunityContact).where(
        OpportunityContact.opportunity_id == int(opportunity_id), OpportunityContact.contact_id == int(contact_id))).first()


def _first_stage(bench: Workbench, pipeline_id: int | None, stage_id: int | None) -> Stage:
    """The stage to begin in. A stage chosen alone names its pipeline."""
    chosen = bench.session.get(Stage, int(stage_id)) if pipeline_id is None and stage_id is not None else None
    pipeline_id = chosen.pipeline_id if chosen is not None else pipeline_id
    pipeline = bench.session.get(Pipeline, int(pipeline_id)) if pipeline_id is not None else None
    if pipeline is None or pipeline.deleted_at is not None:
        raise Refused(_("Choose a pipeline."), {"pipeline_id": _("Choose a pipeline.")})
    stages = bench.session.scalars(select(Stage).where(
        Stage.pipeline_id == pipeline.id, Stage.kind == "open", Stage.deleted_at.is_(None)).order_by(Stage.position)).all()
    for stage in stages:
        if stage_id is None or stage.id == int(stage_id):
            return stage
    message = _("A new opportunity starts in an open stage of the chosen pipeline.")
    raise Refused(message, {"stage_id": message})


def _set_probability(opportunity: Opportunity, stage: Stage, probability: int | None) -> None:
    if stage.kind != "open":
        if probability not in (None, stage.probability):
            message = _("A won stage always has 100% and a lost one 0%.")
            raise Refused(message, {"probability": message})
        return
    opportunity.probability_manual = probability is not None
    opportunity.probability = stage.probability if probability is None else probability


def _check(bench: Workbench, opportunity: Opportunity) -> None:
    problems = Problems()
    problems.need(opportunity, "name", _("Enter the opportunity’s name."))
    problems.need(opportunity, "account_id", _("Choose the client’s account."))
    problems.one_of(opportunity, "value_source", VALUE_SOURCES)
    if opportunity.value_gr is not None and opportunity.value_gr < 0:
        problems.add("value_gr", _("The value cannot be negative."))
    if not 0 <= opportunity.probability <= 100:
        problems.add("probability", _("Probability is a whole number from 0 to 100."))
    problems.reference(bench, Account, opportunity.account_id, "account_id", _("Choose the client’s account."))
    problems.reference(bench, Contact, opportunity.primary_contact_id, "primary_contact_id")
    problems.reference(bench, SalesUser, opportunity.owner_id, "owner_id")
    problems.reference(bench, SalesGoal, opportunity.goal_id, "goal_id")
    problems.dictionary(bench, "source", opportunity.source, "source")
    problems.refuse()
    opportunity.name_fold = fold(opportunity.name)
