"""Planning a sitting: its number, place, times and stations, and what it still lacks before it can open."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from math import ceil
from typing import Any

from flask_babel import lazy_gettext as _l
from sqlalchemy import select

from app import audit, settings
from app.clock import WARSAW, dice, local
from app.db import db
from app.errors import Invalid, Refusal
from exam.sittings import appointments, people, readiness, seating
from exam.sittings.cases import ended
from exam.sittings.impartiality import near_name
from exam.sittings.models import Admission, CaseState, Enrolment, Function, Sitting, SittingState, Station

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
    break_reason: str = ""
    practice_aids: str = ""
    talk_aids: str = ""
    allowed_addresses: str = ""


def plan(wanted: Plan, moment: datetime) -> Sitting:
    """A new sitting with its stations. Raises Invalid. ``moment`` naive UTC."""
    _check(wanted, 0)
    sitting = Sitting(
        id=dice().uuid(), number=_next_number(wanted.on_date.year), place=wanted.place, on_date=wanted.on_date,
        starts_at=_utc(wanted.on_date, wanted.theory_at), practical_starts_at=_utc(wanted.on_date, wanted.practical_at),
        pack_id=wanted.pack_id, law_as_of=wanted.law_as_of, break_reason=_reason(wanted, 0), created_at=moment,
        **_allowed(wanted))
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
    _check(wanted, longest_extra(sitting), enforce_stations=False)
    sitting.place, sitting.on_date, sitting.pack_id = wanted.place, wanted.on_date, wanted.pack_id
    sitting.starts_at = _utc(wanted.on_date, wanted.theory_at)
    sitting.practical_starts_at = _utc(wanted.on_date, wanted.practical_at)
    sitting.law_as_of, sitting.break_reason = wanted.law_as_of, _reason(wanted, longest_extra(sitting))
    for name, text in _allowed(wanted).items():
        setattr(sitting, name, text)
    audit.record("sittings.plan_changed", subject=sitting.number, on=wanted.on_date, pack=wanted.pack_id)


def add_station(sitting: Sitting, spare: bool) -> Station:
    """One more station, named after the last of its kind; its card has to be signed. Raises Refusal after the sitting."""
    if sitting.state == SittingState.CLOSED:
        raise Refusal(_l("This sitting is closed; no station can be added."))
    if len(sitting.stations) >= MOST_STATIONS:
        raise Refusal(_l("Plan between 1 and %(most)s stations.", most=MOST_STATIONS))
    number = sum(row.spare is spare for row in sitting.stations) + 1
    position = max((row.position for row in sitting.stations), default=0) + 1
    station = Station(name=f"{'Z' if spare else 'S'}{number}", position=position, spare=spare)
    sitting.stations.append(station)
    db.session.flush()
    audit.record("sittings.station_added", subject=sitting.number, station=station.name, spare=spare)
    return station


def as_typed(sitting: Sitting) -> dict[str, Any]:
    """The plan of a sitting as a coordinator typed it, in Warsaw time."""
    spare = sum(row.spare for row in sitting.stations)
    return {"place": sitting.place, "on_date": sitting.on_date, "theory_at": local(sitting.starts_at).time(),
            "practical_at": local(sitting.practical_starts_at).time(), "pack_id": sitting.pack_id,
            "law_as_of": sitting.law_as_of, "stations": len(sitting.stations) - spare, "spare": spare,
            "break_reason": sitting.break_reason or "", "allowed_aids": sitting.allowed_aids,
            "practice_aids": sitting.practice_aids or "",
            "talk_aids": sitting.talk_aids or "", "allowed_addresses": sitting.allowed_addresses or ""}


def fresh() -> dict[str, Any]:
    """What the form of a new sitting is filled with: the institution's lists."""
    return {"allowed_aids": settings.get("aids.theory"), "talk_aids": settings.get("aids.talk"),
            "allowed_addresses": settings.get("aids.addresses")}


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
    faulty = [row for row in admitted(sitting) if not ended(row.state) and seating.faults(row)]
    if faulty:
        found.append(_l("mend the committees (candidates: %(numbers)s)", numbers=", ".join(row.number for row in faulty)))
    if missing_break(sitting) and not sitting.break_reason:
        found.append(_l("change the plan or give a reason: the break between the parts is shorter than %(minutes)s minutes for "
                        "the candidate with the longest test", minutes=settings.get("break.minutes")))
    barred = appointments.without_operator(sitting)
    if barred:
        found.append(_l("appoint another operator for candidates whom the present one may have prepared (%(numbers)s)",
                        numbers=", ".join(sorted(row.number for row in barred))))
    doubtful = [row for row in sitting.enrolments if not ended(row.state) and near_appointed(row)]
    if doubtful:
        found.append(_l("settle near names in the register of preparation, on the pages of the cases (%(numbers)s)",
                        numbers=", ".join(sorted(row.number for row in doubtful))))
    if not sitting.enrolments:
        found.append(_l("enrol candidates"))
    unsigned = readiness.unsigned_stations(sitting)
    if unsigned:
        found.append(_l("sign the readiness cards (stations: %(names)s)", names=", ".join(row.name for row in unsigned)))
    return found


