"""A throttle per account or code and per station, in the database: guessing is slow, a room is never locked out.

An exam room is one address behind one router, so the address alone never blocks anybody. Nor does the account alone
at a stranger's pleasure: whoever knows a login or a candidate's number could keep the operator or the candidate out.
So failures are counted for the account from one address, and for the account from everywhere with a far wider limit.
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
#: what a guesser with many addresses may try against one account within the window
MOST_FROM_EVERYWHERE = 100
_EVERYWHERE = "from everywhere:"


class FailedSignIn(Base):
    """One failed attempt. ``key`` is a digest: nobody's login stands here."""

    __tablename__ = "failed_sign_in"
    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(index=True)
    at: Mapped[datetime]


def keys_of(account: str, address: str | None) -> tuple[str, str]:
    """The keys under which failures against an account are counted: from this address, and from everywhere."""
    return f"{account}:{address}", f"{_EVERYWHERE}{account}"


def check(*keys: str) -> None:
    """Raises Refusal (429) where one of ``keys`` failed too often within the window."""
    since = _naive() - WINDOW
    for key in keys:
        count = db.session.scalar(select(func.count()).where(FailedSignIn.key == _digest(key), FailedSignIn.at > since))
        if count >= (MOST_FROM_EVERYWHERE if key.startswith(_EVERYWHERE) else MOST_FAILURES):
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
