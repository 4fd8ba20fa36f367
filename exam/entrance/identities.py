"""Candidates as the sign-in knows them: at a station for the exam, or on their own page of the portal."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import select

from app.db import db
from app.identity import CandidateIdentity
from exam.sittings.cases import ended
from exam.sittings.models import Enrolment, Person, Station

SCOPES = ("exam", "portal")


def load(enrolment_id: UUID, scope: str) -> CandidateIdentity | None:
    """The candidate of a case; None where there is no such case, or where the exam is over for them."""
    # three columns and the person, not the case with all that belongs to it: every request asks this
    query = select(Enrolment.state, Person, Station.name.label("station")).join(Enrolment.person).outerjoin(Enrolment.station)
    case = db.session.execute(query.where(Enrolment.id == enrolment_id)).first()
    if case is None or scope not in SCOPES:
        return None
    if scope == "exam" and ended(case.state):
        return None
    return CandidateIdentity(enrolment_id, scope, case.Person.name, case.station)
