"""Who may come near the test: the candidate at the station, and nobody else; the operator acts through the board."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from sqlalchemy import select

from app.access import rule
from app.db import db
from app.identity import Role
from exam.theory.models import TheoryAttempt


def is_own_attempt(identity: Any, attempt_id: UUID, **_: Any) -> bool:
    """Is this the signed-in candidate's own test?"""
    # one column: every answer asks this, and the form in the row is large
    return db.session.scalar(select(TheoryAttempt.enrolment_id).where(TheoryAttempt.id == attempt_id)) == identity.enrolment_id


AT_STATION = rule("candidate at a station", Role.CANDIDATE, scope="exam")
SIT_OWN_TEST = rule("sit the own test", Role.CANDIDATE, asks=is_own_attempt, scope="exam")
