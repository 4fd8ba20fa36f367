"""Breaking off the practical part: the closed list of reasons, the seal, the test's result, and the part taken elsewhere."""

from datetime import timedelta

import pytest

from app.db import db, transaction
from exam.committee.sitting_report import sitting_report_of
from exam.practical import attempts
from exam.practical.variants import DRAWER
from exam.sittings import remarks, seating
from exam.sittings.models import CaseState, CaseTransfer, Enrolment, Sitting
from exam.supervision import opening, presence
from exam.supervision.models import BreakOff
from tests.exam.practical.conftest import tiny_variant

WORDS = "Awaria zasilania w sali, prąd nie wrócił do końca dnia."


@pytest.fixture
def cast(app, build, clock):
    app.extensions[DRAWER] = tiny_variant
    made = build.sitting()
    build.ready(made)
    clock.moment += timedelta(hours=3)
    arrive(build, made)
    return made


def course_of(sitting_id):
    return sitting_report_of(db.session.get(Sitting, sitting_id)).section("Przebieg").rows


def arrive(build, cast):
    with transaction():
        for user in (cast.chair, cast.member):
            presence.log(db.session.merge(cast.sitting), user.id, "came", db.session.merge(cast.operator), build.moment)


@pytest.fixture
def case(build, cast):
    """A candidate at work in the practical part."""
    made = build.admitted(cast, state=CaseState.TEST_DONE)
    opening.open_one(made, "practical", cast.operator, "", build.moment)
    return made


@pytest.fixture
def desk(cast, client_of):
    return client_of(cast.operator)


def state_of(case):
    db.session.rollback()
    return db.session.get(Enrolment, case.id).state


def break_off(desk, case, ground="technical", text=WORDS, members=()):
    return desk.post(f"/supervision/cases/{case.id}/break-off", data={
        "breaking-ground": ground, "breaking-text": text, "breaking-members": [str(one.id) for one in members]})


def test_what_there_is_gets_sealed_and_the_case_stands_as_broken_off(desk, cast, case):
    assert break_off(desk, case).status_code == 303
    attempt = attempts.attempt_of(case.id)
    assert (state_of(case), attempt.state) == (CaseState.BROKEN_OFF, "sealed") and attempt.receipt
    row = db.session.query(BreakOff).one()
    assert (row.ground, row.text, row.members, row.by_id) == ("technical", WORDS, [], cast.operator.id)
    assert any(WORDS in words for *_, words in course_of(cast.sitting.id))
    assert WORDS in desk.get(f"/supervision/{cast.sitting.id}/incidents").get_data(as_text=True)


@pytest.mark.parametrize("ground,text", [("", WORDS), ("bad weather", WORDS), ("technical", "ups"), ("removal", WORDS)])
def test_without_a_listed_reason_words_or_two_names_nothing_happens(desk, case, ground, text):
    assert break_off(desk, case, ground, text).status_code == 422
    assert state_of(case) == CaseState.IN_PRACTICE and db.session.query(BreakOff).count() == 0


def test_a_removal_takes_two_members_of_this_very_committee(desk, cast, case):
    assert break_off(desk, case, "removal", members=[cast.chair]).status_code == 422
    assert break_off(desk, case, "removal", members=[cast.chair, cast.reserve]).status_code == 422
    assert break_off(desk, case, "removal", members=[cast.chair, cast.member]).status_code == 303
    row = db.session.query(BreakOff).one()
    assert set(row.members) == {str(cast.chair.id), str(cast.member.id)} and state_of(case) == CaseState.BROKEN_OFF


def test_only_the_sittings_operator_breaks_off_and_only_the_practical_part(build, desk, cast, case, client_of, everybody):
    assert break_off(client_of(everybody.operator), case).status_code == 404
    assert break_off(desk, build.admitted(cast)).status_code == 409
    assert state_of(case) == CaseState.IN_PRACTICE


def test_the_part_is_taken_again_in_another_sitting_in_a_fresh_sandbox_after_a_new_check(
        build, desk, cast, case, client_of, everybody, clock):
    office = client_of(everybody.coordinator)
    with transaction():
        remarks.add(db.session.get(Enrolment, case.id), "fault", "Nie ma prądu.", build.moment)
    target = build.sitting()
    path, data = f"/cases/{case.id}/transfer", {"sitting": str(target.sitting.id), "reason": "awaria zasilania"}
    office.post(path, data=data)
    assert db.session.query(CaseTransfer).count() == 0, "only what was broken off can be moved"
    break_off(desk, case)
    first = attempts.attempt_of(case.id)
    clock.moment += timedelta(minutes=1)
    assert case.number in office.get("/").get_data(as_text=True)
    office.post(path, data=data | {"reason": ""})
    assert db.session.query(CaseTransfer).count() == 0
    assert office.post(path, data=data).status_code == 303
    moved = db.session.get(Enrolment, case.id)
    assert (moved.state, moved.sitting_id, moved.number) == (CaseState.TEST_DONE, target.sitting.id, case.number)
    assert moved.identity_checked_at is None and all(seat.left_at for seat in moved.seats)
    told = [words for *_, words in course_of(cast.sitting.id)]
    assert any("Nie ma prądu." in words for words in told) and any("Przeniesiono" in words for words in told)
    assert not any("Nie ma prądu." in words for *_, words in course_of(moved.sitting_id))
    with transaction() as session:
        seating.seat(moved, [session.merge(target.chair), session.merge(target.member)], session.merge(target.chair),
                     build.moment, 8)
    build.ready(target)
    clock.moment += timedelta(hours=4)
    arrive(build, target)
    assert opening.why_not(db.session.get(Enrolment, case.id), "practical", target.operator) is not None, "identity again"
    there = client_of(target.operator)
    there.post(f"/supervision/cases/{case.id}/identity", data={"identity-document": "id_card", "identity-agrees": "y"})
    assert state_of(case) == CaseState.TEST_DONE and db.session.get(Enrolment, case.id).identity_checked_by == target.operator.id
    opening.open_one(db.session.get(Enrolment, case.id), "practical", target.operator, "", build.moment)
    second = attempts.attempt_of(case.id)
    assert second.number == first.number + 1 and second.sandbox != first.sandbox and state_of(case) == CaseState.IN_PRACTICE


def test_broken_off_while_getting_to_know_the_crm_the_part_starts_anew(build, desk, cast):
    case = build.admitted(cast, state=CaseState.TEST_DONE)
    opening.open_one(case, "familiarisation", cast.operator, "", build.moment)
    assert attempts.attempt_of(case.id).state == "familiarising"
    assert break_off(desk, case, "health").status_code == 303
    attempt = attempts.attempt_of(case.id)
    assert (state_of(case), attempt.state, attempt.opened_at) == (CaseState.BROKEN_OFF, "prepared", None)
