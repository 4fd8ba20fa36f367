"""Who may do what with certificates."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from app.access import rule
from app.db import db
from app.identity import Role
from exam.certificates.models import Certificate


def is_certificate_theirs(identity: Any, certificate_id: UUID) -> bool:
    """Is it the candidate's own certificate, or does an officer ask?"""
    if identity.kind == "staff":
        return True
    found = db.session.get(Certificate, certificate_id)
    return found is not None and found.enrolment_id == identity.enrolment_id


CONFIRM_CERTIFICATES = rule("confirm certificates", Role.CERTIFIER)
READ_CERTIFICATE = rule("read a certificate", Role.CERTIFIER, Role.COORDINATOR, Role.CANDIDATE, asks=is_certificate_theirs,
                        scope="portal")
