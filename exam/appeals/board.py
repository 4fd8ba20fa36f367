"""What the appeals desk shows: appeals in order of urgency, who could review one, the evidence of the case."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select

from app.db import db
from app.identity import Role, RoleGrant, User
from exam.appeals import evidence
from exam.appeals.course import course_of
from exam.appeals.filing import rulings_of
from exam.appeals.independence import earlier_parts
from exam.appeals.models import Appeal
from exam.appeals.others import applied_to_all
from exam.appeals.remedies import outstanding
from exam.appeals.ruling import reviewer_of
from exam.committee.proposals import latest_proposals
from exam.committee.sheets import decided_marks
from exam.committee.standing import decisions_of


def listed(viewer: User) -> list[dict[str, Any]]:
    """Appeals the viewer may open: those without a ruling first, then those whose order waits for a date, the oldest first."""
    rows = []
    for appeal in db.session.scalars(select(Appeal).order_by(Appeal.filed_at)).unique():
        reviewer = reviewer_of(appeal)
        if Role.COORDINATOR in viewer.roles or (reviewer is not None and reviewer.id == viewer.id):
            rows.append({"appeal": appeal, "reviewer": reviewer, "ruled": bool(rulings_of(appeal.id)),
                         "order": outstanding(appeal)})
    return sorted(rows, key=lambda row: (row["ruled"], row["order"] is None))


def candidates_for(appeal: Appeal) -> list[tuple[User, list[Any]]]:
    """Every reviewer with the earlier parts that stand in the way; the free ones first."""
    users = db.session.scalars(
        select(User).join(RoleGrant).where(RoleGrant.role == Role.REVIEWER, User.active).order_by(User.name)
    ).unique()
    found = [(user, earlier_parts(user, appeal.enrolment)) for user in users]
    return sorted(found, key=lambda pair: bool(pair[1]))


def case_evidence(appeal: Appeal) -> dict[str, Any]:
    """For each appealed criterion: what the machine proposed and why, each member's mark and note, the decisions."""
    case = appeal.enrolment
    proposals, wanted = latest_proposals(case.id), [point.criterion for point in appeal.points]
    sheets = decided_marks(case)
    return {
        "decisions": decisions_of(case.id),
        "points": {
            code: {
                "proposal": proposals.get(code, {}),
                "facts": [*proposals.get(code, {}).get("scores", ()), *proposals.get(code, {}).get("facts", ())],
                "marks": {name: marks.get(code) for name, marks in sheets.items()},
            }
            for code in wanted
        },
    }


def review_evidence(appeal: Appeal) -> dict[str, Any] | None:
    """What the reviewer reads besides: the course, what was given, the rules in force, how they came out for all that day,
    answers with the key, values read from the CRM, notes, the talk, the sealed CRM.

    Narrowed to the criteria appealed against; an appeal against the course opens all of it but the keys. None for an
    appeal against a refused admission, which has no evidence.
    """
    if appeal.kind == "admission":
        return None
    case_id, wanted = appeal.enrolment_id, [point.criterion for point in appeal.points]
    narrowed = wanted or None
    return {
        "course": course_of(appeal.enrolment),
        "others": applied_to_all(appeal.enrolment, wanted),
        "questions": evidence.checked_questions(case_id, wanted),
        "tasks": evidence.read_from_crm(case_id, narrowed),
        "notes": evidence.notes(case_id, narrowed),
        "talk": evidence.talk(case_id, narrowed),
        "sandbox": evidence.sealed_sandbox(case_id),
    }
