"""The offer on paper, made of the same rendered blocks as the page on the screen."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from app.paper.page import Sheet, build, plain, styles, width_mm
from app.paper.tables import columns, table
from app.polish.amounts import format_amount, format_pln, format_quantity
from app.polish.dates import format_date
from sandbox_crm.models.offers import PAGE_KINDS
from sandbox_crm.offers.arithmetic import vat_label
from sandbox_crm.snapshot import digest

_WIDTHS = (8, 62, 16, 12, 22, 12, 12, 26)
_RIGHT = (0, 2, 4, 5, 6, 7)


@dataclass(frozen=True)
class OfferPaper:
    """What the paper shows beside the blocks."""

    number: str
    version: int
    issued_on: date
    seller_name: str
    blocks: list[dict[str, Any]]

    @property
    def fingerprint(self) -> str:
        """Hex SHA-256 of the content."""
        return digest([self.number, self.version, self.issued_on.isoformat(), self.blocks])


def offer_pdf(paper: OfferPaper, made_at: datetime) -> bytes:
    """The PDF of an offer; the same content and moment give the same bytes."""
    from reportlab.platypus import Paragraph, Spacer

    look = styles()
    version = f", wersja {paper.version}" if paper.version > 1 else ""
    story: list[Any] = [
        Paragraph(f"Oferta {plain(paper.number)}{version}", look["title"]),
        Paragraph(f"Data wystawienia: {format_date(paper.issued_on)}", look["quiet"]), Spacer(1, 6)]
    edges = {block["kind"]: block["text"] for block in paper.blocks if block["kind"] in PAGE_KINDS}
    blocks = [block for block in paper.blocks if block["kind"] not in PAGE_KINDS]
    while blocks:
        block = blocks.pop(0)
        if block["kind"] in ("seller", "buyer") and blocks and blocks[0]["kind"] in {"seller", "buyer"} - {block["kind"]}:
            half = width_mm() / 2
            story += [columns([_party(block, look), _party(blocks.pop(0), look)], [half, half]), Spacer(1, 10)]
        else:
            story += _flowables(block, look)
    sheet = Sheet(f"Oferta {paper.number}{version}", paper.seller_name, f"Oferta {paper.number}", paper.fingerprint, made_at,
                  foot=paper.seller_name, head=edges.get("header", ""), tail=edges.get("footer", ""))
    return build(story, sheet)


def _flowables(block: dict[str, Any], look: dict[str, Any]) -> list[Any]:
    from reportlab.platypus import KeepTogether, Paragraph, Spacer

    kind, text = block["kind"], plain(block["text"])
    if kind in ("seller", "buyer"):
        return [*_party(block, look), Spacer(1, 8)]
    if kind == "heading":
        return [Paragraph(text, look["heading"])]
    if kind == "line_table":
        return [*([Paragraph(text, look["subheading"])] if text else []), *_lines(block, look)]
    if kind == "terms":
        return [Paragraph("Warunki", look["subheading"]), *([Paragraph(text, look["body"])] if text else [])]
    if kind == "validity":
        return [Paragraph(f"<b>{text}</b>", look["body"])]
    if kind == "signature":
        rows = [Paragraph(plain(row), look["body" if number == 0 else "quiet"]) for number, row in enumerate(block["rows"])]
        return [KeepTogether([Spacer(1, 14), *([Paragraph(text, look["body"])] if text else []), Spacer(1, 20), *rows])]
    return [Paragraph(text, look["body"])] if text else []


def _party(block: dict[str, Any], look: dict[str, Any]) -> list[Any]:
    from reportlab.platypus import Paragraph

    title = "Sprzedawca" if block["kind"] == "seller" else "Nabywca"
    first, *rest = [plain(row) for row in block["rows"]] or [""]
    body = "<br/>".join([f"<b>{first}</b>", *rest])
    extra = [Paragraph(plain(block["text"]), look["cell"])] if block["text"] else []
    return [Paragraph(title, look["head"]), Paragraph(body, look["cell"]), *extra]


def line_rows(lines: list[dict[str, Any]]) -> list[list[str]]:
    """Offer lines as rows of text: number, name, quantity, unit, unit net, discount, VAT, net value."""
    return [[str(number), line["name"], format_quantity(line["qty_milli"]), line["unit"], format_amount(line["price_net_gr"]),
             f"{line['discount_pct']}%" if line["discount_pct"] else "–", vat_label(line["vat_code"]),
             format_amount(line["net_gr"])] for number, line in enumerate(lines, 1)]


def _lines(block: dict[str, Any], look: dict[str, Any]) -> list[Any]:
    from reportlab.platypus import KeepTogether, Paragraph, Spacer

    heads = ("Lp.", "Nazwa", "Ilość", "J.m.", "Cena netto (zł)", "Rabat", "VAT", "Wartość netto (zł)")
    totals = block["totals"]
    vat = [[vat_label(rate["vat_code"]), *(format_amount(rate[name]) for name in ("net_gr", "vat_gr", "gross_gr"))]
           for rate in block["vat"]]
    vat.append(["Razem", *(format_amount(totals[name]) for name in ("net_gr", "vat_gr", "gross_gr"))])
    summary = table(("Stawka VAT", "Netto (zł)", "VAT (zł)", "Brutto (zł)"), vat, (26, 30, 30, 30), right=(1, 2, 3),
                    strong_from=len(vat) - 1)
    summary.hAlign = "RIGHT"
    return [table(heads, line_rows(block["lines"]), _WIDTHS, right=_RIGHT), Spacer(1, 8), KeepTogether([
        summary, Spacer(1, 6), Paragraph(f"<b>Do zapłaty brutto: {format_pln(totals['gross_gr'])}</b>", look["body"]),
        Paragraph(f"Słownie: {plain(totals['words'])}", look["body"]),
        Paragraph("VAT obliczono dla każdej stawki od sumy wartości netto, jak na fakturze.", look["small"]), Spacer(1, 6)])]
