"""The demonstration: everybody can sign in, every stage is there, a second run keeps the data and gives fresh codes."""

from __future__ import annotations

import json
import shutil
import threading
from datetime import datetime, timedelta

import pytest
from click.testing import CliRunner
from sqlalchemy import func, select, text

from app.cli import main
from app.clock import Clock, local
from app.commands.demonstration import table
from app.config import Config
from app.db import db
from app.factory import create_app
from app.identity import User
from app.verify import verify_instance
from exam.appeals.independence import earlier_parts
from exam.committee.reporting import report_of
from exam.committee.standing import latest_decision
from exam.rehearsal import demo, walking
from exam.rehearsal.demo import PRACTICE, TEST, Day, naive
from exam.sittings import appointments
from exam.sittings.models import CaseState, Enrolment, Function, Sitting
from exam.theory.models import Response


@pytest.fixture(scope="module")
def first(tmp_path_factory):
    """The folder of a demonstration and what its first run printed."""
    folder = tmp_path_factory.mktemp("demo") / "instance"
    return folder, printed(folder)


def printed(folder):
    done = CliRunner().invoke(main, ["demo", "--instance", str(folder), "--port", "8123", "--json"])
    assert done.exit_code == 0, (done.stderr, done.exception)
    return json.loads(done.stdout)


@pytest.fixture
def app(first):
    """The demonstration's application."""
    made = create_app(Config(first[0], secure_cookies=False))
    made.config["WTF_CSRF_ENABLED"] = False
    return made


def case(number: str) -> Enrolment:
    return db.session.scalar(select(Enrolment).where(Enrolment.number == number))


def test_every_role_is_there_with_a_way_to_sign_in(first):
    document = first[1]
    assert document["url"] == "http://127.0.0.1:8123"
    roles = {one["role"] for one in document["people"]}
    assert roles >= {"administrator", "coordinator", "operator", "chair", "member", "reserve", "certifier", "reviewer",
                     "reviewer_ineligible", "candidate"}
    for one in document["people"]:
        assert all([one["login"], one.get("password") or one.get("code"), one["name"], one["note"]]), one
    assert (first[0] / "demo.json").stat().st_mode & 0o077 == 0


def test_the_table_on_the_screen_names_everybody(first):
    shown = table(first[1]["url"], first[1]["people"])
    for one in first[1]["people"]:
        assert one["login"] in shown and (one.get("password") or one["code"]) in shown


def test_candidates_stand_at_every_stage(first, app):
    with app.app_context():
        states = sorted(db.session.scalars(select(Enrolment.state)))
        assert states == sorted([CaseState.ADMITTED, CaseState.IDENTITY_CHECKED, CaseState.IN_TEST, CaseState.IN_PRACTICE,
                                 CaseState.EVIDENCE_FROZEN, CaseState.ANNOUNCED, CaseState.ANNOUNCED, CaseState.CERTIFIED])
        decided = [latest_decision(row.id) for row in db.session.scalars(select(Enrolment)).unique()]
        assert sorted(one.result for one in decided if one) == ["negative", "positive", "positive"]


def test_a_second_sitting_can_be_given_a_committee_that_is_free(first, app):
    with app.app_context():
        logins = {one["role"]: one["login"] for one in first[1]["people"]}
        for role, function in (("chair_free", Function.CHAIR), ("member_free", Function.MEMBER)):
            user = db.session.scalar(select(User).where(User.login == logins[role]))
            sitting = db.session.scalar(select(Sitting))
            assert not appointments.shortcomings(appointments.proofs(user), function, sitting.on_date)
            assert user.id not in {one.user_id for one in sitting.appointments}


def test_the_planned_hours_leave_the_test_its_time_and_a_break():
    day = Day(datetime(2026, 11, 23, 13, 0))
    assert day.at(PRACTICE) - day.at(TEST) >= timedelta(minutes=75 + 30)


