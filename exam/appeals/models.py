"""Appeals: what is appealed against, who reviews it, what is ruled. All appended."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.db import APPEND_ONLY, Base
from app.identity import User
from exam.sittings.models import Enrolment

KINDS = ("admission", "course", "decision")
RULINGS = ("dismissed", "changed_to_met", "reverify", "admitted", "repeat_free")
_KINDS = "kind IN ('admission', 'course', 'decision')"
_RULINGS = "ruling IN ('dismissed', 'changed_to_met', 'reverify', 'admitted', 'repeat_free')"


class Appeal(Base):
    """An appeal as filed. ``kind``: against a refused admission, the course of the exam, or the decision."""

    __tablename__ = "appeal"
    __table_args__ = (CheckConstraint(_KINDS, "kind"), APPEND_ONLY)
    id: Mapped[UUID] = mapped_column(primary_key=True)
    number: Mapped[str] = mapped_column(unique=True)
    enrolment_id: Mapped[UUID] = mapped_column(ForeignKey("enrolment.id"), index=True)
    decision_id: Mapped[UUID | None] = mapped_column(ForeignKey("decision.id"))
    kind: Mapped[str]
    reason: Mapped[str]
    deadline: Mapped[date]
    filed_at: Mapped[datetime]
    enrolment: Mapped[Enrolment] = relationship(lazy="joined")
    points: Mapped[list[AppealPoint]] = relationship(lazy="selectin", order_by="AppealPoint.id")


class AppealPoint(Base):
    """One criterion appealed against, with the candidate's reason."""

    __tablename__ = "appeal_point"
    __table_args__ = (UniqueConstraint("appeal_id", "criterion"), APPEND_ONLY)
    id: Mapped[int] = mapped_column(primary_key=True)
    appeal_id: Mapped[UUID] = mapped_column(ForeignKey("appeal.id"), index=True)
    criterion: Mapped[str]
    reason: Mapped[str]


class ReviewerAppointment(Base):
    """A reviewer appointed to an appeal, after the system proved no earlier part in the case. The latest holds."""

    __tablename__ = "reviewer_appointment"
    __table_args__ = (APPEND_ONLY,)
    id: Mapped[int] = mapped_column(primary_key=True)
    appeal_id: Mapped[UUID] = mapped_column(ForeignKey("appeal.id"), index=True)
    user_id: Mapped[UUID] = mapped_column(ForeignKey("user.id"), index=True)
    by_id: Mapped[UUID] = mapped_column(ForeignKey("user.id"))
    at: Mapped[datetime]
    user: Mapped[User] = relationship(foreign_keys=[user_id], lazy="joined")


class Ruling(Base):
    """A ruling on one criterion, or on the appeal as a whole where ``criterion`` is None, with its reasons."""

    __tablename__ = "ruling"
    __table_args__ = (UniqueConstraint("appeal_id", "criterion"), CheckConstraint(_RULINGS, "ruling"), APPEND_ONLY)
    id: Mapped[int] = mapped_column(primary_key=True)
    appeal_id: Mapped[UUID] = mapped_column(ForeignKey("appeal.id"), index=True)
    criterion: Mapped[str | None]
    ruling: Mapped[str]
    reasons: Mapped[str]
    user_id: Mapped[UUID] = mapped_column(ForeignKey("user.id"))
    at: Mapped[datetime]
