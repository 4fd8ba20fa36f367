"""The rule by which 39 results become one: a versioned setting that the protocol states.

Source of the default: the qualification wants all learning outcomes confirmed; that every criterion must be met is the
institution's setting. ``percent_55_75`` needs a basis in the institution's own regulations.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

CaseResult = Literal["positive", "negative", "undecided"]
PERCENT_WARNING = "wymaga podstawy w regulaminie IC"


@dataclass(frozen=True)
class PassRule:
    """``conjunctive``: every outcome must be confirmed, an outcome when ``criteria_share`` of its criteria are met
    (1: every one). ``percent_55_75``: shares of the two parts instead."""

    kind: Literal["conjunctive", "percent_55_75"] = "conjunctive"
    criteria_share: Fraction = Fraction(1)
    theory_share: Fraction = Fraction(55, 100)
    practical_share: Fraction = Fraction(75, 100)

    def __post_init__(self) -> None:
        if self.kind not in ("conjunctive", "percent_55_75"):
            raise ValueError(f"unknown pass rule {self.kind!r}")
        if not all(0 < share <= 1 for share in (self.criteria_share, self.theory_share, self.practical_share)):
            raise ValueError("shares must lie above 0 and at most 1")

    @property
    def warning_pl(self) -> str:
        """What must be told beside the rule; empty where nothing."""
        return PERCENT_WARNING if self.kind == "percent_55_75" else ""

    @property
    def words_pl(self) -> str:
        """The rule as the protocol states it."""
        if self.kind == "percent_55_75":
            return (
                f"Wynik pozytywny wymaga co najmniej {_percent(self.theory_share)} w części teoretycznej "
                f"i co najmniej {_percent(self.practical_share)} w części praktycznej ({PERCENT_WARNING})."
            )
        wanted = (
            "wszystkich jego kryteriów"
            if self.criteria_share == 1
            else f"co najmniej {_percent(self.criteria_share)} jego kryteriów"
        )
        return (
            "Wynik pozytywny wymaga potwierdzenia wszystkich efektów uczenia się. "
            f"Efekt jest potwierdzony, gdy spełniono {wanted}."
        )


@dataclass(frozen=True)
class CaseOutcome:
    """The case by the rule: each learning outcome, each part, the whole. ``open_criteria`` keep it undecided."""

    result: CaseResult
    outcomes: dict[str, str]
    parts: dict[str, str]
    open_criteria: tuple[str, ...]
    rule: PassRule


def apply_rule(
    results: Mapping[str, str | None],
    outcomes: Mapping[str, Collection[str]],
    theory: Collection[str],
    rule: PassRule = PassRule(),
) -> CaseOutcome:
    """Apply the rule. ``results``: criterion → met, not_met, anything else is open; ``outcomes``: outcome → criteria;
    ``theory``: criteria of the theoretical part, all others are practical. ValueError on a criterion without a result."""
    wanted = [code for codes in outcomes.values() for code in codes]
    absent = sorted(set(wanted) - set(results))
    if absent:
        raise ValueError(f"there is no result for {', '.join(absent)}; give None where a criterion is still open")
    by_outcome = {name: _shared(results, codes, rule.criteria_share) for name, codes in outcomes.items()}
    shares = (rule.theory_share, rule.practical_share) if rule.kind == "percent_55_75" else (Fraction(1), Fraction(1))
    groups = ([code for code in wanted if code in theory], [code for code in wanted if code not in theory])
    parts = {
        name: _shared(results, codes, share) for name, codes, share in zip(("theory", "practical"), groups, shares, strict=True)
    }
    still_open = tuple(code for code in wanted if results[code] not in ("met", "not_met"))
    deciding = parts if rule.kind == "percent_55_75" else by_outcome
    passed = all(result == "met" for result in deciding.values())
    result: CaseResult = "undecided" if still_open else "positive" if passed else "negative"
    return CaseOutcome(result, by_outcome, parts, still_open, rule)


def _shared(results: Mapping[str, str | None], codes: Collection[str], share: Fraction) -> str:
    """met, not_met, or undecided for a group of criteria of which ``share`` must be met."""
    if not codes:
        return "met"
    if any(results[code] not in ("met", "not_met") for code in codes):
        return "undecided"
    return "met" if Fraction(sum(results[code] == "met" for code in codes), len(codes)) >= share else "not_met"


def _percent(share: Fraction) -> str:
    value = share * 100
    return f"{value.numerator}%" if value.denominator == 1 else f"{float(value):.1f}%".replace(".", ",")
