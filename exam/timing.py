"""Time shared by the theoretical and the practical part: a start, a limit and appended adjustments.

PURE but for the table: ``standing(...)`` takes the moment as an argument. Only the server's clock counts; a pause
stops it, an extension or an accommodation lengthens it, and nothing is ever rewritten.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from app.db import APPEND_ONLY, Base


class TimeAdjustment(Base):
    """One change of an attempt's time. ``kind``: pause, resume, extension, accommodation; ``seconds`` for the last two."""

    __tablename__ = "time_adjustment"
    __table_args__ = (CheckConstraint("kind IN ('pause', 'resume', 'extension', 'accommodation')", "kind"), APPEND_ONLY)
    id: Mapped[int] = mapped_column(primary_key=True)
    attempt_id: Mapped[UUID] = mapped_column(index=True)
    kind: Mapped[str]
    seconds: Mapped[int] = mapped_column(default=0)
    reason: Mapped[str]
    at: Mapped[datetime]
    by_id: Mapped[UUID | None] = mapped_column(ForeignKey("user.id"))


@dataclass(frozen=True)
class Standing:
    """Where an attempt's time stands. ``deadline`` is None while paused; ``remaining`` in whole seconds, never negative."""

    deadline: datetime | None
    remaining: int
    paused: bool
    expired: bool


def standing(opened_at: datetime, limit_seconds: int, adjustments: Iterable[TimeAdjustment], moment: datetime) -> Standing:
    """Time left at ``moment``. All datetimes are of one kind (naive UTC, as the database gives them)."""
    limit, stopped, paused_at = timedelta(seconds=limit_seconds), timedelta(0), None
    for change in adjustments:
        if change.kind == "pause" and paused_at is None:
            paused_at = change.at
        elif change.kind == "resume" and paused_at is not None:
            stopped, paused_at = stopped + (change.at - paused_at), None
        elif change.kind in ("extension", "accommodation"):
            limit += timedelta(seconds=change.seconds)
    deadline = opened_at + limit + stopped
    left = deadline - (paused_at or moment)
    remaining = max(0, int(left.total_seconds()))
    paused = paused_at is not None
    return Standing(None if paused else deadline, remaining, paused, left <= timedelta(0))