@pytest.mark.parametrize("moment", [datetime(2026, 11, 22, 23, 0, 20), datetime(2026, 11, 22, 23, 4),
                                    datetime(2026, 11, 23, 3, 0)])
def test_the_demonstrated_day_does_not_reach_back_over_midnight(moment):
    day = Day(moment)
    assert local(day.at(0)).date() == local(moment).date()
    assert day.at(TEST) < day.at(PRACTICE) < moment


def test_of_two_reviewers_one_may_take_the_appeal_and_the_trainer_may_not(first, app):
    with app.app_context():
        logins = {one["role"]: one["login"] for one in first[1]["people"]}
        negative = next(case(one["login"]) for one in first[1]["people"] if one["name"] == "Paweł Dudek")
        free, trainer = (db.session.scalar(select(User).where(User.login == logins[role]))
                         for role in ("reviewer", "reviewer_ineligible"))
        assert earlier_parts(free, negative) == []
        assert earlier_parts(trainer, negative) != []


def test_staff_sign_in_with_the_printed_passwords_and_candidates_with_the_printed_codes(first, app):
    people = printed(first[0])["people"]
    for one in people:
        browser = app.test_client()
        if "password" in one:
            answer = browser.post("/sign-in", data={"login": one["login"], "password": one["password"]})
        elif one["role"] == "candidate" and one["scope"] == "exam":
            answer = browser.post("/entrance", data={"code": one["code"]})
        elif one["role"] == "candidate":
            answer = browser.post("/portal/sign-in", data={"number": one["login"], "portal_code": one["code"]})
        else:
            answer = browser.post("/verify", data={"number": one["login"], "code": one["code"]})
            assert "Karolina Maj" in answer.get_data(as_text=True)
            continue
        assert answer.status_code == 303, (one, answer.get_data(as_text=True)[:500])


def test_a_later_run_keeps_data_and_passwords_and_gives_fresh_codes(first):
    older, newer = printed(first[0])["people"], printed(first[0])["people"]
    for before, after in zip(older, newer, strict=True):
        assert before.get("password") == after.get("password")
        assert before["login"] == after["login"]
        if before["role"] == "candidate":
            assert before["code"] != after["code"]


def test_the_evidence_verifies(first, app):
    found = verify_instance(app, Config(first[0]), lambda _words: None)
    assert found["faults"] == []
    assert found["checked"]["sandboxes"] == 4


def test_the_negative_report_says_what_was_not_met_and_why(app):
    with app.app_context():
        negative = next(row for row in db.session.scalars(select(Enrolment)).unique()
                        if (made := latest_decision(row.id)) is not None and made.result == "negative")
        report = report_of(negative)
        unmet = [row.code for row in report.rows if row.verdict == "not_met"]
        assert unmet == ["1.1.c", "2.2.d", "2.5.e"]
        assert len(report.rows) == 39
        assert all(code in report.justification for code in unmet)
        talked_over = next(row for row in report.rows if row.code == "2.1.b")
        assert (talked_over.origin, talked_over.verdict) == ("talked_over", "met")
        assert any(line.startswith("Obserwacja (") for row in report.rows for line in row.heard)
        assert any(line.startswith("Rozmowa") for row in report.rows for line in row.heard)


def test_the_report_of_a_case_still_marked_alone_tells_nothing_of_the_test(app):
    with app.app_context():
        waiting = next(row for row in db.session.scalars(select(Enrolment)).unique() if row.state == CaseState.EVIDENCE_FROZEN)
        assert all(row.evidence == () and row.marks == () and row.proposal is None for row in report_of(waiting).rows)


@pytest.mark.parametrize("kind", ["pdf", "xlsx"])
def test_reports_are_written_as_files(first, tmp_path, kind):
    number = next(one["login"] for one in first[1]["people"] if one["name"] == "Paweł Dudek")
    for which in (("--case", number), ("--sitting", f"SW/{number[:4]}/001")):
        out = tmp_path / f"{which[0][2:]}.{kind}"
        done = CliRunner().invoke(main, ["report", "--instance", str(first[0]), *which, "--out", str(out)])
        assert done.exit_code == 0, done.stderr
        assert out.read_bytes().startswith(b"%PDF" if kind == "pdf" else b"PK")


