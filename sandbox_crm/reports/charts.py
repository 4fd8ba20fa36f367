"""Charts, drawn from the rows of a run: one drawing for the page (SVG) and for the paper (PDF), readable in grey.

Every measure that is a number has a chart of its own, under the others, since sums and counts share no axis. What the
author chose is drawn, also where another kind would say it better.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import Any

from app.paper import fonts
from app.polish.amounts import format_amount
from sandbox_crm.reports.canvas import ON_SCREEN, WIDTH, empty
from sandbox_crm.reports.drawings import bars, funnel, line, pie, stacked
from sandbox_crm.reports.presenting import Reader
from sandbox_crm.reports.words import grouping_label

_DRAW = {"bar": bars, "stacked_bar": stacked, "line": line, "pie": pie, "funnel": funnel}
DRAWN = tuple(_DRAW)
_STYLE = re.compile(r'\sstyle="([^"]*)"')


@dataclass(frozen=True)
class ChartData:
    """What is drawn: categories, series of numbers as long as them (None: of no records there is no average, smallest or
    largest), how values are written, whether they add up. ``shares``: what stands beside the bars of a funnel; without it
    each bar's share of the one above. ``by``: what the categories are; ``reach``: the highest value of the whole chart that
    this one is a part of; ``width``: how wide it is drawn, in points."""

    title: str
    categories: list[str]
    series: list[tuple[str, list[float | None]]]
    money: bool
    measure: str
    adds: bool = True
    shares: tuple[str, ...] = ()
    by: str = ""
    reach: float | None = None
    width: float = WIDTH

    @property
    def highest(self) -> float:
        """The largest value, 0 where there is none."""
        return max((value for _name, values in self.series for value in values if value is not None), default=0.0)

    @property
    def sums(self) -> list[float]:
        """What the series come to, category by category."""
        return [sum(values[place] or 0 for _name, values in self.series) for place in range(len(self.categories))]

    def parts(self, most: int) -> list[ChartData]:
        """The chart cut into charts of at most so many categories, all of one scale, for paper."""
        if len(self.categories) <= most:
            return [self]
        reach = max([self.highest, *self.sums]) if len(self.series) > 1 else self.highest
        count = -(-len(self.categories) // most)
        size = -(-len(self.categories) // count)
        starts = range(0, len(self.categories), size)
        return [replace(self, title=f"{self.title} ({number}/{len(starts)})", reach=reach,
                        categories=self.categories[start:start + size],
                        series=[(name, values[start:start + size]) for name, values in self.series])
                for number, start in enumerate(starts, 1)]

    def said(self, value: float | None) -> str:
        """A value as it is written in the chart; a dash for none."""
        if value is None:
            return "–"
        if self.money:
            return f"{format_amount(round(value))}".removesuffix(",00")
        return f"{value:g}".replace(".", ",")

    @property
    def unit(self) -> str:
        """The unit for the axis."""
        return " (zł)" if self.money else ""

    @property
    def caption(self) -> str:
        """The measure with its unit, and what it is counted by."""
        return f"{self.measure}{self.unit} · {self.by}" if self.by else f"{self.measure}{self.unit}"

    @property
    def words(self) -> str:
        """The chart in words: every category with its values, for those who do not see it."""
        said = [f"{category}: {', '.join(f'{name} {self.said(values[place])}{self.unit}' for name, values in self.series)}"
                for place, category in enumerate(self.categories)]
        return f"{self.title}. {self.caption}. {'; '.join(said)}"[:2000]


def charts(reader: Reader, rows: list[dict[str, Any]], totals: dict[str, Any]) -> list[ChartData]:
    """A run's charts, one for every measure that is a number; none where the report is not shown as a chart."""
    if reader.asked.kind not in DRAWN:
        return []
    return [_chart(reader, rows, totals, place) for place in range(len(reader.asked.asked)) if _drawable(reader, place)]


def _drawable(reader: Reader, place: int) -> bool:
    measure = reader.asked.asked[place]
    return measure["func"] == "count" or reader.asked.path(measure["field"]).kind != "date"


