"""Screens of the committee: own cases, the own sheet, reconciliation, decision."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from uuid import UUID

from flask import Blueprint, flash, jsonify, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user

from app.access import allow
from app.clock import dice, now
from app.db import transaction
from app.errors import Invalid
from app.pages import wants_json
from exam.committee import deciding, reconciliation, sheets
from exam.committee.evidence import heard_in
from exam.committee.justifying import draft_of, keep_draft
from exam.committee.permissions import COMMITTEE_DESK, MARK_CASE
from exam.committee.proposals import keep_proposals
from exam.committee.reverifying import criteria_of, waits_of, worth_offering
from exam.committee.rows import rows_of
from exam.committee.standing import announcement_of, signatures_of, signed_late
from exam.committee.workbench import case_line, own_cases, sheet_page, under_way
from exam.practical.reverification import orders_of
from exam.sittings.models import Enrolment
from exam.sittings.people import enrolment, seated
from exam.sittings.showing import also_waits, offered_when

blueprint = Blueprint(
    "committee", __name__, template_folder="templates", static_folder="static", static_url_path="/static/committee"
)


@blueprint.record_once
def tell_of_reverification(state) -> None:
    """What an announced case waits for, and for which cases the page of the re-verification is offered."""
    also_waits(state.app, waits_of)
    offered_when(state.app, "committee.verified_again", worth_offering)


def _moment() -> datetime:
    return now().astimezone(UTC).replace(tzinfo=None)


@blueprint.get("/committee")
@allow(COMMITTEE_DESK)
def overview():
    """The member's own cases; what waits for this member comes first."""
    rows = own_cases(current_user)
    return render_template("exam/committee/overview.html", rows=rows, sittings=under_way(rows))


@blueprint.post("/committee/<uuid:enrolment_id>/sheet/open")
@allow(MARK_CASE)
def open_sheet(enrolment_id: UUID):
    """Open the own sheet on the frozen evidence."""
    with transaction():
        case = enrolment(enrolment_id)
        keep_proposals(case, _moment())
        sheets.open_sheet(case, current_user, _moment())
    return redirect(url_for("committee.sheet", enrolment_id=enrolment_id), 303)


@blueprint.get("/committee/<uuid:enrolment_id>/sheet")
@allow(MARK_CASE)
def sheet(enrolment_id: UUID):
    """The own sheet: 39 rows, facts first, the machine's label after the own mark."""
    return _sheet(enrolment(enrolment_id))


def _sheet(case: Enrolment, fault: Invalid | None = None):
    page = sheet_page(case, current_user)
    if page is None:
        return render_template("exam/committee/not_open.html", case=case, line=case_line(case))
    return render_template("exam/committee/sheet.html", case=case, page=page, fault=fault, line=case_line(case))


@blueprint.post("/committee/<uuid:enrolment_id>/sheet")
@allow(MARK_CASE)
def mark(enrolment_id: UUID):
    """Save the rows of the form that changed: one row from a script, any number from the button."""
    try:
        with transaction():
            case = enrolment(enrolment_id)
            own = sheets.open_sheet(case, current_user, _moment())
            saved = _save_rows(own, case)
    except Invalid as fault:
        if wants_json():
            raise
        return _sheet(enrolment(enrolment_id), fault), 422
    if wants_json():
        labels = {row.code: row.label for row in rows_of(enrolment(enrolment_id)) if row.code in saved}
        return jsonify({"saved": saved, "labels": labels})
    flash(_("Saved: %(count)s rows.", count=len(saved)), "success")
    return redirect(url_for("committee.sheet", enrolment_id=enrolment_id), 303)


def _save_rows(own, case: Enrolment) -> list[str]:
    typed = request.get_json() if request.is_json else request.form
    if not isinstance(typed, Mapping) or not all(isinstance(value, str) for value in typed.values()):
        raise Invalid(_("The marks cannot be read. Reload the page."))
    marks, saved = sheets.marks_of(own), []
    for name, verdict in typed.items():
        if not name.startswith("verdict-") or not verdict:
            continue
        criterion, note = name.removeprefix("verdict-"), typed.get(f"note-{name.removeprefix('verdict-')}", "").strip()
        given = marks.get(criterion)
        if given is None or (given.verdict, given.note) != (verdict, note):
            sheets.mark(own, case, criterion, verdict, note, _moment())
            saved.append(criterion)
    return saved


@blueprint.post("/committee/<uuid:enrolment_id>/sheet/submit")
@allow(MARK_CASE)
def submit(enrolment_id: UUID):
    """Save what the form holds, then lock the complete sheet."""
    try:
        with transaction():
            case = enrolment(enrolment_id)
            own = sheets.open_sheet(case, current_user, _moment())
            if own.submitted_at is None:
                _save_rows(own, case)
    except Invalid as fault:
        return _sheet(enrolment(enrolment_id), fault), 422
    try:
        with transaction():
            case = enrolment(enrolment_id)
            sheets.submit(sheets.open_sheet(case, current_user, _moment()), case, current_user, _moment())
            reconciliation.close_concordant(case, _moment())
    except Invalid as fault:
        return _sheet(enrolment(enrolment_id), fault), 422
    flash(_("The sheet is submitted and locked. Countersign the rows that stand as the result of the test."), "success")
    return redirect(url_for("committee.sheet", enrolment_id=enrolment_id), 303)


