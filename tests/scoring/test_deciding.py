"""Proposals from all methods, layers of verdicts, what blocks a decision, and the pass rule."""

from __future__ import annotations

from fractions import Fraction
from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoring.proposals import MethodResult, propose, propose_all
from scoring.rule import PassRule, apply_rule
from scoring.verdicts import Layer, Verdict, blocks, discordant, effective, override_faults, results

TEST, WORK, JUDGED, TALK = ("test",), ("sandbox",), ("sandbox", "observation"), ("interview",)


@pytest.mark.parametrize(
    ("deciding", "supporting", "told", "expected", "reason"),
    [
        (TEST, (), {"test": "met"}, "met", ""),
        (TEST, (), {"test": "review"}, "review", "test_band"),
        (TEST, (), {"test": "review", "interview": "met"}, "met", ""),
        (TEST, (), {"test": "review", "interview": "not_met"}, "not_met", ""),
        (TEST, (), {"test": "review", "interview": "review"}, "review", "members_differ"),
        (TEST, (), {"test": "not_met"}, "not_met", ""),
        (TEST, (), {"test": "not_met", "interview": "met"}, "review", "talk_after_low_test"),
        (TEST, ("sandbox",), {"test": "review", "sandbox": "met"}, "met", ""),
        (TEST, ("sandbox",), {"test": "not_met", "sandbox": "met"}, "not_met", ""),
        (TEST, ("sandbox",), {"test": "met", "sandbox": "not_met"}, "met", ""),
        (WORK, (), {"sandbox": "met"}, "met", ""),
        (WORK, (), {"sandbox": "review"}, "review", "near_miss"),
        (WORK, (), {"sandbox": "review", "show_again": "met"}, "met", ""),
        (WORK, (), {"sandbox": "review", "show_again": "not_met"}, "not_met", ""),
        (WORK, (), {"sandbox": "not_met", "show_again": "met"}, "not_met", ""),
        (WORK, (), {"sandbox": "error"}, "review", "error"),
        (WORK, (), {"sandbox": "not_assessable"}, "not_assessable", "not_assessable"),
        (WORK, (), {}, "not_assessable", "missing"),
        (JUDGED, ("interview",), {"sandbox": "met", "observation": "not_met"}, "review", "observation"),
        (JUDGED, ("interview",), {"sandbox": "review", "interview": "met"}, "met", ""),
        (TALK, ("test",), {"interview": "met", "test": "not_met"}, "met", ""),
        (TALK, ("test",), {"interview": "review", "test": "met"}, "review", "members_differ"),
        (TALK, ("test",), {"test": "met"}, "not_assessable", "missing"),
    ],
)
def test_methods_join_into_a_proposal(deciding: tuple, supporting: tuple, told: dict, expected: str, reason: str) -> None:
    found = propose("1.1.a", deciding, supporting, [MethodResult(method, result) for method, result in told.items()])
    assert (found.result, found.reason) == (expected, reason)
    assert bool(found.reason_pl) is bool(reason)


@given(
    st.sampled_from([TEST, WORK, JUDGED, TALK]),
    st.sampled_from(["met", "not_met", "review"]),
    st.sampled_from(["met", "not_met", "review", "not_assessable", "error"]),
)
def test_support_never_turns_met_into_not_met_nor_not_met_into_met(deciding: tuple, decided: str, support: str) -> None:
    other = "sandbox" if deciding == TEST else "test"
    alone = propose("c", deciding, (), [MethodResult(deciding[0], decided)])
    helped = propose("c", deciding, (other,), [MethodResult(deciding[0], decided), MethodResult(other, support)])
    assert helped.result == alone.result or (alone.result, helped.result) == ("review", "met")
    if alone.result == "met" and support == "not_met":
        assert helped.flags


def test_facts_of_judged_criteria_are_for_the_members_and_nothing_is_left_out() -> None:
    found = propose_all({"2.1.a": (JUDGED, ()), "1.1.a": (TEST, ())}, {"2.1.a": [MethodResult("sandbox", "met", ("Z3.1",))]})
    assert [(one.criterion, one.result, one.members_judge) for one in found] == [
        ("2.1.a", "met", True),
        ("1.1.a", "not_assessable", False),
    ]
    assert found[0].sources == ("Z3.1",)
    with pytest.raises(ValueError, match="guess"):
        MethodResult("guess", "met")


def said(layer: Layer, result: str, order: int, by: str = "", criterion: str = "c") -> Verdict:
    return Verdict(criterion, layer, result, order, by)


PROPOSED = said(Layer.PROPOSAL, "met", 1)
MARKS = [said(Layer.MARK, "met", 2, "A"), said(Layer.MARK, "not_met", 3, "B")]


def test_the_last_of_the_highest_layer_holds() -> None:
    members = {"A", "B"}
    assert effective([PROPOSED], "c", members).layer is Layer.PROPOSAL
    assert not effective([PROPOSED], "c", members).decided
    assert effective([PROPOSED, *MARKS], "c", members).result is None
    agreed = [PROPOSED, *MARKS, said(Layer.MARK, "met", 4, "B")]
    assert effective(agreed, "c", members).decided and effective(agreed, "c", members).result == "met"
    consensus = [*agreed, said(Layer.CONSENSUS, "not_met", 5), said(Layer.CONSENSUS, "met", 6)]
    assert effective(consensus, "c", members).result == "met"
    assert effective([*consensus, said(Layer.RULING, "not_met", 7)], "c", members).result == "not_met"
    assert effective([], "c", members).result is None


