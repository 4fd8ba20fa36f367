"""The journal's own tables: entries that nothing may change, and the state the sandbox started from."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import DDL, JSON, LargeBinary, event
from sqlalchemy.orm import Mapped, mapped_column

from sandbox_crm.models.record import Base


class JournalRow(Base):
    """One command, or one look at a screen that bears an answer. The triggers below refuse UPDATE and DELETE."""

    __tablename__ = "journal"
    seq: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime]
    scenario_date: Mapped[str]
    actor: Mapped[str]
    actor_user_id: Mapped[int | None]
    origin: Mapped[str]
    command: Mapped[str]
    words: Mapped[str]
    args: Mapped[dict[str, Any]] = mapped_column(JSON)
    changes: Mapped[list[dict[str, Any]]] = mapped_column(JSON)
    prev_hash: Mapped[str]
    hash: Mapped[str]


class SentForm(Base):
    """A form of a screen that was carried out: its key, the digest of its values, the entry it led to and the page shown
    after it. Not journalled; it keeps the same form from doing its work twice."""

    __tablename__ = "sent_form"
    key: Mapped[str] = mapped_column(primary_key=True)
    sent: Mapped[str] = mapped_column(primary_key=True)
    seq: Mapped[int]
    location: Mapped[str]


class SeedState(Base):
    """The state at provisioning, compressed canonical JSON, so that a sandbox explains itself alone."""

    __tablename__ = "seed_state"
    id: Mapped[int] = mapped_column(primary_key=True)
    content: Mapped[bytes] = mapped_column(LargeBinary)
    state_hash: Mapped[str]


for _action in ("UPDATE", "DELETE"):
    for _table in (JournalRow.__table__, SeedState.__table__):
        event.listen(_table, "after_create", DDL(
            f"CREATE TRIGGER {_table.name}_no_{_action.lower()} BEFORE {_action} ON {_table.name} "
            f"BEGIN SELECT RAISE(ABORT, '{_table.name} is append-only'); END"))
