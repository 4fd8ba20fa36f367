"""Votes and common verdicts as the audit log holds them, so that one rewritten behind the program's back is told."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from hashlib import sha256
from uuid import UUID

from sqlalchemy import select

from app import audit
from app.audit import AuditEntry
from app.db import db
from exam.committee.models import Consensus, ConsensusVote

#: a member agreed to a worded verdict; a row was talked over and settled; rows on which the marks agree were closed
VOTED, SETTLED, CLOSED = "committee.voted", "committee.row_settled", "committee.concordant_rows_closed"


def digest(rows: Iterable[ConsensusVote | Consensus]) -> str:
    """SHA-256 (hex) of what votes or common verdicts say: whose they are, the verdict, the reason, the words, the moment."""
    said = [[row.id, str(row.enrolment_id), row.criterion, _whose(row), row.verdict, row.reason_code, row.text, _told(row.at)]
            for row in rows]
    return sha256(audit.canonical(said).encode()).hexdigest()


def record(act: str, case_id: UUID, rows: Sequence[ConsensusVote | Consensus], subject: str | None = None) -> None:
    """Append votes or common verdicts that were just flushed to the audit log, inside the open transaction."""
    audit.record(act, case_id=case_id, subject=subject, ids=[row.id for row in rows], content=digest(rows))


def agreement_faults() -> list[str]:
    """Sentences about votes and common verdicts that do not say what the audit log recorded when they were given."""
    return [*_faults(ConsensusVote, "vote", (VOTED,)), *_faults(Consensus, "common verdict", (SETTLED, CLOSED))]


def _faults(kept: type[ConsensusVote] | type[Consensus], noun: str, acts: tuple[str, ...]) -> list[str]:
    standing, found = {row.id: row for row in db.session.scalars(select(kept))}, []
    for entry in db.session.scalars(select(AuditEntry).where(AuditEntry.act.in_(acts)).order_by(AuditEntry.seq)):
        rows = [standing.pop(key, None) for key in entry.facts["ids"]]
        if None in rows:
            found.append(f"a {noun} of audit entry {entry.seq} is missing")
        elif digest(rows) != entry.facts["content"]:
            found.append(f"a {noun} of case {entry.case_id} does not say what audit entry {entry.seq} recorded")
    return found + [f"{noun} {row.id} of case {row.enrolment_id} is not in the audit log" for row in standing.values()]


def _whose(row: ConsensusVote | Consensus) -> list[str]:
    return [str(row.user_id)] if isinstance(row, ConsensusVote) else [row.origin, *row.agreed_by]


def _told(moment: datetime) -> str:
    return moment.replace(tzinfo=None).isoformat(timespec="microseconds")
