"""Breaking off the practical part: what there is gets sealed, the result of the test stays, a fresh part follows elsewhere.

Source: validation rules §1: the practical part never goes to paper. Removing a candidate is decided by the committee, so
that the names of two of its members stand under it.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from flask_babel import lazy_gettext as _l
from sqlalchemy import select

from app import audit
from app.db import db, transaction
from app.errors import Invalid, Refusal
from app.identity import User
from exam.practical.attempts import attempt_of, set_back
from exam.practical.models import RUNNING
from exam.practical.sealing import hand_in
from exam.sittings.appointments import require_impartial
from exam.sittings.cases import advance
from exam.sittings.models import CaseState, Enrolment, Sitting
from exam.sittings.people import seats
from exam.supervision.models import BreakOff

GROUNDS = {
    "technical": _l("technical failure"),
    "health": _l("the candidate's health"),
    "removal": _l("removal by decision of the committee"),
    "other": _l("another reason"),
}
BREAKABLE = (CaseState.TEST_DONE, CaseState.IN_PRACTICE)
LEAST_DECIDING, LONGEST = 2, 2_000


def break_off(case: Enrolment, ground: str, text: str, members: list[str], by: User, moment: datetime) -> BreakOff:
    """Break off the practical part of one candidate, outside any transaction; work under way is ended and sealed.

    ``members``: ids of those of the candidate's committee who decided; two at least for a removal. Raises Invalid naming
    the field, Refusal where the practical part is not under way or waited for.
    """
    require_impartial(case, by)
    if case.state not in BREAKABLE:
        raise Refusal(_l("The practical part of candidate %(number)s is not under way.", number=case.number))
    seated = {str(seat.user_id): seat.user.name for seat in seats(case)}
    deciding = [one for one in dict.fromkeys(members) if one in seated] if ground == "removal" else []
    faults = _faults(ground, text, deciding)
    if faults:
        raise Invalid(_l("The practical part is not broken off yet."), faults)
    with transaction():
        fresh = db.session.get(Enrolment, case.id)
        advance(fresh, CaseState.BROKEN_OFF, text.strip())
        row = BreakOff(enrolment_id=fresh.id, sitting_id=fresh.sitting_id, ground=ground, text=text.strip(), members=deciding,
                       by_id=by.id, at=moment)
        db.session.add(row)
        set_back(attempt_of(fresh.id))
        db.session.flush()
        audit.record("supervision.broken_off", case_id=fresh.id, subject=row.id, ground=ground, members=deciding,
                     details={"reason": text.strip()})
        key = row.id
    attempt = attempt_of(case.id)
    if attempt is not None and attempt.state in RUNNING:
        hand_in(attempt.id, moment, "operator")
    return db.session.get(BreakOff, key)


def broken_off_in(sitting: Sitting) -> list[BreakOff]:
    """The parts broken off in a sitting, in the order of time."""
    return list(db.session.scalars(select(BreakOff).where(BreakOff.sitting_id == sitting.id).order_by(BreakOff.id)))


def words_of(row: BreakOff) -> str:
    """A broken-off part in a sentence: the ground, who decided, what happened."""
    names = ", ".join(db.session.get(User, UUID(one)).name for one in row.members)
    return f"{GROUNDS[row.ground]}{f' ({names})' if names else ''}: {row.text}"


def _faults(ground: str, text: str, deciding: list[str]) -> dict[str, Any]:
    faults: dict[str, Any] = {}
    if ground not in GROUNDS:
        faults["ground"] = _l("Choose a reason from the list; there is no other.")
    if not 10 <= len(text.strip()) <= LONGEST:
        faults["text"] = _l("Describe what happened in a sentence or two.")
    if ground == "removal" and len(deciding) < LEAST_DECIDING:
        faults["members"] = _l("Tick the two members of this candidate's committee who decided.")
    return faults
