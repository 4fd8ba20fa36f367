"""What a candidate's page may hold of a test: the public side of every question, the own answers and marks, the time.

Nothing here reads a key or a rationale; a test plants canaries in both and looks for them on every page.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from exam.theory.answering import flags, standing_answers
from exam.theory.attempts import state_at, time_of
from exam.theory.frozen_form import questions
from exam.theory.models import AttemptState, TheoryAttempt
from question_bank.presentation import PublicItem


@dataclass(frozen=True)
class ShownQuestion:
    """A question as it is shown: its number, its public text, the answer that stands and its revision, the mark."""

    number: int
    item_id: str
    item: PublicItem
    value: Any
    rev: int
    flagged: bool

    @property
    def steps_in_order(self) -> list[Any]:
        """Steps of an ordering question: as answered, the untouched rest in the order of the form."""
        by_label = {step.label: step for step in self.item.steps}
        placed = [by_label[label] for label in self.value or ()]
        return placed + [step for step in self.item.steps if step not in placed]


def shown_questions(test: TheoryAttempt) -> list[ShownQuestion]:
    """Every question of a test for its candidate, in the order of the form."""
    answers, marked = standing_answers(test.id), flags(test.id)
    shown = []
    for item_id, question in questions(test.form, test.form_sha).items():
        row = answers.get(item_id)
        shown.append(ShownQuestion(question.place.position, item_id, question.public(), row.value if row else None,
                                   row.rev if row else 0, item_id in marked))
    return shown


def clock_face(test: TheoryAttempt, moment: datetime) -> dict[str, Any]:
    """The time of a test for its page: state, seconds left, the server's moment and the end, as plain JSON values."""
    time = time_of(test, moment)
    state = state_at(test, moment)
    return {"state": str(state), "paused": state == AttemptState.PAUSED,
            "remaining": time.remaining if time else test.limit_seconds, "server_time": f"{moment.isoformat()}Z",
            "ends_at": f"{time.deadline.isoformat()}Z" if time and time.deadline else None}


def answered_count(test: TheoryAttempt) -> int:
    """How many questions have an answer that stands."""
    return sum(row.value is not None for row in standing_answers(test.id).values())


def question_count(test: TheoryAttempt) -> int:
    """How many questions the form has."""
    return len(test.form["form"]["items"])
