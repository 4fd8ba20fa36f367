"""What the operator does to one candidate or to all: identity, time, the end, absence, another station."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from flask_babel import lazy_gettext as _l

from app import audit
from app.db import db, transaction
from app.errors import Invalid, Refusal
from app.identity import User
from exam.sittings import codes
from exam.sittings.admission import refuse
from exam.sittings.appointments import require_impartial
from exam.sittings.cases import advance, ended
from exam.sittings.models import CaseState, Enrolment, Sitting, Station
from exam.sittings.repeats import case_of_standing_test
from exam.sittings.transfers import needs_identity
from exam.supervision.parts import PARTS, Part, part_of

#: kinds of documents; their numbers and data are looked at and never kept
DOCUMENTS = {
    "id_card": _l("identity card"), "passport": _l("passport"), "mobywatel": _l("mDowód in the mObywatel app"),
    "residence_card": _l("residence card"), "driving_licence": _l("driving licence"),
}
SHORTEST_REASON = 5


def check_identity(case: Enrolment, document: str, agrees: bool, by: User, moment: datetime) -> None:
    """Note that the person was recognised by a document, inside the open transaction; no data of it are kept.

    Raises Invalid where the tick or the kind of document lacks, Refusal for an operator who prepared the candidate; so
    do all acts on one candidate below.
    """
    require_impartial(case, by)
    if document not in DOCUMENTS:
        raise Invalid(_l("The check is not complete."), {"document": _l("Choose the document that was shown.")})
    if not agrees:
        raise Invalid(_l("The check is not complete."), {"agrees": _l("Tick only after comparing the photo and the name.")})
    if not needs_identity(case):
        advance(case, CaseState.IDENTITY_CHECKED)
    case.identity_checked_at, case.identity_checked_by, case.identity_document = moment, by.id, document
    audit.record("supervision.identity_checked", case_id=case.id, document=document)
    if case_of_standing_test(case.id) is not None:
        advance(case, CaseState.TEST_DONE, "the test of the older case stands")


def identity_not_shown(case: Enrolment, facts: str, by: User, moment: datetime) -> None:
    """Refuse admission at the door, inside the open transaction: the candidate showed no valid document."""
    require_impartial(case, by)
    refuse(case, "identity_not_shown", facts, moment)


def change_time(cases: list[Enrolment], act: str, minutes: int | None, reason: str, by: User, moment: datetime, *,
                whole_room: bool = False) -> tuple[int, list[Any]]:
    """Pause, resume or extend for some candidates at one moment: how many, and the refusals of the others.

    What is done to the ``whole_room`` alike, such as in an evacuation, favours nobody: whom the operator prepared counts.

    ``act``: pause, resume, extend. Raises Invalid on a missing reason or length.
    """
    if act not in ("pause", "resume", "extend"):
        raise Invalid(_l("Choose what to do with the time."), {"act": _l("Choose one of the listed values.")})
    require_reason(reason)
    if act == "extend" and not minutes:
        raise Invalid(_l("An extension takes from 1 to 240 minutes."), {"minutes": _l("Type a number from 1 to 240.")})
    values = {"reason": reason.strip()} | ({"seconds": minutes * 60} if act == "extend" else {})
    done, refusals = 0, []
    for case in cases:
        try:
            if not whole_room:
                require_impartial(case, by)
            part_of(case).change(case, act, moment, by, **values)
            done += 1
        except Invalid:
            raise
        except Refusal as refusal:
            refusals.append(_l("%(number)s: %(words)s", number=case.number, words=refusal.message))
    return done, refusals


def under_way(sitting: Sitting, act: str, moment: datetime) -> list[Enrolment]:
    """The candidates whom a change of everybody's time means: resume those who pause, the rest those who run."""
    wanted = {"resume": ("paused",), "pause": ("open",)}.get(act, ("open", "paused"))
    return [case for case in sitting.enrolments if _state(part_of(case), case, moment) in wanted]


def close_part(case: Enrolment, reason: str, by: User, moment: datetime) -> None:
    """End and seal the part under way for one candidate, with a reason. Raises Refusal where none is."""
    require_reason(reason)
    require_impartial(case, by)
    part = part_of(case)
    if _state(part, case, moment) not in ("open", "paused"):
        raise Refusal(_l("No part is under way for candidate %(number)s.", number=case.number))
    with transaction():
        audit.record("supervision.part_closed", case_id=case.id, part=part.key, details={"reason": reason.strip()})
    part.finish(case, moment)


def no_show(case: Enrolment, by: User) -> None:
    """The candidate did not come, inside the open transaction."""
    require_impartial(case, by)
    advance(case, CaseState.NO_SHOW)


def withdraw(case: Enrolment, reason: str, by: User, moment: datetime) -> None:
    """The candidate steps back; a part under way is ended and sealed, so that what was done stays on file."""
    require_reason(reason)
    require_impartial(case, by)
    running = [part for part in PARTS.values() if _state(part, case, moment) in ("open", "paused")]
    with transaction():
        advance(db.session.get(Enrolment, case.id), CaseState.WITHDRAWN, reason.strip())
    for part in running:
        part.finish(case, moment)


def move(case: Enrolment, station_id: int, reason: str, by: User, moment: datetime) -> tuple[str, Part]:
    """A fresh code, at the same or another station, inside the open transaction; the older session ends.

    Returns the code, shown once, and the part it opens. Raises Refusal where somebody else sits at the station.
    """
    require_reason(reason)
    require_impartial(case, by)
    station = db.session.get(Station, station_id)
    if station is None or station.sitting_id != case.sitting_id:
        raise Invalid(_l("Choose a station of this sitting."), {"station": _l("Choose one of the listed values.")})
    taken = [row for row in case.sitting.enrolments if row.station_id == station.id and row.id != case.id
             and not ended(row.state)]
    if taken:
        raise Refusal(_l("Station %(name)s is taken by candidate %(number)s.", name=station.name, number=taken[0].number))
    part = part_of(case)
    return codes.issue(case, part.key, station, reason.strip(), by, moment), part


def require_reason(reason: str) -> None:
    """Raises Invalid on a reason too short to be one."""
    if len(reason.strip()) < SHORTEST_REASON:
        raise Invalid(_l("A reason is needed; it goes into the protocol."), {"reason": _l("Write the reason in a few words.")})


def _state(part: Part, case: Enrolment, moment: datetime) -> str | None:
    attempt = part.attempt(case)
    return None if attempt is None else str(part.attempts.state_at(attempt, moment))
