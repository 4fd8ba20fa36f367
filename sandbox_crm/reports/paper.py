"""A generated report on paper and in sheets, made of the same table and drawing as the page."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from app.paper.page import Sheet, build, plain, styles, width_mm
from app.paper.sheet import Money, csv_bytes, workbook
from app.paper.tables import table
from app.polish.dates import format_date
from sandbox_crm.reports.charts import charts, drawing
from sandbox_crm.reports.labels import KINDS
from sandbox_crm.reports.presenting import Cell, Reader, figures, first_rows, shown
from sandbox_crm.reports.words import entity_label, order_words

_WIDE_FROM = 7
#: rows of a table on paper; some fifty pages
_MOST_PRINTED = 2000


@dataclass(frozen=True)
class RunPaper:
    """What is printed of a run."""

    reader: Reader
    rows: list[dict[str, Any]]
    totals: dict[str, Any]
    as_of: date
    filter_words: str
    number: str
    sha256: str
    company: str
    made_at: datetime

    @property
    def facts(self) -> list[tuple[str, str]]:
        """What stands above the table."""
        asked = self.reader.asked
        facts = [("Dane", entity_label(asked.entity)), ("Stan na dzień", format_date(self.as_of)), ("Filtr", self.filter_words),
                 ("Liczba rekordów", str(self.totals["count"])), ("Postać", KINDS[asked.kind][1])]
        order = order_words(asked, "pl", self.totals)
        if order:
            facts.append(("Kolejność", order))
        sides = self.reader.sides()
        if sides:
            facts.append(("Porównanie", f"{sides[0]} wobec {sides[1]}"))
        return facts


def report_pdf(paper: RunPaper) -> bytes:
    """The PDF: purpose, facts, chart, table, reason for the kind, conclusion."""
    from reportlab.platypus import Paragraph, Spacer

    asked, look = paper.reader.asked, styles()
    made = shown(paper.reader, paper.rows, paper.totals)
    wide = len(made.heads) > _WIDE_FROM
    story: list[Any] = [Paragraph(plain(asked.name), look["title"])]
    if asked.purpose:
        story.append(Paragraph(plain(asked.purpose), look["body"]))
    story.append(Paragraph(" · ".join(f"<b>{plain(name)}:</b> {plain(words)}" for name, words in paper.facts), look["small"]))
    story.append(Spacer(1, 8))
    story += _pictures(paper, wide)
    if asked.kind == "figure":
        story += _figures(paper, look)
    if made.note:
        story.append(Paragraph(plain(made.note), look["quiet"]))
    right = [number for number, (_name, numeric) in enumerate(made.heads) if numeric]
    printed = first_rows(made.rows, _MOST_PRINTED)
    strong = [number for number, row in enumerate(printed) if row.kind in ("subtotal", "total")]
    if made.heads:
        story.append(table([name for name, _numeric in made.heads], [[cell.text for cell in row.cells] for row in printed],
                           _widths(made.heads, width_mm(wide)), right=right, strong_rows=strong))
    if len(printed) < len(made.rows):
        story.append(Paragraph(f"Wydrukowano pierwsze {len(printed)} z {len(made.rows)} wierszy; wszystkie są w pliku XLSX.",
                               look["quiet"]))
    for title, words in (("Uzasadnienie wyboru postaci", asked.why_kind), ("Wnioski", asked.conclusion)):
        if words:
            story += [Paragraph(title, look["heading"]), Paragraph(plain(words), look["body"])]
    return build(story, Sheet(asked.name, paper.company, paper.number, paper.sha256, paper.made_at, landscape=wide,
                              foot=paper.company))


def report_xlsx(paper: RunPaper) -> bytes:
    """The table and what it says of itself, as a workbook of two sheets."""
    about = [["Raport", paper.reader.asked.name], *([name, words] for name, words in paper.facts),
             ["Cel", paper.reader.asked.purpose or ""], ["Wnioski", paper.reader.asked.conclusion or ""],
             ["Skrót SHA-256", paper.sha256]]
    return workbook([("Dane", _plain_rows(paper)), ("Opis", about)], made_at=paper.made_at)


def report_csv(paper: RunPaper) -> bytes:
    """The table as CSV."""
    return csv_bytes(_plain_rows(paper))


def _plain_rows(paper: RunPaper) -> list[list[Any]]:
    made = shown(paper.reader, paper.rows, paper.totals)
    heads = [name.replace("–\n", "–").replace("\n", " ") for name, _numeric in made.heads]
    return [heads, *([_plain(cell) for cell in row.cells] for row in made.rows)]


def _plain(cell: Cell) -> Any:
    return Money(cell.value) if cell.kind == "money" and cell.value is not None else cell.value


def _pictures(paper: RunPaper, wide: bool) -> list[Any]:
    """The charts, as wide as the page lets them be. One is not taller than half a page, but for bars that are too many
    to be read so: they take whole pages, one after another and of one scale."""
    from reportlab.lib.units import mm
    from reportlab.platypus import Spacer

    story: list[Any] = []
    kind = paper.reader.asked.kind
    found = charts(paper.reader, paper.rows, paper.totals)
    for chart in [part for one in found for part in one.parts(_bars_a_page(kind, len(one.series), wide))]:
        made = drawing(chart, kind)
        tall = 2 * len(chart.categories) > _bars_a_page(kind, len(chart.series), wide)
        most_mm = (140 if tall else 68) if wide else (225 if tall else 105)
        factor = min(width_mm(wide) * mm / made.width, most_mm * mm / made.height)
        made.scale(factor, factor)
        made.width, made.height = made.width * factor, made.height * factor
        story += [made, Spacer(1, 8)]
    return story


def _bars_a_page(kind: str, series: int, wide: bool) -> int:
    """How many categories of bars a page holds at a size that can be read; of the other kinds as many as there are."""
    if kind not in ("bar", "stacked_bar"):
        return 10**6
    row = 32 if kind == "stacked_bar" or series == 1 else 14 * series + 10
    return max(3, (280 if wide else 640) // row)


def _figures(paper: RunPaper, look: dict[str, Any]) -> list[Any]:
    from reportlab.platypus import Paragraph

    story: list[Any] = []
    for figure in figures(paper.reader, paper.totals):
        story.append(Paragraph(f"{plain(figure.name)}: <b>{plain(figure.text)}</b>", look["title"]))
        if figure.compared:
            story.append(Paragraph(plain(figure.compared), look["quiet"]))
    return story


def _widths(heads: list[tuple[str, bool]], width: float) -> list[float]:
    """Columns of text twice as wide as columns of numbers."""
    parts = [2 if not numeric else 1.3 for _name, numeric in heads]
    return [width * part / sum(parts) for part in parts]
