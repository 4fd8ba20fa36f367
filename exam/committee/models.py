"""What people decide: sheets and marks of members, consensus, decisions and signatures. All appended."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import JSON, CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.db import APPEND_ONLY, Base
from app.identity import User

VERDICTS = ("met", "not_met", "not_assessable")
RESULTS = ("positive", "negative", "undecided")
_VERDICT = "verdict IN ('met', 'not_met', 'not_assessable')"


class ProposalSet(Base):
    """What the machine proposes for one case, criterion by criterion, as computed at one moment by one engine."""

    __tablename__ = "proposal_set"
    __table_args__ = (APPEND_ONLY,)
    id: Mapped[int] = mapped_column(primary_key=True)
    enrolment_id: Mapped[UUID] = mapped_column(ForeignKey("enrolment.id"), index=True)
    computed_at: Mapped[datetime]
    engine: Mapped[str]
    evidence_hash: Mapped[str]
    proposals: Mapped[dict[str, Any]] = mapped_column(JSON)


class Sheet(Base):
    """A member's sheet of 39 rows for one candidate (karta oceny). Locked once submitted.

    ``round``: 1, or that of a re-verification, whose sheet has only the rows verified again.
    """

    __tablename__ = "sheet"
    __table_args__ = (UniqueConstraint("enrolment_id", "user_id", "round"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    enrolment_id: Mapped[UUID] = mapped_column(ForeignKey("enrolment.id"), index=True)
    user_id: Mapped[UUID] = mapped_column(ForeignKey("user.id"))
    opened_at: Mapped[datetime]
    submitted_at: Mapped[datetime | None]
    countersigned_at: Mapped[datetime | None]
    evidence_hash: Mapped[str]
    round: Mapped[int] = mapped_column(default=1)
    user: Mapped[User] = relationship(lazy="joined")


class Mark(Base):
    """One mark of one member; the latest per criterion holds. ``origin``: own, test_result or bulk."""

    __tablename__ = "mark"
    __table_args__ = (
        CheckConstraint(_VERDICT, "verdict"),
        CheckConstraint("origin IN ('own', 'test_result', 'bulk')", "origin"),
        APPEND_ONLY,
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    sheet_id: Mapped[int] = mapped_column(ForeignKey("sheet.id"), index=True)
    criterion: Mapped[str]
    verdict: Mapped[str]
    note: Mapped[str] = mapped_column(default="")
    origin: Mapped[str] = mapped_column(default="own")
    at: Mapped[datetime]


class Consensus(Base):
    """The committee's common verdict on one criterion, once every seated member agreed; the latest holds.

    ``reason_code`` and ``text`` are required where it differs from the proposal. ``agreed_by``: ids of the members.
    """

    __tablename__ = "consensus"
    __table_args__ = (CheckConstraint(_VERDICT, "verdict"), APPEND_ONLY)
    id: Mapped[int] = mapped_column(primary_key=True)
    enrolment_id: Mapped[UUID] = mapped_column(ForeignKey("enrolment.id"), index=True)
    criterion: Mapped[str]
    verdict: Mapped[str]
    origin: Mapped[str]
    reason_code: Mapped[str | None]
    text: Mapped[str] = mapped_column(default="")
    agreed_by: Mapped[list[str]] = mapped_column(JSON)
    at: Mapped[datetime]
    round: Mapped[int] = mapped_column(default=1)


class ConsensusVote(Base):
    """A member's agreement to a worded common verdict on a discordant criterion."""

    __tablename__ = "consensus_vote"
    __table_args__ = (CheckConstraint(_VERDICT, "verdict"), APPEND_ONLY)
    id: Mapped[int] = mapped_column(primary_key=True)
    enrolment_id: Mapped[UUID] = mapped_column(ForeignKey("enrolment.id"), index=True)
    criterion: Mapped[str]
    user_id: Mapped[UUID] = mapped_column(ForeignKey("user.id"))
    verdict: Mapped[str]
    reason_code: Mapped[str | None]
    text: Mapped[str] = mapped_column(default="")
    at: Mapped[datetime]
    round: Mapped[int] = mapped_column(default=1)


class JustificationDraft(Base):
    """The worded justification before the decision; each save is kept."""

    __tablename__ = "justification_draft"
    __table_args__ = (APPEND_ONLY,)
    id: Mapped[int] = mapped_column(primary_key=True)
    enrolment_id: Mapped[UUID] = mapped_column(ForeignKey("enrolment.id"), index=True)
    user_id: Mapped[UUID | None] = mapped_column(ForeignKey("user.id"))
    text: Mapped[str]
    at: Mapped[datetime]
    round: Mapped[int] = mapped_column(default=1)


class Decision(Base):
    """A decision closing a validation. ``rows``: criterion -> verdict; ``supersedes_id``: the older decision it stands
    beside after an appeal. ``made_by``: committee or appeal."""

    __tablename__ = "decision"
    __table_args__ = (
        CheckConstraint("result IN ('positive', 'negative', 'undecided')", "result"),
        CheckConstraint("made_by IN ('committee', 'appeal')", "made_by"),
        APPEND_ONLY,
    )
    id: Mapped[UUID] = mapped_column(primary_key=True)
    number: Mapped[str] = mapped_column(unique=True)
    enrolment_id: Mapped[UUID] = mapped_column(ForeignKey("enrolment.id"), index=True)
    result: Mapped[str]
    rule: Mapped[str]
    rows: Mapped[dict[str, Any]] = mapped_column(JSON)
    outcomes: Mapped[dict[str, Any]] = mapped_column(JSON)
    justification: Mapped[str]
    evidence_hash: Mapped[str]
    made_at: Mapped[datetime]
    made_by: Mapped[str]
    supersedes_id: Mapped[UUID | None] = mapped_column(ForeignKey("decision.id"))
    appeal_id: Mapped[UUID | None]


class DecisionSignature(Base):
    """A seated member signs a decision off (or a reviewer a ruling's)."""

    __tablename__ = "decision_signature"
    __table_args__ = (UniqueConstraint("decision_id", "user_id"), APPEND_ONLY)
    id: Mapped[int] = mapped_column(primary_key=True)
    decision_id: Mapped[UUID] = mapped_column(ForeignKey("decision.id"), index=True)
    user_id: Mapped[UUID] = mapped_column(ForeignKey("user.id"))
    separate_opinion: Mapped[str] = mapped_column(default="")
    at: Mapped[datetime]
    user: Mapped[User] = relationship(lazy="joined")


class Announcement(Base):
    """The moment a decision reached the candidate's own page; it starts the time for an appeal."""

    __tablename__ = "announcement"
    __table_args__ = (APPEND_ONLY,)
    id: Mapped[int] = mapped_column(primary_key=True)
    decision_id: Mapped[UUID] = mapped_column(ForeignKey("decision.id"), unique=True)
    at: Mapped[datetime]
    by_id: Mapped[UUID | None] = mapped_column(ForeignKey("user.id"))


class ReportIssue(Base):
    """A report as it was generated: its number and the hash of what is printed, so that a sheet of paper can be proved."""

    __tablename__ = "report_issue"
    __table_args__ = (APPEND_ONLY,)
    id: Mapped[int] = mapped_column(primary_key=True)
    subject: Mapped[str] = mapped_column(index=True)
    fingerprint: Mapped[str]
    at: Mapped[datetime]
