"""Minimum-readiness cards of stations: what is looked at, signing, and the gate before a sitting opens.

Source: qualification 13881, material conditions: one station for one candidate, table and chair, browser, internet,
office suite, printer, the CRM. A gap blocks the opening, or somebody decides in writing how the candidate goes on.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from flask import current_app
from flask_babel import lazy_gettext as _l
from sqlalchemy import select

from app import audit
from app.db import db
from app.errors import Invalid, Refusal
from app.identity import User
from exam.sittings.models import Admission, Enrolment, ReadinessCard, Sitting, Station

ITEMS = {
    "one_candidate": _l("One station for one candidate, apart from the others"),
    "table": _l("Table and chair"),
    "computer": _l("The computer starts, keyboard and mouse work, its clock shows the right time"),
    "browser": _l("The browser opens the exam's first page, the test page can be read"),
    "internet": _l("Internet connection works"),
    "office": _l("The office suite opens the scenario's XLSX and DOCX files"),
    "printer": _l("A test page came out of the printer"),
    "crm": _l("The CRM opens; its name and version are those announced to candidates"),
}


#: the application's question ``sitting -> CrmCard``, brought in by the room that opens the CRM
CRM_CARD = "probierz_crm_card"


@dataclass(frozen=True)
class CrmCard:
    """The CRM as the readiness card shows it. ``tested_at``: its self-test for this sitting, None where none was run."""

    name: str
    version: str
    tested_at: datetime | None
    passed: bool


def crm_card(sitting: Sitting) -> CrmCard:
    """Name, version and self-test of the CRM for a sitting."""
    return current_app.extensions[CRM_CARD](sitting)


def sign(station: Station, checked: set[str], gap_decision: str, by: User, moment: datetime) -> ReadinessCard:
    """A signed card of a station; a later card takes the place of the earlier, which stays on file.

    Raises Invalid where something lacks and nobody decided in writing what follows, and where the CRM is ticked without a
    passed self-test. ``moment`` naive UTC.
    """
    items = {key: key in checked for key in ITEMS}
    if items["crm"] and not crm_card(station.sitting).passed:
        raise Invalid(_l("The CRM cannot be ticked at station %(name)s.", name=station.name),
                      {"gap_decision": _l("Run the self-test of the CRM above first; it has to pass.")})
    decision = gap_decision.strip()
    if not all(items.values()) and len(decision) < 10:
        raise Invalid(_l("Something lacks at station %(name)s.", name=station.name),
                      {"gap_decision": _l("Write what was decided about the gap, or check the station again.")})
    card = ReadinessCard(station_id=station.id, items=items, gap_decision=decision or None, signed_by=by.id, signed_at=moment)
    db.session.add(card)
    audit.record("sittings.readiness_signed", subject=f"station:{station.id}", station=station.name,
                 gaps=[key for key, there in items.items() if not there], details={"decision": decision} if decision else None)
    return card


def latest_cards(sitting: Sitting) -> dict[int, ReadinessCard]:
    """Station id -> the card that holds (the latest)."""
    ids = [row.id for row in sitting.stations]
    cards = db.session.scalars(select(ReadinessCard).where(ReadinessCard.station_id.in_(ids)).order_by(ReadinessCard.id))
    return {card.station_id: card for card in cards}


def unsigned_stations(sitting: Sitting) -> list[Station]:
    """Stations of admitted candidates without a card, or with a gap that nobody decided on."""
    cards = latest_cards(sitting)
    used = set(db.session.scalars(select(Enrolment.station_id).where(
        Enrolment.sitting_id == sitting.id, Enrolment.admission == Admission.ADMITTED)))
    return [row for row in sitting.stations if row.id in used and not (row.id in cards and holds(cards[row.id]))]


def holds(card: ReadinessCard) -> bool:
    """Whether a card lets a station be used: no gap, or a written decision on it."""
    return all(card.items.get(key, False) for key in ITEMS) or bool(card.gap_decision)


def require_ready(sitting: Sitting) -> None:
    """The gate before opening. Raises Refusal naming the stations that are not ready."""
    missing = unsigned_stations(sitting)
    if missing:
        raise Refusal(_l("Sign the readiness cards first. Stations without a card or with an undecided gap: %(names)s.",
                         names=", ".join(row.name for row in missing)), code="not_ready")