def near_appointed(case: Enrolment) -> bool:
    """Whether somebody appointed to the sitting bears a name near to one in the candidate's register."""
    lines = people.preparations(case.person)
    return any(near_name(row.user, line) for row in people.appointed(case.sitting) for line in lines)


def admitted(sitting: Sitting) -> list[Enrolment]:
    """Admitted cases in the order of their numbers."""
    rows = (row for row in sitting.enrolments if row.admission == Admission.ADMITTED)
    return sorted(rows, key=lambda row: row.number)


def longest_extra(sitting: Sitting) -> int:
    """The largest extension of time, in per cent, among the candidates still in the exam."""
    return max((row.accommodation_percent for row in sitting.enrolments if not ended(row.state)), default=0)


def missing_break(sitting: Sitting) -> int:
    """Minutes that the plan lacks to the break between the parts, for the candidate with the longest test."""
    return _missing(sitting.practical_starts_at - sitting.starts_at, longest_extra(sitting))


def _missing(between: timedelta, extra: int) -> int:
    """``between``: from the start of the test to that of the practical part; ``extra``: per cent of longer time."""
    test = settings.get("theory.minutes") * (100 + extra) / 100
    return max(0, ceil(test + settings.get("break.minutes") - between.total_seconds() / 60))


def _reason(wanted: Plan, extra: int) -> str | None:
    """The reason for a short break, kept only where the break is short."""
    between = _utc(wanted.on_date, wanted.practical_at) - _utc(wanted.on_date, wanted.theory_at)
    return wanted.break_reason.strip() or None if _missing(between, extra) else None


def _allowed(wanted: Plan) -> dict[str, str | None]:
    """The lists of a plan; an empty list of the practical part leaves it to the scenario."""
    return {"allowed_aids": wanted.allowed_aids or "", "practice_aids": (wanted.practice_aids or "").strip() or None,
            "talk_aids": wanted.talk_aids or "", "allowed_addresses": wanted.allowed_addresses or ""}


def _check(wanted: Plan, extra: int, enforce_stations: bool = True) -> None:
    faults: dict[str, Any] = {}
    if wanted.practical_at <= wanted.theory_at:
        faults["practical_at"] = _l("The practical part begins after the test.")
    else:
        short = _missing(_utc(wanted.on_date, wanted.practical_at) - _utc(wanted.on_date, wanted.theory_at), extra)
        if short and len(wanted.break_reason.strip()) < 5:
            faults["break_reason"] = _l("The break between the parts lacks %(count)s min. Move the practical part, or give the "
                                        "reason.", count=short)
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
