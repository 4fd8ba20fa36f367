"""The arithmetic of an offer. PURE: integer grosze in and out, halves up.

VAT is computed once per rate, on the sum of the rate's nets (the rule for invoices, art. 106e ust. 1 and 11 of the
VAT act), never line by line: five lines of 0,33 zł at 23 % bear 0,38 zł, not 0,40 zł.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from typing import Any

from sandbox_crm.models.sales import VAT_CODES
from sandbox_crm.sales.arithmetic import half_up

_PERCENT = {"23": 23, "8": 8, "5": 5, "0": 0, "zw": 0, "np": 0}


@dataclass(frozen=True)
class VatLine:
    """What one rate comes to, in grosze."""

    vat_code: str
    net_gr: int
    vat_gr: int
    gross_gr: int


@dataclass(frozen=True)
class OfferTotals:
    """An offer's sums in grosze and its VAT summary, rates in the order of the list."""

    net_gr: int
    vat_gr: int
    gross_gr: int
    by_rate: tuple[VatLine, ...]

    def summary(self) -> list[dict[str, Any]]:
        """The VAT summary as plain values."""
        return [asdict(line) for line in self.by_rate]


def offer_totals(lines: Iterable[tuple[str, int]]) -> OfferTotals:
    """Totals of ``(vat_code, net_gr)`` lines whose nets are already rounded."""
    nets: dict[str, int] = {}
    for code, net_gr in lines:
        nets[code] = nets.get(code, 0) + net_gr
    rates = []
    for code in sorted(nets, key=VAT_CODES.index):
        vat = half_up(nets[code] * _PERCENT[code], 100)
        rates.append(VatLine(code, nets[code], vat, nets[code] + vat))
    return OfferTotals(sum(rate.net_gr for rate in rates), sum(rate.vat_gr for rate in rates),
                       sum(rate.gross_gr for rate in rates), tuple(rates))


def vat_label(code: str) -> str:
    """A rate as documents print it: ``23%``, ``zw.``, ``np.``."""
    return f"{code}%" if code.isdigit() else f"{code}."
