"""What stands in a case now: its decisions, newest last, and whether they were announced. Read by later rooms."""

from __future__ import annotations

from datetime import datetime
from hashlib import sha256
from uuid import UUID

from sqlalchemy import select

from app.audit import AuditEntry, canonical
from app.clock import local
from app.db import db
from exam.committee.models import Announcement, Decision, DecisionSignature
from exam.practical.reverification import orders_of

#: the act under which the audit log records a decision
DECIDED = "committee.decided"


def decisions_of(enrolment_id: UUID) -> list[Decision]:
    """Every decision of a case, oldest first; a later one stands beside the earlier."""
    return list(
        db.session.scalars(
            select(Decision).where(Decision.enrolment_id == enrolment_id).order_by(Decision.made_at, Decision.number)
        )
    )


def content_digest(decision: Decision) -> str:
    """SHA-256 of what a decision says: result, verdicts, outcomes, justification. The audit log holds it."""
    said = [decision.number, decision.result, decision.rows, decision.outcomes, decision.justification]
    return sha256(canonical(said).encode()).hexdigest()


def decision_faults() -> list[str]:
    """Sentences about decisions that do not say what the audit log recorded when they were made."""
    logged = {entry.subject: entry.facts for entry in db.session.scalars(select(AuditEntry).where(AuditEntry.act == DECIDED))}
    found = []
    for decision in db.session.scalars(select(Decision)):
        facts = logged.pop(str(decision.id), None)
        if facts is None:
            found.append(f"decision {decision.number} is not in the audit log")
        elif facts["result"] != decision.result or facts.get("content", content_digest(decision)) != content_digest(decision):
            found.append(f"decision {decision.number} does not say what the audit log recorded")
    return found + [f"decision {facts['number']} of the audit log is missing" for facts in logged.values()]


def latest_decision(enrolment_id: UUID) -> Decision | None:
    """The decision in force."""
    found = decisions_of(enrolment_id)
    return found[-1] if found else None


def signed_late(decision: Decision, moment: datetime) -> bool:
    """Whether a signature given at ``moment`` (naive UTC) misses the day of the decision."""
    return local(moment).date() != local(decision.made_at).date()


def round_behind(decision: Decision) -> int:
    """The round of verification that a decision was made in: 1, and one more for each order that came before it."""
    order = [found.id for found in decisions_of(decision.enrolment_id)]
    place = order.index(decision.id)
    return 1 + sum(order.index(row.decision_id) < place for row in orders_of(decision.enrolment_id))


def announcement_of(decision_id: UUID) -> Announcement | None:
    """When a decision reached the candidate; None before."""
    return db.session.scalar(select(Announcement).where(Announcement.decision_id == decision_id))


def signatures_of(decision_id: UUID) -> list[DecisionSignature]:
    """Who signed a decision off, in order."""
    return list(
        db.session.scalars(
            select(DecisionSignature).where(DecisionSignature.decision_id == decision_id).order_by(DecisionSignature.id)
        )
    )
