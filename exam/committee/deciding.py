"""The decision: what still stands in its way, the rule that makes a result of verdicts, signatures, announcement.

No decision without consensus on every row and at least two members. A row that is not assessable leaves the result
undecided: the decision names the criteria, and the coordinator orders that they be verified again (`reverifying`).
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from flask_babel import lazy_gettext as _l
from sqlalchemy import func, select

from app import audit
from app.clock import Dice, local
from app.db import db
from app.errors import Invalid, Refusal
from app.identity import User
from exam.committee.justifying import carried, faults_of
from exam.committee.models import Announcement, Decision, DecisionSignature
from exam.committee.proposals import frozen_evidence
from exam.committee.reconciliation import cards, consensus_of
from exam.committee.sheets import all_submitted, refuse_conflict, sheets_of
from exam.committee.standing import DECIDED, announcement_of, content_digest, latest_decision, signatures_of
from exam.practical.reverification import reopened
from exam.sittings.cases import advance
from exam.sittings.models import CaseState, Enrolment
from exam.sittings.people import seated
from question_bank.qualification import load_qualification
from scoring.rule import CaseOutcome, PassRule, apply_rule


def blockers(case: Enrolment) -> list[Any]:
    """What still stands in the way of a decision, in words."""
    found: list[Any] = []
    if len(seated(case)) < 2:
        found.append(_l("Fewer than two members are seated."))
    if not all_submitted(case):
        return [*found, _l("Not every member has submitted the sheet.")]
    if any(sheet.countersigned_at is None for sheet in sheets_of(case).values()):
        found.append(_l("Not every member has countersigned the rows that stand as the result of the test."))
    open_cards = cards(case)
    if open_cards:
        found.append(_l("Rows without a common verdict: %(rows)s.", rows=", ".join(card.row.code for card in open_cards)))
    return found


def verdicts_of(case: Enrolment) -> dict[str, str]:
    """The common verdict per criterion; in a re-verification, beside what was decided on the other criteria."""
    settled, again = {code: row.verdict for code, row in consensus_of(case.id).items()}, reopened(case.id)
    if again is None:
        return settled
    decided = latest_decision(case.id).rows  # a ruling may have changed what the committee agreed to
    return {code: settled.get(code) if code in again else verdict for code, verdict in decided.items()
            if code not in again or code in settled}


def decision_now(case: Enrolment) -> Decision | None:
    """The decision in force; None before the first, and while criteria are verified again."""
    return latest_decision(case.id) if case.state in (CaseState.DECIDED, CaseState.ANNOUNCED, CaseState.CERTIFIED) else None


def outcome_map() -> dict[str, list[str]]:
    """Learning outcome -> its criteria, in the qualification's order."""
    return {
        outcome.code: [criterion.code for criterion in outcome.criteria]
        for outcome_set in load_qualification().sets
        for outcome in outcome_set.outcomes
    }


def result_of(case: Enrolment, verdicts: Mapping[str, str]) -> CaseOutcome:
    """What the rule pinned at enrolment makes of the verdicts."""
    qualification = load_qualification()
    theory = {criterion.code for criterion in qualification.decided_by("test")}
    given = {criterion.code: verdicts.get(criterion.code) for criterion in qualification.criteria}
    return apply_rule(given, outcome_map(), theory, PassRule(case.rules.get("pass_rule", "conjunctive")))


def decide(case: Enrolment, member: User, justification: str, dice: Dice, moment: datetime) -> Decision:
    """Make the decision. Raises Refusal naming what stands in the way, Invalid where the justification does not do."""
    refuse_conflict(case, member)
    standing = blockers(case)
    if standing:
        raise Refusal(_l("No decision yet. %(why)s", why=" ".join(str(item) for item in standing)))
    if case.state != CaseState.EVIDENCE_FROZEN:
        raise Refusal(_l("The committee has decided already."))
    verdicts = verdicts_of(case)
    outcome = result_of(case, verdicts)
    faults = faults_of(case, verdicts, justification, outcome.result)
    if faults:
        raise Invalid(_l("The justification is not ready: %(why)s", why=" ".join(faults)), {"justification": faults[0]})
    earlier = latest_decision(case.id)
    decision = _enter(case, verdicts, outcome, justification, dice, moment, made_by="committee",
                      supersedes_id=earlier.id if earlier else None)
    advance(case, CaseState.DECIDED)
    sign(decision, case, member, "", moment)
    return decision


