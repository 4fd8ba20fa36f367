"""A generated report as a table of cells: one source for the page, the chart, the PDF and the sheets. PURE.

Cells carry the text that people read and the plain value with its kind, so that a sheet gets numbers and dates.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from app.polish.amounts import format_pln, format_quantity
from app.polish.dates import format_date
from sandbox_crm.reports.definition import Definition
from sandbox_crm.reports.ordering import rest_of
from sandbox_crm.reports.periods import base_period, compared_period
from sandbox_crm.reports.words import Names, field_label, grouping_label, measure_label, number_text, one, value_label

_NUMERIC = ("money", "percent", "number", "quantity")
_ROMAN = ("I", "II", "III", "IV")
_MONTHS = (("Jan", "styczeń"), ("Feb", "luty"), ("Mar", "marzec"), ("Apr", "kwiecień"), ("May", "maj"), ("Jun", "czerwiec"),
           ("Jul", "lipiec"), ("Aug", "sierpień"), ("Sep", "wrzesień"), ("Oct", "październik"), ("Nov", "listopad"),
           ("Dec", "grudzień"))


@dataclass(frozen=True)
class Cell:
    """What stands in a table's cell; ``kind``: text, money, percent, number, date. A quantity is a
    number, whose value is no longer in thousandths."""

    text: str
    value: Any
    kind: str = "text"

    @property
    def numeric(self) -> bool:
        """Whether it stands right."""
        return self.kind in ("money", "percent", "number")


@dataclass(frozen=True)
class Row:
    """A row of cells; ``kind``: record, group, subtotal, total. ``record_id`` leads to the record."""

    kind: str
    cells: list[Cell]
    record_id: int | None = None


@dataclass(frozen=True)
class Shown:
    """A report's table: heads with whether their column stands right, rows, and the words of a comparison."""

    heads: list[tuple[str, bool]]
    rows: list[Row]
    sides: tuple[str, str] | None = None
    note: str = ""


@dataclass(frozen=True)
class Reader:
    """Reads one run: its definition, the day it speaks of, the language, names of records."""

    asked: Definition
    today: date
    language: str = "pl"
    names: Names | None = field(default=None, compare=False)

    def word(self, english: str, polish: str) -> str:
        """One of two words."""
        return one((english, polish), self.language)

    def key_cell(self, place: int, key: Any) -> Cell:
        """A group's key; the groups after the first ones together have one of their own."""
        rest = rest_of(key)
        if rest is not None:
            words = f"{self.word('Others', 'Pozostałe')} ({rest})"
            return Cell(words, words)
        path = self.asked.path(self.asked.groupings[place])
        if path.kind == "date" and key is not None:
            return Cell(self.bucket_words(key), date.fromisoformat(key) if not self.asked.date_bucket else self.bucket_words(key))
        words = value_label(path, key, self.language, self.names)
        return Cell(words, words)

    def bucket_words(self, first: str) -> str:
        """A period by its first day."""
        day = date.fromisoformat(first)
        bucket = self.asked.date_bucket
        if bucket == "month":
            return f"{self.word(*_MONTHS[day.month - 1])} {day.year}"
        if bucket == "quarter":
            return f"{self.word('Q', '')}{_ROMAN[day.month // 3]}{self.word('', ' kw.')} {day.year}"
        if bucket == "week":
            return f"{self.word('week of', 'tydzień od')} {format_date(day)}"
        return str(day.year) if bucket == "year" else format_date(day)

    def measure_cell(self, place: int, value: Any) -> Cell:
        """A measure's value."""
        measure = self.asked.asked[place]
        if value is None:
            return Cell("–", None)
        if measure["func"] == "count":
            return Cell(str(value), value, "number")
        path = self.asked.path(measure["field"])
        if path.kind == "money":
            return Cell(format_pln(value), value, "money")
        if path.kind == "quantity":
            return Cell(format_quantity(value), whole_number(value), "number")
        if path.kind == "date":
            return Cell(format_date(date.fromisoformat(value)), date.fromisoformat(value), "date")
        return Cell(f"{number_text(value)}%" if path.kind == "percent" else number_text(value), value, "number")

    def measure_names(self) -> list[str]:
        """The measures' names."""
        return [measure_label(self.asked.entity, measure, self.language) for measure in self.asked.asked]

    def sides(self) -> tuple[str, str] | None:
        """What is compared with what, in words."""
        compare = self.asked.compare
        if not compare:
            return None
        if compare["kind"] in ("segment", "owner"):
            tie = "account.segment" if compare["kind"] == "segment" else "opportunity.owner_id"
            said = [self.names(tie, compare[side]) if self.names else None for side in ("a", "b")]
            return said[0] or str(compare["a"]), said[1] or str(compare["b"])
        base = base_period(self.asked, self.today)
        if base is None:
            return None
        other = compared_period(self.asked, base)
        return f"{format_date(base[0])}–{format_date(base[1])}", f"{format_date(other[0])}–{format_date(other[1])}"


