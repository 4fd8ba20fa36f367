"""The page frame: A4, margins of 20 mm, "strona x z y", the document's number and hash in the foot.

The same story, number, hash and moment give the same bytes on every machine (reportlab's invariant mode; the date
of the file is the moment handed in, in UTC).
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from io import BytesIO
from typing import Any

from app.paper import fonts

INK, QUIET, RULE = "#1b1f24", "#57606a", "#c9d1d9"
MARGIN_MM = 20


@dataclass(frozen=True)
class Sheet:
    """What a document says of itself: title and author for its properties, number and hash for its foot.

    ``watermark``: a word laid across every page, such as ``PROJEKT``; empty for a paper that stands. ``head`` and ``tail``:
    text printed on every page, above the story and under it.
    ``fingerprint``: hex SHA-256 of what is printed, its first 12 signs stand in the foot. ``made_at``: with a zone.
    """

    title: str
    author: str
    number: str
    fingerprint: str
    made_at: datetime
    landscape: bool = False
    page_word: str = "strona"
    of_word: str = "z"
    foot: str = ""
    watermark: str = ""
    head: str = ""
    tail: str = ""


#: fonts are shared by all documents and are cut to their letters while one is written: one paper at a time
_drawing = threading.Lock()


def build(story: list[Any], sheet: Sheet) -> bytes:
    """The PDF of a story of flowables."""
    with _drawing:
        return _build(story, sheet)


def _build(story: list[Any], sheet: Sheet) -> bytes:
    from reportlab.lib.pagesizes import A4, landscape
    from reportlab.lib.units import mm
    from reportlab.platypus import BaseDocTemplate, Frame, PageTemplate

    fonts.register()
    size = landscape(A4) if sheet.landscape else A4
    margin = MARGIN_MM * mm
    out = BytesIO()
    document = BaseDocTemplate(out, pagesize=size, title=sheet.title, author=sheet.author, subject=sheet.number,
                               creator="Probierz", invariant=1, lang="pl-PL")
    head, tail = _edge(sheet.head, size[0] - 2 * margin), _edge(sheet.tail, size[0] - 2 * margin)
    above, under = (max(0.0, edge[1] - 4 * mm) if edge else 0.0 for edge in (head, tail))
    frame = Frame(margin, margin + under, size[0] - 2 * margin, size[1] - 2 * margin - above - under, 0, 0, 0, 0, id="body")
    document.addPageTemplates(PageTemplate(id="page", frames=[frame]))
    document.build(story, canvasmaker=_canvas_maker(sheet, size, head, tail))
    return out.getvalue()


def _edge(text: str, width: float) -> tuple[Any, float] | None:
    """A text of every page, set as wide as the page, with its height; None where there is none."""
    from reportlab.platypus import Paragraph

    if not text:
        return None
    made = Paragraph(plain(text), styles()["quiet"])
    return made, made.wrap(width, 1e6)[1]


def width_mm(landscape: bool = False) -> float:
    """Width between the margins, in millimetres."""
    return (297.0 if landscape else 210.0) - 2 * MARGIN_MM


def styles() -> dict[str, Any]:
    """Paragraph styles of the house: title, heading, subheading, body, small, quiet, cell, cell_right, head, head_right."""
    from reportlab.lib.colors import HexColor
    from reportlab.lib.enums import TA_RIGHT
    from reportlab.lib.styles import ParagraphStyle

    fonts.register()
    body = ParagraphStyle("body", fontName=fonts.REGULAR, fontSize=10, leading=14, textColor=HexColor(INK), spaceAfter=6,
                          allowWidows=0, allowOrphans=0)

    def style(name: str, **changes: Any) -> ParagraphStyle:
        return ParagraphStyle(name, parent=body, **changes)

    cell = style("cell", fontSize=9, leading=11.5, spaceAfter=0)
    head = style("head", fontSize=8, leading=10, spaceAfter=0, fontName=fonts.SEMIBOLD, textColor=HexColor(QUIET))
    return {
        "body": body, "cell": cell, "head": head,
        "title": style("title", fontName=fonts.BOLD, fontSize=20, leading=24, spaceAfter=4),
        "heading": style("heading", fontName=fonts.SEMIBOLD, fontSize=14, leading=18, spaceBefore=8, spaceAfter=4,
                         keepWithNext=1),
        "subheading": style("subheading", fontName=fonts.SEMIBOLD, fontSize=10, leading=13, spaceBefore=6, spaceAfter=2,
                            keepWithNext=1),
        "small": style("small", fontSize=8, leading=10.5, spaceAfter=2),
        "quiet": style("quiet", fontSize=9, leading=12, textColor=HexColor(QUIET), spaceAfter=4),
        "cell_right": ParagraphStyle("cell_right", parent=cell, alignment=TA_RIGHT),
        "head_right": ParagraphStyle("head_right", parent=head, alignment=TA_RIGHT),
    }


def plain(text: Any) -> str:
    """Text safe inside a Paragraph: no mark-up of its own, line breaks kept."""
    from xml.sax.saxutils import escape

    return escape("" if text is None else str(text)).replace("\r\n", "\n").replace("\n", "<br/>")


def _canvas_maker(sheet: Sheet, size: tuple[float, float], head: tuple[Any, float] | None,
                  tail: tuple[Any, float] | None) -> Callable[..., Any]:
    from reportlab.lib.colors import HexColor
    from reportlab.lib.units import mm
    from reportlab.pdfgen.canvas import Canvas

    class NumberedCanvas(Canvas):
        """A canvas that knows the number of pages before it draws the feet."""

        def __init__(self, *args: Any, **options: Any):
            super().__init__(*args, **{**options, "initialFontName": fonts.REGULAR})
            self._pages: list[dict[str, Any]] = []
            _date(self._doc, sheet.made_at)

        def showPage(self) -> None:
            """Keep the page back until all are known."""
            self._pages.append(dict(self.__dict__))
            self._startPage()

        def save(self) -> None:
            """Draw every foot, then write the file."""
            for number, page in enumerate(self._pages, 1):
                self.__dict__.update(page)
                self._mark()
                _draw_edges(self, size, head, tail)
                self._foot(number, len(self._pages))
                super().showPage()
            super().save()

        def _mark(self) -> None:
            if not sheet.watermark:
                return
            self.saveState()
            self.setFillColor(HexColor(QUIET), alpha=0.16)
            self.setFont(fonts.BOLD, 96)
            self.translate(size[0] / 2, size[1] / 2)
            self.rotate(52)
            self.drawCentredString(0, -32, sheet.watermark)
            self.restoreState()

        def _foot(self, number: int, total: int) -> None:
            left, right, base = MARGIN_MM * mm, size[0] - MARGIN_MM * mm, 11 * mm
            self.setStrokeColor(HexColor(RULE))
            self.setLineWidth(0.5)
            self.line(left, base + 4 * mm, right, base + 4 * mm)
            self.setFillColor(HexColor(QUIET))
            self.setFont(fonts.REGULAR, 8)
            mark = f"{sheet.number} · {sheet.fingerprint[:12]}" if sheet.fingerprint else sheet.number
            self.drawString(left, base, f"{mark} · {sheet.foot}" if sheet.foot else mark)
            self.drawRightString(right, base, f"{sheet.page_word} {number} {sheet.of_word} {total}")

    return NumberedCanvas


def _draw_edges(canvas: Any, size: tuple[float, float], head: tuple[Any, float] | None, tail: tuple[Any, float] | None) -> None:
    """What stands on every page: above the story with a line under it, and over the foot."""
    from reportlab.lib.colors import HexColor
    from reportlab.lib.units import mm

    left, right = MARGIN_MM * mm, size[0] - MARGIN_MM * mm
    if head:
        base = size[1] - 11 * mm - head[1]
        head[0].drawOn(canvas, left, base)
        canvas.setStrokeColor(HexColor(RULE))
        canvas.setLineWidth(0.5)
        canvas.line(left, base - 2 * mm, right, base - 2 * mm)
    if tail:
        tail[0].drawOn(canvas, left, 16.5 * mm)


def _date(document: Any, moment: datetime) -> None:
    """Date the file with the moment handed in instead of the clock."""
    utc, stamp = moment.astimezone(UTC), document._timeStamp
    stamp.t, stamp.lt, stamp.YMDhms = utc.timestamp(), tuple(utc.timetuple()), tuple(utc.timetuple())[:6]
    stamp.dhh = stamp.dmm = 0
