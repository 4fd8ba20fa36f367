"""Item models refuse what an exam could not use, and tell the author where."""

from decimal import Decimal

import pytest

from question_bank.bank import load_items, read_items
from question_bank.content_file import ContentError
from tests.question_bank.bank_factory import (
    item_file,
    matching,
    multiple,
    numeric,
    ordering,
    single,
    write_yaml,
)

ID = "1.1.a-12"


def read_with(folder, item):
    """Read the bank after its last item of 1.1.a was replaced."""
    content = item_file("1.1.a")
    content["items"][11] = item
    write_yaml(folder / "items" / "1.1.a.yaml", content)
    return read_items(folder)


@pytest.mark.parametrize("make", [single, multiple, matching, ordering, numeric])
def test_a_sound_item_of_every_kind_is_read(sound_bank, make):
    items, problems = read_with(sound_bank, make(ID))
    assert not problems
    assert items[ID].kind == make.__name__ and items[ID].criterion == "1.1.a"


def without(item, field):
    return {name: value for name, value in item.items() if name != field}


def with_option(index, **changes):
    item = single(ID)
    item["options"][index] |= changes
    return item


def dated(**changes):
    source = {"kind": "law", "ref": "art. 5 RODO", "as_of": "2026-11-01", "review_on": "2027-11-01"}
    return single(ID) | {"source": {name: value for name, value in (source | changes).items() if value}}


BROKEN = [
    (without(single(ID), "source"), "source is missing"),
    (without(single(ID), "note"), "note is missing"),
    (single(ID) | {"stem": "  "}, "stem is empty"),
    (single(ID) | {"hint": "x"}, "hint is not a known field"),
    (single(ID) | {"kind": "essay"}, "essay"),
    (single(ID) | {"expected": 0.99}, "expected"),
    (single(ID) | {"level": "hard"}, "level"),
    (single(ID) | {"enemies": [ID]}, "own enemy"),
    (with_option(1, rationale=""), "options 2 rationale is empty"),
    (with_option(1, key=True), "2 keys"),
    (with_option(0, key=False), "0 keys"),
    (with_option(1, id="a"), "option id repeated"),
    (with_option(1, text=single(ID)["options"][0]["text"].upper()), "option text repeated"),
    (single(ID) | {"options": single(ID)["options"][:2]}, "2 options"),
    (multiple(ID, choose=3), "choose says 3"),
    (multiple(ID, stem="Jakie kroki podejmiesz?"), "does not say how many"),
    (matching(ID, columns=matching(ID)["columns"][1:]), "is no column"),
    (matching(ID, rows=matching(ID)["rows"][:2]), "rows"),
    (ordering(ID, steps=[ordering(ID)["steps"][0]] * 3), "step id repeated"),
    (numeric(ID, answer=12.5), "in quotes"),
    (numeric(ID, errors=numeric(ID)["errors"][:1]), "errors"),
    (numeric(ID, errors=[{"value": "12.50", "rationale": "x"}, {"value": 1, "rationale": "y"}]), "marked right"),
    (dated(as_of=None), "as_of and review_on"),
    (dated(review_on="2026-01-01"), "later than as_of"),
    (single("1.1.b-12"), "does not belong to 1.1.a"),
    (single("1.1.a-01"), "used twice"),
    ("just a text", "item 12"),
]


@pytest.mark.parametrize(("item", "expected"), BROKEN, ids=[expected for _, expected in BROKEN])
def test_a_broken_item_is_refused_with_its_file_and_line(sound_bank, item, expected):
    items, problems = read_with(sound_bank, item)
    assert len(problems) >= 1
    assert any(expected in problem.text for problem in problems), problems
    lines = (sound_bank / "items" / "1.1.a.yaml").read_text().splitlines()
    first_of_last_item = max(n for n, line in enumerate(lines, 1) if line.startswith("- "))
    assert all(p.file == "items/1.1.a.yaml" and p.line >= first_of_last_item for p in problems)
    assert len([id for id in items if id.startswith("1.1.a")]) >= 11


def test_all_faults_of_all_files_are_told_at_once(sound_bank):
    for criterion in ("1.1.a", "1.1.b"):
        content = item_file(criterion)
        del content["items"][2]["note"]
        content["items"][5]["version"] = 0
        write_yaml(sound_bank / "items" / f"{criterion}.yaml", content)
    with pytest.raises(ContentError) as caught:
        load_items(sound_bank)
    assert len(caught.value.problems) == 4
    assert "items/1.1.b.yaml, line" in str(caught.value)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("criterion: [", "not YAML"),
        ("criterion: 1.1.a\ncriterion: 1.1.b\nitems: []", "written twice"),
        ("criterion: 1.1.a", "exactly the keys"),
        ("criterion: 1.1.b\nitems: []", "make them agree"),
        ("", "exactly the keys"),
    ],
)
def test_a_broken_file_is_a_problem_and_not_a_crash(sound_bank, text, expected):
    (sound_bank / "items" / "1.1.a.yaml").write_text(text)
    items, problems = read_items(sound_bank)
    assert [problem for problem in problems if expected in problem.text]
    assert "1.1.b-01" in items


def test_a_file_that_is_not_utf8_is_a_problem(sound_bank):
    (sound_bank / "items" / "1.1.a.yaml").write_bytes("treść".encode("cp1250"))
    assert "UTF-8" in str(read_items(sound_bank)[1][0])


def test_the_digest_follows_the_content_and_nothing_else(sound_bank):
    first = read_with(sound_bank, single(ID))[0][ID]
    again = read_with(sound_bank, dict(reversed(single(ID).items())))[0][ID]
    changed = read_with(sound_bank, with_option(2, text="inna treść"))[0][ID]
    assert first.sha256 == again.sha256 and len(first.sha256) == 64
    assert changed.sha256 != first.sha256


def test_numbers_are_kept_exactly(sound_bank):
    item = read_with(sound_bank, numeric(ID))[0][ID]
    assert item.answer == Decimal("12.50") and item.tolerance == Decimal("0.01")
