"""The clients' own book of acknowledged answers, and its comparison with what the database holds at the end."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Iterable, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

#: wire -> (table, column of the question)
TABLES = {"theory": ("theory_response", "item_id"), "practical": ("practical_response", "question_id")}


@dataclass(frozen=True)
class Entry:
    """One change of an answer that the server acknowledged: the same key and digest came back."""

    wire: str
    attempt: UUID
    question: str
    key: UUID
    rev: int
    sha256: str


class Ledger:
    """The book; many clients write in it."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self.entries: list[Entry] = []

    def acknowledged(self, entry: Entry) -> None:
        """Write down an acknowledged answer."""
        with self._lock:
            self.entries.append(entry)


def lost(entries: Sequence[Entry], database: Path) -> list[Entry]:
    """The acknowledged answers that the database lacks or holds otherwise; also a last one that is not the one that stands."""
    with closing(sqlite3.connect(f"file:{database}?mode=ro", uri=True)) as connection:
        kept = {wire: _kept(connection, wire) for wire in TABLES}
    last = {(entry.wire, entry.attempt, entry.question): entry.rev for entry in entries}
    for entry in entries:
        place = (entry.wire, entry.attempt, entry.question)
        last[place] = max(last[place], entry.rev)
    return [entry for entry in entries if not _holds(entry, kept[entry.wire], last)]


def _kept(connection: sqlite3.Connection, wire: str) -> tuple[dict[UUID, tuple], dict[tuple[UUID, str], int]]:
    table, question = TABLES[wire]
    query = f"SELECT key, attempt_id, {question}, rev, sha256 FROM {table} WHERE accepted"  # noqa: S608 - names from TABLES
    rows = connection.execute(query).fetchall()
    by_key = {UUID(key): (UUID(attempt), asked, rev, sha) for key, attempt, asked, rev, sha in rows}
    standing: dict[tuple[UUID, str], int] = {}
    for attempt, asked, rev, _sha in by_key.values():
        standing[attempt, asked] = max(rev, standing.get((attempt, asked), 0))
    return by_key, standing


def _holds(entry: Entry, kept: tuple[dict, dict], last: dict) -> bool:
    by_key, standing = kept
    if by_key.get(entry.key) != (entry.attempt, entry.question, entry.rev, entry.sha256):
        return False
    stands = last[entry.wire, entry.attempt, entry.question]
    return standing[entry.attempt, entry.question] == stands


def count_by_wire(entries: Iterable[Entry]) -> dict[str, int]:
    """How many answers each wire acknowledged."""
    counts: dict[str, int] = {}
    for entry in entries:
        counts[entry.wire] = counts.get(entry.wire, 0) + 1
    return counts
