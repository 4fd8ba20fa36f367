"""Who of the committee is in the room, from when to when; appended, and asked before and during the practical part.

Source: validation rules §1: two members present are logged from–to; below two the practical part is paused.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from flask_babel import lazy_gettext as _l
from sqlalchemy import select

from app import audit
from app.db import db
from app.errors import Invalid, Refusal
from app.identity import User
from exam.sittings.models import Enrolment, Function, Sitting, SittingState
from exam.sittings.people import appointed, seats
from exam.supervision.models import MemberPresence
from exam.supervision.parts import PARTS, PRACTICAL

LEAST_PRESENT = 2
KINDS = {"came": _l("came"), "left": _l("left")}
COMMITTEE = (Function.CHAIR, Function.MEMBER, Function.RESERVE)


@dataclass(frozen=True)
class Stay:
    """One stretch of a member's presence. ``until`` None: still in the room."""

    user_id: UUID
    name: str
    since: datetime
    until: datetime | None


def log(sitting: Sitting, user_id: UUID, kind: str, by: User, moment: datetime) -> MemberPresence:
    """A member of the sitting's committee came in or left, now, inside the open transaction. Raises Refusal, Invalid."""
    if sitting.state == SittingState.CLOSED:
        raise Refusal(_l("This sitting is closed."))
    if kind not in KINDS:
        raise Invalid(_l("Choose whether the member came or left."), {"kind": _l("Choose one of the listed values.")})
    row = next((one for one in appointed(sitting, *COMMITTEE) if one.user_id == user_id), None)
    if row is None:
        raise Refusal(_l("This person is not appointed to the committee of the sitting."))
    here = user_id in present(sitting)
    if here and kind == "came":
        raise Refusal(_l("%(name)s is already noted as present.", name=row.user.name))
    if not here and kind == "left":
        raise Refusal(_l("%(name)s is not noted as present.", name=row.user.name))
    fresh = MemberPresence(sitting_id=sitting.id, user_id=user_id, kind=kind, at=moment, by_id=by.id)
    db.session.add(fresh)
    db.session.flush()
    audit.record("supervision.presence", subject=sitting.number, person=row.user.get_id(), kind=kind)
    return fresh


def entries(sitting: Sitting) -> list[MemberPresence]:
    """Every coming and going of a sitting, in the order of time."""
    return list(db.session.scalars(select(MemberPresence).where(MemberPresence.sitting_id == sitting.id)
                                   .order_by(MemberPresence.id)))


def present(sitting: Sitting) -> set[UUID]:
    """Ids of the members in the room now."""
    latest = {row.user_id: row.kind for row in entries(sitting)}
    return {user_id for user_id, kind in latest.items() if kind == "came"}


def stays(sitting: Sitting) -> list[Stay]:
    """Presence from–to, for the page and the protocol, in the order of coming."""
    found: list[Stay] = []
    begun: dict[UUID, int] = {}  # who is in the room -> where the stay stands; two members may bear one name
    for row in entries(sitting):
        if row.kind == "came":
            begun[row.user_id] = len(found)
            found.append(Stay(row.user_id, row.user.name, row.at, None))
        else:
            place = begun.pop(row.user_id)
            found[place] = replace(found[place], until=row.at)
    return found


def enough_for(case: Enrolment, here: set[UUID]) -> bool:
    """Whether two members of a candidate's own committee are in the room. ``here``: ids of everybody present."""
    return sum(seat.user_id in here for seat in seats(case)) >= LEAST_PRESENT


def unattended(sitting: Sitting, moment: datetime) -> list[Enrolment]:
    """Candidates whose practical part runs while fewer than two members of their committee are in the room."""
    here, part, found = present(sitting), PARTS[PRACTICAL], []
    for case in sitting.enrolments:
        attempt = part.attempt(case)
        if attempt is not None and part.attempts.state_at(attempt, moment) == "open" and not enough_for(case, here):
            found.append(case)
    return sorted(found, key=lambda case: case.number)


def members(sitting: Sitting) -> list[tuple[User, Any, bool]]:
    """The committee of a sitting: person, function, in the room or not."""
    here = present(sitting)
    return [(row.user, row.function, row.user_id in here) for row in appointed(sitting, *COMMITTEE)]
