"""The closing list: what the system sees for itself, what the operator ticks by hand, and the signature that closes."""

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
from exam.practical.reverification import reopened
from exam.sittings import remarks
from exam.sittings.models import CaseState, Enrolment, Sitting, SittingState
from exam.supervision import theory_first
from exam.supervision.models import ClosingRecord
from exam.supervision.parts import PARTS

BY_HAND = {
    "slips": _l("Code slips and candidates' notes collected and destroyed"),
    "prints": _l("Prints labelled with candidate numbers and handed to the committee"),
    "stations": _l("Candidates signed out, browsers closed at every station"),
    "remarks": _l("Candidates asked for their remarks on the course"),
    "copy": _l("Copy of the sealed evidence saved on a second device"),
    "incidents": _l("All events of the day written into the log"),
}
NOT_COME = (CaseState.REGISTERED, CaseState.ADMITTED)
#: came, and has not been through both parts and the talk: a sitting cannot end over their heads
UNFINISHED = (CaseState.IDENTITY_CHECKED, CaseState.IN_TEST, CaseState.TEST_DONE, CaseState.IN_PRACTICE,
              CaseState.PRACTICE_DONE, CaseState.IN_INTERVIEW)


@dataclass(frozen=True)
class Line:
    """One line that the system checks: its words, whether it holds, and the candidates for whom it does not."""

    words: Any
    holds: bool
    open_for: tuple[str, ...] = ()


def lines(sitting: Sitting) -> list[Line]:
    """What the system can see: every case settled, every part handed in and sealed, every report noted."""
    cases, reports = sorted(sitting.enrolments, key=lambda case: case.number), remarks.waiting(sitting)
    return [
        _line(_l("Every candidate has come, withdrawn, or is noted as absent"),
              [case for case in cases if case.state in NOT_COME]),
        _line(_l("Every candidate who came has been through both parts and the talk, or withdrew, or the part was broken off"),
              [case for case in cases if _has_more_to_do(case)]),
        _line(_l("Every test begun is handed in and sealed"), [case for case in cases if _unsealed("theory", case)]),
        _line(_l("Every practical part begun is handed in and sealed"), [case for case in cases if _unsealed("practical", case)]),
        _line(_l("Every report of a candidate is noted"), [case for case in cases if case.id in reports]),
    ]


def record_of(sitting: Sitting) -> ClosingRecord | None:
    """The signed list of a sitting, None while it is open."""
    return db.session.scalar(select(ClosingRecord).where(ClosingRecord.sitting_id == sitting.id))


def sign(sitting: Sitting, ticked: set[str], remarks: str, by: User, moment: datetime) -> ClosingRecord:
    """Sign the list and close the sitting, inside the open transaction.

    Raises Refusal while a line of the system is open, Invalid where something was not ticked and no remark says why.
    """
    if record_of(sitting) is not None:
        raise Refusal(_l("The closing list of this sitting is already signed."))
    for line in lines(sitting):
        if not line.holds:
            raise Refusal(_l("The sitting cannot be closed yet. %(words)s: open for %(numbers)s.", words=line.words,
                             numbers=", ".join(line.open_for)), code="closing")
    items = {key: key in ticked for key in BY_HAND}
    if not all(items.values()) and len(remarks.strip()) < 10:
        raise Invalid(_l("Something on the list was not ticked."), {"remarks": _l("Write why, and what was done instead.")})
    record = ClosingRecord(sitting_id=sitting.id, items=items, remarks=remarks.strip(), signed_by=by.id, signed_at=moment)
    db.session.add(record)
    sitting.state, sitting.closed_at = SittingState.CLOSED, moment
    audit.record("supervision.closed", subject=sitting.number, unticked=[key for key, done in items.items() if not done])
    db.session.flush()
    return record


def _line(words: Any, open_cases: list[Enrolment]) -> Line:
    return Line(words, not open_cases, tuple(case.number for case in open_cases))


def _has_more_to_do(case: Enrolment) -> bool:
    """Came and is not through; criteria verified again later, and a case that the rules end at its test, keep nothing open."""
    ended_at_test = case.state == CaseState.TEST_DONE and theory_first.bars(case)
    return case.state in UNFINISHED and not reopened(case.id) and not ended_at_test


def _unsealed(part: str, case: Enrolment) -> bool:
    attempt = PARTS[part].attempt(case)
    return attempt is not None and attempt.receipt is None and (
        attempt.opened_at is not None or getattr(attempt, "familiarisation_opened_at", None) is not None) and not _gone(case)


def _gone(case: Enrolment) -> bool:
    """A candidate who left while only getting to know the CRM has nothing to seal."""
    return case.state in (CaseState.WITHDRAWN, CaseState.BROKEN_OFF, CaseState.NO_SHOW) and not any(
        part.attempt(case) is not None and part.attempt(case).state in ("open", "paused") for part in PARTS.values())
