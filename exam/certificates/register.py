"""The register of certificates: what waits for confirmation, what was issued."""

from __future__ import annotations

from datetime import date

from sqlalchemy import select

from app.db import db
from exam.certificates.issuing import standing_of
from exam.certificates.models import Certificate
from exam.committee.models import Decision
from exam.committee.standing import latest_decision
from exam.sittings.models import CaseState, Enrolment


def waiting() -> list[tuple[Enrolment, Decision]]:
    """Announced cases with a positive decision in force and no certificate, oldest decision first."""
    cases = db.session.scalars(select(Enrolment).where(Enrolment.state == CaseState.ANNOUNCED)).unique()
    found = [(case, decision) for case in cases if (decision := latest_decision(case.id)) and decision.result == "positive"]
    return sorted(found, key=lambda pair: pair[1].made_at)


def issued(today: date) -> list[tuple[Certificate, str]]:
    """Certificates with their standing today, newest first."""
    rows = db.session.scalars(select(Certificate).order_by(Certificate.ordinal.desc()).limit(200))
    return [(row, standing_of(row, today)) for row in rows]
