"""Marking the talk: expected points heard, critical errors; each member alone."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

MET_SHARE = Fraction(2, 3)
InterviewResult = Literal["met", "not_met", "review", "not_assessable"]


@dataclass(frozen=True)
class QuestionMark:
    """One member's mark of one question: which of its points were heard, how many critical errors were made."""

    question_id: str
    criterion: str
    member: str
    expected: tuple[str, ...]
    heard: tuple[str, ...]
    critical_errors: int = 0

    def __post_init__(self) -> None:
        unknown = sorted(set(self.heard) - set(self.expected))
        if unknown or not self.expected:
            raise ValueError(f"question {self.question_id} has no point {', '.join(unknown) or '(it has no points at all)'}")
        if self.critical_errors < 0:
            raise ValueError("the number of critical errors cannot be negative")


@dataclass(frozen=True)
class InterviewFinding:
    """What the talk says about a criterion, over all members."""

    criterion: str
    result: InterviewResult
    by_member: tuple[tuple[str, InterviewResult], ...]
    sources: tuple[str, ...]
    rationale_pl: str


def points_met(expected: Collection[str], heard: Collection[str], critical_errors: int = 0,
               share: Fraction = MET_SHARE) -> bool:
    """Met at two thirds of the points and no critical error."""
    return critical_errors == 0 and Fraction(len(set(heard) & set(expected)), len(set(expected))) >= share


def interview_finding(criterion: str, marks: Iterable[QuestionMark], share: Fraction = MET_SHARE) -> InterviewFinding:
    """The criterion over all questions asked and all members; members who differ make a review."""
    own = [mark for mark in marks if mark.criterion == criterion]
    members = sorted({mark.member for mark in own})
    by_member = tuple((member, _of_member([mark for mark in own if mark.member == member], share)) for member in members)
    results = {result for _, result in by_member}
    result: InterviewResult = "not_assessable" if not own else "review" if len(results) > 1 else results.pop()
    sources = tuple(dict.fromkeys(mark.question_id for mark in own))
    told = {"met": "Odpowiedzi w rozmowie zawierały co najmniej dwie trzecie oczekiwanych treści, bez błędów krytycznych.",
            "not_met": "Odpowiedzi w rozmowie nie zawierały dwóch trzecich oczekiwanych treści albo zawierały błąd krytyczny.",
            "review": "Członkowie komisji różnie ocenili odpowiedzi w rozmowie.",
            "not_assessable": "W rozmowie nie zadano pytań dotyczących tego kryterium."}
    return InterviewFinding(criterion, result, by_member, sources, told[result])


def _of_member(marks: list[QuestionMark], share: Fraction) -> InterviewResult:
    expected = [f"{mark.question_id}/{point}" for mark in marks for point in mark.expected]
    heard = [f"{mark.question_id}/{point}" for mark in marks for point in mark.heard]
    return "met" if points_met(expected, heard, sum(mark.critical_errors for mark in marks), share) else "not_met"
