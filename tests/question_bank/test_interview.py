"""Interview questions and the plan of a candidate's talk."""

import pytest

from question_bank.content_file import ContentError
from question_bank.interview import InterviewPlanError, Reason, load_questions, plan, read_questions, talk_time
from tests.question_bank.bank_factory import question, write_yaml


@pytest.fixture
def questions(sound_bank):
    return load_questions(sound_bank)


def codes(planned):
    return [(entry.question.criterion, entry.question.role) for entry in planned]


def test_with_nothing_in_review_only_the_interview_criteria_are_asked(questions):
    planned = plan([], questions)
    assert codes(planned) == [(code, "main") for code in ("1.3.b", "1.3.b", "1.3.c", "1.3.c", "2.3.e", "2.3.e")]
    assert {entry.reason for entry in planned} == {Reason.INTERVIEW_DECIDES}
    assert [entry.position for entry in planned] == [1, 2, 3, 4, 5, 6]


def test_review_adds_follow_ups_then_supporting_questions(questions):
    planned = plan({"2.5.e", "2.1.a", "2.5.c", "1.1.d"}, questions)
    assert codes(planned)[6:] == [("1.1.d", "follow_up")] * 2 + [("2.5.c", "follow_up")] * 2 + [
        ("2.1.a", "supporting"), ("2.5.e", "supporting"),
    ]  # fmt: skip
    assert [entry.reason for entry in planned[6:]] == [Reason.TEST_IN_REVIEW] * 4 + [Reason.WORK_IN_REVIEW] * 2
    assert all(entry.reason.on_paper for entry in planned)


def test_review_of_plain_work_is_shown_again_and_brings_no_question(questions):
    assert plan(["1.2.b", "2.4.d"], questions) == plan([], questions)


def test_a_criterion_in_review_twice_is_asked_once(questions):
    assert plan(["1.1.a", "1.1.a"], questions) == plan(["1.1.a"], questions)


def test_an_unknown_criterion_is_refused(questions):
    with pytest.raises(KeyError, match=r"3\.1\.a"):
        plan(["3.1.a"], questions)


def test_missing_questions_are_named(questions):
    with pytest.raises(InterviewPlanError) as caught:
        plan(["1.1.a"], questions, excluded={"1.1.a-q1", "2.3.e-q1", "2.3.e-q2"})
    assert caught.value.short == {"2.3.e": (2, 0), "1.1.a": (2, 1)}
    assert "1.1.a: wanted 2, had 1" in str(caught.value)


@pytest.mark.parametrize(("reviews", "first", "second"), [(0, 25, 0), (1, 31, 0), (2, 37, 0), (3, 40, 3), (4, 40, 9)])
def test_the_talk_takes_three_minutes_more_a_follow_up_and_at_most_forty(questions, reviews, first, second):
    review = [*["1.1.a", "1.1.b", "1.1.c", "1.1.d"][:reviews], "2.1.a"]
    time = talk_time(plan(review, questions))
    assert (time.first_slot, time.second_slot) == (first, second)


def test_an_answer_meets_at_two_thirds_of_the_points_and_no_critical_error(questions):
    three = questions["1.3.b-q1"]
    assert three.met({"p1", "p2"}) and not three.met({"p1"})
    assert not three.met({"p1", "p2", "p3"}, critical_errors=1)
    four = three.model_copy(update={"points": (*three.points, three.points[0].model_copy(update={"id": "p4"}))})
    assert four.met({"p1", "p2", "p4"}) and not four.met({"p1", "p2"})
    with pytest.raises(ValueError, match="p9"):
        three.met({"p9"})


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({"points": []}, "points"),
        ({"role": "opening"}, "role"),
        ({"text": ""}, "text is empty"),
        ({"id": "1.3.c-q1"}, "does not belong to 1.3.b"),
        ({"id": "1.3.b-q2"}, "used twice"),
        ({"mark": 1}, "not a known field"),
    ],
)
def test_a_broken_question_is_told_with_its_line(sound_bank, change, expected):
    entries = [question("1.3.b-q1", "main") | change, question("1.3.b-q2", "main")]
    write_yaml(sound_bank / "interview" / "1.3.b.yaml", {"criterion": "1.3.b", "questions": entries})
    _, problems = read_questions(sound_bank)
    assert any(expected in problem.text and problem.line for problem in problems), problems
    with pytest.raises(ContentError):
        load_questions(sound_bank)


def test_two_points_with_one_id_are_refused(sound_bank):
    entry = question("1.3.b-q1", "main")
    entry["points"][1]["id"] = "p1"
    write_yaml(sound_bank / "interview" / "1.3.b.yaml", {"criterion": "1.3.b", "questions": [entry]})
    assert "share an id" in str(read_questions(sound_bank)[1][0])


def test_a_resit_asks_questions_that_were_not_asked_before():
    questions = load_questions()
    first = plan([], questions)
    again = plan([], questions, {entry.question.id for entry in first})
    assert not {entry.question.id for entry in first} & {entry.question.id for entry in again}
    assert [entry.question.criterion for entry in again] == [entry.question.criterion for entry in first]
