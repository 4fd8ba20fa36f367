"""The operator's day: identity, slips, opening, time, moving, absence, the log, closing; and who may not come near."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from sqlalchemy import select

from app.db import db
from app.errors import Refusal
from exam.sittings.models import CaseState, Enrolment, Sitting, SittingState
from exam.supervision import board, opening, parts
from exam.supervision.models import Incident
from exam.theory import attempts, pulse
from exam.timing import TimeAdjustment


@pytest.fixture
def cast(build, clock):
    """A sitting with signed cards whose planned hour has come."""
    made = build.sitting()
    build.ready(made)
    clock.moment += timedelta(hours=1)
    return made


@pytest.fixture
def desk(cast, client_of):
    """The browser of the sitting's operator."""
    return client_of(cast.operator)


def state_of(case):
    db.session.rollback()
    return db.session.get(Enrolment, case.id).state


def identify(desk, case):
    return desk.post(f"/supervision/cases/{case.id}/identity", data={"identity-document": "id_card", "identity-agrees": "y"})


def open_test(desk, cast, **data):
    return desk.post(f"/supervision/{cast.sitting.id}/opening/theory", data=data)


def started(build, cast, desk, **values):
    case = build.admitted(cast, **values)
    identify(desk, case)
    open_test(desk, cast)
    assert state_of(case) == CaseState.IN_TEST
    return case


def test_identity_needs_a_document_and_the_tick_and_keeps_only_the_kind(build, cast, desk):
    case = build.admitted(cast)
    assert desk.post(f"/supervision/cases/{case.id}/identity", data={"identity-document": "id_card"}).status_code == 422
    assert desk.post(f"/supervision/cases/{case.id}/identity", data={"identity-agrees": "y"}).status_code == 422
    assert state_of(case) == CaseState.ADMITTED
    assert identify(desk, case).status_code == 303
    row = db.session.get(Enrolment, case.id)
    assert (row.state, row.identity_document, row.identity_checked_by) == (CaseState.IDENTITY_CHECKED, "id_card",
                                                                           cast.operator.id)


def test_identity_not_shown_refuses_admission_with_the_facts(build, cast, desk):
    case = build.admitted(cast)
    assert desk.post(f"/supervision/cases/{case.id}/identity-not-shown", data={"refusal-reason": ""}).status_code == 422
    assert desk.post(f"/supervision/cases/{case.id}/identity-not-shown",
                     data={"refusal-reason": "Okazano legitymację biblioteczną."}).status_code == 303
    assert state_of(case) == CaseState.REFUSED


def test_codes_are_shown_once_and_sign_in(build, cast, desk, anonymous):
    case = build.admitted(cast)
    page = desk.post(f"/supervision/{cast.sitting.id}/slips/theory").get_data(as_text=True)
    code = re.search(r'slip-code code">([^<]+)<', page)[1]
    assert code not in desk.get(f"/supervision/{cast.sitting.id}/slips").get_data(as_text=True)
    candidate = anonymous()
    assert candidate.post("/entrance", data={"code": code}).status_code == 303
    assert candidate.get("/test").status_code == 200
    assert attempts.attempt_of(case.id) is not None, "the form is drawn before the start"


def test_the_test_opens_for_all_whose_identity_is_checked(build, cast, desk):
    one, other, absent = (build.admitted(cast) for _ in range(3))
    identify(desk, one)
    identify(desk, other)
    assert open_test(desk, cast).status_code == 303
    assert [state_of(case) for case in (one, other, absent)] == [CaseState.IN_TEST, CaseState.IN_TEST, CaseState.ADMITTED]
    assert db.session.get(Sitting, cast.sitting.id).state == SittingState.OPEN


def test_one_who_comes_late_gets_the_full_time_from_the_own_start(build, cast, desk, clock):
    started(build, cast, desk)
    late = build.admitted(cast)
    identify(desk, late)
    clock.moment += timedelta(minutes=7)
    assert desk.post(f"/supervision/cases/{late.id}/open/theory").status_code == 303
    assert attempts.time_of(attempts.attempt_of(late.id), build.moment).remaining == 75 * 60


