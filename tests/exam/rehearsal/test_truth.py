"""Scripted candidates, the comparison with their truth, and the clients' ledger."""

import sqlite3
from dataclasses import replace
from uuid import UUID, uuid4

import pytest

from exam.rehearsal.candidate import mended
from exam.rehearsal.ledger import Entry, lost
from exam.rehearsal.summary import Compared, is_good, percentiles
from exam.rehearsal.truth import candidates, decided, decided_by_test, groups
from question_bank.scenarios import script
from question_bank.scenarios.loader import load_pack
from scoring.justification import Closing, Fact, Unmet, draft, problems


def test_there_is_a_mutant_and_a_slip_for_every_criterion_that_test_or_sandbox_decides():
    assert len(decided()) == 36 and len(decided_by_test()) == 8
    for profile, wanted in (("mutants", "not_met"), ("slips", "met")):
        cast = candidates(36, profile, 1)
        assert [one.criterion for one in cast] == decided()
        assert all(one.truth[one.criterion] == wanted for one in cast)
        assert all(sum(value == "not_met" for value in one.truth.values()) == (wanted == "not_met") for one in cast)
        assert {one.criterion for one in cast if one.right_of} == decided_by_test()


def test_a_mixed_cast_is_drawn_from_its_seed_and_everybody_is_somebody_else():
    first = candidates(60, "mixed", 7)
    assert first == candidates(60, "mixed", 7) != candidates(60, "mixed", 8)
    assert {one.kind for one in first} == {"golden", "null", "mutant", "slip"}
    assert len({one.name for one in candidates(150, "golden", 1)}) == 150
    assert [len(group) for group in groups(first)] == [8] * 7 + [4]
    with pytest.raises(ValueError, match="unknown profile"):
        candidates(1, "lucky", 1)


def test_a_slip_in_a_reading_is_a_wrong_answer_mended_afterwards():
    pack = load_pack("bezszum")
    steps = mended(script.golden(pack), script.slip(pack, "2.3.c"))
    asked = [step for step in steps if step.question == "q1"]
    assert [step.compute is None for step in asked] == [True, False]
    assert mended(script.golden(pack), script.slip(pack, "2.4.f")) == script.slip(pack, "2.4.f")


def test_every_kind_of_disagreement_with_the_truth_is_counted():
    compared = Compared()
    truth = {"a": "not_met", "b": "met", "c": "met", "d": "met", "e": "not_met", "f": "met", "g": "not_met"}
    proposals = {"a": "met", "b": "not_met", "c": "review", "d": "met", "e": "review", "f": "not_assessable", "g": "not_met"}
    compared.add("x", truth, proposals, broken=["d"])
    assert (compared.judged, compared.false_accept, compared.false_reject, compared.review, compared.errors) == (7, 1, 3, 2, 2)
    compared.add("y", {"a": "not_met"}, {})
    assert compared.errors == 3 and len(compared.words) == 7
    good = {"false_accept": 0, "false_reject": 0, "errors": 0, "answers_lost": 0, "review": 5}
    assert is_good(good) and not any(is_good(good | {name: 1}) for name in good if name != "review")


def test_percentiles_are_milliseconds_by_nearest_rank():
    assert percentiles({"page": [n / 1000 for n in range(1, 101)]}) == {"page": {"p50": 50.0, "p95": 95.0, "p99": 99.0}}
    assert percentiles({"one": [0.004]}) == {"one": {"p50": 4.0, "p95": 4.0, "p99": 4.0}}


@pytest.fixture
def database(tmp_path):
    path = tmp_path / "exam.sqlite3"
    with sqlite3.connect(path) as made:
        for table, question in (("theory_response", "item_id"), ("practical_response", "question_id")):
            made.execute(f"CREATE TABLE {table} (key TEXT, attempt_id TEXT, {question} TEXT, rev INT, sha256 TEXT, accepted INT)")
    made.close()
    return path


def keep(path, entry, accepted=1):
    made = sqlite3.connect(path)
    made.execute("INSERT INTO theory_response VALUES (?,?,?,?,?,?)",
                 (entry.key.hex, entry.attempt.hex, entry.question, entry.rev, entry.sha256, accepted))
    made.commit()
    made.close()


def test_an_acknowledged_answer_that_the_database_lacks_or_changed_is_lost(database):
    attempt = uuid4()
    first, second = (Entry("theory", attempt, "1.1.a-01", uuid4(), rev, "ab" * 32) for rev in (1, 2))
    keep(database, first)
    keep(database, second)
    assert lost([first, second], database) == []
    absent = replace(first, key=UUID(int=1), question="1.1.a-02")
    changed = replace(second, sha256="cd" * 32)
    assert lost([first, absent], database)[-1] == absent and lost([changed], database) == [changed]
    assert lost([replace(first, wire="practical")], database) != []


def test_a_later_answer_nobody_acknowledged_or_a_rejected_row_makes_a_loss(database):
    entry = Entry("theory", uuid4(), "1.1.a-01", uuid4(), 1, "ab" * 32)
    keep(database, entry, accepted=0)
    assert lost([entry], database) == [entry]
    keep(database, entry)
    assert lost([entry], database) == []
    keep(database, replace(entry, key=uuid4(), rev=2, sha256="ef" * 32))
    assert lost([entry], database) == [entry]


def test_the_drafted_justification_of_a_long_list_may_be_signed_as_it_stands():
    names = ", ".join(f"konto klienta „Szkoła Podstawowa numer {number} w Grudziądzu”" for number in range(3))
    listed = f"{names} oraz inne (razem 8)"
    words = f"Nie znaleziono: segment. Segment „Szkoły i urzędy”: brakuje (8): {listed}; zbędne (8): {listed}."
    one = Unmet("1.2.d", "segmentuje bazę klientów", (Fact(words, "zapis pracy w CRM, reguła Z3.segment2"),))
    text = draft([one], Closing(38, 39, "Wynik jest negatywny, gdy choć jedno kryterium nie jest spełnione."))
    assert problems(text, [one]) == [] and "Zbędne (8)" in text
