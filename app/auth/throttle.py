"""A throttle per account or code and per station, in the database: guessing is slow, a room is never locked out.

An exam room is one address behind one router, so the address alone never blocks anybody.
"""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime, timedelta

from flask_babel import lazy_gettext as _l
from sqlalchemy import delete, func, select
from sqlalchemy.orm import Mapped, mapped_column

from app.clock import now
from app.db import Base, db, transaction
from app.errors import Refusal

WINDOW = timedelta(minutes=5)
MOST_FAILURES = 8


class FailedSignIn(Base):
    """One failed attempt. ``key`` is a digest: nobody's login stands here."""

    __tablename__ = "failed_sign_in"
    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(index=True)
    at: Mapped[datetime]


def check(*keys: str) -> None:
    """Raises Refusal (429) where one of ``keys`` failed too often within the window."""
    since = _naive() - WINDOW
    for key in keys:
        count = db.session.scalar(select(func.count()).where(FailedSignIn.key == _digest(key), FailedSignIn.at > since))
        if count >= MOST_FAILURES:
            raise Refusal(_l("Too many failed attempts. Wait five minutes or ask for a new code or password."), status=429)


def failed(*keys: str) -> None:
    """Note a failure under each of ``keys``."""
    with transaction():
        db.session.execute(delete(FailedSignIn).where(FailedSignIn.at < _naive() - WINDOW))
        db.session.add_all(FailedSignIn(key=_digest(key), at=_naive()) for key in keys)


def _digest(key: str) -> str:
    return hashlib.sha256(key.encode()).hexdigest()


def _naive() -> datetime:
    return now().astimezone(UTC).replace(tzinfo=None)
