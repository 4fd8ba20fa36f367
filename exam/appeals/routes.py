"""Screens of appeals: the candidate files, the coordinator appoints, the reviewer reads the evidence and rules."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, session, url_for
from flask_babel import gettext as _
from flask_login import current_user

from app.access import allow
from app.clock import dice, local, now
from app.db import db, transaction
from app.errors import Invalid, Refusal
from app.identity import User
from exam.appeals import inspection as inspecting
from exam.appeals import remedies, ruling
from exam.appeals.board import candidates_for, case_evidence, listed, review_evidence
from exam.appeals.filing import appeal as appeal_by_id
from exam.appeals.filing import appeals_of, file, grounds, rulings_of
from exam.appeals.permissions import (
    APPEALS_DESK,
    APPOINT_REVIEWER,
    ARRANGE_REPEAT,
    FILE_APPEAL,
    INSPECT,
    READ_APPEAL,
    RULE_ON_APPEAL,
    has_appeal_in,
    reviews_open_appeal_in,
)
from exam.committee.permissions import also_reads_report
from exam.practical.permissions import also_reads_sealed
from exam.sittings.models import Sitting
from exam.sittings.people import enrolment
from exam.sittings.showing import also_waits, links
from question_bank.qualification import load_qualification

blueprint = Blueprint("appeals", __name__, template_folder="templates")
#: the session's mark that the inspection was opened, and so recorded, since signing in
INSPECTED = "inspected"


@blueprint.record_once
def let_reviewers_in(state) -> None:
    """The reviewer of an open appeal reads the sealed CRM of its case, and its report also afterwards."""
    also_reads_sealed(state.app, reviews_open_appeal_in)
    also_reads_report(state.app, has_appeal_in)
    also_waits(state.app, remedies.waits_of)


def _moment() -> datetime:
    return now().astimezone(UTC).replace(tzinfo=None)


@blueprint.get("/appeals")
@allow(APPEALS_DESK)
def overview():
    """Appeals that wait first, with their dates."""
    return render_template("exam/appeals/overview.html", rows=listed(current_user))


@blueprint.get("/portal/inspection")
@allow(INSPECT)
def inspection():
    """The documents of the candidate's own case, once their opening was recorded in this session."""
    case = enrolment(current_user.enrolment_id)
    page = inspecting.inspection_of(case) if session.get(INSPECTED) == str(case.id) else None
    return render_template("exam/appeals/inspection.html", case=case, page=page)


@blueprint.post("/portal/inspection")
@allow(INSPECT)
def open_inspection():
    """Record that the candidate opens the documents, and show them."""
    with transaction():
        inspecting.enter(enrolment(current_user.enrolment_id))
    session[INSPECTED] = str(current_user.enrolment_id)
    return redirect(url_for("appeals.inspection"), 303)


@blueprint.get("/portal/appeals")
@allow(FILE_APPEAL)
def file_page():
    """What may be appealed against, until when, and the form."""
    return _file_page()


@blueprint.post("/portal/appeals/<any(admission,course,decision):kind>")
@allow(FILE_APPEAL)
def file_appeal(kind: str):
    """File an appeal; nothing typed is lost where something is missing."""
    chosen = {criterion: request.form.get(f"reason-{criterion}", "") for criterion in request.form.getlist("criterion")}
    try:
        with transaction():
            filed = file(enrolment(current_user.enrolment_id), kind, request.form.get("reason", ""), chosen, dice(), _moment())
            appeal_id = filed.id
    except Invalid as fault:
        return _file_page(fault, kind), 422
    flash(_("Your appeal was received. Keep its number."), "success")
    return redirect(url_for("appeals.case", appeal_id=appeal_id), 303)


def _file_page(fault: Invalid | None = None, kind: str | None = None) -> str:
    case = enrolment(current_user.enrolment_id)
    return render_template(
        "exam/appeals/file.html",
        case=case,
        grounds=grounds(case, local(now()).date()),
        filed=appeals_of(case.id),
        fault=fault,
        wrong_kind=kind,
        texts={item.code: item.text for item in load_qualification().criteria},
    )


