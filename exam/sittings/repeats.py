"""A validation repeated free of charge after an appeal: a new case in another sitting, linked to the older one.

The person, what was known about the application and the rules pinned then go with it. Items and questions asked before
are left out, as at every re-sit; the older case with its decisions is not touched.
"""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from flask_babel import lazy_gettext as _l
from sqlalchemy import select

from app import audit
from app.clock import dice
from app.db import db
from app.errors import Refusal
from app.identity import User
from exam.sittings.admission import admit
from exam.sittings.enrolments import next_number
from exam.sittings.models import CaseState, Enrolment, FreeRepeat, Sitting, SittingState

WHOLE, PRACTICAL = "whole", "practical"


def repeat(old: Enrolment, sitting: Sitting, scope: str, appeal_id: UUID, by: User, moment: datetime, today: date) -> Enrolment:
    """A new case for the person of an older one, admitted at once. Raises Refusal where the sitting has no room for it."""
    refuse_unfit(old, sitting, today)
    case = Enrolment(
        id=dice().uuid(), sitting=sitting, person=old.person, number=next_number(sitting), state=CaseState.REGISTERED,
        prepared_where=old.prepared_where, accommodation_percent=old.accommodation_percent, rules=dict(old.rules),
        enrolled_at=moment)
    db.session.add(case)
    db.session.flush()
    db.session.add(FreeRepeat(enrolment_id=case.id, of_id=old.id, appeal_id=appeal_id, scope=scope, by_id=by.id, at=moment))
    db.session.flush()
    audit.record("sittings.repeat_enrolled", case_id=case.id, subject=sitting.number, of=old.id, scope=scope, appeal=appeal_id)
    admit(case, moment)
    return case


def refuse_unfit(old: Enrolment, sitting: Sitting, today: date) -> None:
    """Raises Refusal where a sitting is over, or the person is enrolled in it already."""
    if sitting.state == SittingState.CLOSED or sitting.on_date < today:
        raise Refusal(_l("This sitting is over. Choose another one."))
    if any(row.person_id == old.person_id for row in sitting.enrolments):
        raise Refusal(_l("This person is already enrolled in this sitting. Choose another one."))


def sittings_for(old: Enrolment, today: date) -> list[Sitting]:
    """Sittings to come in which the person is not enrolled, the nearest first: for a repeat and for what was broken off."""
    query = select(Sitting).where(Sitting.state != SittingState.CLOSED, Sitting.on_date >= today)
    rows = db.session.scalars(query.order_by(Sitting.on_date, Sitting.number)).unique()
    return [row for row in rows if all(case.person_id != old.person_id for case in row.enrolments)]


def repeat_in(enrolment_id: UUID) -> FreeRepeat | None:
    """What a case repeats, None for an ordinary one."""
    return db.session.scalar(select(FreeRepeat).where(FreeRepeat.enrolment_id == enrolment_id))


def repeats_of(enrolment_id: UUID) -> list[FreeRepeat]:
    """The new cases given beside an older one, oldest first."""
    return list(db.session.scalars(select(FreeRepeat).where(FreeRepeat.of_id == enrolment_id).order_by(FreeRepeat.id)))


def case_of_standing_test(enrolment_id: UUID) -> UUID | None:
    """The older case whose sealed test counts in this one; None where the case has a test of its own."""
    return db.session.scalar(
        select(FreeRepeat.of_id).where(FreeRepeat.enrolment_id == enrolment_id, FreeRepeat.scope == PRACTICAL))
