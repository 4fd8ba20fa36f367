"""What a candidate sees and what counts as right, through the printed labels."""

import json
import random
from dataclasses import asdict, fields

import pytest
from pydantic import TypeAdapter

from question_bank.answers import AnswerRefused, is_right, is_whole, right_value, to_content
from question_bank.items import Item
from question_bank.presentation import Order, PublicItem, public_view, shuffled_order
from tests.question_bank.bank_factory import matching, multiple, numeric, ordering, single

ID = "1.1.a-01"
MAKERS = [single, multiple, matching, ordering, numeric]


def built(make):
    return TypeAdapter(Item).validate_python(make(ID))


@pytest.mark.parametrize("make", MAKERS)
def test_the_public_view_tells_nothing_of_keys_rationales_or_author_ids(make):
    item = built(make)
    order = shuffled_order(item, random.Random("1"))
    shown = json.dumps(asdict(public_view(item, order)), ensure_ascii=False)
    secrets = ["rationale", "key", "answer", "note", "expected", "source", ID, "praktyka", "co rozdziela", "pomyłka"]
    assert not [secret for secret in secrets if secret in shown]
    assert item.stem in shown
    assert {field.name for field in fields(PublicItem)} == {
        "kind", "stem", "choose", "options", "rows", "columns", "steps", "unit", "law_as_of",
    }  # fmt: skip


@pytest.mark.parametrize("make", [single, multiple, matching, ordering])
def test_labels_follow_the_printed_place_and_not_the_author_order(make):
    item = built(make)
    for seed in range(20):
        view = public_view(item, shuffled_order(item, random.Random(str(seed))))
        for part, expected in (("options", "ABCDEF"), ("columns", "ABCDE"), ("steps", "ABCDEF"), ("rows", "12345")):
            assert [entry.label for entry in getattr(view, part)] == list(expected[: len(getattr(view, part))])


def test_steps_are_never_shown_in_the_right_order():
    item = built(ordering)
    right = tuple(step.id for step in item.steps)
    orders = [shuffled_order(item, random.Random(str(seed))).steps for seed in range(300)]
    assert right not in orders and len(set(orders)) > 15


@pytest.mark.parametrize("make", MAKERS)
def test_the_right_value_is_right_and_whole_in_every_order(make):
    item = built(make)
    for seed in range(20):
        order = shuffled_order(item, random.Random(str(seed)))
        value = right_value(item, order)
        assert is_right(item, order, value) and is_whole(item, order, value)
        assert not is_right(item, order, None) and not is_whole(item, order, None)


@pytest.mark.parametrize(
    ("make", "partial"),
    [(multiple, ["A"]), (multiple, []), (matching, {"1": "A"}), (ordering, ["A", "B"])],
)
def test_a_partial_answer_may_be_saved_and_is_neither_whole_nor_right(make, partial):
    item = built(make)
    order = shuffled_order(item, random.Random("2"))
    assert to_content(item, order, partial) is not None
    assert not is_whole(item, order, partial) and not is_right(item, order, partial)


def test_one_wrong_part_spoils_the_whole_answer():
    for make in (matching, ordering, multiple):
        item = built(make)
        order = shuffled_order(item, random.Random("3"))
        right = right_value(item, order)
        if isinstance(right, dict):
            wrong = right | {"1": next(label for label in "ABCD" if label != right["1"])}
        elif make is ordering:
            wrong = [right[1], right[0], *right[2:]]
        else:
            wrong = [right[0], next(label for label in "ABCD" if label not in right)]
        assert is_whole(item, order, wrong) and not is_right(item, order, wrong)


@pytest.mark.parametrize("value", ["12,50", "12.5", " 12,51 ", "12,49", 12.5])
def test_numbers_are_read_with_comma_or_stop_and_within_tolerance(value):
    assert is_right(built(numeric), Order(), value)


@pytest.mark.parametrize("value", ["14", "12,52", "-12,5", "0"])
def test_other_numbers_are_wrong(value):
    assert not is_right(built(numeric), Order(), value)


@pytest.mark.parametrize(
    ("make", "value"),
    [
        (single, "Z"), (single, ["A"]), (single, "a"), (single, 1),
        (multiple, "A"), (multiple, ["A", "A"]), (multiple, ["A", "B", "C"]), (multiple, ["A", "X"]),
        (matching, ["A"]), (matching, {"9": "A"}), (matching, {"1": "Z"}),
        (ordering, {"A": 1}), (ordering, ["A", "A"]),
        (numeric, "dużo"), (numeric, "nan"), (numeric, "Infinity"), (numeric, ""), (numeric, True),
        (numeric, "1" * 40), (numeric, []),
    ],
)  # fmt: skip
def test_a_malformed_answer_is_refused(make, value):
    item = built(make)
    with pytest.raises(AnswerRefused):
        to_content(item, shuffled_order(item, random.Random("4")), value)


def test_an_order_of_another_item_is_refused():
    with pytest.raises(ValueError, match=ID):
        public_view(built(single), Order(options=("a", "b")))


def test_a_law_item_tells_the_date_its_law_was_read():
    law = {"kind": "law", "ref": "art. 5 RODO", "as_of": "2026-11-01", "review_on": "2027-11-01"}
    item = TypeAdapter(Item).validate_python(single(ID) | {"source": law})
    assert public_view(item, shuffled_order(item, random.Random("5"))).law_as_of == "2026-11-01"
    assert public_view(built(numeric), Order()).law_as_of is None
