"""Candidates as the sign-in knows them: at a station for the exam, or on their own page of the portal."""

from __future__ import annotations

from uuid import UUID

from app.db import db
from app.identity import CandidateIdentity
from exam.sittings.cases import ended
from exam.sittings.models import Enrolment

SCOPES = ("exam", "portal")


def load(enrolment_id: UUID, scope: str) -> CandidateIdentity | None:
    """The candidate of a case; None where there is no such case, or where the exam is over for them."""
    case = db.session.get(Enrolment, enrolment_id)
    if case is None or scope not in SCOPES:
        return None
    if scope == "exam" and ended(case.state):
        return None
    return CandidateIdentity(case.id, scope, case.person.name, case.station.name if case.station else None)
