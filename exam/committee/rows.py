"""The 39 rows of a case as a member meets them: what decides each, what is evidence, what stands by itself.

Test rows that came out clear stand as "wynik testu": nobody marks them, they are hidden until the own sheet is
submitted and countersigned then. A test row in review is marked by each member after its follow-up questions.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from exam.committee.proposals import latest_proposals
from exam.sittings.models import Enrolment
from question_bank.qualification import Criterion, load_qualification

FIXED = ("met", "not_met")


@dataclass(frozen=True)
class Row:
    """One criterion of one case. ``stands``: the test's result, None where a member marks the row."""

    criterion: Criterion
    outcome_code: str
    outcome_name: str
    proposal: dict[str, Any]
    stands: str | None

    @property
    def code(self) -> str:
        """``2.4.d``."""
        return self.criterion.code


def rows_of(case: Enrolment) -> list[Row]:
    """All rows in the qualification's order, with what the machine proposes for each."""
    proposals = latest_proposals(case.id)
    found = []
    for outcome_set in load_qualification().sets:
        for outcome in outcome_set.outcomes:
            for criterion in outcome.criteria:
                proposal = proposals.get(criterion.code, {"result": "review", "reason": "no evidence"})
                found.append(Row(criterion, outcome.code, outcome.name, proposal, standing_of(criterion, proposal)))
    return found


def standing_of(criterion: Criterion, proposal: dict[str, Any]) -> str | None:
    """The test's result where it stands by itself: a criterion decided by the test, clear, and not asked about again."""
    if list(criterion.methods) != ["test"] or proposal.get("followed_up"):
        return None
    return proposal["result"] if proposal.get("result") in FIXED else None


def to_mark(case: Enrolment) -> list[Row]:
    """The rows that a member marks."""
    return [row for row in rows_of(case) if row.stands is None]