def test_the_gates_hold(build, client_of):
    cast = build.sitting()
    case = build.admitted(cast, state=CaseState.IDENTITY_CHECKED)
    desk = client_of(cast.operator)
    assert open_test(desk, cast).status_code == 409, "readiness cards are not signed"
    build.ready(cast)
    assert open_test(desk, cast).status_code == 422, "the planned hour has not come"
    assert state_of(case) == CaseState.IDENTITY_CHECKED
    assert open_test(desk, cast, early_reason="wszyscy obecni, zgoda komisji").status_code == 303
    assert state_of(case) == CaseState.IN_TEST


def test_a_practical_part_needs_two_members(build, cast):
    case = build.enrolled(cast, state=CaseState.TEST_DONE, station_id=cast.stations[0].id)
    why = str(opening.why_not(case, "practical", cast.operator))
    assert "dwoje" in why or "two" in why or "dwóch" in why or "dwie" in why
    with pytest.raises(Refusal):
        opening.open_one(case, "practical", cast.operator, "", case.sitting.practical_starts_at)


def test_everybodys_time_is_stopped_released_and_extended_with_one_reason(build, cast, desk, clock):
    cases = [build.admitted(cast) for _ in range(2)]
    for case in cases:
        identify(desk, case)
    open_test(desk, cast)
    path = f"/supervision/{cast.sitting.id}/time"
    assert desk.post(path, data={"act": "pause", "reason": ""}).status_code == 422
    assert desk.post(path, data={"act": "pause", "reason": "alarm pożarowy"}).status_code == 303
    clock.moment += timedelta(minutes=30)
    assert desk.post(path, data={"act": "resume", "reason": "koniec alarmu"}).status_code == 303
    assert desk.post(path, data={"act": "extend", "reason": "czas na uspokojenie"}).status_code == 422
    assert desk.post(path, data={"act": "extend", "minutes": "5", "reason": "czas na uspokojenie"}).status_code == 303
    for case in cases:
        assert attempts.time_of(attempts.attempt_of(case.id), build.moment).remaining == 80 * 60
    reasons = {row.reason for row in db.session.scalars(select(TimeAdjustment))}
    assert reasons == {"alarm pożarowy", "koniec alarmu", "czas na uspokojenie"}


def test_one_candidates_time(build, cast, desk):
    case, other = started(build, cast, desk), build.admitted(cast)
    path = f"/supervision/cases/{case.id}/time"
    assert desk.post(path, data={"time-act": "extend", "time-minutes": "10", "time-reason": "awaria myszy"}).status_code == 303
    assert attempts.time_of(attempts.attempt_of(case.id), build.moment).remaining == 85 * 60
    assert desk.post(path, data={"time-act": "resume", "time-reason": "pomyłka"}).status_code == 409
    assert attempts.attempt_of(other.id) is None


def test_another_station_takes_a_new_code_with_a_reason_and_ends_the_older_session(build, cast, desk, at_station, anonymous):
    case = started(build, cast, desk)
    candidate = at_station(case)
    assert candidate.get("/test").status_code == 200
    spare = cast.stations[-1]
    path = f"/supervision/cases/{case.id}/move"
    assert desk.post(path, data={"move-station": spare.id, "move-reason": ""}).status_code == 422
    page = desk.post(path, data={"move-station": spare.id, "move-reason": "komputer nie odpowiada"}).get_data(as_text=True)
    code = re.search(r'slip-code code">([^<]+)<', page)[1]
    assert candidate.get("/test").status_code == 302, "the older session has ended"
    elsewhere = anonymous()
    assert elsewhere.post("/entrance", data={"code": code}).status_code == 303
    assert spare.name in elsewhere.get("/test").get_data(as_text=True)


