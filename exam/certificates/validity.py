"""Number, term and standing of a certificate. PURE."""

from __future__ import annotations

import calendar
from datetime import date

CHECK_LETTERS = "ABCDEFGHJKLMNPRSTUVWXYZ"  # 23 letters, none that a reader takes for a digit


def number_of(code: str, qualification: str, year: int, ordinal: int) -> str:
    """``IC/13881/2026/00042-K``: the letter is the digits' remainder by 23, so that one wrong digit shows."""
    digits = int(f"{qualification}{year}{ordinal:05d}")
    return f"{code}/{qualification}/{year}/{ordinal:05d}-{CHECK_LETTERS[digits % 23]}"


def well_formed(number: str) -> bool:
    """Whether a typed number can be a certificate's: form and check letter."""
    parts = number.strip().upper().split("/")
    if len(parts) != 4 or "-" not in parts[3] or len(number) > 60 or not number.isascii():
        return False
    ordinal, _, letter = parts[3].partition("-")
    if not (parts[1].isdigit() and parts[2].isdigit() and ordinal.isdigit() and len(letter) == 1):
        return False
    return CHECK_LETTERS[int(f"{parts[1]}{parts[2]}{ordinal}") % 23] == letter


def valid_until(issued_on: date, years: int) -> date:
    """The last day of validity: the same day ``years`` later, or the last day of that month (art. 112 KC)."""
    year = issued_on.year + years
    return date(year, issued_on.month, min(issued_on.day, calendar.monthrange(year, issued_on.month)[1]))


def standing(last_change: str | None, until: date, today: date) -> str:
    """``valid``, ``expired``, ``suspended``, ``revoked`` or ``superseded``."""
    if last_change in ("revoked", "superseded", "suspended"):
        return last_change
    return "expired" if today > until else "valid"
