"""An item as a candidate meets it: in a given order, under printed labels, without anything that tells the key."""

import random
from dataclasses import dataclass
from string import ascii_uppercase
from typing import Any

from question_bank.items import Item, MatchingItem, MultipleItem, NumericItem, OrderingItem, SingleItem


@dataclass(frozen=True)
class Order:
    """Author's ids in the order in which one form shows them; what the kind does not have is empty."""

    options: tuple[str, ...] = ()
    rows: tuple[str, ...] = ()
    columns: tuple[str, ...] = ()
    steps: tuple[str, ...] = ()

    def as_json(self) -> dict[str, list[str]]:
        """Plain lists for storing with the form."""
        return {"options": [*self.options], "rows": [*self.rows], "columns": [*self.columns], "steps": [*self.steps]}

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> "Order":
        """The order stored by `as_json`."""
        return cls(**{part: tuple(ids) for part, ids in data.items()})


@dataclass(frozen=True)
class PublicChoice:
    """One text to choose, under the label that is printed beside it (A, B, … or 1, 2, … for rows)."""

    label: str
    text: str


@dataclass(frozen=True)
class PublicItem:
    """Everything a candidate may see of an item, and nothing else.

    Labels replace the author's ids, because the ids of steps and columns follow the right order in the file.
    """

    kind: str
    stem: str
    choose: int | None
    options: tuple[PublicChoice, ...]
    rows: tuple[PublicChoice, ...]
    columns: tuple[PublicChoice, ...]
    steps: tuple[PublicChoice, ...]
    unit: str | None
    law_as_of: str | None


def shuffled_order(item: Item, rng: random.Random) -> Order:
    """A drawn order of the item's parts; ordering steps never come in the right order."""
    match item:
        case SingleItem() | MultipleItem():
            return Order(options=_shuffled([option.id for option in item.options], rng))
        case MatchingItem():
            rows = _shuffled([row.id for row in item.rows], rng)
            return Order(rows=rows, columns=_shuffled([column.id for column in item.columns], rng))
        case OrderingItem():
            right = tuple(step.id for step in item.steps)
            steps = _shuffled(right, rng)
            while steps == right:
                steps = _shuffled(right, rng)
            return Order(steps=steps)
        case NumericItem():
            return Order()


def _shuffled(ids: list[str] | tuple[str, ...], rng: random.Random) -> tuple[str, ...]:
    return tuple(rng.sample(ids, len(ids)))


def labels(order: Order) -> dict[str, dict[str, str]]:
    """Printed label → author's id, for options, rows, columns and steps: rows are numbered, the rest lettered."""
    return {
        "options": dict(zip(ascii_uppercase, order.options, strict=False)),
        "rows": {str(number): id for number, id in enumerate(order.rows, start=1)},
        "columns": dict(zip(ascii_uppercase, order.columns, strict=False)),
        "steps": dict(zip(ascii_uppercase, order.steps, strict=False)),
    }


def public_view(item: Item, order: Order) -> PublicItem:
    """What a candidate may see of the item, in the order of their form. ValueError when the order is another item's."""
    parts = {part: getattr(item, part, ()) for part in ("options", "rows", "columns", "steps")}
    shown = {}
    for part, by_label in labels(order).items():
        texts = {entry.id: entry.text for entry in parts[part]}
        if sorted(texts) != sorted(by_label.values()):
            raise ValueError(f"the order of {part} is not that of item {item.id} version {item.version}")
        shown[part] = tuple(PublicChoice(label, texts[id]) for label, id in by_label.items())
    return PublicItem(
        kind=item.kind,
        stem=item.stem,
        choose=item.choose if isinstance(item, MultipleItem) else None,
        unit=item.unit if isinstance(item, NumericItem) else None,
        law_as_of=item.source.as_of.isoformat() if item.source.kind == "law" and item.source.as_of else None,
        **shown,
    )
