"""The committee of one candidate: seating, the proposal for a whole sitting, and replacing with a reason.

Each pair of member and candidate is checked on its own: a member who prepared one person is replaced for that person.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask_babel import lazy_gettext as _l
from sqlalchemy import select

from app import audit
from app.db import db
from app.errors import Invalid, Refusal
from app.identity import User
from exam.sittings import people
from exam.sittings.impartiality import Conflict, conflicts
from exam.sittings.models import Admission, CaseState, CommitteeSeat, Enrolment, Function, Sitting

LEAST_MEMBERS = 2
#: from here on the marks are final and the committee stays as it is
SETTLED = (CaseState.DECIDED, CaseState.ANNOUNCED, CaseState.CERTIFIED)


@dataclass(frozen=True)
class Bench:
    """A person who may be seated: function in the sitting and the conflicts with one candidate."""

    user: User
    function: str
    conflicts: list[Conflict]

    @property
    def free(self) -> bool:
        """Whether nothing stands between this person and the candidate."""
        return not self.conflicts


def bench(case: Enrolment) -> list[Bench]:
    """Everybody appointed to the committee of the sitting, chair first, reserve last, with their conflicts."""
    lines = people.preparations(case.person)
    order = [Function.CHAIR, Function.MEMBER, Function.RESERVE]
    rows = sorted(people.appointed(case.sitting, *order), key=lambda row: (order.index(Function(row.function)), row.id))
    return [Bench(row.user, row.function, conflicts(row.user, case.person, lines)) for row in rows]


def proposal(case: Enrolment) -> tuple[User | None, list[User]]:
    """Who might sit: the chair and one member without a conflict, a reserve where needed. (chair, everybody)."""
    free = [place for place in bench(case) if place.free]
    chair = next((place.user for place in free if place.function == Function.CHAIR), None)
    chair = chair or (free[0].user if free else None)
    members = [place.user for place in free if place.function == Function.MEMBER and place.user is not chair]
    spare = [place.user for place in free if place.function == Function.RESERVE and place.user is not chair]
    chosen = ([chair] if chair else []) + members
    return chair, chosen + spare[:max(0, LEAST_MEMBERS - len(chosen))]


def seat(case: Enrolment, users: list[User], chair: User | None, moment: datetime, limit: int) -> None:
    """Seat a committee, where none sits yet. Raises Refusal, Invalid. ``limit``: most candidates of a member in a day."""
    _require_changeable(case)
    if people.seats(case):
        raise Refusal(_l("Candidate %(number)s already has a committee. Replace members one by one, with a reason.",
                         number=case.number))
    chosen = list({user.id: user for user in users}.values())
    if len(chosen) < LEAST_MEMBERS:
        raise Invalid(_l("A committee has at least two members."), {"members": _l("Choose at least two.")})
    if chair is None or chair.id not in {user.id for user in chosen}:
        raise Invalid(_l("One of the members chairs the committee."), {"chair": _l("Choose who chairs.")})
    for user in chosen:
        require_may_sit(case, user)
        _require_time(case.sitting, user, limit)
    for user in chosen:
        case.seats.append(CommitteeSeat(user_id=user.id, chair=user.id == chair.id, seated_at=moment))
    db.session.flush()
    audit.record("sittings.committee_seated", case_id=case.id, members=[user.get_id() for user in chosen], chair=chair.get_id())


def seat_all(sitting: Sitting, moment: datetime, limit: int) -> tuple[list[Enrolment], list[tuple[Enrolment, Any]]]:
    """Seat the proposed committee for everybody admitted who has none: done, and left with the reason."""
    done, left = [], []
    for case in sorted(sitting.enrolments, key=lambda row: row.number):
        if case.admission != Admission.ADMITTED or people.seats(case):
            continue
        chair, users = proposal(case)
        try:
            seat(case, users, chair, moment, limit)
            done.append(case)
        except Refusal as refusal:
            left.append((case, refusal.message))
    return done, left


def replace(case: Enrolment, leaves: User, comes: User, reason: str, moment: datetime) -> None:
    """One member leaves, another comes; who takes over a chair chairs. Raises Refusal, Invalid."""
    _require_changeable(case)
    if len(reason.strip()) < 5:
        raise Invalid(_l("A change of the committee needs a reason."), {"reason": _l("Write the reason.")})
    old = next((row for row in people.seats(case) if row.user_id == leaves.id), None)
    if old is None:
        raise Refusal(_l("%(name)s does not sit in this committee.", name=leaves.name))
    if any(row.user_id == comes.id for row in people.seats(case)):
        raise Refusal(_l("%(name)s already sits in this committee.", name=comes.name))
    require_may_sit(case, comes)
    old.left_at, old.left_reason = moment, reason.strip()
    case.seats.append(CommitteeSeat(user_id=comes.id, chair=old.chair, seated_at=moment))
    db.session.flush()
    audit.record("sittings.member_replaced", case_id=case.id, left=leaves.get_id(), came=comes.get_id(),
                 details={"reason": reason.strip()})


def require_may_sit(case: Enrolment, user: User) -> None:
    """Raises Refusal for a person not appointed to the committee of the sitting or with a conflict, naming which."""
    place = next((one for one in bench(case) if one.user.id == user.id), None)
    if place is None:
        raise Refusal(_l("%(name)s is not appointed to the committee of this sitting.", name=user.name))
    if place.conflicts:
        raise Refusal(_l("%(name)s cannot examine candidate %(number)s: %(why)s.", name=user.name, number=case.number,
                         why="; ".join(str(one.words) for one in place.conflicts)), code="conflict")


def faults(case: Enrolment) -> list[Any]:
    """What is wrong with a committee as it sits now: too few, no chair, a conflict that came to light later."""
    found: list[Any] = []
    rows = people.seats(case)
    if len(rows) < LEAST_MEMBERS:
        found.append(_l("fewer than two members"))
    elif sum(row.chair for row in rows) != 1:
        found.append(_l("no chair"))
    lines = people.preparations(case.person)
    for row in rows:
        found += [_l("%(name)s: %(why)s", name=row.user.name, why=one.words) for one in conflicts(row.user, case.person, lines)]
    return found


def _require_time(sitting: Sitting, user: User, limit: int) -> None:
    same_day = select(CommitteeSeat).join(Enrolment, CommitteeSeat.enrolment_id == Enrolment.id).join(
        Sitting, Enrolment.sitting_id == Sitting.id).where(
        CommitteeSeat.user_id == user.id, CommitteeSeat.left_at.is_(None), Sitting.on_date == sitting.on_date)
    if len(db.session.scalars(same_day).all()) >= limit:
        raise Refusal(_l("%(name)s already has %(limit)s candidates on that day, the most allowed.", name=user.name, limit=limit))


def _require_changeable(case: Enrolment) -> None:
    if case.admission != Admission.ADMITTED or case.state in SETTLED:
        raise Refusal(_l("The committee of candidate %(number)s cannot change now.", number=case.number))
