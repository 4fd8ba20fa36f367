"""The clock of a talk: the members prepare with the plan, and the slot runs from the moment the candidate is in.

Preparation is ten minutes unless the institution says otherwise (validation.md §4); it bars nobody from beginning sooner.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from app import audit
from app.db import db
from app.identity import User
from exam.practical.models import InterviewBegin, InterviewPlan

#: what stood in force before the setting was there
PREPARATION_MINUTES = 10


def begin(plan: InterviewPlan, member: User, moment: datetime) -> InterviewBegin:
    """Start the slot of a talk, inside the open transaction; a second call returns the first moment."""
    if plan.begun is not None:
        return plan.begun
    fresh = InterviewBegin(plan_id=plan.id, begun_by=member.id, at=moment)
    db.session.add(fresh)
    audit.record("talk.begun", case_id=plan.enrolment_id, round=plan.round)
    db.session.flush()
    db.session.expire(plan, ["begun"])
    return fresh


def slot_at(plan: InterviewPlan, moment: datetime) -> tuple[int, int]:
    """Which slot of the talk ``moment`` falls into (1 or 2) and the whole seconds left of it; all of it before the talk
    has begun. PURE."""
    gone = int((moment - plan.begun.at).total_seconds()) if plan.begun is not None else 0
    left = plan.first_slot * 60 - gone
    if left > 0 or not plan.second_slot:
        return 1, max(0, left)
    return 2, max(0, left + plan.second_slot * 60)


def preparation_left(plan: InterviewPlan, rules: Mapping[str, Any], moment: datetime) -> int:
    """Whole seconds left of the members' preparation, counted from the drawing up of the plan. PURE."""
    minutes = int(rules.get("interview.preparation_minutes", PREPARATION_MINUTES))
    return max(0, minutes * 60 - int((moment - plan.at).total_seconds()))
