"""The shipped scenario from preparation to findings, what may be shown again, and a writer who meets the closing."""

import threading
from contextvars import Context

import pytest
from bs4 import BeautifulSoup

from app.db import db, transaction
from exam.practical import attempts, results, sealing, talk
from exam.practical.holds import hold
from exam.practical.models import PracticeState
from exam.practical.variants import DRAWER, store
from exam.sittings.models import Enrolment
from question_bank.qualification import load_qualification
from tests.sandbox_crm.driver import filled, form_of


@pytest.fixture
def shipped(day):
    """A candidate of the scenario that comes with the product."""
    del day.app.extensions[DRAWER]
    day.open()
    return day


def test_work_in_the_shipped_scenario_left_empty_is_found_not_met(shipped):
    shipped.hand_in()
    findings = results.findings_of(shipped.case.id)
    judged = {criterion.code for criterion in load_qualification().decided_by("sandbox")}
    assert set(findings) >= judged
    assert {code: findings[code]["result"] for code in judged} == dict.fromkeys(judged, "not_met")


def test_every_task_of_the_shipped_scenario_stands_on_the_assignment(shipped, at_station):
    client = at_station(shipped.case, "practical")
    page = BeautifulSoup(client.get(f"/practical/{shipped.attempt.id}/assignment").get_data(as_text=True), "html.parser")
    tasks = [section["id"] for section in page.select("section.px-task")]
    assert tasks == [task["id"] for task in shipped.attempt.variant["tasks"]] and len(tasks) == 10
    assert len(page.select("[data-question]")) == len(shipped.attempt.variant["questions"])
    files = [link["href"] for link in page.select("a[href*='/files/']")]
    assert files and all(client.get(address).status_code == 200 for address in files)
    assert "{{" not in page.text


def test_the_same_seed_gives_the_same_template_and_another_seed_another(shipped):
    other = shipped.build.admitted(shipped.cast, state="test_done")
    third = shipped.build.admitted(shipped.cast, state="test_done")
    same = attempts.prepare(other, "ziarno", shipped.moment)
    different = attempts.prepare(third, "inne ziarno", shipped.moment)
    assert same.template_sha == shipped.attempt.template_sha != different.template_sha
    assert same.sandbox != shipped.attempt.sandbox


def test_work_in_review_may_be_shown_again_without_telling_the_finding(day, client_of, monkeypatch):
    day.tested()
    day.open()
    day.hand_in()
    found = results.findings_of(day.case.id)
    near = {**found["2.4.f"], "result": "review", "rationale_pl": "różni się jedna cyfra"}
    near["findings"] = [{**near["findings"][0], "records": [{"table": "opportunity", "id": 1, "label": "SZ/2026/0001"}]}]
    monkeypatch.setattr(talk, "findings_of", lambda _: {**found, "2.4.f": near})
    with transaction():
        talk.open_talk(db.session.get(Enrolment, day.case.id), day.cast.chair, day.moment)
    assert [(show["criterion"], show["tasks"]) for show in talk.plan_of(day.case.id).shows] == [("2.4.f", ["Z1"])]
    page = client_of(day.cast.member).get(f"/talk/{day.case.id}").get_data(as_text=True)
    assert f"/sealed/{day.attempt.sandbox}/opportunities/1" in page
    assert "jedna cyfra" not in page and "review" not in page


def asked_in_a_talk(day):
    """Open the talk of the day's case; ids of its questions."""
    with transaction():
        plan = talk.open_talk(db.session.get(Enrolment, day.case.id), day.cast.chair, day.moment)
        return {entry["id"] for entry in plan.questions}


def test_a_re_sit_brings_other_questions_wherever_the_bank_has_them(day):
    day.tested()
    day.open()
    day.hand_in()
    first = asked_in_a_talk(day)
    again = day.build.admitted(day.build.sitting(), day.case.person, state="test_done")
    day.case = again
    day.tested()
    day.open()
    day.hand_in()
    second = asked_in_a_talk(day)
    assert first and second and {question.partition("-")[0] for question in first & second} <= {"2.3.e"}


def test_a_change_that_waits_while_the_work_is_closed_is_refused_and_not_half_saved(day, at_station):
    day.open()
    client = at_station(day.case, "practical")
    address = f"/crm/{day.attempt.sandbox}/tasks/1"
    form = form_of(BeautifulSoup(client.get(address).get_data(as_text=True), "html.parser"), "task.complete")
    answers = []
    sender = threading.Thread(target=Context().run, args=(
        lambda: answers.append(client.post(form["action"], data=filled(form)).status_code),))
    with hold(day.attempt.sandbox):
        sender.start()
        sender.join(0.5)
        assert not answers  # the change waits behind the hold
        with transaction():
            sealing.close(day.attempt, day.moment, "operator")
        snapshot = sealing.seal_sandbox(day.attempt)
    sender.join(10)
    assert answers == [409]
    assert "task.complete" not in [entry.command for entry in snapshot.journal]
    sealing.complete(day.attempt.id, day.moment)
    assert day.attempt.state == PracticeState.SEALED
    assert store().sealed_snapshot(day.attempt.sandbox).last_seq == snapshot.last_seq


def test_a_judge_that_breaks_never_stands_in_the_candidates_way(day, at_station, monkeypatch):
    day.open()
    client = at_station(day.case, "practical")
    monkeypatch.setattr(results, "judge_all", lambda *_: 1 / 0)
    assert client.post(f"/practical/{day.attempt.id}/hand-in").status_code == 303
    assert day.attempt.receipt and day.attempt.receipt in client.get("/practical").get_data(as_text=True)
    monkeypatch.undo()
    assert sealing.sweep(day.moment) == 1 and results.findings_of(day.case.id)
