"""The sales settlement as a table of cells: for the page, the chart, the paper and the sheets alike."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from app.paper.page import Sheet, build, plain, styles, width_mm
from app.paper.sheet import Money, csv_bytes, workbook
from app.paper.tables import table
from app.polish.amounts import format_pln
from app.polish.dates import format_date
from sandbox_crm.reports.charts import ChartData, drawing
from sandbox_crm.reports.settlement import OwnerRow, Settlement
from sandbox_crm.reports.words import number_text
from sandbox_crm.snapshot import digest

HEADS = ("Opiekun", "Wygrane szanse", "Wartość netto wygranych", "Cel", "Realizacja celu", "Realizacja (%)", "Różnica")
NOBODY, TOTAL = "bez opiekuna", "Razem"
RULES = ("Wygrane szanse liczą się według daty zamknięcia. Cel jest uwzględniany, jeśli mierzy wartość wygranych, jest "
         "aktywny lub zamknięty i w całości mieści się w okresie; jego realizacja to wygrane opiekuna w zakresie i w datach "
         "celu.")


def percent(row: OwnerRow) -> str:
    """How much of the target was reached, to one tenth; a dash without a target."""
    return f"{number_text(row.against.permille / 10)}%" if row.against else "–"


def amounts(row: OwnerRow) -> list[str]:
    """A row's amounts and percent as people read them, from the value won on."""
    against = row.against
    if against is None:
        return [format_pln(row.won_gr), "–", "–", "–", "–"]
    return [format_pln(row.won_gr), format_pln(against.target_gr), format_pln(against.reached_gr), percent(row),
            format_pln(against.difference_gr)]


def settlement_chart(made: Settlement, name: str, won: str, target: str, nobody: str) -> ChartData:
    """Bars of what was won beside what was aimed at, owner by owner."""
    names = [row.name or nobody for row in made.owners]
    series = [(won, [float(row.won_gr) for row in made.owners])]
    if made.total.against:
        series.append((target, [float(row.against.target_gr) if row.against else 0.0 for row in made.owners]))
    return ChartData(name, names, series, True, won if len(series) == 1 else f"{won}, {target[:1].lower()}{target[1:]}")


def settlement_pdf(made: Settlement, company: str, today: date, made_at: datetime) -> bytes:
    """The settlement on A4: period, chart, table, how it was counted."""
    from reportlab.lib.units import mm
    from reportlab.platypus import Paragraph, Spacer

    look, title, span = styles(), "Rozliczenie sprzedaży", f"{format_date(made.first)}–{format_date(made.last)}"
    rows = [[row.name or NOBODY, str(row.count), *amounts(row)] for row in made.owners]
    rows.append([TOTAL, str(made.total.count), *amounts(made.total)])
    story: list[Any] = [
        Paragraph(title, look["title"]),
        Paragraph(f"Okres {span} · stan na dzień {format_date(today)}", look["quiet"]),
        Spacer(1, 6)]
    picture = settlement_chart(made, f"Wygrane opiekunów w okresie {span}", "Wygrane netto", "Cel", NOBODY)
    chart = drawing(picture, "bar") if made.owners else None
    if chart is not None:
        factor = min(width_mm() * mm / chart.width, 105 * mm / chart.height)
        chart.scale(factor, factor)
        chart.width, chart.height = chart.width * factor, chart.height * factor
        story += [chart, Spacer(1, 8)]
    story += [table(HEADS, rows, (34, 16, 27, 25, 25, 19, 24), right=range(1, 7), strong_from=len(rows) - 1), Spacer(1, 8),
              Paragraph(plain(RULES), look["small"])]
    return build(story, Sheet(title, company, f"Rozliczenie {span}", digest([span, rows]), made_at, foot=company))


def settlement_rows(made: Settlement) -> list[list[Any]]:
    """The table as a sheet holds it: amounts as numbers."""
    rows: list[list[Any]] = [list(HEADS)]
    for row, name in [*((row, row.name or NOBODY) for row in made.owners), (made.total, TOTAL)]:
        against = row.against
        rest = [None] * 4 if against is None else [Money(against.target_gr), Money(against.reached_gr), against.permille / 10,
                                                   Money(against.difference_gr)]
        rows.append([name, row.count, Money(row.won_gr), *rest])
    return rows


def settlement_xlsx(made: Settlement, today: date, made_at: datetime) -> bytes:
    """The table and what it says of itself."""
    about = [["Zestawienie", "Rozliczenie sprzedaży"], ["Okres", f"{format_date(made.first)}–{format_date(made.last)}"],
             ["Stan na dzień", format_date(today)], ["Zasady", RULES]]
    return workbook([("Dane", settlement_rows(made)), ("Opis", about)], made_at=made_at)


def settlement_csv(made: Settlement) -> bytes:
    """The table as CSV."""
    return csv_bytes(settlement_rows(made))
