"""Structured interview: the set questions with their expected points, and the plan of one candidate's talk."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from pathlib import Path
from typing import Literal

from pydantic import Field, ValidationError, model_validator

from question_bank.bank import file_problems
from question_bank.content_file import DATA, ContentError, Document, Problem, model_problems, read_document
from question_bank.items import Id, Part, Source, Text
from question_bank.qualification import load_qualification

MET_SHARE = Fraction(2, 3)
QUESTIONS_A_CRITERION = {"main": 2, "follow_up": 2, "supporting": 1}
SLOT_MINUTES = 25
FOLLOW_UP_MINUTES = 3
LONGEST_SLOT_MINUTES = 40


class Point(Part):
    """One expected point of an answer; `accept` says what else counts as it."""

    id: Id
    text: Text
    accept: Text


class Question(Part):
    """A question read out word for word, with what the members listen for."""

    id: str = Field(pattern=r"^[12]\.\d\.[a-f]-q\d{1,2}$")
    version: int = Field(ge=1)
    role: Literal["main", "follow_up", "supporting"]
    text: Text
    points: tuple[Point, ...] = Field(min_length=3, max_length=4)
    critical_errors: tuple[Text, ...] = ()
    probes: tuple[Text, ...] = ()
    source: Source
    note: Text

    @property
    def criterion(self) -> str:
        """Code of the criterion the question is about."""
        return self.id.partition("-")[0]

    @model_validator(mode="after")
    def _points_differ(self) -> Question:
        ids = [point.id for point in self.points]
        if len(set(ids)) != len(ids):
            raise ValueError("two points share an id; give each its own")
        return self

    def met(self, points: Collection[str], critical_errors: int = 0) -> bool:
        """Whether the answer shows the criterion: two thirds of the points and no critical error.

        ValueError when a point is not of this question.
        """
        unknown = set(points) - {point.id for point in self.points}
        if unknown:
            raise ValueError(f"question {self.id} has no point {', '.join(sorted(unknown))}")
        return critical_errors == 0 and Fraction(len(set(points)), len(self.points)) >= MET_SHARE


class Reason(StrEnum):
    """Why a question is in the plan of a talk."""

    INTERVIEW_DECIDES = "interview_decides"
    TEST_IN_REVIEW = "test_in_review"
    WORK_IN_REVIEW = "work_in_review"

    @property
    def on_paper(self) -> str:
        """The reason as the papers of the committee word it."""
        return _REASONS_ON_PAPER[self]


_REASONS_ON_PAPER = {
    Reason.INTERVIEW_DECIDES: "o kryterium rozstrzyga rozmowa z komisją",
    Reason.TEST_IN_REVIEW: "wynik testu przy tym kryterium wymaga wyjaśnienia w rozmowie",
    Reason.WORK_IN_REVIEW: "ocena pracy w systemie CRM wymaga wyjaśnienia w rozmowie",
}


@dataclass(frozen=True)
class PlannedQuestion:
    """A question at its place in a candidate's talk, and why it is there."""

    position: int
    question: Question
    reason: Reason


@dataclass(frozen=True)
class TalkTime:
    """Minutes of the first slot, and minutes left over for a second slot (0 = one slot is enough)."""

    first_slot: int
    second_slot: int


class InterviewPlanError(Exception):
    """The questions at hand cannot make the plan; `short` maps criterion to (wanted, had)."""

    def __init__(self, short: Mapping[str, tuple[int, int]]):
        self.short = dict(short)
        cells = "; ".join(f"{code}: wanted {wanted}, had {had}" for code, (wanted, had) in self.short.items())
        super().__init__(f"interview questions are missing ({cells}); add questions or exclude fewer")


