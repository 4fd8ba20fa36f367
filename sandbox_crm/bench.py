"""The workbench: one open sandbox in the hands of one actor, and the way every command is carried out.

A command is one function, used alike by form, board, list, bulk edit, import, scripts and the scenario's events.
It runs in one transaction that also writes its journal entry with the full images of the rows it changed.
"""

from __future__ import annotations

import functools
import hashlib
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.polish.dates import WARSAW
from sandbox_crm.images import image, plain
from sandbox_crm.models.journal import JournalRow
from sandbox_crm.models.record import Record
from sandbox_crm.recording import Recording
from sandbox_crm.snapshot import FIRST_HASH, Change, Entry, digest, entry_body

#: how the name of a journal entry begins that tells of a refused attempt; the name of the command follows
REFUSED = "refused."


class Refused(Exception):
    """The CRM declines a command. ``message`` is for people (translatable); ``fields``: field name -> message."""

    def __init__(self, message: Any, fields: dict[str, Any] | None = None, status: int = 422):
        super().__init__(str(message))
        self.message, self.fields, self.status = message, fields or {}, status


class Stale(Refused):
    """Somebody saved the record first. ``current``: the stored row image, ``offered``: what was to be saved."""

    def __init__(self, message: Any, current: dict[str, Any], offered: dict[str, Any]):
        super().__init__(message, status=409)
        self.current, self.offered = current, offered


def in_scenario(day: date, at: datetime) -> datetime:
    """A moment (UTC where it has no zone) at its time of day in Warsaw, on the scenario's ``day``."""
    return datetime.combine(day, (at if at.tzinfo else at.replace(tzinfo=UTC)).astimezone(WARSAW).time(), WARSAW)


def _kept(at: datetime) -> datetime:
    return at.astimezone(UTC).replace(tzinfo=None)


@dataclass(frozen=True)
class Actor:
    """Whose hand acts: ``kind`` is candidate, system or assessor; ``user_id`` is the SalesUser it acts as."""

    kind: str
    user_id: int | None


@dataclass
class Workbench:
    """One request's hold on a sandbox. ``now`` is real UTC time, ``today`` the scenario's date. Whatever the CRM dates, it
    dates in the scenario (`moment`); only the journal keeps the real time beside it."""

    session: Session
    actor: Actor
    today: date
    now: datetime
    may_write: bool = True
    origin: str = "ui"
    last_act: tuple[int, str, str] | None = None  # sequence, command and words of the last act carried out on this bench
    refusals: list[tuple[str, Refused]] = field(default_factory=list)  # commands that were declined on this bench, and why
    _recording: Recording | None = field(default=None, repr=False)

    @property
    def moment(self) -> datetime:
        """The scenario's date at the present time of day: what records, documents and letters are dated with."""
        return in_scenario(self.today, self.now)

    @property
    def stamp(self) -> datetime:
        """`moment` as the database keeps moments: UTC without a zone."""
        return _kept(self.moment)

    def get(self, entity: type[Any], record_id: int) -> Any:
        """A live record by id; Refused with 404 where there is none."""
        record = self.session.get(entity, int(record_id))
        if record is None or record.deleted_at is not None:
            raise Refused(f"{entity.__tablename__} {record_id}", status=404)
        return record

    def add(self, record: Record) -> Any:
        """A new record, stamped and flushed so that it has its id."""
        record.created_at = record.updated_at = self.stamp
        self.session.add(record)
        self.session.flush()
        return record

    def add_all(self, records: list[Any]) -> list[Any]:
        """New records of one kind, stamped and flushed together. They get the ids that the database would give them one
        by one (nothing is ever deleted, and this transaction is the only writer), so that one statement takes them all."""
        first = (self.session.scalar(select(func.max(type(records[0]).id))) or 0) + 1 if records else 0
        for number, record in enumerate(records, first):
            record.id, record.row_version, record.created_at, record.updated_at = number, 1, self.stamp, self.stamp
        self.session.add_all(records)
        self.session.flush()
        return records

    def attempt(self, carry_out: Callable[..., Any], **args: Any) -> tuple[Any, Refused | None]:
        """Run a command in a savepoint: its result, or the refusal after everything it did was taken back."""
        try:
            with self.session.begin_nested():
                return carry_out(self, **args), None
        except Refused as refused:
            return None, refused

    def log_attempt(self, name: str, words: str, **args: Any) -> None:
        """Journal that a command was tried and refused: an entry of its own that changes nothing."""
        if self.may_write:
            _append(self, f"{REFUSED}{name}", words, args, ())

    def log_view(self, what: str, words: str, **args: Any) -> None:
        """Journal a look at a screen that bears an answer: an entry of its own that changes nothing."""
        if self.may_write:
            _append(self, f"view.{what}", words, args, ())


