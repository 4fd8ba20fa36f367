"""A candidate's answer as it is given, under the printed labels: whether it can be read, is whole, and is right.

Shapes of a value: single "B"; multiple ["A", "C"]; matching {"1": "B", "2": "A"}; ordering ["C", "A", "B"];
numeric "12,50" (comma or full stop). None means no answer. An answer may be partial while it is being given.
"""

from decimal import Decimal, InvalidOperation
from typing import Any

from question_bank.items import Item, MatchingItem, MultipleItem, NumericItem, OrderingItem, SingleItem
from question_bank.presentation import Order, labels

LONGEST_NUMBER = 20


class AnswerRefused(ValueError):
    """The value cannot be an answer to this item as this form shows it; the message says why."""


def to_content(item: Item, order: Order, value: Any) -> Any:
    """The answer in the author's ids (numeric: Decimal); None stays None. AnswerRefused when it is malformed."""
    if value is None:
        return None
    by_label = labels(order)
    match item:
        case SingleItem():
            return _known(value, by_label["options"])
        case MultipleItem():
            chosen = frozenset(_listed(value, by_label["options"]))
            if len(chosen) > item.choose:
                raise AnswerRefused(f"{len(chosen)} options chosen; at most {item.choose} may be")
            return chosen
        case MatchingItem():
            if not isinstance(value, dict):
                raise AnswerRefused("a matching answer is an object of row label to column label")
            return {_known(row, by_label["rows"]): _known(col, by_label["columns"]) for row, col in value.items()}
        case OrderingItem():
            return tuple(_listed(value, by_label["steps"]))
        case NumericItem():
            return _number(value)


def _known(label: Any, by_label: dict[str, str]) -> str:
    if not isinstance(label, str) or label not in by_label:
        raise AnswerRefused(f"unknown label {label!r:.40}; use one of {', '.join(by_label)}")
    return by_label[label]


def _listed(value: Any, by_label: dict[str, str]) -> list[str]:
    if not isinstance(value, list | tuple):
        raise AnswerRefused("the answer is a list of labels")
    ids = [_known(label, by_label) for label in value]
    if len(set(ids)) != len(ids):
        raise AnswerRefused("a label is given twice")
    return ids


def _number(value: Any) -> Decimal:
    text = str(value).strip().replace("\u00a0", "").replace(" ", "").replace(",", ".")
    try:
        number = Decimal(text)
    except InvalidOperation:
        number = Decimal("NaN")
    if isinstance(value, bool) or len(text) > LONGEST_NUMBER or not number.is_finite():
        raise AnswerRefused(f"{value!r:.40} is not a number; write digits, e.g. 12,50")
    return number


def is_whole(item: Item, order: Order, value: Any) -> bool:
    """Whether nothing is left to fill in: as many options as asked, every row, every step."""
    content = to_content(item, order, value)
    if content is None:
        return False
    match item:
        case MultipleItem():
            return len(content) == item.choose
        case MatchingItem():
            return len(content) == len(item.rows)
        case OrderingItem():
            return len(content) == len(item.steps)
        case _:
            return True


def is_right(item: Item, order: Order, value: Any) -> bool:
    """All or nothing, no minus points: whether the answer is exactly the key. No answer is not right."""
    content = to_content(item, order, value)
    if content is None:
        return False
    match item:
        case SingleItem():
            return content == item.keys[0]
        case MultipleItem():
            return content == frozenset(item.keys)
        case MatchingItem():
            return content == {row.id: row.answer for row in item.rows}
        case OrderingItem():
            return content == tuple(step.id for step in item.steps)
        case NumericItem():
            return abs(content - item.answer) <= item.tolerance


def right_value(item: Item, order: Order) -> Any:
    """The right answer in this form's labels, as a candidate would give it; for keys on paper and for rehearsals."""
    label = {part: {id: shown for shown, id in ids.items()} for part, ids in labels(order).items()}
    match item:
        case SingleItem():
            return label["options"][item.keys[0]]
        case MultipleItem():
            return sorted(label["options"][key] for key in item.keys)
        case MatchingItem():
            return {label["rows"][row.id]: label["columns"][row.answer] for row in item.rows}
        case OrderingItem():
            return [label["steps"][step.id] for step in item.steps]
        case NumericItem():
            return str(item.answer)
