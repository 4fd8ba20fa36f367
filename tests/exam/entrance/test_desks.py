"""What waits for whom on the first page of the staff, through the states of a sitting, a case, and after the result."""

from datetime import timedelta

import pytest

from app import settings
from app.clock import dice
from app.db import transaction
from exam.appeals import filing, ruling
from exam.entrance import desks
from exam.rehearsal import judging
from exam.sittings.models import CaseState, Preparation, SittingState

WHY = "Moje odpowiedzi były zgodne z materiałami źródłowymi."


def waits(world, name):
    """Endpoints that wait for one of the staff, with what is said of each."""
    return {desk.endpoint: str(desk.where) for desk in desks.of(world.user(name), world.moment.date())}


def appeal(world):
    with transaction():
        return filing.file(world.case(), "decision", "", {"1.1.a": WHY}, dice(), world.moment).id


def test_the_officer_is_told_of_the_positive_case_alone_and_no_longer_once_it_is_certified(announced):
    assert waits(announced, "certifier")["certificates.overview"].endswith("1")
    judging.certify(announced.good, announced.user("certifier"), "https://probierz.example/verify", announced.moment)
    assert "certificates.overview" not in waits(announced, "certifier")


def test_a_case_the_officer_may_not_confirm_does_not_wait_for_them(announced):
    with transaction() as session:
        session.add(
            Preparation(
                person_id=announced.case("good").person_id,
                trainer_id=announced.staff["certifier"],
                organiser="Akademia",
                recorded_at=announced.moment,
            )
        )
    assert "certificates.overview" not in waits(announced, "certifier")


def test_an_appeal_leads_the_coordinator_first_and_then_its_reviewer(announced, staff_browser):
    appeal_id = appeal(announced)
    assert "O/2026/0001" in waits(announced, "coordinator")["appeals.case"] and "appeals.case" not in waits(announced, "reviewer")
    with transaction():
        ruling.appoint(filing.appeal(appeal_id), announced.user("reviewer"), announced.user("coordinator"), announced.moment)
    assert "appeals.case" not in waits(announced, "coordinator") and "appeals.case" not in waits(announced, "other")
    assert f'href="/appeals/{appeal_id}"' in staff_browser(announced, "reviewer").get("/").get_data(as_text=True)
    with transaction():
        ruling.rule(
            filing.appeal(appeal_id),
            announced.user("reviewer"),
            {"1.1.a": ("dismissed", "Odpowiedzi nie zgadzają się z kluczem w żadnym pytaniu.")},
            dice(),
            announced.moment,
        )
    assert "appeals.case" not in waits(announced, "reviewer")


def told(user, today):
    """(urgency, endpoint, words) of everything that waits for a person."""
    return [(desk.urgency, desk.endpoint, str(desk.what)) for desk in desks.of(user, today)]


@pytest.fixture
def filled_in(build):
    """The institution's data are complete, so that nothing of them waits."""
    with transaction():
        settings.change("institution.name", "Instytucja Próbna")
        settings.change("institution.public_address", "https://walidacja.example.pl")


@pytest.mark.parametrize("role", ["coordinator", "administrator"])
def test_the_institutions_data_wait_until_they_are_filled_in(build, role):
    user, today = build.staff(role), build.moment.date()
    assert (1, "settings.overview") in [one[:2] for one in told(user, today)]
    with transaction():
        settings.change("institution.name", "Instytucja Próbna")
    assert [desk.where for desk in desks.of(user, today)] == ["publiczny adres serwisu"]
    with transaction():
        settings.change("institution.public_address", "https://walidacja.example.pl")
    assert told(user, today) == []


@pytest.mark.parametrize(("days", "urgency"), [(0, 0), (-1, 0), (5, 1), (30, 2)])
def test_the_coordinator_is_told_what_a_sitting_lacks_the_sooner_the_louder(build, filled_in, days, urgency):
    cast, user = build.sitting(), build.staff("coordinator")
    build.enrolled(cast)
    seatless = build.enrolled(cast, state=CaseState.ADMITTED, admission="admitted", admitted_at=build.moment,
                              station_id=cast.stations[0].id)
    found = [one for one in told(user, (build.moment - timedelta(days=days)).date()) if one[1] == "sittings.sitting"]
    words = " | ".join(one[2] for one in found if one[0] == urgency)
    assert "dopuszczeni" in words and seatless.number in words and cast.stations[0].name in words


