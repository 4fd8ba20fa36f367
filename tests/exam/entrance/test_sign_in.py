"""Candidates come in: by a code that works once, or to their own page by number and code."""

from datetime import timedelta

import pytest

from app.db import db, transaction
from exam.sittings import codes
from exam.sittings.models import AttemptCode, CaseState


@pytest.fixture
def cast(build):
    return build.sitting()


@pytest.fixture
def case(build, cast):
    return build.admitted(cast)


def type_code(browser, code):
    return browser.post("/entrance", data={"code": code})


def test_a_code_signs_in_once(build, anonymous, case):
    code = build.code(case)
    browser = anonymous()
    assert type_code(browser, code).status_code == 303
    assert browser.get("/station").status_code in (200, 303)
    again = type_code(anonymous(), code)
    assert again.status_code == 422 and "operator" in again.get_data(as_text=True)


def test_a_code_reads_the_same_in_small_letters_and_with_spaces(build, anonymous, case):
    code = build.code(case).lower().replace("-", " ")
    assert type_code(anonymous(), code).status_code == 303


def test_an_expired_code_signs_nobody_in(build, anonymous, case, clock):
    code = build.code(case)
    clock.moment += timedelta(hours=16)
    assert type_code(anonymous(), code).status_code == 422


def test_a_new_code_supersedes_the_older_and_ends_its_session(build, anonymous, case):
    first = build.code(case)
    browser = anonymous()
    type_code(browser, first)
    assert browser.get("/").status_code == 303
    second = build.code(case, reason="powrót po awarii")
    assert browser.get("/").status_code == 200, "the older session is over"
    assert type_code(anonymous(), second).status_code == 303


def test_an_unused_code_is_dead_once_superseded(build, anonymous, case):
    first = build.code(case)
    build.code(case, reason="zgubiony pasek")
    assert type_code(anonymous(), first).status_code == 422


def test_a_code_of_the_practical_part_leaves_the_test_alone(build, anonymous, case):
    browser = anonymous()
    type_code(browser, build.code(case, "theory"))
    build.code(case, "practical")
    assert browser.get("/").status_code == 303


def test_signing_in_at_another_place_ends_the_first_session(build, anonymous, case):
    theory, practical = build.code(case, "theory"), build.code(case, "practical")
    first = anonymous()
    type_code(first, theory)
    assert type_code(anonymous(), practical).status_code == 303
    assert first.get("/").status_code == 200


def test_only_a_digest_of_a_code_is_kept(build, case):
    code = build.code(case)
    row = db.session.query(AttemptCode).one()
    assert code.replace("-", "") not in row.digest and len(row.digest) == 64


def test_guessing_is_throttled_for_one_browser_and_no_other(build, anonymous, case):
    browser, code = anonymous(), build.code(case)
    answers = [type_code(browser, "AAAA-AAAA-AAAA").status_code for _ in range(9)]
    assert answers[:8] == [422] * 8 and answers[8] == 429
    assert type_code(anonymous(), code).status_code == 303


def test_a_case_that_ended_gets_no_code_and_its_code_stops(build, anonymous, case):
    code = build.code(case)
    with transaction():
        case.state = CaseState.WITHDRAWN
    assert type_code(anonymous(), code).status_code == 422


def test_a_code_for_another_station_moves_the_candidate(build, cast, case):
    with transaction():
        codes.issue(case, "theory", cast.stations[3], "awaria komputera", cast.operator, build.moment)
    assert case.station.name == "Z4"


def test_the_portal_opens_by_number_and_code(build, anonymous, case):
    code = build.portal_code(case)
    browser = anonymous()
    number = case.number.replace("-", " / ")
    assert browser.post("/portal/sign-in", data={"number": number, "portal_code": code}).headers["Location"] == "/portal"
    assert case.person.name in browser.get("/portal").get_data(as_text=True)


def test_a_wrong_number_and_a_wrong_code_read_alike(build, anonymous, cast, case):
    code = build.portal_code(case)
    other = build.admitted(cast)
    build.portal_code(other)
    wrong = [anonymous().post("/portal/sign-in", data={"number": number, "portal_code": typed}).get_data(as_text=True)
             for number, typed in (("2026-999-01", code), (case.number, "AAAA-AAAA-AAAA"), (other.number, code))]
    messages = [text.split('id="portal_code-error">')[1].split("<")[0] for text in wrong]
    assert len(set(messages)) == 1


def test_portal_guessing_is_throttled_by_candidate_number(build, anonymous, case):
    code = build.portal_code(case)
    for _ in range(8):
        anonymous().post("/portal/sign-in", data={"number": case.number, "portal_code": "AAAA"})
    answer = anonymous().post("/portal/sign-in", data={"number": case.number, "portal_code": code})
    assert answer.status_code == 429


def test_a_new_portal_code_ends_the_older(build, anonymous, case, on_portal):
    browser = on_portal(case)
    assert browser.get("/portal").status_code == 200
    build.portal_code(case)
    assert browser.get("/portal").status_code == 302


def test_a_candidate_at_a_station_does_not_reach_the_portal(case, at_station):
    assert at_station(case).get("/portal").status_code == 403


@pytest.mark.parametrize("role", ["administrator", "coordinator", "operator", "assessor", "certifier", "reviewer"])
def test_staff_see_what_waits_for_them_and_no_candidate_page(everybody, client_of, role):
    browser = client_of(getattr(everybody, role))
    assert browser.get("/").status_code == 200
    assert browser.get("/portal").status_code == 403


def test_nobody_sees_the_front_door_and_is_sent_to_sign_in_elsewhere(anonymous, build):
    assert anonymous().get("/").status_code == 200
    assert anonymous().get("/portal").status_code == 302
