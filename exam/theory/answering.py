"""Taking an answer: each change is appended; what came stale, late or after the end is kept as evidence, never used.

The reply is decided inside one transaction and stored with the row, so that a repeated key is answered alike. The
caller appends `Reply.record` to the journal of answers before it acknowledges anything (reliability §4).
"""

from __future__ import annotations

from datetime import datetime
from functools import lru_cache
from typing import Any
from uuid import UUID

from flask_babel import lazy_gettext as _l
from sqlalchemy import select

from app import audit
from app.db import db
from app.errors import Invalid, NotFound
from exam.answer_wire import Change, Reply, columns, is_repeated, is_stale, key_reused, known_or_standing, not_now
from exam.theory.answer_journal import record_of
from exam.theory.attempts import attempt, close, state_at, with_time
from exam.theory.frozen_form import Question, questions
from exam.theory.models import RUNNING, AttemptState, Response, ReviewFlag, TheoryAttempt
from exam.timing import time_of
from question_bank.answers import AnswerRefused, to_content


@lru_cache(maxsize=256)
def _questions(attempt_id: UUID, form_sha: str) -> dict[str, Question]:
    """The questions of a form, read and proved against its digest once in a process: an answer must not wait for it."""
    return questions(db.session.scalar(select(TheoryAttempt.form).where(TheoryAttempt.id == attempt_id)), form_sha)


def answer(attempt_id: UUID, item_id: str, change: Change, station: str | None, moment: datetime) -> Reply:
    """Take one change inside the open transaction. Raises NotFound on a question of another form, Invalid on nonsense."""
    test, changes = with_time(attempt_id)
    question = _questions(test.id, test.form_sha).get(item_id)
    if question is None:
        raise NotFound(_l("This question is not in your test."))
    known, standing = known_or_standing(Response, Response.item_id, attempt_id, item_id, change.key)
    if known is not None:
        repeated = (known.attempt_id, known.item_id) == (attempt_id, item_id) and is_repeated(known, change)
        return Reply(known.status, known.reply, record_of(known)) if repeated else key_reused()
    if test.state in RUNNING and time_of(test, moment, changes).expired:
        close(test, moment, "time", AttemptState.EXPIRED)
    if test.state in (AttemptState.PREPARED, AttemptState.PAUSED):
        return not_now(str(test.state), change)
    _check_value(question, change.value)
    reason = _reason_against(test, standing, change)
    return _store(test, Response(attempt_id=test.id, item_id=item_id, station=station, **columns(
        change, standing, reason, moment, time_of(test, moment, changes).remaining)))


def standing_answers(attempt_id: UUID) -> dict[str, Response]:
    """Item id -> the accepted change that stands."""
    query = select(Response).where(Response.attempt_id == attempt_id, Response.accepted.is_(True))
    return {row.item_id: row for row in db.session.scalars(query.order_by(Response.rev))}


def flags(attempt_id: UUID) -> frozenset[str]:
    """Items the candidate marked to look at again."""
    rows = db.session.scalars(select(ReviewFlag).where(ReviewFlag.attempt_id == attempt_id).order_by(ReviewFlag.id))
    held = {row.item_id: row.flagged for row in rows}
    return frozenset(item_id for item_id, flagged in held.items() if flagged)


def flag(attempt_id: UUID, item_id: str, flagged: bool, moment: datetime) -> None:
    """Append the candidate's mark; after the end it is passed over, since it decides nothing. Raises NotFound."""
    test = attempt(attempt_id)
    if item_id not in questions(test.form, test.form_sha):
        raise NotFound(_l("This question is not in your test."))
    if state_at(test, moment) == AttemptState.OPEN and (item_id in flags(attempt_id)) != flagged:
        db.session.add(ReviewFlag(attempt_id=attempt_id, item_id=item_id, flagged=flagged, at=moment))
        audit.record("theory.flagged", case_id=test.enrolment_id, subject=item_id, flagged=flagged)


def _check_value(question: Question, value: Any) -> None:
    try:
        to_content(question.item, question.place.order, value)
    except AnswerRefused as fault:
        if question.item.kind == "numeric":
            raise Invalid(_l("Write the number in digits, for example 12,50."), code="value") from fault
        raise Invalid(_l("The answer does not fit this question. Reload the page."), code="value") from fault


def _reason_against(test: TheoryAttempt, standing: Response | None, change: Change) -> str | None:
    if test.state == AttemptState.SUBMITTED:
        return "closed"
    if test.state == AttemptState.EXPIRED:
        return "late"
    return "stale" if is_stale(change, standing) else None


def _store(test: TheoryAttempt, row: Response) -> Reply:
    db.session.add(row)
    db.session.flush()
    # The digest of an answer as short as "B" can be guessed, so the chain holds it only under a salt.
    audit.record("theory.answered", case_id=test.enrolment_id, subject=row.item_id, details={"sha256": row.sha256},
                 key=str(row.key), rev=row.rev, accepted=row.accepted, reason=row.reason)
    return Reply(row.status, row.reply, record_of(row))
