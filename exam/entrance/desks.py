"""What waits for a signed-in member of staff: one line a thing, who needs me first on top."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from flask import current_app
from flask_babel import lazy_gettext as _l
from sqlalchemy import select

from app.db import db
from app.identity import Role, User
from exam.appeals.board import listed
from exam.appeals.models import Appeal
from exam.certificates.issuing import obstacles
from exam.certificates.register import waiting
from exam.sittings import people, planning, readiness
from exam.sittings.cases import STATE_NAMES
from exam.sittings.models import CaseState, Sitting, SittingState


@dataclass(frozen=True)
class Desk:
    """One thing that waits. ``urgency``: 0 now, 1 today, 2 later; ``endpoint`` with ``args`` opens it."""

    urgency: int
    what: Any
    where: str
    endpoint: str
    args: dict[str, Any]

    @property
    def open(self) -> bool:
        """Whether the page it leads to stands."""
        return self.endpoint in current_app.view_functions


#: state of a case -> what a seated member is asked to do now, and where
MEMBER_ACTS = {
    CaseState.IN_PRACTICE: (_l("observe the practical part"), "talk.observation"),
    CaseState.PRACTICE_DONE: (_l("hold the talk"), "talk.overview"),
    CaseState.IN_INTERVIEW: (_l("hold the talk"), "talk.overview"),
    CaseState.EVIDENCE_FROZEN: (_l("fill in your marking sheet, then decide"), "committee.sheet"),
    CaseState.DECIDED: (_l("sign and announce the decision"), "committee.decision"),
}


def of(user: User, today: date) -> list[Desk]:
    """Everything that waits for a person, the most urgent first."""
    found: list[Desk] = []
    if Role.COORDINATOR in user.roles:
        found += _coordinator(user, today)
    if Role.OPERATOR in user.roles:
        found += _operator(user, today)
    if Role.ASSESSOR in user.roles:
        found += _member(user, today)
    if Role.CERTIFIER in user.roles:
        found += _certifier(user)
    if Role.REVIEWER in user.roles:
        found += _reviewer(user)
    return sorted(found, key=lambda desk: desk.urgency)


def _coordinator(user: User, today: date) -> Iterator[Desk]:
    open_sittings = db.session.scalars(select(Sitting).where(Sitting.state != SittingState.CLOSED).order_by(Sitting.on_date))
    for sitting in open_sittings:
        for lack in planning.lacks(sitting):
            urgency = 0 if sitting.on_date <= today else 1 if (sitting.on_date - today).days <= 7 else 2
            yield Desk(urgency, lack, _where(sitting), "sittings.sitting", {"sitting_id": sitting.id})
    for row in listed(user):
        if not row["ruled"] and row["reviewer"] is None:
            yield _appeal(row["appeal"], _l("appoint a reviewer to an appeal"))


def _operator(user: User, today: date) -> Iterator[Desk]:
    for sitting in people.sittings_operated_by(user):
        if sitting.state != SittingState.CLOSED:
            urgency = 0 if sitting.on_date <= today else 2
            yield Desk(urgency, _l("your board as operator"), _where(sitting), "supervision.board", {"sitting_id": sitting.id})
            if readiness.unsigned_stations(sitting):
                yield Desk(urgency, _l("sign the readiness cards of the stations"), _where(sitting),
                           "sitting_staff.readiness_cards", {"sitting_id": sitting.id})


def _member(user: User, today: date) -> Iterator[Desk]:
    for case in people.cases_seated_with(user):
        act = MEMBER_ACTS.get(CaseState(case.state))
        where = _l("candidate %(number)s, %(place)s", number=case.number, place=case.sitting.place)
        if act is not None:
            yield Desk(0, act[0], where, act[1], {"enrolment_id": case.id})
        elif case.sitting.on_date >= today and case.state in (CaseState.ADMITTED, CaseState.IDENTITY_CHECKED,
                                                              CaseState.IN_TEST, CaseState.TEST_DONE):
            yield Desk(2, _l("you sit in the committee (now: %(state)s)", state=STATE_NAMES[CaseState(case.state)]), where,
                       "sittings.case", {"enrolment_id": case.id})


def _certifier(user: User) -> Iterator[Desk]:
    """Positive announced decisions without a certificate that this officer may confirm."""
    mine = sum(not obstacles(user, case) for case, _decision in waiting())
    if mine:
        where = _l("cases: %(count)s", count=mine)
        yield Desk(0, _l("confirm positive decisions and issue certificates"), where, "certificates.overview", {})


def _reviewer(user: User) -> Iterator[Desk]:
    for row in listed(user):
        if not row["ruled"] and row["reviewer"] is not None and row["reviewer"].id == user.id:
            yield _appeal(row["appeal"], _l("rule on an appeal"))


def _appeal(appeal: Appeal, act: Any) -> Desk:
    where = _l("appeal %(number)s, candidate %(candidate)s", number=appeal.number, candidate=appeal.enrolment.number)
    return Desk(0, act, where, "appeals.case", {"appeal_id": appeal.id})


def _where(sitting: Sitting) -> str:
    return f"{sitting.number}, {sitting.place}, {sitting.on_date:%d.%m.%Y}"
