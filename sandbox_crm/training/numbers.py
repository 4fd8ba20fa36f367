"""Numbers that no business can carry and no exam of ours gives.

A NIP has the form ``d00…``, which the Ministry's schema does not know; its six digits after that begin at 950 000, while
those of a scenario end at 900 100. A REGON begins with 53 (those of a scenario begin with 0), a KRS number with 0009999
(those of a scenario stay below 0009999).
"""

from __future__ import annotations

from app.polish.identifiers import nip_problem, regon_problem


def fictional_nip(number: int) -> str:
    """The ``number``-th NIP of the practice company (from 0)."""
    return _closed(f"{1 + number % 9}00{950_100 + number * 3:06d}", nip_problem) or fictional_nip(number + 1_000)


def fictional_regon(number: int) -> str:
    """The ``number``-th REGON (nine digits)."""
    return _closed(f"531{number:05d}", regon_problem) or ""


def fictional_krs(number: int) -> str:
    """The ``number``-th KRS number (10 digits)."""
    return f"0009999{number:03d}"


def _closed(stem: str, problem: object) -> str | None:
    """The stem with its check digit; None where no digit closes it."""
    return next((stem + digit for digit in "0123456789" if problem(stem + digit) is None), None)  # type: ignore[operator]
