"""Who may do what in planning. A question is asked about the thing in the address."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from app.access import rule
from app.identity import Role
from exam.sittings import people


def may_see_case(identity: Any, enrolment_id: UUID) -> bool:
    """The coordinator, the sitting's operators, the candidate's committee."""
    if Role.COORDINATOR in identity.roles:
        return True
    case = people.enrolment(enrolment_id)
    return people.is_operator(identity, case.sitting) or people.is_seated(identity, case)


def looks_after_stations(identity: Any, sitting_id: UUID, **_: Any) -> bool:
    """The coordinator and the sitting's operators."""
    return Role.COORDINATOR in identity.roles or people.is_operator(identity, people.sitting(sitting_id))


AT_STATION = rule("report to the operator from a station", Role.CANDIDATE, scope="exam")
PLAN = rule("plan sittings", Role.COORDINATOR)
SEE_CASE = rule("see a case", Role.COORDINATOR, Role.OPERATOR, Role.ASSESSOR, asks=may_see_case)
STATIONS = rule("look after stations", Role.COORDINATOR, Role.OPERATOR, asks=looks_after_stations)
