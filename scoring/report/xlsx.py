"""The committee report as a workbook: one sheet of facts, one of the 39 rows, one of the justification."""

from __future__ import annotations

from datetime import datetime

from app.paper.sheet import workbook
from scoring.report.model import ORIGIN_WORDS, RESULT_WORDS, RULE_WORDS, VERDICT_WORDS, CommitteeReport


def draw(report: CommitteeReport, made_at: datetime) -> bytes:
    """The XLSX of a report; text stays text, no cell can become a formula."""
    names = [name for name, _ in report.committee]
    facts = [
        ["Pozycja", "Treść"],
        ["Raport", report.number],
        ["Instytucja", report.institution],
        ["Kwalifikacja", report.qualification],
        ["Kandydat", report.candidate],
        ["Numer zgłoszenia", report.case_number],
        ["Sesja walidacyjna", f"{report.sitting}, {report.place}"],
        *([label, value] for label, value in report.course),
        *(["Komisja", f"{name} ({function})"] for name, function in report.committee),
        ["Wynik walidacji", RESULT_WORDS.get(report.result, "bez decyzji")],
        ["Decyzja", report.decision_number],
        ["Data decyzji", report.decided_on],
        ["Zasada wyniku", RULE_WORDS[report.rule]],
        ["Skrót raportu", report.fingerprint],
        ["Dziennik zdarzeń", report.audit_head],
    ]
    head = [
        "Efekt",
        "Kryterium",
        "Treść kryterium",
        "Metoda",
        "Propozycja systemu",
        "Dowody",
        *(item for name in names for item in (f"Ocena: {name}", f"Notatka: {name}")),
        "Uzgodnienie",
        "Sposób",
        "Uzasadnienie uzgodnienia",
    ]
    rows = [head]
    for part in report.parts:
        for row in part.rows:
            marks = {mark.name: mark for mark in row.marks}
            given = [
                value
                for name in names
                for value in ((VERDICT_WORDS[marks[name].verdict], marks[name].note) if name in marks else ("", ""))
            ]
            rows.append(
                [
                    f"{part.code} {part.name}",
                    row.code,
                    row.text,
                    "; ".join(row.methods),
                    VERDICT_WORDS.get(row.proposal, "–"),
                    "\n".join(row.evidence),
                    *given,
                    VERDICT_WORDS[row.verdict],
                    ORIGIN_WORDS.get(row.origin, ""),
                    " ".join(filter(None, (row.reason, row.text_of_consensus))),
                ]
            )
    texts = [
        ["Część", "Treść"],
        *(["Uzasadnienie", block] for block in report.justification.split("\n\n") if block.strip()),
        *(["Zdanie odrębne", f"{item.name}: {item.separate_opinion}"] for item in report.signatures if item.separate_opinion),
        ["Pouczenie", report.appeal_instruction],
    ]
    return workbook([("Raport", facts), ("Kryteria", rows), ("Uzasadnienie", texts)], made_at=made_at)
