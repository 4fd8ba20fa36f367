"""What a member sees of a candidate's work while it runs: tasks with their criteria, the clock, the own notes."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from app.identity import User
from exam.practical.attempts import time_of
from exam.practical.candidate_view import clock_face, shown_tasks
from exam.practical.models import RUNNING, PracticalAttempt
from exam.practical.notes import NOTABLE, notes_of


def observation(current: PracticalAttempt, member: User, moment: datetime) -> dict[str, Any]:
    """Everything the member's pages show. Answers typed by the candidate are no secret here, the test's are."""
    return {"attempt": current, "case": current.enrolment, "tasks": shown_tasks(current, for_members=True),
            "face": clock_face(current, moment), "time": time_of(current, moment), "notes": notes_of(current, member),
            "live": current.state in RUNNING, "notable": current.enrolment.state in NOTABLE,
            "criteria": criteria_of(current), "events": current.variant["events"]}


def criteria_of(current: PracticalAttempt) -> list[str]:
    """Codes of the criteria that the tasks give occasion to, in order."""
    return sorted({code for codes in current.variant["task_criteria"].values() for code in codes})