def test_a_backup_while_answers_come_in_restores_to_one_that_verifies(first, app, tmp_path):
    config = Config(first[0])
    with app.app_context():
        number = next(one["login"] for one in first[1]["people"] if one["name"] == "Oliwia Wrona")
        sitter, before = case(number).id, db.session.scalar(select(func.count()).select_from(Response))

    def answers():
        with app.app_context():
            walking.answer_test(sitter, {}, naive(Clock().now()), timedelta(seconds=1), 12)
            db.session.remove()

    writer = threading.Thread(target=answers)
    writer.start()
    runner = CliRunner()
    assert runner.invoke(main, ["backup", "--instance", str(config.instance), "--out", str(tmp_path / "b.tar")]).exit_code == 0
    writer.join()
    assert runner.invoke(main, ["restore", "--instance", str(tmp_path / "r"), str(tmp_path / "b.tar")]).exit_code == 0
    done = runner.invoke(main, ["verify", "--instance", str(tmp_path / "r"), "--json"])
    assert (done.exit_code, json.loads(done.stdout)["faults"]) == (0, [])
    with app.app_context():
        assert db.session.scalar(select(func.count()).select_from(Response)) == before + 12


def test_on_a_later_day_a_sitting_of_that_day_stands_beside_the_old_one(first, tmp_path, monkeypatch):
    folder = tmp_path / "instance"
    shutil.copytree(first[0], folder)
    before = kept_rows(folder)
    real = Clock.now
    monkeypatch.setattr(Clock, "now", lambda self: real(self) + timedelta(days=1))
    tomorrow = (local(real(Clock())) + timedelta(days=1)).date()
    few = [one for one in demo.STORIES if one.until in ("admitted", "test", "certified")]  # the others would only take long
    monkeypatch.setattr(demo, "STORIES", few)
    keys = {None, *(one.key for one in few)}
    monkeypatch.setattr(demo, "INCIDENTS", [one for one in demo.INCIDENTS if (one[1] or None) in keys])
    older, newer = first[1]["people"], printed(folder)["people"]
    again = printed(folder)["people"]
    with create_app(Config(folder, secure_cookies=False)).app_context():
        dates = [row.on_date for row in db.session.scalars(select(Sitting).order_by(Sitting.number))]
        assert dates == [tomorrow - timedelta(days=1), tomorrow]
        states = [sorted(case.state for case in sitting.enrolments) for sitting in db.session.scalars(select(Sitting))]
        assert len(states[0]) == 8 and len(states[1]) == len(few) > 2
        assert CaseState.IN_TEST in states[1] and CaseState.CERTIFIED in states[1]
    assert kept_rows(folder)[: len(before)] == before
    assert [one["login"] for one in newer] == [one["login"] for one in again]  # the day after needs no third sitting
    passwords = {old["login"]: old.get("password") for old in older}
    for new in newer:
        assert (new["login"] in passwords) is ("password" in new)  # the same staff, candidates of the day's own
        assert passwords.get(new["login"]) == new.get("password")
    made = create_app(Config(folder, secure_cookies=False))
    made.config["WTF_CSRF_ENABLED"] = False
    for one in (person for person in again if person["role"] == "candidate" and person["scope"] == "exam"):
        assert made.test_client().post("/entrance", data={"code": one["code"]}).status_code == 303
    with made.app_context():
        assert verify_instance(made, Config(folder), lambda _words: None)["faults"] == []


def kept_rows(folder):
    """The audit log's digests: what was recorded before stays, in its order."""
    with create_app(Config(folder, secure_cookies=False)).app_context():
        found = [tuple(row) for row in db.session.execute(text("SELECT seq, hash FROM audit_entry ORDER BY seq"))]
        db.session.remove()
        db.engine.dispose()
    return found