def test_order_of_storage_does_not_matter() -> None:
    verdicts = [PROPOSED, *MARKS, said(Layer.MARK, "met", 4, "B")]
    assert {effective(list(mixed), "c", {"A", "B"}).result for mixed in permutations(verdicts)} == {"met"}


def test_one_member_alone_decides_nothing() -> None:
    alone = [PROPOSED, MARKS[0]]
    assert effective(alone, "c", {"A"}).result is None
    assert effective(alone, "c", {"A", "B"}).result is None
    assert results(alone, ["c"], {"A", "B"}) == {"c": None}
    assert results([PROPOSED], ["c"], {"A", "B"}) == {"c": None}


def test_discord_stands_until_a_later_layer_settles_it() -> None:
    assert discordant(MARKS, ["c"], {"A", "B"}) == ["c"]
    assert discordant([*MARKS, said(Layer.CONSENSUS, "met", 9)], ["c"], {"A", "B"}) == []


def kinds_of_blocks(verdicts: list[Verdict], members: set[str], submitted: set[str]) -> list[str]:
    return [block.kind for block in blocks(verdicts, ["c"], members, submitted)]


def test_what_blocks_a_decision_is_named() -> None:
    both = {"A", "B"}
    agreed = [said(Layer.MARK, "met", 2, "A"), said(Layer.MARK, "met", 3, "B")]
    assert kinds_of_blocks(agreed, both, both) == []
    assert kinds_of_blocks(agreed, {"A"}, {"A"}) == ["members", "open"]
    assert kinds_of_blocks(agreed, both, {"A"}) == ["sheet"]
    assert kinds_of_blocks(MARKS, both, both) == ["discord"]
    assert kinds_of_blocks([PROPOSED], both, both) == ["open"]
    unclear = [said(Layer.MARK, "not_assessable", 2, member) for member in sorted(both)]
    assert kinds_of_blocks(unclear, both, both) == ["not_assessable"]


def test_leaving_the_proposal_needs_a_reason_a_text_and_evidence() -> None:
    bare = said(Layer.CONSENSUS, "not_met", 5)
    assert len(override_faults(bare, {"c": "met"})) == 3
    assert override_faults(bare, {"c": "not_met"}) == []
    full = Verdict(
        "c", Layer.CONSENSUS, "met", 5, "", "alternative_way", "Połączono konta innym poprawnym sposobem.", ("wpis 12",)
    )
    assert override_faults(full, {"c": "not_met"}) == []


OUTCOMES = {"1.1": ("1.1.a", "1.1.b"), "2.4": ("2.4.a", "2.4.b", "2.4.c", "2.4.d")}
ALL = [code for codes in OUTCOMES.values() for code in codes]


def case(rule: PassRule = PassRule(), **changed: str | None) -> str:
    told = dict.fromkeys(ALL, "met") | {f"{key[1]}.{key[2]}.{key[3]}": value for key, value in changed.items()}
    return apply_rule(told, OUTCOMES, ("1.1.a", "1.1.b"), rule).result


def test_every_criterion_met_is_positive_and_one_missing_negative() -> None:
    assert case() == "positive"
    assert case(c24b="not_met") == "negative"


@pytest.mark.parametrize("still_open", ["not_assessable", "review", None])
def test_an_open_criterion_leaves_the_case_undecided(still_open: str | None) -> None:
    assert case(c24b=still_open) == "undecided"
    assert case(c24b=still_open, c24a="not_met") == "undecided"


def test_shares_are_settings_and_the_percent_rule_carries_its_warning() -> None:
    percent = PassRule("percent_55_75")
    assert case(percent, c24b="not_met") == "positive"
    assert case(percent, c11a="not_met") == "negative"
    assert "wymaga podstawy w regulaminie IC" in percent.words_pl and "55%" in percent.words_pl
    assert case(PassRule(criteria_share=Fraction(3, 4)), c24b="not_met") == "positive"
    assert not PassRule().warning_pl
    with pytest.raises(ValueError):
        PassRule("majority")  # type: ignore[arg-type]
    with pytest.raises(ValueError, match=r"2\.4\.d"):
        apply_rule(dict.fromkeys(ALL[:-1], "met"), OUTCOMES, ())


@given(st.lists(st.sampled_from(["met", "not_met"]), min_size=6, max_size=6), st.integers(0, 5))
def test_one_more_criterion_met_never_makes_a_case_worse(told: list[str], place: int) -> None:
    better = [*told[:place], "met", *told[place + 1 :]]
    for rule in (PassRule(), PassRule("percent_55_75")):
        before, after = (apply_rule(dict(zip(ALL, one, strict=True)), OUTCOMES, ALL[:2], rule).result for one in (told, better))
        assert not (before == "positive" and after == "negative")
