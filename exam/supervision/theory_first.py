"""Whether a case may go on to the practical part: by default always, under the setting only with the theory passed.

Criteria in review are still open, since the talk settles them, so that they bar nobody; only a test that rules a positive
result out does.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask_babel import lazy_gettext as _l

from exam.sittings.models import CaseState, Enrolment
from exam.theory.results import results_of
from scoring.rule import PassRule


def bars(case: Enrolment) -> bool:
    """Whether the rules pinned at enrolment end the case at its test."""
    return case.rules.get("theory.first", "no") == "yes" and failed(results_of(case.id), case.rules)


def waits_of(case: Enrolment) -> Any | None:
    """What a case ended at its test waits for, in words; None for every other one."""
    if case.state != CaseState.TEST_DONE or not bars(case):
        return None
    return _l("The theoretical part was not passed, and the rules want it passed first. The practical part is not held.")


def failed(results: Mapping[str, Mapping[str, Any]] | None, rules: Mapping[str, Any]) -> bool:
    """Whether a test rules out that the theoretical part is passed; False while there is none. PURE."""
    decided = [result["result"] for result in (results or {}).values() if result["result"] is not None]
    if not decided:
        return False
    rule = PassRule(rules.get("pass_rule", "conjunctive"))
    lost = sum(result == "not_met" for result in decided)
    if rule.kind == "percent_55_75":
        return (len(decided) - lost) < rule.theory_share * len(decided)
    return lost > 0
