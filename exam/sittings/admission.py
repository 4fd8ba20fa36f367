"""The formal decision on an enrolment. Admission is the default; refusing needs a reason from a closed list.

Source: qualification 13881 sets no conditions ("brak warunków"): education, age, experience or a course can never be a
reason.
"""

from __future__ import annotations

from datetime import datetime

from flask_babel import lazy_gettext as _l

from app import audit
from app.db import db
from app.errors import Invalid, Refusal
from exam.sittings import people
from exam.sittings.cases import advance
from exam.sittings.impartiality import as_trainer, conflicts
from exam.sittings.models import Admission, CaseState, Enrolment, Function, Sitting, Station

REASONS = {
    "incomplete_application": _l("incomplete application"),
    "identity_not_shown": _l("identity not shown"),
    "fee": _l("fee not paid"),
    "no_place": _l("no place in the sitting"),
}


def admit(case: Enrolment, moment: datetime) -> None:
    """Admit a candidate and give them a free station. Raises Refusal without one, or where the operator prepared them."""
    if case.admission == Admission.ADMITTED:
        raise Refusal(_l("Candidate %(number)s is already admitted.", number=case.number))
    require_operator_without_conflict(case, case.sitting)
    station = free_station(case.sitting)
    if station is None:
        raise Refusal(_l("No station is free for candidate %(number)s. Add a station, or refuse for lack of a place.",
                         number=case.number), code="no_station")
    advance(case, CaseState.ADMITTED)
    case.admission, case.admitted_at, case.station_id = Admission.ADMITTED, moment, station.id
    case.refusal_reason = case.refusal_text = None
    audit.record("sittings.admitted", case_id=case.id, station=station.name)
    db.session.flush()


def refuse(case: Enrolment, reason: str, text: str, moment: datetime) -> None:
    """Refuse admission for one of REASONS, with the facts in ``text``. Raises Invalid."""
    if reason not in REASONS:
        raise Invalid(_l("Choose a reason from the list; there is no other."), {"reason": _l("Choose a reason.")})
    if len(text.strip()) < 10:
        raise Invalid(_l("The candidate must know why."),
                      {"text": _l("Write the facts behind the refusal, in a sentence or two.")})
    advance(case, CaseState.REFUSED)
    case.admission, case.refusal_reason, case.refusal_text = Admission.REFUSED, reason, text.strip()
    case.admitted_at, case.station_id = moment, None
    audit.record("sittings.admission_refused", case_id=case.id, reason=reason, details={"text": text.strip()})


def admit_all(sitting: Sitting, moment: datetime) -> tuple[list[Enrolment], list[tuple[Enrolment, Refusal]]]:
    """Admit everybody who waits: who was admitted, and who was not with the reason."""
    done, left = [], []
    for case in sorted(sitting.enrolments, key=lambda row: row.number):
        if case.admission == Admission.PENDING and case.state == CaseState.REGISTERED:
            try:
                admit(case, moment)
                done.append(case)
            except Refusal as refusal:
                left.append((case, refusal))
    return done, left


def withdraw(case: Enrolment, reason: str) -> None:
    """The candidate steps back. Raises Refusal where the case is past that."""
    advance(case, CaseState.WITHDRAWN, reason.strip() or None)


def free_station(sitting: Sitting) -> Station | None:
    """The first station, spare ones excepted, that no admitted candidate of the sitting sits at."""
    taken = {row.station_id for row in sitting.enrolments if row.admission == Admission.ADMITTED}
    return next((row for row in sitting.stations if not row.spare and row.id not in taken), None)


def require_operator_without_conflict(case: Enrolment, sitting: Sitting) -> None:
    """Raises Refusal where an operator of a sitting prepared the candidate, or bears a near name nobody has settled."""
    lines = people.preparations(case.person)
    for row in people.appointed(sitting, Function.OPERATOR):
        for one in as_trainer(conflicts(row.user, case.person, lines)):
            raise Refusal(_l("Candidate %(number)s cannot be admitted while %(name)s is the operator: %(why)s.",
                             name=row.user.name, number=case.number, why=one.words), code="operator_conflict")
