"""Verifying criteria again: ordered after a decision that left them open, by a new talk on the sealed work.

A case is in its first round until something is ordered; each order begins the next. What belongs to a round (plan,
records, notes, shows, freeze, sheets, common verdicts) carries its number, so that earlier ones stay as they were.
"""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from flask_babel import lazy_gettext as _l
from sqlalchemy import select

from app import audit
from app.db import db
from app.errors import Invalid
from app.identity import User
from exam.practical.models import Reverification
from exam.sittings.cases import advance
from exam.sittings.models import CaseState, Enrolment
from question_bank.qualification import load_qualification

SHORTEST_REASON = 10


def orders_of(case_id: UUID) -> list[Reverification]:
    """Every re-verification ordered in a case, the first first."""
    query = select(Reverification).where(Reverification.enrolment_id == case_id)
    return list(db.session.scalars(query.order_by(Reverification.round)))


def round_of(case_id: UUID) -> int:
    """The round a case is in: 1, and one more for each order."""
    orders = orders_of(case_id)
    return orders[-1].round if orders else 1


def reopened(case_id: UUID) -> frozenset[str] | None:
    """The criteria that are verified again in the round a case is in; None in the first, which verifies all."""
    orders = orders_of(case_id)
    return frozenset(orders[-1].criteria) if orders else None


def verified(case_id: UUID) -> list[str]:
    """The criteria that the round a case is in verifies, in the qualification's order."""
    again = reopened(case_id)
    return [entry.code for entry in load_qualification().criteria if again is None or entry.code in again]


def order(case: Enrolment, criteria: list[str], decision_id: UUID, reason: str, by: User, moment: datetime) -> Reverification:
    """Begin the next round for some criteria, inside the open transaction. Raises Invalid on a missing reason, Refusal."""
    if len(reason.strip()) < SHORTEST_REASON:
        raise Invalid(_l("The re-verification was not ordered."),
                      {"reason": _l("Write when and how the criteria are to be verified again.")})
    fresh = Reverification(enrolment_id=case.id, round=round_of(case.id) + 1, criteria=sorted(criteria), reason=reason.strip(),
                           decision_id=decision_id, ordered_by=by.id, at=moment)
    db.session.add(fresh)
    advance(case, CaseState.PRACTICE_DONE, "re-verification")
    audit.record("practical.reverification_ordered", case_id=case.id, subject=decision_id, round=fresh.round,
                 criteria=fresh.criteria, details={"reason": fresh.reason})
    db.session.flush()
    return fresh
