"""Who looks into the sealed evidence after the announcement, and what the test's questions keep to themselves."""

import pytest
from bs4 import BeautifulSoup
from sqlalchemy import select

from app.audit import AuditEntry
from app.clock import dice
from app.db import db, transaction
from exam.appeals import filing, ruling
from exam.appeals.others import applied_to_all
from exam.practical.attempts import attempt_of as work_of
from exam.practical.timeline import acts_in
from exam.sittings import remarks
from exam.supervision import incidents
from exam.theory import attempts as theory
from exam.theory.frozen_form import questions
from exam.timing import adjust

WHY = "Moje odpowiedzi były zgodne z materiałami źródłowymi."


def sealed(world, which="weak"):
    return f"/sealed/{work_of(world.case(which).id).sandbox}/"


def appealed(world, appoint="reviewer"):
    with transaction():
        appeal = filing.file(world.case(), "decision", "", {"1.1.a": WHY}, dice(), world.moment)
        ruling.appoint(appeal, world.user(appoint), world.user("coordinator"), world.moment)
        return appeal.id


def text_of(answer):
    return " ".join(BeautifulSoup(answer.get_data(as_text=True), "html.parser").get_text(" ").split())


def test_before_the_announcement_nothing_opens(frozen, portal_browser):
    browser = portal_browser(frozen, "weak")
    assert browser.get("/portal/inspection").status_code == 404 and browser.post("/portal/inspection").status_code == 404
    assert browser.get(sealed(frozen)).status_code == 404
    assert "/portal/inspection" not in browser.get("/portal").get_data(as_text=True)


def test_opening_is_recorded_and_shows_the_own_case_whole(announced, portal_browser):
    browser = portal_browser(announced, "weak")
    assert browser.get("/portal").get_data(as_text=True).count('href="/portal/inspection"') == 1
    assert "Pytanie 1 " not in text_of(browser.get("/portal/inspection"))
    assert browser.post("/portal/inspection").status_code == 303
    acts = db.session.scalars(select(AuditEntry).where(AuditEntry.act == "appeals.inspection_opened")).all()
    assert [entry.case_id for entry in acts] == [announced.weak]
    page = text_of(browser.get("/portal/inspection"))
    for wanted in (
        "Pytanie 56",
        "0 z 6 poprawnych",
        "Kandydat sam poprawił etap szansy.",
        "Odpowiedź 0 w skrócie",
        "wynik testu",
        *(member.name for member in announced.members),
    ):
        assert wanted in page, wanted


def test_the_page_holds_no_key_and_no_rationale(announced, portal_browser):
    browser = portal_browser(announced, "weak")
    browser.post("/portal/inspection")
    page = text_of(browser.get("/portal/inspection"))
    form = theory.attempt_of(announced.weak)
    asked = questions(form.form, form.form_sha)
    assert all(" ".join(question.item.stem.split()) in page for question in asked.values())
    for question in asked.values():
        for name in ("rationale", "explanation"):
            words = getattr(question.item, name, None)
            assert not isinstance(words, str) or " ".join(words.split()) not in page
        for option in getattr(question.item, "options", ()):
            words = getattr(option, "rationale", None)
            assert not words or " ".join(words.split()) not in page
    source = browser.get("/portal/inspection").get_data(as_text=True)
    test_part = source.split('id="test"')[-1].split('id="work"')[0]
    assert "odpowiedź poprawna" not in test_part and "odpowiedź błędna" not in test_part and "Klucz" not in test_part


def test_a_candidate_reads_the_own_sealed_crm_and_no_other(announced, portal_browser):
    browser = portal_browser(announced, "weak")
    page = browser.get(sealed(announced))
    assert page.status_code == 200
    assert browser.get(sealed(announced, "good")).status_code == 404
    assert browser.get(sealed(announced).replace("/sealed/", "/crm/")).status_code == 404
    desk = BeautifulSoup(browser.get(f"{sealed(announced)}accounts").get_data(as_text=True), "html.parser")
    assert desk.select("table") and not desk.select("[data-new]")
    assert browser.post(f"{sealed(announced)}accounts/new", data={"name": "Nowe"}).status_code in (403, 404, 409)


def test_nobody_else_comes_to_the_inspection(announced, staff_browser):
    for name in ("chair", "coordinator", "reviewer"):
        assert staff_browser(announced, name).get("/portal/inspection").status_code == 403
    assert announced.app.test_client().get("/portal/inspection").status_code == 302


def test_the_reviewer_reads_what_the_appeal_is_about(announced, staff_browser):
    appeal_id = appealed(announced)
    browser = staff_browser(announced, "reviewer")
    answer = browser.get(f"/appeals/{appeal_id}")
    page = text_of(answer)
    assert (
        page.count("odpowiedź błędna") == 6 and "Klucz" in page and f'href="{sealed(announced)}"' in answer.get_data(as_text=True)
    )
    assert browser.get(sealed(announced)).status_code == 200
    assert browser.get(f"/reports/{announced.weak}").status_code == 200


@pytest.mark.parametrize("name", ["other", "coordinator", "certifier", "operator", "reserve"])
def test_the_sealed_crm_stays_closed_to_everybody_else(announced, staff_browser, name):
    appealed(announced)
    assert staff_browser(announced, name).get(sealed(announced)).status_code in (403, 404)


