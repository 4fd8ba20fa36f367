"""Forms: as the plan says, reproducible, fair, and refused aloud when the bank is short."""

import itertools
import json
from collections import Counter

import pytest

from question_bank.answers import is_right, right_value
from question_bank.assembly import BlueprintError, Form, assemble
from question_bank.bank import load_items
from question_bank.blueprint import Band
from question_bank.presentation import public_view

SEEDS = 300


@pytest.fixture(scope="module")
def forms(made_items, blueprint):
    """Forms of three hundred seeds."""
    return [assemble(made_items.values(), blueprint, seed) for seed in range(SEEDS)]


def changed(items, id, **changes):
    return items | {id: items[id].model_copy(update=changes)}


def test_the_plan_is_that_of_the_validation_rules(blueprint):
    assert (blueprint.size, blueprint.deciding_size, blueprint.minutes) == (56, 48, 75)
    assert {cell.criterion: cell.count for cell in blueprint.cells if not cell.deciding} == {"1.3.b": 4, "1.3.c": 4}
    assert all(cell.count == 6 and cell.least_single == 4 for cell in blueprint.cells if cell.deciding)
    assert blueprint.threshold_label == "próg wstępny"


def test_bands_are_four_to_six_met_two_and_three_review_below_not_met(blueprint):
    bands = [blueprint.band("1.1.a", right) for right in range(7)]
    assert bands == [Band.NOT_MET] * 2 + [Band.REVIEW] * 2 + [Band.MET] * 3
    assert blueprint.band("1.3.b", 0) is None
    for right in (-1, 7):
        with pytest.raises(ValueError):
            blueprint.band("1.1.a", right)
    with pytest.raises(KeyError):
        blueprint.band("1.2.b", 3)


def test_every_form_fills_every_cell_with_different_items(forms, blueprint):
    wanted = {cell.criterion: cell.count for cell in blueprint.cells}
    for form in forms:
        assert Counter(item.criterion for item in form.items) == wanted
        assert len({item.item_id for item in form.items}) == 56
        assert [item.position for item in form.items] == list(range(1, 57))
        assert sum(item.deciding for item in form.items) == 48


def test_every_form_is_equally_difficult(forms, made_items, blueprint):
    sums = [sum(made_items[item.item_id].expected for item in form.items) for form in forms]
    mean = sum(
        cell.count * sum(i.expected for i in made_items.values() if i.criterion == cell.criterion) / 12
        for cell in blueprint.cells
    )
    assert max(abs(total - mean) for total in sums) < 0.1


def test_every_cell_alone_is_evenly_difficult(forms, made_items):
    by_cell = {}
    for form in forms:
        for code in {item.criterion for item in form.items}:
            total = sum(made_items[item.item_id].expected for item in form.items if item.criterion == code)
            by_cell.setdefault(code, []).append(total)
    assert max(max(totals) - min(totals) for totals in by_cell.values()) < 0.3


def test_every_item_is_used_and_none_too_often(forms):
    uses = Counter(item.item_id for form in forms for item in form.items)
    assert len(uses) == 120
    assert max(uses.values()) < 0.75 * SEEDS


def test_neighbours_ask_about_different_criteria(forms):
    for form in forms:
        codes = [item.criterion for item in form.items]
        assert not [pair for pair in itertools.pairwise(codes) if pair[0] == pair[1]]


def test_the_same_seed_gives_the_same_form_whatever_the_order_of_the_bank(made_items, blueprint):
    one = assemble(made_items.values(), blueprint, "K-17")
    other = assemble(reversed(list(made_items.values())), blueprint, "K-17")
    assert one == other
    assert one.form_id != assemble(made_items.values(), blueprint, "K-18").form_id


def test_forms_and_their_options_differ_between_seeds(forms):
    assert len({form.form_id for form in forms}) == SEEDS
    orders = {item.order for form in forms for item in form.items if item.item_id == "1.1.a-01"}
    assert len(orders) == 6


def test_a_form_survives_json_and_a_changed_one_is_refused(made_items, blueprint):
    form = assemble(made_items.values(), blueprint, 1)
    stored = json.loads(json.dumps(form.as_json()))
    assert Form.from_json(stored) == form
    stored["items"][0]["item_id"] = "1.1.a-99"
    with pytest.raises(ValueError, match="changed"):
        Form.from_json(stored)


def test_a_form_pins_version_and_content_of_its_items(made_items, blueprint):
    for entry in assemble(made_items.values(), blueprint, 2).items:
        item = made_items[entry.item_id]
        assert (entry.version, entry.sha256) == (item.version, item.sha256)
        assert public_view(item, entry.order).stem == item.stem


