"""The certificate on paper: one A4 page in Polish, with the qualification's data, the term and a code to verify it."""

from __future__ import annotations

import hashlib
import io
import json
from datetime import datetime
from typing import Any

import segno

from app.paper import fonts, page

GOLD, INK, QUIET = "#a9781f", "#22303c", "#57606a"


def fingerprint_of(printed: dict[str, Any]) -> str:
    """Hex SHA-256 of every word on the certificate."""
    return hashlib.sha256(json.dumps(printed, ensure_ascii=False, sort_keys=True).encode()).hexdigest()


def draw(printed: dict[str, Any], code: str, verify_url: str, made_at: datetime) -> bytes:
    """The certificate's PDF. ``printed``: see `exam.certificates.issuing.words_of`."""
    from reportlab.lib.enums import TA_CENTER
    from reportlab.lib.styles import ParagraphStyle
    from reportlab.lib.units import mm
    from reportlab.platypus import Paragraph, Spacer

    styles = page.styles()

    def centred(name: str, size: float, font: str = fonts.REGULAR, colour: str = INK, after: float = 4) -> ParagraphStyle:
        return ParagraphStyle(
            name,
            parent=styles["body"],
            alignment=TA_CENTER,
            fontName=font,
            fontSize=size,
            leading=size * 1.3,
            textColor=colour,
            spaceAfter=after,
        )

    small, body = centred("c-small", 9, colour=QUIET, after=2), centred("c-body", 11)
    story = [
        Spacer(1, 10 * mm),
        Paragraph(page.plain(printed["institution"]), centred("c-inst", 12, fonts.SEMIBOLD)),
        Paragraph(page.plain(printed["institution_line"]), small),
        Spacer(1, 22 * mm),
        Paragraph("CERTYFIKAT", centred("c-title", 34, fonts.BOLD, GOLD, 2)),
        Paragraph(f"nr {page.plain(printed['number'])}", centred("c-number", 12, fonts.SEMIBOLD)),
        Spacer(1, 10 * mm),
        Paragraph("poświadcza, że", body),
        Spacer(1, 2 * mm),
        Paragraph(page.plain(printed["holder"]), centred("c-holder", 24, fonts.SEMIBOLD)),
        Paragraph(page.plain(printed["born"]), body),
        Spacer(1, 4 * mm),
        Paragraph("ma kwalifikację wolnorynkową uzyskaną w wyniku walidacji:", body),
        Spacer(1, 2 * mm),
        Paragraph(f"„{page.plain(printed['qualification'])}”", centred("c-qual", 16, fonts.BOLD, after=3)),
        Paragraph(page.plain(printed["qualification_line"]), body),
        Spacer(1, 6 * mm),
        Paragraph(page.plain(printed["outcomes_line"]), small),
        Spacer(1, 12 * mm),
        _dates(printed, styles),
        Spacer(1, 20 * mm),
        _foot(printed, code, verify_url, styles),
    ]
    sheet = page.Sheet(
        title=f"Certyfikat {printed['number']}",
        author=printed["institution"],
        number=printed["number"],
        fingerprint=fingerprint_of(printed),
        made_at=made_at,
    )
    return page.build(story, sheet)


def _dates(printed: dict[str, Any], styles: dict[str, Any]) -> Any:
    from reportlab.lib.colors import HexColor
    from reportlab.lib.units import mm
    from reportlab.platypus import Paragraph, Table, TableStyle

    cells = [
        [Paragraph(label, styles["quiet"]) for label in ("Data decyzji", "Data wystawienia", "Ważny do")],
        [Paragraph(f"<b>{page.plain(printed[key])}</b>", styles["body"]) for key in ("decided_on", "issued_on", "valid_until")],
    ]
    table = Table(cells, colWidths=[56 * mm] * 3, hAlign="CENTER")
    table.setStyle(
        TableStyle(
            [
                ("LINEABOVE", (0, 0), (-1, 0), 0.8, HexColor(GOLD)),
                ("LINEBELOW", (0, 1), (-1, 1), 0.8, HexColor(GOLD)),
                ("TOPPADDING", (0, 0), (-1, 0), 6),
                ("BOTTOMPADDING", (0, 1), (-1, 1), 4),
            ]
        )
    )
    return table


def _foot(printed: dict[str, Any], code: str, verify_url: str, styles: dict[str, Any]) -> Any:
    from reportlab.lib.units import mm
    from reportlab.platypus import Paragraph, Spacer, Table, TableStyle

    words = [
        Paragraph("Sprawdzenie certyfikatu", styles["subheading"]),
        Paragraph(
            f"{page.plain(verify_url)}<br/>numer: <b>{page.plain(printed['number'])}</b><br/>kod: <b>{page.plain(code)}</b>",
            styles["small"],
        ),
        Paragraph(page.plain(printed["renewal_line"]), styles["small"]),
    ]
    signature = [
        Spacer(1, 14 * mm),
        Paragraph("." * 46, styles["small"]),
        Paragraph(page.plain(printed["signatory"]), styles["small"]),
        Paragraph("podpis osoby zatwierdzającej", styles["small"]),
    ]
    table = Table([[_qr(verify_url), words, signature]], colWidths=[30 * mm, 82 * mm, 58 * mm])
    table.setStyle(TableStyle([("VALIGN", (0, 0), (-1, -1), "TOP"), ("LEFTPADDING", (0, 0), (0, 0), 0)]))
    return table


def _qr(text: str) -> Any:
    from reportlab.lib.units import mm
    from reportlab.platypus import Image

    picture = io.BytesIO()
    segno.make(text, error="m").save(picture, kind="png", scale=8, border=1)
    picture.seek(0)
    return Image(picture, width=26 * mm, height=26 * mm)
