"""Who may confirm a certificate, what is on the paper, and what the public page gives away."""

import io
import re
from datetime import date, timedelta

import pytest
from pypdf import PdfReader
from sqlalchemy import text
from sqlalchemy.exc import DatabaseError

from app import settings
from app.auth.throttle import MOST_FROM_EVERYWHERE, WINDOW
from app.config import DEMONSTRATION
from app.db import db, transaction
from app.errors import NotAllowed, Refusal
from app.identity import RoleGrant
from exam.certificates.issuing import certificate_of, obstacles, path_of
from exam.certificates.models import CertificateChange
from exam.certificates.register import waiting
from exam.certificates.validity import well_formed
from exam.rehearsal import judging
from exam.sittings.models import CaseState, Preparation

URL = "https://probierz.example/verify"


@pytest.fixture
def issued(announced):
    """A world in which ``good`` holds a certificate; the certificate's number and code."""
    made, code = judging.certify(announced.good, announced.user("certifier"), URL, announced.moment)
    return announced, made.number, code


def nobodys_page(answer) -> str:
    """A page without its form token and the visitor's own words."""
    page = answer.get_data(as_text=True)
    page = re.sub(r'name="csrf_token"[^>]*value="[^"]*"', "", page)
    return re.sub(r'(name="(?:number|code)"[^>]*value=")[^"]*', r"\1", page)


def verify(browser, number, code, address="198.51.100.1"):
    return browser.post("/verify", data={"number": number, "code": code}, environ_base={"REMOTE_ADDR": address})


def test_a_positive_case_waits_for_the_officer_and_is_certified_once(announced, staff_browser):
    with transaction():
        settings.change("institution.public_address", "https://walidacja.example.pl")
    assert [case.id for case, _ in waiting()] == [announced.good]
    browser = staff_browser(announced, "certifier")
    assert announced.case("good").person.name in browser.get("/certificates").get_data(as_text=True)
    assert browser.post(f"/certificates/confirm/{announced.good}").status_code == 303
    db.session.rollback()
    made = certificate_of(announced.good)
    assert well_formed(made.number) and announced.case("good").state == CaseState.CERTIFIED and waiting() == []
    assert made.valid_until == date(made.issued_on.year + 5, made.issued_on.month, made.issued_on.day)
    assert browser.post(f"/certificates/confirm/{announced.good}").status_code == 403


def test_an_officer_who_sat_in_the_committee_is_refused(announced, staff_browser):
    with transaction() as session:
        session.add(RoleGrant(user_id=announced.staff["chair"], role="certifier"))
    with pytest.raises(NotAllowed):
        judging.certify(announced.good, announced.user("chair"), URL, announced.moment)
    answer = staff_browser(announced, "chair").post(f"/certificates/confirm/{announced.good}")
    assert answer.status_code == 403 and certificate_of(announced.good) is None


def test_an_officer_who_prepared_the_candidate_is_refused(announced):
    with transaction() as session:
        session.add(
            Preparation(
                person_id=announced.case("good").person_id,
                trainer_id=announced.staff["certifier"],
                organiser="Akademia",
                recorded_at=announced.moment,
            )
        )
    assert len(obstacles(announced.user("certifier"), announced.case("good"))) == 1
    with pytest.raises(NotAllowed):
        judging.certify(announced.good, announced.user("certifier"), URL, announced.moment)


def test_a_negative_case_gets_no_certificate(announced):
    assert obstacles(announced.user("certifier"), announced.case("weak"))
    with pytest.raises(NotAllowed):
        judging.certify(announced.weak, announced.user("certifier"), URL, announced.moment)


def test_a_decision_that_was_not_announced_gets_no_certificate(frozen):
    judging.open_marking(frozen.good, frozen.moment)
    for member in frozen.members:
        judging.fill_sheet(frozen.good, member, {}, frozen.moment)
    assert judging.decide(frozen.good, frozen.members, frozen.moment) == "positive"
    with pytest.raises(NotAllowed):
        judging.certify(frozen.good, frozen.user("certifier"), URL, frozen.moment)


