"""Tables on paper: heads repeat on every page, only a row longer than a page is cut, numbers stand right."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from app.paper.page import RULE, plain, styles

SHADE = "#f3f5f7"


def table(
    heads: Sequence[str],
    rows: Sequence[Sequence[Any]],
    widths_mm: Sequence[float],
    *,
    right: Sequence[int] = (),
    strong_rows: Sequence[int] = (),
    strong_from: int | None = None,
) -> Any:
    """A table flowable. ``right``: columns set right; ``strong_rows``: rows (from 0, without the head) set bold on a
    shade, as are all from ``strong_from`` on. Text is taken as plain text."""
    from reportlab.lib.colors import HexColor
    from reportlab.lib.units import mm
    from reportlab.platypus import LongTable

    strong = set(strong_rows) | (set(range(strong_from, len(rows))) if strong_from is not None else set())
    cells = [[_cell(text, "head_right" if column in right else "head") for column, text in enumerate(heads)]]
    cells += [
        [_cell(text, "cell_right" if column in right else "cell", number in strong) for column, text in enumerate(row)]
        for number, row in enumerate(rows)
    ]
    rule = HexColor(RULE)
    look = [
        ("VALIGN", (0, 0), (-1, -1), "TOP"),
        ("LINEBELOW", (0, 0), (-1, 0), 0.9, HexColor("#57606a")),
        ("LINEBELOW", (0, 1), (-1, -1), 0.4, rule),
        ("LEFTPADDING", (0, 0), (-1, -1), 3),
        ("RIGHTPADDING", (0, 0), (-1, -1), 3),
        ("TOPPADDING", (0, 0), (-1, -1), 3),
        ("BOTTOMPADDING", (0, 0), (-1, -1), 3.5),
    ]
    look += [("BACKGROUND", (0, number + 1), (-1, number + 1), HexColor(SHADE)) for number in sorted(strong)]
    return LongTable(
        cells, colWidths=[width * mm for width in widths_mm], repeatRows=1, splitByRow=1, splitInRow=1, hAlign="LEFT", style=look
    )


def columns(blocks: Sequence[Sequence[Any]], widths_mm: Sequence[float]) -> Any:
    """Blocks of flowables side by side, without lines: addresses, signatures."""
    from reportlab.lib.units import mm
    from reportlab.platypus import Table

    return Table(
        [[list(block) for block in blocks]],
        colWidths=[width * mm for width in widths_mm],
        hAlign="LEFT",
        style=[
            ("VALIGN", (0, 0), (-1, -1), "TOP"),
            ("LEFTPADDING", (0, 0), (-1, -1), 0),
            ("RIGHTPADDING", (0, 0), (-1, -1), 8),
            ("TOPPADDING", (0, 0), (-1, -1), 0),
            ("BOTTOMPADDING", (0, 0), (-1, -1), 0),
        ],
    )


def _cell(text: Any, style: str, strong: bool = False) -> Any:
    from reportlab.platypus import Paragraph

    words = plain(text)
    return Paragraph(f"<b>{words}</b>" if strong else words, styles()[style])
