"""Settings that decide a result hold for a case as they stood at its enrolment, and each of them is really read."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from app import doctor, settings
from app.clock import Clock
from app.db import transaction
from app.errors import Invalid
from app.setting_list import SETTINGS
from exam.committee.sitting_rules import rules_of
from exam.practical.talk import talk_minutes
from exam.sittings.models import CaseState, SittingState
from exam.supervision import closing, opening, theory_first
from exam.theory import attempts as theory
from question_bank.interview import load_questions, plan, talk_time
from question_bank.qualification import load_qualification, review_is_near


def test_the_bands_of_a_test_are_those_of_the_enrolment(app, build):
    case = build.admitted(build.sitting(), state=CaseState.IDENTITY_CHECKED)
    with transaction():
        settings.change("theory.met_from", 6)
        settings.change("theory.review_from", 5)
    later = build.admitted(build.sitting(), state=CaseState.IDENTITY_CHECKED)
    with transaction():
        forms = [theory.prepare(one, "ziarno", build.moment).form["blueprint"]["bands"] for one in (case, later)]
    assert forms == [{"met_from": 4, "review_from": 2}, {"met_from": 6, "review_from": 5}]


def test_the_minutes_of_a_talk_are_those_of_the_enrolment():
    planned = plan({"1.1.a", "1.1.b", "1.1.c"}, load_questions())
    assert (talk_time(planned).first_slot, talk_time(planned).second_slot) == (40, 3)
    rules = {"interview.minutes": 30, "interview.follow_up_minutes": 5, "interview.longest_minutes": 50}
    time = talk_time(planned, **talk_minutes(rules))
    assert (time.first_slot, time.second_slot) == (50, 10)
    assert talk_minutes({}) == {} and talk_time(planned, **talk_minutes({"interview.minutes": 30})).second_slot == 8


@pytest.mark.parametrize(("key", "value"), [("theory.review_from", 5), ("theory.met_from", 1), ("interview.longest_minutes", 10)])
def test_numbers_that_contradict_each_other_are_refused(app, build, key, value):
    with pytest.raises(Invalid) as refused, transaction():
        settings.change(key, value)
        settings.check_together()
    assert set(refused.value.fields) <= {"theory.review_from", "interview.minutes"}
    assert settings.get(key) == SETTINGS[key].default


def test_the_page_of_settings_saves_two_numbers_that_fit_and_no_others(build, client_of):
    browser = client_of(build.staff("coordinator"))
    typed = {key: str(value) for key, value in settings.all_values().items()}
    assert browser.post("/settings", data={**typed, "theory.review_from": "6"}).status_code == 422
    assert settings.get("theory.review_from") == 2
    both = {**typed, "theory.review_from": "5", "theory.met_from": "6"}
    assert browser.post("/settings", data=both).status_code == 303
    assert (settings.get("theory.met_from"), settings.get("theory.review_from")) == (6, 5)


def results(*found):
    return {str(number): {"result": result} for number, result in enumerate(found)}


@pytest.mark.parametrize(("found", "rule", "lost"), [
    (("met", "review"), "conjunctive", False), (("met", "not_met"), "conjunctive", True), ((), "conjunctive", False),
    (("met", "not_met", None), "percent_55_75", True), (("met", "met", "not_met"), "percent_55_75", False),
])
def test_a_test_rules_the_theoretical_part_out_only_where_nothing_is_open(found, rule, lost):
    assert theory_first.failed(results(*found), {"pass_rule": rule}) is lost


@pytest.mark.parametrize(("first", "barred"), [("yes", True), ("no", False)])
def test_the_practical_part_stays_shut_only_under_the_setting_of_the_enrolment(frozen, first, barred):
    case = frozen.case()
    with transaction():
        case.rules = {**case.rules, "theory.first": first}
        case.state = CaseState.TEST_DONE
    assert theory_first.bars(case) is barred
    told = str(opening.why_not(frozen.case(), "practical", frozen.user("operator")))
    assert ("theoretical part" in told or "części teoretycznej" in told) is barred
    rules = [row[1] for row in rules_of(frozen.case().sitting) if row[0] == "Zaliczenie części teoretycznej"]
    assert ("wymagane przed częścią praktyczną" in rules) is barred
    assert not theory_first.bars(frozen.case("good"))
    through = closing.lines(frozen.case().sitting)[1]
    assert (frozen.case().number in through.open_for) is not barred, "a sitting waits for nobody who is ended at the test"


def test_a_review_of_the_qualification_warns_a_year_ahead(monkeypatch, config):
    day = load_qualification().registry.next_review_on
    assert day == date(2031, 5, 5)
    assert not review_is_near(day, date(2030, 5, 4)) and review_is_near(day, date(2030, 5, 5))
    seen = {}
    for year in (2029, 2031):
        monkeypatch.setattr(Clock, "now", lambda _self, year=year: datetime(year, 1, 2, tzinfo=UTC))
        item = {one["name"]: one for one in doctor.examine(config)["items"]}["qualification"]
        seen[year] = (item["good"], item["warns"])
    assert seen == {2029: (True, False), 2031: (True, True)}


def test_the_page_of_settings_warns_as_the_review_comes_near(build, client_of):
    staff = build.staff("coordinator")
    assert "05.05.2031" not in client_of(staff).get("/settings").get_data(as_text=True)
    build.clock.moment = datetime(2031, 1, 2, 8, 0, tzinfo=UTC)
    assert "05.05.2031" in client_of(staff).get("/settings").get_data(as_text=True)


def test_every_setting_is_read_somewhere():
    from pathlib import Path

    root = Path(settings.__file__).resolve().parents[1]
    sources = [path.read_text(encoding="utf-8") for room in ("app", "exam") for kind in ("*.py", "*.html")
               for path in (root / room).rglob(kind) if path.name != "setting_list.py"]
    unread = [key for key in SETTINGS if not any(f'"{key}"' in text or f"'{key}'" in text for text in sources)]
    assert unread == []


def test_who_is_ended_at_the_test_is_told_and_may_appeal_once_the_sitting_is_over(frozen, portal_browser, staff_browser):
    with transaction():
        case = frozen.case()
        case.rules = {**case.rules, "theory.first": "yes"}
        case.state = CaseState.TEST_DONE
    told = staff_browser(frozen, "coordinator").get(f"/cases/{frozen.weak}").get_data(as_text=True)
    assert "praktyczna się nie odbędzie" in told
    browser = portal_browser(frozen, "weak")
    page = browser.get("/portal").get_data(as_text=True)
    assert "nie została zaliczona" not in page and "/portal/appeals" not in page
    with transaction():
        frozen.case().sitting.state, frozen.case().sitting.closed_at = SittingState.CLOSED, frozen.moment
    page = browser.get("/portal").get_data(as_text=True)
    assert "nie została zaliczona" in page and 'href="/portal/appeals"' in page
