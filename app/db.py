"""The examination's own database: query-only unless a use-case opens a transaction, and then BEGIN IMMEDIATE.

``with transaction():`` is the only way to write. It ends the request's read transaction first, so that identity and
permissions are read again inside the write, takes the in-process writer's lock (SQLite's busy handler starves
waiters), and commits once at the end.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from flask import Flask
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import DDL, MetaData, Table, event
from sqlalchemy.engine import Engine
from sqlalchemy.orm import DeclarativeBase

from app.durable.sqlite import dbapi, journal_mode, settle

NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_name)s", "uq": "uq_%(table_name)s_%(column_0_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s", "fk": "fk_%(table_name)s_%(column_0_name)s",
    "pk": "pk_%(table_name)s",
}


class Base(DeclarativeBase):
    """Root of the examination's tables."""

    metadata = MetaData(naming_convention=NAMING)


db = SQLAlchemy(model_class=Base, disable_autonaming=True)

_writing: ContextVar[bool] = ContextVar("writing", default=False)
_writer = threading.Lock()

#: mark a table whose rows may never change: ``__table_args__ = (..., APPEND_ONLY)``
APPEND_ONLY: dict[str, Any] = {"info": {"append_only": True}}


def engine_options() -> dict[str, Any]:
    """Options for the engine of the examination's database."""
    return {"module": dbapi, "connect_args": {"timeout": 10, "check_same_thread": False}, "pool_size": 20, "max_overflow": 20}


def guard(engine: Engine) -> None:
    """Put the durable settings on every connection and make transactions read-only unless one is writing."""

    @event.listens_for(engine, "connect")
    def _connect(connection: Any, _record: Any) -> None:
        settle(connection, journal_mode())

    @event.listens_for(engine, "begin")
    def _begin(connection: Any) -> None:
        writing = _writing.get()
        connection.exec_driver_sql(f"PRAGMA query_only={'OFF' if writing else 'ON'}")
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writing else "BEGIN")


@contextmanager
def transaction() -> Iterator[Any]:
    """One write transaction: commit at the end, roll back on any exception. A nested call joins the outer one."""
    if _writing.get():
        yield db.session
        return
    db.session.rollback()
    with _writer:
        token = _writing.set(True)
        try:
            yield db.session
            db.session.commit()
        except BaseException:
            db.session.rollback()
            raise
        finally:
            _writing.reset(token)


@contextmanager
def write_mode() -> Iterator[None]:
    """Let connections begin writing transactions, for migrations and tools outside an application."""
    token = _writing.set(True)
    try:
        yield
    finally:
        _writing.reset(token)


def refuses_change(table: Table) -> list[str]:
    """SQL of the triggers that keep a table append-only."""
    return [f"CREATE TRIGGER {table.name}_no_{action.lower()} BEFORE {action} ON {table.name} "
            f"BEGIN SELECT RAISE(ABORT, '{table.name} is append-only'); END" for action in ("UPDATE", "DELETE")]


@event.listens_for(Table, "after_create")
def _protect(table: Table, connection: Any, **_: Any) -> None:
    if table.info.get("append_only"):
        for statement in refuses_change(table):
            connection.execute(DDL(statement.replace("%", "%%")))


def init_app(app: Flask) -> None:
    """Attach the database to an application and guard its engine."""
    db.init_app(app)
    with app.app_context():
        guard(db.engine)
