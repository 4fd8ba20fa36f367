"""The candidate's test at a station, and the wire on which its answers travel."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import Blueprint, jsonify, redirect, render_template, request, url_for
from flask_babel import lazy_gettext as _l
from flask_login import current_user

from app.access import allow
from app.db import transaction
from app.errors import Invalid, NotFound
from exam.answer_wire import parse_change
from exam.sittings import people
from exam.theory import answer_journal, answering, attempts, candidate_view, pulse, results
from exam.theory.models import RUNNING, AttemptState, TheoryAttempt
from exam.theory.moments import utc_now
from exam.theory.permissions import AT_STATION, SIT_OWN_TEST

blueprint = Blueprint("theory", __name__, template_folder="templates", static_folder="static", static_url_path="/theory/static")


@blueprint.get("/test")
@allow(AT_STATION)
def station():
    """The candidate's place: waiting, the test, or the receipt, as the server's clock says."""
    test, moment = attempts.attempt_of(current_user.enrolment_id), utc_now()
    if test is None or test.state == AttemptState.PREPARED:
        case = people.enrolment(current_user.enrolment_id)
        return render_template("exam/theory/waiting.html", case=case, test=test, **expected(test))
    state = attempts.state_at(test, moment)
    if state not in RUNNING:
        return render_template("exam/theory/receipt.html", test=test, **counts(test))
    return render_template("exam/theory/test.html", test=test, questions=candidate_view.shown_questions(test),
                           clock_face=candidate_view.clock_face(test, moment))


@blueprint.get("/test/hand-in")
@allow(AT_STATION)
def hand_in():
    """What will be handed in: how many answers, which questions are empty or marked; may be opened again and again."""
    test = own_test()
    if attempts.state_at(test, utc_now()) not in RUNNING:
        return redirect(url_for("theory.station"), 303)
    shown = candidate_view.shown_questions(test)
    return render_template("exam/theory/hand_in.html", test=test, questions=shown, **counts(test),
                           clock_face=candidate_view.clock_face(test, utc_now()))


@blueprint.post("/test/hand-in")
@allow(AT_STATION)
def hand_in_now():
    """End the test. A second sending finds it ended and changes nothing; no answer is touched."""
    moment = utc_now()
    with transaction():
        attempts.close(own_test(), moment, "candidate")
    results.score_missing(moment)
    return redirect(url_for("theory.station"), 303)


@blueprint.put("/api/attempts/<uuid:attempt_id>/responses/<item_id>")
@allow(SIT_OWN_TEST)
def answer(attempt_id: UUID, item_id: str):
    """Take one change of an answer: acknowledged only when it is committed and in the synced journal."""
    moment = utc_now()
    change = parse_change(request.get_json(silent=True))
    with transaction():
        reply = answering.answer(attempt_id, item_id, change, current_user.station, moment)
    if reply.record is not None:
        answer_journal.append(reply.record)
    return jsonify(reply.body), reply.status


@blueprint.put("/api/attempts/<uuid:attempt_id>/flags/<item_id>")
@allow(SIT_OWN_TEST)
def flag(attempt_id: UUID, item_id: str):
    """Mark a question to look at again, or take the mark off."""
    flagged = body().get("flagged")
    if not isinstance(flagged, bool):
        raise Invalid(_l("The mark cannot be read. Reload the page."))
    with transaction():
        answering.flag(attempt_id, item_id, flagged, utc_now())
    return jsonify({"item": item_id, "flagged": flagged})


@blueprint.get("/api/attempts/<uuid:attempt_id>/state")
@allow(SIT_OWN_TEST)
def state(attempt_id: UUID):
    """Time and state by the server's clock."""
    return jsonify(candidate_view.clock_face(attempts.attempt(attempt_id), utc_now()))


@blueprint.post("/api/attempts/<uuid:attempt_id>/heartbeat")
@allow(SIT_OWN_TEST)
def heartbeat(attempt_id: UUID):
    """A sign of life with the number of answers the browser still holds; closes the test when its time is over."""
    moment, unsent = utc_now(), body().get("unsent")
    pulse.note(attempt_id, unsent if type(unsent) is int else 0, current_user.station, moment)
    test = attempts.attempt(attempt_id)
    if test.state in RUNNING and attempts.time_of(test, moment).expired:
        with transaction():
            attempts.finish_if_over(attempts.attempt(attempt_id), moment)
        results.score_missing(moment)
    return jsonify(candidate_view.clock_face(attempts.attempt(attempt_id), moment))


def own_test() -> TheoryAttempt:
    """The signed-in candidate's test. Raises NotFound while none is prepared."""
    test = attempts.attempt_of(current_user.enrolment_id)
    if test is None:
        raise NotFound(_l("Your test is not prepared yet. Wait for the operator."))
    return test


def counts(test: TheoryAttempt) -> dict[str, int]:
    """Answered questions and all questions of a test."""
    return {"answered": candidate_view.answered_count(test), "total": candidate_view.question_count(test)}


def expected(test: TheoryAttempt | None) -> dict[str, int]:
    """How many questions and minutes a prepared test has, with the accommodation; nothing while none is prepared."""
    if test is None:
        return {}
    seconds = test.limit_seconds * (100 + test.enrolment.accommodation_percent) / 100
    return {"total": candidate_view.question_count(test), "minutes": round(seconds / 60)}


def body() -> dict[str, Any]:
    """The request's JSON object; an empty one where there is none."""
    data = request.get_json(silent=True)
    return data if isinstance(data, dict) else {}
