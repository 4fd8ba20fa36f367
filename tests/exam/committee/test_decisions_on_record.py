"""A decision rewritten behind the program's back no longer says what the chained log recorded."""

from __future__ import annotations

import pytest
from flask import current_app
from sqlalchemy import text

from app.db import db, transaction
from app.verify import verify_instance
from exam.committee import reconciliation
from exam.committee.sheets import sheet_faults
from exam.committee.standing import decision_faults
from exam.rehearsal import judging
from exam.rehearsal.judging import Given

ROW = "2.4.b"
WORDS = "Komisja obejrzała zapis i zgodnie ustaliła ocenę."


@pytest.mark.parametrize("change", ["result = 'positive'", "justification = 'inne'", "rows = replace(rows, 'not_met', 'met')"])
def test_a_rewritten_decision_is_told(announced, change):
    assert decision_faults() == []
    with transaction():
        db.session.execute(text("DROP TRIGGER decision_no_update"))
        db.session.execute(text(f"UPDATE decision SET {change} WHERE result = 'negative'"))
    db.session.expire_all()
    assert len(decision_faults()) == 1


@pytest.mark.parametrize("change", ["verdict = 'met' WHERE verdict = 'not_met'", "note = 'inna' WHERE verdict = 'not_met'"])
def test_a_rewritten_mark_is_told(announced, change):
    assert sheet_faults() == []
    with transaction():
        db.session.execute(text("DROP TRIGGER mark_no_update"))
        db.session.execute(text(f"UPDATE mark SET {change}"))
    db.session.expire_all()
    assert sheet_faults()


@pytest.fixture
def voted(frozen):
    """A case in which two members differed on one row, talked it over and agreed."""
    judging.open_marking(frozen.weak, frozen.moment)
    for member, marks in zip(frozen.members, ({}, {ROW: Given("not_met", "W zapisie brak zamknięcia etapu.")}), strict=True):
        judging.fill_sheet(frozen.weak, member, marks, frozen.moment)
    for name in ("chair", "member"):
        with transaction():
            reconciliation.vote(frozen.case("weak"), frozen.user(name), ROW, "met", None, WORDS, frozen.moment)
    return frozen


def rewritten(table, change):
    with transaction():
        db.session.execute(text(f"DROP TRIGGER {table}_no_update"))
        changed = db.session.execute(text(f"UPDATE {table} SET {change}")).rowcount
    db.session.expire_all()
    return changed


def told():
    app = current_app._get_current_object()
    return verify_instance(app, app.extensions["probierz_config"], lambda _words: None)["faults"]


@pytest.mark.parametrize("change", [
    "verdict = 'not_met' WHERE id = 1", "text = 'inne słowa' WHERE id = 1", "reason_code = 'other' WHERE id = 1",
    "user_id = (SELECT user_id FROM consensus_vote WHERE id = 2) WHERE id = 1"])
def test_a_rewritten_vote_is_told_by_verify(voted, change):
    assert told() == []
    assert rewritten("consensus_vote", change) == 1
    assert [fault for fault in told() if fault.startswith("a vote of case")] == told() != []


@pytest.mark.parametrize("origin", ["talked_over", "concordant"])
def test_a_rewritten_common_verdict_is_told_by_verify(voted, origin):
    chosen = f"id = (SELECT min(id) FROM consensus WHERE origin = '{origin}')"
    assert rewritten("consensus", f"verdict = 'not_assessable' WHERE {chosen}") == 1
    assert [fault for fault in told() if fault.startswith("a common verdict of case")] == told() != []


def test_a_vote_written_without_the_program_or_taken_away_is_told(voted):
    with transaction():
        db.session.execute(text("DROP TRIGGER consensus_vote_no_delete"))
        db.session.execute(text("INSERT INTO consensus_vote SELECT 77, enrolment_id, criterion, user_id, verdict, reason_code, "
                                "text, at, round FROM consensus_vote WHERE id = 1"))
        db.session.execute(text("DELETE FROM consensus_vote WHERE id = 2"))
    faults = told()
    assert len(faults) == 2 and "is missing" in faults[0] and "vote 77" in faults[1]


def test_a_row_written_with_the_same_content_is_no_fault(voted):
    assert rewritten("consensus_vote", "verdict = verdict") == 2
    assert told() == []
