"""Enrolling: a person, where and with whom they prepared, and the rules in force, which stay with the case."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from flask_babel import lazy_gettext as _l
from sqlalchemy import select

from app import audit, settings
from app.clock import dice
from app.db import db
from app.errors import Invalid, Refusal
from app.identity import User
from exam.sittings import names
from exam.sittings.impartiality import folded, near_name
from exam.sittings.models import CaseState, Enrolment, Person, Preparation, Sitting, SittingState, TrainerClearance
from exam.sittings.people import preparations

MOST_ACCOMMODATION = 100


@dataclass(frozen=True)
class Application:
    """What an application says. ``organiser`` and ``trainer`` empty: prepared alone. ``accommodation``: per cent of time."""

    first_name: str
    last_name: str
    birth_date: date | None = None
    email: str | None = None
    phone: str | None = None
    employer: str | None = None
    organiser: str = ""
    trainer: str = ""
    accommodation: int = 0


def faults_of(application: Application) -> dict[str, Any]:
    """Field -> what is wrong with it, in words; empty for a good application. PURE."""
    faults: dict[str, Any] = {}
    for field, label in (("first_name", _l("Type the first name.")), ("last_name", _l("Type the last name."))):
        if not getattr(application, field).strip():
            faults[field] = label
    if application.birth_date and not 1900 < application.birth_date.year < 2100:
        faults["birth_date"] = _l("Check the year of birth.")
    if not application.email and not application.phone:
        faults["email"] = _l("Give an e-mail address or a telephone number.")
    elif application.email and not _is_email(application.email):
        faults["email"] = _l("This is not an e-mail address.")
    if application.phone and len([sign for sign in application.phone if sign.isdigit()]) < 9:
        faults["phone"] = _l("The telephone number is too short.")
    if application.trainer and not application.organiser:
        faults["organiser"] = _l("Say also where this person prepared the candidate.")
    if not 0 <= application.accommodation <= MOST_ACCOMMODATION:
        faults["accommodation"] = _l("Between 0 and %(most)s per cent.", most=MOST_ACCOMMODATION)
    return faults


def enrol(sitting: Sitting, application: Application, moment: datetime) -> Enrolment:
    """A new case. Raises Invalid naming the fields, Refusal where the sitting is closed. ``moment`` naive UTC."""
    if sitting.state == SittingState.CLOSED:
        raise Refusal(_l("This sitting is closed."))
    faults = faults_of(application)
    if faults:
        raise Invalid(_l("The application cannot be saved yet."), faults)
    person = _known(application)
    if person is not None and any(row.person_id == person.id for row in sitting.enrolments):
        raise Invalid(_l("This person is already enrolled in this sitting."),
                      {"last_name": _l("Already enrolled in this sitting.")})
    person = _kept(person, application, moment)
    case = Enrolment(
        id=dice().uuid(), sitting=sitting, person=person, number=next_number(sitting), state=CaseState.REGISTERED,
        prepared_where=application.organiser, accommodation_percent=application.accommodation, rules=settings.all_values(),
        enrolled_at=moment)
    db.session.add(case)
    db.session.flush()
    audit.record("sittings.enrolled", case_id=case.id, subject=sitting.number, details={"name": person.name},
                 accommodation=application.accommodation)
    if application.organiser:
        register_preparation(person, application.organiser, application.trainer, None, None, moment)
    return case


def register_preparation(person: Person, organiser: str, trainer: str, date_from: date | None, date_to: date | None,
                         moment: datetime) -> list[Preparation]:
    """A line of the register for each person named in ``trainer``; one without a name where nobody is.

    A trainer with the name of one account of ours is that account; titles and the order of the names do not matter.
    """
    if not organiser.strip():
        raise Invalid(_l("Say where the candidate prepared."), {"organiser": _l("Name the organiser.")})
    if date_from and date_to and date_to < date_from:
        raise Invalid(_l("The dates are in the wrong order."), {"date_to": _l("The end is before the beginning.")})
    staff, lines = list(db.session.scalars(select(User))), []
    for name in names.people_in(trainer) or [trainer.strip()]:
        ours = [user for user in staff if names.same(user.name, name)]
        known = ours[0] if len(ours) == 1 else None
        lines.append(Preparation(person_id=person.id, trainer_id=known.id if known else None, trainer_name=name or None,
                                 organiser=organiser.strip(), date_from=date_from, date_to=date_to, recorded_at=moment))
        db.session.add(lines[-1])
        audit.record("sittings.preparation_registered", subject=f"person:{person.id}", trainer_is_staff=known is not None,
                     details={"organiser": organiser, "trainer": name})
    db.session.flush()
    return lines


def clear_near_name(line: Preparation, user: User, reason: str, by: User, moment: datetime) -> None:
    """The coordinator finds that a near name is another person's than this one of the staff. Raises Refusal, Invalid."""
    if near_name(user, line) is None:
        raise Refusal(_l("Nothing has to be settled between this entry and %(name)s.", name=user.name))
    if len(reason.strip()) < 5:
        raise Invalid(_l("Say how it is known that this is another person."),
                      {"reason": _l("Write how you know that this is another person.")})
    line.clearances.append(TrainerClearance(user_id=user.id, reason=reason.strip(), by_id=by.id, at=moment))
    audit.record("sittings.near_name_cleared", subject=f"person:{line.person_id}", person=user.get_id(),
                 details={"name": line.trainer_name, "reason": reason.strip()})
    db.session.flush()


def near_names(person: Person) -> list[tuple[Preparation, User, str]]:
    """Entries of a candidate's register whose name is near that of an active account: (entry, account, name)."""
    staff = list(db.session.scalars(select(User).where(User.active).order_by(User.name)))
    return [(line, user, name) for line in preparations(person) for user in staff if (name := near_name(user, line))]


def _known(application: Application) -> Person | None:
    """The person from an earlier sitting: same name, and the same date of birth or e-mail."""
    name = folded(application.first_name + application.last_name)
    query = select(Person).where((Person.birth_date == application.birth_date) | (Person.email == application.email))
    for person in db.session.scalars(query):
        born = application.birth_date is not None and person.birth_date == application.birth_date
        mail = bool(application.email) and person.email == application.email
        if folded(person.first_name + person.last_name) == name and (born or mail):
            return person
    return None


def _kept(person: Person | None, application: Application, moment: datetime) -> Person:
    if person is None:
        person = Person(id=dice().uuid(), first_name=application.first_name.strip(), last_name=application.last_name.strip(),
                        created_at=moment)
        db.session.add(person)
    for field in ("birth_date", "email", "phone", "employer"):
        if getattr(application, field):
            setattr(person, field, getattr(application, field))
    return person


def next_number(sitting: Sitting) -> str:
    """``2026-001-07``: year and number of the sitting, then the candidate's number in it; a number is never used twice."""
    start = sitting.number.split("/", 1)[1].replace("/", "-") + "-"
    numbers = db.session.scalars(select(Enrolment.number).where(Enrolment.number.startswith(start)))  # moved ones too
    return f"{start}{max((int(number.rsplit('-', 1)[1]) for number in numbers), default=0) + 1:02}"


def _is_email(text: str) -> bool:
    from email_validator import EmailNotValidError, validate_email

    try:
        validate_email(text, check_deliverability=False, test_environment=True)
    except EmailNotValidError:
        return False
    return True