@blueprint.get("/appeals/<uuid:appeal_id>")
@allow(READ_APPEAL)
def case(appeal_id: UUID):
    """One appeal: points, reviewer, evidence, rulings."""
    return _case_page(appeal_id)


def _case_page(appeal_id: UUID, fault: Refusal | None = None) -> str:
    found = appeal_by_id(appeal_id)
    staff, reviewer, rulings = current_user.kind == "staff", ruling.reviewer_of(found), rulings_of(found.id)
    reviews = staff and reviewer is not None and reviewer.id == current_user.id
    return render_template(
        "exam/appeals/case.html",
        appeal=found,
        reviewer=reviewer,
        rulings=rulings,
        fault=fault,
        review=review_evidence(found) if reviews and not rulings else None,
        people=candidates_for(found) if staff else [],
        evidence=case_evidence(found) if staff else None,
        allowed=ruling.ALLOWED[found.kind],
        order=remedies.outstanding(found),
        given=remedies.repeat_after(found),
        sittings=remedies.sittings_for(found, local(now()).date()) if staff else [],
        scope_names=remedies.SCOPE_NAMES,
        again=links(remedies.VERIFIED_AGAIN, enrolment_id=found.enrolment_id) if staff and found.kind == "decision" else [],
        texts={item.code: item.text for item in load_qualification().criteria},
    )


@blueprint.post("/appeals/<uuid:appeal_id>/reviewer")
@allow(APPOINT_REVIEWER)
def appoint(appeal_id: UUID):
    """Appoint a reviewer; the system proves no earlier part or refuses."""
    try:
        with transaction():
            user = _chosen_person(request.form.get("user_id", ""))
            ruling.appoint(appeal_by_id(appeal_id), user, current_user, _moment())
    except Refusal as fault:
        return _case_page(appeal_id, fault), fault.status
    flash(_("The reviewer is appointed."), "success")
    return redirect(url_for("appeals.case", appeal_id=appeal_id), 303)


@blueprint.post("/appeals/<uuid:appeal_id>/repeat")
@allow(ARRANGE_REPEAT)
def arrange(appeal_id: UUID):
    """Give the candidate the sitting that the ruling ordered, free of charge."""
    try:
        with transaction():
            chosen = _chosen(Sitting, request.form.get("sitting_id", ""))
            made = remedies.arrange(appeal_by_id(appeal_id), chosen, request.form.get("scope", ""), current_user, _moment())
            case_id = made.id
    except Refusal as fault:
        return _case_page(appeal_id, fault), fault.status
    flash(_("The date is set. Print the enrolment letter with the new candidate number."), "success")
    return redirect(url_for("sittings.case", enrolment_id=case_id), 303)


def _chosen_person(user_id: str) -> User:
    """The person chosen in a form. Raises Invalid where it names nobody."""
    found = _chosen(User, user_id)
    if found is None:
        raise Invalid(_("Choose a reviewer."))
    return found


def _chosen(kind: Any, typed_id: str) -> Any | None:
    """The row whose id was chosen in a form; None where it names none."""
    try:
        return db.session.get(kind, UUID(typed_id))
    except ValueError:
        return None


@blueprint.post("/appeals/<uuid:appeal_id>/ruling")
@allow(RULE_ON_APPEAL)
def rule(appeal_id: UUID):
    """Rule on every point."""
    points = [point.criterion for point in appeal_by_id(appeal_id).points] or [None]
    given = {
        point: (request.form.get(f"ruling-{point or 'whole'}", ""), request.form.get(f"reasons-{point or 'whole'}", ""))
        for point in points
    }
    try:
        with transaction():
            ruling.rule(appeal_by_id(appeal_id), current_user, given, dice(), _moment())
    except Refusal as fault:  # what was typed stays, also where the case stands in the way (no station is free)
        return _case_page(appeal_id, fault), fault.status
    flash(_("The ruling is entered and on the candidate's own page."), "success")
    return redirect(url_for("appeals.case", appeal_id=appeal_id), 303)
