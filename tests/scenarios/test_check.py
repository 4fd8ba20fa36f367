"""What `check_packs` tells an author."""

import shutil

import pytest

from question_bank.scenarios.check import check_packs
from question_bank.scenarios.loader import SCENARIOS, load_pack
from question_bank.scenarios.schema import Edit
from question_bank.scenarios.script import BadScript, edited, golden
from tests.scenarios.proving import PACK


@pytest.fixture
def copied(tmp_path):
    """The shipped pack in a folder that a test may break: (root, edit(file, old, new))."""
    shutil.copytree(SCENARIOS / "bezszum", tmp_path / "bezszum")

    def edit(file, old, new):
        path = tmp_path / "bezszum" / file
        text = path.read_text(encoding="utf-8")
        assert old in text
        path.write_text(text.replace(old, new, 1), encoding="utf-8")
        load_pack.cache_clear()
        return check_packs(tmp_path)

    yield edit
    load_pack.cache_clear()


def test_the_shipped_packs_have_no_problems():
    assert check_packs() == []


@pytest.mark.parametrize(("file", "old", "new", "told"), [
    ("documents.yaml", "{{phone_dup_new}}", "podam później", "hidden requirement"),
    ("documents.yaml", "{{dup.first}} {{dup.last}}", "{{dup.frist}}", "there is no slot 'dup.frist'"),
    ("tasks.yaml", "documents: [kulik-1, wolna-1]", "documents: [kulik-1]", "no task uses wolna-1"),
    ("tasks.yaml", "documents: [kulik-1, wolna-1]", "documents: [kulik-1, wolna-1, list-9]", "there is no document list-9"),
    ("tasks.yaml", "2.5.f: [1, 2]", "2.5.f: [1]", "no task offers occasion 2 of 2.5.f"),
    ("tasks.yaml", "minutes: 18", "minutes: 80", "the pack allows 120"),
    ("seed/sales.yaml", '"#account/dup_b"', '"#account/nie_ma"', "there is no such record"),
    ("checks.yaml", '"#opportunity/l"', '"#opportunity/zzz"', "the seed has no record"),
    ("checks.yaml", "answer: q6", "answer: q9", "no task asks the question q9"),
    ("checks.yaml", "kind: closed_as", "kind: closed_if", "checks.yaml"),
    ("faults.yaml", "- drop: z7-lost", "- drop: z7-lots", "there is no step z7-lots"),
    ("pack.yaml", "minutes: 120", "minuty: 120", "minuty"),
    ("events.yaml", "task: Z7", "task: Z77", "no such task"),
])
def test_a_fault_of_the_author_is_told_in_words(copied, file, old, new, told):
    assert any(told in problem for problem in copied(file, old, new))


def test_a_criterion_with_one_occasion_is_told(copied):
    problems = copied("checks.yaml", "2.4.a: {occasions: {1: {all: [Z5.near, Z5.f]}, 2: {all: [Z5.enquiry, Z5.h]}}}",
                      "2.4.a: {occasions: {1: {all: [Z5.near, Z5.f, Z5.enquiry, Z5.h]}}}")
    assert any("2.4.a has not two occasions" in problem for problem in problems)


def test_an_edit_of_a_step_that_is_not_there_is_refused():
    with pytest.raises(BadScript, match="z99"):
        edited(golden(PACK), [Edit(drop="z99")])
    with pytest.raises(BadScript, match="must drop"):
        edited(golden(PACK), [Edit()])
