"""What waits for whom on the first page of the staff, after the result."""

from app.clock import dice
from app.db import transaction
from exam.appeals import filing, ruling
from exam.entrance import desks
from exam.rehearsal import judging
from exam.sittings.models import Preparation

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
