"""Who may do what with appeals."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from app.access import rule
from app.db import db
from app.identity import Role
from exam.appeals.filing import appeals_of, rulings_of
from exam.appeals.inspection import is_open
from exam.appeals.models import Appeal
from exam.appeals.ruling import reviewer_of
from exam.sittings.models import Enrolment


def reviews_it(identity: Any, appeal_id: UUID) -> bool:
    """Is this the reviewer of this appeal?"""
    found = db.session.get(Appeal, appeal_id)
    reviewer = reviewer_of(found) if found else None
    return reviewer is not None and reviewer.id == identity.id


def may_read_appeal(identity: Any, appeal_id: UUID) -> bool:
    """The candidate's own, the reviewer's, or any for a coordinator."""
    found = db.session.get(Appeal, appeal_id)
    if found is None:
        return False
    if identity.kind == "candidate":
        return found.enrolment_id == identity.enrolment_id
    return Role.COORDINATOR in identity.roles or reviews_it(identity, appeal_id)


def has_appeal_in(identity: Any, case: Enrolment) -> bool:
    """Is this the reviewer of an appeal in this case?"""
    return any(reviews_it(identity, appeal.id) for appeal in appeals_of(case.id))


def reviews_open_appeal_in(identity: Any, case: Enrolment) -> bool:
    """Is this the reviewer of an appeal against a decision or the course of this case that is not ruled on yet?"""
    return any(
        appeal.kind != "admission" and reviews_it(identity, appeal.id) and not rulings_of(appeal.id)
        for appeal in appeals_of(case.id)
    )


def may_inspect(identity: Any) -> bool:
    """Was a decision announced in the candidate's own case?"""
    return is_open(identity.enrolment_id)


APPEALS_DESK = rule("appeals desk", Role.REVIEWER, Role.COORDINATOR)
READ_APPEAL = rule("read an appeal", Role.REVIEWER, Role.COORDINATOR, Role.CANDIDATE, asks=may_read_appeal, scope="portal")
APPOINT_REVIEWER = rule("appoint a reviewer", Role.COORDINATOR)
ARRANGE_REPEAT = rule("arrange what a ruling ordered", Role.COORDINATOR)
RULE_ON_APPEAL = rule("rule on an appeal", Role.REVIEWER, asks=reviews_it)
FILE_APPEAL = rule("file an appeal", Role.CANDIDATE, scope="portal")
INSPECT = rule("inspect the own case", Role.CANDIDATE, asks=may_inspect, scope="portal")
