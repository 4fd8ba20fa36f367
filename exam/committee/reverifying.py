"""After a decision that could not be made whole: which criteria are verified again, and the coordinator's order."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from flask_babel import lazy_gettext as _l
from sqlalchemy import select

from app.db import db
from app.errors import Refusal
from app.identity import User
from exam.committee.deciding import decision_now, unsigned
from exam.committee.models import Decision
from exam.practical import reverification
from exam.practical.models import Reverification
from exam.sittings.models import CaseState, Enrolment
from exam.sittings.repeats import repeats_of


def criteria_of(decision: Decision) -> list[str]:
    """The criteria that a decision leaves to be verified again, in order; none of one that settles the case."""
    return sorted(code for code, verdict in decision.rows.items() if verdict == "not_assessable")


def open_decision(case: Enrolment) -> Decision | None:
    """The signed decision in force that waits for criteria to be verified again; None where there is none.

    A case repeated after an appeal waits for nothing: two ways to a result would stand beside each other.
    """
    made = decision_now(case)
    if made is None or case.state == CaseState.CERTIFIED or not criteria_of(made) or unsigned(made, case):
        return None
    if repeats_of(case.id):
        return None
    return made


def worth_offering(case: Enrolment) -> bool:
    """Whether the page of the re-verification says anything about a case."""
    return open_decision(case) is not None or bool(reverification.orders_of(case.id))


def waits_of(case: Enrolment) -> Any | None:
    """What an announced case waits for by its result, in words; None before."""
    made = decision_now(case) if case.state == CaseState.ANNOUNCED else None
    if made is None:
        return None
    if open_decision(case) is not None:
        return _l("The coordinator orders the re-verification of the criteria that are left open.")
    if made.result == "positive":
        return _l("The certifying officer confirms the positive decision.")
    return _l("The time for an appeal runs.")


def left_open() -> list[Enrolment]:
    """The cases that the committee left to the coordinator's order, by number; what a ruling ordered is the appeal's task."""
    cases = db.session.scalars(select(Enrolment).where(Enrolment.state.in_((CaseState.DECIDED, CaseState.ANNOUNCED)))).unique()
    found = [(case, open_decision(case)) for case in cases]
    return sorted((case for case, made in found if made and made.made_by == "committee"), key=lambda case: case.number)


def order(case: Enrolment, reason: str, by: User, moment: datetime) -> Reverification:
    """The coordinator orders a new talk about the criteria left open, inside the open transaction. Raises Refusal, Invalid."""
    made = open_decision(case)
    if made is None:
        raise Refusal(_l("No signed decision in this case leaves a criterion to be verified again."))
    return reverification.order(case, criteria_of(made), made.id, reason, by, moment)