def test_a_taken_station_is_refused(build, cast, desk):
    case, other = started(build, cast, desk), build.admitted(cast)
    answer = desk.post(f"/supervision/cases/{case.id}/move",
                       data={"move-station": other.station_id, "move-reason": "bliżej okna"})
    assert answer.status_code == 409
    assert db.session.get(Enrolment, case.id).station_id == case.station_id


def test_ending_a_part_needs_a_reason_and_seals_it(build, cast, desk):
    case = started(build, cast, desk)
    assert desk.post(f"/supervision/cases/{case.id}/close", data={"closing-reason": ""}).status_code == 422
    assert desk.post(f"/supervision/cases/{case.id}/close", data={"closing-reason": "decyzja komisji"}).status_code == 303
    test = attempts.attempt_of(case.id)
    assert (test.state, test.closed_by, state_of(case)) == ("submitted", "operator", CaseState.TEST_DONE)
    assert test.seal_sha


def test_absence_and_withdrawal(build, cast, desk):
    absent, leaves = build.admitted(cast), started(build, cast, desk)
    assert desk.post(f"/supervision/cases/{absent.id}/no-show").status_code == 303
    assert state_of(absent) == CaseState.NO_SHOW
    assert desk.post(f"/supervision/cases/{leaves.id}/withdraw",
                     data={"withdrawal-reason": "złe samopoczucie"}).status_code == 303
    assert state_of(leaves) == CaseState.WITHDRAWN
    assert attempts.attempt_of(leaves.id).seal_sha, "what was done stays sealed on file"


def test_an_event_is_appended_and_bad_input_keeps_what_was_typed(build, cast, desk):
    case = build.admitted(cast)
    path = f"/supervision/{cast.sitting.id}/incidents"
    bad = desk.post(path, data={"category": "", "at": "09:30", "text": "Wyszła z sali o 9:30."})
    assert bad.status_code == 422 and "Wyszła z sali" in bad.get_data(as_text=True)
    assert desk.post(path, data={"category": "left_room", "at": "23:30", "text": "Wyszła z sali."}).status_code == 422
    assert desk.post(path, data={"category": "left_room", "enrolment_id": str(case.id), "at": "09:30",
                                 "text": "Wyszła z sali."}).status_code == 303
    row = db.session.scalars(select(Incident)).one()
    assert (row.category, row.enrolment_id, row.at.hour, row.at.minute) == ("left_room", case.id, 8, 30)
    assert "Wyszła z sali." in desk.get(path).get_data(as_text=True)


def test_closing_waits_for_every_seal_and_for_a_reason_where_something_is_not_ticked(build, cast, desk):
    case, never = started(build, cast, desk), build.admitted(cast)
    path = f"/supervision/{cast.sitting.id}/closing"
    every = ["slips", "prints", "stations", "remarks", "copy", "incidents"]
    refused = desk.post(path, data={"ticked": every[:2], "remarks": "Kopia na dysku USB."})
    page = refused.get_data(as_text=True)
    assert refused.status_code == 409 and never.number in page
    assert page.count(" checked") == 2 and "Kopia na dysku USB." in page, "what was ticked and written was lost"
    desk.post(f"/supervision/cases/{never.id}/no-show")
    desk.post(f"/supervision/cases/{case.id}/close", data={"closing-reason": "koniec próby"})
    waits = desk.post(path, data={"ticked": every})
    assert waits.status_code == 409 and case.number in waits.get_data(as_text=True), "the practical part was not even begun"
    assert db.session.get(Sitting, cast.sitting.id).state == SittingState.OPEN
    desk.post(f"/supervision/cases/{case.id}/withdraw", data={"withdrawal-reason": "nie zostaje na praktykę"})
    assert desk.post(path, data={"ticked": every[:-1]}).status_code == 422
    assert desk.post(path, data={"ticked": every}).status_code == 303
    assert db.session.get(Sitting, cast.sitting.id).state == SittingState.CLOSED
    assert desk.post(path, data={"ticked": every}).status_code == 409