def decide_after_ruling(
    case: Enrolment, changes: Mapping[str, str], reasons: str, appeal_id: UUID, dice: Dice, moment: datetime
) -> Decision:
    """Recompute the case with an appeal's rulings; the new decision stands beside the old one and never to the worse.

    Its justification holds the reasons of the ruling and, of every criterion still not met, what was established earlier.

    ``changes``: criterion -> verdict as ruled. Raises Refusal where there is no decision to change.
    """
    old = latest_decision(case.id)
    if old is None:
        raise Refusal(_l("There is no decision in this case."))
    verdicts = dict(old.rows)
    for criterion, verdict in changes.items():
        if verdicts.get(criterion) == "met" and verdict != "met":
            raise Refusal(_l("A ruling never changes a criterion to the worse."))
        verdicts[criterion] = verdict
    decision = _enter(
        case,
        verdicts,
        result_of(case, verdicts),
        carried(case, verdicts, reasons),
        dice,
        moment,
        made_by="appeal",
        supersedes_id=old.id,
        appeal_id=appeal_id,
    )
    advance(case, CaseState.DECIDED, "ruling on an appeal")
    return decision


def _enter(
    case: Enrolment, verdicts: Mapping[str, str], outcome: Any, justification: str, dice: Dice, moment: datetime, **more: Any
) -> Decision:
    decision = Decision(
        id=dice.uuid(),
        number=next_number(moment),
        enrolment_id=case.id,
        result=outcome.result,
        rule=case.rules.get("pass_rule", "conjunctive"),
        rows=dict(verdicts),
        outcomes=dict(outcome.outcomes),
        justification=justification.strip(),
        evidence_hash=frozen_evidence(case.id),
        made_at=moment,
        **more,
    )
    db.session.add(decision)
    db.session.flush()
    audit.record(
        DECIDED,
        case_id=case.id,
        subject=decision.id,
        result=decision.result,
        number=decision.number,
        content=content_digest(decision),
        made_by=decision.made_by,
        supersedes=str(decision.supersedes_id) if decision.supersedes_id else None,
    )
    return decision


def next_number(moment: datetime) -> str:
    """``D/2026/0001``: decisions are numbered through the year."""
    year = local(moment).year
    count = db.session.scalar(select(func.count()).where(Decision.number.like(f"D/{year}/%")))
    return f"D/{year}/{count + 1:04d}"


def sign(decision: Decision, case: Enrolment, member: User, separate_opinion: str, moment: datetime) -> None:
    """A seated member signs the decision off, with a separate opinion if there is one. Signing twice changes nothing."""
    refuse_conflict(case, member)
    if decision.made_by == "appeal":
        raise Refusal(_l("The reviewer of the appeal signs this decision, not the committee."))
    if any(row.user_id == member.id for row in signatures_of(decision.id)):
        return
    db.session.add(
        DecisionSignature(decision_id=decision.id, user_id=member.id, separate_opinion=separate_opinion.strip(), at=moment)
    )
    db.session.flush()
    audit.record("committee.signed", case_id=case.id, subject=decision.id)


def unsigned(decision: Decision, case: Enrolment) -> list[User]:
    """Seated members who have not signed yet; nobody after a ruling, which the reviewer signs."""
    if decision.made_by == "appeal":
        return []
    signed = {row.user_id for row in signatures_of(decision.id)}
    return [member for member in seated(case) if member.id not in signed]


def announce(case: Enrolment, by: User, moment: datetime) -> Announcement:
    """Put the decision on the candidate's own page; the time for an appeal starts. Raises Refusal before all have signed."""
    decision = decision_now(case)
    if decision is None:
        raise Refusal(_l("There is no decision in this case."))
    waiting = unsigned(decision, case)
    if waiting:
        raise Refusal(_l("Still to be signed by: %(names)s.", names=", ".join(member.name for member in waiting)))
    found = announcement_of(decision.id)
    if found is None:
        found = Announcement(decision_id=decision.id, at=moment, by_id=by.id)
        db.session.add(found)
        advance(case, CaseState.ANNOUNCED)
        audit.record("committee.announced", case_id=case.id, subject=decision.id)
    return found
