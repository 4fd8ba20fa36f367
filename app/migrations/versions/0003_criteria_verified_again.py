"""Criteria verified again: orders, and the round that plans, records, notes, shows, freezes, sheets and verdicts belong to"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

#: tables that only gain the number of the round
NUMBERED = ("consensus", "consensus_vote", "interview_record", "justification_draft", "observation_note", "talk_branch")


def upgrade() -> None:
    """Make the change."""
    for name in NUMBERED:
        op.execute(f"ALTER TABLE {name} ADD COLUMN round INTEGER NOT NULL DEFAULT 1")
    _rebuild(later=True)
    op.create_table(
        "reverification",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("enrolment_id", sa.Uuid(), nullable=False),
        sa.Column("round", sa.Integer(), nullable=False),
        sa.Column("criteria", sa.JSON(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("decision_id", sa.Uuid(), nullable=False),
        sa.Column("ordered_by", sa.Uuid(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(["enrolment_id"], ["enrolment.id"], name=op.f("fk_reverification_enrolment_id")),
        sa.ForeignKeyConstraint(["ordered_by"], ["user.id"], name=op.f("fk_reverification_ordered_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reverification")),
        sa.UniqueConstraint("enrolment_id", "round", name=op.f("uq_reverification_enrolment_id")),
        info={"append_only": True},
    )


def downgrade() -> None:
    """Undo the change. Fails where a case has a second round."""
    op.drop_table("reverification")
    _rebuild(later=False)
    for name in NUMBERED:
        op.execute(f"ALTER TABLE {name} DROP COLUMN round")


def _rebuild(*, later: bool) -> None:
    """One plan, freeze and sheet a round instead of one for ever. SQLite changes no constraint in place: each table is
    laid aside and made anew; marks, which point to sheets, go and come with them."""
    _aside("mark")
    for name, (columns, key, info) in _tables().items():
        _aside(name)
        extra = [sa.Column("round", sa.Integer(), nullable=False, server_default="1")] if later else []
        unique = sa.UniqueConstraint(*key, *(["round"] if later else []), name=op.f(f"uq_{name}_enrolment_id"))
        op.create_table(name, *columns, *extra, unique, **info)
        _back(name, [column.name for column in columns if isinstance(column, sa.Column)])
    op.create_index(op.f("ix_sheet_enrolment_id"), "sheet", ["enrolment_id"])
    columns = _mark()
    op.create_table("mark", *columns, info={"append_only": True})
    op.create_index(op.f("ix_mark_sheet_id"), "mark", ["sheet_id"])
    _back("mark", [column.name for column in columns if isinstance(column, sa.Column)])


def _aside(name: str) -> None:
    op.execute(f"CREATE TABLE kept_{name} AS SELECT * FROM {name}")  # noqa: S608 – names of this file
    op.drop_table(name)


def _back(name: str, columns: list[str]) -> None:
    listed = ", ".join(columns)
    op.execute(f"INSERT INTO {name} ({listed}) SELECT {listed} FROM kept_{name} ORDER BY id")  # noqa: S608 – names of this file
    op.drop_table(f"kept_{name}")


def _tables() -> dict[str, tuple[list, list[str], dict]]:
    appended = {"info": {"append_only": True}}
    return {
        "evidence_freeze": (
            [
                sa.Column("id", sa.Integer(), nullable=False),
                sa.Column("enrolment_id", sa.Uuid(), nullable=False),
                sa.Column("content", sa.JSON(), nullable=False),
                sa.Column("sha256", sa.String(), nullable=False),
                sa.Column("frozen_by", sa.Uuid(), nullable=False),
                sa.Column("at", sa.DateTime(), nullable=False),
                sa.ForeignKeyConstraint(["enrolment_id"], ["enrolment.id"], name=op.f("fk_evidence_freeze_enrolment_id")),
                sa.ForeignKeyConstraint(["frozen_by"], ["user.id"], name=op.f("fk_evidence_freeze_frozen_by")),
                sa.PrimaryKeyConstraint("id", name=op.f("pk_evidence_freeze")),
            ],
            ["enrolment_id"],
            appended,
        ),
        "interview_plan": (
            [
                sa.Column("id", sa.Integer(), nullable=False),
                sa.Column("enrolment_id", sa.Uuid(), nullable=False),
                sa.Column("questions", sa.JSON(), nullable=False),
                sa.Column("shows", sa.JSON(), nullable=False),
                sa.Column("first_slot", sa.Integer(), nullable=False),
                sa.Column("second_slot", sa.Integer(), nullable=False),
                sa.Column("opened_by", sa.Uuid(), nullable=False),
                sa.Column("at", sa.DateTime(), nullable=False),
                sa.ForeignKeyConstraint(["enrolment_id"], ["enrolment.id"], name=op.f("fk_interview_plan_enrolment_id")),
                sa.ForeignKeyConstraint(["opened_by"], ["user.id"], name=op.f("fk_interview_plan_opened_by")),
                sa.PrimaryKeyConstraint("id", name=op.f("pk_interview_plan")),
            ],
            ["enrolment_id"],
            appended,
        ),
        "sheet": (
            [
                sa.Column("id", sa.Integer(), nullable=False),
                sa.Column("enrolment_id", sa.Uuid(), nullable=False),
                sa.Column("user_id", sa.Uuid(), nullable=False),
                sa.Column("opened_at", sa.DateTime(), nullable=False),
                sa.Column("submitted_at", sa.DateTime(), nullable=True),
                sa.Column("countersigned_at", sa.DateTime(), nullable=True),
                sa.Column("evidence_hash", sa.String(), nullable=False),
                sa.ForeignKeyConstraint(["enrolment_id"], ["enrolment.id"], name=op.f("fk_sheet_enrolment_id")),
                sa.ForeignKeyConstraint(["user_id"], ["user.id"], name=op.f("fk_sheet_user_id")),
                sa.PrimaryKeyConstraint("id", name=op.f("pk_sheet")),
            ],
            ["enrolment_id", "user_id"],
            {},
        ),
    }


def _mark() -> list:
    return [
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("sheet_id", sa.Integer(), nullable=False),
        sa.Column("criterion", sa.String(), nullable=False),
        sa.Column("verdict", sa.String(), nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("origin", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.CheckConstraint("origin IN ('own', 'test_result', 'bulk')", name=op.f("ck_mark_origin")),
        sa.CheckConstraint("verdict IN ('met', 'not_met', 'not_assessable')", name=op.f("ck_mark_verdict")),
        sa.ForeignKeyConstraint(["sheet_id"], ["sheet.id"], name=op.f("fk_mark_sheet_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mark")),
    ]
