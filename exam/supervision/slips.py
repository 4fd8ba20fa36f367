"""Printed slips with the codes of a part: every code is shown once, on the page that prints it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask_babel import lazy_gettext as _l

from app.db import db, transaction
from app.errors import Refusal
from app.identity import User
from exam.sittings import codes
from exam.sittings.cases import ended
from exam.sittings.models import CaseState, Enrolment, Sitting
from exam.supervision.parts import PARTS

#: states in which a candidate may still be given a code of a part
WAITING = {
    "theory": (CaseState.ADMITTED, CaseState.IDENTITY_CHECKED),
    "practical": (CaseState.ADMITTED, CaseState.IDENTITY_CHECKED, CaseState.IN_TEST, CaseState.TEST_DONE),
}


@dataclass(frozen=True)
class Slip:
    """One slip to cut off: who, where, the code."""

    case: Enrolment
    part: Any
    station: str
    code: str


def entitled(sitting: Sitting, part: str) -> list[Enrolment]:
    """The candidates who get a slip of a part, in the order of their stations."""
    cases = [case for case in sitting.enrolments if case.state in WAITING[part] and not ended(case.state) and case.station_id]
    return sorted(cases, key=lambda case: case.station.position)


def issue_all(sitting: Sitting, part: str, by: User, moment: datetime) -> list[Slip]:
    """Fresh codes of a part for everybody entitled; older ones stop working. Forms or variants are drawn on the way."""
    cases = entitled(sitting, part)
    if not cases:
        raise Refusal(_l("No candidate of this sitting can get a code of this part now."))
    for case in cases:
        PARTS[part].prepare(case, moment)
    with transaction():
        fresh = [db.session.get(Enrolment, case.id) for case in cases]
        return [slip(case, part, codes.issue(case, part, case.station, "opening of the part", by, moment)) for case in fresh]


def slip(case: Enrolment, part: str, code: str) -> Slip:
    """The slip of one fresh code."""
    return Slip(case, PARTS[part].name, case.station.name, code)
