"""Pause, resume and answers around the deadline, and a clock that is set back: nobody loses or wins a second."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import text

from app.db import db, transaction
from app.errors import Refusal
from app.verify import ANSWERED, verify_instance
from exam.theory import attempts, results
from exam.theory.models import AttemptState

LIMIT = timedelta(minutes=75)


def change(one, what, moment):
    with transaction():
        getattr(attempts, what)(attempts.attempt(one.test.id), "alarm", None, moment)


def test_a_pause_one_second_before_the_end_leaves_one_second(clock, build, sit, first_of):
    one = sit()
    item_id, _ = first_of(one.test)
    clock.moment += LIMIT - timedelta(seconds=1)
    change(one, "pause", build.moment)
    clock.moment += timedelta(hours=3)
    assert attempts.sweep(build.moment) == 0
    assert one.wire.put(item_id, "B").json["error"] == "paused"
    change(one, "resume", build.moment)
    clock.moment += timedelta(milliseconds=999)
    assert one.wire.put(item_id, "B").status_code == 200
    clock.moment += timedelta(milliseconds=1)
    assert one.wire.put(item_id, "C", rev=2).json["error"] == "late"
    assert results.final_values(one.test.id)[item_id] == "B"
    test = attempts.attempt(one.test.id)
    assert test.closed_at == test.opened_at + LIMIT + timedelta(hours=3)


@pytest.mark.parametrize("past", [timedelta(0), timedelta(microseconds=1), timedelta(seconds=1)])
def test_from_the_deadline_on_no_pause_and_no_extension_brings_the_test_back(clock, build, sit, past):
    one = sit()
    clock.moment += LIMIT + past
    with pytest.raises(Refusal):
        change(one, "pause", build.moment)
    with pytest.raises(Refusal), transaction():
        attempts.extend(attempts.attempt(one.test.id), 600, "alarm", None, build.moment)
    assert attempts.sweep(build.moment) == 1
    assert attempts.attempt(one.test.id).state == AttemptState.EXPIRED


def test_a_second_resume_and_a_second_pause_give_no_time(clock, build, sit):
    one = sit()
    clock.moment += timedelta(minutes=5)
    change(one, "pause", build.moment)
    clock.moment += timedelta(minutes=5)
    with pytest.raises(Refusal):
        change(one, "pause", build.moment)
    change(one, "resume", build.moment)
    with pytest.raises(Refusal):
        change(one, "resume", build.moment)
    assert one.wire.state().json["remaining"] == 70 * 60


def test_a_clock_set_back_during_a_pause_takes_no_time_away(clock, build, sit):
    one = sit()
    clock.moment += timedelta(minutes=30)
    change(one, "pause", build.moment)
    clock.moment -= timedelta(minutes=20)
    change(one, "resume", build.moment)
    clock.moment += timedelta(minutes=20)
    assert one.wire.state().json["remaining"] == 45 * 60


def test_an_audit_log_cut_off_at_its_end_is_told_by_the_answers(app, sit, first_of):
    one = sit()
    assert one.wire.put(first_of(one.test)[0], "B").status_code == 200
    config = app.extensions["probierz_config"]
    assert verify_instance(app, config, lambda _words: None)["faults"] == []
    with transaction():
        db.session.execute(text("DROP TRIGGER audit_entry_no_delete"))
        last = db.session.scalar(text("SELECT max(seq) FROM audit_entry WHERE act = :act"), {"act": ANSWERED[0]})
        db.session.execute(text("DELETE FROM audit_detail WHERE seq >= :last"), {"last": last})
        db.session.execute(text("DELETE FROM audit_entry WHERE seq >= :last"), {"last": last})
    faults = verify_instance(app, config, lambda _words: None)["faults"]
    assert len(faults) == 1 and faults[0].endswith("is not in the audit log")
