"""The second durable copy of every answer: one line a record, appended and synced before anything is acknowledged.

A line is ``<crc32 of the text, eight hex digits> <canonical JSON>``. A write that a power cut tore is the last line;
it was never acknowledged, so the next opening closes it with a mark and readers pass it over. Any other line that
does not answer its checksum is damage and is told. After a failed write or sync nothing is acknowledged until the
server is started again: a second sync may succeed without having written.
"""

from __future__ import annotations

import json
import os
import threading
import zlib
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import UUID

from flask import Flask, current_app
from flask_babel import lazy_gettext as _l
from sqlalchemy import select

from app import audit
from app.audit import canonical
from app.db import db, transaction
from app.durable.files import sync_folder
from app.errors import Refusal
from exam.theory.models import Response, TheoryAttempt

TORN = b"~torn"
NAME = "answers.jnl"


class NotDurable(Refusal):
    """The second copy could not be written: the answer must not be acknowledged."""

    status = 503

    def __init__(self) -> None:
        super().__init__(_l("The answer could not be written safely. Tell the operator; your answer is kept here and "
                            "will be sent again."),
                         code="not_durable")


@dataclass
class Reading:
    """What a journal holds: the sound records in order, whether its end is torn, the numbers of damaged lines."""

    records: list[dict[str, Any]] = field(default_factory=list)
    torn: int = 0
    damaged: list[int] = field(default_factory=list)


class AnswerJournal:
    """An open journal file; one an application."""

    def __init__(self, path: Path):
        self.path, self._lock, self._handle, self._broken = path, threading.Lock(), None, False

    def append(self, record: dict[str, Any]) -> None:
        """Write one record and sync it. Raises NotDurable, and goes on raising it until a restart."""
        line = as_line(record)
        with self._lock:
            if self._broken:
                raise NotDurable
            try:
                handle = self._handle if self._handle is not None else self._open()
                if os.write(handle, line) != len(line):
                    raise OSError("short write")
                os.fsync(handle)
            except OSError as fault:
                self._broken = True
                raise NotDurable from fault

    def close(self) -> None:
        """Let go of the file."""
        with self._lock:
            if self._handle is not None:
                os.close(self._handle)
                self._handle = None

    def _open(self) -> int:
        self.path.parent.mkdir(parents=True, exist_ok=True)
        fresh = not self.path.exists()
        self._handle = os.open(self.path, os.O_RDWR | os.O_CREAT | os.O_APPEND, 0o600)
        size = os.fstat(self._handle).st_size
        if size and os.pread(self._handle, 1, size - 1) != b"\n":
            os.write(self._handle, TORN + b"\n")
        if fresh:
            sync_folder(self.path.parent)
        return self._handle


def as_line(record: dict[str, Any]) -> bytes:
    """A record as one line with its checksum."""
    text = canonical(record).encode()
    return b"%08x %s\n" % (zlib.crc32(text), text)


def read(path: Path) -> Reading:
    """Everything a journal holds; a missing file holds nothing."""
    found = Reading()
    if not path.exists():
        return found
    content = path.read_bytes()
    *lines, rest = content.split(b"\n")
    found.torn += bool(rest)
    for number, line in enumerate(lines, start=1):
        if line.endswith(TORN):
            found.torn += 1
            continue
        checksum, _, text = line.partition(b" ")
        if checksum != b"%08x" % zlib.crc32(text):
            found.damaged.append(number)
            continue
        found.records.append(json.loads(text))
    return found


def journal_path(instance: Path) -> Path:
    """Where an instance keeps its journal of answers."""
    return instance / "answers" / NAME


def of(app: Flask) -> AnswerJournal:
    """The journal of an application, opened at its first use."""
    return app.extensions.setdefault("probierz_answer_journal",
                                     AnswerJournal(journal_path(app.extensions["probierz_config"].instance)))


def append(record: dict[str, Any]) -> None:
    """Append to the journal of the current application. Raises NotDurable."""
    of(current_app).append(record)  # type: ignore[arg-type]


@dataclass
class Reconciliation:
    """What comparing the journal with the database found and mended; ``faults`` are sentences about what it could not."""

    restored: list[str] = field(default_factory=list)
    rejournalled: list[str] = field(default_factory=list)
    torn: int = 0
    faults: list[str] = field(default_factory=list)

    @property
    def clean(self) -> bool:
        """Whether both copies held the same."""
        return not (self.restored or self.rejournalled or self.faults)


def reconcile() -> Reconciliation:
    """At start: put back into the database what only the journal holds, and into the journal what only the database holds.

    An answer missing from a test that was sealed without it is not put back, since the seal would break: it is a fault.
    """
    reading = read(of(current_app).path)  # type: ignore[arg-type]
    found = Reconciliation(torn=reading.torn)
    found.faults += [f"line {number} of the answer journal is damaged" for number in reading.damaged]
    journalled = {record["key"]: record for record in reading.records if record["wire"] == "theory"}
    stored = {str(row.key): row for row in db.session.scalars(select(Response))}
    for key, record in journalled.items():
        if key not in stored:
            _put_back(record, found)
        elif stored[key].sha256 != record["sha256"]:
            found.faults.append(f"answer {key} differs between the journal and the database")
    absent = [record_of(row) for key, row in stored.items() if key not in journalled]
    for record in absent:
        append(record)
        found.rejournalled.append(record["key"])
    return found


def record_of(row: Response) -> dict[str, Any]:
    """A stored change as the journal keeps it; enough to put the row back."""
    return {"wire": "theory", "attempt": str(row.attempt_id), "item": row.item_id, "key": str(row.key), "rev": row.rev,
            "base_rev": row.base_rev, "value": row.value, "sha256": row.sha256, "at": row.at.isoformat(),
            "station": row.station, "accepted": row.accepted, "reason": row.reason, "status": row.status, "reply": row.reply}


def _put_back(record: dict[str, Any], found: Reconciliation) -> None:
    test = db.session.get(TheoryAttempt, UUID(record["attempt"]))
    if test is None or test.finished:
        words = "belongs to no known test" if test is None else "is missing from a test that is already sealed"
        found.faults.append(f"answer {record['key']} {words}")
        return
    case_id = test.enrolment_id
    with transaction():
        db.session.add(Response(
            attempt_id=UUID(record["attempt"]), item_id=record["item"], key=UUID(record["key"]), rev=record["rev"],
            base_rev=record["base_rev"], value=record["value"], sha256=record["sha256"],
            at=datetime.fromisoformat(record["at"]), station=record["station"], accepted=record["accepted"],
            reason=record["reason"], status=record["status"], reply=record["reply"]))
        audit.record("theory.answer_restored", case_id=case_id, subject=record["item"], key=record["key"])
    found.restored.append(record["key"])
