"""Who is who around a case: the enrolment itself, its committee, the sitting's operators."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask_babel import lazy_gettext as _l
from sqlalchemy import select

from app.db import db
from app.errors import NotFound
from app.identity import User
from exam.sittings.models import Appointment, CommitteeSeat, Enrolment, Function, Person, Preparation, Sitting, Station


def sitting(sitting_id: UUID) -> Sitting:
    """A sitting. Raises NotFound."""
    found = db.session.get(Sitting, sitting_id)
    if found is None:
        raise NotFound(_l("There is no such sitting."))
    return found


def enrolment(enrolment_id: UUID) -> Enrolment:
    """A case. Raises NotFound."""
    found = db.session.get(Enrolment, enrolment_id)
    if found is None:
        raise NotFound(_l("There is no such enrolment."))
    return found


def station(station_id: int) -> Station:
    """A station. Raises NotFound."""
    found = db.session.get(Station, station_id)
    if found is None:
        raise NotFound(_l("There is no such station."))
    return found


def seats(case: Enrolment) -> list[CommitteeSeat]:
    """Seats taken now, the chair first."""
    rows = db.session.scalars(select(CommitteeSeat).where(
        CommitteeSeat.enrolment_id == case.id, CommitteeSeat.left_at.is_(None))).all()
    return sorted(rows, key=lambda seat: (not seat.chair, seat.user.name))


def seated(case: Enrolment) -> list[User]:
    """The committee of one candidate as it stands, the chair first."""
    return [seat.user for seat in seats(case)]


def is_seated(user: Any, case: Enrolment) -> bool:
    """Whether a person sits in the committee of this candidate now."""
    return user.kind == "staff" and any(seat.user_id == user.id for seat in seats(case))


def chair_of(case: Enrolment) -> User | None:
    """Who chairs the committee of one candidate."""
    return next((seat.user for seat in seats(case) if seat.chair), None)


def appointed(of: Sitting, *functions: Function) -> list[Appointment]:
    """Appointments in force, in the order they were made; all functions when none is named."""
    wanted = functions or tuple(Function)
    rows = db.session.scalars(select(Appointment).where(
        Appointment.sitting_id == of.id, Appointment.revoked_at.is_(None)).order_by(Appointment.id)).all()
    return [row for row in rows if row.function in wanted]


def is_operator(user: Any, of: Sitting) -> bool:
    """Whether a person is an operator of this sitting now."""
    return user.kind == "staff" and any(row.user_id == user.id for row in appointed(of, Function.OPERATOR))


def preparations(person: Person) -> list[Preparation]:
    """Who prepared a person, from the register."""
    return list(db.session.scalars(select(Preparation).where(Preparation.person_id == person.id).order_by(Preparation.id)))


def cases_seated_with(user: User) -> list[Enrolment]:
    """The cases in whose committee a person sits now, newest sitting first."""
    query = select(Enrolment).join(CommitteeSeat).join(Enrolment.sitting).where(
        CommitteeSeat.user_id == user.id, CommitteeSeat.left_at.is_(None))
    return list(db.session.scalars(query.order_by(Sitting.on_date.desc(), Enrolment.number)).unique())


def sittings_operated_by(user: User) -> list[Sitting]:
    """The sittings whose operator a person is now, newest first."""
    query = select(Sitting).join(Appointment).where(
        Appointment.user_id == user.id, Appointment.function == Function.OPERATOR, Appointment.revoked_at.is_(None))
    return list(db.session.scalars(query.order_by(Sitting.on_date.desc(), Sitting.number)).unique())