def plan(
    review_criteria: Collection[str],
    questions: Mapping[str, Question],
    excluded: Collection[str] = frozenset(),
) -> tuple[PlannedQuestion, ...]:
    """The ordered questions of one candidate's talk.

    First the criteria that the interview decides, always; then two follow-ups for each test criterion in review;
    then a supporting question for each practical criterion in review that has to be judged by people. Review of any
    other criterion is settled by showing the work again and brings no question.

    `excluded` are ids of questions the person has been asked before. KeyError for an unknown criterion,
    InterviewPlanError naming what is missing.
    """
    qualification = load_qualification()
    review = {qualification.criterion(code).code for code in review_criteria}
    wanted: list[tuple[str, str, Reason]] = []
    for criterion in qualification.decided_by("interview"):
        wanted.append((criterion.code, "main", Reason.INTERVIEW_DECIDES))
    for criterion in qualification.decided_by("test"):
        if criterion.code in review:
            wanted.append((criterion.code, "follow_up", Reason.TEST_IN_REVIEW))
    for criterion in qualification.criteria:
        if criterion.code in review and criterion.code in judged_criteria():
            wanted.append((criterion.code, "supporting", Reason.WORK_IN_REVIEW))
    return _placed(wanted, questions, frozenset(excluded))


def judged_criteria() -> tuple[str, ...]:
    """Practical criteria a supporting question may be asked about: judged by members, or supported by the talk."""
    return tuple(
        criterion.code
        for criterion in load_qualification().criteria
        if "observation" in criterion.methods or "interview" in criterion.supporting
    )


def _placed(
    wanted: list[tuple[str, str, Reason]], questions: Mapping[str, Question], excluded: frozenset[str]
) -> tuple[PlannedQuestion, ...]:
    placed: list[PlannedQuestion] = []
    short: dict[str, tuple[int, int]] = {}
    for code, role, reason in wanted:
        count = QUESTIONS_A_CRITERION[role]
        free = [
            question
            for _, question in sorted(questions.items())
            if question.criterion == code and question.role == role and question.id not in excluded
        ]
        if len(free) < count:
            short[code] = (count, len(free))
        for question in free[:count]:
            placed.append(PlannedQuestion(len(placed) + 1, question, reason))
    if short:
        raise InterviewPlanError(short)
    return tuple(placed)


def talk_time(
    planned: Collection[PlannedQuestion],
    slot: int = SLOT_MINUTES,
    follow_up: int = FOLLOW_UP_MINUTES,
    longest: int = LONGEST_SLOT_MINUTES,
) -> TalkTime:
    """How long the talk takes: a slot, more for each follow-up, at most ``longest`` in one slot, the rest in a second."""
    follow_ups = sum(entry.question.role == "follow_up" for entry in planned)
    minutes = slot + follow_up * follow_ups
    first = min(minutes, longest)
    return TalkTime(first, minutes - first)


def load_questions(data: Path = DATA) -> dict[str, Question]:
    """Every interview question by id. ContentError with every fault when any file has one."""
    questions, problems = read_questions(data)
    if problems:
        raise ContentError(problems)
    return questions


def read_questions(data: Path = DATA) -> tuple[dict[str, Question], list[Problem]]:
    """The sound questions by id and every fault of the others, with file and line."""
    questions: dict[str, Question] = {}
    problems: list[Problem] = []
    for path in sorted((data / "interview").glob("*.yaml")):
        try:
            document = read_document(path, data)
        except ContentError as error:
            problems += error.problems
            continue
        faults = file_problems(document, path.stem, "questions")
        problems += faults
        if isinstance(document.data, dict) and isinstance(document.data.get("questions"), list):
            problems += _read_into(questions, document, path.stem)
    return dict(sorted(questions.items())), problems


def _read_into(questions: dict[str, Question], document: Document, stem: str) -> list[Problem]:
    problems: list[Problem] = []
    for index, entry in enumerate(document.data["questions"]):
        place = ["questions", index]
        who = entry.get("id", f"question {index + 1}") if isinstance(entry, dict) else f"question {index + 1}"
        try:
            question = Question.model_validate(entry)
        except ValidationError as error:
            problems += model_problems(error, document, place, str(who))
            continue
        line = document.line([*place, "id"])
        if question.criterion != stem:
            problems.append(Problem(document.file, line, f"{who} does not belong to {stem}; mend the id or move it"))
        if question.id in questions:
            problems.append(Problem(document.file, line, f"the id {who} is used twice; give the question its own"))
        else:
            questions[question.id] = question
    return problems