def test_the_paper_carries_every_fact(issued, portal_browser):
    world, number, code = issued
    made = certificate_of(world.good)
    answer = portal_browser(world, "good").get(f"/certificates/{made.id}.pdf")
    pages = PdfReader(io.BytesIO(answer.data)).pages
    words = " ".join(pages[0].extract_text().split())
    assert len(pages) == 1
    for wanted in (
        "CERTYFIKAT",
        number,
        code,
        world.case("good").person.name,
        "17.05.1995",
        "13881",
        made.printed["qualification"],
        f"{made.valid_until:%d.%m.%Y}",
        f"{made.issued_on:%d.%m.%Y}",
        world.user("certifier").name,
        URL,
        settings.get("institution.name"),
    ):
        assert " ".join(wanted.split()) in words, wanted


def test_nobody_elses_certificate_opens(issued, portal_browser, staff_browser):
    world, _, _ = issued
    address = f"/certificates/{certificate_of(world.good).id}.pdf"
    assert portal_browser(world, "weak").get(address).status_code == 404
    for name in ("chair", "operator", "reviewer"):
        assert staff_browser(world, name).get(address).status_code == 403
    assert world.app.test_client().get(address).status_code == 302


def test_the_right_pair_tells_holder_and_standing(issued):
    world, number, code = issued
    page = verify(world.app.test_client(), f" {number.lower()} ", code.lower()).get_data(as_text=True)
    assert world.case("good").person.name in page and number in page


def test_a_wrong_code_and_an_unknown_number_read_alike(issued):
    world, number, code = issued
    wrong = "AAAA-" + code[5:] if not code.startswith("AAAA") else "BBBB-" + code[5:]
    unknown = number.replace("/00001-", "/00002-")
    first, second = (verify(world.app.test_client(), *pair) for pair in ((number, wrong), (unknown, code)))
    assert first.status_code == second.status_code == 200
    assert nobodys_page(first) == nobodys_page(second)
    assert world.case("good").person.name not in first.get_data(as_text=True)


@pytest.mark.parametrize("known", [True, False])
def test_guessing_is_slowed_down_for_known_and_unknown_numbers_alike(issued, known):
    world, number, code = issued
    asked = number if known else number.replace("/00001-", "/00002-")
    answers = [verify(world.app.test_client(), asked, f"AAAA-{attempt:04}").status_code for attempt in range(12)]
    assert answers[0] == 200 and answers[-1] == 429
    assert verify(world.app.test_client(), asked, code).status_code == 429  # the right code does not tell itself apart


def test_expired_suspended_and_revoked_are_told(issued):
    world, number, code = issued
    with transaction() as session:
        session.add(
            CertificateChange(
                certificate_id=certificate_of(world.good).id,
                kind="revoked",
                reason="próba",
                at=world.moment,
                by_id=world.staff["certifier"],
            )
        )
    revoked = verify(world.app.test_client(), number, code).get_data(as_text=True)
    with transaction() as session:
        session.add(
            CertificateChange(
                certificate_id=certificate_of(world.good).id,
                kind="reinstated",
                reason="próba",
                at=world.moment,
                by_id=world.staff["certifier"],
            )
        )
    valid = verify(world.app.test_client(), number, code).get_data(as_text=True)
    world.clock.moment += timedelta(days=5 * 366)
    expired = verify(world.app.test_client(), number, code).get_data(as_text=True)
    standings = [re.search(r'class="mark[^"]*"[^>]*>([^<]+)<', page).group(1) for page in (revoked, valid, expired)]
    assert len(set(standings)) == 3


def test_a_certificate_cannot_be_changed_in_the_database(issued):
    with pytest.raises(DatabaseError), transaction():
        db.session.execute(text("UPDATE certificate SET valid_until = '2099-01-01'"))


