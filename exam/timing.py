"""Time shared by the theoretical and the practical part: a start, a limit and appended adjustments.

``standing(...)`` is pure and takes the moment as an argument. Only the server's clock counts; a pause stops it, an
extension or an accommodation lengthens it, and nothing is ever rewritten.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Protocol, TypeVar
from uuid import UUID

from flask_babel import lazy_gettext as _l
from sqlalchemy import CheckConstraint, ForeignKey, select
from sqlalchemy.orm import Mapped, mapped_column

from app import audit
from app.db import APPEND_ONLY, Base, db
from app.errors import Invalid
from app.identity import User

LONGEST_EXTENSION = 4 * 3600
Attempt = TypeVar("Attempt")


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


class Timed(Protocol):
    """An attempt at either part, as far as its time goes."""

    id: UUID
    enrolment_id: UUID
    opened_at: datetime | None
    closed_at: datetime | None
    limit_seconds: int


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
            stopped, paused_at = stopped + max(timedelta(0), change.at - paused_at), None  # a clock set back takes no time away
        elif change.kind in ("extension", "accommodation"):
            limit += timedelta(seconds=change.seconds)
    deadline = opened_at + limit + stopped
    left = deadline - (paused_at or moment)
    remaining = max(0, int(left.total_seconds()))
    paused = paused_at is not None
    return Standing(None if paused else deadline, remaining, paused, left <= timedelta(0))


def adjustments(attempt_id: UUID) -> list[TimeAdjustment]:
    """Changes of an attempt's time in the order they were made."""
    query = select(TimeAdjustment).where(TimeAdjustment.attempt_id == attempt_id)
    return list(db.session.scalars(query.order_by(TimeAdjustment.id)))


def time_of(attempt: Timed, moment: datetime, changes: Iterable[TimeAdjustment] | None = None) -> Standing | None:
    """Where an attempt's counted time stands at ``moment``, or stood when it was closed; None before it is opened.

    ``changes``: the adjustments, where they were read already.
    """
    if attempt.opened_at is None:
        return None
    at = min(moment, attempt.closed_at) if attempt.closed_at else moment
    return standing(attempt.opened_at, attempt.limit_seconds, adjustments(attempt.id) if changes is None else changes, at)


def read_with_changes(kept: type[Attempt], attempt_id: UUID,
                      *options: Any) -> tuple[Attempt, list[TimeAdjustment]] | None:
    """An attempt and the changes of its time in one statement; None where there is no such attempt."""
    query = select(kept, TimeAdjustment).outerjoin(TimeAdjustment, TimeAdjustment.attempt_id == kept.id)
    rows = db.session.execute(query.where(kept.id == attempt_id).order_by(TimeAdjustment.id).options(*options)).all()
    return (rows[0][0], [change for _, change in rows if change is not None]) if rows else None


def adjust(attempt: Timed, acts: str, kind: str, seconds: int, reason: str, moment: datetime, by: User | None) -> None:
    """Append a change of an attempt's time, and to the audit log as ``acts`` + ``kind``, inside the open transaction."""
    db.session.add(TimeAdjustment(attempt_id=attempt.id, kind=kind, seconds=seconds, reason=reason, at=moment,
                                  by_id=by.id if by else None))
    audit.record(f"{acts}{kind}", case_id=attempt.enrolment_id, subject=attempt.id, details={"reason": reason}, seconds=seconds)
    db.session.flush()


def refuse_senseless(seconds: int) -> None:
    """Raises Invalid on an extension of no length, or of more than four hours."""
    if not 0 < seconds <= LONGEST_EXTENSION:
        raise Invalid(_l("An extension takes from 1 to 240 minutes."), {"minutes": _l("Type a number from 1 to 240.")})
