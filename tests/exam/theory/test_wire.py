"""The wire of answers: exactly once, never over a newer one, never after the end, never acknowledged before it is safe."""

from __future__ import annotations

import os
import threading
from datetime import timedelta
from uuid import uuid4

import pytest
from sqlalchemy import select
from sqlalchemy.exc import OperationalError

from app.db import db, transaction
from exam.sittings.models import CaseState
from exam.theory import answer_journal, attempts, results
from exam.theory.models import AttemptState, Response, TheoryResult
from exam.theory.sealing import seal_of, value_digest


def rows(test):
    return db.session.scalars(select(Response).where(Response.attempt_id == test.id).order_by(Response.id)).all()


def journal(app):
    return answer_journal.read(answer_journal.of(app).path)


def test_an_answer_is_acknowledged_with_its_key_and_hash(app, sit, first_of):
    one = sit()
    item_id, _ = first_of(one.test)
    key = uuid4()
    answer = one.wire.put(item_id, "B", key=key)
    assert answer.status_code == 200
    assert answer.json["key"] == str(key) and answer.json["rev"] == 1
    assert answer.json["sha256"] == value_digest("B")
    assert answer.json["remaining"] == 75 * 60
    assert [row.value for row in rows(one.test)] == ["B"]
    assert [record["key"] for record in journal(app).records] == [str(key)]


def test_the_same_key_is_answered_alike_and_stored_once(clock, sit, first_of):
    one = sit()
    item_id, _ = first_of(one.test)
    key = uuid4()
    first = one.wire.put(item_id, "B", key=key)
    clock.moment += timedelta(minutes=5)
    again = one.wire.put(item_id, "B", key=key)
    assert (again.status_code, again.data) == (first.status_code, first.data)
    assert len(rows(one.test)) == 1


def test_a_key_used_for_another_answer_is_refused(sit, first_of):
    one = sit()
    item_id, _ = first_of(one.test)
    key = uuid4()
    one.wire.put(item_id, "B", key=key)
    assert one.wire.put(item_id, "C", key=key).status_code == 422
    assert [row.value for row in rows(one.test)] == ["B"]


def test_a_change_made_on_an_old_revision_is_kept_as_evidence_and_changes_nothing(sit, first_of):
    one = sit()
    item_id, _ = first_of(one.test)
    one.wire.put(item_id, "B", rev=1)
    one.wire.put(item_id, "C", rev=2)
    stale = one.wire.put(item_id, "A", rev=2, base_rev=1)
    assert stale.status_code == 409 and stale.json["error"] == "stale"
    assert stale.json["current"] == {"rev": 2, "value": "C"}
    assert [(row.value, row.accepted, row.reason) for row in rows(one.test)] == [
        ("B", True, None), ("C", True, None), ("A", False, "stale")]
    assert results.final_values(one.test.id)[item_id] == "C"


def test_a_stale_tab_cannot_blank_an_answer(sit, first_of):
    one = sit()
    item_id, _ = first_of(one.test)
    one.wire.put(item_id, "B", rev=1)
    assert one.wire.put(item_id, None, rev=1, base_rev=0).status_code == 409
    assert results.final_values(one.test.id)[item_id] == "B"


def test_an_answer_after_the_deadline_is_kept_as_late_and_does_not_count(clock, sit, first_of):
    one = sit()
    item_id, _ = first_of(one.test)
    one.wire.put(item_id, "B", rev=1)
    clock.moment += timedelta(minutes=75)
    late = one.wire.put(item_id, "C", rev=2)
    assert late.status_code == 409 and late.json["error"] == "late"
    test = attempts.attempt(one.test.id)
    assert test.state == AttemptState.EXPIRED
    assert test.closed_at == test.opened_at + timedelta(minutes=75)
    assert rows(test)[-1].reason == "late"
    assert results.final_values(test.id)[item_id] == "B"


def test_the_last_second_still_counts(clock, sit, first_of):
    one = sit()
    item_id, _ = first_of(one.test)
    clock.moment += timedelta(minutes=75, seconds=-1)
    assert one.wire.put(item_id, "B").status_code == 200


