"""The SQLite library gate and the connection settings on which "acknowledged means on disk" rests.

SQLite 3.7.0 to 3.51.2 can lose acknowledged commits in WAL mode (the WAL-reset race, fixed in 3.51.3 and in the
back-ports 3.44.6 and 3.50.7; 3.52.0 was withdrawn). A library that has the fault is never opened in WAL: the
rollback journal with TRUNCATE and FULL is as safe, only slower. One process never mixes two SQLite builds.
"""

from __future__ import annotations

import sqlite3 as _stdlib
from pathlib import Path
from types import ModuleType

try:
    import pysqlite3.dbapi2 as _bundled
except ImportError:  # no wheel for this platform: the standard library's own, in TRUNCATE mode if it must be
    _bundled = None

#: milliseconds a connection waits for another writer before it reports "busy"
BUSY_TIMEOUT_MS = 10_000


class UnsafeSettings(RuntimeError):
    """A durable setting did not take effect when it was read back; nothing may be written on such a connection."""


def version_of(module: ModuleType) -> tuple[int, ...]:
    """The SQLite version that a DB-API module carries, e.g. ``(3, 53, 4)``."""
    return tuple(int(part) for part in module.sqlite_version.split("."))


def wal_is_safe(version: tuple[int, ...]) -> bool:
    """Whether a SQLite version is free of the WAL-reset race."""
    fixed = version >= (3, 51, 3) and version[:3] != (3, 52, 0)
    backported = (3, 50, 7) <= version < (3, 51) or (3, 44, 6) <= version < (3, 45)
    return fixed or backported


def choose_library() -> ModuleType:
    """The DB-API module this process uses: the bundled build where it is sound, else the standard library's."""
    if _bundled is not None and wal_is_safe(version_of(_bundled)):
        return _bundled
    return _stdlib


dbapi = choose_library()


def journal_mode(version: tuple[int, ...] | None = None) -> str:
    """``wal`` on a sound library, ``truncate`` on one that has the race."""
    return "wal" if wal_is_safe(version or version_of(dbapi)) else "truncate"


def settle(connection, mode: str) -> None:
    """Put the durable settings on a fresh connection and read them back.

    ``mode`` is ``wal`` or ``truncate``. Raises UnsafeSettings where a setting did not hold.
    """
    connection.isolation_level = None  # the driver must not send a BEGIN of its own
    pragmas = {
        "journal_mode": mode, "synchronous": "FULL", "busy_timeout": BUSY_TIMEOUT_MS, "foreign_keys": "ON",
        "trusted_schema": "OFF", "cell_size_check": "ON", "mmap_size": 0, "temp_store": "MEMORY",
        "secure_delete": "ON", "journal_size_limit": 67_108_864,
    }
    for name, value in pragmas.items():
        connection.execute(f"PRAGMA {name}={value}")
    expected = {"journal_mode": mode, "synchronous": 2, "foreign_keys": 1}
    for name, value in expected.items():
        found = connection.execute(f"PRAGMA {name}").fetchone()[0]
        if found != value:
            raise UnsafeSettings(f"PRAGMA {name} reads back {found!r} instead of {value!r}")


def open_file(path: Path, mode: str = "truncate", read_only: bool = False, immutable: bool = False):
    """Open one SQLite file with the durable settings; ``immutable`` is for sealed copies that nothing writes."""
    if immutable:
        connection = dbapi.connect(f"file:{path}?mode=ro&immutable=1", uri=True, check_same_thread=False)
        connection.isolation_level = None
        return connection
    flag = "ro" if read_only else "rw"
    connection = dbapi.connect(f"file:{path}?mode={flag}", uri=True, timeout=BUSY_TIMEOUT_MS / 1000,
                               check_same_thread=False)
    if read_only:
        connection.isolation_level = None
        connection.execute("PRAGMA foreign_keys=ON")
        connection.execute("PRAGMA query_only=ON")
    else:
        settle(connection, mode)
    return connection
