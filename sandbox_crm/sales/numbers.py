"""Record numbers such as ``SZ/2026/0001``: each is one more than the highest of its year, found through an index."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

#: how many digits a number may end with; four are written, more come with the ten thousandth
WIDTHS = range(1, 13)


def next_number(prefix: str, year: int, taken: Iterable[str]) -> str:
    """The number after the highest one taken in ``year``; numbers of deleted records stay taken."""
    start = f"{prefix}/{year}/"
    used = [int(number[len(start):]) for number in taken if number.startswith(start) and number[len(start):].isdigit()]
    return f"{start}{max(used, default=0) + 1:04d}"


def highest(session: Session, column: Any, prefix: str, year: int) -> list[str]:
    """The highest number of ``year`` of each width that stands in ``column``, deleted records included: texts of one width
    sort like the numbers they hold, so that the index of width and text (`models.indexes`) gives each at once."""
    start = f"{prefix}/{year}/"
    last = [select(column).where(
        func.length(column) == len(start) + width, column.between(start + "0" * width, start + "9" * width),
        column.op("GLOB")(start + "[0-9]" * width)).order_by(column.desc()).limit(1).scalar_subquery() for width in WIDTHS]
    return [number for number in session.execute(select(*last)).one() if number is not None]
