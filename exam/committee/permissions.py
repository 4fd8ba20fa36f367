"""Who may do what in the committee's room."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from flask import current_app

from app.access import rule
from app.db import db
from app.identity import Role
from exam.committee.deciding import decision_now
from exam.committee.sheets import all_submitted
from exam.committee.standing import announcement_of, decisions_of
from exam.sittings.models import Enrolment
from exam.sittings.people import is_seated

#: other rooms' questions ``(identity, enrolment) -> bool`` that open a report to more people (an appeal's reviewer)
REPORT_READERS = "probierz_report_readers"


def also_reads_report(app: Any, question: Callable[[Any, Enrolment], bool]) -> None:
    """Let a later room open the report on a case to its own people."""
    app.extensions.setdefault(REPORT_READERS, []).append(question)


def sits_in_committee(identity: Any, enrolment_id: UUID, criterion: str | None = None) -> bool:
    """Does this member sit in the committee of this candidate now? The same for every criterion."""
    case = db.session.get(Enrolment, enrolment_id)
    return case is not None and is_seated(identity, case)


def may_read_report(identity: Any, enrolment_id: UUID) -> bool:
    """A member of the committee, an officer, a coordinator; the candidate once it was announced; whom a later room lets in.

    A seated member reads it once every sheet is submitted: it shows the others' marks and the results of the test; so
    it closes for the members while criteria are verified again. An assessor who is not seated here reads nothing unless
    another role opens it.
    """
    case = db.session.get(Enrolment, enrolment_id)
    if case is None:
        return False
    if identity.kind == "candidate":
        return case.id == identity.enrolment_id and any(announcement_of(found.id) for found in decisions_of(case.id))
    if is_seated(identity, case):
        return all_submitted(case) or decision_now(case) is not None
    if identity.roles & {Role.CERTIFIER, Role.COORDINATOR} and decisions_of(case.id):
        return True
    return any(question(identity, case) for question in current_app.extensions.get(REPORT_READERS, ()))


COMMITTEE_DESK = rule("committee desk", Role.ASSESSOR)
ORDER_AGAIN = rule("order that criteria be verified again", Role.COORDINATOR)
MARK_CASE = rule("mark a case", Role.ASSESSOR, asks=sits_in_committee)
READ_REPORT = rule("read a committee report", Role.ASSESSOR, Role.CERTIFIER, Role.COORDINATOR, Role.REVIEWER, Role.CANDIDATE,
                   asks=may_read_report, scope="portal")
READ_SITTING_REPORT = rule("read the report of a sitting", Role.COORDINATOR)
