"""Appointing people to a sitting: the qualifications gate, the register of proofs, conflicts shown before they bite.

Source: qualification 13881, "Zasoby kadrowe".
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from flask_babel import lazy_gettext as _l
from sqlalchemy import select

from app import audit
from app.db import db
from app.errors import Invalid, Refusal
from app.identity import Role, User
from exam.sittings import people
from exam.sittings.cases import ended
from exam.sittings.impartiality import Conflict, as_trainer, conflicts
from exam.sittings.models import Admission, Appointment, Enrolment, Function, Sitting, SittingState, StaffQualification

LEAST_YEARS = 5
FUNCTION_NAMES = {Function.OPERATOR: _l("examination system operator"), Function.CHAIR: _l("chair of the committee"),
                  Function.MEMBER: _l("member of the validation committee"), Function.RESERVE: _l("reserve member")}
ROLE_FOR = {Function.OPERATOR: Role.OPERATOR, Function.CHAIR: Role.ASSESSOR, Function.MEMBER: Role.ASSESSOR,
            Function.RESERVE: Role.ASSESSOR}
EDUCATION_NAMES = {"primary": _l("primary"), "secondary": _l("secondary"), "higher": _l("higher")}


@dataclass(frozen=True)
class Proof:
    """What a person shows for ``member`` or ``operator``; ``proof`` names the document."""

    for_function: str
    education: str
    years_supervising: int
    computer_skills: bool
    connection_skills: bool
    proof: str
    valid_from: date
    valid_until: date | None


def record_proof(user: User, shown: Proof, moment: datetime) -> StaffQualification:
    """Enter a proof in the register, also one below the minimum: it then says why an appointment is refused."""
    if not shown.proof.strip():
        raise Invalid(_l("The proof is missing."), {"proof": _l("Name the document that proves it.")})
    row = StaffQualification(user_id=user.id, recorded_at=moment, **shown.__dict__)
    db.session.add(row)
    audit.record("sittings.qualification_recorded", subject=user.get_id(), function=shown.for_function)
    return row


def proofs(user: User) -> list[StaffQualification]:
    """A person's proofs, the newest first."""
    query = select(StaffQualification).where(StaffQualification.user_id == user.id)
    return list(db.session.scalars(query.order_by(StaffQualification.id.desc())))


def shortcomings(rows: list[StaffQualification], function: Function, on: date) -> list[Any]:
    """Why the proofs do not reach the source's minimum on a day; empty when one of them does. PURE."""
    wanted = "operator" if function is Function.OPERATOR else "member"
    valid = [row for row in rows if row.for_function == wanted and row.valid_from <= on
             and (row.valid_until is None or row.valid_until >= on)]
    if not valid:
        return [_l("no proof of qualifications is valid on %(day)s", day=f"{on:%d.%m.%Y}")]
    return min((_below_minimum(row) for row in valid), key=len)


def appoint(sitting: Sitting, user: User, function: Function, moment: datetime) -> Appointment:
    """Appoint a person. Raises Refusal below the minimum, for a second chair, or for an operator who prepared a candidate."""
    _require_open(sitting)
    if not user.active or ROLE_FOR[function] not in user.roles:
        raise Refusal(_l("%(name)s does not have the role that this function needs. Grant it under “People” first.",
                         name=user.name))
    below = shortcomings(proofs(user), function, sitting.on_date)
    if below:
        raise Refusal(_l("%(name)s cannot be appointed: %(why)s.", name=user.name, why="; ".join(str(word) for word in below)))
    in_force = people.appointed(sitting)
    _require_free(in_force, user, function)
    if function is Function.OPERATOR:
        _require_not_trainer(sitting, user)
    row = next((old for old in sitting.appointments if old.user_id == user.id and old.function == function), None)
    if row is None:
        row = Appointment(sitting_id=sitting.id, user_id=user.id, function=function, appointed_at=moment)
        db.session.add(row)
    row.appointed_at, row.revoked_at = moment, None
    audit.record("sittings.appointed", subject=sitting.number, function=str(function), person=user.get_id())
    return row


