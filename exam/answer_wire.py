"""The wire of answers, shared by both parts: a change as a browser sends it, and what is told about it.

Each change is appended under the key that the browser drew for it: the same key is answered alike for ever, a change
made on an older state is kept as evidence and never used.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol, TypeVar
from uuid import UUID

from flask_babel import lazy_gettext as _l
from sqlalchemy import or_, select
from sqlalchemy.orm import InstrumentedAttribute

from app.audit import canonical
from app.db import db
from app.errors import Invalid

HIGHEST_REV = 1_000_000


class KeptChange(Protocol):
    """One stored change of an answer, of either part."""

    key: UUID
    rev: int
    base_rev: int
    value: Any
    sha256: str


Kept = TypeVar("Kept", bound=KeptChange)


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


def value_digest(value: object) -> str:
    """SHA-256 (hex) of an answer: of its canonical JSON."""
    return hashlib.sha256(canonical(value).encode()).hexdigest()


def known_or_standing(kept: type[Kept], asked: InstrumentedAttribute[str], attempt_id: UUID, name: str,
                      key: UUID) -> tuple[Kept | None, Kept | None]:
    """The change that came under ``key`` before, if any; else the accepted one that stands for the question ``name``.

    One statement: an answer must not wait. ``asked``: the column of ``kept`` that names the question.
    """
    newest = select(kept.id).where(kept.attempt_id == attempt_id, asked == name, kept.accepted.is_(True))
    newest = newest.order_by(kept.rev.desc()).limit(1).scalar_subquery()
    rows = db.session.scalars(select(kept).where(or_(kept.key == key, kept.id == newest))).all()
    known = next((row for row in rows if row.key == key), None)
    return known, None if known else next(iter(rows), None)


def is_repeated(known: KeptChange, change: Change) -> bool:
    """Whether a change under a known key is the one that was stored under it."""
    return (known.rev, known.base_rev, known.sha256) == (change.rev, change.base_rev, value_digest(change.value))


def key_reused() -> Reply:
    """The answer to a known key with another content."""
    return Reply(422, {"error": "key_reused", "message": str(_l("This key was used for another answer. Reload the page."))})


def not_now(state: str, change: Change) -> Reply:
    """The answer while nothing is taken: before the start and in a pause; the browser keeps the change and comes again."""
    return Reply(409, {"error": state, "key": str(change.key)})


def is_stale(change: Change, standing: KeptChange | None) -> bool:
    """Whether a change was made on another revision than the one that stands."""
    return change.base_rev != (standing.rev if standing else 0)


def columns(change: Change, standing: KeptChange | None, reason: str | None, moment: datetime, remaining: int) -> dict[str, Any]:
    """What is stored of a change in either part, the reply to it included. ``reason`` None: it is accepted."""
    digest = value_digest(change.value)
    reply = {"key": str(change.key), "rev": change.rev, "sha256": digest, "server_time": f"{moment.isoformat()}Z",
             "remaining": remaining}
    if reason is not None:
        current = {"rev": standing.rev, "value": standing.value} if standing else {"rev": 0, "value": None}
        reply |= {"error": reason, "current": current}
    return {"key": change.key, "rev": change.rev, "base_rev": change.base_rev, "value": change.value, "sha256": digest,
            "at": moment, "accepted": reason is None, "reason": reason, "status": 200 if reason is None else 409, "reply": reply}
