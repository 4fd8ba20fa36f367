"""A decision rewritten behind the program's back no longer says what the chained log recorded."""

from __future__ import annotations

import pytest
from sqlalchemy import text

from app.db import db, transaction
from exam.committee.sheets import sheet_faults
from exam.committee.standing import decision_faults


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
