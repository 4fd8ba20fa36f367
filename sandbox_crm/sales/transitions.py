"""Commands that move an opportunity: between stages, to won, to lost, and back to work. The result of an opportunity
is its stage's kind and nothing else."""

from __future__ import annotations

from datetime import date

from flask_babel import gettext as _
from sqlalchemy import select

from sandbox_crm.bench import Done, Refused, Workbench, check_version, command
from sandbox_crm.models.sales import Opportunity, Pipeline, Stage
from sandbox_crm.sales.moving import enter_stage, pass_gate
from sandbox_crm.sales.writing import Problems, clean, stale

#: codes of the lost reason that says nothing by itself and so needs a note
OTHER_REASONS = frozenset({"inny", "inna", "inne", "other"})


@command("opportunity.move")
def move(bench: Workbench, *, opportunity_id: int, stage_id: int, reason: str | None = None,
         row_version: int | None = None) -> Done:
    """Move an open opportunity to another open stage, forward or back, also of another pipeline. Raises Refused for
    the stage it is in, for closed opportunities, for won and lost stages (mark_won, mark_lost) and at a closed gate."""
    opportunity, stage = bench.get(Opportunity, opportunity_id), bench.get(Stage, stage_id)
    check_version(opportunity, row_version, {"stage_id": stage_id}, stale())
    present = bench.session.get(Stage, opportunity.stage_id)
    if present.kind != "open":
        raise _refused("stage_id", _("This opportunity is closed. Reopen it first."))
    if stage.kind != "open":
        raise _refused("stage_id", _("Mark the opportunity as won or lost to close it."))
    if bench.session.get_one(Pipeline, stage.pipeline_id).deleted_at is not None:
        raise _refused("stage_id", _("The pipeline of this stage is in the bin. Take the pipeline out first."))
    if stage.id == present.id:
        raise _refused("stage_id", _("The opportunity is in this stage already."))
    pass_gate(bench, opportunity, stage)
    enter_stage(bench, opportunity, stage, reason=clean(reason))
    return Done(opportunity, f"Przeniesiono szansę sprzedaży {opportunity.number} z etapu „{present.name}” "
                             f"do etapu „{stage.name}”")


@command("opportunity.mark_won")
def mark_won(bench: Workbench, *, opportunity_id: int, closed_on: date | None, value_gr: int | None = None,
             row_version: int | None = None) -> Done:
    """Close an opportunity as won on ``closed_on``; ``value_gr`` None keeps the value, another one is set by hand.
    Raises Refused without a value above zero, without a date, for a future date and at a closed gate."""
    opportunity = bench.get(Opportunity, opportunity_id)
    check_version(opportunity, row_version, {"closed_on": closed_on, "value_gr": value_gr}, stale())
    stage, problems = _closing_stage(bench, opportunity, "won"), Problems()
    _check_date(bench, opportunity, closed_on, problems)
    value = opportunity.value_gr if value_gr is None else value_gr
    if not value or value <= 0:
        problems.add("value_gr", _("A won opportunity needs a value greater than zero."))
    problems.refuse()
    pass_gate(bench, opportunity, stage)
    if value != opportunity.value_gr:
        opportunity.value_gr, opportunity.value_source = value, "manual"
    opportunity.closed_on, opportunity.lost_reason, opportunity.lost_note = closed_on, None, None
    enter_stage(bench, opportunity, stage)
    return Done(opportunity, f"Oznaczono szansę sprzedaży {opportunity.number} jako wygraną")


@command("opportunity.mark_lost")
def mark_lost(bench: Workbench, *, opportunity_id: int, lost_reason: str | None, closed_on: date | None,
              lost_note: str | None = None, row_version: int | None = None) -> Done:
    """Close an opportunity as lost. ``lost_reason``: code from the dictionary lost_reason; "inny" needs a note.
    Raises Refused without a reason, a needed note or a date."""
    opportunity = bench.get(Opportunity, opportunity_id)
    check_version(opportunity, row_version, {"lost_reason": lost_reason, "closed_on": closed_on}, stale())
    stage, problems = _closing_stage(bench, opportunity, "lost"), Problems()
    reason, note = clean(lost_reason), clean(lost_note)
    if reason is None:
        problems.add("lost_reason", _("Choose the reason for the loss."))
    problems.dictionary(bench, "lost_reason", reason, "lost_reason")
    if reason in OTHER_REASONS and note is None:
        problems.add("lost_note", _("With the reason “other” describe it in the note."))
    _check_date(bench, opportunity, closed_on, problems)
    problems.refuse()
    opportunity.closed_on, opportunity.lost_reason, opportunity.lost_note = closed_on, reason, note
    enter_stage(bench, opportunity, stage, reason=reason)
    return Done(opportunity, f"Oznaczono szansę sprzedaży {opportunity.number} jako przegraną")


@command("opportunity.reopen")
def reopen(bench: Workbench, *, opportunity_id: int, stage_id: int, reason: str | None = None,
           row_version: int | None = None) -> Done:
    """Take a closed opportunity back to an open stage of its pipeline; closing date and lost reason are cleared."""
    opportunity, stage = bench.get(Opportunity, opportunity_id), bench.get(Stage, stage_id)
    check_version(opportunity, row_version, {"stage_id": stage_id}, stale())
    if bench.session.get(Stage, opportunity.stage_id).kind == "open":
        raise Refused(_("This opportunity is open."))
    if stage.kind != "open" or stage.pipeline_id != opportunity.pipeline_id:
        raise _refused("stage_id", _("Choose an open stage of the same pipeline."))
    opportunity.closed_on = opportunity.lost_reason = opportunity.lost_note = None
    enter_stage(bench, opportunity, stage, reason=clean(reason))
    return Done(opportunity, f"Wznowiono szansę sprzedaży {opportunity.number} na etapie „{stage.name}”")


def _refused(field: str, message: str) -> Refused:
    return Refused(message, {field: message})


def _closing_stage(bench: Workbench, opportunity: Opportunity, kind: str) -> Stage:
    if bench.session.get(Stage, opportunity.stage_id).kind != "open":
        raise Refused(_("This opportunity is closed. Reopen it first."))
    return bench.session.scalars(select(Stage).where(
        Stage.pipeline_id == opportunity.pipeline_id, Stage.kind == kind, Stage.deleted_at.is_(None))).one()


def _check_date(bench: Workbench, opportunity: Opportunity, closed_on: date | None, problems: Problems) -> None:
    if closed_on is None:
        problems.add("closed_on", _("Enter the closing date."))
    elif closed_on > bench.today:
        problems.add("closed_on", _("The closing date cannot lie in the future."))
    elif closed_on < opportunity.opened_on:
        problems.add("closed_on", _("The closing date cannot be earlier than the day the opportunity was opened."))
