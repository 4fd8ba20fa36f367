"""The committee report as a workbook: one sheet of facts, one of the 39 rows, one of the justification."""

from __future__ import annotations

from datetime import datetime

from app.paper.sheet import workbook
from scoring.report.model import ORIGIN_WORDS, RULE_WORDS, VERDICT_WORDS, CommitteeReport, MemberMark, OutcomePart, ReportRow


def draw(report: CommitteeReport, made_at: datetime) -> bytes:
    """The XLSX of a report; text stays text, no cell can become a formula."""
    return workbook([("Raport", _facts(report)), ("Kryteria", _rows(report)), ("Uzasadnienie", _texts(report))], made_at=made_at)


def _facts(report: CommitteeReport) -> list[list[str]]:
    return [
        ["Pozycja", "Treść"],
        ["Raport", report.number],
        ["Instytucja", report.institution],
        ["Kwalifikacja", report.qualification],
        ["Kandydat", report.candidate],
        ["Numer zgłoszenia", report.case_number],
        ["Sesja walidacyjna", f"{report.sitting}, {report.place}"],
        *([label, value] for label, value in report.course),
        *(["Komisja", f"{name} ({function})"] for name, function in report.committee),
        ["Wynik walidacji", report.result_words if report.result else "bez decyzji (projekt raportu)"],
        *([name, words] for name, words in report.results_of_parts),
        ["Decyzja", report.decision_number],
        ["Data decyzji", report.decided_on],
        ["Zasada wyniku", RULE_WORDS[report.rule]],
        ["Skrót raportu", report.fingerprint],
        ["Dziennik zdarzeń", report.audit_head],
    ]


def _rows(report: CommitteeReport) -> list[list[str]]:
    names = list(dict.fromkeys([name for name, _ in report.committee] + [mark.name for row in report.rows for mark in row.marks]))
    columns = [item for name in names for item in (f"Ocena: {name}", f"Notatka: {name}")]
    head = ["Efekt", "Kryterium", "Treść kryterium", "Metoda", "Propozycja systemu", "Dowody", *columns,
            "Uzgodnienie", "Sposób", "Uzasadnienie uzgodnienia"]
    return [head, *(_row(part, row, names) for part in report.parts for row in part.rows)]


def _row(part: OutcomePart, row: ReportRow, names: list[str]) -> list[str]:
    marks = {mark.name: _mark(mark) for mark in row.marks}
    given = [value for name in names for value in marks.get(name, ("", ""))]
    return [f"{part.code} {part.name}", row.code, row.text, "; ".join(row.methods), VERDICT_WORDS.get(row.proposal, "–"),
            "\n".join(row.told), *given, VERDICT_WORDS[row.verdict], ORIGIN_WORDS.get(row.origin, ""),
            " ".join(filter(None, (row.reason, row.text_of_consensus)))]


def _mark(mark: MemberMark) -> tuple[str, str]:
    """A member's own mark; the result of the test is nobody's own."""
    if mark.of_test:
        return f"wynik testu: {VERDICT_WORDS[mark.verdict]}", "kontrasygnata" if mark.signed else "bez kontrasygnaty"
    return VERDICT_WORDS[mark.verdict], mark.note


def _texts(report: CommitteeReport) -> list[list[str]]:
    opinions = [item for item in report.signatures if item.separate_opinion]
    return [
        ["Część", "Treść"],
        *(["Uzasadnienie", block] for block in report.justification.split("\n\n") if block.strip()),
        *(["Zdanie odrębne", f"{item.name}: {item.separate_opinion}"] for item in opinions),
        ["Pouczenie", report.appeal_instruction],
    ]
