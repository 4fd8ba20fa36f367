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
class Section:
    """One table of the protocol, as Polish text. ``widths``: millimetres, 170 in all; ``empty``: said where it has no rows."""

    title: str
    heads: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    widths: tuple[int, ...]
    empty: str = "Brak."


@dataclass(frozen=True)
class SittingReport:
    """Everything the protocol of a sitting says. ``signatures``: name and function of those who sign by hand."""

    number: str
    institution: str
    institution_line: str
    qualification: str
    held: str
    place: str
    sections: tuple[Section, ...]
    signatures: tuple[tuple[str, str], ...]
    audit_head: str

    def section(self, title: str) -> Section:
        """The table under a title. KeyError where there is none."""
        return {one.title: one for one in self.sections}[title]

    @property
    def fingerprint(self) -> str:
        """Hex SHA-256 of everything it says."""
        return hashlib.sha256(json.dumps(asdict(self), ensure_ascii=False, sort_keys=True).encode()).hexdigest()

    @property
    def chain(self) -> str:
        """Where the chained log of the instance stood, as the protocol says it."""
        return f"Ostatni wpis dziennika zdarzeń systemu egzaminacyjnego (SHA-256): {self.audit_head}"


def draw_pdf(report: SittingReport, made_at: datetime) -> bytes:
    """The protocol as a PDF."""
    from reportlab.platypus import Paragraph

    styles = page.styles()
    story = [
        Paragraph(page.plain(report.institution), styles["subheading"]),
        Paragraph(page.plain(report.institution_line), styles["small"]),
        Paragraph("Protokół sesji walidacyjnej", styles["title"]),
        Paragraph(f"nr {page.plain(report.number)}", styles["quiet"]),
        Paragraph(page.plain(report.qualification), styles["body"]),
        Paragraph(f"{page.plain(report.held)}<br/>{page.plain(report.place)}", styles["body"]),
    ]
    for section in report.sections:
        story += _section(section, styles)
    story += _signatures(report, styles)
    sheet = page.Sheet(
        title=f"Protokół {report.number}",
        author=report.institution,
        number=report.number,
        fingerprint=report.fingerprint,
        made_at=made_at,
        foot=f"dziennik zdarzeń {report.audit_head[:12]}",
    )
    return page.build(story, sheet)


def _section(section: Section, styles: dict[str, Any]) -> list[Any]:
    from reportlab.lib.units import mm
    from reportlab.platypus import CondPageBreak, Paragraph

    title = Paragraph(page.plain(section.title), styles["heading"])
    if not section.rows:
        return [title, Paragraph(page.plain(section.empty), styles["body"])]
    # a heading kept with a long table would leave half a page empty: room for it and two rows is enough
    loose = Paragraph(page.plain(section.title), styles["heading"].clone("section", keepWithNext=0))
    return [CondPageBreak(34 * mm), loose, tables.table(section.heads, section.rows, section.widths)]


def _signatures(report: SittingReport, styles: dict[str, Any]) -> list[Any]:
    from reportlab.lib.units import mm
    from reportlab.platypus import KeepTogether, Paragraph, Spacer

    def line(name: str, function: str) -> list[Any]:
        who = f"<b>{page.plain(name)}</b>, {page.plain(function)}" if name else page.plain(function)
        return [Spacer(1, 14 * mm), Paragraph("." * 52, styles["small"]), Paragraph(who, styles["cell"])]

    blocks = [line(name, function) for name, function in (*report.signatures, ("", "koordynator walidacji"))]
    pairs = [tables.columns(blocks[at : at + 2], [85] * len(blocks[at : at + 2])) for at in range(0, len(blocks), 2)]
    # nobody signs an otherwise empty page: the head of the log goes with the signatures
    chain = [Paragraph("Dziennik zdarzeń", styles["heading"]), Paragraph(report.chain, styles["small"])]
    return [KeepTogether([*chain, Paragraph("Podpisy", styles["heading"]), *pairs])]


def draw_xlsx(report: SittingReport, made_at: datetime) -> bytes:
    """The protocol as a workbook: a sheet of facts, then one a section."""
    facts = [
        ("Pozycja", "Treść"),
        ("Protokół", report.number),
        ("Instytucja", report.institution),
        ("Kwalifikacja", report.qualification),
        ("Termin", report.held),
        ("Miejsce", report.place),
        ("Dziennik zdarzeń (SHA-256)", report.audit_head),
        ("Skrót protokołu", report.fingerprint),
    ]
    sheets = [(section.title, [section.heads, *(section.rows or [(section.empty,)])]) for section in report.sections]
    return workbook([("Sesja", facts), *sheets], made_at=made_at)
