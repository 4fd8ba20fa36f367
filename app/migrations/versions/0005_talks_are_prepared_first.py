"""The plan of a talk is drawn up for preparation; the slot runs from a moment of its own"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the change. Talks held before began when their plan was drawn up."""
    op.create_table(
        "interview_begin",
        sa.Column("plan_id", sa.Integer(), nullable=False),
        sa.Column("begun_by", sa.Uuid(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(["begun_by"], ["user.id"], name=op.f("fk_interview_begin_begun_by")),
        sa.ForeignKeyConstraint(["plan_id"], ["interview_plan.id"], name=op.f("fk_interview_begin_plan_id")),
        sa.PrimaryKeyConstraint("plan_id", name=op.f("pk_interview_begin")),
        info={"append_only": True},
    )
    op.execute("INSERT INTO interview_begin (plan_id, begun_by, at) SELECT id, opened_by, at FROM interview_plan")


def downgrade() -> None:
    """Undo the change."""
    op.drop_table("interview_begin")
