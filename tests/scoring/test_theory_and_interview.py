"""The test is marked all or nothing and in bands; the talk by points, each member alone."""

from __future__ import annotations

from typing import Any

import pytest

from scoring.interview import QuestionMark, interview_finding, points_met
from scoring.theory import Bands, FrozenItem, score_item, score_test


@pytest.mark.parametrize(
    ("kind", "key", "value", "right"),
    [
        ("single", "B", "B", True),
        ("single", "B", "A", False),
        ("single", "B", None, False),
        ("single", "B", ["B"], False),
        ("multiple", ["A", "C"], ["C", "A"], True),
        ("multiple", ["A", "C"], ["A"], False),
        ("multiple", ["A", "C"], ["A", "C", "D"], False),
        ("multiple", ["A", "C"], ["A", 3], False),
        ("multiple", ["A", "C"], ["A", "A", "C"], False),
        ("matching", {"1": "B", "2": "A"}, {"2": "A", "1": "B"}, True),
        ("matching", {"1": "B", "2": "A"}, {"1": "B"}, False),
        ("ordering", ["C", "A", "B"], ["C", "A", "B"], True),
        ("ordering", ["C", "A", "B"], ["A", "C", "B"], False),
        ("numeric", "12.50", "12,5", True),
        ("numeric", "12.50", " 12,50 ", True),
        ("numeric", "12.50", "12,51", False),
        ("numeric", "1250", "1 250", True),
        ("numeric", "12.50", "dużo", False),
        ("numeric", "12.50", True, False),
        ("numeric", "12.50", "NaN", False),
    ],
)
def test_an_item_is_right_only_as_a_whole(kind: str, key: Any, value: Any, right: bool) -> None:
    assert score_item(FrozenItem("1.1.a-01", "1.1.a", kind, key), value) is right


def test_a_tolerance_is_inclusive_and_an_unknown_kind_refused() -> None:
    item = FrozenItem("i", "1.1.a", "numeric", "10", tolerance="0.5")
    assert [score_item(item, value) for value in ("10,5", "9.5", "10,51")] == [True, True, False]
    with pytest.raises(ValueError, match="essay"):
        FrozenItem("i", "1.1.a", "essay", "")


def sheet(right: int, criterion: str = "1.1.a", asked: int = 6, deciding: bool = True) -> tuple[list[FrozenItem], dict[str, str]]:
    items = [FrozenItem(f"{criterion}-{n}", criterion, "single", "A", deciding) for n in range(asked)]
    return items, {item.item_id: "A" if n < right else "B" for n, item in enumerate(items)}


@pytest.mark.parametrize(
    ("right", "band"), [(6, "met"), (4, "met"), (3, "review"), (2, "review"), (1, "not_met"), (0, "not_met")]
)
def test_bands_of_a_criterion(right: int, band: str) -> None:
    (found,) = score_test(*sheet(right))
    assert (found.result, found.right, found.asked) == (band, right, 6)


def test_bands_are_a_setting_and_impossible_ones_are_refused() -> None:
    assert score_test(*sheet(4), Bands(5, 3))[0].result == "review"
    with pytest.raises(ValueError):
        Bands(3, 4)


@pytest.mark.parametrize(("right", "flagged"), [(0, True), (1, True), (2, False), (4, False)])
def test_supporting_items_only_raise_flags(right: int, flagged: bool) -> None:
    (found,) = score_test(*sheet(right, "1.3.b", 4, deciding=False))
    assert found.result is None and bool(found.flags) is flagged


def test_no_answer_at_all_is_counted_as_unanswered() -> None:
    items, _ = sheet(0)
    (found,) = score_test(items, {})
    assert found.result == "not_met" and not any(score.answered for score in found.items)


POINTS = ("p1", "p2", "p3")


@pytest.mark.parametrize(("heard", "errors", "met"), [(3, 0, True), (2, 0, True), (1, 0, False), (3, 1, False)])
def test_two_thirds_of_the_points_and_no_critical_error(heard: int, errors: int, met: bool) -> None:
    assert points_met(POINTS, POINTS[:heard], errors) is met


def mark(member: str, question: str, heard: int, errors: int = 0) -> QuestionMark:
    return QuestionMark(question, "1.3.b", member, POINTS, POINTS[:heard], errors)


def test_questions_of_a_criterion_count_together_and_members_who_differ_make_a_review() -> None:
    agreed = [mark(member, question, heard) for member in "AB" for question, heard in (("q1", 3), ("q2", 1))]
    assert interview_finding("1.3.b", agreed).result == "met"
    assert interview_finding("1.3.b", [*agreed[:3], mark("B", "q2", 0)]).result == "review"
    assert interview_finding("1.3.b", [mark("A", "q1", 3, errors=1), mark("B", "q1", 1)]).result == "not_met"
    assert interview_finding("1.3.c", agreed).result == "not_assessable"


def test_a_point_that_the_question_does_not_have_is_refused() -> None:
    with pytest.raises(ValueError, match="p9"):
        QuestionMark("q1", "1.3.b", "A", POINTS, ("p9",))
