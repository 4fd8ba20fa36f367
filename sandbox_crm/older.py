"""Files that an earlier CRM made: read through a copy with the tables of this one, so that evidence opens for years.

The original stays byte for byte as it was sealed; what is judged is its JSONL, which no change of tables touches. Columns
that came later hold their default, as they would have for a row made then.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Collection
from functools import lru_cache
from pathlib import Path
from uuid import UUID

from app.durable.files import copy_file
from app.durable.sqlite import dbapi
from app.polish.text import client_key
from sandbox_crm.models.everything import METADATA
from sandbox_crm.models.journal import JournalRow, SeedState
from sandbox_crm.schema import MADE, filling, made_now, schema_digest
from sandbox_crm.store import SandboxStore, open_path, seed_from

#: a backup leaves files with this ending out: they are built again when they are asked for
ENDING = ".build"
#: tables that tell how a file came to hold what it holds
_PAST = (SeedState.__tablename__, JournalRow.__tablename__)


def readable(path: Path) -> Path:
    """The file itself where its tables are those of this CRM, else a copy that has them, kept beside the sandboxes."""
    if not is_of_an_earlier_crm(path):
        return path
    found = path.stat()
    folder = path.parent.parent / "moments"
    folder.mkdir(parents=True, exist_ok=True)
    target = folder / f"{path.stem}-{found.st_mtime_ns:x}-{found.st_size:x}-{schema_digest()[:16]}{ENDING}"
    if not target.exists():
        _rebuilt(path, folder).replace(target)
        target.chmod(0o400)
    return target


def show_copy(store: SandboxStore, sandbox: UUID, branch: UUID) -> Path:
    """A writable copy of a sealed sandbox, for showing a thing again in the talk; the original stays untouched. Of work that an
    earlier CRM sealed (`is_of_an_earlier_crm`) the copy has today's tables and begins anew where the work ended: its journal
    is empty, as the entries of the time do not tell of columns that came later."""
    target, sealed = store.path(branch, "branches"), store.path(sandbox, "sealed")
    if not target.exists():
        if is_of_an_earlier_crm(sealed):
            target.parent.mkdir(parents=True, exist_ok=True)
            _rebuilt(sealed, target.parent, anew=True).replace(target)
        else:
            copy_file(sealed, target)
    return target


def is_of_an_earlier_crm(path: Path) -> bool:
    """Whether a file lacks tables or columns of this CRM."""
    found = path.stat()
    return not _is_current(path, found.st_mtime_ns, found.st_size)


def bring_up_to_date(path: Path) -> bool:
    """Give a file that goes on being worked in the tables and guards of this CRM; whether it lacked any. Nobody may have it
    open."""
    if _made_in(path) == made_now():
        return False
    _rebuilt(path, path.parent).replace(path)
    return True


def columns_of(path: Path) -> dict[str, set[str]]:
    """Table -> the columns it has in a file, of the tables that this CRM knows."""
    connection = dbapi.connect(f"file:{path}?mode=ro&immutable=1", uri=True)
    try:
        return {name: {row[1] for row in connection.execute(f'PRAGMA table_info("{name}")')} for name in METADATA.tables}
    finally:
        connection.close()


def _made_in(path: Path) -> dict[str, str]:
    """What a file is made of, as its database words it."""
    connection = dbapi.connect(f"file:{path}?mode=ro&immutable=1", uri=True)
    try:
        return dict(connection.execute(MADE).fetchall())
    finally:
        connection.close()


@lru_cache(maxsize=1024)
def _is_current(path: Path, _changed: int, _size: int) -> bool:
    return columns_of(path) == _wanted()


def _wanted() -> dict[str, set[str]]:
    return {name: {column.name for column in table.columns} for name, table in METADATA.tables.items()}


def _rebuilt(path: Path, folder: Path, anew: bool = False) -> Path:
    """A file with this CRM's tables and the old one's rows, under a name of its own in ``folder``; ``anew``: what it holds is
    what it started from."""
    handle, name = tempfile.mkstemp(dir=folder, suffix=ENDING)
    os.close(handle)
    fresh = Path(name)
    try:
        with open_path(fresh, write=True, throw_away=True) as session:
            METADATA.create_all(session.connection())
        _copy_rows(path, fresh, leaving=_PAST if anew else ())
        if anew:
            with open_path(fresh, write=True) as session:
                session.add(seed_from(session))
    except BaseException:
        fresh.unlink(missing_ok=True)
        raise
    return fresh


def _copy_rows(old: Path, fresh: Path, leaving: Collection[str] = ()) -> None:
    there, wanted = columns_of(old), _wanted()
    connection = dbapi.connect(f"file:{fresh}?mode=rw", uri=True, isolation_level=None)
    try:
        connection.execute("ATTACH ? AS earlier", (f"file:{old}?mode=ro&immutable=1",))
        connection.execute("BEGIN IMMEDIATE")
        # Evidence comes over as it is, also where a later CRM would not have taken it.
        connection.execute("PRAGMA ignore_check_constraints = ON")
        with filling(connection.execute):
            for name in METADATA.tables.keys() - set(leaving):
                both = ", ".join(f'"{column}"' for column in sorted(there[name] & wanted[name]))
                if both:
                    connection.execute(f'INSERT INTO main."{name}" ({both}) SELECT {both} FROM earlier."{name}"')  # noqa: S608
        connection.create_function("client_key", 2, client_key, deterministic=True)
        connection.execute("UPDATE main.account SET name_key = client_key(name, city) WHERE name_key = ''")
        connection.execute("COMMIT")
        connection.execute("DETACH earlier")
    finally:
        connection.close()
