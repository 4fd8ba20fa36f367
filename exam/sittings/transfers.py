"""A case whose practical part was broken off goes on in another sitting: the test's result stays, the sandbox is fresh."""

from __future__ import annotations

from datetime import date, datetime

from flask_babel import lazy_gettext as _l
from sqlalchemy import select

from app import audit
from app.db import db
from app.errors import Invalid, Refusal
from app.identity import User
from exam.sittings import people
from exam.sittings.admission import free_station, require_operator_without_conflict
from exam.sittings.cases import advance
from exam.sittings.models import CaseState, CaseTransfer, Enrolment, Sitting
from exam.sittings.repeats import sittings_for


def transfer(case: Enrolment, target: Sitting | None, reason: str, by: User, moment: datetime, today: date) -> CaseTransfer:
    """Give a broken-off case its practical part in another sitting, inside the open transaction.

    The committee of the first sitting leaves the case; identity is checked anew on the day. Raises Refusal, Invalid.
    """
    if case.state != CaseState.BROKEN_OFF:
        raise Refusal(_l("Only a practical part that was broken off is taken again in another sitting."))
    if target is None or target not in sittings_for(case, today):
        raise Refusal(_l("Choose a sitting that is not closed and does not have this person yet."))
    if len(reason.strip()) < 5:
        raise Invalid(_l("A transfer needs a reason."), {"reason": _l("Write the reason.")})
    require_operator_without_conflict(case, target)
    station = free_station(target)
    if station is None:
        raise Refusal(_l("No station is free in sitting %(number)s. Add one there first.", number=target.number))
    origin = case.sitting
    for seat in people.seats(case):
        seat.left_at, seat.left_reason = moment, f"{origin.number} → {target.number}"
    advance(case, CaseState.TEST_DONE, reason.strip())
    case.sitting, case.station = target, station
    case.identity_checked_at = case.identity_checked_by = case.identity_document = None
    row = CaseTransfer(enrolment_id=case.id, from_id=origin.id, to_id=target.id, reason=reason.strip(), by_id=by.id, at=moment)
    db.session.add(row)
    db.session.flush()
    audit.record("sittings.transferred", case_id=case.id, origin=origin.number, target=target.number, station=station.name,
                 details={"reason": reason.strip()})
    return row


def left(sitting: Sitting) -> list[CaseTransfer]:
    """Cases that went from a sitting to another one."""
    return list(db.session.scalars(select(CaseTransfer).where(CaseTransfer.from_id == sitting.id).order_by(CaseTransfer.id)))


def of_case(case: Enrolment) -> list[CaseTransfer]:
    """The transfers of a case, oldest first."""
    return list(db.session.scalars(select(CaseTransfer).where(CaseTransfer.enrolment_id == case.id).order_by(CaseTransfer.id)))


def needs_identity(case: Enrolment) -> bool:
    """Whether a transferred candidate's identity has still to be checked in the new sitting."""
    return case.state == CaseState.TEST_DONE and case.identity_checked_at is None and bool(of_case(case))
