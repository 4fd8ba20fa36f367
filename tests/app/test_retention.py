"""Personal details of the audit log are erased when they are due, never earlier, and the chain goes on proving the rest."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, timedelta

import pytest
from click.testing import CliRunner
from sqlalchemy import select, text

from app import audit, settings
from app.audit import AuditDetail, AuditEntry
from app.cli import main
from app.clock import dice
from app.db import db, transaction
from app.retention import due, erase, years_back
from app.verify import verify_instance
from exam.appeals import filing, ruling
from exam.sittings.models import CaseState, SittingState
from tests.exam.conftest import build

__all__ = ["build"]
LATER = timedelta(days=5 * 366 + 30)


@pytest.fixture
def case(app, build):
    """A case that ended with its sitting; an act with a reason that names somebody."""
    cast = build.sitting()
    made = build.admitted(cast, state=CaseState.WITHDRAWN)
    with transaction():
        cast.sitting.state, cast.sitting.closed_at = SittingState.CLOSED, build.moment
        audit.record("theory.pause", case_id=made.id, details={"reason": "Jan Kowalski zasłabł"})
    return made


def secrets():
    return [row.content for row in db.session.scalars(select(AuditDetail).order_by(AuditDetail.seq))]


def at(build, later=LATER):
    return build.moment + later


def test_nothing_is_due_before_the_years_are_over(case, build):
    assert due(at(build, timedelta(days=5 * 365))).all_rows == []
    assert len(due(at(build)).all_rows) == 1
    with transaction():
        settings.change("retention.years", 10)
    assert due(at(build)).all_rows == []


def test_what_is_due_is_erased_and_the_chain_stays_whole(case, build, app):
    assert {"reason": "Jan Kowalski zasłabł"} in secrets()
    with transaction():
        assert erase(due(at(build))) == 1
    assert secrets() == [None] and due(at(build)).all_rows == []
    line = db.session.scalar(select(AuditEntry).where(AuditEntry.act == audit.ERASED))
    assert line.facts["count"] == 1 and "Kowalski" not in json.dumps(line.facts)
    assert verify_instance(app, app.extensions["probierz_config"], lambda _words: None)["faults"] == []
    with transaction():
        assert erase(due(at(build))) == 0  # nothing left: no second line


def test_details_blanked_behind_the_commands_back_are_a_fault(case):
    assert list(audit.faults(db.session)) == []
    with transaction():
        db.session.execute(text("UPDATE audit_detail SET content = NULL, salt = NULL"))
    db.session.expire_all()
    assert [words for words in audit.faults(db.session) if "without a line" in words]


def test_an_act_of_today_keeps_the_whole_case(case, build):
    build.clock.moment += LATER
    assert len(due(build.moment).all_rows) == 1
    with transaction():
        audit.record("appeals.inspection_opened", case_id=case.id)
    assert due(build.moment).all_rows == []


def test_an_open_appeal_holds_the_details_of_its_case(case, build):
    with transaction():
        appeal = filing.file(case, "course", "Stanowisko dwa razy traciło zasilanie.", {}, dice(), build.moment)
    found = due(at(build))
    assert found.all_rows == [] and appeal.number in found.held[case.number]
    reviewer, coordinator = build.staff("reviewer"), build.staff("coordinator")
    with transaction():
        ruling.appoint(appeal, reviewer, coordinator, build.moment)
        ruling.rule(appeal, reviewer, {None: ("repeat_free", "Zasilanie przerwano dwa razy, co potwierdza dziennik.")}, dice(),
                    build.moment)
    assert due(at(build)).all_rows == [] and case.number in due(at(build)).held  # ordered, and nobody has set a date


def test_a_dismissed_appeal_holds_nothing_any_more(case, build):
    with transaction():
        appeal = filing.file(case, "course", "Stanowisko dwa razy traciło zasilanie.", {}, dice(), build.moment)
        reviewer, coordinator = build.staff("reviewer"), build.staff("coordinator")
    with transaction():
        ruling.appoint(appeal, reviewer, coordinator, build.moment)
        ruling.rule(appeal, reviewer, {None: ("dismissed", "Dziennik nie potwierdza przerw w zasilaniu.")}, dice(), build.moment)
    assert len(due(at(build)).all_rows) == 1 and due(at(build)).held == {}


def test_a_running_term_holds_the_details_whatever_their_age(case, build):
    with transaction():
        case.rules = {**case.rules, "appeal.days": 365 * 9}
    found = due(at(build))
    assert found.all_rows == [] and "term" in found.held[case.number]


def test_years_back_knows_the_leap_day():
    assert years_back(date(2028, 2, 29), 5) == date(2023, 2, 28) and years_back(date(2026, 11, 23), 5) == date(2021, 11, 23)


def test_rows_are_named_as_unbroken_runs():
    assert audit.spans([1, 2, 3, 7, 9, 10]) == [[1, 3], [7, 7], [9, 10]] and audit.spans([]) == []


def command(folder, *more, code=0):
    done = CliRunner().invoke(main, ["retention", "--instance", str(folder), "--json", *more])
    assert done.exit_code == code, (done.stdout, done.stderr)
    return json.loads(done.stdout) if code == 0 else done.stderr


def test_the_command_shows_then_erases_and_names_one_case(app, build, config):
    build.clock.moment = datetime(2019, 3, 4, 8, 0, tzinfo=UTC)
    cast = build.sitting()
    cases = [build.admitted(cast, state=CaseState.NO_SHOW) for _ in range(2)]
    with transaction():
        cast.sitting.state, cast.sitting.closed_at = SittingState.CLOSED, build.moment
        for one in cases:
            audit.record("theory.pause", case_id=one.id, details={"reason": "Jan Kowalski zasłabł"})
        filing.file(cases[1], "course", "Stanowisko dwa razy traciło zasilanie.", {}, dice(), build.moment)
    free, held = cases[0].number, cases[1].number
    db.session.remove()
    assert command(config.instance)["rows"] == 1 and command(config.instance)["erased"] == 0
    assert "appeal" in command(config.instance, "--case", held, "--apply", code=3)
    assert "no such case" in command(config.instance, "--case", "2000-001-01", code=3)
    told = command(config.instance, "--case", free, "--apply")
    assert (told["erased"], list(told["held"])) == (1, [held])
    assert command(config.instance)["rows"] == 0
    done = CliRunner().invoke(main, ["verify", "--instance", str(config.instance), "--json"])
    assert done.exit_code == 0 and json.loads(done.stdout)["faults"] == []
