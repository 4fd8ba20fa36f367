"""Printed codes: one that opens a part at a station once, and one that opens the candidate's portal.

Only an HMAC of a code is kept. An attempt code signs in once; a new one supersedes the older code of the same part
and, where that had been used, ends the session it opened.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from hmac import compare_digest
from uuid import UUID

from flask_babel import lazy_gettext as _l
from sqlalchemy import select

from app import audit, settings
from app.auth.passwords import code_digest, grouped, normal_code
from app.clock import dice
from app.db import db
from app.errors import Refusal
from app.identity import User
from app.sessions import end_sessions_of
from exam.sittings.cases import ended
from exam.sittings.models import AttemptCode, Enrolment, Station

PARTS = ("theory", "practical")
CODE_LENGTH = 12


def issue(enrolment: Enrolment, part: str, station: Station, reason: str, by: User | None, moment: datetime) -> str:
    """A fresh attempt code, grouped for print; it is never shown again. ``moment`` naive UTC.

    Raises Refusal for a case that has ended. A station other than the candidate's becomes the candidate's station.
    """
    if part not in PARTS:
        raise ValueError(f"no such part: {part}")
    if ended(enrolment.state):
        raise Refusal(_l("This case has ended; no code can be issued."))
    _supersede(enrolment, part, moment)
    code = dice().code(CODE_LENGTH)
    db.session.add(AttemptCode(
        enrolment_id=enrolment.id, part=part, station_id=station.id, digest=code_digest("attempt", code), reason=reason,
        issued_by=by.id if by else None, issued_at=moment,
        expires_at=moment + timedelta(hours=settings.get("codes.valid_hours"))))
    moved = enrolment.station_id != station.id
    enrolment.station_id, enrolment.station = station.id, station  # both, so that the slip of this very request names it
    audit.record("sittings.code_issued", case_id=enrolment.id, details={"reason": reason}, part=part,
                 station=station.name, moved=moved)
    return grouped(code)


def redeem(text: str, moment: datetime) -> AttemptCode | None:
    """Use a typed code, inside the open transaction: the code's row, or None where it does not sign in.

    Unknown, used, superseded and expired codes read alike. Every other session of the candidate at a station ends.
    """
    row = db.session.scalar(select(AttemptCode).where(AttemptCode.digest == code_digest("attempt", text)))
    if row is None or row.used_at or row.superseded_at or row.expires_at <= moment or ended(row.enrolment.state):
        return None
    row.used_at = moment
    end_sessions_of(principal(row.enrolment))
    audit.record("sittings.code_used", case_id=row.enrolment_id, actor=principal(row.enrolment), part=row.part,
                 station=row.station.name)
    return row


def latest(enrolment: Enrolment, part: str) -> AttemptCode | None:
    """The newest code of a part, used or not."""
    query = select(AttemptCode).where(AttemptCode.enrolment_id == enrolment.id, AttemptCode.part == part)
    return db.session.scalar(query.order_by(AttemptCode.id.desc()).limit(1))


def at_station(enrolments: list[Enrolment], part: str) -> set[UUID]:
    """Those of the enrolments whose newest code of a part was used, so that they sit signed in at a station."""
    query = (select(AttemptCode.enrolment_id, AttemptCode.used_at)
             .where(AttemptCode.enrolment_id.in_([row.id for row in enrolments]), AttemptCode.part == part))
    newest = {row.enrolment_id: row.used_at for row in db.session.execute(query.order_by(AttemptCode.id))}
    return {enrolment_id for enrolment_id, used_at in newest.items() if used_at is not None}


def give_portal_code(enrolment: Enrolment) -> str:
    """A fresh portal code, grouped for the enrolment letter; the older one stops working and its sessions end."""
    code = dice().code(CODE_LENGTH)
    enrolment.portal_digest = code_digest(f"portal:{enrolment.number}", code)
    end_sessions_of(f"candidate:portal:{enrolment.id}")
    audit.record("sittings.portal_code_given", case_id=enrolment.id)
    return grouped(code)


def portal_fits(number: str, text: str) -> Enrolment | None:
    """The case whose candidate number and portal code were typed; a wrong number reads like a wrong code."""
    number = candidate_number(number)
    row = db.session.scalar(select(Enrolment).where(Enrolment.number == number))
    kept = row.portal_digest if row is not None and row.portal_digest else "0" * 64
    fits = compare_digest(kept, code_digest(f"portal:{number}", text)) and bool(normal_code(text))
    return row if fits else None


def candidate_number(typed: str) -> str:
    """A candidate number as it is kept: ``2026-001-07``, whatever stands between its digits when typed."""
    groups = "".join(sign if sign.isdigit() else " " for sign in typed[:40]).split()
    return "-".join(groups)


def principal(enrolment: Enrolment) -> str:
    """The identity of a candidate at a station, as sessions and the audit log name it."""
    return f"candidate:exam:{enrolment.id}"


def _supersede(enrolment: Enrolment, part: str, moment: datetime) -> None:
    older = db.session.scalars(select(AttemptCode).where(
        AttemptCode.enrolment_id == enrolment.id, AttemptCode.part == part, AttemptCode.superseded_at.is_(None))).all()
    for row in older:
        row.superseded_at = moment
    if any(row.used_at for row in older):
        end_sessions_of(principal(enrolment))
