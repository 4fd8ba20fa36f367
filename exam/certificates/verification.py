"""The public check of a certificate by number and code. An unknown number and a wrong code read and cost alike."""

from __future__ import annotations

import hmac
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select

from app.auth.passwords import code_digest
from app.db import db
from exam.certificates.issuing import standing_of
from exam.certificates.models import Certificate

_NOTHING = "0" * 64


@dataclass(frozen=True)
class Verified:
    """What the page may say once number and code fit."""

    number: str
    standing: str
    holder: str
    qualification: str
    qualification_line: str
    institution: str
    issued_on: date
    valid_until: date


def verify(number: str, code: str, today: date) -> Verified | None:
    """The certificate's standing, None where number and code do not fit together."""
    found = db.session.scalar(select(Certificate).where(Certificate.number == number.strip().upper()[:60]))
    offered = code_digest("certificate", code)
    fits = hmac.compare_digest(found.code_digest if found else _NOTHING, offered)
    if found is None or not fits:
        return None
    words = found.printed
    return Verified(found.number, standing_of(found, today), words["holder"], words["qualification"],
                    words["qualification_line"], words["institution"], found.issued_on, found.valid_until)
