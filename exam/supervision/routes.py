"""The operator's board and what concerns the whole sitting: opening, everybody's time, slips, events, closing."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import abort, flash, jsonify, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from flask_login import current_user

from app import settings
from app.access import allow
from app.clock import local
from app.db import transaction
from app.errors import Invalid, Refusal
from exam.sittings import codes, people, remarks
from exam.supervision import (
    acts,
    board,
    case_routes,
    closing,
    day_log,
    incidents,
    opening,
    parts,
    presence,
    presence_routes,
    showing,
    slips,
)
from exam.supervision.blueprint import blueprint
from exam.supervision.forms import ClosingForm, IncidentForm, OpenForm, TimeForm
from exam.supervision.permissions import OPERATORS, RUN_SITTING
from exam.theory.moments import utc_now

__all__ = ["blueprint", "case_routes", "presence_routes"]


@blueprint.get("/supervision")
@allow(OPERATORS)
def overview():
    """The sittings whose operator the signed-in person is; a single open one is the board itself."""
    return render_template("exam/supervision/overview.html", sittings=people.sittings_operated_by(current_user))


@blueprint.get("/supervision/<uuid:sitting_id>", endpoint="board")
@allow(RUN_SITTING)
def board_page(sitting_id: UUID):
    """The board."""
    return render_template("exam/supervision/board.html", **wall(sitting_id), form=TimeForm(formdata=None))


@blueprint.get("/api/supervision/<uuid:sitting_id>/tiles")
@allow(RUN_SITTING)
def tiles(sitting_id: UUID):
    """The same tiles for a board that is already open: markup, counts and the server's moment."""
    shown = wall(sitting_id)
    return jsonify({"html": render_template("exam/supervision/_tiles.html", **shown),
                    "reports": render_template("exam/supervision/_reports.html", **shown), "summary": shown["summary"],
                    "server_time": f"{shown['moment'].isoformat()}Z"})


@blueprint.get("/supervision/<uuid:sitting_id>/opening/<any(theory, familiarisation, practical):step>")
@allow(RUN_SITTING)
def opening_page(sitting_id: UUID, step: str):
    """The gates of a step, the announcements to read out, and the one start."""
    return show_opening(sitting_id, step, OpenForm(formdata=None))


@blueprint.post("/supervision/<uuid:sitting_id>/opening/<any(theory, familiarisation, practical):step>")
@allow(RUN_SITTING)
def open_step(sitting_id: UUID, step: str):
    """Start a step for everybody who waits for it."""
    form = OpenForm()
    try:
        opened = opening.open_all(people.sitting(sitting_id), step, current_user._get_current_object(), form.early_reason.data
                                  or "", utc_now())
    except Invalid as refusal:
        showing.show_faults(form, refusal)
        return show_opening(sitting_id, step, form), 422
    count = len(opened.started)
    flash(ngettext("Started for %(num)d candidate.", "Started for %(num)d candidates.", count), "success" if count else "warning")
    showing.flash_all((_("%(number)s was not started: %(reason)s.", number=case.number, reason=reason) for case,
                       reason in opened.left), "warning")
    return back(sitting_id)


@blueprint.post("/supervision/<uuid:sitting_id>/time")
@allow(RUN_SITTING)
def everybodys_time(sitting_id: UUID):
    """Pause, resume or extend for everybody under way."""
    form, moment = TimeForm(), utc_now()
    sitting = people.sitting(sitting_id)
    if form.validate_on_submit():
        try:
            cases = acts.under_way(sitting, form.act.data, moment)
            done, refusals = acts.change_time(cases, form.act.data, form.minutes.data, form.reason.data,
                                              current_user._get_current_object(), moment, whole_room=True)
            flash(ngettext("Changed for %(num)d candidate.", "Changed for %(num)d candidates.", done), "success"
                  if done else "warning")
            showing.flash_all(refusals, "warning")
            return back(sitting_id)
        except Invalid as refusal:
            showing.show_faults(form, refusal)
    return render_template("exam/supervision/board.html", **wall(sitting_id), form=form), 422


@blueprint.get("/supervision/<uuid:sitting_id>/slips", endpoint="slips")
@allow(RUN_SITTING)
def slips_page(sitting_id: UUID):
    """Who would get a slip of which part."""
    sitting = people.sitting(sitting_id)
    return render_template("exam/supervision/slips.html", sitting=sitting, parts=parts.PARTS,
                           entitled={part: slips.entitled(sitting, part) for part in parts.PARTS})


@blueprint.post("/supervision/<uuid:sitting_id>/slips/<any(theory, practical):part>")
@allow(RUN_SITTING)
def print_slips(sitting_id: UUID, part: str):
    """Fresh codes of a part on a page to print; they are not shown again."""
    issued = slips.issue_all(people.sitting(sitting_id), part, current_user._get_current_object(), utc_now())
    return render_template("exam/supervision/printed_slips.html", sitting=people.sitting(sitting_id), slips=issued)


