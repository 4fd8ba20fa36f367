"""From a template to an offer's content: one model that the page, the preview and the PDF are made of. PURE.

A rendered block is ``{"kind", "text"}``, with ``rows`` for seller and buyer, ``rows`` for the signature, and for the
line table ``lines``, ``vat`` and ``totals``. Every value is plain text; whoever prints it escapes it.
"""

from __future__ import annotations

from typing import Any

from app.polish.amounts import amount_in_words
from sandbox_crm.offers.tags import fill
from sandbox_crm.offers.values import Parties, Terms, buyer_rows, seller_rows

DEFAULT_VALIDITY = "Oferta jest ważna do {{offer.valid_until}}."


def rendered(blocks: list[dict[str, str]], who: Parties, terms: Terms, values: dict[str, str],
             lines: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The blocks with tags replaced and fixed parts filled in."""
    return [_one(block, who, terms, values, lines) for block in blocks]


def _one(block: dict[str, str], who: Parties, terms: Terms, values: dict[str, str],
         lines: list[dict[str, Any]]) -> dict[str, Any]:
    kind, text = block["kind"], fill(block["text"], values)
    if kind == "seller":
        return {"kind": kind, "text": text, "rows": seller_rows(who.seller)}
    if kind == "buyer":
        return {"kind": kind, "text": text, "rows": buyer_rows(who)}
    if kind == "validity":
        return {"kind": kind, "text": text or fill(DEFAULT_VALIDITY, values)}
    if kind == "signature":
        signs = [who.owner.name, who.owner.role, who.owner.email] if who.owner else []
        return {"kind": kind, "text": text, "rows": [row for row in signs if row]}
    if kind == "line_table":
        totals = terms.totals
        return {"kind": kind, "text": text, "lines": lines, "vat": totals.summary(),
                "totals": {"net_gr": totals.net_gr, "vat_gr": totals.vat_gr, "gross_gr": totals.gross_gr,
                           "words": amount_in_words(totals.gross_gr)}}
    return {"kind": kind, "text": text}
