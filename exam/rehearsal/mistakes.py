"""Wrong answers to test items that a candidate could really give. PURE."""

from __future__ import annotations

from decimal import Decimal
from itertools import combinations
from typing import Any

from question_bank.answers import is_right, right_value
from question_bank.items import Item, MatchingItem, MultipleItem, NumericItem, OrderingItem
from question_bank.presentation import Order, labels


def wrong_value(item: Item, order: Order) -> Any:
    """A whole, well-formed answer that is not right. ValueError for an item that has none."""
    for value in _tries(item, order):
        if not is_right(item, order, value):
            return value
    raise ValueError(f"item {item.id} has no wrong answer")


def _tries(item: Item, order: Order) -> list[Any]:
    shown, right = labels(order), right_value(item, order)
    match item:
        case MultipleItem():
            return [list(some) for some in combinations(shown["options"], item.choose)]
        case MatchingItem():
            columns = list(right.values())
            return [dict(zip(right, [*columns[1:], columns[0]], strict=True)),
                    *(dict.fromkeys(right, column) for column in shown["columns"])]
        case OrderingItem():
            return [right[::-1]]
        case NumericItem():
            return [str(item.answer + 10 * (item.tolerance + Decimal(1)))]
        case _:
            return list(shown["options"])
