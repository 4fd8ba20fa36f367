"""What a ruling orders and somebody still has to arrange: a sitting for whom the ruling gave one, free of charge.

An order is open until a new case stands beside the older one, until the older case is decided again (criteria verified
again), or until the candidate is admitted (a refusal set aside).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from flask_babel import lazy_gettext as _l

from app import audit
from app.clock import local
from app.db import db
from app.errors import Invalid, Refusal
from app.identity import User
from exam.appeals.filing import appeals_of, rulings_of
from exam.appeals.models import Appeal
from exam.committee.standing import latest_decision
from exam.practical.reverification import orders_of
from exam.sittings import repeats
from exam.sittings.admission import admit
from exam.sittings.models import CaseState, Enrolment, FreeRepeat, Sitting
from exam.theory.results import results_of
from question_bank.qualification import load_qualification

ORDERING = ("repeat_free", "reverify", "admitted")
#: a case with an undecided decision waits for the coordinator here; elsewhere its criteria are being verified already
UNDECIDED_IN = (CaseState.DECIDED, CaseState.ANNOUNCED)
#: while the committee works on a case; after an order of it, on criteria that are verified again
VERIFYING = (CaseState.PRACTICE_DONE, CaseState.IN_INTERVIEW, CaseState.EVIDENCE_FROZEN)
#: the page on which criteria are verified again in the same case, on the sealed work
VERIFIED_AGAIN = (("committee.verified_again", _l("Order a new talk about these criteria on the sealed work")),)
WORDS = {
    "repeat_free": _l("set a date for the repeat, free of charge"),
    "reverify": _l("set a date to verify criteria again, free of charge"),
    "admitted": _l("set a date for the candidate admitted by the ruling"),
}
SCOPE_NAMES = {
    repeats.WHOLE: _l("the whole validation"),
    repeats.PRACTICAL: _l("the practical part and the talk; the result of the test stands"),
}


@dataclass(frozen=True)
class Order:
    """What a ruling ordered. ``criteria``: to be verified again; ``scopes``: what may be repeated, the fitting one first."""

    ruling: str
    criteria: tuple[str, ...]
    scopes: tuple[str, ...]
    ruled_at: datetime

    @property
    def words(self) -> Any:
        """The coordinator's task in words."""
        return WORDS[self.ruling]


def order_of(appeal: Appeal) -> Order | None:
    """What the rulings on an appeal ordered, arranged or not; None where nothing."""
    found = [row for row in rulings_of(appeal.id) if row.ruling in ORDERING]
    if not found:
        return None
    criteria = tuple(sorted(row.criterion for row in found if row.criterion))
    return Order(found[0].ruling, criteria, _scopes(appeal.enrolment, found[0].ruling, criteria), found[0].at)


def _scopes(case: Enrolment, ruling: str, criteria: tuple[str, ...]) -> tuple[str, ...]:
    """A sealed test stands, unless what is verified again is decided by the test."""
    in_test = {criterion.code for criterion in load_qualification().decided_by("test")}
    if ruling == "admitted" or results_of(case.id) is None or in_test & set(criteria):
        return (repeats.WHOLE,)
    return (repeats.PRACTICAL,) if ruling == "reverify" else (repeats.PRACTICAL, repeats.WHOLE)


def repeat_after(appeal: Appeal) -> FreeRepeat | None:
    """The new case given after the rulings on an appeal; another appeal's in the same case serves as well."""
    order = order_of(appeal)
    given = repeats.repeats_of(appeal.enrolment_id) if order is not None else []
    return next((row for row in given if row.at >= order.ruled_at), None)


def outstanding(appeal: Appeal) -> Order | None:
    """The order of an appeal that nobody has carried out yet."""
    order = order_of(appeal)
    if order is None or repeat_after(appeal) is not None:
        return None
    case = appeal.enrolment
    if order.ruling == "admitted" and case.state != CaseState.REFUSED:
        return None
    if order.ruling == "reverify":
        decision = latest_decision(case.id)
        if case.state not in UNDECIDED_IN or decision is None or decision.result != "undecided":
            return None
    return order


def sittings_for(appeal: Appeal, today: date) -> list[Sitting]:
    """Where the candidate may be moved to; after a refusal set aside also the sitting itself while it is to come."""
    case, found = appeal.enrolment, repeats.sittings_for(appeal.enrolment, today)
    own = [case.sitting] if case.state == CaseState.REFUSED and to_come(case.sitting, today) else []
    return sorted(own + found, key=lambda row: (row.on_date, row.number))


def to_come(sitting: Sitting, today: date) -> bool:
    """Whether a sitting has neither opened nor passed."""
    return sitting.state == "planned" and sitting.on_date >= today


def arrange(appeal: Appeal, sitting: Sitting | None, scope: str, by: User, moment: datetime) -> Enrolment:
    """Carry out an order in a sitting, inside the open transaction: the case that stands there.

    Raises Refusal where nothing is to be arranged or the sitting does not do, Invalid where a choice lacks.
    """
    order, case, today = outstanding(appeal), appeal.enrolment, local(moment).date()
    if order is None:
        raise Refusal(_l("Nothing is left to arrange after this appeal."))
    if case.state in VERIFYING and orders_of(case.id):
        raise Refusal(_l("Criteria of this case are being verified again. Arrange the repeat when that is decided."))
    if sitting is None:
        raise Invalid(_l("Choose a sitting."), {"sitting_id": _l("Choose a sitting.")})
    if scope not in order.scopes:
        raise Invalid(_l("Choose what is repeated."), {"scope": _l("Choose what is repeated.")})
    if sitting.id == case.sitting_id:
        if order.ruling != "admitted" or not to_come(sitting, today):
            raise Refusal(_l("This sitting is over. Choose another one."))
        admit(case, moment)
        made = case
    else:
        made = repeats.repeat(case, sitting, scope, appeal.id, by, moment, today)
    audit.record("appeals.date_set", case_id=case.id, subject=appeal.id, sitting=sitting.number, scope=scope, case=made.number)
    db.session.flush()
    return made


def admit_at_once(case: Enrolment, moment: datetime) -> bool:
    """Admit into the case's own sitting where that is still to come and has a free station; else a date has to be set."""
    if not to_come(case.sitting, local(moment).date()) or moment >= case.sitting.starts_at:
        return False
    try:
        admit(case, moment)
    except Refusal:  # no station is free, or the operator prepared the candidate
        return False
    return True


def waits_of(case: Enrolment) -> Any | None:
    """What a case waits for after a ruling, in words; None where no order is open."""
    for appeal in appeals_of(case.id):
        if outstanding(appeal) is not None:
            return _l("After appeal %(number)s the coordinator sets a date, free of charge.", number=appeal.number)
        given = repeat_after(appeal)
        if given is not None:
            return _l("Repeated after appeal %(number)s as case %(case)s in sitting %(sitting)s.", number=appeal.number,
                      case=given.case.number, sitting=given.case.sitting.number)
    return None
