"""Polish plurals: 1 konto, 2 konta, 5 kont, 12 kont, 22 konta."""

from __future__ import annotations


def plural(number: int, one: str, few: str, many: str) -> str:
    """The form that goes with ``number``: ``plural(22, "konto", "konta", "kont") == "konta"``."""
    size = abs(number)
    if size == 1:
        return one
    if 2 <= size % 10 <= 4 and not 12 <= size % 100 <= 14:
        return few
    return many


def counted(number: int, one: str, few: str, many: str) -> str:
    """The number with its noun: ``22 konta``."""
    return f"{number} {plural(number, one, few, many)}"
