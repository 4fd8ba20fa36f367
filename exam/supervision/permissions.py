"""Who runs a sitting's day: its own operators. They see neither keys nor answers nor marks."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from app.access import rule
from app.db import db
from app.identity import Role
from exam.sittings.models import Enrolment, Function, Sitting
from exam.sittings.people import appointed, is_operator


def operates(identity: Any, sitting_id: UUID, **_: Any) -> bool:
    """Is this person an operator of this sitting?"""
    sitting = db.session.get(Sitting, sitting_id)
    return sitting is not None and is_operator(identity, sitting)


def operates_for(identity: Any, enrolment_id: UUID, **_: Any) -> bool:
    """Is this person an operator of the sitting in which this candidate is?"""
    case = db.session.get(Enrolment, enrolment_id)
    return case is not None and is_operator(identity, case.sitting)


def sits_in(identity: Any, sitting_id: UUID, **_: Any) -> bool:
    """Is this person appointed to the committee of this sitting?"""
    sitting = db.session.get(Sitting, sitting_id)
    return sitting is not None and any(row.user_id == identity.id for row in appointed(
        sitting, Function.CHAIR, Function.MEMBER, Function.RESERVE))


OPERATORS = rule("operators", Role.OPERATOR)
SIT_IN = rule("sit in the committee of a sitting", Role.ASSESSOR, asks=sits_in)
RUN_SITTING = rule("run a sitting", Role.OPERATOR, asks=operates)
RUN_CASE = rule("supervise a candidate", Role.OPERATOR, asks=operates_for)
