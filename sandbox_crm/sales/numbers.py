"""Record numbers such as ``SZ/2026/0001``. PURE."""

from __future__ import annotations

from collections.abc import Iterable


def next_number(prefix: str, year: int, taken: Iterable[str]) -> str:
    """The number after the highest one taken in ``year``; numbers of deleted records stay taken."""
    start = f"{prefix}/{year}/"
    used = [int(number[len(start):]) for number in taken if number.startswith(start) and number[len(start):].isdigit()]
    return f"{start}{max(used, default=0) + 1:04d}"
