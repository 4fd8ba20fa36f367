"""Taking an answer: each change is appended; what came stale, late or after the end is kept as evidence, never used.

The reply is decided inside one transaction and stored with the row, so that a repeated key is answered alike. The
caller appends `Reply.record` to the journal of answers before it acknowledges anything (reliability §4).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any
from uuid import UUID

from flask_babel import lazy_gettext as _l
from sqlalchemy import select

from app import audit
from app.db import db
from app.errors import Invalid, NotFound
from exam.theory.answer_journal import record_of
from exam.theory.attempts import attempt, finish_if_over, state_at, time_of
from exam.theory.frozen_form import Question, questions
from exam.theory.models import AttemptState, Response, ReviewFlag, TheoryAttempt
from exam.theory.sealing import value_digest
from question_bank.answers import AnswerRefused, to_content

HIGHEST_REV = 1_000_000


@dataclass(frozen=True)
class Change:
    """One change of an answer as a browser sends it: its key, its revision and the revision it was made on."""

    key: UUID
    rev: int
    base_rev: int
    value: Any


@dataclass(frozen=True)
class Reply:
    """What to answer; ``record`` is the line for the journal, None where nothing was stored."""

    status: int
    body: dict[str, Any]
    record: dict[str, Any] | None = None


def parse_change(data: Any) -> Change:
    """A change from a request's JSON. Raises Invalid naming what cannot be read."""
    if not isinstance(data, dict) or "value" not in data:
        raise Invalid(_l("The answer cannot be read. Reload the page."), code="unreadable")
    try:
        key = UUID(str(data.get("key")))
    except ValueError as fault:
        raise Invalid(_l("The answer has no valid key. Reload the page."), code="unreadable") from fault
    rev, base_rev = data.get("rev"), data.get("base_rev")
    if type(rev) is not int or type(base_rev) is not int or not 0 <= base_rev < rev <= HIGHEST_REV:
        raise Invalid(_l("The answer has no valid number. Reload the page."), code="unreadable")
    return Change(key, rev, base_rev, data["value"])


@lru_cache(maxsize=256)
def _questions(attempt_id: UUID, form_sha: str) -> dict[str, Question]:
    """The questions of a form, read and proved against its digest once in a process: an answer must not wait for it."""
    return questions(db.session.scalar(select(TheoryAttempt.form).where(TheoryAttempt.id == attempt_id)), form_sha)


def answer(attempt_id: UUID, item_id: str, change: Change, station: str | None, moment: datetime) -> Reply:
    """Take one change inside the open transaction. Raises NotFound on a question of another form, Invalid on nonsense."""
    test = attempt(attempt_id)
    question = _questions(test.id, test.form_sha).get(item_id)
    if question is None:
        raise NotFound(_l("This question is not in your test."))
    known = db.session.scalar(select(Response).where(Response.key == change.key))
    if known is not None:
        return _again(known, attempt_id, item_id, change)
    finish_if_over(test, moment)
    if test.state in (AttemptState.PREPARED, AttemptState.PAUSED):
        return Reply(409, {"error": str(test.state), "key": str(change.key)})
    _check_value(question, change.value)
    current = latest(attempt_id, item_id)
    reason = _reason_against(test, current, change)
    return _store(test, item_id, change, station, moment, reason, current)


def latest(attempt_id: UUID, item_id: str) -> Response | None:
    """The accepted change of an item that stands, None where it was never answered."""
    query = select(Response).where(Response.attempt_id == attempt_id, Response.item_id == item_id, Response.accepted.is_(True))
    return db.session.scalar(query.order_by(Response.rev.desc()).limit(1))


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


def _again(known: Response, attempt_id: UUID, item_id: str, change: Change) -> Reply:
    same = (known.attempt_id, known.item_id, known.rev, known.base_rev, known.sha256) == (
        attempt_id, item_id, change.rev, change.base_rev, value_digest(change.value))
    if not same:
        return Reply(422, {"error": "key_reused", "message": str(_l("This key was used for another answer. Reload the page."))})
    return Reply(known.status, known.reply, record_of(known))


def _check_value(question: Question, value: Any) -> None:
    try:
        to_content(question.item, question.place.order, value)
    except AnswerRefused as fault:
        if question.item.kind == "numeric":
            raise Invalid(_l("Write the number in digits, for example 12,50."), code="value") from fault
        raise Invalid(_l("The answer does not fit this question. Reload the page."), code="value") from fault


def _reason_against(test: TheoryAttempt, current: Response | None, change: Change) -> str | None:
    if test.state == AttemptState.SUBMITTED:
        return "closed"
    if test.state == AttemptState.EXPIRED:
        return "late"
    return "stale" if change.base_rev != (current.rev if current else 0) else None


def _store(test: TheoryAttempt, item_id: str, change: Change, station: str | None, moment: datetime,
           reason: str | None, current: Response | None) -> Reply:
    digest = value_digest(change.value)
    body = {"key": str(change.key), "rev": change.rev, "sha256": digest, "server_time": f"{moment.isoformat()}Z",
            "remaining": time_of(test, moment).remaining}
    if reason is not None:
        body |= {"error": reason, "current": {"rev": current.rev if current else 0, "value": current.value if current else None}}
    row = Response(attempt_id=test.id, item_id=item_id, key=change.key, rev=change.rev, base_rev=change.base_rev,
                   value=change.value, sha256=digest, at=moment, station=station, accepted=reason is None, reason=reason,
                   status=200 if reason is None else 409, reply=body)
    db.session.add(row)
    db.session.flush()
    # The digest of an answer as short as "B" can be guessed, so the chain holds it only under a salt.
    audit.record("theory.answered", case_id=test.enrolment_id, subject=item_id, details={"sha256": digest},
                 key=str(change.key), rev=change.rev, accepted=reason is None, reason=reason)
    return Reply(row.status, body, record_of(row))