def shown(reader: Reader, rows: list[dict[str, Any]], totals: dict[str, Any]) -> Shown:
    """The table of a run."""
    asked = reader.asked
    if asked.kind == "pivot" and len(asked.groupings) == 2 and not asked.compare:
        return _pivot(reader, rows, totals)
    return _grouped(reader, rows, totals) if asked.groupings else _listed(reader, rows, totals)


def _measure_heads(reader: Reader) -> list[tuple[str, bool]]:
    sides = reader.sides()
    heads: list[tuple[str, bool]] = []
    for name in reader.measure_names():
        if sides is None:
            heads.append((name, True))
        else:
            first, second = (side.replace("–", "–\n") for side in sides)
            heads += [(f"{name}\n({first})", True), (f"{name}\n({second})", True),
                      (reader.word("Difference", "Różnica"), True), (reader.word("Change (%)", "Zmiana (%)"), True)]
    return heads


def _measure_cells(reader: Reader, row: dict[str, Any]) -> list[Cell]:
    cells: list[Cell] = []
    for place, value in enumerate(row["values"]):
        cells.append(reader.measure_cell(place, value))
        if "other" in row:
            percent = row["percent"][place]
            cells += [reader.measure_cell(place, row["other"][place]), reader.measure_cell(place, row["difference"][place]),
                      Cell("–", None) if percent is None else Cell(f"{number_text(percent)}%", percent, "number")]
    return cells


def _grouped(reader: Reader, rows: list[dict[str, Any]], totals: dict[str, Any]) -> Shown:
    asked = reader.asked
    heads = [(grouping_label(asked, dotted, reader.language), False) for dotted in asked.groupings]
    made = []
    for row in rows:
        keys = [reader.key_cell(place, key) for place, key in enumerate(row["keys"])]
        if row["kind"] == "subtotal":
            keys = [Cell(f"{reader.word('Total', 'Razem')}: {keys[0].text}", keys[0].text), Cell("", None)]
        made.append(Row(row["kind"], [*keys, *_measure_cells(reader, row)]))
    blank = [Cell("", None)] * (len(heads) - 1)
    made.append(Row("total", [Cell(reader.word("Total", "Razem"), reader.word("Total", "Razem")), *blank,
                              *_measure_cells(reader, totals)]))
    return Shown(heads + _measure_heads(reader), made, reader.sides())


def _listed(reader: Reader, rows: list[dict[str, Any]], totals: dict[str, Any]) -> Shown:
    paths = [reader.asked.path(dotted) for dotted in reader.asked.columns]
    heads = [(field_label(reader.asked.entity, dotted, reader.language), path.kind in _NUMERIC)
             for dotted, path in zip(reader.asked.columns, paths, strict=True)]
    made = [Row("record", [_value_cell(reader, path, value) for path, value in zip(paths, row["cells"], strict=True)], row["id"])
            for row in rows]
    said = [f"{name}: {cell.text}" for name, cell in zip(reader.measure_names(), _measure_cells(reader, totals)
                                                          if "other" not in totals else [], strict=False)]
    if "other" in totals:
        return _compared(reader, totals)
    return Shown(heads, made, reader.sides(), "; ".join(said))