def test_a_guesser_does_not_keep_others_from_checking_a_certificate(issued):
    world, number, code = issued
    guesser, employer = world.app.test_client(), world.app.test_client()
    answers = [verify(guesser, number, f"AAAA-{attempt:04}", "203.0.113.9").status_code for attempt in range(12)]
    assert answers[:8] == [200] * 8 and answers[8:] == [429] * 4
    assert world.case("good").person.name in verify(employer, number, code, "198.51.100.7").get_data(as_text=True)
    other = number.replace("/00001-", "/00002-")
    assert verify(guesser, other, code, "203.0.113.9").status_code == 200  # another number from the same room is not held up


def test_one_number_has_a_wider_ceiling_from_everywhere(issued):
    world, number, code = issued
    for attempt in range(MOST_FROM_EVERYWHERE):
        answer = verify(world.app.test_client(), number, f"AAAA-{attempt:04}", f"203.0.113.{attempt % 200}")
        assert answer.status_code == 200
    assert verify(world.app.test_client(), number, code, "198.51.100.7").status_code == 429
    world.clock.moment += WINDOW
    assert verify(world.app.test_client(), number, code, "198.51.100.7").status_code == 200


def test_the_paper_carries_the_institutions_address_whatever_host_the_request_names(announced, staff_browser):
    with transaction():
        settings.change("institution.public_address", "https://walidacja.example.pl")
    browser = staff_browser(announced, "certifier")
    page = browser.get(f"/certificates/confirm/{announced.good}").get_data(as_text=True)
    assert "https://walidacja.example.pl/verify" in page and "localhost" not in page
    answer = browser.post(f"/certificates/confirm/{announced.good}", headers={"X-Forwarded-Host": "zly.example"})
    assert answer.status_code == 303
    db.session.rollback()
    words = words_on(announced, certificate_of(announced.good))
    assert "https://walidacja.example.pl/verify" in words and "localhost" not in words and "zly.example" not in words


def words_on(world, made):
    """The text of a certificate's file."""
    return " ".join(PdfReader(path_of(world.app.extensions["probierz_config"].instance, made.id)).pages[0].extract_text().split())


def test_a_case_without_an_announced_positive_decision_is_not_shown_to_the_officer(announced, staff_browser):
    assert staff_browser(announced, "certifier").get(f"/certificates/confirm/{announced.weak}").status_code == 404


@pytest.mark.parametrize("address", ["http://127.0.0.1:8000", "http://localhost:8000", "https://[::1]", "http://0.0.0.0", "x"])
def test_no_certificate_leaves_with_an_address_of_this_computer(announced, staff_browser, address):
    with pytest.raises(Refusal):
        judging.certify(announced.good, announced.user("certifier"), f"{address}/verify", announced.moment)
    assert certificate_of(announced.good) is None


def test_the_officer_is_told_why_until_the_public_address_is_set(announced, staff_browser):
    browser = staff_browser(announced, "certifier")
    page = browser.get(f"/certificates/confirm/{announced.good}").get_data(as_text=True)
    assert "adres publiczny" in page and "Wystaw certyfikat" not in page
    assert browser.post(f"/certificates/confirm/{announced.good}").status_code == 409
    db.session.rollback()
    assert certificate_of(announced.good) is None


def test_a_demonstration_may_carry_any_address(announced, staff_browser):
    (announced.folder / DEMONSTRATION).write_text("{}")
    made, _code = judging.certify(announced.good, announced.user("certifier"), "http://127.0.0.1:8000/verify", announced.moment)
    assert made.id


def test_a_validating_institution_issues_no_certificate(announced, staff_browser):
    with transaction():
        settings.change("institution.role", "IW")
    with pytest.raises(Refusal):
        judging.certify(announced.good, announced.user("certifier"), URL, announced.moment)
    assert "nie certyfikuje" in staff_browser(announced, "certifier").get("/certificates").get_data(as_text=True)
    with transaction():
        settings.change("institution.role", "IC")
    assert judging.certify(announced.good, announced.user("certifier"), URL, announced.moment)[0].id
