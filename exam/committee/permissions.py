"""Who may do what in the committee's room."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from app.access import rule
from app.db import db
from app.identity import Role
from exam.committee.standing import announcement_of, decisions_of
from exam.sittings.models import Enrolment
from exam.sittings.people import is_seated


def sits_in_committee(identity: Any, enrolment_id: UUID) -> bool:
    """Does this member sit in the committee of this candidate now?"""
    case = db.session.get(Enrolment, enrolment_id)
    return case is not None and is_seated(identity, case)


def may_read_report(identity: Any, enrolment_id: UUID) -> bool:
    """A member of the committee, an officer, a coordinator; the candidate once it was announced.

    An assessor who is not seated here reads nothing unless another role opens it.
    """
    case = db.session.get(Enrolment, enrolment_id)
    if case is None:
        return False
    if identity.kind == "candidate":
        return case.id == identity.enrolment_id and any(announcement_of(found.id) for found in decisions_of(case.id))
    if identity.roles & {Role.CERTIFIER, Role.COORDINATOR, Role.REVIEWER}:
        return bool(decisions_of(case.id))
    return is_seated(identity, case)


COMMITTEE_DESK = rule("committee desk", Role.ASSESSOR)
MARK_CASE = rule("mark a case", Role.ASSESSOR, asks=sits_in_committee)
READ_REPORT = rule("read a committee report", Role.ASSESSOR, Role.CERTIFIER, Role.COORDINATOR, Role.REVIEWER, Role.CANDIDATE,
                   asks=may_read_report, scope="portal")
READ_SITTING_REPORT = rule("read the report of a sitting", Role.COORDINATOR)
