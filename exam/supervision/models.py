"""What the operator writes down: incidents of the day and the signed closing list. Both are appended only."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import JSON, ForeignKey
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
