"""Money of selling. PURE: integers in, integers out, halves up; no database, no clock.

The same rules serve form, board, list and report: a line's net, an opportunity's weighted value, the sums of a stage.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass


def half_up(numerator: int, denominator: int) -> int:
    """``numerator / denominator`` rounded to the nearest integer, halves away from zero; ``denominator`` > 0."""
    sign = -1 if numerator < 0 else 1
    return sign * ((2 * abs(numerator) + denominator) // (2 * denominator))


def line_net_gr(qty_milli: int, price_net_gr: int, discount_pct: int = 0) -> int:
    """A line's net in grosze: quantity in thousandths, unit price in grosze, discount in whole percent."""
    return half_up(qty_milli * price_net_gr * (100 - discount_pct), 1000 * 100)


def weighted_gr(value_gr: int | None, probability: int) -> int:
    """Weighted value (wartość ważona) of one opportunity in grosze; an opportunity without a value weighs nothing."""
    return half_up((value_gr or 0) * probability, 100)


@dataclass(frozen=True)
class Totals:
    """Count, full sum and weighted sum, both in grosze. The weighted sum adds weighted values already rounded,
    so that it always equals the sum of what the list shows row by row."""

    count: int = 0
    sum_gr: int = 0
    weighted_gr: int = 0

    def with_one(self, value_gr: int | None, probability: int) -> Totals:
        """The totals after one more opportunity."""
        return Totals(self.count + 1, self.sum_gr + (value_gr or 0), self.weighted_gr + weighted_gr(value_gr, probability))


def added(parts: Iterable[Totals]) -> Totals:
    """Several totals as one."""
    listed = list(parts)
    return Totals(sum(one.count for one in listed), sum(one.sum_gr for one in listed), sum(one.weighted_gr for one in listed))


def totals_of(rows: Iterable[tuple[int | None, int]]) -> Totals:
    """Totals of ``(value_gr, probability)`` pairs."""
    totals = Totals()
    for value_gr, probability in rows:
        totals = totals.with_one(value_gr, probability)
    return totals


def totals_per_stage(rows: Iterable[tuple[int, int | None, int]]) -> dict[int, Totals]:
    """Totals of ``(stage_id, value_gr, probability)`` rows by stage; a stage without rows is not in the result."""
    found: dict[int, Totals] = {}
    for stage_id, value_gr, probability in rows:
        found[stage_id] = found.get(stage_id, Totals()).with_one(value_gr, probability)
    return found
