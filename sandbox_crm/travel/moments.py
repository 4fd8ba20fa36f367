"""The file of a moment: a copy of a sandbox taken back to how it stood after one entry of its journal.

Folding seed and images up to the entry, and undoing the images after it, give the same rows (a test compares both by
their hash); undoing is quick, because a day's work touches few rows of a large company, and keeps files and indexes as
they are. Before a row is taken back it must be exactly what the journal says the work left: otherwise the copy is refused.
Files of moments are kept for the next look, so many at most, and can be built again at any time.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from sqlalchemy import delete, insert, select, text
from sqlalchemy.orm import Session

from sandbox_crm.bench import entry_of
from sandbox_crm.images import from_plain, image
from sandbox_crm.models.everything import BY_TABLE, ENTITIES
from sandbox_crm.models.journal import JournalRow
from sandbox_crm.older import ENDING, readable
from sandbox_crm.schema import schema_digest
from sandbox_crm.snapshot import BrokenSnapshot, Entry, Row
from sandbox_crm.store import open_path

#: files of moments kept beside the sandboxes
MOST_KEPT = 40
#: what the names of the triggers hold that keep the index of words (`models.searching`)
INDEX_TRIGGERS = "_words_"
_CHUNK = 500
Key = tuple[str, int]


def moment_file(sealed: Path, seq: int) -> Path:
    """The sandbox at ``sealed`` as it stood after entry ``seq`` (0: at the start), read-only. Raises BrokenSnapshot where
    the rows are not what the journal says. The same file is handed out again until it gives way to newer ones."""
    folder = sealed.parent.parent / "moments"
    folder.mkdir(parents=True, exist_ok=True)
    found = sealed.stat()
    target = folder / f"{sealed.stem}-{found.st_mtime_ns:x}-{found.st_size:x}-{schema_digest()[:16]}-{seq}{ENDING}"
    if target.exists():
        os.utime(target)
        return target
    handle, name = tempfile.mkstemp(dir=folder, suffix=ENDING)
    os.close(handle)
    partial = Path(name)
    try:
        shutil.copyfile(readable(sealed), partial)
        partial.chmod(0o600)
        with open_path(partial, write=True, throw_away=True) as session:
            take_back(session, seq)
        partial.chmod(0o400)
        partial.replace(target)
    finally:
        partial.unlink(missing_ok=True)
    _make_room(folder, target)
    return target


def forget_moments(sealed: Path) -> int:
    """Remove every file of a moment of one sandbox; returns how many there were."""
    found = list((sealed.parent.parent / "moments").glob(f"{sealed.stem}-*{ENDING}"))
    for path in found:
        path.unlink(missing_ok=True)
    return len(found)


def take_back(session: Session, seq: int) -> None:
    """Undo every entry after ``seq`` in an open copy, the journal's rows included."""
    last, first = _images_after(session, seq)
    _compare(session, last)
    _lift_guards(session)
    # All touched rows go before any comes back: no order of rows can then break a constraint on the way.
    for entity in reversed(ENTITIES):
        for ids in _chunks(key for table, key in last if table == entity.__tablename__):
            session.execute(delete(entity).where(entity.id.in_(ids)).execution_options(synchronize_session=False))
    for entity in ENTITIES:
        rows = [from_plain(entity, row) for (table, _key), row in first.items() if table == entity.__tablename__ and row]
        if rows:
            session.execute(insert(entity.__table__), rows)
    session.execute(delete(JournalRow).where(JournalRow.seq > seq).execution_options(synchronize_session=False))


def _lift_guards(session: Session) -> None:
    """Triggers keep rows from being rewritten; in this throw-away copy they give way, save those of the search's index."""
    session.execute(text("PRAGMA defer_foreign_keys=ON"))
    named = session.scalars(text("SELECT name FROM sqlite_master WHERE type = 'trigger'")).all()
    for name in named:
        if INDEX_TRIGGERS not in name:
            session.execute(text(f'DROP TRIGGER "{name}"'))


def _images_after(session: Session, seq: int) -> tuple[dict[Key, Row | None], dict[Key, Row | None]]:
    """For every row that entries after ``seq`` touched: what it ended as, and what it was before the first of them."""
    last: dict[Key, Row | None] = {}
    first: dict[Key, Row | None] = {}
    for entry in _entries_after(session, seq):
        for change in entry.changes:
            first.setdefault((change.table, change.id), change.before)
            last[change.table, change.id] = change.after
    return last, first


def _entries_after(session: Session, seq: int) -> Iterator[Entry]:
    wanted = select(JournalRow).where(JournalRow.seq > seq).order_by(JournalRow.seq).execution_options(yield_per=50)
    for row in session.scalars(wanted):
        yield entry_of(row)


def _compare(session: Session, last: dict[Key, Row | None]) -> None:
    for table, entity in BY_TABLE.items():
        for ids in _chunks(key for name, key in last if name == table):
            found: dict[int, Row] = {one.id: image(one) for one in session.scalars(select(entity).where(entity.id.in_(ids)))}
            wrong = next((key for key in ids if not _same(found.get(key), last[table, key])), None)
            if wrong is not None:
                raise BrokenSnapshot(f"{table} {wrong} is not what the journal says it ended as")
    session.expunge_all()


def _same(row: Row | None, told: Row | None) -> bool:
    """Whether a row is what an image tells. Columns that came after the image was taken are not in it."""
    if row is None or told is None:
        return row is told
    return told.keys() <= row.keys() and all(row[name] == value for name, value in told.items())


def _chunks(keys: Iterable[int]) -> Iterator[list[int]]:
    whole: list[Any] = sorted(keys)
    for start in range(0, len(whole), _CHUNK):
        yield whole[start:start + _CHUNK]


def _make_room(folder: Path, kept: Path) -> None:
    """The files that nobody looked at for longest give way; a reader that has one open keeps reading it."""
    others = sorted((path for path in folder.glob(f"*{ENDING}") if path != kept), key=_looked_at, reverse=True)
    for path in others[MOST_KEPT - 1:]:
        path.unlink(missing_ok=True)


def _looked_at(path: Path) -> float:
    try:
        return path.stat().st_mtime
    except FileNotFoundError:
        return 0.0
