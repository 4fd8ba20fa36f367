"""What the candidate may look into after the announcement: everything about the own case except the keys of the test.

Which single answers were right is not told, since the questions stay in use; how many of a criterion's were, is.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from app import audit
from app.db import db
from exam.appeals import evidence
from exam.committee.deciding import decision_now
from exam.committee.models import Announcement, Decision, DecisionSignature, Mark
from exam.committee.sheets import decided_marks
from exam.committee.standing import announcement_of, decisions_of, signatures_of
from exam.practical.candidate_view import ShownTask
from exam.sittings.models import Enrolment
from exam.theory.candidate_view import ShownQuestion
from exam.theory.results import results_of
from question_bank.qualification import Criterion, load_qualification


@dataclass(frozen=True)
class MarkedRow:
    """One criterion: how many test questions were answered rightly (None: not in the test), each member's mark."""

    criterion: Criterion
    score: dict[str, Any] | None
    marks: dict[str, Mark]


@dataclass(frozen=True)
class Inspection:
    """The page of an inspection."""

    decisions: list[tuple[Decision, Announcement, list[DecisionSignature]]]
    members: list[str]
    rows: list[MarkedRow]
    questions: list[ShownQuestion]
    tasks: list[ShownTask]
    notes: list[dict[str, Any]]
    talk: list[evidence.HeardAnswer]
    sandbox: UUID | None


def is_open(case_id: UUID) -> bool:
    """Whether a decision of the case was announced, and no criteria are being verified again."""
    settled = decision_now(db.session.get_one(Enrolment, case_id)) is not None
    return settled and any(announcement_of(decision.id) for decision in decisions_of(case_id))


def inspection_of(case: Enrolment) -> Inspection:
    """Everything the candidate may look into."""
    decisions = [
        (decision, told, signatures_of(decision.id))
        for decision in decisions_of(case.id)
        if (told := announcement_of(decision.id))
    ]
    marks = decided_marks(case)
    scores = results_of(case.id) or {}
    rows = [
        MarkedRow(
            criterion,
            scores.get(criterion.code),
            {name: given[criterion.code] for name, given in marks.items() if criterion.code in given},
        )
        for criterion in load_qualification().criteria
    ]
    return Inspection(
        decisions,
        list(marks),
        rows,
        evidence.test_questions(case.id),
        evidence.read_from_crm(case.id),
        evidence.notes(case.id),
        evidence.talk(case.id),
        evidence.sealed_sandbox(case.id),
    )


def enter(case: Enrolment) -> None:
    """Record that the candidate opened the inspection, inside the open transaction."""
    audit.record("appeals.inspection_opened", case_id=case.id)
