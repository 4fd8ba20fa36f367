"""How the same rules were applied to everybody of that day: counts of results, with no name and no number."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass

from exam.committee.standing import latest_decision
from exam.practical.attempts import attempt_of as work_of
from exam.practical.models import PracticeState
from exam.practical.results import kept_judgement
from exam.sittings.models import Enrolment
from exam.theory.results import results_of


@dataclass(frozen=True)
class Applied:
    """One rule: what it is, its result in this case (empty: none), and how often each result came out that day."""

    criterion: str
    rule: str
    own: str
    counts: dict[str, int]


def applied_to_all(case: Enrolment, criteria: Collection[str]) -> list[Applied]:
    """For each criterion: the test, every check of the work, and the verdict, over all candidates of the sitting."""
    own = dict(_results(case, criteria))
    counted: dict[tuple[str, str], Counter[str]] = {}
    for one in case.sitting.enrolments:
        for rule, result in _results(one, criteria):
            counted.setdefault(rule, Counter())[result] += 1
    return [Applied(criterion, rule, own.get((criterion, rule), ""), dict(counts))
            for (criterion, rule), counts in sorted(counted.items())]


def _results(case: Enrolment, criteria: Collection[str]) -> list[tuple[tuple[str, str], str]]:
    """((criterion, rule), result) of one candidate. Rules: ``test``, the id of a check, ``verdict``."""
    found = [((code, "test"), result["result"]) for code, result in (results_of(case.id) or {}).items()
             if code in criteria and result["result"] is not None]
    work = work_of(case.id)
    if work is not None and work.state == PracticeState.SEALED:
        for criterion in (kept_judgement(work) or {}).get("criteria", ()):
            if criterion["criterion"] in criteria:
                found += [((criterion["criterion"], check["check_id"]), check["result"]) for check in criterion["findings"]]
    decision = latest_decision(case.id)
    rows = decision.rows if decision is not None else {}
    return found + [((code, "verdict"), rows[code]) for code in criteria if code in rows]
