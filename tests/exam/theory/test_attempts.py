"""A test from preparation to the seal and the score."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select, text

from app.db import db, transaction
from app.errors import Invalid, Refusal
from exam.sittings.models import CaseState, Enrolment
from exam.theory import attempts, frozen_form, results
from exam.theory.answering import flags
from exam.theory.models import AttemptState, TheoryResult
from exam.theory.sealing import receipt_of, seal_of


def in_transaction(act, *args):
    with transaction():
        return act(*args)


def test_a_form_is_drawn_once_and_holds_the_items_in_full(build, cast, prepare):
    case = build.admitted(cast, state=CaseState.IDENTITY_CHECKED)
    first, second = prepare(case, "a"), prepare(case, "b")
    assert first.id == second.id and first.seed == "a"
    assert len(first.form["items"]) == len(first.form["form"]["items"]) == 56
    assert first.form_sha == frozen_form.digest(first.form)


def test_a_changed_form_is_refused(build, cast, prepare):
    test = prepare(build.admitted(cast, state=CaseState.IDENTITY_CHECKED))
    changed = {**test.form, "items": {**test.form["items"], "1.1.a-01": {}}}
    with pytest.raises(ValueError, match="does not answer its digest"):
        frozen_form.questions(changed, test.form_sha)


def test_a_resit_asks_nothing_the_person_has_seen(build, cast, sit, prepare):
    one = sit()
    again = build.admitted(build.sitting(), person=one.case.person, state=CaseState.IDENTITY_CHECKED)
    assert not set(prepare(again, "ziarno-1").form["items"]) & set(one.test.form["items"])


def test_the_limit_is_the_one_in_force_at_enrolment(build, cast, prepare):
    case = build.admitted(cast, state=CaseState.IDENTITY_CHECKED)
    with transaction():
        db.session.get(Enrolment, case.id).rules = {"theory.minutes": 60}
    assert prepare(case).limit_seconds == 3600


def test_opening_needs_a_checked_identity(build, cast, prepare):
    test = prepare(build.admitted(cast))
    with pytest.raises(Refusal):
        in_transaction(attempts.open_attempt, test, build.moment, None)


def test_opening_and_closing_move_the_case(build, sit):
    one = sit()
    assert db.session.get(Enrolment, one.case.id).state == CaseState.IN_TEST
    in_transaction(attempts.close, attempts.attempt(one.test.id), build.moment, "candidate")
    assert db.session.get(Enrolment, one.case.id).state == CaseState.TEST_DONE


def test_closing_twice_keeps_the_first_seal(build, clock, sit):
    one = sit()
    in_transaction(attempts.close, attempts.attempt(one.test.id), build.moment, "candidate")
    seal, closed = attempts.attempt(one.test.id).seal_sha, attempts.attempt(one.test.id).closed_at
    clock.moment += timedelta(minutes=3)
    in_transaction(attempts.close, attempts.attempt(one.test.id), build.moment, "operator")
    assert (attempts.attempt(one.test.id).seal_sha, attempts.attempt(one.test.id).closed_at) == (seal, closed)


def test_closing_after_the_deadline_ends_the_test_at_the_deadline(build, clock, sit):
    one = sit()
    clock.moment += timedelta(minutes=90)
    in_transaction(attempts.close, attempts.attempt(one.test.id), build.moment, "candidate")
    test = attempts.attempt(one.test.id)
    assert (test.state, test.closed_by, test.closed_at) == (AttemptState.EXPIRED, "time", test.opened_at + timedelta(minutes=75))


@pytest.mark.parametrize("seconds", [0, -60, 5 * 3600])
def test_an_extension_of_a_senseless_length_is_refused(build, sit, seconds):
    one = sit()
    with pytest.raises(Invalid):
        in_transaction(attempts.extend, attempts.attempt(one.test.id), seconds, "x", None, build.moment)


def test_the_time_of_a_finished_test_cannot_be_changed(build, clock, sit):
    one = sit()
    clock.moment += timedelta(minutes=76)
    for act in (attempts.pause, attempts.resume):
        with pytest.raises(Refusal):
            in_transaction(act, attempts.attempt(one.test.id), "x", None, build.moment)


def test_the_seal_changes_with_any_answer(build, sit, first_of):
    one = sit()
    one.wire.put(first_of(one.test)[0], "B")
    in_transaction(attempts.close, attempts.attempt(one.test.id), build.moment, "candidate")
    test = attempts.attempt(one.test.id)
    assert test.seal_sha == seal_of(test, attempts.accepted_answers(test.id))
    assert test.receipt == receipt_of(test.seal_sha) and len(test.receipt) == 14
    with transaction() as session:
        session.execute(text("DROP TRIGGER theory_response_no_update"))
        session.execute(text("UPDATE theory_response SET value = '\"C\"'"))
    assert seal_of(test, attempts.accepted_answers(test.id)) != test.seal_sha


def test_every_right_answer_meets_every_criterion(build, sit, key_of):
    one = sit()
    for item_id, value in key_of(one.test).items():
        one.wire.put(item_id, value)
    assert results.results_of(one.case.id) is None, "no score before the end"
    one.browser.post("/test/hand-in")
    found = results.results_of(one.case.id)
    assert len(found) == 10
    assert {row["result"] for code, row in found.items() if code not in ("1.3.b", "1.3.c")} == {"met"}
    assert found["1.1.a"] == {"right": 6, "of": 6, "result": "met"}
    assert found["1.3.b"] == {"right": 4, "of": 4, "result": None}


@pytest.mark.parametrize(("right", "result"), [(0, "not_met"), (1, "not_met"), (2, "review"), (3, "review"), (4, "met")])
def test_the_bands_follow_the_number_of_right_answers(sit, key_of, right, result):
    one = sit()
    chosen = [(item_id, value) for item_id, value in key_of(one.test).items() if item_id.startswith("1.1.a-")][:right]
    for item_id, value in chosen:
        one.wire.put(item_id, value)
    one.browser.post("/test/hand-in")
    assert results.results_of(one.case.id)["1.1.a"] == {"right": right, "of": 6, "result": result}


def test_a_seal_without_a_score_is_scored_by_the_next_sweep(build, sit):
    one = sit()
    in_transaction(attempts.close, attempts.attempt(one.test.id), build.moment, "candidate")
    assert db.session.scalars(select(TheoryResult)).all() == []
    attempts.sweep(build.moment)
    assert len(db.session.scalars(select(TheoryResult)).all()) == 1


def test_review_marks_are_appended_and_the_latest_holds(sit, first_of):
    one = sit()
    item_id, _ = first_of(one.test)
    for flagged in (True, True, False, True):
        assert one.browser.put(f"/api/attempts/{one.test.id}/flags/{item_id}", json={"flagged": flagged}).status_code == 200
    assert flags(one.test.id) == {item_id}
