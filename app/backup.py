"""Backup of a living instance and restore to an empty folder.

Living databases are copied through SQLite's backup interface (a plain copy of a live WAL file can miss tables),
everything else, sealed databases too, byte by byte; the archive carries the SHA-256 of each and restore proves them.
"""

from __future__ import annotations

import hashlib
import io
import json
import tarfile
import tempfile
from pathlib import Path

from app.config import Config, RefusedToStart
from app.durable.files import sync_folder
from app.durable.sqlite import dbapi

MANIFEST = "manifest.json"
LEFT_OUT = {"lock", "demo.json"}


def back_up(config: Config, out: str) -> int:
    """Write the archive; returns the number of files in it."""
    target, digests = Path(out).resolve(), {}
    journal = config.instance / "answers"
    partial = target.with_name(target.name + ".part")
    partial.parent.mkdir(parents=True, exist_ok=True)
    with tarfile.open(partial, "w") as archive:
        # What the database refers to lies on disk before its row does: so the journal of answers is copied first, which
        # restoring brings up to the database, and every other file after the database, as it lies there then.
        first = [*_files(journal), config.database]
        for path in first:
            _take(archive, path, config, digests)
        for path in _files(config.instance):
            if path not in first:
                _take(archive, path, config, digests)
        _add(archive, MANIFEST, json.dumps(digests, sort_keys=True).encode(), 0o600)
    partial.chmod(0o600)
    partial.replace(target)
    sync_folder(target.parent)
    return len(digests)


def _take(archive: tarfile.TarFile, path: Path, config: Config, digests: dict[str, str]) -> None:
    """Add one file; a candidate's throw-away copy may vanish while the day goes on."""
    name = str(path.relative_to(config.instance))
    try:
        content, mode = (_database(path) if _lives(path) else path.read_bytes()), path.stat().st_mode & 0o777
    except (FileNotFoundError, dbapi.OperationalError):
        if path.exists():
            raise
        return
    digests[name] = hashlib.sha256(content).hexdigest()
    _add(archive, name, content, mode)


def restore_from(source: str, config: Config) -> int:
    """Unpack an archive into the instance folder after proving every file. Raises RefusedToStart."""
    try:
        with tarfile.open(source) as archive:
            members = {member.name: member for member in archive.getmembers() if member.isfile()}
            if MANIFEST not in members:
                raise RefusedToStart(f"{source} is not a backup of Probierz: it has no manifest")
            digests = json.loads(archive.extractfile(members[MANIFEST]).read())
            contents = {name: archive.extractfile(members[name]).read() for name in digests if name in members}
    except (OSError, tarfile.TarError, ValueError) as fault:
        raise RefusedToStart(f"{source} cannot be read as a backup: {fault}") from fault
    for name, digest in digests.items():
        if name.startswith("/") or ".." in Path(name).parts:
            raise RefusedToStart(f"{source} names a file outside the instance: {name}")
        if name not in contents or hashlib.sha256(contents[name]).hexdigest() != digest:
            raise RefusedToStart(f"{source} is damaged: {name} is missing or was changed")
    for name, content in contents.items():
        path = config.instance / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
        path.chmod(members[name].mode & 0o777)
    return len(contents)


def _files(instance: Path) -> list[Path]:
    beside = ("-wal", "-shm", "-journal", ".part", ".build")
    return sorted(path for path in instance.rglob("*") if path.is_file() and not path.name.endswith(beside)
                  and path.name not in LEFT_OUT and path != instance / "README.md")


def _lives(path: Path) -> bool:
    """Whether a file is a database that may be written meanwhile; sealed ones keep every byte, or their seal breaks."""
    return path.suffix == ".sqlite3" and path.parent.name not in ("sealed", "templates")


def _database(path: Path) -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / "copy.sqlite3"
        source, target = dbapi.connect(f"file:{path}?mode=ro", uri=True), dbapi.connect(str(copy))
        try:
            source.backup(target)
            target.execute("PRAGMA journal_mode=DELETE")
        finally:
            source.close()
            target.close()
        return copy.read_bytes()


def _add(archive: tarfile.TarFile, name: str, content: bytes, mode: int) -> None:
    member = tarfile.TarInfo(name)
    member.size, member.mode = len(content), mode
    archive.addfile(member, io.BytesIO(content))