def test_the_coordinator_sees_the_appeal_but_neither_keys_nor_the_sealed_crm(announced, staff_browser):
    appeal_id = appealed(announced)
    answer = staff_browser(announced, "coordinator").get(f"/appeals/{appeal_id}").get_data(as_text=True)
    assert "Klucz" not in answer and "/sealed/" not in answer


def test_the_reviewer_of_one_case_opens_no_other(announced, staff_browser):
    appealed(announced)
    browser = staff_browser(announced, "reviewer")
    assert browser.get(sealed(announced, "good")).status_code == 404
    assert browser.get(f"/reports/{announced.good}").status_code == 404


def test_a_reviewer_without_an_appointment_or_after_the_ruling_reads_no_sealed_crm(announced, staff_browser):
    assert staff_browser(announced, "reviewer").get(sealed(announced)).status_code == 404
    appeal_id = appealed(announced)
    browser = staff_browser(announced, "reviewer")
    assert browser.get(sealed(announced)).status_code == 200
    with transaction():
        ruling.rule(
            filing.appeal(appeal_id),
            announced.user("reviewer"),
            {"1.1.a": ("dismissed", "Odpowiedzi nie zgadzają się z kluczem w żadnym pytaniu.")},
            dice(),
            announced.moment,
        )
    assert browser.get(sealed(announced)).status_code == 404
    assert browser.get(f"/appeals/{appeal_id}").status_code == 200


def test_another_candidate_opens_no_appeal(announced, portal_browser):
    appeal_id = appealed(announced)
    assert portal_browser(announced, "good").get(f"/appeals/{appeal_id}").status_code == 404
    own = portal_browser(announced, "weak").get(f"/appeals/{appeal_id}")
    assert own.status_code == 200 and "Klucz" not in own.get_data(as_text=True) and "/sealed/" not in own.get_data(as_text=True)


def course_appeal(world):
    with transaction():
        reason = "Stanowisko dwa razy traciło zasilanie w trakcie pracy."
        appeal = filing.file(world.case(), "course", reason, {}, dice(), world.moment)
        ruling.appoint(appeal, world.user("reviewer"), world.user("coordinator"), world.moment)
        return appeal.id


def happened(world):
    """An event, a longer time and a report of the candidate on the day."""
    case, work = world.case(), work_of(world.weak)
    with transaction():
        incidents.log(case.sitting, case, "power", "Zanik zasilania na dwie minuty.", work.opened_at, world.user("operator"),
                      world.moment)
        remarks.add(world.case(), "course", "Zgasł monitor podczas zadania Z5.", world.moment)
        adjust(work_of(world.weak), "practical.time_", "extension", 240, "zanik zasilania", world.moment, world.user("operator"))


@pytest.mark.parametrize("make", [appealed, course_appeal])
def test_the_reviewer_reads_the_course_what_was_given_and_the_rules(announced, staff_browser, make):
    happened(announced)
    answer = staff_browser(announced, "reviewer").get(f"/appeals/{make(announced)}")
    page = text_of(answer)
    for wanted in ("Zanik zasilania na dwie minuty.", "Zgasł monitor podczas zadania Z5.", "wydłużenie czasu: 4 minuty",
                   "zanik zasilania", work_of(announced.weak).variant_seed, "próg wstępny", "część praktyczna zakończona"):
        assert wanted in page, wanted
    letters = [entry["text"] for entry in work_of(announced.weak).variant["documents"]]
    assert letters and all(" ".join(letter.split())[:60] in page for letter in letters)
    soup = BeautifulSoup(answer.get_data(as_text=True), "html.parser")
    order = [one["id"] for one in soup.select("h3[id]")]
    assert (order.index("incidents") == 0) is (make is course_appeal)
    acts = len(acts_in(work_of(announced.weak)))
    assert acts > 10 and sum(len(one.select("li")) for one in soup.select("table details")) == acts


def test_the_same_rule_is_counted_over_the_whole_sitting_and_names_nobody(announced, staff_browser):
    rows = {row.rule: row for row in applied_to_all(announced.case(), ["1.1.a"])}
    assert rows["test"].own == "not_met" and rows["test"].counts == {"met": 1, "not_met": 1}
    assert rows["verdict"].counts == {"met": 1, "not_met": 1}
    checks = [row for row in applied_to_all(announced.case(), ["2.2.b"]) if row.rule not in ("test", "verdict")]
    assert checks and all(sum(row.counts.values()) == 2 for row in checks)
    page = text_of(staff_browser(announced, "reviewer").get(f"/appeals/{appealed(announced)}"))
    assert "Te same reguły" in page and announced.case("good").person.name not in page
    assert announced.case("good").number not in page


def test_nobody_but_the_reviewer_reads_the_course(announced, staff_browser, portal_browser):
    happened(announced)
    appeal_id = appealed(announced)
    assert "Zanik zasilania" not in text_of(staff_browser(announced, "coordinator").get(f"/appeals/{appeal_id}"))
    assert "Zanik zasilania" not in text_of(portal_browser(announced, "weak").get(f"/appeals/{appeal_id}"))
