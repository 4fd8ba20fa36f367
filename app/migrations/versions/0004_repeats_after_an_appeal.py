"""Cases given free of charge by a ruling on an appeal; aids for each part of a sitting"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

AIDS = ("practice_aids", "talk_aids", "allowed_addresses")


def upgrade() -> None:
    """Make the change."""
    op.create_table(
        "free_repeat",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("enrolment_id", sa.Uuid(), nullable=False),
        sa.Column("of_id", sa.Uuid(), nullable=False),
        sa.Column("appeal_id", sa.Uuid(), nullable=False),
        sa.Column("scope", sa.String(), nullable=False),
        sa.Column("by_id", sa.Uuid(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.CheckConstraint("scope IN ('whole', 'practical')", name=op.f("ck_free_repeat_scope")),
        sa.ForeignKeyConstraint(["by_id"], ["user.id"], name=op.f("fk_free_repeat_by_id")),
        sa.ForeignKeyConstraint(["enrolment_id"], ["enrolment.id"], name=op.f("fk_free_repeat_enrolment_id")),
        sa.ForeignKeyConstraint(["of_id"], ["enrolment.id"], name=op.f("fk_free_repeat_of_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_free_repeat")),
        sa.UniqueConstraint("enrolment_id", name=op.f("uq_free_repeat_enrolment_id")),
        info={"append_only": True},
    )
    with op.batch_alter_table("free_repeat", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_free_repeat_of_id"), ["of_id"], unique=False)
    for name in AIDS:
        op.add_column("sitting", sa.Column(name, sa.String(), nullable=True))


def downgrade() -> None:
    """Undo the change."""
    for name in reversed(AIDS):  # in place: other tables point to this one
        op.drop_column("sitting", name)
    with op.batch_alter_table("free_repeat", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_free_repeat_of_id"))
    op.drop_table("free_repeat")
