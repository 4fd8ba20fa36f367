"""Certificates and what became of them."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import JSON, CheckConstraint, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from app.db import APPEND_ONLY, Base


class Certificate(Base):
    """A certificate as issued. ``printed``: every word on it; ``code_digest``: HMAC of the verification code."""

    __tablename__ = "certificate"
    __table_args__ = (APPEND_ONLY,)
    id: Mapped[UUID] = mapped_column(primary_key=True)
    number: Mapped[str] = mapped_column(unique=True)
    ordinal: Mapped[int] = mapped_column(unique=True)
    enrolment_id: Mapped[UUID] = mapped_column(ForeignKey("enrolment.id"), index=True)
    decision_id: Mapped[UUID] = mapped_column(ForeignKey("decision.id"))
    issued_on: Mapped[date]
    valid_until: Mapped[date]
    code_digest: Mapped[str]
    printed: Mapped[dict[str, Any]] = mapped_column(JSON)
    pdf_sha256: Mapped[str]
    confirmed_by: Mapped[UUID] = mapped_column(ForeignKey("user.id"))
    confirmed_at: Mapped[datetime]


class CertificateChange(Base):
    """A change of a certificate's standing; the latest holds. ``kind``: suspended, reinstated, revoked, superseded."""

    __tablename__ = "certificate_change"
    __table_args__ = (CheckConstraint("kind IN ('suspended', 'reinstated', 'revoked', 'superseded')", "kind"), APPEND_ONLY)
    id: Mapped[int] = mapped_column(primary_key=True)
    certificate_id: Mapped[UUID] = mapped_column(ForeignKey("certificate.id"), index=True)
    kind: Mapped[str]
    reason: Mapped[str]
    at: Mapped[datetime]
    by_id: Mapped[UUID] = mapped_column(ForeignKey("user.id"))
