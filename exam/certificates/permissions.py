"""Who may do what with certificates."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from app.access import rule
from app.db import db
from app.identity import Role
from exam.certificates.models import Certificate
from exam.committee.standing import announcement_of, latest_decision


def is_certificate_theirs(identity: Any, certificate_id: UUID) -> bool:
    """Is it the candidate's own certificate, or does an officer ask?"""
    if identity.kind == "staff":
        return True
    found = db.session.get(Certificate, certificate_id)
    return found is not None and found.enrolment_id == identity.enrolment_id


def is_decided_positively(identity: Any, enrolment_id: UUID) -> bool:
    """Was a positive decision announced in the case? Before that a certifying officer has no business with it."""
    decision = latest_decision(enrolment_id)
    return decision is not None and decision.result == "positive" and announcement_of(decision.id) is not None


CONFIRM_CERTIFICATES = rule("confirm certificates", Role.CERTIFIER)
CONFIRM_CASE = rule("confirm the certificate of a case", Role.CERTIFIER, asks=is_decided_positively)
READ_CERTIFICATE = rule("read a certificate", Role.CERTIFIER, Role.COORDINATOR, Role.CANDIDATE, asks=is_certificate_theirs,
                        scope="portal")
