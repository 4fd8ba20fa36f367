"""The kinds of charts: bars, stacked bars, lines, pie and funnel. Bars begin at zero, values stand at the bars."""

from __future__ import annotations

import math
from typing import Any

from sandbox_crm.reports.canvas import (
    AXIS,
    DASHES,
    GRID,
    INK,
    MARGIN,
    QUIET,
    box,
    canvas,
    colour_of,
    fitted,
    in_two,
    label,
    legend,
    legend_height,
    line_colour,
    marker,
    name,
    on_colour,
    rule,
    scale,
    text,
    width_of,
)

#: room for the names of categories before the bars
NAMES = 230.0


def bars(data: Any) -> Any:
    """Bars side by side, a group for every category."""
    thick = 20.0 if len(data.series) == 1 else 14.0
    row = thick * len(data.series) + 10
    made, left, unit, top = _frame(data, row, data.reach or data.highest)
    for place, category in enumerate(data.categories):
        base = top - row * (place + 1)
        name(made, left - 8, base + row / 2, category, NAMES, anchor="end")
        for number, (_series, values) in enumerate(data.series):
            y = base + row - 5 - thick * (number + 1)
            long = (values[place] or 0) * unit
            box(made, left, y, long, thick - 1, number)
            text(made, left + long + 5, y + thick / 2 - 4, data.said(values[place]), size=10)
    return made


def stacked(data: Any) -> Any:
    """One bar for every category, cut into its series, with its sum at the end where the measure adds up."""
    row = 32.0
    sums = data.sums
    made, left, unit, top = _frame(data, row, data.reach or max(sums))
    for place, category in enumerate(data.categories):
        base, x = top - row * (place + 1) + 5, left
        name(made, left - 8, base + 11, category, NAMES, anchor="end")
        for number, (_series, values) in enumerate(data.series):
            if not values[place]:
                continue
            width, said = values[place] * unit, data.said(values[place])
            box(made, x, base, width, 22, number)
            if width > width_of(said, 9.5) + 10:
                label(made, x + width / 2, base + 7.5, said, number)
            x += width
        if data.adds:
            text(made, x + 5, base + 7.5, data.said(sums[place]), size=10, bold=True)
    return made


def line(data: Any) -> Any:
    """A line for every series over the categories, with points of its own shape."""
    names = [name for name, _values in data.series]
    room = legend_height(names, data.width)
    height, left, bottom = 340.0 + room, 96.0, 46.0
    made = canvas(data.width, height, data.title, data.caption)
    legend(made, height - 66, names, lines=True)
    step, end = scale(data.highest)
    tall, wide = height - 78 - room - bottom, data.width - left - 64
    for number in range(round(end / step) + 1):
        y = bottom + tall * number * step / end
        rule(made, left, y, left + wide, y, AXIS if number == 0 else GRID)
        text(made, left - 8, y - 3.5, data.said(number * step), size=9.5, colour=QUIET, anchor="end")
    gap = wide / max(len(data.categories) - 1, 1)
    every = max(1, math.ceil(len(data.categories) * 84 / wide))
    for place, category in enumerate(data.categories):
        if place % every == 0:
            text(made, left + gap * place, bottom - 18, category[:16], size=9.5, colour=QUIET, anchor="middle")
    for number, (_series, values) in enumerate(data.series):
        known = [(left + gap * place, bottom + tall * value / end, value) for place, value in enumerate(values)
                 if value is not None]
        _trace(made, _stretches([None if value is None else (left + gap * place, bottom + tall * value / end)
                                 for place, value in enumerate(values)]), number)
        if len(data.series) == 1:
            _say_points(made, data, known)
    return made


def _say_points(made: Any, data: Any, known: list[tuple[float, float, float]]) -> None:
    """Values over a line's points where there is room, the last one first."""
    free = math.inf
    for x, y, value in reversed(known):
        said = data.said(value)
        half = width_of(said, 9.5) / 2
        if x + half <= free:
            text(made, x, y + 8, said, size=9.5, anchor="middle")
            free = x - half - 4


Point = tuple[float, float]


def _stretches(points: list[Point | None]) -> list[list[Point]]:
    """The points that stand side by side, without those that have no value: the line breaks there."""
    found: list[list[Point]] = [[]]
    for point in points:
        if point is None:
            found.append([])
        else:
            found[-1].append(point)
    return [points for points in found if points]


