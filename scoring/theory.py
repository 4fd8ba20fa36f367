"""Marking the test: each item all or nothing without minus points, then a band per criterion.

A frozen item holds its key in the labels of the candidate's own form, so that marking needs no bank. Shapes of key and
value: single "B"; multiple ["A", "C"]; matching {"1": "B"}; ordering ["C", "A"]; numeric "12.50".
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any, Literal

KINDS = ("single", "multiple", "matching", "ordering", "numeric")


@dataclass(frozen=True)
class FrozenItem:
    """An item as it was given: its place in the map, its kind and key. ``tolerance`` is for numeric items."""

    item_id: str
    criterion: str
    kind: str
    key: Any
    deciding: bool = True
    tolerance: str = "0"

    def __post_init__(self) -> None:
        if self.kind not in KINDS:
            raise ValueError(f"item {self.item_id} is of an unknown kind {self.kind!r}; use one of {', '.join(KINDS)}")


@dataclass(frozen=True)
class Bands:
    """From how many right items a criterion is met, and from how many it goes to review (source: plan of the test)."""

    met_from: int = 4
    review_from: int = 2

    def __post_init__(self) -> None:
        if not 0 < self.review_from <= self.met_from:
            raise ValueError("review_from must be at least 1 and at most met_from")


@dataclass(frozen=True)
class ItemScore:
    """One item marked: right, wrong or unanswered."""

    item_id: str
    right: bool
    answered: bool


@dataclass(frozen=True)
class TheoryFinding:
    """A criterion in the test: how many right of how many, and the band. Supporting items never make a result."""

    criterion: str
    result: Literal["met", "review", "not_met"] | None
    right: int
    asked: int
    items: tuple[ItemScore, ...]
    flags: tuple[str, ...]
    rationale_pl: str

    def to_plain(self) -> dict[str, Any]:
        """Plain JSON values."""
        return {"criterion": self.criterion, "result": self.result, "right": self.right, "asked": self.asked,
                "items": [vars(item) for item in self.items], "flags": [*self.flags], "rationale_pl": self.rationale_pl}


def score_item(item: FrozenItem, value: Any) -> bool:
    """Whether the answer is exactly the key; no answer and what cannot be an answer are not right."""
    if value is None:
        return False
    if item.kind == "single":
        return isinstance(value, str) and value == item.key
    if item.kind == "multiple":
        return isinstance(value, list | tuple) and _labels(value) and sorted(value) == sorted(item.key)
    if item.kind == "matching":
        return isinstance(value, Mapping) and dict(value) == dict(item.key)
    if item.kind == "ordering":
        return isinstance(value, list | tuple) and list(value) == list(item.key)
    typed = _number(value)
    return typed is not None and abs(typed - Decimal(str(item.key))) <= Decimal(item.tolerance)


def score_test(items: Iterable[FrozenItem], values: Mapping[str, Any], bands: Bands = Bands()) -> list[TheoryFinding]:
    """Every criterion of the test, in order of codes. ``values``: item id → answer."""
    by_criterion: dict[tuple[str, bool], list[FrozenItem]] = {}
    for item in items:
        by_criterion.setdefault((item.criterion, item.deciding), []).append(item)
    return [_finding(code, deciding, group, values, bands) for (code, deciding), group in sorted(by_criterion.items())]


def _finding(code: str, deciding: bool, group: list[FrozenItem], values: Mapping[str, Any], bands: Bands) -> TheoryFinding:
    scores = tuple(ItemScore(item.item_id, score_item(item, values.get(item.item_id)), values.get(item.item_id) is not None)
                   for item in sorted(group, key=lambda item: item.item_id))
    right, asked = sum(score.right for score in scores), len(scores)
    told = f"Poprawnych odpowiedzi w teście: {right} z {asked}"
    if not deciding:
        low = 2 * right < asked
        flags = (f"Zadania pomocnicze w teście: poprawnie {right} z {asked}.",) if low else ()
        return TheoryFinding(code, None, right, asked, scores, flags, f"{told} (zadania pomocnicze, nie rozstrzygają).")
    result = "met" if right >= bands.met_from else "review" if right >= bands.review_from else "not_met"
    return TheoryFinding(code, result, right, asked, scores, (), f"{told}; próg wstępny: {bands.met_from}.")


def _labels(value: Iterable[Any]) -> bool:
    return all(isinstance(label, str) for label in value)


def _number(value: Any) -> Decimal | None:
    if isinstance(value, bool):
        return None
    try:
        number = Decimal("".join(str(value).split()).replace(",", "."))
    except InvalidOperation:
        return None
    return number if number.is_finite() else None
