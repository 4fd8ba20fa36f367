"""The candidate's practical part at a station: waiting, the assignment beside the CRM, the wire of answers, handing in."""

from __future__ import annotations

from datetime import date
from io import BytesIO
from typing import Any
from uuid import UUID

from flask import Blueprint, jsonify, redirect, render_template, request, send_file, url_for
from flask_login import current_user

from app.access import allow
from app.db import transaction
from exam.answer_wire import parse_change
from exam.practical import answering, attempts, branches, candidate_view, events, sealing
from exam.practical.models import RUNNING, PracticalAttempt, PracticeState
from exam.practical.permissions import AT_STATION, OWN_ATTEMPT
from exam.practical.variants import file_of
from exam.sittings import people
from exam.theory import answer_journal, pulse
from exam.theory.moments import utc_now

blueprint = Blueprint("practical", __name__, template_folder="templates", static_folder="static",
                      static_url_path="/practical/static")


@blueprint.get("/practical")
@allow(AT_STATION)
def station():
    """The candidate's place: waiting, getting to know the CRM, the work, a pause or the receipt, as the clock says."""
    current, moment = attempts.attempt_of(current_user.enrolment_id), utc_now()
    case = people.enrolment(current_user.enrolment_id)
    if current is None:
        return render_template("exam/practical/waiting.html", case=case, attempt=None)
    state, face = attempts.state_at(current, moment), candidate_view.clock_face(current, moment)
    if state == PracticeState.OPEN:
        return redirect(url_for("practical.assignment", attempt_id=current.id), 303)
    page = {PracticeState.PREPARED: "waiting", PracticeState.FAMILIARISING: "familiarising", PracticeState.PAUSED: "paused"}
    return render_template(f"exam/practical/{page.get(state, 'receipt')}.html", case=case, attempt=current, face=face,
                           showing=branches.open_now(current, moment), **candidate_view.counts(current))


@blueprint.get("/practical/<uuid:attempt_id>/assignment")
@allow(OWN_ATTEMPT)
def assignment(attempt_id: UUID):
    """All tasks with their documents and questions on one page, to read and to print."""
    return work_page(attempt_id, "exam/practical/assignment.html")


@blueprint.get("/practical/<uuid:attempt_id>/panel")
@allow(OWN_ATTEMPT)
def panel(attempt_id: UUID):
    """The same for the panel beside the CRM: a piece of a page."""
    return work_page(attempt_id, "exam/practical/_panel.html")


@blueprint.get("/practical/<uuid:attempt_id>/files/<name>")
@allow(OWN_ATTEMPT)
def file(attempt_id: UUID, name: str):
    """A file that belongs to a task."""
    current = attempts.attempt(attempt_id)
    if attempts.state_at(current, utc_now()) != PracticeState.OPEN:
        return redirect(url_for("practical.station"), 303)
    media_type, path = file_of(current.variant, name)
    return send_file(BytesIO(path.read_bytes()), mimetype=media_type, as_attachment=True, download_name=name)


@blueprint.get("/practical/<uuid:attempt_id>/hand-in")
@allow(OWN_ATTEMPT)
def hand_in(attempt_id: UUID):
    """What will be handed in; may be opened again and again."""
    current, moment = attempts.attempt(attempt_id), utc_now()
    if attempts.state_at(current, moment) not in RUNNING:
        return redirect(url_for("practical.station"), 303)
    return render_template("exam/practical/hand_in.html", attempt=current, face=candidate_view.clock_face(current, moment),
                           tasks=candidate_view.shown_tasks(current), **candidate_view.counts(current))


@blueprint.post("/practical/<uuid:attempt_id>/hand-in")
@allow(OWN_ATTEMPT)
def hand_in_now(attempt_id: UUID):
    """End and seal the work. A second sending finds it ended and changes nothing."""
    sealing.hand_in(attempt_id, utc_now())
    return redirect(url_for("practical.station"), 303)


@blueprint.put("/api/practical/<uuid:attempt_id>/responses/<question_id>")
@allow(OWN_ATTEMPT)
def answer(attempt_id: UUID, question_id: str):
    """Take one change of an answer: acknowledged only when it is committed and in the synced journal."""
    moment = utc_now()
    change = parse_change(request.get_json(silent=True))
    with transaction():
        reply = answering.answer(attempt_id, question_id, change, current_user.station, moment)
    if reply.record is not None:
        answer_journal.append(reply.record)
    return jsonify(reply.body), reply.status


@blueprint.get("/api/practical/<uuid:attempt_id>/state")
@allow(OWN_ATTEMPT)
def state(attempt_id: UUID):
    """Time and state by the server's clock."""
    return jsonify(candidate_view.clock_face(attempts.attempt(attempt_id), utc_now()))


@blueprint.post("/api/practical/<uuid:attempt_id>/heartbeat")
@allow(OWN_ATTEMPT)
def heartbeat(attempt_id: UUID):
    """A sign of life: what the clock has brought about happens now, be it an event of the scenario or the end."""
    moment, body = utc_now(), request.get_json(silent=True)
    unsent = body.get("unsent") if isinstance(body, dict) else 0
    pulse.note(attempt_id, unsent if type(unsent) is int else 0, current_user.station, moment)
    sealing.settle(attempt_id, moment)
    current = attempts.attempt(attempt_id)
    if attempts.state_at(current, moment) == PracticeState.OPEN:
        events.fire_for(current, moment)
    return jsonify(candidate_view.clock_face(current, moment))


def work_page(attempt_id: UUID, template: str) -> Any:
    """A page of the assignment, while the work is open; otherwise the way to the station's page."""
    current, moment = attempts.attempt(attempt_id), utc_now()
    if attempts.state_at(current, moment) != PracticeState.OPEN:
        return redirect(url_for("practical.station"), 303)
    return render_template(template, attempt=current, tasks=candidate_view.shown_tasks(current), case=current.enrolment,
                           face=candidate_view.clock_face(current, moment), today=scenario_day(current))


def scenario_day(current: PracticalAttempt) -> date:
    """Today's date in the scenario."""
    return date.fromisoformat(current.variant["today"])
