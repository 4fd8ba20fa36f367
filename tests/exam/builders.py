"""Ready people, sittings and cases for the tests of the exam's rooms: each fills in the parents it needs.

Reached through the fixture ``build`` (tests/exam/conftest.py): ``build.staff("assessor")``, ``build.sitting()``,
``build.admitted(sitting)``. Every method writes in a transaction of its own and returns rows of the open session.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from types import SimpleNamespace
from uuid import uuid4

from app import settings
from app.auth.passwords import hash_password
from app.db import db, transaction
from app.identity import RoleGrant, User
from exam.sittings import codes, readiness
from exam.sittings.models import (
    Admission,
    Appointment,
    CaseState,
    CommitteeSeat,
    Enrolment,
    Function,
    Person,
    Preparation,
    ReadinessCard,
    Sitting,
    StaffQualification,
    Station,
)

PASSWORD = "haslo-na-probe-1"
READY = dict.fromkeys(readiness.ITEMS, True)


@dataclass
class Cast:
    """A whole sitting: who was appointed, the stations, and the cases admitted so far."""

    sitting: Sitting
    operator: User
    chair: User
    member: User
    reserve: User
    stations: list[Station]


class Builder:
    """Makes rows at the test clock's moment."""

    def __init__(self, clock) -> None:
        self.clock, self.count, self._hash = clock, 0, None

    @property
    def moment(self) -> datetime:
        """The clock's moment as the database keeps it."""
        return self.clock.now().astimezone(UTC).replace(tzinfo=None)

    def staff(self, *roles: str, name: str | None = None, **values) -> User:
        """A staff account; its password is PASSWORD."""
        self.count += 1
        self._hash = self._hash or hash_password(PASSWORD)
        user = User(id=uuid4(), login=values.pop("login", f"osoba{self.count}"), name=name or f"Osoba {_letters(self.count)}",
                    password_hash=self._hash, must_change_password=False, active=True, created_at=self.moment,
                    grants=[RoleGrant(role=role) for role in roles], **values)
        with transaction() as session:
            session.add(user)
        return user

    def qualify(self, user: User, function: str) -> None:
        """Proof that a person meets the minimum for ``member`` or ``operator``."""
        with transaction() as session:
            session.add(StaffQualification(
                user_id=user.id, for_function=function, education="higher", years_supervising=7, computer_skills=True,
                connection_skills=True, proof="dyplom i świadectwa pracy, akta 12/2026", valid_from=date(2020, 1, 1),
                recorded_at=self.moment))

    def sitting(self, stations: int = 4, **values) -> Cast:
        """A sitting of today with an operator, a chair, a member and a reserve member, all qualified."""
        self.count += 1
        operator, chair, member, reserve = (self.staff("operator"), self.staff("assessor"), self.staff("assessor"),
                                            self.staff("assessor"))
        self.qualify(operator, "operator")
        for person in (chair, member, reserve):
            self.qualify(person, "member")
        sitting = Sitting(id=uuid4(), number=f"SW/2026/{self.count:03}", place="Lublin, sala 12", on_date=self.moment.date(),
                          starts_at=self.moment + timedelta(hours=1), practical_starts_at=self.moment + timedelta(hours=3),
                          pack_id=values.pop("pack_id", "bezszum"), law_as_of=date(2026, 9, 1), created_at=self.moment, **values)
        with transaction() as session:
            session.add(sitting)
            session.flush()
            for person, function in ((operator, Function.OPERATOR), (chair, Function.CHAIR), (member, Function.MEMBER),
                                     (reserve, Function.RESERVE)):
                session.add(Appointment(sitting_id=sitting.id, user_id=person.id, function=function, appointed_at=self.moment))
            rows = [Station(sitting_id=sitting.id, name=f"{'Z' if last else 'S'}{number}", position=number, spare=last)
                    for number in range(1, stations + 1) for last in [number == stations]]
            session.add_all(rows)
        return Cast(sitting, operator, chair, member, reserve, rows)

    def ready(self, cast: Cast) -> None:
        """Readiness cards signed for every station."""
        with transaction() as session:
            session.add_all(ReadinessCard(station_id=row.id, items=READY, signed_by=cast.operator.id, signed_at=self.moment)
                            for row in cast.stations)

    def person(self, name: str | None = None, **values) -> Person:
        """A candidate's personal data."""
        self.count += 1
        first, last = (name or f"Kandydatka {_letters(self.count)}").split(" ", 1)
        person = Person(id=uuid4(), first_name=first, last_name=last, birth_date=date(1995, 5, 17),
                        email=values.pop("email", f"kandydat{self.count}@example.org"), phone=values.pop("phone", None),
                        employer=values.pop("employer", None), created_at=self.moment)
        with transaction() as session:
            session.add(person)
        return person

    def prepared(self, person: Person, trainer: User, organiser: str = "Akademia Sprzedaży") -> None:
        """A line of the register of preparation."""
        with transaction() as session:
            session.add(Preparation(person_id=person.id, trainer_id=trainer.id, organiser=organiser, recorded_at=self.moment))

    def enrolled(self, cast: Cast, person: Person | None = None, state: CaseState = CaseState.REGISTERED, **values) -> Enrolment:
        """A case in a sitting, in any state; no committee and no station of its own."""
        person = person or self.person()
        self.count += 1
        case = Enrolment(id=uuid4(), sitting_id=cast.sitting.id, person_id=person.id, state=state, rules=settings.all_values(),
                         number=f"{cast.sitting.number[3:].replace('/', '-')}-{self.count:02}", enrolled_at=self.moment, **values)
        with transaction() as session:
            session.add(case)
        return case

    def admitted(self, cast: Cast, person: Person | None = None, state: CaseState = CaseState.ADMITTED, **values) -> Enrolment:
        """An admitted case with the chair and the member seated and the next free station."""
        used = {row.station_id for row in db.session.query(Enrolment).filter_by(sitting_id=cast.sitting.id)}
        station = next(row for row in cast.stations if row.id not in used)
        case = self.enrolled(cast, person, state, admission=Admission.ADMITTED, admitted_at=self.moment,
                             station_id=station.id, **values)
        with transaction() as session:
            for user in (cast.chair, cast.member):
                session.add(CommitteeSeat(enrolment_id=case.id, user_id=user.id, chair=user is cast.chair, seated_at=self.moment))
        return case

    def code(self, case: Enrolment, part: str = "theory", reason: str = "otwarcie części") -> str:
        """A printed attempt code for the case's own station."""
        with transaction():
            return codes.issue(case, part, case.station, reason, None, self.moment)

    def portal_code(self, case: Enrolment) -> str:
        """The portal code as the enrolment letter prints it."""
        with transaction():
            return codes.give_portal_code(case)


def everybody(build: Builder) -> SimpleNamespace:
    """One account of every staff role, beside nobody's case: for role × endpoint tests."""
    roles = ("administrator", "coordinator", "operator", "assessor", "certifier", "reviewer")
    return SimpleNamespace(**{role: build.staff(role) for role in roles})


def _letters(number: int) -> str:
    """A surname-like word that differs for each number, as names have no digits."""
    return "Nowak" + "".join("abcdefghij"[int(digit)] for digit in str(number))