@blueprint.post("/committee/<uuid:enrolment_id>/sheet/countersign")
@allow(MARK_CASE)
def countersign(enrolment_id: UUID):
    """Sign for the rows that stand as the result of the test."""
    with transaction():
        case = enrolment(enrolment_id)
        sheets.countersign(sheets.open_sheet(case, current_user, _moment()), case, _moment())
    flash(_("The rows of the test are countersigned."), "success")
    return redirect(url_for("committee.decision", enrolment_id=enrolment_id), 303)


@blueprint.get("/committee/<uuid:enrolment_id>/decision")
@allow(MARK_CASE)
def decision(enrolment_id: UUID):
    """Reconciliation and decision: the rows to talk over, what stands in the way, the justification, the signatures."""
    return _decision(enrolment(enrolment_id))


def _decision(case: Enrolment, fault: Invalid | None = None):
    made = deciding.decision_now(case)
    blockers, cards = deciding.blockers(case), reconciliation.cards(case)
    verdicts = deciding.verdicts_of(case)
    foreseen = deciding.result_of(case, verdicts) if not blockers else None
    return render_template(
        "exam/committee/decision.html",
        case=case,
        line=case_line(case),
        fault=fault,
        blockers=blockers,
        made=made,
        cards=cards,
        heard=heard_in(case) if cards else {},
        members={member.id: member for member in seated(case)},
        reasons=reconciliation.REASONS,
        foreseen=foreseen,
        verdicts=verdicts,
        draft=request.form.get("justification") or draft_of(case, verdicts) if not blockers else "",
        signatures=signatures_of(made.id) if made else [],
        waiting=deciding.unsigned(made, case) if made else [],
        late=made is not None and signed_late(made, _moment()),
        signed_late=signed_late,
        announced=announcement_of(made.id) if made else None,
        to_verify=criteria_of(made) if made else [],
        orders=orders_of(case.id),
    )


@blueprint.post("/committee/<uuid:enrolment_id>/rows/<criterion>")
@allow(MARK_CASE)
def vote(enrolment_id: UUID, criterion: str):
    """Agree to a common verdict on one row."""
    try:
        with transaction():
            settled = reconciliation.vote(
                enrolment(enrolment_id),
                current_user,
                criterion,
                request.form.get("verdict", ""),
                request.form.get("reason_code") or None,
                request.form.get("text", ""),
                _moment(),
            )
            done = settled is not None
    except Invalid as fault:
        return _decision(enrolment(enrolment_id), fault), 422
    flash(
        _("Row %(code)s is settled.", code=criterion)
        if done
        else _("Your agreement is noted. Row %(code)s is settled when everybody agrees to the same.", code=criterion),
        "success",
    )
    return redirect(url_for("committee.decision", enrolment_id=enrolment_id, _anchor="rows"), 303)


@blueprint.post("/committee/<uuid:enrolment_id>/justification")
@allow(MARK_CASE)
def justification(enrolment_id: UUID):
    """Keep the worded justification without deciding."""
    with transaction():
        keep_draft(enrolment(enrolment_id), current_user, request.form.get("justification", ""), _moment())
    flash(_("The justification is kept."), "success")
    return redirect(url_for("committee.decision", enrolment_id=enrolment_id), 303)


@blueprint.post("/committee/<uuid:enrolment_id>/decision")
@allow(MARK_CASE)
def decide(enrolment_id: UUID):
    """Make the decision with its justification; the member who does signs it too."""
    try:
        with transaction():
            deciding.decide(enrolment(enrolment_id), current_user, request.form.get("justification", ""), dice(), _moment())
    except Invalid as fault:
        return _decision(enrolment(enrolment_id), fault), 422
    flash(_("The decision is made and signed by you. The other members sign next."), "success")
    return redirect(url_for("committee.decision", enrolment_id=enrolment_id), 303)


@blueprint.post("/committee/<uuid:enrolment_id>/signature")
@allow(MARK_CASE)
def sign(enrolment_id: UUID):
    """Sign the decision off, with a separate opinion if there is one."""
    with transaction():
        case = enrolment(enrolment_id)
        made = deciding.decision_now(case)
        if made is not None:
            deciding.sign(made, case, current_user, request.form.get("separate_opinion", ""), _moment())
    flash(_("The decision is signed by you."), "success")
    return redirect(url_for("committee.decision", enrolment_id=enrolment_id), 303)


@blueprint.post("/committee/<uuid:enrolment_id>/announcement")
@allow(MARK_CASE)
def announce(enrolment_id: UUID):
    """Announce the signed decision on the candidate's own page."""
    with transaction():
        deciding.announce(enrolment(enrolment_id), current_user, _moment())
    flash(_("The decision is on the candidate's own page. The time for an appeal runs from now."), "success")
    return redirect(url_for("committee.decision", enrolment_id=enrolment_id), 303)