def test_a_read_after_the_deadline_shows_the_end_and_writes_nothing(clock, sit):
    one = sit()
    clock.moment += timedelta(minutes=76)
    assert one.wire.state().json["state"] == "expired"
    assert one.wire.state().json["remaining"] == 0
    assert attempts.attempt(one.test.id).state == AttemptState.OPEN
    page = one.browser.get("/test")
    assert page.status_code == 200 and "data-item" not in page.get_data(as_text=True)


def test_the_sweep_closes_and_scores_a_test_whose_browser_is_dead(clock, build, sit, first_of):
    one, other = sit("ziarno-1"), sit("ziarno-2", accommodation_percent=50)
    one.wire.put(first_of(one.test)[0], "A")
    clock.moment += timedelta(minutes=80)
    assert attempts.sweep(build.moment) == 1
    assert attempts.sweep(build.moment) == 0
    assert attempts.attempt(one.test.id).state == AttemptState.EXPIRED
    assert attempts.attempt(other.test.id).state == AttemptState.OPEN
    assert len(db.session.scalars(select(TheoryResult)).all()) == 1


def test_a_heartbeat_after_the_deadline_closes_the_test(clock, sit):
    one = sit()
    clock.moment += timedelta(minutes=75)
    assert one.wire.beat().json["state"] == "expired"
    assert attempts.attempt(one.test.id).state == AttemptState.EXPIRED


def test_a_pause_stops_the_clock_and_holds_answers_back(clock, build, sit, first_of):
    one = sit()
    item_id, _ = first_of(one.test)
    clock.moment += timedelta(minutes=10)
    with transaction():
        attempts.pause(attempts.attempt(one.test.id), "awaria zasilania", None, build.moment)
    key = uuid4()
    assert one.wire.put(item_id, "B", key=key).json["error"] == "paused"
    clock.moment += timedelta(hours=2)
    assert one.wire.state().json == {**one.wire.state().json, "paused": True, "remaining": 65 * 60, "ends_at": None}
    with transaction():
        attempts.resume(attempts.attempt(one.test.id), "zasilanie wróciło", None, build.moment)
    assert one.wire.put(item_id, "B", key=key).json["remaining"] == 65 * 60
    assert attempts.sweep(build.moment) == 0


def test_an_extension_moves_the_deadline(clock, build, sit, first_of):
    one = sit()
    with transaction():
        attempts.extend(attempts.attempt(one.test.id), 600, "alarm pożarowy", None, build.moment)
    clock.moment += timedelta(minutes=80)
    assert one.wire.put(first_of(one.test)[0], "B").json["remaining"] == 5 * 60
    clock.moment += timedelta(minutes=5)
    assert one.wire.put(first_of(one.test)[0], "C", rev=2).json["error"] == "late"


def test_an_accommodation_lengthens_the_time_from_the_start(sit):
    one = sit(accommodation_percent=50)
    assert one.wire.state().json["remaining"] == round(75 * 60 * 1.5)


def test_handing_in_on_one_screen_stops_every_other(build, anonymous, at_station, sit, first_of):
    one = sit()
    item_id, _ = first_of(one.test)
    one.wire.put(item_id, "B")
    second = one.new_wire(at_station(one.case))
    assert one.wire.put(item_id, "C", rev=2).status_code == 401, "a new code ends the older session"
    assert second.browser.post("/test/hand-in").status_code == 303
    refused = second.put(item_id, "C", rev=2)
    assert refused.status_code == 409 and refused.json["error"] == "closed"
    assert results.final_values(one.test.id)[item_id] == "B"
    assert rows(one.test)[-1].reason == "closed"


