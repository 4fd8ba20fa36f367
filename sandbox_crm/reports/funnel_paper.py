"""The course of a funnel as a table of cells: for the page, the drawing, the paper and the sheets alike."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from app.paper.page import Sheet, build, plain, styles, width_mm
from app.paper.sheet import Money, csv_bytes, workbook
from app.paper.tables import table
from app.polish.amounts import format_pln
from app.polish.dates import format_date
from sandbox_crm.reports.charts import ChartData, drawing
from sandbox_crm.reports.funnel import Course, Passage
from sandbox_crm.reports.words import number_text
from sandbox_crm.snapshot import digest

TITLE = "Przebieg lejka"
HEADS = ("Etap", "Weszło", "Przeszło dalej", "Konwersja (%)", "Wróciło", "Przegrane", "Do innego lejka", "Nadal na etapie",
         "Dni na etapie: mediana", "Dni na etapie: średnia", "Stan obecny", "Wartość netto", "Wartość ważona")
_WIDTHS = (36, 15, 17, 19, 16, 18, 16, 17, 17, 17, 15, 30, 30)
RULES = ("Liczą się wejścia na etap w okresie: szansa, która wróciła na etap, wchodzi na niego ponownie. Dalszy los każdego "
         "wejścia liczy się do dziś: przejście dalej (na dowolny późniejszy etap lub do wygranej), powrót na wcześniejszy etap, "
         "przegrana, przejście do innego lejka albo dalsze pozostawanie na etapie; razem dają liczbę wejść. Konwersja to "
         "udział przejść dalej w wejściach. Dni liczą się tylko z pobytów zakończonych. Stan obecny, wartość i wartość ważona "
         "to dzisiejszy stan etapu, bez względu na okres.")


@dataclass(frozen=True)
class FunnelPaper:
    """What is printed of a course: the pipeline's name, the filters in words, whose paper it is and of when."""

    course: Course
    pipeline: str
    filters: str
    company: str
    today: date
    made_at: datetime

    @property
    def span(self) -> str:
        """The period as people read it."""
        return f"{format_date(self.course.first)}–{format_date(self.course.last)}"


def tenths(value: int | None) -> str:
    """A number kept in tenths, with a decimal comma and no needless nought; a dash where there is none."""
    return "–" if value is None else number_text(value / 10).removesuffix(",0")


def conversion(passage: Passage) -> int | None:
    """The share that went on, in tenths of a percent; won and lost lead no further."""
    return passage.conversion if passage.stage.kind == "open" else None


def counts(passage: Passage) -> list[int]:
    """The whole numbers of a row: those that entered, and what became of them."""
    return [passage.entered, *(passage.ends[end] for end in ("forward", "back", "lost", "away", "staying"))]


def cells(passage: Passage) -> list[str]:
    """A row as people read it, the stage's name first."""
    entered, forward, back, lost, away, staying = counts(passage)
    return [passage.stage.name, str(entered), str(forward), tenths(conversion(passage)), str(back), str(lost), str(away),
            str(staying), tenths(passage.median), tenths(passage.mean), str(passage.now.count),
            format_pln(passage.now.sum_gr), format_pln(passage.now.weighted_gr)]


def funnel_chart(course: Course, name: str, entered: str) -> ChartData:
    """The funnel: how many entered every open stage and the won one, beside each the share that went on."""
    rows = [one for one in course.passages if one.stage.kind != "lost"]
    shares = tuple("" if conversion(one) is None else f"→ {tenths(conversion(one))}%" for one in rows)
    return ChartData(name, [one.stage.name for one in rows], [(entered, [float(one.entered) for one in rows])], False, entered,
                     shares=shares)


def funnel_pdf(paper: FunnelPaper) -> bytes:
    """The course on A4 lying: period and filters, drawing, table, how it was counted."""
    from reportlab.lib.units import mm
    from reportlab.platypus import Paragraph, Spacer

    look, rows = styles(), [cells(one) for one in paper.course.passages]
    story: list[Any] = [
        Paragraph(plain(f"{TITLE} „{paper.pipeline}”"), look["title"]),
        Paragraph(plain(f"Okres {paper.span} · {paper.filters} · stan na dzień {format_date(paper.today)}"), look["quiet"]),
        Paragraph(plain(came_words(paper.course)), look["body"]), Spacer(1, 6)]
    picture = drawing(funnel_chart(paper.course, f"Wejścia na etapy, {paper.span}", "Weszło"), "funnel")
    factor = min(width_mm(True) * mm / picture.width, 62 * mm / picture.height)
    picture.scale(factor, factor)
    picture.width, picture.height = picture.width * factor, picture.height * factor
    widths = [width_mm(True) * part / sum(_WIDTHS) for part in _WIDTHS]
    story += [picture, Spacer(1, 8), table(HEADS, rows, widths, right=range(1, len(HEADS))), Spacer(1, 8),
              Paragraph(plain(RULES), look["small"])]
    proof = digest([paper.pipeline, paper.span, paper.filters, rows])
    return build(story, Sheet(TITLE, paper.company, f"{TITLE}, {paper.span}", proof, paper.made_at, landscape=True,
                              foot=paper.company))


def came_words(course: Course) -> str:
    """What became of the opportunities that came into the pipeline in the period, in one sentence."""
    came, share = course.came, course.won_share
    said = f"Szanse, które weszły do lejka w okresie: {sum(came.values())}; nadal otwarte {came['open']}, wygrane {came['won']}"
    said += f" ({tenths(share)}%)" if share is not None else ""
    return f"{said}, przegrane {came['lost']}, w innym lejku {came['away']}."


def funnel_rows(course: Course) -> list[list[Any]]:
    """The table as a sheet holds it: numbers as numbers."""
    rows: list[list[Any]] = [list(HEADS)]
    for one in course.passages:
        entered, forward, *others = counts(one)
        share, median, mean = (None if value is None else value / 10 for value in (conversion(one), one.median, one.mean))
        rows.append([one.stage.name, entered, forward, share, *others, median, mean, one.now.count, Money(one.now.sum_gr),
                     Money(one.now.weighted_gr)])
    return rows


def funnel_xlsx(paper: FunnelPaper) -> bytes:
    """The table and what it says of itself."""
    about = [["Zestawienie", TITLE], ["Lejek", paper.pipeline], ["Okres", paper.span], ["Filtr", paper.filters],
             ["Stan na dzień", format_date(paper.today)], ["Nowe szanse", came_words(paper.course)], ["Zasady", RULES]]
    return workbook([("Dane", funnel_rows(paper.course)), ("Opis", about)], made_at=paper.made_at)


def funnel_csv(paper: FunnelPaper) -> bytes:
    """The table as CSV."""
    return csv_bytes(funnel_rows(paper.course))