def _chart(reader: Reader, rows: list[dict[str, Any]], totals: dict[str, Any], place: int) -> ChartData:
    """A measure by the report's groupings; with a comparison the two sides are two series."""
    asked, name = reader.asked, reader.measure_names()[place]
    measure = asked.asked[place]
    kind = "" if measure["func"] == "count" else asked.path(measure["field"]).kind
    groups = [row for row in rows if row["kind"] == "group"] if asked.groupings else [{"keys": [], **totals}]
    if len(asked.groupings) == 2 and not asked.compare:
        categories, series = _crossed(reader, rows, place, kind)
    else:
        if len(asked.groupings) == 2:
            groups = [row for row in rows if row["kind"] == "subtotal"]
        categories = [_key(reader, row, 0) for row in groups]
        series = [(name, [_number(row["values"][place], kind) for row in groups])]
        sides = reader.sides()
        if sides and groups and "other" in groups[0]:
            series = [(sides[0], series[0][1]), (sides[1], [_number(row["other"][place], kind) for row in groups])]
    named = [grouping_label(asked, dotted, reader.language) for dotted in asked.groupings]
    by = reader.word("by: ", "według: ") + ", ".join(f"{one[:1].lower()}{one[1:]}" for one in named) if named else ""
    return ChartData(asked.name, categories, series, kind == "money", name, measure["func"] in ("count", "sum"), by=by)


def _number(value: Any, kind: str) -> float | None:
    if value is None:
        return None
    return value / 1000 if kind == "quantity" else float(value)


def _crossed(reader: Reader, rows: list[dict[str, Any]], place: int,
             kind: str) -> tuple[list[str], list[tuple[str, list[float | None]]]]:
    """Categories by the first grouping (an empty period has only its subtotal), a series for every value of the second."""
    groups = [row for row in rows if row["kind"] == "group"]
    categories = list(dict.fromkeys(_key(reader, row, 0) for row in rows))
    second = list(dict.fromkeys(_key(reader, row, 1) for row in _in_order(reader, groups)))
    cells = {(_key(reader, row, 0), _key(reader, row, 1)): _number(row["values"][place], kind) for row in groups}
    none = 0.0 if reader.asked.asked[place]["func"] in ("count", "sum") else None
    return categories, [(other, [cells.get((one, other), none) for one in categories]) for other in second]


def _key(reader: Reader, row: dict[str, Any], place: int) -> str:
    return reader.key_cell(place, row["keys"][place]).text if place < len(row["keys"]) else reader.word("Total", "Razem")


def _in_order(reader: Reader, groups: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Groups by their second key where it is a date, so that months stand in order."""
    if reader.asked.groupings[1] != reader.asked.date_field:
        return groups
    return sorted(groups, key=lambda row: (row["keys"][1] is None, row["keys"][1]))


def drawing(data: ChartData, kind: str) -> Any:
    """A reportlab drawing of a chart of one of the kinds `DRAWN`."""
    fonts.register()
    return _DRAW[kind](data) if data.categories and data.series else empty(data.width)


def svg(data: ChartData, kind: str, width: float | None = None) -> bytes:
    """The chart as SVG without style attributes, so that it stands under a strict content policy; as wide as a page asks
    for (one of `ON_SCREEN`), else as on paper. Words are anchored by the reader's program, which sets them in a font of
    its own."""
    from reportlab.graphics import renderSVG

    made = drawing(replace(data, width=width if width in ON_SCREEN else WIDTH), kind)
    for shape in made.contents:
        anchor = getattr(shape, "textAnchor", "start")
        if anchor != "start":
            shape.textAnchor, shape._svgAttrs = "start", {"text-anchor": anchor}
    text = renderSVG.drawToString(made)
    text = _STYLE.sub(lambda match: _attributes(match.group(1)), text if isinstance(text, str) else text.decode())
    for name in (fonts.SEMIBOLD, fonts.REGULAR):
        weight = ' font-weight="600"' if name == fonts.SEMIBOLD else ""
        text = text.replace(f'font-family="{name}"', f'font-family="system-ui, Segoe UI, sans-serif"{weight}')
    return text.encode()


def _attributes(style: str) -> str:
    pairs = [part.split(":", 1) for part in style.split(";") if ":" in part]
    return "".join(f' {name.strip()}="{value.strip()}"' for name, value in pairs)
