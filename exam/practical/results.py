"""What the judge finds in sealed work: kept once a version of the judge, and computed on the fly where it is missing."""

from __future__ import annotations

import logging
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select

from app import audit
from app.db import db, transaction
from exam.practical.answering import answers_of_attempt
from exam.practical.attempts import attempt, attempt_of
from exam.practical.models import PracticalAttempt, PracticalFindings, PracticeState
from exam.practical.variants import store
from scoring.checks.compile import CheckBook, compile_checks
from scoring.engine import ENGINE_VERSION as SCORING_VERSION
from scoring.normalise import NORMALISE_VERSION
from scoring.practical import judge_all

logger = logging.getLogger("probierz")
#: which judge: what its checks mean, and how it reads values
ENGINE_VERSION = f"practical-{SCORING_VERSION}.{NORMALISE_VERSION}"


def judged(current: PracticalAttempt) -> dict[str, Any]:
    """The judgement of a sealed attempt as plain JSON: the same bytes whenever it is computed from the same evidence."""
    snapshot = store().sealed_snapshot(current.sandbox)
    return judge_all(snapshot, book_of(current), answers_of_attempt(current.id)).to_plain()


def book_of(current: PracticalAttempt) -> CheckBook:
    """The checks the candidate was judged by, as they were frozen with the variant."""
    checks = current.variant["checks"]
    criteria = {code: {**rule, "occasions": {int(number): node for number, node in rule["occasions"].items()}}
                for code, rule in checks.get("criteria", {}).items() if "occasions" in rule}
    return compile_checks({**checks, "criteria": {**checks.get("criteria", {}), **criteria}})  # JSON made texts of the numbers


def keep_findings(attempt_id: UUID, moment: datetime) -> None:
    """Judge a sealed attempt and append what was found; a second call changes nothing. Outside any transaction."""
    current = attempt(attempt_id)
    if _kept(current) is not None:
        return
    judgement, pack_version, evidence = judged(current), current.pack_version, current.seal["jsonl_sha256"]
    with transaction():
        current = attempt(attempt_id)
        if _kept(current) is not None:
            return
        db.session.add(PracticalFindings(attempt_id=attempt_id, pack_version=pack_version, engine_version=ENGINE_VERSION,
                                         evidence_sha=evidence, judgement=judgement, at=moment))
        audit.record("practical.judged", case_id=current.enrolment_id, subject=attempt_id, engine=ENGINE_VERSION,
                     evidence=evidence)


def judge_missing(moment: datetime) -> int:
    """Judge every sealed attempt that this version has not judged; returns how many. One that fails is logged."""
    done = select(PracticalFindings.attempt_id).where(PracticalFindings.engine_version == ENGINE_VERSION)
    missing = db.session.scalars(select(PracticalAttempt.id).where(
        PracticalAttempt.state == PracticeState.SEALED, PracticalAttempt.id.not_in(done))).all()
    return sum(try_to_judge(attempt_id, moment) for attempt_id in missing)


def try_to_judge(attempt_id: UUID, moment: datetime) -> bool:
    """Judge a sealed attempt; a judge that breaks is logged and tried again, and never stands in the candidate's way."""
    try:
        keep_findings(attempt_id, moment)
    except Exception:
        db.session.rollback()
        logger.exception("practical attempt %s could not be judged", attempt_id)
        return False
    return True


def judgement_of(enrolment_id: UUID) -> dict[str, Any] | None:
    """The newest judgement of a case's sealed work; None while there is none."""
    current = attempt_of(enrolment_id)
    if current is None or current.state != PracticeState.SEALED:
        return None
    kept = _kept(current)
    if kept is not None:
        return kept.judgement
    return judged(current)


def kept_judgement(current: PracticalAttempt) -> dict[str, Any] | None:
    """The judgement of an attempt that this version of the judge keeps; None while there is none."""
    kept = _kept(current)
    return None if kept is None else kept.judgement


def findings_of(enrolment_id: UUID) -> dict[str, dict[str, Any]] | None:
    """Criterion -> its finding, plain (`scoring.findings.CriterionFinding`); None while there is none."""
    judgement = judgement_of(enrolment_id)
    return None if judgement is None else {finding["criterion"]: finding for finding in judgement["criteria"]}


def _kept(current: PracticalAttempt) -> PracticalFindings | None:
    return db.session.scalar(select(PracticalFindings).where(
        PracticalFindings.attempt_id == current.id, PracticalFindings.pack_version == current.pack_version,
        PracticalFindings.engine_version == ENGINE_VERSION))
