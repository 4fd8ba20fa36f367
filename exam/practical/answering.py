"""Answers read from the CRM and typed: the same wire as the test's, and beside each where the sandbox's journal stood.

Each change is appended; what came stale, late or after the end is kept as evidence and never used. The caller appends
`Reply.record` to the journal of answers before it acknowledges anything.
"""

from __future__ import annotations

from datetime import datetime
from functools import lru_cache
from typing import Any
from uuid import UUID

from flask_babel import lazy_gettext as _l
from sqlalchemy import select

from app import audit
from app.db import db, transaction
from app.errors import Invalid, NotFound
from exam.answer_wire import Change, Reply, columns, is_repeated, is_stale, key_reused, known_or_standing, not_now
from exam.practical.attempts import attempt_of, with_time
from exam.practical.models import FINISHED, RUNNING, PracticalAttempt, PracticalResponse, PracticeState
from exam.practical.variants import store
from exam.theory import answer_journal
from exam.timing import time_of
from sandbox_crm.bench import journal_head
from sandbox_crm.store import open_path

WIRE = "practical"
LONGEST_ANSWER = 500


@lru_cache(maxsize=256)
def _question_ids(attempt_id: UUID, template_sha: str) -> frozenset[str]:
    """The questions of a frozen variant, read once in a process: it is large, and an answer must not wait for it."""
    variant = db.session.scalar(select(PracticalAttempt.variant).where(PracticalAttempt.id == attempt_id))
    return frozenset(question["id"] for question in variant["questions"])


def answer(attempt_id: UUID, question_id: str, change: Change, station: str | None, moment: datetime) -> Reply:
    """Take one change inside the open transaction. Raises NotFound on another's question, Invalid on nonsense."""
    current, changes = with_time(attempt_id)
    if question_id not in _question_ids(current.id, current.template_sha):
        raise NotFound(_l("This question is not in your assignment."))
    known, standing = known_or_standing(PracticalResponse, PracticalResponse.question_id, attempt_id, question_id, change.key)
    if known is not None:
        repeated = (known.attempt_id, known.question_id) == (attempt_id, question_id) and is_repeated(known, change)
        return Reply(known.status, known.reply, record_of(known)) if repeated else key_reused()
    time = time_of(current, moment, changes)
    state = PracticeState.EXPIRED if current.state in RUNNING and time.expired else PracticeState(current.state)
    if state in (PracticeState.PREPARED, PracticeState.FAMILIARISING, PracticeState.PAUSED):
        return not_now(str(state), change)
    _check_value(change.value)
    reason = _reason_against(current, state, standing, change)
    with open_path(store().path(current.sandbox), write=False) as session:
        seq, head = journal_head(session)
    return _store(current, PracticalResponse(attempt_id=current.id, question_id=question_id, journal_seq=seq, journal_head=head,
                                             station=station, **columns(change, standing, reason, moment, time.remaining)))


def standing_answers(attempt_id: UUID) -> dict[str, PracticalResponse]:
    """Question id -> the accepted change that stands."""
    query = select(PracticalResponse).where(PracticalResponse.attempt_id == attempt_id, PracticalResponse.accepted.is_(True))
    return {row.question_id: row for row in db.session.scalars(query.order_by(PracticalResponse.rev))}


def answers_of_attempt(attempt_id: UUID) -> list[dict[str, Any]]:
    """Every accepted answer in the order of receipt, as the judge reads them; the last one of a question holds."""
    query = select(PracticalResponse).where(PracticalResponse.attempt_id == attempt_id, PracticalResponse.accepted.is_(True))
    return [{"question_id": row.question_id, "value_raw": row.value, "journal_seq": row.journal_seq,
             "answered_at": f"{row.at.isoformat()}Z"} for row in db.session.scalars(query.order_by(PracticalResponse.id))]


def answers_of(enrolment_id: UUID) -> list[dict[str, Any]]:
    """The answers of a case's newest attempt; empty where there is none."""
    current = attempt_of(enrolment_id)
    return answers_of_attempt(current.id) if current else []


def _check_value(value: Any) -> None:
    if not isinstance(value, str) or len(value) > LONGEST_ANSWER:
        raise Invalid(_l("An answer is a text of at most %(most)d characters.", most=LONGEST_ANSWER), code="value")


def _reason_against(current: PracticalAttempt, state: PracticeState, standing: PracticalResponse | None,
                    change: Change) -> str | None:
    if state in FINISHED:
        return "late" if PracticeState.EXPIRED in (state, current.closed_how) else "closed"
    return "stale" if is_stale(change, standing) else None


def _store(current: PracticalAttempt, row: PracticalResponse) -> Reply:
    db.session.add(row)
    db.session.flush()
    # The digest of an answer as short as "12" can be guessed, so the chain holds it only under a salt.
    audit.record("practical.answered", case_id=current.enrolment_id, subject=row.question_id, details={"sha256": row.sha256},
                 key=str(row.key), rev=row.rev, accepted=row.accepted, reason=row.reason, journal_seq=row.journal_seq)
    return Reply(row.status, row.reply, record_of(row))


def record_of(row: PracticalResponse) -> dict[str, Any]:
    """A stored change as the journal of answers keeps it; enough to put the row back."""
    return {"wire": WIRE, "attempt": str(row.attempt_id), "item": row.question_id, "key": str(row.key), "rev": row.rev,
            "base_rev": row.base_rev, "value": row.value, "sha256": row.sha256, "journal_seq": row.journal_seq,
            "journal_head": row.journal_head, "at": row.at.isoformat(), "station": row.station, "accepted": row.accepted,
            "reason": row.reason, "status": row.status, "reply": row.reply}


def reconcile(records: list[dict[str, Any]]) -> answer_journal.Reconciliation:
    """At start: put back what only the journal's ``records`` hold, and journal what only the database holds.

    An answer missing from work that was sealed without it is not put back: it is a fault, since the seal would break.
    """
    found = answer_journal.Reconciliation()
    journalled = {record["key"]: record for record in records if record["wire"] == WIRE}
    stored = {str(row.key): row for row in db.session.scalars(select(PracticalResponse))}
    for key, record in journalled.items():
        if key not in stored:
            _put_back(record, found)
        elif stored[key].sha256 != record["sha256"]:
            found.faults.append(f"answer {key} differs between the journal and the database")
    for record in [record_of(row) for key, row in stored.items() if key not in journalled]:
        answer_journal.append(record)
        found.rejournalled.append(record["key"])
    return found


def _put_back(record: dict[str, Any], found: answer_journal.Reconciliation) -> None:
    current = db.session.get(PracticalAttempt, UUID(record["attempt"]))
    if current is None or current.state == PracticeState.SEALED:
        words = "belongs to no known practical attempt" if current is None else "is missing from work that is already sealed"
        found.faults.append(f"answer {record['key']} {words}")
        return
    case_id = current.enrolment_id
    fields = {name: record[name] for name in ("rev", "base_rev", "value", "sha256", "journal_seq", "journal_head", "station",
                                              "accepted", "reason", "status", "reply")}
    with transaction():
        db.session.add(PracticalResponse(attempt_id=UUID(record["attempt"]), question_id=record["item"], key=UUID(record["key"]),
                                         at=datetime.fromisoformat(record["at"]), **fields))
        audit.record("practical.answer_restored", case_id=case_id, subject=record["item"], key=record["key"])
    found.restored.append(record["key"])
