"""What waits for a signed-in member of staff: one line a thing, who needs me first on top."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from flask import current_app
from flask_babel import lazy_gettext as _l
from sqlalchemy import select

from app import settings
from app.db import db
from app.identity import Role, User
from app.public_address import is_set
from app.setting_list import SETTINGS
from exam.appeals.board import listed
from exam.appeals.models import Appeal
from exam.certificates.house import certifies
from exam.certificates.issuing import obstacles
from exam.certificates.register import waiting
from exam.committee.deciding import unsigned
from exam.committee.reverifying import criteria_of, left_open
from exam.committee.sheets import all_submitted, sheet_of
from exam.committee.standing import latest_decision
from exam.sittings import people, planning, readiness
from exam.sittings.cases import STATE_NAMES
from exam.sittings.models import CaseState, Enrolment, Sitting, SittingState
from exam.supervision import closing


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
    CaseState.EVIDENCE_FROZEN: (_l("fill in your marking sheet"), "committee.sheet"),
    CaseState.DECIDED: (_l("sign and announce the decision"), "committee.decision"),
}


def of(user: User, today: date) -> list[Desk]:
    """Everything that waits for a person, the most urgent first."""
    found: list[Desk] = []
    if Role.COORDINATOR in user.roles:
        found += _coordinator(user, today)
    elif Role.ADMINISTRATOR in user.roles:
        found += _settings()
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
    yield from _settings()
    open_sittings = db.session.scalars(select(Sitting).where(Sitting.state != SittingState.CLOSED).order_by(Sitting.on_date))
    for sitting in open_sittings:
        lacks = planning.lacks(sitting)
        for lack in lacks:
            urgency = 0 if sitting.on_date <= today else 1 if (sitting.on_date - today).days <= 7 else 2
            yield _sitting(urgency, lack, sitting)
        if sitting.on_date < today:
            yield _sitting(0, _l("see that the operator signs the closing list: the day of the sitting has passed"), sitting)
        elif sitting.on_date == today and not lacks:
            yield _sitting(0, _l("today's sitting: follow its course"), sitting)
    broken = select(Enrolment).where(Enrolment.state == CaseState.BROKEN_OFF).order_by(Enrolment.number)
    for case in db.session.scalars(broken):
        yield Desk(1, _l("give a fresh practical part in another sitting"), _l("candidate %(number)s, %(place)s",
                   number=case.number, place=case.sitting.place), "sittings.case", {"enrolment_id": case.id})
    for case in left_open():
        where = _l("candidate %(number)s, criteria: %(criteria)s", number=case.number,
                   criteria=", ".join(criteria_of(latest_decision(case.id))))
        yield Desk(0, _l("order the re-verification of criteria"), where, "committee.verified_again", {"enrolment_id": case.id})
    for row in listed(user):
        if not row["ruled"] and row["reviewer"] is None:
            yield _appeal(row["appeal"], _l("appoint a reviewer to an appeal"))
        elif row["order"] is not None:
            yield _appeal(row["appeal"], row["order"].words)
    for sitting, count in Counter(case.sitting for case, _decision in waiting()).items():
        words = (_l("positive decisions wait for the certifying officer (cases: %(count)s)", count=count) if certifies() else
                 _l("hand positive decisions over to the certifying institution (cases: %(count)s)", count=count))
        yield _sitting(1, words, sitting)


def _settings() -> Iterator[Desk]:
    """What must be filled in before a certificate may leave the house."""
    gaps = [] if settings.get("institution.name") != SETTINGS["institution.name"].default else [_l("name of the institution")]
    gaps += [] if is_set() else [_l("public address of this service")]
    if gaps:
        yield Desk(1, _l("fill in the institution's data before the first certificate"), _joined(gaps), "settings.overview", {})


def _operator(user: User, today: date) -> Iterator[Desk]:
    for sitting in people.sittings_operated_by(user):
        if sitting.state == SittingState.CLOSED:
            continue
        args, where = {"sitting_id": sitting.id}, _where(sitting)
        if sitting.on_date < today or (sitting.state == SittingState.OPEN and all(line.holds for line in closing.lines(sitting))):
            yield Desk(0, _l("finish the sitting and sign the closing list"), where, "supervision.closing_page", args)
        urgency = 0 if sitting.on_date <= today else 2
        waits = sum(case.state == CaseState.ADMITTED for case in sitting.enrolments)
        what = (_l("your board as operator (identity to check: %(count)s)", count=waits) if waits and urgency == 0
                else _l("your board as operator"))
        if readiness.unsigned_stations(sitting):
            yield Desk(urgency, _l("sign the readiness cards of the stations"), where, "sitting_staff.readiness_cards", args)
        yield Desk(urgency, what, where, "supervision.board", args)


def _member(user: User, today: date) -> Iterator[Desk]:
    for case in people.cases_seated_with(user):
        act = _members_act(case, user)
        where = _l("candidate %(number)s, %(place)s", number=case.number, place=case.sitting.place)
        if act is not None:
            yield Desk(act[0], act[1], where, act[2], {"enrolment_id": case.id})
        elif case.sitting.on_date >= today and case.state in (CaseState.ADMITTED, CaseState.IDENTITY_CHECKED,
                                                              CaseState.IN_TEST, CaseState.TEST_DONE):
            yield Desk(2, _l("you sit in the committee (now: %(state)s)", state=STATE_NAMES[CaseState(case.state)]), where,
                       "sittings.case", {"enrolment_id": case.id})


def _members_act(case: Enrolment, user: User) -> tuple[int, Any, str] | None:
    """What a seated member is to do now in a case, or waits for: urgency, words, where."""
    state = CaseState(case.state)
    if state == CaseState.EVIDENCE_FROZEN:
        own = sheet_of(case.id, user.id)
        if own is not None and own.submitted_at:
            settled = all_submitted(case)
            return ((0, _l("settle the rows that differ, then decide"), "committee.decision") if settled
                    else (2, _l("your sheet is in; the other members are still marking"), "committee.decision"))
    if state == CaseState.DECIDED:
        decision = latest_decision(case.id)
        left = unsigned(decision, case)
        if left and all(one.id != user.id for one in left):
            return 2, _l("you have signed; the others have not signed yet"), "committee.decision"
    act = MEMBER_ACTS.get(state)
    return (0, *act) if act is not None else None


def _certifier(user: User) -> Iterator[Desk]:
    """Positive announced decisions without a certificate that this officer may confirm."""
    mine = sum(not obstacles(user, case) for case, _decision in waiting())
    if mine and certifies():
        where = _l("cases: %(count)s", count=mine)
        yield Desk(0, _l("confirm positive decisions and issue certificates"), where, "certificates.overview", {})


def _reviewer(user: User) -> Iterator[Desk]:
    for row in listed(user):
        if not row["ruled"] and row["reviewer"] is not None and row["reviewer"].id == user.id:
            yield _appeal(row["appeal"], _l("rule on an appeal"))


def _appeal(appeal: Appeal, act: Any) -> Desk:
    where = _l("appeal %(number)s, candidate %(candidate)s", number=appeal.number, candidate=appeal.enrolment.number)
    return Desk(0, act, where, "appeals.case", {"appeal_id": appeal.id})


def _sitting(urgency: int, what: Any, sitting: Sitting) -> Desk:
    return Desk(urgency, what, _where(sitting), "sittings.sitting", {"sitting_id": sitting.id})


def _joined(words: Iterable[Any]) -> str:
    return ", ".join(str(word) for word in words)


def _where(sitting: Sitting) -> str:
    return f"{sitting.number}, {sitting.place}, {sitting.on_date:%d.%m.%Y}"