def _compared(reader: Reader, totals: dict[str, Any]) -> Shown:
    """A comparison without groups: a row for every measure, both sides beside each other."""
    sides = reader.sides() or ("", "")
    heads = [(reader.word("Measure", "Miara"), False), *((side.replace("–", "–\n"), True) for side in sides),
             (reader.word("Difference", "Różnica"), True), (reader.word("Change (%)", "Zmiana (%)"), True)]
    cells, names = _measure_cells(reader, totals), reader.measure_names()
    made = [Row("group", [Cell(name, name), *cells[4 * place:4 * place + 4]]) for place, name in enumerate(names)]
    return Shown(heads, made, reader.sides())


def _value_cell(reader: Reader, path: Any, value: Any) -> Cell:
    words = value_label(path, value, reader.language, reader.names) if value not in (None, "") else "–"
    if value in (None, ""):
        return Cell(words, None)
    if path.kind == "date":
        return Cell(words, date.fromisoformat(value), "date")
    if path.kind == "quantity":
        return Cell(words, whole_number(value), "number")
    return Cell(words, value if path.kind in _NUMERIC else words, path.kind if path.kind in _NUMERIC else "text")


def whole_number(milli: int) -> int | float:
    """A quantity as sheets and charts count it."""
    return milli // 1000 if milli % 1000 == 0 else milli / 1000


def _pivot(reader: Reader, rows: list[dict[str, Any]], totals: dict[str, Any]) -> Shown:
    """Rows by the first grouping, columns by the second, every measure in each."""
    groups = [row for row in rows if row["kind"] == "group"]
    across = list(dict.fromkeys(row["keys"][1] for row in groups))
    if reader.asked.groupings[1] == reader.asked.date_field:
        across = sorted(across, key=lambda key: (key is None, key))
    down = [row["keys"][0] for row in rows if row["kind"] == "subtotal"]  # an empty period has its subtotal alone
    cells = {tuple(row["keys"]): row["values"] for row in groups}
    sums = {row["keys"][0]: row["values"] for row in rows if row["kind"] == "subtotal"}
    total, names = reader.word("Total", "Razem"), reader.measure_names()
    places = range(len(names))

    def measured(values: list[Any] | None) -> list[Cell]:
        return [reader.measure_cell(place, values[place] if values else None) for place in places]

    made = [Row("group", [reader.key_cell(0, key), *(cell for other in across for cell in measured(cells.get((key, other)))),
                          *measured(sums[key])]) for key in down]
    foot = [reader.measure_cell(place, _added(reader, place, [cells.get((key, other)) for key in down]))
            for other in across for place in places]
    made.append(Row("total", [Cell(total, total), *foot, *measured(totals["values"])]))
    tops = [*(reader.key_cell(1, key).text for key in across), total]
    heads = [(grouping_label(reader.asked, reader.asked.groupings[0], reader.language), False),
             *((top if len(names) == 1 else f"{top}\n{name}", True) for top in tops for name in names)]
    return Shown(heads, made, None, names[0] if len(names) == 1 else "")


def _added(reader: Reader, place: int, column: list[list[Any] | None]) -> int | None:
    """The foot of a pivot's column: sums and counts add up, of averages and extremes there is none."""
    if reader.asked.asked[place]["func"] not in ("count", "sum"):
        return None
    return sum(values[place] or 0 for values in column if values)


@dataclass(frozen=True)
class Figure:
    """One measure in large type; with a comparison what it is compared with and the change."""

    name: str
    text: str
    compared: str = ""


def figures(reader: Reader, totals: dict[str, Any]) -> list[Figure]:
    """The totals of a run, measure by measure."""
    made, sides = [], reader.sides()
    for place, name in enumerate(reader.measure_names()):
        compared = ""
        if sides and "other" in totals:
            percent = totals["percent"][place]
            change = "–" if percent is None else f"{'+' if percent > 0 else ''}{number_text(percent)}%"
            compared = f"{sides[1]}: {reader.measure_cell(place, totals['other'][place]).text} ({change})"
        made.append(Figure(name, reader.measure_cell(place, totals["values"][place]).text, compared))
    return made


def first_rows(rows: list[Row], most: int) -> list[Row]:
    """At most so many rows, and the total after them."""
    return rows if len(rows) <= most else [*rows[:most], *(row for row in rows[most:] if row.kind == "total")]