def _trace(made: Any, stretches: list[list[Point]], number: int) -> None:
    from reportlab.graphics.shapes import PolyLine
    from reportlab.lib.colors import HexColor

    for points in stretches:
        made.add(PolyLine([part for point in points for part in point], strokeColor=HexColor(line_colour(number)),
                          strokeWidth=2.25, strokeDashArray=DASHES[number % len(DASHES)]))
        for x, y in points:
            marker(made, x, y, number)


def pie(data: Any) -> Any:
    """Shares of the whole: numbered wedges, their names, values and shares in a list beside."""
    from reportlab.graphics.shapes import Wedge
    from reportlab.lib.colors import HexColor

    values = [max(value or 0.0, 0.0) for value in data.series[0][1]]
    total, row = sum(values), 20.0
    height = max(300.0, 76 + row * len(values))
    made = canvas(data.width, height, data.title, data.caption)
    angle, cx, cy, radius = 90.0, 150.0, (height - 50) / 2, 105.0
    for number, (category, value) in enumerate(zip(data.categories, values, strict=True)):
        part = value / total if total else 0
        if part:
            made.add(Wedge(cx, cy, radius, angle - 359.99 * part, angle, fillColor=HexColor(colour_of(number)),
                           strokeColor=HexColor("#ffffff"), strokeWidth=1.5))
            middle, inside = math.radians(angle - 180 * part), part >= 0.05
            reach = radius * (0.62 if inside else 1.1)
            text(made, cx + reach * math.cos(middle), cy + reach * math.sin(middle) - 4, str(number + 1),
                 size=12 if inside else 9.5, bold=inside, anchor="middle", colour=on_colour(number) if inside else INK)
        angle -= 360 * part
        y = height - 78 - row * number
        _swatch(made, 300, y, number)
        text(made, 320, y + 2, _share_words(data.width, number, category, f"{data.said(value)} ({_share(part)})"))
    return made


def _share_words(width: float, number: int, category: str, said: str) -> str:
    """An entry of the pie's list: the name gives way, its value does not."""
    room = width - MARGIN - 320 - width_of(f"{number + 1}. : {said}", 11)
    return f"{number + 1}. {fitted(category, room)}: {said}"


def _swatch(made: Any, x: float, y: float, number: int) -> None:
    from reportlab.graphics.shapes import Rect
    from reportlab.lib.colors import HexColor

    made.add(Rect(x, y, 12, 12, fillColor=HexColor(colour_of(number)), strokeColor=None))


def funnel(data: Any) -> Any:
    """Bars in the middle, each with the share that is given for it, else its share of the one above."""
    values, row = [value or 0.0 for value in data.series[0][1]], 40.0
    height = 62 + row * len(values) + 20
    made = canvas(data.width, height, data.title, data.caption)
    highest, wide = max([*values, 1.0]), data.width - 340
    centre = 210 + wide / 2
    for place, (category, value) in enumerate(zip(data.categories, values, strict=True)):
        y, width = height - 62 - row * (place + 1), wide * value / highest
        name(made, MARGIN, y + row / 2, category, 188)
        box(made, centre - width / 2, y + 4, width, row - 8)
        inside = width > 90
        text(made, centre if inside else centre + width / 2 + 6, y + 15, data.said(value), bold=True,
             anchor="middle" if inside else "start", colour="#ffffff" if inside else INK)
        above = values[place - 1] if place else 0
        share = data.shares[place] if data.shares else _share(value / above) if above else ""
        if share:
            text(made, data.width - MARGIN, y + 14, share, colour=QUIET, anchor="end")
    return made


def _share(part: float) -> str:
    return f"{round(part * 1000) / 10:g}%".replace(".", ",")


def _frame(data: Any, row: float, highest: float) -> tuple[Any, float, float, float]:
    """An empty chart of horizontal bars: the canvas, the left edge, units a point, the height of the topmost row."""
    names = [name for name, _values in data.series]
    room = legend_height(names, data.width)
    height = 62 + room + row * len(data.categories) + 44
    made = canvas(data.width, height, data.title, data.caption)
    legend(made, height - 66, names)
    left = MARGIN + 12 + max(width_of(one, 11) for category in data.categories for one in in_two(category, NAMES))
    step, end = scale(highest)
    span = data.width - left - 92
    for number in range(round(end / step) + 1):
        x = left + span * number * step / end
        rule(made, x, 34, x, height - 56 - room, AXIS if number == 0 else GRID)
        text(made, x, 20, data.said(number * step), size=9.5, colour=QUIET, anchor="middle")
    return made, left, span / end, height - 58 - room
