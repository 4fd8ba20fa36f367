"""The members' screens: looking on during the work, and the talk from its plan to the closing of the evidence."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import Blueprint, current_app, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user

from app import curtain
from app.access import allow
from app.db import transaction
from app.errors import Invalid, Refusal
from app.identity import User
from exam.practical import attempts, branches, freezing, notes, observing, talk, talk_clock
from exam.practical.forms import heard_from, own_from
from exam.practical.models import PracticeState
from exam.practical.permissions import SEATED, SEATED_BY_BRANCH
from exam.practical.reverification import verified
from exam.sittings import people
from exam.theory.moments import utc_now
from question_bank.qualification import Criterion, load_qualification

blueprint = Blueprint("talk", __name__, template_folder="templates")

#: table of the CRM -> the page of one of its records, and the name of its address part
RECORD_PAGES = {"account": ("account_detail", "account_id"), "contact": ("contact_detail", "contact_id"),
                "opportunity": ("opportunity_detail", "opportunity_id"), "task": ("task_detail", "task_id"),
                "offer": ("offer_detail", "offer_id")}


@blueprint.get("/observation/<uuid:enrolment_id>")
@allow(SEATED)
def observation(enrolment_id: UUID):
    """The observation sheet of one candidate: tasks, clock, the way to the live CRM, the member's own notes."""
    return _observation_page(enrolment_id, "exam/practical/observation.html")


@blueprint.get("/observation/<uuid:enrolment_id>/panel")
@allow(SEATED)
def observation_panel(enrolment_id: UUID):
    """The same for the panel beside the live CRM: a piece of a page."""
    return _observation_page(enrolment_id, "exam/practical/_observation_panel.html")


@blueprint.post("/observation/<uuid:enrolment_id>/notes")
@allow(SEATED)
def add_note(enrolment_id: UUID):
    """Append an own note."""
    form = request.form
    try:
        with transaction():
            notes.add_note(notes.work_of(people.enrolment(enrolment_id)), myself(), form.get("text", ""),
                           utc_now(), task=form.get("task") or None, criterion=form.get("criterion") or None)
    except Invalid as invalid:
        return _observation_page(enrolment_id, "exam/practical/observation.html", invalid, form)
    flash(_("The note is saved."), "success")
    return redirect(url_for("talk.observation", enrolment_id=enrolment_id), 303)


@blueprint.get("/talk/<uuid:enrolment_id>")
@allow(SEATED)
def overview(enrolment_id: UUID):
    """The talk with one candidate: plan, what may be shown again, own questions, closing of the evidence."""
    return render_template("exam/practical/talk.html", **_talk_page(enrolment_id))


@blueprint.post("/talk/<uuid:enrolment_id>/open")
@allow(SEATED)
def open_talk(enrolment_id: UUID):
    """Fix the plan, with which the members prepare."""
    with transaction():
        talk.open_talk(people.enrolment(enrolment_id), myself(), utc_now())
    return redirect(url_for("talk.overview", enrolment_id=enrolment_id), 303)


@blueprint.post("/talk/<uuid:enrolment_id>/begin")
@allow(SEATED)
def begin_talk(enrolment_id: UUID):
    """The candidate is in: the clock of the slot runs."""
    with transaction():
        talk.begin_talk(people.enrolment(enrolment_id), myself(), utc_now())
    return redirect(url_for("talk.overview", enrolment_id=enrolment_id), 303)


@blueprint.route("/talk/<uuid:enrolment_id>/questions/<question_id>", methods=["GET", "POST"])
@allow(SEATED)
def question(enrolment_id: UUID, question_id: str):
    """One question, read out word for word, and the member's own record of the answer."""
    page = _talk_page(enrolment_id)
    asked = talk.question_of(page["plan"], question_id) if page["plan"] else None
    if asked is None:
        return redirect(url_for("talk.overview", enrolment_id=enrolment_id), 303)
    heard, fault = heard_of(page["own"].get(question_id)), None
    if request.method == "POST":
        heard = heard_from(request.form)
        try:
            with transaction():
                talk.record_answer(people.enrolment(enrolment_id), myself(), question_id, heard, utc_now())
            flash(_("Your record of question %(number)d is saved.", number=asked["position"]), "success")
            return redirect(_after(page["plan"], asked, enrolment_id), 303)
        except Invalid as invalid:
            fault = invalid
    status = 422 if fault else 200
    return render_template("exam/practical/question.html", **page, asked=asked, heard=heard, fault=fault), status


@blueprint.route("/talk/<uuid:enrolment_id>/own", methods=["GET", "POST"])
@allow(SEATED)
def own_question(enrolment_id: UUID):
    """A question of the member's own, written down word for word."""
    typed, heard, fault = own_from(request.form), heard_from(request.form), None
    if request.method == "POST":
        try:
            with transaction():
                talk.record_own(people.enrolment(enrolment_id), myself(), typed["criterion"],
                                typed["own_question"], typed["reason"], heard, utc_now())
            flash(_("Your own question is recorded."), "success")
            return redirect(url_for("talk.overview", enrolment_id=enrolment_id), 303)
        except Invalid as invalid:
            fault = invalid
    page = _talk_page(enrolment_id)
    status = 422 if fault else 200
    return render_template("exam/practical/own_question.html", **page, typed=typed, heard=heard, fault=fault), status