@dataclass(frozen=True)
class Done:
    """What a command hands back: its record (or any value) and the words for the journal, in Polish."""

    result: Any
    words: str


COMMANDS: dict[str, Callable[..., Any]] = {}


def command(name: str) -> Callable[[Callable[..., Done]], Callable[..., Any]]:
    """Register ``function(bench, **args) -> Done`` as the command ``name``; calling it returns ``Done.result``.

    The caller holds the write transaction (`sandbox_crm.store`). Nested commands join the outer entry. On any
    exception nothing is journalled and the caller rolls back.
    """

    def register(function: Callable[..., Done]) -> Callable[..., Any]:
        @functools.wraps(function)
        def carry_out(bench: Workbench, **args: Any) -> Any:
            if not bench.may_write:
                raise Refused("read-only", status=403)
            if bench._recording is not None:
                return function(bench, **args).result
            recording = bench._recording = Recording(bench.session, bench.stamp)
            recording.start()
            try:
                done = function(bench, **args)
                bench.session.flush()
            except Refused as refused:
                bench.refusals.append((name, refused))
                raise
            finally:
                recording.stop()
                bench._recording = None
            seq = _append(bench, name, done.words, args, recording.changes())
            bench.last_act = (seq, name, done.words)
            return done.result

        if name in COMMANDS:
            raise ValueError(f"two commands are called {name}")
        carry_out.command = name  # type: ignore[attr-defined]
        COMMANDS[name] = carry_out
        return carry_out

    return register


def check_version(record: Any, row_version: int | str | None, offered: dict[str, Any], message: Any) -> None:
    """Optimistic lock: Stale where ``row_version`` (from a form) is not the stored one; None skips (bulk, scripts)."""
    if row_version not in (None, "") and str(row_version) != str(record.row_version):
        raise Stale(message, current=image(record), offered=offered)


def entry_of(row: JournalRow) -> Entry:
    """A stored journal row in the published language."""
    changes = tuple(Change(c["table"], c["id"], c["before"], c["after"]) for c in row.changes)
    return Entry(row.seq, plain(row.at), row.scenario_date, row.actor, row.actor_user_id, row.origin, row.command,
                 row.words, row.args, changes, row.prev_hash, row.hash)


def journal_head(session: Session) -> tuple[int, str]:
    """Sequence number and hash of the last entry; ``(0, FIRST_HASH)`` when nothing was done."""
    last = session.execute(select(JournalRow.seq, JournalRow.hash).order_by(JournalRow.seq.desc()).limit(1)).first()
    return (last.seq, last.hash) if last else (0, FIRST_HASH)


def _append(bench: Workbench, name: str, words: str, args: dict[str, Any], changes: tuple[Change, ...]) -> int:
    seq, previous = journal_head(bench.session)
    entry = Entry(seq + 1, plain(bench.now), bench.today.isoformat(), bench.actor.kind, bench.actor.user_id,
                  bench.origin, name, words, {key: _flat(value) for key, value in args.items()}, changes, previous, "")
    body = entry_body(entry)
    bench.session.add(JournalRow(
        seq=entry.seq, at=_kept(bench.now), scenario_date=entry.scenario_date, actor=entry.actor, origin=entry.origin,
        actor_user_id=entry.actor_user_id, command=name, words=words, args=body["args"], changes=body["changes"],
        prev_hash=previous, hash=digest(body)))
    bench.session.flush()
    return entry.seq


def _flat(value: Any) -> Any:
    """An argument as the journal keeps it; bytes become their size and SHA-256."""
    if isinstance(value, dict):
        return {str(key): _flat(item) for key, item in value.items()}
    if isinstance(value, list | tuple | set):
        return [_flat(item) for item in value]
    if isinstance(value, bytes):
        return {"bytes": len(value), "sha256": hashlib.sha256(value).hexdigest()}
    return plain(value)
