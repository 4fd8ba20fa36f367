"""Gathers what test, work, observation and talk said into the system's proposals, once the evidence is frozen.

A proposal as kept: ``result`` (met, not_met, review, not_assessable), ``methods``, ``sources``, ``reason``, ``facts``
(Polish sentences that name no member), ``scores`` (the like about the test: nobody marks having seen them), ``flags``,
``followed_up`` (a test row that the talk asked about again).
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
from exam.theory.results import bands_of, results_of
from question_bank.qualification import Criterion, load_qualification
from scoring.proposals import MethodResult, Proposal, propose
from scoring.theory import Bands

ENGINE = "proposals-2"
#: how every sentence about the test begins
OF_TEST = "Test teoretyczny"


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
    return {code: _parted(row) for code, row in kept.proposals.items()} if kept else computed(case_id)


def _parted(row: dict[str, Any]) -> dict[str, Any]:
    """A proposal with the test's score apart, as the first version did not keep it."""
    if "scores" in row:
        return row
    scores = [words for words in row["facts"] if words.startswith(OF_TEST)]
    return {**row, "facts": [words for words in row["facts"] if words not in scores], "scores": scores}


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
    bands = bands_of(case_id)
    return {criterion.code: _proposal(criterion, test, bands, work, asked) for criterion in load_qualification().criteria}


def _proposal(
    criterion: Criterion, test: Mapping[str, Any], bands: Bands, work: Mapping[str, Any], asked: set[str]
) -> dict[str, Any]:
    results, facts, scores = [], [], []
    if criterion.code in test:
        score = test[criterion.code]
        scores.append(_score_words(criterion, score, bands))
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
    followed_up = "test" in criterion.methods and criterion.code in asked
    return {**_plain(made, criterion), "facts": facts, "scores": scores, "followed_up": followed_up}


def _plain(made: Proposal, criterion: Criterion) -> dict[str, Any]:
    plain = made.to_plain()
    if "interview" in criterion.methods:  # each member marks the talk alone: no label before the marks are in
        plain |= {"result": "review", "reason": ""}
    return plain


def _score_words(criterion: Criterion, score: Mapping[str, Any], bands: Bands) -> str:
    counted = f"{score['right']} z {score['of']} odpowiedzi poprawnych"
    if "test" not in criterion.methods:
        return f"{OF_TEST} (metoda wspierająca, nie rozstrzyga): {counted}."
    met, review = bands.met_from, bands.review_from
    told = f"{_span(met, score['of'])}: spełnione, {_span(review, met - 1)}: do rozmowy, {_span(0, review - 1)}: niespełnione"
    return f"{OF_TEST}: {counted}; próg wstępny: {met} ({told})."


def _span(least: int, most: int) -> str:
    return str(least) if least == most else f"{least}–{most}"


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