def test_who_needs_help_floats_to_the_top(app, build, cast, desk, clock):
    calm, lost = started(build, cast, desk), started(build, cast, desk)
    waits = build.admitted(cast)
    with app.app_context():
        pulse.note(attempts.attempt_of(calm.id).id, 0, "S1", build.moment)
        pulse.note(attempts.attempt_of(lost.id).id, 4, "S2", build.moment - timedelta(seconds=90))
    found = board.tiles(db.session.get(Sitting, cast.sitting.id), build.moment)
    assert [(one.case.id, one.level) for one in found[:2]] == [(lost.id, "bad"), (calm.id, "good")]
    assert found[2].case.id == waits.id
    clock.moment += timedelta(seconds=30)
    assert board.tile(db.session.get(Enrolment, calm.id), build.moment, []).level == "look"


def test_the_opening_and_the_board_tell_who_is_not_at_a_station(build, cast, desk, at_station):
    here, away = build.admitted(cast), build.admitted(cast)
    at_station(here)
    for case in (here, away):
        identify(desk, case)
    lines = re.findall(r"<li>.*?</li>", desk.get(f"/supervision/{cast.sitting.id}/opening/theory").get_data(as_text=True))
    told = {case.id: next(line for line in lines if case.number in line) for case in (here, away)}
    assert "logowania" in told[away.id] and "logowania" not in told[here.id]
    open_test(desk, cast)
    found = {one.case.id: one.level for one in board.tiles(db.session.get(Sitting, cast.sitting.id), build.moment)}
    assert found == {here.id: "look", away.id: "bad"}


def test_the_board_shows_progress_and_never_an_answer_or_a_name(build, cast, desk, at_station):
    case = started(build, cast, desk)
    test = attempts.attempt_of(case.id)
    candidate = at_station(case)
    item = next(place["item_id"] for place in test.form["form"]["items"]
                if test.form["items"][place["item_id"]]["kind"] == "single")
    candidate.put(f"/api/attempts/{test.id}/responses/{item}",
                  json={"key": "0b0f2e3a-1111-4222-8333-444455556666", "rev": 1, "base_rev": 0, "value": "A"})
    page = desk.get(f"/api/supervision/{cast.sitting.id}/tiles").json
    assert "1 z 56" in page["html"]
    assert case.person.last_name not in page["html"] and test.form["items"][item]["stem"] not in page["html"]
    assert desk.get(f"/supervision/{cast.sitting.id}").status_code == 200


@pytest.mark.parametrize("path", ["", "/slips", "/incidents", "/closing", "/opening/theory", "/opening/familiarisation",
                                  "/opening/practical"])
def test_only_the_sittings_own_operator_comes_near(build, cast, desk, client_of, everybody, at_station, path):
    address = f"/supervision/{cast.sitting.id}{path}"
    assert desk.get(address).status_code == 200
    assert client_of(everybody.operator).get(address).status_code == 404
    for role in ("coordinator", "assessor", "certifier", "reviewer", "administrator"):
        assert client_of(getattr(everybody, role)).get(address).status_code == 403
    assert at_station(build.admitted(cast)).get(address).status_code == 403


def test_a_foreign_operator_cannot_act_on_a_case(build, cast, client_of, everybody):
    case = build.admitted(cast)
    foreign = client_of(everybody.operator)
    for act in ("identity", "identity-not-shown", "open/theory", "time", "move", "close", "no-show", "withdraw"):
        assert foreign.post(f"/supervision/cases/{case.id}/{act}").status_code == 404
    assert state_of(case) == CaseState.ADMITTED


def test_the_sweep_covers_both_parts(build, cast, desk, clock):
    case = started(build, cast, desk)
    clock.moment += timedelta(minutes=76)
    assert parts.sweep(build.moment) == 1
    assert attempts.attempt_of(case.id).state == "expired"