@blueprint.get("/supervision/<uuid:sitting_id>/incidents")
@allow(RUN_SITTING)
def incidents_page(sitting_id: UUID):
    """The log of the day."""
    form = IncidentForm(formdata=None, at=local(utc_now()).time(), enrolment_id=request.args.get("case", ""))
    return show_incidents(sitting_id, form)


@blueprint.post("/supervision/<uuid:sitting_id>/incidents")
@allow(RUN_SITTING)
def log_incident(sitting_id: UUID):
    """Write an event into the log."""
    sitting, form, moment = people.sitting(sitting_id), IncidentForm(), utc_now()
    form.offer(showing.cases_of(sitting))
    if form.validate_on_submit():
        try:
            with transaction():
                incidents.log(people.sitting(sitting_id), showing.case_or_none(form.enrolment_id.data), form.category.data,
                              form.text.data,
                              showing.at_hour(form.at.data, moment), current_user._get_current_object(), moment)
            flash(_("The event is in the log."), "success")
            return redirect(url_for("supervision.incidents_page", sitting_id=sitting_id), 303)
        except Invalid as refusal:
            showing.show_faults(form, refusal)
    return show_incidents(sitting_id, form), 422


@blueprint.get("/supervision/<uuid:sitting_id>/closing")
@allow(RUN_SITTING)
def closing_page(sitting_id: UUID):
    """The closing list."""
    return show_closing(sitting_id, ClosingForm(formdata=None), set())


@blueprint.post("/supervision/<uuid:sitting_id>/closing")
@allow(RUN_SITTING)
def sign_closing(sitting_id: UUID):
    """Sign the closing list and close the sitting."""
    form, ticked = ClosingForm(), set(request.form.getlist("ticked"))
    try:
        with transaction():
            closing.sign(people.sitting(sitting_id), ticked, form.remarks.data or "", current_user._get_current_object(),
                         utc_now())
    except Invalid as refusal:
        showing.show_faults(form, refusal)
        return show_closing(sitting_id, form, ticked), 422
    except Refusal as refusal:  # what was ticked and written stays on the list, beside the line that is open
        if refusal.code != "closing":
            raise
        flash(str(refusal.message), "danger")
        return show_closing(sitting_id, form, ticked), refusal.status
    flash(_("The sitting is closed and the list is signed."), "success")
    return redirect(url_for("supervision.closing_page", sitting_id=sitting_id), 303)


def wall(sitting_id: UUID) -> dict[str, Any]:
    """The tiles of a sitting with what their page needs."""
    moment = utc_now()
    sitting = people.sitting(sitting_id)
    unattended = presence.unattended(sitting, moment)
    reports = [row for rows in remarks.waiting(sitting).values() for row in rows]
    found = board.tiles(sitting, moment, {case.id for case in unattended})
    return {"sitting": sitting, "tiles": found, "reports": sorted(reports, key=lambda row: row.id), "kinds": remarks.KINDS,
            "unattended": unattended,
            "summary": board.summary(found), "moment": moment, "ago": board.ago,
            "since": board.since, "levels": showing.LEVEL_WORDS, "steps": parts.STEP_NAMES,
            "ready": {step: sum(opening.waits(case, step) for case in sitting.enrolments) for step in parts.STEPS}}


def show_opening(sitting_id: UUID, step: str, form: OpenForm) -> str:
    """The page of one opening."""
    sitting, moment = people.sitting(sitting_id), utc_now()
    if step not in parts.STEPS:
        abort(404)
    operator = current_user._get_current_object()
    waiting = [(case, opening.why_not(case, step, operator)) for case in showing.cases_of(sitting) if opening.waits(case, step)]
    present = codes.at_station([case for case, _reason in waiting], parts.STEPS[step])
    return render_template("exam/supervision/opening.html", sitting=sitting, step=step, step_name=parts.STEP_NAMES[step],
                           form=form,
                           gates=opening.gates(sitting, step, operator, moment), waiting=waiting,
                           present=present,
                           late_minutes=settings.get("late.minutes"),
                           minutes=waiting[0][0].rules.get("theory.minutes" if step == "theory" else "practical.minutes")
                           if waiting else None)


def show_incidents(sitting_id: UUID, form: IncidentForm) -> str:
    """The page of the log."""
    sitting = people.sitting(sitting_id)
    form.offer(showing.cases_of(sitting))
    return render_template("exam/supervision/incidents.html", sitting=sitting, form=form, entries=day_log.entries_of(sitting))


def show_closing(sitting_id: UUID, form: ClosingForm, ticked: set[str]) -> str:
    """The page of the closing list."""
    sitting = people.sitting(sitting_id)
    return render_template("exam/supervision/closing.html", sitting=sitting, form=form, lines=closing.lines(sitting),
                           by_hand=closing.BY_HAND,
                           record=closing.record_of(sitting), ticked=ticked)


def back(sitting_id: UUID):
    """To the board."""
    return redirect(url_for("supervision.board", sitting_id=sitting_id), 303)

