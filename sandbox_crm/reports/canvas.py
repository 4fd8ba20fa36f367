"""The pencils of charts: words, lines, boxes with a pattern of their own, axes and legends, on a reportlab drawing.

Series differ twice, by brightness of colour and by pattern, so that they can be told apart on a grey print.
"""

from __future__ import annotations

import math
from typing import Any

from app.paper import fonts

COLOURS = ("#0b5d4a", "#e0a100", "#8fb8d8", "#7a1f10", "#c3cfc9", "#5a5aa0")
#: the same colours as thin lines: the light ones darker, so that they are seen on white
LINES = ("#0b5d4a", "#a87800", "#3f78a3", "#7a1f10", "#76857e", "#5a5aa0")
#: patterns go round with a step of their own, so that thirty series differ by colour or pattern
PATTERNS = ("plain", "rising", "level", "falling", "upright", "crossed")
DASHES = (None, (6, 3), (2, 2), (8, 2, 2, 2), (12, 4))
LIGHT = (1, 2, 4)
INK, QUIET, GRID, AXIS = "#1d2522", "#5c6963", "#dde5e1", "#76857e"
#: a drawing as wide as paper wants it, and those for pages: the narrowest first, each fills the width of its table
WIDTH, ON_SCREEN = 720.0, (960.0, 1440.0)
MARGIN = 16.0
_GAP = 6.0


def colour_of(series: int) -> str:
    """The colour of a series."""
    return COLOURS[series % len(COLOURS)]


def line_colour(series: int) -> str:
    """The colour of a series that is a line."""
    return LINES[series % len(LINES)]


def on_colour(series: int) -> str:
    """The colour of words on a series' colour."""
    return INK if series % len(COLOURS) in LIGHT else "#ffffff"


