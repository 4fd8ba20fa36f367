"""Server-side sessions in a table of our own: the cookie holds only a random id, the table only its SHA-256.

A session that was ended can never be written back: saving is an UPDATE, never an upsert. Signing in rotates the id.
"""

from __future__ import annotations

import hashlib
import json
from datetime import UTC, datetime, timedelta
from typing import Any

from flask import Flask, Request, Response
from flask.sessions import SessionInterface, SessionMixin
from sqlalchemy import delete, select, update
from sqlalchemy.orm import Mapped, mapped_column
from werkzeug.datastructures import CallbackDict

from app.clock import dice, now
from app.db import Base, db, transaction

STAFF_IDLE = timedelta(minutes=30)
ABSOLUTE = timedelta(hours=12)
TOUCH_EVERY = timedelta(minutes=1)


class HttpSession(Base):
    """One browser's session. ``principal`` is the signed-in identity's id, for ending sessions by person."""

    __tablename__ = "http_session"
    id_hash: Mapped[str] = mapped_column(primary_key=True)
    principal: Mapped[str | None] = mapped_column(index=True)
    data: Mapped[str]
    created_at: Mapped[datetime]
    seen_at: Mapped[datetime]


class StoredSession(CallbackDict, SessionMixin):
    """The session as views see it."""

    def __init__(self, values: dict[str, Any] | None = None, cookie: str | None = None, seen_at: datetime | None = None):
        def changed(session: StoredSession) -> None:
            session.modified = True

        super().__init__(values or {}, changed)
        self.cookie, self.seen_at, self.modified, self.rotate = cookie, seen_at, False, False


class StoredSessions(SessionInterface):
    """Loads and saves sessions."""

    def open_session(self, app: Flask, request: Request) -> StoredSession:
        cookie = request.cookies.get(app.config["SESSION_COOKIE_NAME"])
        if not cookie or len(cookie) > 100:
            return StoredSession()
        row = db.session.execute(select(HttpSession).where(HttpSession.id_hash == _hash(cookie))).scalar_one_or_none()
        if row is None or _expired(row, _naive(now())):
            return StoredSession()
        return StoredSession(json.loads(row.data), cookie, row.seen_at)

    def save_session(self, app: Flask, session: StoredSession, response: Response) -> None:
        moment = _naive(now())
        if session.cookie and (not session or session.rotate):
            end_by_cookie(session.cookie)
            if not session:
                response.delete_cookie(app.config["SESSION_COOKIE_NAME"], path="/", secure=app.config["SESSION_COOKIE_SECURE"])
                return
            session.cookie = None
        if not session:
            return
        if session.cookie is None:
            session.cookie = dice().token()
            with transaction():
                db.session.execute(delete(HttpSession).where(HttpSession.created_at < moment - ABSOLUTE))  # nobody's any more
                db.session.add(HttpSession(id_hash=_hash(session.cookie), principal=session.get("_user_id"),
                                           data=_pack(session), created_at=moment, seen_at=moment))
            _set_cookie(app, response, session.cookie)
        elif session.modified or (session.seen_at and moment - session.seen_at > TOUCH_EVERY):
            with transaction():  # an UPDATE: a session that was ended meanwhile stays ended
                db.session.execute(update(HttpSession).where(HttpSession.id_hash == _hash(session.cookie)).values(
                    data=_pack(session), principal=session.get("_user_id"), seen_at=moment))


def end_sessions_of(principal: str) -> int:
    """End every session of a principal, inside the open write transaction; returns how many."""
    return db.session.execute(delete(HttpSession).where(HttpSession.principal == principal)).rowcount


def end_by_cookie(cookie: str) -> None:
    """End one session."""
    with transaction():
        db.session.execute(delete(HttpSession).where(HttpSession.id_hash == _hash(cookie)))


def _expired(row: HttpSession, moment: datetime) -> bool:
    idle = STAFF_IDLE if (row.principal or "").startswith("staff:") else ABSOLUTE
    return moment - row.created_at > ABSOLUTE or moment - row.seen_at > idle


def _set_cookie(app: Flask, response: Response, value: str) -> None:
    response.set_cookie(app.config["SESSION_COOKIE_NAME"], value, path="/", httponly=True, samesite="Strict",
                        secure=app.config["SESSION_COOKIE_SECURE"])


def _hash(cookie: str) -> str:
    return hashlib.sha256(cookie.encode()).hexdigest()


def _pack(session: StoredSession) -> str:
    return json.dumps(dict(session), ensure_ascii=False, sort_keys=True)


def _naive(moment: datetime) -> datetime:
    return moment.astimezone(UTC).replace(tzinfo=None)