def revoke(appointment: Appointment, moment: datetime) -> None:
    """End an appointment. Raises Refusal while the person sits in a committee of the sitting."""
    _require_open(appointment.sitting)
    if appointment.function != Function.OPERATOR:
        seated = [case.number for case in appointment.sitting.enrolments
                  if any(seat.user_id == appointment.user_id for seat in people.seats(case))]
        if seated:
            raise Refusal(_l("%(name)s sits in the committee of: %(cases)s. Replace this person there first.",
                             name=appointment.user.name, cases=", ".join(seated)))
    appointment.revoked_at = moment
    audit.record("sittings.appointment_revoked", subject=appointment.sitting.number, function=str(appointment.function),
                 person=appointment.user.get_id())


def conflicts_in(sitting: Sitting, user: User) -> list[tuple[Enrolment, list[Conflict]]]:
    """The candidates of a sitting with whom a person has a conflict."""
    found = ((case, conflicts(user, case.person, people.preparations(case.person))) for case in sitting.enrolments)
    return [(case, why) for case, why in found if why]


def operator_barred(case: Enrolment, user: User) -> list[Conflict]:
    """Why a person may not run this candidate's day: prepared them, or bears a near name nobody has settled."""
    return as_trainer(conflicts(user, case.person, people.preparations(case.person)))


def require_impartial(case: Enrolment, operator: User) -> None:
    """Raises Refusal for an operator who prepared the candidate, whenever that came to light."""
    for one in operator_barred(case, operator):
        raise Refusal(_l("You cannot act on candidate %(number)s: %(why)s. Another operator must do it; tell the coordinator.",
                         number=case.number, why=one.words), code="operator_conflict")


def without_operator(sitting: Sitting) -> list[Enrolment]:
    """Admitted candidates still in the exam for whom every operator of the sitting is barred."""
    operators = [row.user for row in people.appointed(sitting, Function.OPERATOR)]
    return [case for case in sitting.enrolments if operators and case.admission == Admission.ADMITTED and not ended(case.state)
            and all(operator_barred(case, user) for user in operators)]


def _below_minimum(row: StaffQualification) -> list[Any]:
    below: list[Any] = []
    if row.education not in ("secondary", "higher"):
        below.append(_l("education below secondary"))
    if row.for_function == "member" and row.years_supervising < LEAST_YEARS:
        below.append(_l("less than %(years)s years of directing or supervising the work of CRM operators", years=LEAST_YEARS))
    if row.for_function == "operator" and not row.computer_skills:
        below.append(_l("no proof of starting and operating the computer and its programs"))
    if row.for_function == "operator" and not row.connection_skills:
        below.append(_l("no proof of solving problems with the connection and the browser"))
    return below


def _require_free(in_force: list[Appointment], user: User, function: Function) -> None:
    if any(row.user_id == user.id and row.function == function for row in in_force):
        raise Refusal(_l("%(name)s already has this function in the sitting.", name=user.name))
    bench = (Function.CHAIR, Function.MEMBER, Function.RESERVE)
    if function in bench and any(row.user_id == user.id and row.function in bench for row in in_force):
        raise Refusal(_l("%(name)s already has another function in the committee of this sitting.", name=user.name))
    if function is Function.CHAIR and any(row.function == Function.CHAIR for row in in_force):
        raise Refusal(_l("The committee already has a chair. End that appointment first."))


def _require_not_trainer(sitting: Sitting, user: User) -> None:
    trained = [f"{case.number}: {one.words}" for case, why in conflicts_in(sitting, user) for one in as_trainer(why)]
    if trained:
        raise Refusal(_l("%(name)s cannot be the operator of this sitting: %(cases)s.", name=user.name,
                         cases="; ".join(trained)), code="operator_conflict")


def _require_open(sitting: Sitting) -> None:
    if sitting.state == SittingState.CLOSED:
        raise Refusal(_l("This sitting is closed."))
