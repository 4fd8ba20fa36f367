"""The audit log: append-only and hash-chained, with personal details that can be erased without breaking the chain.

A chained row holds pseudonymous ids and a salted digest of its details. The details themselves lie in a companion
row that only the retention command may blank; the chain goes on proving that nothing else was changed.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from flask import has_request_context
from flask_login import current_user
from sqlalchemy import JSON, ForeignKey, null, select, text, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from app.clock import dice, now
from app.db import APPEND_ONLY, Base, db

FIRST_HASH = "0" * 64
#: the act of the retention command; its facts name the entries whose details were blanked
ERASED = "retention.erased"


class AuditEntry(Base):
    """One act. ``case_id`` is the enrolment it concerns, ``actor`` a pseudonymous principal id."""

    __tablename__ = "audit_entry"
    __table_args__ = (APPEND_ONLY,)
    seq: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime]
    act: Mapped[str]
    actor: Mapped[str]
    case_id: Mapped[UUID | None] = mapped_column(index=True)
    subject: Mapped[str | None]
    facts: Mapped[dict[str, Any]] = mapped_column(JSON)
    details_digest: Mapped[str | None]
    prev_hash: Mapped[str]
    hash: Mapped[str]


class AuditDetail(Base):
    """Personal details of one act; ``content`` and ``salt`` may be blanked by the retention command."""

    __tablename__ = "audit_detail"
    seq: Mapped[int] = mapped_column(ForeignKey("audit_entry.seq"), primary_key=True)
    salt: Mapped[str | None]
    content: Mapped[dict[str, Any] | None] = mapped_column(JSON)


def canonical(value: Any) -> str:
    """JSON that reads the same everywhere."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def record(act: str, *, case_id: UUID | None = None, subject: Any = None, details: dict[str, Any] | None = None,
           actor: str | None = None, **facts: Any) -> AuditEntry:
    """Append an act inside the open write transaction. ``facts`` name no person; whatever does goes to ``details``."""
    session = db.session
    last = session.execute(select(AuditEntry.seq, AuditEntry.hash).order_by(AuditEntry.seq.desc()).limit(1)).first()
    seq, previous = (last.seq + 1, last.hash) if last else (1, FIRST_HASH)
    salt = dice().token() if details else None
    entry = AuditEntry(
        seq=seq, at=now().astimezone(UTC).replace(tzinfo=None), act=act, actor=actor or _actor(), case_id=case_id,
        subject=None if subject is None else str(subject), facts=json.loads(json.dumps(facts, default=str)),
        details_digest=_digest(salt, details) if details else None, prev_hash=previous, hash="")
    entry.hash = hash_of(entry)
    session.add(entry)
    session.flush()
    if details:
        session.add(AuditDetail(seq=seq, salt=salt, content=json.loads(json.dumps(details, default=str))))
    return entry


def hash_of(entry: AuditEntry) -> str:
    """The hash that covers an entry and the one before it."""
    at = entry.at.replace(tzinfo=None).isoformat(timespec="microseconds")
    body = [entry.seq, at, entry.act, entry.actor, str(entry.case_id) if entry.case_id else None, entry.subject,
            entry.facts, entry.details_digest, entry.prev_hash]
    return hashlib.sha256(canonical(body).encode()).hexdigest()


def head() -> tuple[int, str]:
    """Sequence number and hash of the newest act."""
    last = db.session.execute(select(AuditEntry.seq, AuditEntry.hash).order_by(AuditEntry.seq.desc()).limit(1)).first()
    return (last.seq, last.hash) if last else (0, FIRST_HASH)


def faults(session: Session) -> Iterable[str]:
    """Walk the whole log; yields a sentence for each break, the first one first."""
    previous, expected = FIRST_HASH, 1
    details = {row.seq: row for row in session.scalars(select(AuditDetail))}
    erased = erased_rows(session)
    for entry in session.scalars(select(AuditEntry).order_by(AuditEntry.seq)):
        if entry.seq != expected:
            yield f"audit entry {expected} is missing"
        if entry.prev_hash != previous:
            yield f"audit entry {entry.seq} does not follow the one before it"
        if hash_of(entry) != entry.hash:
            yield f"audit entry {entry.seq} was changed"
        detail = details.get(entry.seq)
        if detail is not None and detail.content is not None and _digest(detail.salt, detail.content) != entry.details_digest:
            yield f"the details of audit entry {entry.seq} were changed"
        if detail is not None and entry.details_digest and detail.content is None and entry.seq not in erased:
            yield f"the details of audit entry {entry.seq} were blanked without a line of the retention command"
        if entry.details_digest and detail is None:
            yield f"the details of audit entry {entry.seq} were removed instead of blanked"
        previous, expected = entry.hash, entry.seq + 1


def erased_rows(session: Session) -> set[int]:
    """Entries whose details the retention command blanked, as its own lines in the chain name them."""
    lines = session.scalars(select(AuditEntry).where(AuditEntry.act == ERASED))
    return {seq for line in lines for first, last in line.facts["rows"] for seq in range(first, last + 1)}


def erase_details(rows: Iterable[int], **facts: Any) -> AuditEntry:
    """Blank the details of some entries inside the open transaction, and append the line that says so."""
    wanted = sorted(set(rows))
    db.session.execute(text("PRAGMA secure_delete = ON"))  # what is overwritten does not stay in free pages
    db.session.execute(update(AuditDetail).where(AuditDetail.seq.in_(wanted)).values(content=null(), salt=null()))
    db.session.expire_all()
    return record(ERASED, rows=spans(wanted), count=len(wanted), **facts)


def spans(numbers: list[int]) -> list[list[int]]:
    """Sorted numbers as [first, last] of each unbroken run. PURE."""
    found: list[list[int]] = []
    for number in numbers:
        if found and found[-1][1] == number - 1:
            found[-1][1] = number
        else:
            found.append([number, number])
    return found


def _digest(salt: str | None, details: dict[str, Any]) -> str:
    return hashlib.sha256(f"{salt}:{canonical(json.loads(json.dumps(details, default=str)))}".encode()).hexdigest()


def _actor() -> str:
    if has_request_context() and current_user.is_authenticated:
        return current_user.get_id()
    return "system"
