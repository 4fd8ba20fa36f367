"""The practical part as it is kept: attempts with their frozen variant, answers, remarks, notes, the talk, the freeze."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.db import APPEND_ONLY, Base
from app.identity import User
from exam.sittings.models import Enrolment, Sitting


class PracticeState(StrEnum):
    """Where a practical attempt stands. HANDED_IN and EXPIRED wait only for the seal; SEALED is final."""

    PREPARED = "prepared"
    FAMILIARISING = "familiarising"
    OPEN = "open"
    PAUSED = "paused"
    HANDED_IN = "handed_in"
    EXPIRED = "expired"
    SEALED = "sealed"


RUNNING = (PracticeState.OPEN, PracticeState.PAUSED)
CLOSED = (PracticeState.HANDED_IN, PracticeState.EXPIRED)
FINISHED = (*CLOSED, PracticeState.SEALED)


class PracticalAttempt(Base):
    """One candidate's work in the CRM. Moments are naive UTC.

    ``variant`` is what this candidate was given, frozen: instruction, tasks, documents, questions, events, compiled
    checks, today's date in the scenario. ``sandbox`` names the CRM's file for the work, ``practice`` the throw-away
    copy for getting to know it. ``seal``: file_sha256, jsonl_sha256, head, last_seq, state_hash of the sealed sandbox
    and answers_sha256 of the answers typed. ``closed_by``: candidate, time or operator.
    """

    __tablename__ = "practical_attempt"
    __table_args__ = (
        UniqueConstraint("enrolment_id", "number"),
        CheckConstraint("state IN ('prepared', 'familiarising', 'open', 'paused', 'handed_in', 'expired', 'sealed')", "state"))
    id: Mapped[UUID] = mapped_column(primary_key=True)
    enrolment_id: Mapped[UUID] = mapped_column(ForeignKey("enrolment.id"), index=True)
    number: Mapped[int]
    sandbox: Mapped[UUID] = mapped_column(unique=True)
    practice: Mapped[UUID] = mapped_column(unique=True)
    pack_id: Mapped[str]
    pack_version: Mapped[int]
    pack_sha: Mapped[str]
    variant_seed: Mapped[str]
    variant: Mapped[dict[str, Any]] = mapped_column(JSON, deferred=True)  # large, and most requests need none of it
    template_sha: Mapped[str]
    state: Mapped[str] = mapped_column(default=PracticeState.PREPARED, index=True)
    prepared_at: Mapped[datetime]
    familiarisation_seconds: Mapped[int]
    familiarisation_opened_at: Mapped[datetime | None]
    opened_at: Mapped[datetime | None]
    limit_seconds: Mapped[int]
    closed_at: Mapped[datetime | None]
    closed_how: Mapped[str | None]
    closed_by: Mapped[str | None]
    sealed_at: Mapped[datetime | None]
    seal: Mapped[dict[str, Any] | None] = mapped_column(JSON)
    receipt: Mapped[str | None]
    enrolment: Mapped[Enrolment] = relationship(lazy="joined")

    @property
    def finished(self) -> bool:
        """Whether nothing more can be done in it."""
        return self.state in FINISHED


class PracticalResponse(Base):
    """One change of one answer read from the CRM; the latest accepted row of a question is the answer.

    As `exam.theory.models.Response`, and beside it where the sandbox's journal stood at receipt: the answer is judged
    against the state of that moment.
    """

    __tablename__ = "practical_response"
    __table_args__ = (CheckConstraint("accepted = (reason IS NULL)", "reason"),
                      Index("ix_practical_response_question", "attempt_id", "question_id"), APPEND_ONLY)
    id: Mapped[int] = mapped_column(primary_key=True)
    attempt_id: Mapped[UUID] = mapped_column(ForeignKey("practical_attempt.id"))
    question_id: Mapped[str]
    key: Mapped[UUID] = mapped_column(unique=True)
    rev: Mapped[int]
    base_rev: Mapped[int]
    value: Mapped[Any] = mapped_column(JSON(none_as_null=False))
    sha256: Mapped[str]
    journal_seq: Mapped[int]
    journal_head: Mapped[str]
    at: Mapped[datetime]
    station: Mapped[str | None]
    accepted: Mapped[bool]
    reason: Mapped[str | None]
    status: Mapped[int]
    reply: Mapped[dict[str, Any]] = mapped_column(JSON)


class PracticalFindings(Base):
    """What one version of the judge found in a sealed attempt; a later version stands beside it."""

    __tablename__ = "practical_findings"
    __table_args__ = (UniqueConstraint("attempt_id", "pack_version", "engine_version"), APPEND_ONLY)
    id: Mapped[int] = mapped_column(primary_key=True)
    attempt_id: Mapped[UUID] = mapped_column(ForeignKey("practical_attempt.id"), index=True)
    pack_version: Mapped[int]
    engine_version: Mapped[str]
    evidence_sha: Mapped[str]
    judgement: Mapped[dict[str, Any]] = mapped_column(JSON)
    at: Mapped[datetime]


class ObservationNote(Base):
    """A member's note during the work or the talk. Its author alone sees it until every sheet is submitted.

    ``kind``: note, or show where a thing was shown again on a branch of the sealed CRM (``branch_id``).
    """

    __tablename__ = "observation_note"
    __table_args__ = (CheckConstraint("kind IN ('note', 'show')", "kind"), APPEND_ONLY)
    id: Mapped[int] = mapped_column(primary_key=True)
    attempt_id: Mapped[UUID] = mapped_column(ForeignKey("practical_attempt.id"), index=True)
    member_id: Mapped[UUID] = mapped_column(ForeignKey("user.id"), index=True)
    kind: Mapped[str] = mapped_column(default="note")
    task: Mapped[str | None]
    criterion: Mapped[str | None]
    text: Mapped[str]
    branch_id: Mapped[UUID | None] = mapped_column(ForeignKey("talk_branch.id"))
    at: Mapped[datetime]
    round: Mapped[int] = mapped_column(default=1)
    member: Mapped[User] = relationship(lazy="joined")


class InterviewPlan(Base):
    """The questions of one talk, frozen word for word when it was opened, in their order.

    ``round``: 1, or the number of the later talk in which criteria were verified again (`Reverification`).
    """

    __tablename__ = "interview_plan"
    __table_args__ = (UniqueConstraint("enrolment_id", "round"), APPEND_ONLY)
    id: Mapped[int] = mapped_column(primary_key=True)
    enrolment_id: Mapped[UUID] = mapped_column(ForeignKey("enrolment.id"))
    round: Mapped[int] = mapped_column(default=1)
    questions: Mapped[list[dict[str, Any]]] = mapped_column(JSON)
    shows: Mapped[list[dict[str, Any]]] = mapped_column(JSON)
    first_slot: Mapped[int]
    second_slot: Mapped[int]
    opened_by: Mapped[UUID] = mapped_column(ForeignKey("user.id"))
    at: Mapped[datetime]
    begun: Mapped[InterviewBegin | None] = relationship(viewonly=True, uselist=False)


class InterviewBegin(Base):
    """The moment the candidate came in and the slot of a planned talk began to run."""

    __tablename__ = "interview_begin"
    __table_args__ = (APPEND_ONLY,)
    plan_id: Mapped[int] = mapped_column(ForeignKey("interview_plan.id"), primary_key=True)
    begun_by: Mapped[UUID] = mapped_column(ForeignKey("user.id"))
    at: Mapped[datetime]


class InterviewRecord(Base):
    """What one member heard in one answer; the latest row of a member and question holds.

    ``question_id``: of the plan, or ``own-…`` with the member's question verbatim in ``own_question``. ``points``: ids
    heard; ``critical_errors``: numbers of the listed errors heard (from 0). ``read_back``: what the candidate said to
    the summary: confirmed, objected (with ``objection``), or None while it was not read back.
    """

    __tablename__ = "interview_record"
    __table_args__ = (CheckConstraint("read_back IN ('confirmed', 'objected')", "read_back"), APPEND_ONLY)
    id: Mapped[int] = mapped_column(primary_key=True)
    enrolment_id: Mapped[UUID] = mapped_column(ForeignKey("enrolment.id"), index=True)
    member_id: Mapped[UUID] = mapped_column(ForeignKey("user.id"), index=True)
    question_id: Mapped[str]
    criterion: Mapped[str]
    own_question: Mapped[str | None]
    reason: Mapped[str | None]
    points: Mapped[list[str]] = mapped_column(JSON)
    critical_errors: Mapped[list[int]] = mapped_column(JSON)
    met: Mapped[bool | None]
    summary: Mapped[str]
    read_back: Mapped[str | None]
    objection: Mapped[str | None]
    at: Mapped[datetime]
    round: Mapped[int] = mapped_column(default=1)
    member: Mapped[User] = relationship(lazy="joined")


class TalkBranch(Base):
    """A writable copy of the sealed CRM for showing one thing again in the talk. Closed at its deadline or by a member.

    ``end``: last_seq, head, jsonl_sha256 and the acts done on it, filled in once when it is closed.
    """

    __tablename__ = "talk_branch"
    id: Mapped[UUID] = mapped_column(primary_key=True)
    attempt_id: Mapped[UUID] = mapped_column(ForeignKey("practical_attempt.id"), index=True)
    member_id: Mapped[UUID] = mapped_column(ForeignKey("user.id"))
    criterion: Mapped[str]
    what: Mapped[str]
    base_seq: Mapped[int]
    seconds: Mapped[int]
    opened_at: Mapped[datetime]
    closed_at: Mapped[datetime | None]
    end: Mapped[dict[str, Any] | None] = mapped_column(JSON)
    round: Mapped[int] = mapped_column(default=1)
    attempt: Mapped[PracticalAttempt] = relationship(lazy="joined")


class CrmLock(Base):
    """Which CRM and which scenario a sitting is held in, as fixed fourteen days before or decided later.

    ``kind``: locked (by the system) or decided (by the coordinator, with ``reason``). ``digest`` and ``pack_sha`` are
    SHA-256 over the files of the CRM and of the scenario. The latest row holds.
    """

    __tablename__ = "crm_lock"
    __table_args__ = (CheckConstraint("kind IN ('locked', 'decided')", "kind"),
                      CheckConstraint("(kind = 'decided') = (reason IS NOT NULL AND by_id IS NOT NULL)", "reason"), APPEND_ONLY)
    id: Mapped[int] = mapped_column(primary_key=True)
    sitting_id: Mapped[UUID] = mapped_column(ForeignKey("sitting.id"), index=True)
    kind: Mapped[str]
    release: Mapped[str]
    digest: Mapped[str]
    pack_id: Mapped[str]
    pack_sha: Mapped[str]
    reason: Mapped[str | None]
    by_id: Mapped[UUID | None] = mapped_column(ForeignKey("user.id"))
    at: Mapped[datetime]
    by: Mapped[User | None] = relationship(lazy="joined")
    sitting: Mapped[Sitting] = relationship()


class EvidenceFreeze(Base):
    """The evidence of a case closed for marking: digests of its parts, and the digest over them; once a round."""

    __tablename__ = "evidence_freeze"
    __table_args__ = (UniqueConstraint("enrolment_id", "round"), APPEND_ONLY)
    id: Mapped[int] = mapped_column(primary_key=True)
    enrolment_id: Mapped[UUID] = mapped_column(ForeignKey("enrolment.id"))
    round: Mapped[int] = mapped_column(default=1)
    content: Mapped[dict[str, Any]] = mapped_column(JSON)
    sha256: Mapped[str]
    frozen_by: Mapped[UUID] = mapped_column(ForeignKey("user.id"))
    at: Mapped[datetime]


class Reverification(Base):
    """Criteria of a case ordered to be verified again after a decision that left it undecided.

    ``round``: the number of the talk that follows, from 2; ``decision_id``: the decision that named the criteria.
    """

    __tablename__ = "reverification"
    __table_args__ = (UniqueConstraint("enrolment_id", "round"), APPEND_ONLY)
    id: Mapped[int] = mapped_column(primary_key=True)
    enrolment_id: Mapped[UUID] = mapped_column(ForeignKey("enrolment.id"))
    round: Mapped[int]
    criteria: Mapped[list[str]] = mapped_column(JSON)
    reason: Mapped[str]
    decision_id: Mapped[UUID]
    ordered_by: Mapped[UUID] = mapped_column(ForeignKey("user.id"))
    at: Mapped[datetime]
    by: Mapped[User] = relationship(lazy="joined")
