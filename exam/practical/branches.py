"""Showing a thing again in the talk (pokaż): a copy of the sealed CRM, writable for two minutes, kept as evidence.

The sealed copy is never touched. What was done on the branch goes into an observation note of the member who opened it.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from flask_babel import lazy_gettext as _l
from sqlalchemy import select

from app import audit
from app.clock import dice
from app.db import db, transaction
from app.durable.files import sha256_of, write_file
from app.errors import NotFound, Refusal
from app.identity import User
from exam.practical.attempts import attempt
from exam.practical.holds import hold
from exam.practical.models import PracticalAttempt, PracticeState, TalkBranch
from exam.practical.notes import add_note
from exam.practical.reverification import round_of, verified
from exam.practical.talk import begin_talk
from exam.practical.variants import store
from exam.sittings.models import CaseState
from sandbox_crm.older import is_of_an_earlier_crm, show_copy
from sandbox_crm.snapshot import to_lines
from sandbox_crm.store import open_path, read_snapshot

SHOW_SECONDS = 120


def branch(branch_id: UUID) -> TalkBranch:
    """A branch by its id. Raises NotFound."""
    found = db.session.get(TalkBranch, branch_id)
    if found is None:
        raise NotFound(_l("There is no such copy of the CRM."))
    return found


def branches_of(current: PracticalAttempt, of: int | None = None) -> list[TalkBranch]:
    """Everything shown again in the talks, oldest first; in one round where one is given."""
    rows = db.session.scalars(select(TalkBranch).where(TalkBranch.attempt_id == current.id).order_by(TalkBranch.opened_at))
    return [row for row in rows if of in (None, row.round)]


def open_now(current: PracticalAttempt, moment: datetime) -> TalkBranch | None:
    """The copy on which something is being shown at ``moment``; None where nothing is."""
    return next((row for row in branches_of(current) if is_open(row, moment)), None)


def open_branch(attempt_id: UUID, member: User, criterion: str, what: str, moment: datetime) -> TalkBranch:
    """Open a copy for showing one thing. Outside any transaction: the row comes first, then its file.

    Raises Refusal outside the talk, on unsealed work, and while another copy of this candidate is open.
    """
    with transaction():
        current = attempt(attempt_id)
        if current.state != PracticeState.SEALED or current.enrolment.state != CaseState.IN_INTERVIEW:
            raise Refusal(_l("A thing can be shown again only during the talk, on sealed work."))
        if criterion not in verified(current.enrolment_id):
            raise Refusal(_l("Criterion %(code)s is not verified again.", code=criterion))
        if open_now(current, moment) is not None:
            raise Refusal(_l("Another copy is open. End it first."))
        fresh = TalkBranch(id=dice().uuid(), attempt_id=current.id, member_id=member.id, criterion=criterion, what=what.strip(),
                           base_seq=_begins_after(current), seconds=SHOW_SECONDS, opened_at=moment,
                           round=round_of(current.enrolment_id))
        db.session.add(fresh)
        begin_talk(current.enrolment, member, moment)
        audit.record("talk.show_opened", case_id=current.enrolment_id, subject=fresh.id, criterion=criterion)
        db.session.flush()
        branch_id, sandbox = fresh.id, current.sandbox
    show_copy(store(), sandbox, branch_id)
    return branch(branch_id)


def _begins_after(current: PracticalAttempt) -> int:
    """The last entry of the sealed work that a copy has in its journal: none, where an earlier CRM sealed it."""
    return 0 if is_of_an_earlier_crm(store().path(current.sandbox, "sealed")) else current.seal["last_seq"]


def shown_in(enrolment_id: UUID) -> list[dict[str, Any]]:
    """What was shown again in a case's talk, oldest first, as plain values: criterion, what was asked for, the acts on
    the copy, when, and whose screen opened it. Facts for every member: no remark of anybody is among them."""
    rows = db.session.scalars(select(TalkBranch).join(PracticalAttempt).where(
        PracticalAttempt.enrolment_id == enrolment_id, TalkBranch.closed_at.is_not(None)).order_by(TalkBranch.opened_at))
    return [{"id": row.id, "criterion": row.criterion, "what": row.what, "acts": row.end["acts"], "at": row.opened_at,
             "member_id": row.member_id} for row in rows]


def deadline(row: TalkBranch) -> datetime:
    """When the copy stops taking changes."""
    return row.opened_at + timedelta(seconds=row.seconds)


def seconds_left(row: TalkBranch, moment: datetime) -> int:
    """Whole seconds in which the copy still takes changes."""
    return 0 if row.closed_at else max(0, int((deadline(row) - moment).total_seconds()))


def is_open(row: TalkBranch, moment: datetime) -> bool:
    """Whether the copy takes changes at ``moment``."""
    return row.closed_at is None and moment < deadline(row)


def end_branch(branch_id: UUID, member: User, moment: datetime, remark: str = "") -> TalkBranch:
    """Close a copy, keep its journal as evidence and note what was done. Outside any transaction; repeatable."""
    if branch(branch_id).closed_at is not None:
        return branch(branch_id)
    with hold(branch_id):
        evidence = _keep(branch(branch_id))
    with transaction():
        row = branch(branch_id)
        if row.closed_at is None:
            row.closed_at, row.end = min(moment, deadline(row)), evidence
            add_note(row.attempt, member, _words(row, remark), moment, criterion=row.criterion, kind="show", branch_id=row.id)
            audit.record("talk.show_ended", case_id=row.attempt.enrolment_id, subject=row.id, head=evidence["head"],
                         jsonl_sha256=evidence["jsonl_sha256"])
    return branch(branch_id)


def close_overdue(current: PracticalAttempt, moment: datetime) -> None:
    """End the copies whose two minutes are over, in the name of the member who opened them. Outside any transaction."""
    for row in branches_of(current):
        if row.closed_at is None and not is_open(row, moment):
            end_branch(row.id, db.session.get(User, row.member_id), moment)


def _keep(row: TalkBranch) -> dict[str, Any]:
    path = show_copy(store(), row.attempt.sandbox, row.id)
    with open_path(path, write=False) as session:
        snapshot = read_snapshot(session, {"sandbox": str(row.attempt.sandbox), "branch": str(row.id), "base_seq": row.base_seq,
                                           "opened_at": row.opened_at.replace(tzinfo=UTC).isoformat()})
    text = path.with_suffix(".jsonl")
    write_file(text, ("\n".join(to_lines(snapshot)) + "\n").encode(), mode=0o400)
    acts = [entry.words for entry in snapshot.journal if entry.seq > row.base_seq]
    return {"last_seq": snapshot.last_seq, "head": snapshot.head, "jsonl_sha256": sha256_of(text), "acts": acts}


def _words(row: TalkBranch, remark: str) -> str:
    """The note, in Polish as every note on paper is."""
    acts = "; ".join(row.end["acts"]) or "nic nie zmieniono ani nie otwarto"
    lines = [f"Pokaż ({row.criterion}): {row.what}", f"Na kopii systemu CRM: {acts}.", remark.strip()]
    return "\n".join(line for line in lines if line)[:4000]
