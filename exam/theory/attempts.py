"""A candidate's test from preparation to the seal: opening, pauses, extensions, the end. Only the server's clock counts.

Every function works inside the open transaction and takes the moment (naive UTC) as an argument; `sweep` opens its own.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from flask_babel import lazy_gettext as _l
from sqlalchemy import select
from sqlalchemy.orm import defer, lazyload

from app import audit, settings
from app.clock import dice
from app.db import db, transaction
from app.errors import NotFound, Refusal
from app.identity import User
from exam.sittings.cases import advance, may_move
from exam.sittings.models import CaseState, Enrolment
from exam.sittings.repeats import case_of_standing_test
from exam.theory import frozen_form, results
from exam.theory.models import FINISHED, RUNNING, AttemptState, Response, TheoryAttempt
from exam.theory.sealing import receipt_of, seal_of
from exam.timing import TimeAdjustment, adjust, read_with_changes, refuse_senseless, time_of


def attempt(attempt_id: UUID) -> TheoryAttempt:
    """An attempt by its id. Raises NotFound."""
    found = db.session.get(TheoryAttempt, attempt_id)
    if found is None:
        raise NotFound(_l("There is no such test."))
    return found


def with_time(attempt_id: UUID) -> tuple[TheoryAttempt, list[TimeAdjustment]]:
    """An attempt without its form and its case, and the changes of its time, in one statement: an answer must not wait.

    Raises NotFound.
    """
    found = read_with_changes(TheoryAttempt, attempt_id, defer(TheoryAttempt.form), lazyload(TheoryAttempt.enrolment))
    if found is None:
        raise NotFound(_l("There is no such test."))
    return found


def attempt_of(enrolment_id: UUID) -> TheoryAttempt | None:
    """The test of a case, None while none is prepared; of the older case where that test stands after an appeal."""
    own = db.session.scalar(select(TheoryAttempt).where(TheoryAttempt.enrolment_id == enrolment_id))
    if own is not None:
        return own
    older = case_of_standing_test(enrolment_id)
    return attempt_of(older) if older is not None else None


def seen_items(enrolment: Enrolment) -> frozenset[str]:
    """Items the person saw in earlier tests of theirs: a re-sit must not ask them again (validation rules §3)."""
    earlier = db.session.scalars(select(TheoryAttempt).join(Enrolment).where(
        Enrolment.person_id == enrolment.person_id, Enrolment.id != enrolment.id, TheoryAttempt.opened_at.is_not(None)))
    return frozenset(item_id for one in earlier for item_id in one.form["items"])


def bands_of(rules: Mapping[str, Any]) -> dict[str, int] | None:
    """The limits of "met" and "review" pinned at enrolment; None where the case was enrolled before they were settings."""
    if "theory.met_from" not in rules:
        return None
    return {"met_from": rules["theory.met_from"], "review_from": rules["theory.review_from"]}


def prepare(enrolment: Enrolment, seed: str, moment: datetime) -> TheoryAttempt:
    """Draw and freeze the candidate's form; a second call returns the first form. BlueprintError on a small bank."""
    existing = attempt_of(enrolment.id)
    if existing is not None:
        return existing
    form = frozen_form.draw(seed, seen_items(enrolment), bands_of(enrolment.rules))
    minutes = enrolment.rules.get("theory.minutes") or settings.get("theory.minutes")
    fresh = TheoryAttempt(id=dice().uuid(), enrolment_id=enrolment.id, state=AttemptState.PREPARED, form=form,
                          form_sha=frozen_form.digest(form), seed=seed, prepared_at=moment, limit_seconds=int(minutes) * 60)
    db.session.add(fresh)
    audit.record("theory.prepared", case_id=enrolment.id, subject=fresh.id, form=fresh.form_sha, form_id=form["form"]["form_id"])
    db.session.flush()
    return fresh


def state_at(test: TheoryAttempt, moment: datetime) -> AttemptState:
    """The state that holds at ``moment``: a running attempt whose time is over counts as expired before it is swept."""
    if test.state in RUNNING and time_of(test, moment).expired:
        return AttemptState.EXPIRED
    return AttemptState(test.state)


