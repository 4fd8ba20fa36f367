"""The end of the work: closed, sealed, recorded, judged; in this order, each step repeatable after a crash.

1. `close`: the examination's database says that the work has ended; from then on the door lets nobody write.
2. `seal_sandbox`: the CRM's file is copied and its canonical snapshot written (`sandbox_crm.store.seal`, idempotent).
3. `record_seal`: digests of what was sealed come into the database, with the receipt the candidate takes away.
4. `results.try_to_judge`: the sealed evidence is judged.
"""

from __future__ import annotations

import logging
from datetime import datetime
from typing import Any
from uuid import UUID

from flask_babel import lazy_gettext as _l
from sqlalchemy import select

from app import audit
from app.db import db, transaction
from app.durable.files import sha256_of
from app.errors import Refusal
from exam.practical import results
from exam.practical.answering import answers_of_attempt
from exam.practical.attempts import attempt, time_of
from exam.practical.holds import hold
from exam.practical.models import CLOSED, RUNNING, PracticalAttempt, PracticeState
from exam.practical.variants import store, variant_sha
from exam.sittings.cases import advance, may_move
from exam.sittings.models import CaseState
from exam.theory.sealing import receipt_of
from sandbox_crm.snapshot import Snapshot, digest, state_hash

logger = logging.getLogger("probierz")


def close(current: PracticalAttempt, moment: datetime, by: str, how: PracticeState = PracticeState.HANDED_IN) -> PracticalAttempt:
    """End the work inside the open transaction; work that has ended is returned as it is.

    ``by``: candidate, time or operator. Work whose time was over counts as ended at its deadline, whoever asks for
    the end afterwards. Raises Refusal on work that was never opened.
    """
    if current.finished:
        return current
    time = time_of(current, moment)
    if time is None:
        raise Refusal(_l("This practical part has not been opened yet."))
    if time.expired and not time.paused:
        moment, how, by = time.deadline, PracticeState.EXPIRED, "time"
    current.state, current.closed_at, current.closed_how, current.closed_by = how, moment, str(how), by
    if may_move(current.enrolment.state, CaseState.PRACTICE_DONE):
        advance(current.enrolment, CaseState.PRACTICE_DONE)
    audit.record("practical.closed", case_id=current.enrolment_id, subject=current.id, how=str(how), by=by)
    db.session.flush()
    return current


def hand_in(attempt_id: UUID, moment: datetime, by: str = "candidate") -> PracticalAttempt:
    """Close and seal at once, outside any transaction. Repeating it gives the same receipt."""
    current = attempt(attempt_id)
    with hold(current.sandbox), transaction():
        close(attempt(attempt_id), moment, by)
    return complete(attempt_id, moment)


def complete(attempt_id: UUID, moment: datetime) -> PracticalAttempt:
    """Take closed work to its seal and findings, from whichever step it was left at. Outside any transaction."""
    current = attempt(attempt_id)
    if current.state in CLOSED:
        with hold(current.sandbox):
            snapshot = seal_sandbox(current)
            store().path(current.practice, "branches").unlink(missing_ok=True)  # the throw-away copy has served
        with transaction():
            record_seal(attempt(attempt_id), snapshot, moment)
    if attempt(attempt_id).state == PracticeState.SEALED:
        results.try_to_judge(attempt_id, moment)
    return attempt(attempt_id)


def seal_sandbox(current: PracticalAttempt) -> Snapshot:
    """Write the sealed copy and its snapshot; sealing again reads what was sealed. Raises BrokenSnapshot."""
    return store().seal(current.sandbox, {
        "sandbox": str(current.sandbox), "attempt": str(current.id), "pack": current.pack_id,
        "pack_version": current.pack_version, "variant_seed": current.variant_seed, "template": current.template_sha,
        "today": current.variant["today"], "closed_at": f"{current.closed_at.isoformat()}Z", "closed_how": current.closed_how})


def record_seal(current: PracticalAttempt, snapshot: Snapshot, moment: datetime) -> None:
    """Note the seal inside the open transaction; a second call changes nothing."""
    if current.state == PracticeState.SEALED:
        return
    current.seal = seal_of(current, snapshot)
    current.state, current.sealed_at, current.receipt = PracticeState.SEALED, moment, receipt_of(digest(current.seal))
    audit.record("practical.sealed", case_id=current.enrolment_id, subject=current.id, **current.seal)
    db.session.flush()


def seal_of(current: PracticalAttempt, snapshot: Snapshot) -> dict[str, Any]:
    """Digests of everything the candidate left behind and was given."""
    sandboxes = store()
    return {"file_sha256": sha256_of(sandboxes.path(current.sandbox, "sealed")),
            "jsonl_sha256": sha256_of(sandboxes.jsonl_path(current.sandbox)), "head": snapshot.head,
            "last_seq": snapshot.last_seq, "state_hash": state_hash(snapshot.state),
            "answers_sha256": digest(answers_of_attempt(current.id)), "variant_sha256": variant_sha(current.variant)}


def seal_faults(current: PracticalAttempt) -> list[str]:
    """Sentences about where the sealed evidence differs from what was recorded; none when all is as it was sealed."""
    found = seal_of(current, store().sealed_snapshot(current.sandbox))
    return [f"practical attempt {current.id}: {name} is not what was sealed"
            for name, value in found.items() if current.seal.get(name) != value]


def finish_if_over(current: PracticalAttempt, moment: datetime) -> bool:
    """Close running work whose time is over, inside the open transaction; says whether the work has ended."""
    if current.state in RUNNING and time_of(current, moment).expired:
        close(current, moment, "time", PracticeState.EXPIRED)
    return current.finished


def settle(attempt_id: UUID, moment: datetime) -> None:
    """Whatever the clock has brought about for one attempt, written down. Outside any transaction."""
    current = attempt(attempt_id)
    if current.state in RUNNING and time_of(current, moment).expired:
        with hold(current.sandbox), transaction():
            finish_if_over(attempt(attempt_id), moment)
    if attempt(attempt_id).state in CLOSED:
        complete(attempt_id, moment)


def sweep(moment: datetime) -> int:
    """Close running work whose time is over, and take every closed attempt to its seal; returns how many were taken.

    One that fails is logged and tried again at the next sweep; it does not hold up the others.
    """
    waiting = db.session.scalars(select(PracticalAttempt.id).where(PracticalAttempt.state.in_([*RUNNING, *CLOSED]))).all()
    taken = 0
    for attempt_id in waiting:
        try:
            settle(attempt_id, moment)
            taken += attempt(attempt_id).state == PracticeState.SEALED
        except Exception:
            db.session.rollback()
            logger.exception("practical attempt %s could not be taken to its seal", attempt_id)
    return taken + results.judge_missing(moment)
