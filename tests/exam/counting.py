"""Counting what a request asks of the examination's database."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import event

from app.db import db

#: how a transaction begins: twice a writing request, whatever it does
FRAME = ("PRAGMA query_only", "BEGIN")


@contextmanager
def statements() -> Iterator[list[str]]:
    """The statements sent while the block runs, without those that begin a transaction."""
    seen: list[str] = []

    def note(_connection, _cursor, statement, *_rest) -> None:
        if not statement.startswith(FRAME):
            seen.append(statement)

    event.listen(db.engine, "before_cursor_execute", note)
    try:
        yield seen
    finally:
        event.remove(db.engine, "before_cursor_execute", note)
