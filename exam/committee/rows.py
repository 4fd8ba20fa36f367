"""The 39 rows of a case as a member meets them: what decides each, what is evidence, what stands by itself.

In a re-verification only the rows ordered are in question; what else was settled stands.

Test rows that came out clear stand as "wynik testu": nobody marks them, they are hidden until the own sheet is
submitted and countersigned then. A test row in review is marked by each member after its follow-up questions.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from exam.committee.proposals import latest_proposals
from exam.practical.reverification import reopened
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

    @property
    def evidence(self) -> list[str]:
        """Everything established on the row, the test's score first; for those whose own marks are in."""
        return [*self.proposal.get("scores", ()), *self.proposal.get("facts", ())]

    @property
    def label(self) -> str | None:
        """What the machine proposes, as a member may read it beside the own mark before the sheet is in: nothing where
        the test decides, since its result would be a score, and nothing where each member marks the talk alone."""
        return None if {"test", "interview"} & {*self.criterion.methods} else self.proposal.get("result")


def rows_of(case: Enrolment) -> list[Row]:
    """All rows in the qualification's order, with what the machine proposes for each."""
    proposals, again = latest_proposals(case.id), reopened(case.id) or frozenset()
    found = []
    for outcome_set in load_qualification().sets:
        for outcome in outcome_set.outcomes:
            for criterion in outcome.criteria:
                proposal = proposals.get(criterion.code, {"result": "review", "reason": "no evidence"})
                stands = None if criterion.code in again else standing_of(criterion, proposal)
                found.append(Row(criterion, outcome.code, outcome.name, proposal, stands))
    return found


def standing_of(criterion: Criterion, proposal: dict[str, Any]) -> str | None:
    """The test's result where it stands by itself: a criterion decided by the test, clear, and not asked about again."""
    if list(criterion.methods) != ["test"] or proposal.get("followed_up"):
        return None
    return proposal["result"] if proposal.get("result") in FIXED else None


def in_question(case: Enrolment) -> list[Row]:
    """The rows that the committee settles in the round a case is in: all, or those verified again."""
    again = reopened(case.id)
    return [row for row in rows_of(case) if again is None or row.code in again]


def to_mark(case: Enrolment) -> list[Row]:
    """The rows that a member marks."""
    return [row for row in in_question(case) if row.stands is None]
