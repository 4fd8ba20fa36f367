"""What stands in a case now: its decisions, newest last, and whether they were announced. Read by later rooms."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import select

from app.db import db
from exam.committee.models import Announcement, Decision, DecisionSignature


def decisions_of(enrolment_id: UUID) -> list[Decision]:
    """Every decision of a case, oldest first; a later one stands beside the earlier."""
    return list(db.session.scalars(select(Decision).where(Decision.enrolment_id == enrolment_id).order_by(Decision.made_at, Decision.number)))


def latest_decision(enrolment_id: UUID) -> Decision | None:
    """The decision in force."""
    found = decisions_of(enrolment_id)
    return found[-1] if found else None


def announcement_of(decision_id: UUID) -> Announcement | None:
    """When a decision reached the candidate; None before."""
    return db.session.scalar(select(Announcement).where(Announcement.decision_id == decision_id))


def signatures_of(decision_id: UUID) -> list[DecisionSignature]:
    """Who signed a decision off, in order."""
    return list(db.session.scalars(select(DecisionSignature).where(DecisionSignature.decision_id == decision_id).order_by(DecisionSignature.id)))