def pattern_of(series: int) -> str:
    """The pattern of a series."""
    return PATTERNS[(series + series // len(COLOURS)) % len(PATTERNS)]


def scale(highest: float, places: int = 5) -> tuple[float, float]:
    """A round step and the end of an axis that holds ``highest``."""
    if highest <= 0:
        return 1.0, 1.0
    rough = highest / places
    power = 10 ** math.floor(math.log10(rough))
    step = next(part * power for part in (1, 2, 5, 10) if part * power >= rough)
    return step, step * math.ceil(highest / step)


def canvas(width: float, height: float, title: str, measure: str) -> Any:
    """An empty chart under its title and the measure with its unit."""
    from reportlab.graphics.shapes import Drawing

    made = Drawing(width, height)
    text(made, MARGIN, height - 24, title[:90], size=15, bold=True)
    text(made, MARGIN, height - 42, measure, colour=QUIET)
    return made


def empty(width: float = WIDTH) -> Any:
    """The chart of nothing."""
    from reportlab.graphics.shapes import Drawing

    made = Drawing(width, 60)
    text(made, MARGIN, 26, "–", colour=QUIET)
    return made


def text(made: Any, x: float, y: float, words: str, *, size: float = 11, bold: bool = False, colour: str = INK,
         anchor: str = "start") -> None:
    """Words at a place."""
    from reportlab.graphics.shapes import String
    from reportlab.lib.colors import HexColor

    made.add(String(x, y, words, fontName=fonts.SEMIBOLD if bold else fonts.REGULAR, fontSize=size, fillColor=HexColor(colour),
                    textAnchor=anchor))


def label(made: Any, x: float, y: float, words: str, series: int, *, size: float = 9.5) -> None:
    """Words in the middle of a patterned box, on a plate of the box's colour so that the pattern does not cross them."""
    from reportlab.graphics.shapes import Rect
    from reportlab.lib.colors import HexColor

    if pattern_of(series) != "plain":
        wide = width_of(words, size) + 6
        made.add(Rect(x - wide / 2, y - 3, wide, size + 4, fillColor=HexColor(colour_of(series)), strokeColor=None))
    text(made, x, y, words, size=size, anchor="middle", colour=on_colour(series))


def width_of(words: str, size: float) -> float:
    """How wide words may stand: a page sets them in the reader's own font, which can be a fifth wider than the paper's."""
    from reportlab.pdfbase.pdfmetrics import stringWidth

    return 1.2 * float(stringWidth(words, fonts.REGULAR, size))


def box(made: Any, x: float, y: float, width: float, height: float, series: int = 0) -> None:
    """A box in the colour and pattern of a series."""
    from reportlab.graphics.shapes import Rect
    from reportlab.lib.colors import HexColor

    width = max(width, 0.5)
    made.add(Rect(x, y, width, height, fillColor=HexColor(colour_of(series)), strokeColor=HexColor("#ffffff"), strokeWidth=0.75))
    for x1, y1, x2, y2 in hatch(width, height, pattern_of(series)):
        rule(made, x + x1, y + y1, x + x2, y + y2, on_colour(series), 0.8)


def hatch(width: float, height: float, pattern: str) -> list[tuple[float, float, float, float]]:
    """The lines of a pattern inside a box of this size, cut at its sides."""
    if pattern == "level":
        return [(0, y, width, y) for y in _steps(height)]
    if pattern == "upright":
        return [(x, 0, x, height) for x in _steps(width)]
    if pattern == "crossed":
        return hatch(width, height, "rising") + hatch(width, height, "falling")
    if pattern not in ("rising", "falling"):
        return []
    lines = []
    for start in _steps(width + height):
        x1, x2 = max(0.0, start - height), min(width, start)
        y1, y2 = start - x1, start - x2
        lines.append((x1, y1, x2, y2) if pattern == "falling" else (x1, height - y1, x2, height - y2))
    return lines


def _steps(length: float) -> list[float]:
    return [number * _GAP for number in range(1, math.ceil(length / _GAP))]


def rule(made: Any, x1: float, y1: float, x2: float, y2: float, colour: str = GRID, width: float = 0.75) -> None:
    """A straight line."""
    from reportlab.graphics.shapes import Line
    from reportlab.lib.colors import HexColor

    made.add(Line(x1, y1, x2, y2, strokeColor=HexColor(colour), strokeWidth=width))


def marker(made: Any, x: float, y: float, series: int) -> None:
    """The point of a line: circle, square, triangle or diamond by its series."""
    from reportlab.graphics.shapes import Circle, Polygon, Rect
    from reportlab.lib.colors import HexColor

    colour, shape = HexColor(line_colour(series)), series % 4
    if shape == 0:
        made.add(Circle(x, y, 3.2, fillColor=colour, strokeColor=None))
    elif shape == 1:
        made.add(Rect(x - 3, y - 3, 6, 6, fillColor=colour, strokeColor=None))
    else:
        points = [x, y + 4, x - 4, y - 3, x + 4, y - 3] if shape == 2 else [x, y + 4.2, x - 4.2, y, x, y - 4.2, x + 4.2, y]
        made.add(Polygon(points, fillColor=colour, strokeColor=None))


def legend_rows(names: list[str], width: float = WIDTH) -> list[list[tuple[int, str, float]]]:
    """The legend's entries in rows as wide as the chart: series, name, how far from the left."""
    rows: list[list[tuple[int, str, float]]] = [[]]
    x = MARGIN
    for number, one in enumerate(names):
        said = fitted(one, 330)
        wide = 30 + width_of(said, 11)
        if x + wide > width - MARGIN and rows[-1]:
            rows.append([])
            x = MARGIN
        rows[-1].append((number, said, x))
        x += wide
    return rows


def legend_height(names: list[str], width: float = WIDTH) -> float:
    """How much room a legend takes; none for one series."""
    return 18.0 * len(legend_rows(names, width)) + 6 if len(names) > 1 else 0.0


def legend(made: Any, top: float, names: list[str], lines: bool = False) -> None:
    """Every series with its colour and pattern, or its line and point."""
    for place, row in enumerate(legend_rows(names, made.width) if len(names) > 1 else []):
        y = top - 18 * place
        for number, said, x in row:
            if lines:
                marker(made, x + 6, y + 5.5, number)
                rule(made, x - 2, y + 5.5, x + 14, y + 5.5, line_colour(number), 1.5)
            else:
                box(made, x, y, 12, 12, number)
            text(made, x + 17, y + 2, said)


def fitted(words: str, width: float, size: float = 11) -> str:
    """Words as long as their room; what does not fit ends with an ellipsis."""
    if width_of(words, size) <= width:
        return words
    return next((f"{words[:end].rstrip()}…" for end in range(len(words) - 1, 0, -1)
                 if width_of(f"{words[:end].rstrip()}…", size) <= width), "…")


def in_two(words: str, width: float, size: float = 11) -> list[str]:
    """A label in one line or two, so that names that begin alike can be told apart."""
    if width_of(words, size) <= width:
        return [words]
    parts = words.split()
    first = parts.pop(0)
    while parts and width_of(f"{first} {parts[0]}", size) <= width:
        first = f"{first} {parts.pop(0)}"
    return [fitted(one, width, size) for one in (first, " ".join(parts)) if one]


def name(made: Any, x: float, middle: float, words: str, width: float, anchor: str = "start") -> None:
    """A label of one line or two around the middle of its row."""
    lines = in_two(words, width)
    for number, one in enumerate(lines):
        text(made, x, middle - 3.5 + (6 if len(lines) > 1 else 0) - 12 * number, one, anchor=anchor)