def test_enemies_never_meet_even_across_criteria(made_items, blueprint):
    items = changed(made_items, "1.1.a-01", enemies=("1.1.a-02", "1.3.a-05"))
    items = changed(items, "1.1.a-02", enemies=("1.1.a-01",))
    items = changed(items, "1.3.a-05", enemies=("1.1.a-01",))
    seen = Counter()
    for seed in range(SEEDS):
        ids = {item.item_id for item in assemble(items.values(), blueprint, seed).items}
        assert not {"1.1.a-01", "1.1.a-02"} <= ids and not {"1.1.a-01", "1.3.a-05"} <= ids
        seen.update(ids & {"1.1.a-01", "1.1.a-02", "1.3.a-05"})
    assert len(seen) == 3


def test_at_least_four_of_six_are_single_choice(made_items, blueprint):
    items = made_items
    for number in range(1, 6):
        items = changed(items, f"1.1.b-{number:02d}", kind="matching")
    for seed in range(50):
        form = assemble(items.values(), blueprint, seed)
        kinds = [items[entry.item_id].kind for entry in form.items if entry.criterion == "1.1.b"]
        assert kinds.count("single") >= 4


def test_a_resit_shows_nothing_that_was_seen(made_items, blueprint):
    for seed in range(30):
        first = {item.item_id for item in assemble(made_items.values(), blueprint, seed).items}
        second = {item.item_id for item in assemble(made_items.values(), blueprint, f"r{seed}", first).items}
        assert not first & second


def test_a_bank_that_is_too_small_is_refused_naming_every_short_cell(made_items, blueprint):
    gone = {f"1.1.c-{n:02d}" for n in range(1, 9)} | {f"2.5.c-{n:02d}" for n in range(1, 8)}
    with pytest.raises(BlueprintError) as caught:
        assemble(made_items.values(), blueprint, 1, gone)
    assert [(c.criterion, c.wanted, c.had) for c in caught.value.short_cells] == [("1.1.c", 6, 4), ("2.5.c", 6, 5)]
    assert "1.1.c: wanted 6, had 4" in str(caught.value) and "2.5.c: wanted 6, had 5" in str(caught.value)


def test_too_few_single_choice_items_make_a_cell_short(made_items, blueprint):
    items = made_items
    for number in range(1, 11):
        items = changed(items, f"1.1.b-{number:02d}", kind="ordering")
    with pytest.raises(BlueprintError) as caught:
        assemble(items.values(), blueprint, 1)
    assert [(c.criterion, c.wanted, c.had) for c in caught.value.short_cells] == [("1.1.b", 6, 4)]


def test_items_left_that_would_make_the_form_easier_are_refused(made_items, blueprint):
    hardest = {f"{cell.criterion}-{n:02d}" for cell in blueprint.cells for n in range(1, 7)}
    with pytest.raises(BlueprintError, match="easier") as caught:
        assemble(made_items.values(), blueprint, 1, hardest)
    assert caught.value.short_cells == ()


def test_a_form_leaves_single_choice_items_enough_for_a_resit(made_items, blueprint):
    items = made_items
    for number in range(9, 13):
        items = changed(items, f"1.1.b-{number:02d}", kind="matching")
    for seed in range(30):
        seen = {item.item_id for item in assemble(items.values(), blueprint, seed).items}
        assert not seen & {item.item_id for item in assemble(items.values(), blueprint, f"r{seed}", seen).items}


def test_the_shipped_bank_gives_fair_forms_and_a_resit_for_every_one(blueprint):
    shipped = load_items()
    sums = []
    for seed in range(60):
        form = assemble(shipped.values(), blueprint, seed)
        seen = {item.item_id for item in form.items}
        again = assemble(shipped.values(), blueprint, f"resit-{seed}", seen)
        assert not seen & {item.item_id for item in again.items}
        sums += [sum(shipped[entry.item_id].expected for entry in drawn.items) for drawn in (form, again)]
        for entry in form.items:
            assert not set(shipped[entry.item_id].enemies) & seen
    assert max(sums) - min(sums) < blueprint.share_tolerance


def test_every_shipped_item_can_be_shown_and_its_key_is_marked_right(blueprint):
    shipped = load_items()
    for seed in range(5):
        for entry in assemble(shipped.values(), blueprint, seed).items:
            item = shipped[entry.item_id]
            assert public_view(item, entry.order).stem == item.stem
            assert is_right(item, entry.order, right_value(item, entry.order))
