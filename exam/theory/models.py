"""The test as it is kept: an attempt with its frozen form, every answer ever sent, the review marks, the result."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.db import APPEND_ONLY, Base
from exam.sittings.models import Enrolment


class AttemptState(StrEnum):
    """Where a theory attempt stands. SUBMITTED and EXPIRED are final; no later event changes them."""

    PREPARED = "prepared"
    OPEN = "open"
    PAUSED = "paused"
    SUBMITTED = "submitted"
    EXPIRED = "expired"


RUNNING = (AttemptState.OPEN, AttemptState.PAUSED)
FINISHED = (AttemptState.SUBMITTED, AttemptState.EXPIRED)


class TheoryAttempt(Base):
    """One candidate's test. ``form`` holds the drawn form and the items in full, as they were on that day.

    ``form_sha`` is the digest of ``form``; ``seal_sha`` covers it and every accepted answer; ``receipt`` is the short
    hash the candidate takes away. Moments are naive UTC.
    """

    __tablename__ = "theory_attempt"
    __table_args__ = (CheckConstraint("state IN ('prepared', 'open', 'paused', 'submitted', 'expired')", "state"),)
    id: Mapped[UUID] = mapped_column(primary_key=True)
    enrolment_id: Mapped[UUID] = mapped_column(ForeignKey("enrolment.id"), unique=True)
    state: Mapped[str] = mapped_column(default=AttemptState.PREPARED, index=True)
    form: Mapped[dict[str, Any]] = mapped_column(JSON, deferred=True)
    form_sha: Mapped[str]
    seed: Mapped[str]
    prepared_at: Mapped[datetime]
    opened_at: Mapped[datetime | None]
    limit_seconds: Mapped[int]
    closed_at: Mapped[datetime | None]
    closed_by: Mapped[str | None]
    seal_sha: Mapped[str | None]
    receipt: Mapped[str | None]
    enrolment: Mapped[Enrolment] = relationship(lazy="joined")

    @property
    def finished(self) -> bool:
        """Whether nothing more can be answered."""
        return self.state in FINISHED


class Response(Base):
    """One change of one answer, as the server received it; the latest accepted row of an item is the answer.

    ``key`` is drawn by the browser for each change and makes a repeated sending harmless. A row that is not
    ``accepted`` is kept as evidence with its ``reason`` (stale, late, closed). ``status`` and ``reply`` are what was
    answered, so that the same key is answered alike for ever. ``sha256`` is that of the canonical JSON of ``value``.
    """

    __tablename__ = "theory_response"
    __table_args__ = (CheckConstraint("accepted = (reason IS NULL)", "reason"),
                      Index("ix_theory_response_item", "attempt_id", "item_id"), APPEND_ONLY)
    id: Mapped[int] = mapped_column(primary_key=True)
    attempt_id: Mapped[UUID] = mapped_column(ForeignKey("theory_attempt.id"))
    item_id: Mapped[str]
    key: Mapped[UUID] = mapped_column(unique=True)
    rev: Mapped[int]
    base_rev: Mapped[int]
    value: Mapped[Any] = mapped_column(JSON(none_as_null=False))
    sha256: Mapped[str]
    at: Mapped[datetime]
    station: Mapped[str | None]
    accepted: Mapped[bool]
    reason: Mapped[str | None]
    status: Mapped[int]
    reply: Mapped[dict[str, Any]] = mapped_column(JSON)


class ReviewFlag(Base):
    """The candidate's own "look at it again" mark on a question; the latest row of an item holds."""

    __tablename__ = "theory_review_flag"
    __table_args__ = (APPEND_ONLY,)
    id: Mapped[int] = mapped_column(primary_key=True)
    attempt_id: Mapped[UUID] = mapped_column(ForeignKey("theory_attempt.id"), index=True)
    item_id: Mapped[str]
    flagged: Mapped[bool]
    at: Mapped[datetime]


class TheoryResult(Base):
    """The score of a sealed attempt by one version of the scoring; a later version stands beside it.

    ``items``: item id -> right or not; ``criteria``: criterion -> {"right", "of", "result"}, where ``result`` is met,
    review or not_met, and None for a criterion that the test only supports.
    """

    __tablename__ = "theory_result"
    __table_args__ = (UniqueConstraint("attempt_id", "engine_version"), APPEND_ONLY)
    id: Mapped[int] = mapped_column(primary_key=True)
    attempt_id: Mapped[UUID] = mapped_column(ForeignKey("theory_attempt.id"), index=True)
    engine_version: Mapped[str]
    seal_sha: Mapped[str]
    items: Mapped[dict[str, bool]] = mapped_column(JSON)
    criteria: Mapped[dict[str, Any]] = mapped_column(JSON)
    at: Mapped[datetime]
