"""Amounts and quantities: integer grosze and thousandths inside, Polish notation outside."""

from __future__ import annotations

import re
from typing import Literal

from app.polish.plural import plural

NBSP = "\u00a0"
_SPACES = re.compile("[ \u00a0\u202f]")
_GROUPED = re.compile("\\d{1,3}([ \u00a0\u202f])\\d{3}(?:\\1\\d{3})*|\\d+")
#: 999 999 999 999,99 zł: beyond any contract of the sandbox, within a 64-bit integer
_MOST_DIGITS = 12

Reason = Literal["empty", "sign", "notation", "places", "size"]


class Unreadable(ValueError):
    """Text that is not an amount or a quantity; ``reason`` says in one word what is wrong with it."""

    def __init__(self, reason: Reason, text: str):
        super().__init__(f"{reason}: {text!r}")
        self.reason, self.text = reason, text


def format_amount(grosze: int) -> str:
    """``123456`` as ``1 234,56`` with no-break spaces."""
    whole, rest = divmod(abs(grosze), 100)
    sign = "−" if grosze < 0 else ""
    return f"{sign}{_grouped(whole)},{rest:02d}"


def format_pln(grosze: int | None) -> str:
    """``123456`` as ``1 234,56 zł`` with no-break spaces; ``None`` as an empty text."""
    return "" if grosze is None else f"{format_amount(grosze)}{NBSP}zł"


def format_quantity(milli: int) -> str:
    """Thousandths as people write them: ``2500`` as ``2,5``, ``3000`` as ``3``."""
    whole, rest = divmod(abs(milli), 1000)
    places = f",{rest:03d}".rstrip("0") if rest else ""
    return f"{'−' if milli < 0 else ''}{_grouped(whole)}{places}"


def parse_amount(text: str) -> int:
    """Grosze from ``1 234,56``, ``1234.5``, ``1234``, also with ``zł`` or ``PLN`` behind. Raises Unreadable.

    Strict: at most two places, groups of three only, no thousands written with a full stop (``1.234`` is refused,
    because it could mean two things).
    """
    return _parse(re.sub(r"(?i)\s*(zł|pln)\.?$", "", text.strip()), 2)


def parse_quantity(text: str) -> int:
    """Thousandths from ``2,5`` or ``1 000,125``. Raises Unreadable."""
    return _parse(text.strip(), 3)


def amount_in_words(grosze: int) -> str:
    """``123456`` as ``tysiąc dwieście trzydzieści cztery złote 56/100``."""
    from num2words import num2words

    whole, rest = divmod(abs(grosze), 100)
    words = num2words(whole, lang="pl")
    noun = plural(whole, "złoty", "złote", "złotych")
    return f"{'minus ' if grosze < 0 else ''}{words} {noun} {rest:02d}/100"


def _parse(text: str, most_places: int) -> int:
    if not text:
        raise Unreadable("empty", text)
    if text[0] in "-−–":
        raise Unreadable("sign", text)
    whole, separator, places = text.replace(",", ".", 1).partition(".")
    if not _GROUPED.fullmatch(whole) or (not whole.isascii() and not _SPACES.search(whole)):
        raise Unreadable("notation", text)
    if separator and not re.fullmatch("[0-9]+", places):
        raise Unreadable("notation", text)
    digits = _SPACES.sub("", whole)
    if len(places) > most_places:
        raise Unreadable("places", text)
    if len(digits) > _MOST_DIGITS:
        raise Unreadable("size", text)
    return int(digits) * 10**most_places + int(places.ljust(most_places, "0") or 0)


def _grouped(whole: int) -> str:
    return f"{whole:,}".replace(",", NBSP)
