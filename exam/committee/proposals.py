"""Gathers what test, work, observation and talk said into the system's proposals, once the evidence is frozen.

A proposal as kept: ``result`` (met, not_met, review, not_assessable), ``methods``, ``sources``, ``reason``, ``facts``
(Polish sentences that name no member), ``flags``, ``followed_up`` (a test row that the talk asked about again).
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from flask_babel import lazy_gettext as _l
from sqlalchemy import select

from app import audit
from app.db import db
from app.errors import Refusal
from exam.committee.models import ProposalSet
from exam.practical.freezing import freeze_of
from exam.practical.results import findings_of
from exam.practical.talk import interview_of
from exam.sittings.models import Enrolment
from exam.theory.results import results_of
from question_bank.qualification import Criterion, load_qualification
from scoring.proposals import MethodResult, Proposal, propose

ENGINE = "proposals-1"


def frozen_evidence(case_id: UUID) -> str:
    """Digest of the frozen evidence of a case. Raises Refusal while it is open."""
    freeze = freeze_of(case_id)
    if freeze is None:
        raise Refusal(_l("The evidence of this candidate is not closed yet."))
    return freeze.sha256


def latest_proposals(case_id: UUID) -> dict[str, dict[str, Any]]:
    """The proposals kept last; computed on the fly before any were kept."""
    kept = db.session.scalar(
        select(ProposalSet).where(ProposalSet.enrolment_id == case_id).order_by(ProposalSet.id.desc()).limit(1)
    )
    return kept.proposals if kept else computed(case_id)


def keep_proposals(case: Enrolment, moment: datetime) -> None:
    """Append the proposals on the frozen evidence inside the open transaction; a second call changes nothing."""
    evidence = frozen_evidence(case.id)
    query = select(ProposalSet.id).where(
        ProposalSet.enrolment_id == case.id, ProposalSet.evidence_hash == evidence, ProposalSet.engine == ENGINE
    )
    if db.session.scalar(query.limit(1)) is None:
        db.session.add(
            ProposalSet(
                enrolment_id=case.id, computed_at=moment, engine=ENGINE, evidence_hash=evidence, proposals=computed(case.id)
            )
        )
        db.session.flush()
        audit.record("committee.proposals_kept", case_id=case.id, engine=ENGINE, evidence=evidence)


def computed(case_id: UUID) -> dict[str, dict[str, Any]]:
    """A proposal for each of the 39 criteria from what is there now."""
    test, work, asked = results_of(case_id) or {}, findings_of(case_id) or {}, _asked(interview_of(case_id))
    return {criterion.code: _proposal(criterion, test, work, asked) for criterion in load_qualification().criteria}


def _proposal(criterion: Criterion, test: Mapping[str, Any], work: Mapping[str, Any], asked: set[str]) -> dict[str, Any]:
    results, facts = [], []
    if criterion.code in test:
        score = test[criterion.code]
        facts.append(_score_words(criterion, score))
        if score["result"] is not None:
            results.append(MethodResult("test", score["result"], ("test",)))
    finding = work.get(criterion.code)
    if finding is not None:
        facts.extend(_work_words(finding))
        results.append(
            MethodResult(
                "sandbox",
                finding["result"],
                tuple(item["check_id"] for item in finding["findings"]),
                tuple(finding["flags"]),
                finding["rationale_pl"],
            )
        )
    made = propose(criterion.code, criterion.methods, criterion.supporting, results)
    return {**_plain(made, criterion), "facts": facts, "followed_up": "test" in criterion.methods and criterion.code in asked}


def _plain(made: Proposal, criterion: Criterion) -> dict[str, Any]:
    plain = made.to_plain()
    if "interview" in criterion.methods:  # each member marks the talk alone: no label before the marks are in
        plain |= {"result": "review", "reason": ""}
    return plain


def _score_words(criterion: Criterion, score: Mapping[str, Any]) -> str:
    role = "" if "test" in criterion.methods else " (metoda wspierająca)"
    return f"Test teoretyczny{role}: {score['right']} z {score['of']} odpowiedzi poprawnych."


def _work_words(finding: Mapping[str, Any]) -> list[str]:
    # an occasion met by one way says nothing by the other ways it might have been met
    met = {item["occasion"] for item in finding["occasions"] if item["result"] == "met"}
    words = [
        item["rationale_pl"]
        for item in finding["findings"]
        if item["rationale_pl"] and not (item["occasion"] in met and item["result"] == "not_met")
    ]
    return list(dict.fromkeys([*words, *finding["flags"]])) or [finding["rationale_pl"]]


def _asked(talk: Mapping[str, Any] | None) -> set[str]:
    """Criteria that the talk asked about: by the plan or by a member's own question."""
    if talk is None:
        return set()
    planned = {question["criterion"] for question in talk["questions"]}
    return planned | {record["criterion"] for records in talk["records"].values() for record in records.values()}
