"""The seal of a test: one digest over the form and every accepted answer, the same whenever it is computed again."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable

from app.audit import canonical
from exam.answer_wire import value_digest
from exam.theory.models import Response, TheoryAttempt

RECEIPT_LENGTH = 12


def seal_of(attempt: TheoryAttempt, accepted: Iterable[Response]) -> str:
    """SHA-256 (hex) over the attempt, its form, its times and all accepted answers in the order of their receipt."""
    answers = [[row.item_id, row.rev, str(row.key), value_digest(row.value), row.at.isoformat()] for row in accepted]
    body = {"version": 1, "attempt": str(attempt.id), "form": attempt.form_sha, "opened": attempt.opened_at.isoformat(),
            "closed": attempt.closed_at.isoformat(), "answers": answers}
    return hashlib.sha256(canonical(body).encode()).hexdigest()


def receipt_of(seal_sha: str) -> str:
    """The short hash a candidate takes away, in groups of four: ``3f2a 91c0 77de``."""
    short = seal_sha[:RECEIPT_LENGTH]
    return " ".join(short[at:at + 4] for at in range(0, RECEIPT_LENGTH, 4))