def test_todays_ready_sitting_is_still_named_and_a_past_one_waits_for_its_closing(build, filled_in):
    cast, user = build.sitting(), build.staff("coordinator")
    build.admitted(cast)
    build.ready(cast)
    today = build.moment.date()
    assert [one[:2] for one in told(user, today)] == [(0, "sittings.sitting")]
    assert [one[:2] for one in told(user, today + timedelta(days=1))] == [(0, "sittings.sitting")]
    assert told(user, today - timedelta(days=1)) == []
    with transaction():
        cast.sitting.state = SittingState.CLOSED
    assert told(user, today + timedelta(days=1)) == []


def test_the_operator_is_led_through_the_day(build):
    cast, today = build.sitting(), build.moment.date()
    case = build.admitted(cast)
    before = told(cast.operator, today)
    assert [one[1] for one in before] == ["sitting_staff.readiness_cards", "supervision.board"]
    assert all(one[0] == 0 for one in before) and "1" in before[1][2]
    assert all(one[0] == 2 for one in told(cast.operator, today - timedelta(days=2)))
    build.ready(cast)
    with transaction():
        case.state, cast.sitting.state = CaseState.IDENTITY_CHECKED, SittingState.OPEN
    assert [one[1] for one in told(cast.operator, today)] == ["supervision.board"]
    with transaction():
        case.state = CaseState.NO_SHOW
    assert [one[1] for one in told(cast.operator, today)] == ["supervision.closing_page", "supervision.board"]
    with transaction():
        cast.sitting.state = SittingState.CLOSED
    assert told(cast.operator, today) == []


@pytest.mark.parametrize(("state", "endpoint", "urgency"), [
    (CaseState.ADMITTED, "sittings.case", 2), (CaseState.IN_TEST, "sittings.case", 2),
    (CaseState.IN_PRACTICE, "talk.observation", 0),
    (CaseState.PRACTICE_DONE, "talk.overview", 0), (CaseState.IN_INTERVIEW, "talk.overview", 0),
    (CaseState.EVIDENCE_FROZEN, "committee.sheet", 0)])
def test_a_member_is_told_of_each_stage_of_a_case(build, state, endpoint, urgency):
    cast = build.sitting()
    build.admitted(cast, state=state)
    assert [one[:2] for one in told(cast.member, build.moment.date())] == [(urgency, endpoint)]
    assert told(cast.reserve, build.moment.date()) == []


def test_a_member_whose_sheet_is_in_waits_for_the_others_and_then_settles(frozen):
    today = frozen.moment.date()
    judging.open_marking(frozen.good, frozen.moment)
    judging.fill_sheet(frozen.good, frozen.user("chair"), {}, frozen.moment)
    mine = {desk.args["enrolment_id"]: (desk.urgency, desk.endpoint) for desk in desks.of(frozen.user("chair"), today)}
    assert mine == {frozen.good: (2, "committee.decision"), frozen.weak: (0, "committee.sheet")}
    judging.fill_sheet(frozen.good, frozen.user("member"), {}, frozen.moment)
    mine = {desk.args["enrolment_id"]: (desk.urgency, desk.endpoint) for desk in desks.of(frozen.user("chair"), today)}
    assert mine[frozen.good] == (0, "committee.decision")


def test_the_coordinator_sees_decisions_that_wait_for_the_officer(announced):
    found = [str(desk.what) for desk in desks.of(announced.user("coordinator"), announced.moment.date())]
    assert any("osobę zatwierdzającą" in words and words.endswith("1)") for words in found)
    judging.certify(announced.good, announced.user("certifier"), "https://probierz.example/verify", announced.moment)
    found = [str(desk.what) for desk in desks.of(announced.user("coordinator"), announced.moment.date())]
    assert not any("osobę zatwierdzającą" in words for words in found)
