"""What a candidate's pages hold: tasks with their documents and questions, own answers, the time. No criteria, no checks."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from exam.practical.answering import standing_answers
from exam.practical.attempts import familiarisation_left, state_at, time_of
from exam.practical.models import PracticalAttempt, PracticeState
from exam.timing import TimeAdjustment, adjustments


@dataclass(frozen=True)
class AskedQuestion:
    """A value to read from the CRM, with the answer that stands and its revision."""

    id: str
    ask: str
    unit: str
    value: str
    rev: int


@dataclass(frozen=True)
class ShownDocument:
    """A letter, a card or a note; ``file`` names what can be downloaded."""

    id: str
    title: str
    author: str | None
    dated: date | None
    text: str
    file: str | None


@dataclass(frozen=True)
class ShownTask:
    """One examination task as the candidate reads it; ``criteria`` are filled in for members only."""

    id: str
    title: str
    minutes: int
    text: str
    documents: list[ShownDocument]
    questions: list[AskedQuestion]
    criteria: list[str]


def shown_tasks(current: PracticalAttempt, *, for_members: bool = False) -> list[ShownTask]:
    """The assignment in its order."""
    variant, answers = current.variant, standing_answers(current.id)
    documents = {entry["id"]: _document(entry) for entry in variant["documents"]}
    asked: dict[str, list[AskedQuestion]] = {}
    for question in variant["questions"]:
        row = answers.get(question["id"])
        asked.setdefault(question["task"], []).append(AskedQuestion(
            question["id"], question["ask"], question.get("unit") or "", row.value if row else "", row.rev if row else 0))
    return [ShownTask(task["id"], task["title"], task["minutes"], task["text"], [documents[key] for key in task["documents"]],
                      asked.get(task["id"], []), variant["task_criteria"].get(task["id"], []) if for_members else [])
            for task in variant["tasks"]]


def clock_face(current: PracticalAttempt, moment: datetime, changes: Sequence[TimeAdjustment] | None = None) -> dict[str, Any]:
    """The time of the work for its pages: state, seconds left, the server's moment and the end, as plain JSON values.

    ``changes``: the adjustments of its time, where they were read already.
    """
    changes = adjustments(current.id) if changes is None else changes
    time, state = time_of(current, moment, changes), state_at(current, moment, changes)
    left = time.remaining if time else current.limit_seconds
    if state == PracticeState.FAMILIARISING:
        left = familiarisation_left(current, moment)
    return {"state": str(state), "paused": state == PracticeState.PAUSED, "remaining": left,
            "server_time": f"{moment.isoformat()}Z",
            "ends_at": f"{time.deadline.isoformat()}Z" if time and time.deadline else None}


def counts(current: PracticalAttempt) -> dict[str, int]:
    """Questions answered and asked."""
    answered = sum(bool(row.value.strip()) for row in standing_answers(current.id).values())
    return {"answered": answered, "total": len(current.variant["questions"])}


def _document(entry: dict[str, Any]) -> ShownDocument:
    dated = date.fromisoformat(entry["dated"]) if entry.get("dated") else None
    return ShownDocument(entry["id"], entry["title"], entry.get("author"), dated, entry["text"], entry.get("file"))
