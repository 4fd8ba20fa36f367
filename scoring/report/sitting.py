"""The report of a whole sitting: who was there, what happened, how it ended. One pure model, drawn as PDF and XLSX."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from app.paper import page, tables
from app.paper.sheet import workbook


@dataclass(frozen=True)
class SittingReport:
    """Everything the protocol of a sitting says, as Polish text. ``cases``: number, name, state, result, decision."""

    number: str
    institution: str
    qualification: str
    held: str
    place: str
    people: tuple[tuple[str, str], ...]
    stations: tuple[tuple[str, str], ...]
    cases: tuple[tuple[str, str, str, str, str], ...]
    events: tuple[tuple[str, str, str], ...]
    totals: tuple[tuple[str, str], ...]
    audit_head: str

    @property
    def fingerprint(self) -> str:
        """Hex SHA-256 of everything it says."""
        return hashlib.sha256(json.dumps(asdict(self), ensure_ascii=False, sort_keys=True).encode()).hexdigest()


CASES = ("Numer", "Kandydat", "Stan", "Wynik", "Decyzja")
EVENTS = ("Czas", "Kogo dotyczy", "Zdarzenie")


def draw_pdf(report: SittingReport, made_at: datetime) -> bytes:
    """The protocol as a PDF."""
    from reportlab.platypus import Paragraph

    styles = page.styles()

    def heading(text: str) -> Any:
        return Paragraph(page.plain(text), styles["heading"])

    story = [
        Paragraph(page.plain(report.institution), styles["subheading"]),
        Paragraph("Protokół sesji walidacyjnej", styles["title"]),
        Paragraph(f"nr {page.plain(report.number)}", styles["quiet"]),
        Paragraph(page.plain(report.qualification), styles["body"]),
        Paragraph(f"{page.plain(report.held)}<br/>{page.plain(report.place)}", styles["body"]),
        heading("Osoby"),
        tables.table(("Funkcja", "Osoba"), report.people, (60, 110)),
        heading("Stanowiska"),
        tables.table(("Stanowisko", "Karta gotowości"), report.stations, (40, 130)),
        heading("Kandydaci"),
        tables.table(CASES, report.cases, (28, 44, 42, 26, 30)),
        heading("Podsumowanie"),
        tables.table(("Pozycja", "Liczba"), report.totals, (120, 50), right=(1,)),
        heading("Przebieg"),
        tables.table(EVENTS, report.events, (34, 36, 100))
        if report.events
        else Paragraph("Bez zdarzeń do odnotowania.", styles["body"]),
        heading("Podpisy"),
        Paragraph(
            "<br/><br/>"
            + "." * 60
            + "<br/>operator systemu egzaminacyjnego<br/><br/><br/>"
            + "." * 60
            + "<br/>koordynator walidacji",
            styles["body"],
        ),
    ]
    sheet = page.Sheet(
        title=f"Protokół {report.number}",
        author=report.institution,
        number=report.number,
        fingerprint=report.fingerprint,
        made_at=made_at,
        foot=f"dziennik zdarzeń {report.audit_head[:12]}",
    )
    return page.build(story, sheet)


def draw_xlsx(report: SittingReport, made_at: datetime) -> bytes:
    """The protocol as a workbook."""
    facts = [
        ("Pozycja", "Treść"),
        ("Protokół", report.number),
        ("Instytucja", report.institution),
        ("Kwalifikacja", report.qualification),
        ("Termin", report.held),
        ("Miejsce", report.place),
        *report.people,
        *report.totals,
        ("Skrót protokołu", report.fingerprint),
    ]
    return workbook(
        [
            ("Sesja", facts),
            ("Kandydaci", [CASES, *report.cases]),
            ("Stanowiska", [("Stanowisko", "Karta gotowości"), *report.stations]),
            ("Przebieg", [EVENTS, *report.events]),
        ],
        made_at=made_at,
    )
