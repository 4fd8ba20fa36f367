"""Source Sans from the font-source-sans-pro wheel (OFL 1.1), registered once for PDF; no font is kept in this tree."""

from __future__ import annotations

from functools import cache
from importlib.resources import as_file, files

REGULAR, BOLD, SEMIBOLD, ITALIC, BOLD_ITALIC = (
    "SourceSans", "SourceSans-Bold", "SourceSans-Semibold", "SourceSans-Italic", "SourceSans-BoldItalic")
_FILES = {REGULAR: "Regular", BOLD: "Bold", SEMIBOLD: "Semibold", ITALIC: "It", BOLD_ITALIC: "BoldIt"}


@cache
def register() -> None:
    """Make the family known to reportlab, with bold and italic reached by ``<b>`` and ``<i>`` in paragraphs."""
    from reportlab.pdfbase.pdfmetrics import registerFont, registerFontFamily
    from reportlab.pdfbase.ttfonts import TTFont

    folder = files("font_source_sans_pro") / "files"
    for name, ending in _FILES.items():
        with as_file(folder / f"SourceSansPro-{ending}.ttf") as path:
            registerFont(TTFont(name, str(path)))
    registerFontFamily(REGULAR, normal=REGULAR, bold=BOLD, italic=ITALIC, boldItalic=BOLD_ITALIC)
