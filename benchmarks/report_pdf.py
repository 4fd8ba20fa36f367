"""A committee report as a PDF, beside drawing the same lines of text bare on the same number of pages.

``python benchmarks/report_pdf.py --times 10``. The bare lines are read back from our own PDF, so both hold one text.
"""

from __future__ import annotations

import argparse
import io
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from pypdf import PdfReader
from reportlab.lib.pagesizes import A4
from reportlab.pdfgen.canvas import Canvas

from app.paper import fonts
from benchmarks.measuring import show, side_by_side
from question_bank.qualification import load_qualification, official_names
from scoring.report import pdf
from scoring.report.model import CommitteeReport, MemberMark, OutcomePart, ReportRow, Signature

MADE_AT = datetime(2026, 11, 23, 15, 0, tzinfo=UTC)
MEMBERS = ("Anna Zielińska", "Łukasz Śliwiński")
EVIDENCE = ("Z4: w szansie SZ/2026/0014 wpisano wartość 48 600,00 zł i termin zamknięcia 29.05.2026.",
            "Z4: zadanie „Telefon po wysłaniu oferty” wyznaczono na 2 dni robocze po zmianie etapu.")
NOTE = "Kandydatka wyjaśniła w rozmowie, jak dobrała termin, i wskazała zapis w historii klienta."


def realistic() -> CommitteeReport:
    """A negative decision over all criteria: two members, evidence under each row, a justification of a page."""
    parts = tuple(
        OutcomePart(outcome.code, outcome.name, outcome_set.name, "met" if number % 3 else "not_met",
                    tuple(_row(criterion, number % 3 == 0 and place == 0) for place, criterion in enumerate(outcome.criteria)))
        for outcome_set in load_qualification().sets for number, outcome in enumerate(outcome_set.outcomes))
    return CommitteeReport(
        number="RK/2026-001-07/1", institution="Instytut Kwalifikacji Rynkowych", institution_line="ul. Długa 5, 20-001 Lublin",
        qualification=load_qualification().name, qualification_line="kod 13881 · M.P. 2021 poz. 421",
        candidate="Michalina Wójcik",
        case_number="2026-001-07", born="ur. 17.05.1995", sitting="SW/2026/001 z dnia 23.11.2026", place="Lublin, sala 12",
        course=(("Część teoretyczna", "9:00–10:12, 56 zadań"), ("Część praktyczna", "11:00–13:00, 10 zadań"),
                ("Rozmowa", "25 minut")),
        committee=((MEMBERS[0], "przewodnictwo komisji"), (MEMBERS[1], "członek komisji")), result="negative",
        decision_number="D/2026/007", decided_on="23.11.2026", rule="conjunctive",
        results_of_parts=(("Część teoretyczna", "wynik negatywny (7 z 8)"), ("Część praktyczna", "wynik negatywny (30 z 31)")),
        parts=parts,
        justification="\n\n".join([(NOTE + " ") * 6] * 4), earlier=(),
        signatures=tuple(Signature(name, "członek komisji", "podpisano w systemie 23.11.2026, 15:40", "") for name in MEMBERS),
        appeal_instruction="Od decyzji przysługuje odwołanie do dnia 7.12.2026 włącznie.",
        attachments=(("Test teoretyczny", "a" * 64), ("Sandbox CRM", "b" * 64)), audit_head="c" * 64)


def _row(criterion: Any, failed: bool) -> ReportRow:
    verdict = "not_met" if failed else "met"
    return ReportRow(criterion.code, criterion.text, tuple(official_names(criterion.methods)), verdict, (), EVIDENCE, (),
                     tuple(MemberMark(name, verdict, NOTE if failed else "") for name in MEMBERS), verdict, "concordant", "", "")


def draw_bare(pages: list[list[str]], font: str) -> bytes:
    """The bare limit: each line with one drawString, nothing measured, wrapped or ruled."""
    stream = io.BytesIO()
    canvas = Canvas(stream, pagesize=A4, pageCompression=1)
    for lines in pages:
        canvas.setFont(font, 7)
        for number, line in enumerate(lines):
            canvas.drawString(40, A4[1] - 30 - number * 8, line)
        canvas.showPage()
    canvas.save()
    return stream.getvalue()


def measure(times: int) -> dict[str, Any]:
    """Both ways in turn."""
    report = realistic()
    made = pdf.draw(report, MADE_AT)
    fonts.register()
    pages = [page.extract_text().splitlines() for page in PdfReader(io.BytesIO(made)).pages]
    found = side_by_side(lambda: pdf.draw(report, MADE_AT), lambda: draw_bare(pages, fonts.REGULAR), times)
    return {"rows": len(report.rows), "pages": len(pages), "lines": sum(map(len, pages)), "pdf_bytes": len(made), **found}


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--times", type=int, default=10)
    show("report_pdf", measure(parser.parse_args().times))
