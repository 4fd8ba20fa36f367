"""Filing an appeal: what may be appealed against now, until when, and the act itself."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from flask_babel import lazy_gettext as _l
from sqlalchemy import func, select

from app import audit, settings
from app.clock import Dice, local
from app.db import db
from app.errors import Invalid, NotFound, Refusal
from exam.appeals.models import Appeal, AppealPoint, Ruling
from exam.appeals.terms import in_time, last_day
from exam.committee.models import Decision
from exam.committee.standing import announcement_of, latest_decision
from exam.sittings.models import Admission, CaseState, Enrolment, Sitting, SittingState

SHORTEST_REASON, LONGEST_REASON = 20, 10_000
#: ended without a decision of the committee (after the test: where the practical part was not held): the course alone
#: can be appealed against, from the end of the sitting
WITHOUT_DECISION = (CaseState.WITHDRAWN, CaseState.NO_SHOW, CaseState.BROKEN_OFF, CaseState.TEST_DONE)


@dataclass(frozen=True)
class Ground:
    """Something that may be appealed against. ``criteria``: the criteria of a decision that were not met."""

    kind: str
    deadline: date
    open: bool
    decision: Decision | None
    criteria: tuple[str, ...]


def grounds(case: Enrolment, today: date) -> list[Ground]:
    """What the candidate may appeal against, with the last day of each; closed ones are listed as closed."""
    days, found = case.rules.get("appeal.days", settings.get("appeal.days")), []
    taken = {(appeal.kind, appeal.decision_id) for appeal in appeals_of(case.id)}
    if case.admission == Admission.REFUSED and case.admitted_at is not None:
        deadline = last_day(local(case.admitted_at).date(), days)
        found.append(Ground("admission", deadline, in_time(today, deadline) and ("admission", None) not in taken, None, ()))
    decision = latest_decision(case.id)
    announced = announcement_of(decision.id) if decision else None
    if decision is not None and announced is not None:
        deadline = last_day(local(announced.at).date(), days)
        criteria = tuple(sorted(code for code, verdict in decision.rows.items() if verdict != "met"))
        if criteria and decision.result != "positive":
            still = in_time(today, deadline) and ("decision", decision.id) not in taken
            found.append(Ground("decision", deadline, still, decision, criteria))
        found.append(Ground("course", deadline, in_time(today, deadline) and ("course", decision.id) not in taken, decision, ()))
    elif case.state in WITHOUT_DECISION and (ended := end_of(case.sitting, today)) is not None:
        deadline = last_day(ended, days)
        found.append(Ground("course", deadline, in_time(today, deadline) and ("course", None) not in taken, None, ()))
    return found


def end_of(sitting: Sitting, today: date) -> date | None:
    """The day a sitting ended: its closing list was signed, or its day has passed; None before."""
    if sitting.state == SittingState.CLOSED and sitting.closed_at is not None:
        return local(sitting.closed_at).date()
    return sitting.on_date if sitting.on_date < today else None


def file(case: Enrolment, kind: str, reason: str, points: Mapping[str, str], dice: Dice, moment: datetime) -> Appeal:
    """File an appeal. ``points``: criterion -> reason, for a decision. Raises Refusal, Invalid with what to mend."""
    ground = next((item for item in grounds(case, local(moment).date()) if item.kind == kind), None)
    if ground is None or not ground.open:
        raise Refusal(_l("This cannot be appealed against now: the term has passed, or an appeal was filed already."))
    reason = reason.strip()
    chosen = {criterion: text.strip() for criterion, text in points.items() if criterion in ground.criteria}
    if kind == "decision":
        _check_points(chosen)
    elif len(reason) < SHORTEST_REASON:
        raise Invalid(
            _l("Write what you object to, in at least %(least)s signs.", least=SHORTEST_REASON), {"reason": _l("Too short.")}
        )
    _refuse_endless("reason", reason)
    appeal = Appeal(
        id=dice.uuid(),
        number=_next_number(moment),
        enrolment_id=case.id,
        kind=kind,
        reason=reason,
        decision_id=ground.decision.id if ground.decision else None,
        deadline=ground.deadline,
        filed_at=moment,
    )
    db.session.add(appeal)
    db.session.flush()
    db.session.add_all(
        AppealPoint(appeal_id=appeal.id, criterion=criterion, reason=text) for criterion, text in sorted(chosen.items())
    )
    audit.record("appeals.filed", case_id=case.id, subject=appeal.id, number=appeal.number, kind=kind, criteria=sorted(chosen))
    return appeal


def _check_points(chosen: Mapping[str, str]) -> None:
    if not chosen:
        raise Invalid(_l("Choose at least one criterion and write why you object."), {"points": _l("Choose a criterion.")})
    short = {
        criterion: _l("Write why you object, in at least %(least)s signs.", least=SHORTEST_REASON)
        for criterion, text in chosen.items()
        if len(text) < SHORTEST_REASON
    }
    if short:
        raise Invalid(_l("Each chosen criterion needs your reason."), short)
    for criterion, text in chosen.items():
        _refuse_endless(criterion, text)


def _refuse_endless(field: str, text: str) -> None:
    """Raises Invalid under ``field``: whoever rules has to read and print it."""
    if len(text) > LONGEST_REASON:
        words = _l("Use at most %(most)d characters.", most=LONGEST_REASON)
        raise Invalid(words, {field: words})


def appeals_of(case_id: UUID) -> list[Appeal]:
    """The appeals of a case, oldest first."""
    return list(db.session.scalars(select(Appeal).where(Appeal.enrolment_id == case_id).order_by(Appeal.filed_at)).unique())


def appeal(appeal_id: UUID) -> Appeal:
    """An appeal. Raises NotFound."""
    found = db.session.get(Appeal, appeal_id)
    if found is None:
        raise NotFound(_l("There is no such appeal."))
    return found


def rulings_of(appeal_id: UUID) -> list[Ruling]:
    """What was ruled on an appeal; empty before."""
    return list(db.session.scalars(select(Ruling).where(Ruling.appeal_id == appeal_id).order_by(Ruling.id)))


def open_for_case(case: Enrolment) -> bool:
    """Whether the case is one against which an appeal may still be ruled to effect."""
    return case.state in (CaseState.ANNOUNCED, CaseState.REFUSED)


def _next_number(moment: datetime) -> str:
    year = local(moment).year
    count = db.session.scalar(select(func.count()).where(Appeal.number.like(f"O/{year}/%")))
    return f"O/{year}/{count + 1:04d}"