@blueprint.post("/talk/<uuid:enrolment_id>/show")
@allow(SEATED)
def show(enrolment_id: UUID):
    """Open a copy of the sealed CRM for showing one thing again: here behind the curtain, or at the candidate's station."""
    criterion, what = request.form.get("criterion", ""), request.form.get("what", "").strip()
    if criterion not in {entry.code for entry in load_qualification().criteria} or not what:
        raise Invalid(_("Choose the criterion and write what is to be shown."))
    current = notes.work_of(people.enrolment(enrolment_id))
    branches.close_overdue(current, utc_now())
    opened = branches.open_branch(attempts.attempt_of(enrolment_id).id, myself(), criterion, what, utc_now())
    if request.form.get("where") == "station":
        flash(_("The copy is open at the candidate's station: ask the candidate to open it from the page with the receipt."),
              "success")
        return redirect(url_for("talk.overview", enrolment_id=enrolment_id, _anchor="show"), 303)
    return _hand_over(opened.id)


@blueprint.post("/talk/shows/<uuid:branch_id>/hand-over")
@allow(SEATED_BY_BRANCH)
def hand_over(branch_id: UUID):
    """Give the candidate the screen again while the copy is open."""
    return _hand_over(branch_id)


def _hand_over(branch_id: UUID) -> Any:
    curtain.draw(url_for("talk.curtain_page", branch_id=branch_id), "sandbox_crm", mode="branch", sandbox=branch_id)
    return redirect(url_for("sandbox_crm.desk", mode="branch", sandbox=branch_id), 303)


@blueprint.route("/talk/shows/<uuid:branch_id>/curtain", methods=["GET", "POST"])
@allow(SEATED_BY_BRANCH)
def curtain_page(branch_id: UUID):
    """What the candidate may see of the member's screen, and the password that gives it back to the member."""
    row, fault = branches.branch(branch_id), None
    if not curtain.drawn_for(mode="branch", sandbox=branch_id):
        return redirect(url_for("talk.overview", enrolment_id=row.attempt.enrolment_id, _anchor="show"), 303)
    if request.method == "POST":
        try:
            curtain.lift(myself(), request.form.get("password", ""))
            return redirect(url_for("talk.overview", enrolment_id=row.attempt.enrolment_id, _anchor="show"), 303)
        except Refusal as refusal:
            fault = refusal
    page = render_template("exam/practical/curtain.html", branch=row, left=branches.seconds_left(row, utc_now()), fault=fault)
    return page, fault.status if fault else 200


@blueprint.post("/talk/shows/<uuid:branch_id>/end")
@allow(SEATED_BY_BRANCH)
def end_show(branch_id: UUID):
    """Close the copy; what was done on it becomes a note."""
    row = branches.end_branch(branch_id, myself(), utc_now(), request.form.get("remark", ""))
    flash(_("What was shown is recorded in your notes."), "success")
    return redirect(url_for("talk.overview", enrolment_id=row.attempt.enrolment_id), 303)


@blueprint.post("/talk/<uuid:enrolment_id>/freeze")
@allow(SEATED)
def freeze(enrolment_id: UUID):
    """Close the evidence for marking."""
    branches.close_overdue(notes.work_of(people.enrolment(enrolment_id)), utc_now())
    with transaction():
        freezing.freeze(people.enrolment(enrolment_id), myself(), utc_now())
    flash(_("The evidence is closed. Marking can begin."), "success")
    return redirect(url_for("talk.overview", enrolment_id=enrolment_id), 303)


def myself() -> User:
    """The signed-in member."""
    return current_user._get_current_object()


def heard_of(row: Any) -> talk.Heard:
    """The member's own record as the form shows it."""
    if row is None:
        return talk.Heard("")
    return talk.Heard(row.summary, row.points, row.critical_errors, row.read_back or "", row.objection or "")


def _observation_page(enrolment_id: UUID, template: str, fault: Invalid | None = None, typed: Any = None) -> Any:
    current = notes.work_of(people.enrolment(enrolment_id))
    page = observing.observation(current, myself(), utc_now())
    return render_template(template, **page, fault=fault, typed=typed or {}), 422 if fault else 200


def _talk_page(enrolment_id: UUID) -> dict[str, Any]:
    case, moment, member = people.enrolment(enrolment_id), utc_now(), myself()
    current, plan = attempts.attempt_of(enrolment_id), talk.plan_of(enrolment_id)
    own = {question_id: rows[member.id] for question_id, rows in talk.records_of(enrolment_id, member).items()}
    shown = branches.branches_of(current) if current else []
    return {"case": case, "attempt": current, "plan": plan, "own": own, "moment": moment, "record_pages": _record_pages(),
            "sealed": current is not None and current.state == PracticeState.SEALED, "frozen": freezing.freeze_of(enrolment_id),
            "missing": freezing.missing(case) if plan else [], "criteria": _verified(enrolment_id),
            "criterion_texts": {entry.code: entry.text for entry in load_qualification().criteria},
            "own_notes": notes.notes_of(current, member) if current else [],
            "slot": talk_clock.slot_at(plan, moment) if plan else (1, 0),
            "preparation": talk_clock.preparation_left(plan, case.rules, moment) if plan and not plan.begun else 0,
            "shown": [(row, branches.seconds_left(row, moment)) for row in shown]}


def _verified(enrolment_id: UUID) -> list[Criterion]:
    wanted = verified(enrolment_id)
    return [entry for entry in load_qualification().criteria if entry.code in wanted]


def _record_pages() -> dict[str, tuple[str, str]]:
    return {table: page for table, page in RECORD_PAGES.items() if f"sandbox_crm.{page[0]}" in current_app.view_functions}


def _after(plan: Any, asked: dict[str, Any], enrolment_id: UUID) -> str:
    following = [entry for entry in plan.questions if entry["position"] == asked["position"] + 1]
    if following:
        return url_for("talk.question", enrolment_id=enrolment_id, question_id=following[0]["id"])
    return url_for("talk.overview", enrolment_id=enrolment_id)
