"""Planning a sitting: its number, place, times and stations, and what it still lacks before it can open."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from typing import Any

from flask_babel import lazy_gettext as _l
from sqlalchemy import func, select

from app import audit
from app.clock import WARSAW, dice
from app.db import db
from app.errors import Invalid, Refusal
from exam.sittings import people
from exam.sittings.models import Admission, CaseState, Enrolment, Function, ReadinessCard, Sitting, SittingState, Station

MOST_STATIONS = 40


@dataclass(frozen=True)
class Plan:
    """What a coordinator types: times are Warsaw time; ``stations`` for candidates, ``spare`` for a broken machine."""

    place: str
    on_date: date
    theory_at: time
    practical_at: time
    pack_id: str
    law_as_of: date
    stations: int
    spare: int
    allowed_aids: str = ""


def plan(wanted: Plan, moment: datetime) -> Sitting:
    """A new sitting with its stations. Raises Invalid. ``moment`` naive UTC."""
    _check(wanted)
    sitting = Sitting(
        id=dice().uuid(), number=_next_number(wanted.on_date.year), place=wanted.place, on_date=wanted.on_date,
        starts_at=_utc(wanted.on_date, wanted.theory_at), practical_starts_at=_utc(wanted.on_date, wanted.practical_at),
        pack_id=wanted.pack_id, law_as_of=wanted.law_as_of, allowed_aids=wanted.allowed_aids, created_at=moment)
    db.session.add(sitting)
    db.session.flush()
    for position in range(1, wanted.stations + wanted.spare + 1):
        spare = position > wanted.stations
        name = f"Z{position - wanted.stations}" if spare else f"S{position}"
        db.session.add(Station(sitting_id=sitting.id, name=name, position=position, spare=spare))
    audit.record("sittings.planned", subject=sitting.number, stations=wanted.stations, spare=wanted.spare, pack=wanted.pack_id)
    return sitting


def change(sitting: Sitting, wanted: Plan) -> None:
    """Change place, times or scenario of a sitting that has not opened. Raises Refusal, Invalid."""
    if sitting.state != SittingState.PLANNED:
        raise Refusal(_l("This sitting has opened; its plan can no longer change."))
    _check(wanted, enforce_stations=False)
    sitting.place, sitting.on_date, sitting.pack_id = wanted.place, wanted.on_date, wanted.pack_id
    sitting.starts_at = _utc(wanted.on_date, wanted.theory_at)
    sitting.practical_starts_at = _utc(wanted.on_date, wanted.practical_at)
    sitting.law_as_of, sitting.allowed_aids = wanted.law_as_of, wanted.allowed_aids
    audit.record("sittings.plan_changed", subject=sitting.number, on=wanted.on_date, pack=wanted.pack_id)


def lacks(sitting: Sitting) -> list[Any]:
    """What stands between a sitting and its opening, in words; empty when it is ready."""
    found: list[Any] = []
    functions = [row.function for row in people.appointed(sitting)]
    if Function.OPERATOR not in functions:
        found.append(_l("appoint an operator"))
    if Function.CHAIR not in functions:
        found.append(_l("appoint a chair of the committee"))
    if sum(function in (Function.CHAIR, Function.MEMBER) for function in functions) < 2:
        found.append(_l("appoint at least two members of the committee (with the chair)"))
    pending = [row for row in sitting.enrolments if row.admission == Admission.PENDING and row.state == CaseState.REGISTERED]
    if pending:
        found.append(_l("decide on admission (waiting: %(count)s)", count=len(pending)))
    incomplete = [row for row in admitted(sitting) if row.state == CaseState.ADMITTED and len(people.seats(row)) < 2]
    if incomplete:
        found.append(_l("seat the committee (candidates without a full one: %(count)s)", count=len(incomplete)))
    if not sitting.enrolments:
        found.append(_l("enrol candidates"))
    if unsigned_stations(sitting):
        found.append(_l("readiness cards to be signed: %(count)s", count=len(unsigned_stations(sitting))))
    return found


def admitted(sitting: Sitting) -> list[Enrolment]:
    """Admitted cases in the order of their numbers."""
    rows = (row for row in sitting.enrolments if row.admission == Admission.ADMITTED)
    return sorted(rows, key=lambda row: row.number)


def latest_cards(sitting: Sitting) -> dict[int, ReadinessCard]:
    """Station id -> the readiness card that holds (the latest)."""
    ids = [row.id for row in sitting.stations]
    cards = db.session.scalars(select(ReadinessCard).where(ReadinessCard.station_id.in_(ids)).order_by(ReadinessCard.id))
    return {card.station_id: card for card in cards}


def unsigned_stations(sitting: Sitting) -> list[Station]:
    """Stations that candidates sit at and whose card is missing, or shows a gap without a written decision."""
    cards = latest_cards(sitting)
    used = {row.station_id for row in admitted(sitting)}
    wanted = [row for row in sitting.stations if row.id in used]
    return [row for row in wanted if row.id not in cards or not card_holds(cards[row.id])]


def card_holds(card: ReadinessCard) -> bool:
    """Whether a card lets a station be used: no gap, or a written decision on it."""
    return all(card.items.values()) or bool((card.gap_decision or "").strip())


def announced_without_certificate() -> int:
    """How many announced cases may wait for the certifying officer."""
    return db.session.scalar(select(func.count()).where(Enrolment.state == CaseState.ANNOUNCED)) or 0


def _check(wanted: Plan, enforce_stations: bool = True) -> None:
    faults: dict[str, Any] = {}
    if wanted.practical_at <= wanted.theory_at:
        faults["practical_at"] = _l("The practical part begins after the test.")
    if enforce_stations and not 1 <= wanted.stations + wanted.spare <= MOST_STATIONS:
        faults["stations"] = _l("Plan between 1 and %(most)s stations.", most=MOST_STATIONS)
    if faults:
        raise Invalid(_l("The plan of the sitting cannot be saved yet."), faults)


def _next_number(year: int) -> str:
    start = f"SW/{year}/"
    numbers = db.session.scalars(select(Sitting.number).where(Sitting.number.startswith(start)))
    return f"{start}{max((int(number.rsplit('/', 1)[1]) for number in numbers), default=0) + 1:03}"


def _utc(day: date, at: time) -> datetime:
    return datetime.combine(day, at, WARSAW).astimezone(UTC).replace(tzinfo=None)
