"""Sealed evidence of a case as people read it: the test as it was shown, answers read from the CRM, notes, the talk.

``criteria`` narrows each to the criteria appealed against; None gives all. Nothing here holds a key or a rationale,
except `checked_questions`, which only the appointed reviewer is shown.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from exam.practical.attempts import attempt_of as work_of
from exam.practical.candidate_view import ShownTask, shown_tasks
from exam.practical.models import PracticeState
from exam.practical.notes import observations_of
from exam.practical.talk import OWN, interview_of
from exam.theory.attempts import attempt_of as test_of
from exam.theory.candidate_view import ShownQuestion, shown_questions
from exam.theory.frozen_form import questions
from exam.theory.results import score
from question_bank.answers import right_value


@dataclass(frozen=True)
class CheckedQuestion:
    """A question of the test for a reviewer: as it was shown, its criterion, the key, whether the answer is right."""

    shown: ShownQuestion
    criterion: str
    key: Any
    right: bool


@dataclass(frozen=True)
class HeardAnswer:
    """A question of the talk with what each member summed up. ``own``: a member's own question, word for word."""

    question: str
    criterion: str
    own: bool
    records: list[dict[str, Any]]


def test_questions(case_id: UUID) -> list[ShownQuestion]:
    """The test in the order it was shown, with the answers that stand; empty where no test was sealed."""
    test = test_of(case_id)
    return shown_questions(test) if test is not None and test.finished else []


def checked_questions(case_id: UUID, criteria: Collection[str]) -> list[CheckedQuestion]:
    """The questions on some criteria with their keys."""
    test = test_of(case_id)
    if test is None or not test.finished:
        return []
    asked, right = questions(test.form, test.form_sha), score(test)[0]
    return [
        CheckedQuestion(
            shown,
            asked[shown.item_id].place.criterion,
            right_value(asked[shown.item_id].item, asked[shown.item_id].place.order),
            right[shown.item_id],
        )
        for shown in shown_questions(test)
        if asked[shown.item_id].place.criterion in criteria
    ]


def read_from_crm(case_id: UUID, criteria: Collection[str] | None = None) -> list[ShownTask]:
    """Tasks that asked for values to be read from the CRM, with what the candidate typed."""
    work = work_of(case_id)
    if work is None:
        return []
    tasks = [task for task in shown_tasks(work, for_members=True) if task.questions]
    return [task for task in tasks if criteria is None or set(task.criteria) & set(criteria)]


def notes(case_id: UUID, criteria: Collection[str] | None = None) -> list[dict[str, Any]]:
    """Every member's notes on the criteria, and those that name none."""
    found = observations_of(case_id, None, everyones=True)
    return [note for note in found if criteria is None or not note["criterion"] or note["criterion"] in criteria]


def talk(case_id: UUID, criteria: Collection[str] | None = None) -> list[HeardAnswer]:
    """The talk question by question: what was asked and how each member summed the answer up."""
    held = interview_of(case_id)
    if held is None:
        return []
    planned = {question["id"]: question for question in held["questions"]}
    order = [*planned, *(name for name in held["records"] if name.startswith(OWN))]
    found = []
    for name in order:
        records = list(held["records"].get(name, {}).values())
        asked = planned.get(name)
        criterion = asked["criterion"] if asked else records[0]["criterion"]
        if criteria is None or criterion in criteria:
            found.append(HeardAnswer(asked["text"] if asked else records[0]["own_question"], criterion, asked is None, records))
    return found


def sealed_sandbox(case_id: UUID) -> UUID | None:
    """The sandbox whose sealed copy may be looked into; None where the work was never sealed."""
    work = work_of(case_id)
    return work.sandbox if work is not None and work.state == PracticeState.SEALED else None
