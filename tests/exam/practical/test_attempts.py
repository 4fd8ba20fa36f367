"""Preparation, time, closing and sealing: every step may be repeated, and a crash between any two loses nothing."""

import json
from datetime import UTC

import pytest

from app.db import db, transaction
from app.durable.files import sha256_of
from app.errors import Refusal
from exam.practical import attempts, results, sealing
from exam.practical.models import PracticalAttempt, PracticalFindings, PracticeState
from exam.practical.variants import store, template_path
from exam.sittings.models import CaseState, Enrolment
from sandbox_crm.bench import COMMANDS, Actor, Workbench
from sandbox_crm.store import open_path
from tests.sandbox_crm.seed import ANNA, TODAY


def work(day, command="task.complete", **args):
    """The candidate carries out one command in the open sandbox."""
    with open_path(store().path(day.attempt.sandbox), write=True) as session:
        bench = Workbench(session, Actor("candidate", ANNA), TODAY, day.moment.replace(tzinfo=UTC))
        COMMANDS[command](bench, **(args or {"task_id": 1}))


def count(model):
    return db.session.query(model).count()


def test_preparing_twice_gives_one_attempt_and_its_sandbox(day):
    first = day.prepare()
    assert day.prepare().id == first.id and count(PracticalAttempt) == 1
    assert store().path(first.sandbox).exists() and store().path(first.practice, "branches").exists()
    assert first.variant["task_criteria"] == {"Z1": ["2.4.f"], "Z2": ["2.3.c"]}


def test_preparation_cut_off_before_the_files_is_taken_up_again(day):
    current = day.prepare()
    for path in (store().path(current.sandbox), store().path(current.practice, "branches"), template_path(current.template_sha)):
        path.unlink()
    assert day.prepare().id == current.id
    assert store().path(current.sandbox).exists()


def test_a_lost_sandbox_of_open_work_is_never_replaced_by_an_empty_one(day):
    day.open()
    store().path(day.attempt.sandbox).unlink()
    with pytest.raises(Refusal):
        day.prepare()
    assert not store().path(day.attempt.sandbox).exists()


def test_opening_starts_the_clock_once_and_moves_the_case(day):
    day.open()
    opened = day.attempt.opened_at
    day.later(minutes=5)
    day.act("open_work", day.moment, None)
    assert day.attempt.opened_at == opened and day.case.state == CaseState.IN_PRACTICE
    assert attempts.time_of(day.attempt, day.moment).remaining == 115 * 60


def test_an_accommodation_lengthens_the_work(day):
    with transaction():
        db.session.get(Enrolment, day.case.id).accommodation_percent = 25
    day.open()
    assert attempts.time_of(day.attempt, day.moment).remaining == 150 * 60


def test_a_pause_stops_the_clock_and_the_minutes_of_the_scenario(day):
    day.open()
    day.later(minutes=20)
    day.act("pause", "przerwa w zasilaniu", None, day.moment)
    day.later(minutes=40)
    assert attempts.minutes_elapsed(day.attempt, day.moment) == 20
    day.act("resume", "zasilanie wróciło", None, day.moment)
    day.act("extend", 600, "wyrównanie", None, day.moment)
    assert attempts.time_of(day.attempt, day.moment).remaining == 110 * 60
    assert attempts.minutes_elapsed(day.attempt, day.moment) == 20


def test_familiarisation_does_not_count(day):
    day.familiarise()
    day.later(minutes=15)
    day.act("open_work", day.moment, None)
    assert attempts.time_of(day.attempt, day.moment).remaining == 120 * 60


def test_time_over_is_told_on_reading_and_written_at_the_deadline(day):
    day.open()
    day.later(minutes=121)
    assert attempts.state_at(day.attempt, day.moment) == PracticeState.EXPIRED
    assert sealing.sweep(day.moment) == 1
    current = day.attempt
    assert (current.state, current.closed_how, current.closed_by) == ("sealed", "expired", "time")
    assert (current.closed_at - current.opened_at).total_seconds() == 120 * 60
    assert day.case.state == CaseState.PRACTICE_DONE


def test_work_handed_in_after_the_deadline_ends_at_the_deadline(day):
    day.open()
    day.later(minutes=130)
    current = day.hand_in()
    assert current.closed_how == "expired" and (current.closed_at - current.opened_at).total_seconds() == 7200


def test_handing_in_twice_changes_nothing(day):
    day.open()
    work(day)
    first = day.hand_in()
    seal, receipt, sealed_at = first.seal, first.receipt, first.sealed_at
    day.later(minutes=3)
    again = day.hand_in()
    assert (again.seal, again.receipt, again.sealed_at) == (seal, receipt, sealed_at)
    assert seal["last_seq"] == 1 and sealing.seal_faults(again) == []
    assert count(PracticalFindings) == 1


@pytest.mark.parametrize("step", ["closed", "copied", "sealed"])
def test_a_crash_between_two_steps_is_made_good_by_the_sweep(day, step):
    day.open()
    work(day)
    with transaction():
        sealing.close(day.attempt, day.moment, "candidate")
    if step in ("copied", "sealed"):
        snapshot = sealing.seal_sandbox(day.attempt)
    if step == "sealed":
        with transaction():
            sealing.record_seal(day.attempt, snapshot, day.moment)
    sealing.sweep(day.moment)
    assert day.attempt.state == PracticeState.SEALED and day.attempt.receipt
    assert sealing.seal_faults(day.attempt) == []
    assert results.findings_of(day.case.id) is not None and count(PracticalFindings) == 1
    assert store().path(day.attempt.sandbox, "sealed").exists()


def test_a_crash_between_text_and_copy_of_the_seal_is_made_good(day):
    day.open()
    work(day)
    with transaction():
        sealing.close(day.attempt, day.moment, "candidate")
    sealing.seal_sandbox(day.attempt)
    store().path(day.attempt.sandbox, "sealed").unlink()
    sealing.sweep(day.moment)
    assert day.attempt.state == PracticeState.SEALED and store().path(day.attempt.sandbox, "sealed").exists()


def test_a_changed_sealed_file_is_told(day):
    day.open()
    day.hand_in()
    path = store().path(day.attempt.sandbox, "sealed")
    path.chmod(0o600)
    path.write_bytes(path.read_bytes() + b"x")
    assert sha256_of(path) != day.attempt.seal["file_sha256"]
    assert [fault for fault in sealing.seal_faults(day.attempt) if "file_sha256" in fault]


def test_the_judge_gives_the_same_bytes_again(day):
    day.open()
    work(day, "opportunity.update", opportunity_id=1, description="po rozmowie")
    day.hand_in()
    first = json.dumps(results.judged(day.attempt), sort_keys=True)
    assert json.dumps(results.judged(day.attempt), sort_keys=True) == first
    assert results.findings_of(day.case.id)["2.4.f"]["result"] == "met"


def test_a_broken_off_case_gets_a_fresh_sandbox_and_keeps_the_old_one(day):
    first = day.open()
    first_id, first_sandbox = first.id, first.sandbox
    day.hand_in()
    with transaction():
        db.session.get(Enrolment, day.case.id).state = CaseState.TEST_DONE
    second = day.prepare()
    assert second.number == 2 and second.id != first_id and second.sandbox != first_sandbox
    assert store().path(first_sandbox, "sealed").exists()
    assert db.session.get(PracticalAttempt, first_id).state == PracticeState.SEALED
