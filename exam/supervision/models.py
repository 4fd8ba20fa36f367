"""What is written down on the day: incidents, who was present, parts broken off, the signed closing list. Appended only."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import JSON, CheckConstraint, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.db import APPEND_ONLY, Base
from app.identity import User
from exam.sittings.models import Enrolment


class Incident(Base):
    """One thing that happened in the room. ``category``: a key of `incidents.CATEGORIES`; ``at``: when, naive UTC."""

    __tablename__ = "incident"
    __table_args__ = (APPEND_ONLY,)
    id: Mapped[int] = mapped_column(primary_key=True)
    sitting_id: Mapped[UUID] = mapped_column(ForeignKey("sitting.id"), index=True)
    enrolment_id: Mapped[UUID | None] = mapped_column(ForeignKey("enrolment.id"), index=True)
    category: Mapped[str]
    text: Mapped[str]
    at: Mapped[datetime]
    recorded_at: Mapped[datetime]
    by_id: Mapped[UUID] = mapped_column(ForeignKey("user.id"))
    by: Mapped[User] = relationship(lazy="joined")
    enrolment: Mapped[Enrolment | None] = relationship(lazy="joined")


class ClosingRecord(Base):
    """The operator's signed closing list of a sitting. ``items``: key of `closing.BY_HAND` -> ticked or not."""

    __tablename__ = "closing_record"
    __table_args__ = (APPEND_ONLY,)
    id: Mapped[int] = mapped_column(primary_key=True)
    sitting_id: Mapped[UUID] = mapped_column(ForeignKey("sitting.id"), unique=True)
    items: Mapped[dict[str, bool]] = mapped_column(JSON)
    remarks: Mapped[str]
    signed_by: Mapped[UUID] = mapped_column(ForeignKey("user.id"))
    signed_at: Mapped[datetime]
    operator: Mapped[User] = relationship(lazy="joined")


class MemberPresence(Base):
    """A member of the committee came into the room or left it. ``at``: when, naive UTC; the latest row of a person holds."""

    __tablename__ = "member_presence"
    __table_args__ = (CheckConstraint("kind IN ('came', 'left')", "kind"), APPEND_ONLY)
    id: Mapped[int] = mapped_column(primary_key=True)
    sitting_id: Mapped[UUID] = mapped_column(ForeignKey("sitting.id"), index=True)
    user_id: Mapped[UUID] = mapped_column(ForeignKey("user.id"), index=True)
    kind: Mapped[str]
    at: Mapped[datetime]
    by_id: Mapped[UUID] = mapped_column(ForeignKey("user.id"))
    user: Mapped[User] = relationship(foreign_keys=[user_id], lazy="joined")


class BreakOff(Base):
    """A practical part that was broken off. ``ground``: a key of `breaking_off.GROUNDS`; ``members``: ids of who decided."""

    __tablename__ = "break_off"
    __table_args__ = (CheckConstraint("ground IN ('technical', 'health', 'removal', 'other')", "ground"), APPEND_ONLY)
    id: Mapped[int] = mapped_column(primary_key=True)
    enrolment_id: Mapped[UUID] = mapped_column(ForeignKey("enrolment.id"), index=True)
    sitting_id: Mapped[UUID] = mapped_column(ForeignKey("sitting.id"), index=True)
    ground: Mapped[str]
    text: Mapped[str]
    members: Mapped[list[str]] = mapped_column(JSON)
    by_id: Mapped[UUID] = mapped_column(ForeignKey("user.id"))
    at: Mapped[datetime]
    by: Mapped[User] = relationship(lazy="joined")
    enrolment: Mapped[Enrolment] = relationship(lazy="joined")
