"""Cases decided before criteria could be verified again keep every row through the migration, down and up."""

from __future__ import annotations

import shutil

import pytest
from alembic import command
from sqlalchemy import text

from app.config import Config
from app.db import write_mode
from app.schema import _alembic, engine_for

TABLES = ("mark", "sheet", "interview_plan", "evidence_freeze", "interview_record", "observation_note", "consensus", "decision")


def rows(connection):
    return {name: connection.execute(text(f"SELECT * FROM {name} ORDER BY id")).mappings().all() for name in TABLES}


@pytest.fixture
def moved(announced_once, tmp_path):
    """A copy of an instance with two decided cases, on which migrations can run."""
    shutil.copytree(announced_once.folder, tmp_path / "moved")
    engine = engine_for(Config(tmp_path / "moved").database)
    with write_mode(), engine.connect() as connection:
        command.stamp(_alembic(connection), "head")
        connection.commit()
        yield connection
    engine.dispose()


def test_every_row_survives_and_belongs_to_the_first_round(moved):
    before = rows(moved)
    assert len(before["mark"]) == 4 * 39 and len(before["sheet"]) == 4 and len(before["evidence_freeze"]) == 2
    moved.commit()
    command.downgrade(_alembic(moved), "0001")
    moved.commit()
    old = rows(moved)
    assert "round" not in old["sheet"][0] and [dict(row) for row in old["mark"]] == [dict(row) for row in before["mark"]]
    moved.commit()
    command.upgrade(_alembic(moved), "head")
    moved.commit()
    assert {name: [dict(row) for row in found] for name, found in rows(moved).items()} == {
        name: [dict(row) for row in found] for name, found in before.items()}
    assert {row["round"] for name in TABLES[1:7] for row in rows(moved)[name]} == {1}
    assert moved.execute(text("PRAGMA foreign_key_check")).all() == []


def test_what_was_marked_still_cannot_be_changed_afterwards(moved):
    command.downgrade(_alembic(moved), "0001")
    moved.commit()
    command.upgrade(_alembic(moved), "head")
    moved.commit()
    for change in ("UPDATE mark SET verdict = 'met'", "DELETE FROM interview_plan", "UPDATE evidence_freeze SET sha256 = 'x'"):
        with pytest.raises(Exception, match="is append-only"):
            moved.execute(text(change))
        moved.rollback()