def open_attempt(test: TheoryAttempt, moment: datetime, by: User | None) -> None:
    """Start the clock. Opening an open attempt changes nothing. Raises Refusal on one that has ended."""
    if test.state in RUNNING:
        return
    if test.finished:
        raise Refusal(_l("This test has ended and cannot be opened again."))
    advance(test.enrolment, CaseState.IN_TEST)
    test.state, test.opened_at = AttemptState.OPEN, moment
    percent = test.enrolment.accommodation_percent
    if percent:
        adjust(test, "theory.", "accommodation", round(test.limit_seconds * percent / 100), f"{percent} %", moment, by)
    audit.record("theory.opened", case_id=test.enrolment_id, subject=test.id, limit_seconds=test.limit_seconds)


def pause(test: TheoryAttempt, reason: str, by: User | None, moment: datetime) -> None:
    """Stop the clock. Raises Refusal unless the test is open."""
    _must_run(test, moment)
    if test.state == AttemptState.PAUSED:
        raise Refusal(_l("This test is already paused."))
    test.state = AttemptState.PAUSED
    adjust(test, "theory.", "pause", 0, reason, moment, by)


def resume(test: TheoryAttempt, reason: str, by: User | None, moment: datetime) -> None:
    """Let the clock run on. Raises Refusal unless the test is paused."""
    if test.state != AttemptState.PAUSED:
        raise Refusal(_l("This test is not paused."))
    test.state = AttemptState.OPEN
    adjust(test, "theory.", "resume", 0, reason, moment, by)


def extend(test: TheoryAttempt, seconds: int, reason: str, by: User | None, moment: datetime) -> None:
    """Lengthen the time, with a reason. Raises Invalid on a senseless length, Refusal on a test that has ended."""
    refuse_senseless(seconds)
    _must_run(test, moment)
    adjust(test, "theory.", "extension", seconds, reason, moment, by)


def close(test: TheoryAttempt, moment: datetime, by: str, how: AttemptState = AttemptState.SUBMITTED) -> TheoryAttempt:
    """End and seal the test; one that has ended is returned as it is. ``by``: who ended it (candidate, time, operator).

    A test whose time was over counts as ended at its deadline, whoever asks for the end afterwards.
    """
    if test.finished:
        return test
    if test.state == AttemptState.PREPARED:
        raise Refusal(_l("This test has not been opened yet."))
    time = time_of(test, moment)
    if time.expired and not time.paused:
        moment, how, by = time.deadline, AttemptState.EXPIRED, "time"
    test.state, test.closed_at, test.closed_by = how, moment, by
    test.seal_sha = seal_of(test, accepted_answers(test.id))
    test.receipt = receipt_of(test.seal_sha)
    if may_move(test.enrolment.state, CaseState.TEST_DONE):
        advance(test.enrolment, CaseState.TEST_DONE)
    audit.record("theory.closed", case_id=test.enrolment_id, subject=test.id, how=str(how), by=by, seal=test.seal_sha)
    db.session.flush()
    return test


def accepted_answers(attempt_id: UUID) -> list[Response]:
    """Every accepted change of an attempt, in the order of receipt."""
    query = select(Response).where(Response.attempt_id == attempt_id, Response.accepted.is_(True))
    return list(db.session.scalars(query.order_by(Response.id)))


def finish_if_over(test: TheoryAttempt, moment: datetime) -> bool:
    """Close a running test whose time is over; says whether the test has ended."""
    if test.state in RUNNING and time_of(test, moment).expired:
        close(test, moment, "time", AttemptState.EXPIRED)
    return test.finished


def sweep(moment: datetime) -> int:
    """Close every running test whose time is over and score what is sealed; returns how many were closed."""
    running = db.session.scalars(select(TheoryAttempt.id).where(TheoryAttempt.state.in_(RUNNING))).all()
    closed = sum(_sweep_one(attempt_id, moment) for attempt_id in running)
    results.score_missing(moment)
    return closed


def _sweep_one(attempt_id: UUID, moment: datetime) -> bool:
    if state_at(attempt(attempt_id), moment) not in FINISHED:
        return False
    with transaction():
        return finish_if_over(attempt(attempt_id), moment)


def running_of(enrolments: Iterable[Enrolment]) -> list[TheoryAttempt]:
    """The tests under way among some cases."""
    ids = [enrolment.id for enrolment in enrolments]
    query = select(TheoryAttempt).where(TheoryAttempt.enrolment_id.in_(ids), TheoryAttempt.state.in_(RUNNING))
    return list(db.session.scalars(query))


def _must_run(test: TheoryAttempt, moment: datetime) -> None:
    if test.state == AttemptState.PREPARED:
        raise Refusal(_l("This test has not been opened yet."))
    if state_at(test, moment) in FINISHED:
        raise Refusal(_l("This test has ended; its time cannot be changed."))
