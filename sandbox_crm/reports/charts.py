"""Charts, drawn from the rows of a run: one drawing for the page (SVG) and for the paper (PDF), readable in grey.

Bars begin at zero, values stand at the bars, colours differ in brightness. What the author chose is drawn, also where
another kind would say it better.
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from typing import Any

from app.paper import fonts
from app.polish.amounts import format_amount
from sandbox_crm.reports.presenting import Reader

COLOURS = ("#0b5d4a", "#e0a100", "#8fb8d8", "#8c2d19", "#c3cfc9", "#3b3b6d")
DRAWN = ("bar", "stacked_bar", "line", "pie", "funnel")
INK, QUIET, GRID = "#1d2522", "#5c6963", "#dde5e1"
WIDTH, MARGIN = 720.0, 16.0
_STYLE = re.compile(r'\sstyle="([^"]*)"')


@dataclass(frozen=True)
class ChartData:
    """What is drawn: categories, series of numbers as long as them, and how values are written."""

    title: str
    categories: list[str]
    series: list[tuple[str, list[float]]]
    money: bool
    measure: str
    axis: str

    def said(self, value: float) -> str:
        """A value as it is written in the chart."""
        if self.money:
            return f"{format_amount(round(value))}".removesuffix(",00")
        return f"{value:g}".replace(".", ",")

    @property
    def unit(self) -> str:
        """The unit for the axis."""
        return " (zł)" if self.money else ""


def chart_data(reader: Reader, rows: list[dict[str, Any]], totals: dict[str, Any]) -> ChartData:
    """The first measure of a run, by its groupings; with a comparison the two sides are two series."""
    asked, name = reader.asked, reader.measure_names()[0]
    measure = asked.asked[0]
    money = measure["func"] != "count" and asked.path(measure["field"]).kind == "money"
    groups = [row for row in rows if row["kind"] == "group" and isinstance(row["values"][0], int | float | None)]
    if not asked.groupings:
        groups = [{"keys": [], **totals}]
    categories = list(dict.fromkeys(_key(reader, row, 0) for row in groups))
    if len(asked.groupings) == 2 and not asked.compare:
        second = list(dict.fromkeys(_key(reader, row, 1) for row in _in_order(reader, groups)))
        cells = {(_key(reader, row, 0), _key(reader, row, 1)): row["values"][0] or 0 for row in groups}
        series = [(other, [float(cells.get((one, other), 0)) for one in categories]) for other in second]
    else:
        if len(asked.groupings) == 2:
            groups = [row for row in rows if row["kind"] == "subtotal"]
        series = [(name, [float(row["values"][0] or 0) for row in groups])]
        sides = reader.sides()
        if sides and groups and "other" in groups[0]:
            series = [(sides[0], series[0][1]), (sides[1], [float(row["other"][0] or 0) for row in groups])]
    axis = "" if not asked.groupings else reader.asked.groupings[0]
    return ChartData(asked.name, categories, series, money, name, axis)


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
    if not data.categories or not data.series:
        return _empty()
    draw = {"bar": _bars, "stacked_bar": _stacked, "line": _line, "pie": _pie, "funnel": _funnel}[kind]
    return draw(data)


def svg(data: ChartData, kind: str) -> bytes:
    """The chart as SVG without style attributes, so that it stands under a strict content policy."""
    from reportlab.graphics import renderSVG

    text = renderSVG.drawToString(drawing(data, kind))
    text = _STYLE.sub(lambda match: _attributes(match.group(1)), text if isinstance(text, str) else text.decode())
    for name in (fonts.SEMIBOLD, fonts.REGULAR):
        weight = ' font-weight="600"' if name == fonts.SEMIBOLD else ""
        text = text.replace(f'font-family="{name}"', f'font-family="system-ui, Segoe UI, sans-serif"{weight}')
    return text.encode()


def _attributes(style: str) -> str:
    pairs = [part.split(":", 1) for part in style.split(";") if ":" in part]
    return "".join(f' {name.strip()}="{value.strip()}"' for name, value in pairs)


def _scale(highest: float, places: int = 5) -> tuple[float, float]:
    """A round step and the end of an axis that holds ``highest``."""
    if highest <= 0:
        return 1.0, 1.0
    rough = highest / places
    power = 10 ** math.floor(math.log10(rough))
    step = next(part * power for part in (1, 2, 5, 10) if part * power >= rough)
    return step, step * math.ceil(highest / step)


def _canvas(height: float, data: ChartData) -> Any:
    from reportlab.graphics.shapes import Drawing

    made = Drawing(WIDTH, height)
    _text(made, MARGIN, height - 24, data.title[:90], size=15, bold=True)
    _text(made, MARGIN, height - 42, f"{data.measure}{data.unit}", colour=QUIET)
    return made


def _empty() -> Any:
    from reportlab.graphics.shapes import Drawing

    made = Drawing(WIDTH, 60)
    _text(made, MARGIN, 26, "–", colour=QUIET)
    return made


def _text(made: Any, x: float, y: float, words: str, *, size: float = 11, bold: bool = False, colour: str = INK,
          anchor: str = "start") -> None:
    from reportlab.graphics.shapes import String
    from reportlab.lib.colors import HexColor

    made.add(String(x, y, words, fontName=fonts.SEMIBOLD if bold else fonts.REGULAR, fontSize=size, fillColor=HexColor(colour),
                    textAnchor=anchor))


def _box(made: Any, x: float, y: float, width: float, height: float, colour: str) -> None:
    from reportlab.graphics.shapes import Rect
    from reportlab.lib.colors import HexColor

    made.add(Rect(x, y, max(width, 0.5), height, fillColor=HexColor(colour), strokeColor=HexColor("#ffffff"), strokeWidth=0.75))


def _rule(made: Any, x1: float, y1: float, x2: float, y2: float, colour: str = GRID, width: float = 0.75) -> None:
    from reportlab.graphics.shapes import Line
    from reportlab.lib.colors import HexColor

    made.add(Line(x1, y1, x2, y2, strokeColor=HexColor(colour), strokeWidth=width))


def _legend(made: Any, top: float, names: list[str]) -> None:
    x = MARGIN
    for number, name in enumerate(names[:8]):
        _box(made, x, top, 11, 11, COLOURS[number % len(COLOURS)])
        _text(made, x + 16, top + 1.5, name[:28])
        x += 32 + 7 * min(len(name), 28)


def _frame(data: ChartData, row: float, highest: float) -> tuple[Any, float, float, float]:
    """An empty chart of horizontal bars: the canvas, the left edge, units a point, the height of the topmost row."""
    legend = 22 if len(data.series) > 1 else 0
    height = 62 + legend + row * len(data.categories) + 44
    made = _canvas(height, data)
    if legend:
        _legend(made, height - 66, [name for name, _values in data.series])
    left = MARGIN + min(210.0, 12 + 7.2 * max(len(category) for category in data.categories))
    step, end = _scale(highest)
    span = WIDTH - left - 92
    for number in range(round(end / step) + 1):
        x = left + span * number * step / end
        _rule(made, x, 34, x, height - 56 - legend, "#76857e" if number == 0 else GRID)
        _text(made, x, 20, data.said(number * step), size=9.5, colour=QUIET, anchor="middle")
    return made, left, span / end, height - 58 - legend


def _bars(data: ChartData) -> Any:
    thick = 20.0 if len(data.series) == 1 else 14.0
    row = thick * min(len(data.series), 6) + 10
    made, left, unit, top = _frame(data, row, max(max(values) for _name, values in data.series))
    for place, category in enumerate(data.categories):
        base = top - row * (place + 1)
        _text(made, left - 8, base + row / 2 - 3, _cut(category), anchor="end")
        for number, (_name, values) in enumerate(data.series[:6]):
            y = base + row - 5 - thick * (number + 1)
            _box(made, left, y, values[place] * unit, thick - 1, COLOURS[number % len(COLOURS)])
            _text(made, left + values[place] * unit + 5, y + thick / 2 - 4, data.said(values[place]), size=10)
    return made


def _stacked(data: ChartData) -> Any:
    row = 32.0
    sums = [sum(values[place] for _name, values in data.series) for place in range(len(data.categories))]
    made, left, unit, top = _frame(data, row, max(sums))
    for place, category in enumerate(data.categories):
        base, x = top - row * (place + 1) + 5, left
        _text(made, left - 8, base + 8, _cut(category), anchor="end")
        for number, (_name, values) in enumerate(data.series):
            if not values[place]:
                continue
            width = values[place] * unit
            _box(made, x, base, width, 22, COLOURS[number % len(COLOURS)])
            if width > 6.2 * len(data.said(values[place])) + 6:
                light = number % len(COLOURS) in (1, 2, 4)
                _text(made, x + width / 2, base + 7.5, data.said(values[place]), size=9.5, anchor="middle",
                      colour=INK if light else "#ffffff")
            x += width
        _text(made, x + 5, base + 7.5, data.said(sums[place]), size=10, bold=True)
    return made


def _line(data: ChartData) -> Any:
    from reportlab.graphics.shapes import Circle, PolyLine
    from reportlab.lib.colors import HexColor

    legend = 22 if len(data.series) > 1 else 0
    height, left, bottom = 340.0 + legend, 96.0, 46.0
    made = _canvas(height, data)
    if legend:
        _legend(made, height - 66, [name for name, _values in data.series])
    step, end = _scale(max(max(values) for _name, values in data.series))
    tall, wide = height - 78 - legend - bottom, WIDTH - left - 40
    for number in range(round(end / step) + 1):
        y = bottom + tall * number * step / end
        _rule(made, left, y, left + wide, y, "#76857e" if number == 0 else GRID)
        _text(made, left - 8, y - 3.5, data.said(number * step), size=9.5, colour=QUIET, anchor="end")
    gap = wide / max(len(data.categories) - 1, 1)
    every = max(1, math.ceil(len(data.categories) * 84 / wide))
    for place, category in enumerate(data.categories):
        if place % every == 0:
            _text(made, left + gap * place, bottom - 18, category[:16], size=9.5, colour=QUIET, anchor="middle")
    dashes = (None, (6, 3), (2, 2), (8, 2, 2, 2))
    for number, (_name, values) in enumerate(data.series):
        colour = HexColor(COLOURS[number % len(COLOURS)])
        points = [(left + gap * place, bottom + tall * value / end) for place, value in enumerate(values)]
        made.add(PolyLine([part for point in points for part in point], strokeColor=colour, strokeWidth=2.25,
                          strokeDashArray=dashes[number % len(dashes)]))
        for place, (x, y) in enumerate(points):
            made.add(Circle(x, y, 3, fillColor=colour, strokeColor=None))
            if len(data.series) == 1 and len(points) <= 8:
                _text(made, x, y + 8, data.said(values[place]), size=9.5, anchor="middle")
    return made


def _pie(data: ChartData) -> Any:
    from reportlab.graphics.shapes import Wedge
    from reportlab.lib.colors import HexColor

    values = [max(value, 0.0) for value in data.series[0][1]]
    total, row = sum(values), 20.0
    height = max(290.0, 76 + row * len(values))
    made = _canvas(height, data)
    angle, cx, cy, radius = 90.0, 150.0, (height - 50) / 2, 105.0
    for number, (category, value) in enumerate(zip(data.categories, values, strict=True)):
        part = value / total if total else 0
        colour = COLOURS[number % len(COLOURS)]
        if part:
            made.add(Wedge(cx, cy, radius, angle - 359.99 * part, angle, fillColor=HexColor(colour),
                           strokeColor=HexColor("#ffffff"), strokeWidth=1.5))
            middle = math.radians(angle - 180 * part)
            if part >= 0.05:
                _text(made, cx + radius * 0.62 * math.cos(middle), cy + radius * 0.62 * math.sin(middle) - 4, str(number + 1),
                      size=12, bold=True, anchor="middle", colour=INK if number % len(COLOURS) in (1, 2, 4) else "#ffffff")
        angle -= 360 * part
        y = height - 78 - row * number
        _box(made, 300, y, 12, 12, colour)
        share = f"{round(part * 1000) / 10:g}%".replace(".", ",")
        _text(made, 320, y + 2, f"{number + 1}. {_cut(category)}: {data.said(value)} ({share})")
    return made


def _funnel(data: ChartData) -> Any:
    values, row = data.series[0][1], 40.0
    height = 62 + row * len(values) + 20
    made = _canvas(height, data)
    highest, centre, wide = max([*values, 1.0]), 400.0, 380.0
    for place, (category, value) in enumerate(zip(data.categories, values, strict=True)):
        y, width = height - 62 - row * (place + 1), wide * value / highest
        _text(made, MARGIN, y + 14, _cut(category))
        _box(made, centre - width / 2, y + 4, width, row - 8, COLOURS[0])
        inside = width > 90
        _text(made, centre if inside else centre + width / 2 + 6, y + 15, data.said(value), bold=True,
              anchor="middle" if inside else "start", colour="#ffffff" if inside else INK)
        if place and values[place - 1]:
            share = f"{round(value / values[place - 1] * 1000) / 10:g}%".replace(".", ",")
            _text(made, WIDTH - MARGIN, y + 14, share, colour=QUIET, anchor="end")
    return made


def _cut(words: str) -> str:
    return words if len(words) <= 28 else f"{words[:27]}…"
