"""The score of a sealed test: computed once a version of the scoring, kept, and computed on the fly where it is missing."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select

from app import audit
from app.db import db, transaction
from exam.sittings.repeats import case_of_standing_test
from exam.theory.frozen_form import Question, questions
from exam.theory.models import FINISHED, Response, TheoryAttempt, TheoryResult
from question_bank.answers import right_value
from question_bank.blueprint import Blueprint
from question_bank.items import NumericItem
from scoring.theory import Bands, FrozenItem, score_test

ENGINE_VERSION = "theory-1"


def score(test: TheoryAttempt) -> tuple[dict[str, bool], dict[str, dict[str, Any]]]:
    """Item id -> right, and criterion -> {"right", "of", "result"}; ``result`` None where the test only supports."""
    frozen = [_frozen(question) for question in questions(test.form, test.form_sha).values()]
    found = score_test(frozen, final_values(test.id), _bands(test))
    items = {mark.item_id: mark.right for finding in found for mark in finding.items}
    criteria = {finding.criterion: {"right": finding.right, "of": finding.asked, "result": finding.result} for finding in found}
    return items, criteria


def bands_of(enrolment_id: UUID) -> Bands:
    """The bands that a case's test is read by, as they were frozen with its form; the usual ones where it has none."""
    test = db.session.scalar(select(TheoryAttempt).where(TheoryAttempt.enrolment_id == enrolment_id))
    older = case_of_standing_test(enrolment_id) if test is None else None
    if older is not None:
        return bands_of(older)
    return Bands() if test is None else _bands(test)


def _bands(test: TheoryAttempt) -> Bands:
    bands = Blueprint.model_validate(test.form["blueprint"]).bands
    return Bands(bands.met_from, bands.review_from)


def _frozen(question: Question) -> FrozenItem:
    item, place = question.item, question.place
    return FrozenItem(place.item_id, place.criterion, item.kind, right_value(item, place.order), place.deciding,
                      str(item.tolerance) if isinstance(item, NumericItem) else "0")


def final_values(attempt_id: UUID) -> dict[str, Any]:
    """Item id -> the answer that stands: the value of the latest accepted change."""
    query = select(Response.item_id, Response.value).where(Response.attempt_id == attempt_id, Response.accepted.is_(True))
    return {row.item_id: row.value for row in db.session.execute(query.order_by(Response.rev))}


def score_missing(moment: datetime) -> int:
    """Score every sealed test that this version has not scored yet; each in a transaction of its own."""
    done = select(TheoryResult.attempt_id).where(TheoryResult.engine_version == ENGINE_VERSION)
    missing = db.session.scalars(select(TheoryAttempt.id).where(
        TheoryAttempt.state.in_(FINISHED), TheoryAttempt.id.not_in(done))).all()
    for attempt_id in missing:
        with transaction():
            keep_score(db.session.get(TheoryAttempt, attempt_id), moment)
    return len(missing)


def keep_score(test: TheoryAttempt, moment: datetime) -> None:
    """Append the score of a sealed test inside the open transaction; a second call changes nothing."""
    if _kept(test.id) is not None:
        return
    items, criteria = score(test)
    db.session.add(TheoryResult(attempt_id=test.id, engine_version=ENGINE_VERSION, seal_sha=test.seal_sha, items=items,
                                criteria=criteria, at=moment))
    audit.record("theory.scored", case_id=test.enrolment_id, subject=test.id, engine=ENGINE_VERSION, seal=test.seal_sha)
    db.session.flush()


def _kept(attempt_id: UUID) -> TheoryResult | None:
    return db.session.scalar(select(TheoryResult).where(
        TheoryResult.attempt_id == attempt_id, TheoryResult.engine_version == ENGINE_VERSION))


def results_of(enrolment_id: UUID) -> dict[str, dict[str, Any]] | None:
    """Criterion -> {"right", "of", "result"} of a case's sealed test; None while there is none."""
    test = db.session.scalar(select(TheoryAttempt).where(TheoryAttempt.enrolment_id == enrolment_id))
    older = case_of_standing_test(enrolment_id) if test is None else None
    if older is not None:
        return results_of(older)
    if test is None or not test.finished:
        return None
    kept = _kept(test.id)
    return kept.criteria if kept is not None else score(test)[1]