def test_handing_in_twice_at_once_seals_once(app, build, sit, first_of, key_of):
    one = sit()
    for item_id, value in list(key_of(one.test).items())[:5]:
        assert one.wire.put(item_id, value).status_code == 200
    codes, barrier = [], threading.Barrier(8)

    def send():
        browser = app.test_client()
        browser.set_cookie("probierz", one.browser.get_cookie("probierz").value)
        barrier.wait()
        codes.append(browser.post("/test/hand-in").status_code)

    threads = [threading.Thread(target=send) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert codes == [303] * 8
    db.session.rollback()
    test = attempts.attempt(one.test.id)
    assert test.state == AttemptState.SUBMITTED
    assert test.seal_sha == seal_of(test, attempts.accepted_answers(test.id))
    assert len(db.session.scalars(select(TheoryResult)).all()) == 1
    assert one.browser.get("/test/hand-in").status_code == 303


def test_handing_in_never_blanks_an_answer(sit, key_of):
    one = sit()
    for item_id, value in key_of(one.test).items():
        assert one.wire.put(item_id, value).status_code == 200
    one.browser.post("/test/hand-in", data={"q1": "", "value": ""})
    assert results.final_values(one.test.id) == key_of(one.test)


def test_nothing_is_acknowledged_when_the_sync_fails_and_the_answer_arrives_after_a_restart(app, build, sit, first_of,
                                                                                            monkeypatch):
    one = sit()
    item_id, _ = first_of(one.test)
    key, real, real_fsync = uuid4(), answer_journal.of(app), os.fsync

    def failing(handle):
        raise OSError(5, "Input/output error")

    monkeypatch.setattr(answer_journal.os, "fsync", failing)
    assert one.wire.put(item_id, "B", key=key).status_code == 503
    monkeypatch.setattr(answer_journal.os, "fsync", real_fsync)
    assert one.wire.put(item_id, "B", key=key).status_code == 503, "after a failed sync only a restart may acknowledge"
    real.close()
    del app.extensions["probierz_answer_journal"]
    assert one.wire.put(item_id, "B", key=key).status_code == 200
    assert len(rows(one.test)) == 1


def test_nothing_is_acknowledged_or_journalled_when_the_commit_fails(app, build, sit, first_of, monkeypatch):
    one = sit()
    item_id, _ = first_of(one.test)

    def failing():
        raise OperationalError("COMMIT", {}, Exception("disk I/O error"))

    monkeypatch.setattr(db.session, "commit", failing)
    assert one.wire.put(item_id, "B").status_code == 503
    monkeypatch.undo()
    assert rows(one.test) == []
    assert journal(app).records == []


@pytest.mark.parametrize("body", [
    None, [], {}, {"key": "x", "rev": 1, "base_rev": 0, "value": "A"},
                                  {"key": str(uuid4()), "rev": "1", "base_rev": 0, "value": "A"},
    {"key": str(uuid4()), "rev": 0, "base_rev": 0, "value": "A"}, {"key": str(uuid4()), "rev": 1, "base_rev": -1, "value": "A"},
    {"key": str(uuid4()), "rev": 1, "base_rev": 0}, {"key": str(uuid4()), "rev": True, "base_rev": 0, "value": "A"},
    {"key": str(uuid4()), "rev": 1, "base_rev": 0, "value": "Z"}, {"key": str(uuid4()), "rev": 1, "base_rev": 0, "value": ["A"]}])
def test_a_malformed_change_is_refused_with_words_and_stores_nothing(sit, first_of, body):
    one = sit()
    answer = one.browser.put(f"/api/attempts/{one.test.id}/responses/{first_of(one.test)[0]}", json=body)
    assert answer.status_code == 422 and answer.json["message"]
    assert rows(one.test) == []


def test_a_question_of_another_form_is_not_found(sit, first_of):
    assert sit().wire.put("9.9.z-01", "A").status_code == 404


def test_another_candidates_test_does_not_exist(sit, first_of):
    one, other = sit("a"), sit("b")
    answer = one.browser.put(f"/api/attempts/{other.test.id}/responses/{first_of(other.test)[0]}",
                             json={"key": str(uuid4()), "rev": 1, "base_rev": 0, "value": "A"})
    assert answer.status_code == 404
    assert rows(other.test) == []


def test_a_portal_session_cannot_answer(build, on_portal, sit, first_of):
    one = sit()
    assert one.new_wire(on_portal(one.case)).put(first_of(one.test)[0], "A").status_code == 404


def test_an_answer_before_the_opening_is_held_back(build, cast, prepare, at_station, first_of):
    case = build.admitted(cast, state=CaseState.IDENTITY_CHECKED)
    browser = at_station(case)
    test = prepare(case)
    answer = browser.put(f"/api/attempts/{test.id}/responses/{first_of(test)[0]}",
                         json={"key": str(uuid4()), "rev": 1, "base_rev": 0, "value": "A"})
    assert answer.status_code == 409 and answer.json["error"] == "prepared"
