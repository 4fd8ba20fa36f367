"""Where sandboxes lie: one SQLite file for each candidate and attempt, provisioned from a template, sealed to a copy.

A file's path comes from its UUID only. Rollback journal with TRUNCATE and FULL: one file, nothing beside it.
"""

from __future__ import annotations

import json
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import UUID

from sqlalchemy import create_engine, event, insert, select
from sqlalchemy.orm import Session
from sqlalchemy.pool import NullPool

from app.durable.files import copy_file, write_file
from app.durable.sqlite import dbapi, open_file
from sandbox_crm.bench import entry_of
from sandbox_crm.images import from_plain, whole_state
from sandbox_crm.models.everything import ENTITIES, METADATA
from sandbox_crm.models.journal import JournalRow, SeedState
from sandbox_crm.schema import filling
from sandbox_crm.snapshot import Snapshot, State, canonical, from_lines, state_hash, to_lines


@dataclass(frozen=True)
class _Target:
    path: Path
    read_only: bool
    immutable: bool
    throw_away: bool = False


_target: ContextVar[_Target] = ContextVar("sandbox_target")


def _connect() -> Any:
    target = _target.get()
    if target.throw_away:
        connection = dbapi.connect(f"file:{target.path}?mode=rw", uri=True, check_same_thread=False)
        connection.isolation_level = None
        for setting in ("journal_mode=MEMORY", "synchronous=OFF", "foreign_keys=ON"):
            connection.execute(f"PRAGMA {setting}")
        return connection
    return open_file(target.path, "truncate", read_only=target.read_only, immutable=target.immutable)


# One engine for all sandboxes: its compiled statements serve every file, the context names the file.
_engine = create_engine("sqlite://", creator=_connect, poolclass=NullPool, module=dbapi)


@event.listens_for(_engine, "begin")
def _begin(connection: Any) -> None:
    connection.exec_driver_sql("BEGIN" if _target.get().read_only or _target.get().immutable else "BEGIN IMMEDIATE")


@contextmanager
def open_path(path: Path, *, write: bool, immutable: bool = False, throw_away: bool = False) -> Iterator[Session]:
    """A session on one sandbox file; ``write`` opens BEGIN IMMEDIATE and commits at the end, or rolls back.
    ``throw_away``: the file can be made again, so nothing waits for the disk."""
    token = _target.set(_Target(path, not write, immutable, throw_away))
    session = Session(_engine, expire_on_commit=False)
    try:
        yield session
        if write:
            session.commit()
    finally:
        session.close()
        _target.reset(token)


def build_template(path: Path, rows: dict[str, list[dict[str, Any]]], created_at: datetime,
                   files: dict[str, bytes] | None = None) -> str:
    """Write a template sandbox holding ``rows`` (table -> rows with ids, plain values) and the bytes of ``files``
    (sha256 -> content); returns the hash of its state. The file appears whole or not at all."""
    path.parent.mkdir(parents=True, exist_ok=True)
    partial = path.with_name(path.name + ".build")
    partial.unlink(missing_ok=True)
    partial.touch()
    with open_path(partial, write=True) as session:
        METADATA.create_all(session.connection())
        stamp = created_at.replace(tzinfo=None)
        common = {"created_at": stamp, "updated_at": stamp, "deleted_at": None, "row_version": 1}
        with filling(session.connection().exec_driver_sql):
            for entity in ENTITIES:
                seeded = [{**common, **from_plain(entity, row)} for row in rows.get(entity.__tablename__, [])]
                for values in seeded:
                    session.execute(insert(entity).values(**values))
        for sha256, content in (files or {}).items():
            session.execute(insert(METADATA.tables["file_content"]).values(sha256=sha256, content=content))
        seed = seed_from(session)
        session.add(seed)
        fingerprint = seed.state_hash
    copy_file(partial, path)
    partial.unlink()
    return fingerprint


class SandboxStore:
    """The sandboxes under one folder: ``live/`` for work, ``sealed/`` for evidence, ``branches/`` for the talk."""

    def __init__(self, root: Path):
        self.root = root

    def path(self, sandbox: UUID, kind: str = "live") -> Path:
        """The file of a sandbox; ``kind``: live, sealed, branches."""
        if kind not in ("live", "sealed", "branches"):
            raise ValueError(kind)
        return self.root / kind / f"{UUID(str(sandbox))}.sqlite3"

    def provision(self, sandbox: UUID, template: Path) -> Path:
        """Copy a template to a fresh sandbox; an existing one is never overwritten."""
        target = self.path(sandbox)
        if target.exists():
            raise FileExistsError(f"sandbox {sandbox} exists already")
        copy_file(template, target)
        return target

    def jsonl_path(self, sandbox: UUID) -> Path:
        """Where the sealed snapshot's canonical text lies."""
        return self.path(sandbox, "sealed").with_suffix(".jsonl")

    def seal(self, sandbox: UUID, header: dict[str, Any]) -> Snapshot:
        """Write the sealed copy and its JSONL, prove the fold, return the snapshot. Idempotent: sealing again
        reads what was sealed. Raises BrokenSnapshot when seed and journal do not fold to the live state."""
        target, text = self.path(sandbox, "sealed"), self.jsonl_path(sandbox)
        if not (target.exists() and text.exists()):
            with open_path(self.path(sandbox), write=True) as session:  # holds writers off while the copy is made
                snapshot = read_snapshot(session, header)
                write_file(text, ("\n".join(to_lines(snapshot)) + "\n").encode(), mode=0o400)
                copy_file(self.path(sandbox), target)
        return self.sealed_snapshot(sandbox)

    def sealed_snapshot(self, sandbox: UUID) -> Snapshot:
        """The sealed snapshot read back from its JSONL and proved. Raises BrokenSnapshot, FileNotFoundError."""
        with self.jsonl_path(sandbox).open(encoding="utf-8") as stream:
            return from_lines(stream)


def seed_from(session: Session) -> SeedState:
    """The row that says: what this file holds now is what it starts from."""
    state = whole_state(session)
    return SeedState(id=1, state_hash=state_hash(state), content=zlib.compress(canonical(state).encode(), 6))


def seed_of(session: Session) -> State:
    """The state this sandbox started from."""
    content = session.execute(select(SeedState.content)).scalar_one()
    return _state_from_text(zlib.decompress(content).decode())


def read_snapshot(session: Session, header: dict[str, Any]) -> Snapshot:
    """Seed and journal of an open sandbox, proved to fold to its live state. Raises BrokenSnapshot otherwise."""
    entries = tuple(entry_of(row) for row in session.scalars(select(JournalRow).order_by(JournalRow.seq)))
    snapshot = Snapshot(header, seed_of(session), entries)
    live = state_hash(whole_state(session))
    lines = list(to_lines(snapshot))
    proved = from_lines(lines)
    if state_hash(proved.state) != live:
        from_lines([*lines[:-1], canonical({"end": {"entries": len(entries), "head": snapshot.head, "state_hash": live}})])
    return proved


def _state_from_text(text: str) -> State:
    return {table: {int(key): row for key, row in rows.items()} for table, rows in json.loads(text).items()}

