"""Numbers and amounts as Poles and computers write them. What can be read in two ways gives two readings."""

from __future__ import annotations

import re
import unicodedata
from decimal import ROUND_HALF_UP, Decimal

_SPACES = re.compile(r"[\s'’_]")
_UNITS = re.compile(r"(?:zł(?:otych|ote|oty)?|zl|pln|netto|brutto|gr(?:oszy)?|%|proc(?:ent)?\.?|szt(?:uk)?\.?|dni|dzień|"
                    r"zada(?:nie|nia|ń)|szans(?:a|y)?|ok\.?|około|razem|suma|=|:)+\.?")
_THOUSANDS = re.compile(r"(?:tys(?:iące|ięcy|iąc)?\.?)$")
_MILLIONS = re.compile(r"(?:mln|milion(?:y|ów)?)\.?$")
_LONGEST = 24


def numbers(raw: str) -> tuple[Decimal, ...]:
    """Every number that the text may mean: ``1 234,56`` one, ``12.500`` two (12,5 and 12500), words none."""
    settled = _SPACES.sub("", unicodedata.normalize("NFKC", raw).casefold())
    settled = re.sub("[‐‑‒–—−]", "-", settled)
    settled = _UNITS.sub("", settled).removesuffix(",-")
    scale = Decimal(1)
    for pattern, factor in ((_THOUSANDS, 1000), (_MILLIONS, 1_000_000)):
        if pattern.search(settled):
            settled, scale = pattern.sub("", settled), Decimal(factor)
    sign = Decimal(-1) if settled.startswith("-") else Decimal(1)
    body = settled.lstrip("+-")
    if not body.isascii() or len(body) > _LONGEST:
        return ()
    return tuple(dict.fromkeys(sign * scale * Decimal(reading) for reading in _readings(body)))


def _readings(body: str) -> list[str]:
    if re.fullmatch(r"\d+", body):
        return [body]
    if re.fullmatch(r"\d+[.,]\d+", body):
        whole, _, places = re.split(r"([.,])", body)
        grouped = len(places) == 3 and 1 <= len(whole) <= 3 and not whole.startswith("0")
        return [f"{whole}.{places}", *([whole + places] if grouped else [])]
    if re.fullmatch(r"\d{1,3}(?:\.\d{3})+(?:,\d+)?", body):
        return [body.replace(".", "").replace(",", ".")]
    if re.fullmatch(r"\d{1,3}(?:,\d{3})+(?:\.\d+)?", body):
        return [body.replace(",", "")]
    return []


def scaled(value: Decimal, factor: int) -> int:
    """``value`` times ``factor`` as an integer, halves away from zero: złote to grosze, units to thousandths."""
    return int((value * factor).quantize(Decimal(1), rounding=ROUND_HALF_UP))


def plain(value: Decimal) -> str:
    """A number's one spelling: no needless zeros, a full stop before decimals, never an exponent."""
    text = format(value, "f")
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return "0" if text in ("-0", "") else text


def places_typed(raw: str) -> int:
    """How many decimal places the text gives; 0 for a whole number."""
    found = re.search(r"[.,](\d{1,2})\D*$", _SPACES.sub("", raw))
    return len(found[1]) if found else 0


def rounds_to(exact: Decimal, typed: Decimal, places: int) -> bool:
    """Whether ``typed`` is ``exact`` rounded to ``places`` decimals, halves away from zero."""
    return exact.quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_UP) == typed
