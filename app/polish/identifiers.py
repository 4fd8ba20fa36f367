"""NIP, REGON, KRS and the postcode: what each must look like, and what is wrong with one that does not.

A problem is one word: ``digits`` (something else than digits), ``length``, ``checksum``, ``zeros`` (all zeros pass
the checksum but belong to nobody), ``format``. ``None`` means that nothing is wrong.
"""

from __future__ import annotations

import re

_FILLING = re.compile(r"[\s\u00a0\u202f\-–.]")
_NIP_WEIGHTS = (6, 5, 7, 2, 3, 4, 5, 6, 7)
_REGON_9 = (8, 9, 2, 3, 4, 5, 6, 7)
_REGON_14 = (2, 4, 8, 5, 0, 9, 7, 3, 6, 1, 2, 4, 8)


def clean_digits(text: str | None) -> str:
    """The text without the spaces, dashes and dots that people put between digits."""
    return _FILLING.sub("", text or "")


def clean_nip(text: str | None) -> str:
    """A NIP without filling and without the country prefix ``PL``."""
    bare = clean_digits(text)
    return bare[2:] if bare[:2].upper() == "PL" else bare


def nip_problem(text: str | None) -> str | None:
    """What is wrong with a NIP (10 digits, weights 6 5 7 2 3 4 5 6 7 modulo 11)."""
    bare = clean_nip(text)
    shape = _shape_problem(bare, (10,))
    if shape:
        return shape
    control = _weighted(bare, _NIP_WEIGHTS) % 11
    return None if control == int(bare[9]) else "checksum"


def regon_problem(text: str | None) -> str | None:
    """What is wrong with a REGON (9 or 14 digits; a leading zero is right)."""
    bare = clean_digits(text)
    shape = _shape_problem(bare, (9, 14))
    if shape:
        return shape
    if _weighted(bare, _REGON_9) % 11 % 10 != int(bare[8]):
        return "checksum"
    if len(bare) == 14 and _weighted(bare, _REGON_14) % 11 % 10 != int(bare[13]):
        return "checksum"
    return None


def krs_problem(text: str | None) -> str | None:
    """What is wrong with a KRS number (10 digits with leading zeros, no checksum)."""
    return _shape_problem(clean_digits(text), (10,))


def postcode_problem(text: str | None) -> str | None:
    """What is wrong with a Polish postcode (``00-000``)."""
    return None if re.fullmatch("[0-9]{2}-[0-9]{3}", (text or "").strip()) else "format"


def pesel_like(text: str | None) -> bool:
    """Whether the text is a PESEL by its checksum: what a sales database should not hold."""
    bare = clean_digits(text)
    if not re.fullmatch("[0-9]{11}", bare):
        return False
    return (10 - _weighted(bare, (1, 3, 7, 9, 1, 3, 7, 9, 1, 3)) % 10) % 10 == int(bare[10])


def _shape_problem(bare: str, lengths: tuple[int, ...]) -> str | None:
    if not re.fullmatch("[0-9]+", bare):
        return "digits"
    if len(bare) not in lengths:
        return "length"
    return "zeros" if not bare.strip("0") else None


def _weighted(digits: str, weights: tuple[int, ...]) -> int:
    return sum(int(digit) * weight for digit, weight in zip(digits, weights, strict=False))
