"""Answers to candidates' reports, presence of members, parts broken off, transfers, names found to be another person's"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the change."""
    op.create_table(
        "member_presence",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("sitting_id", sa.Uuid(), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("by_id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("kind IN ('came', 'left')", name=op.f("ck_member_presence_kind")),
        sa.ForeignKeyConstraint(["by_id"], ["user.id"], name=op.f("fk_member_presence_by_id")),
        sa.ForeignKeyConstraint(["sitting_id"], ["sitting.id"], name=op.f("fk_member_presence_sitting_id")),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name=op.f("fk_member_presence_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_member_presence")),
        info={"append_only": True},
    )
    with op.batch_alter_table("member_presence", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_member_presence_sitting_id"), ["sitting_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_member_presence_user_id"), ["user_id"], unique=False)

    op.create_table(
        "trainer_clearance",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("preparation_id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("by_id", sa.Uuid(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(["by_id"], ["user.id"], name=op.f("fk_trainer_clearance_by_id")),
        sa.ForeignKeyConstraint(["preparation_id"], ["preparation.id"], name=op.f("fk_trainer_clearance_preparation_id")),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name=op.f("fk_trainer_clearance_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_trainer_clearance")),
        info={"append_only": True},
    )
    with op.batch_alter_table("trainer_clearance", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_trainer_clearance_preparation_id"), ["preparation_id"], unique=False)

    op.create_table(
        "break_off",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("enrolment_id", sa.Uuid(), nullable=False),
        sa.Column("sitting_id", sa.Uuid(), nullable=False),
        sa.Column("ground", sa.String(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("members", sa.JSON(), nullable=False),
        sa.Column("by_id", sa.Uuid(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.CheckConstraint("ground IN ('technical', 'health', 'removal', 'other')", name=op.f("ck_break_off_ground")),
        sa.ForeignKeyConstraint(["by_id"], ["user.id"], name=op.f("fk_break_off_by_id")),
        sa.ForeignKeyConstraint(["enrolment_id"], ["enrolment.id"], name=op.f("fk_break_off_enrolment_id")),
        sa.ForeignKeyConstraint(["sitting_id"], ["sitting.id"], name=op.f("fk_break_off_sitting_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_break_off")),
        info={"append_only": True},
    )
    with op.batch_alter_table("break_off", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_break_off_enrolment_id"), ["enrolment_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_break_off_sitting_id"), ["sitting_id"], unique=False)

    op.create_table(
        "case_transfer",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("enrolment_id", sa.Uuid(), nullable=False),
        sa.Column("from_id", sa.Uuid(), nullable=False),
        sa.Column("to_id", sa.Uuid(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("by_id", sa.Uuid(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(["by_id"], ["user.id"], name=op.f("fk_case_transfer_by_id")),
        sa.ForeignKeyConstraint(["enrolment_id"], ["enrolment.id"], name=op.f("fk_case_transfer_enrolment_id")),
        sa.ForeignKeyConstraint(["from_id"], ["sitting.id"], name=op.f("fk_case_transfer_from_id")),
        sa.ForeignKeyConstraint(["to_id"], ["sitting.id"], name=op.f("fk_case_transfer_to_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_case_transfer")),
        info={"append_only": True},
    )
    with op.batch_alter_table("case_transfer", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_case_transfer_enrolment_id"), ["enrolment_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_case_transfer_from_id"), ["from_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_case_transfer_to_id"), ["to_id"], unique=False)

    op.create_table(
        "remark_answer",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("remark_id", sa.Integer(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("by_id", sa.Uuid(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(["by_id"], ["user.id"], name=op.f("fk_remark_answer_by_id")),
        sa.ForeignKeyConstraint(["remark_id"], ["candidate_remark.id"], name=op.f("fk_remark_answer_remark_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_remark_answer")),
        info={"append_only": True},
    )
    with op.batch_alter_table("remark_answer", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_remark_answer_remark_id"), ["remark_id"], unique=False)

    op.add_column("sitting", sa.Column("break_reason", sa.String(), nullable=True))


def downgrade() -> None:
    """Take it back."""
    op.execute("ALTER TABLE sitting DROP COLUMN break_reason")

    with op.batch_alter_table("remark_answer", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_remark_answer_remark_id"))

    op.drop_table("remark_answer")
    with op.batch_alter_table("case_transfer", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_case_transfer_to_id"))
        batch_op.drop_index(batch_op.f("ix_case_transfer_from_id"))
        batch_op.drop_index(batch_op.f("ix_case_transfer_enrolment_id"))

    op.drop_table("case_transfer")
    with op.batch_alter_table("break_off", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_break_off_sitting_id"))
        batch_op.drop_index(batch_op.f("ix_break_off_enrolment_id"))

    op.drop_table("break_off")
    with op.batch_alter_table("trainer_clearance", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_trainer_clearance_preparation_id"))

    op.drop_table("trainer_clearance")
    with op.batch_alter_table("member_presence", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_member_presence_user_id"))
        batch_op.drop_index(batch_op.f("ix_member_presence_sitting_id"))

    op.drop_table("member_presence")
