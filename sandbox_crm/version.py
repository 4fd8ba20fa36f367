"""Which CRM this is: its release and a digest of everything that makes it behave as it does."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

_HERE = Path(__file__).resolve().parent
#: the CRM's own folder, and the leaves without which it would speak and print otherwise
FOLDERS = (_HERE, _HERE.parent / "app" / "polish", _HERE.parent / "app" / "paper")
ENDINGS = frozenset({".py", ".html", ".css", ".js", ".po", ".svg"})


@dataclass(frozen=True)
class CrmVersion:
    """``release``: number for people; ``digest``: SHA-256 over names and bytes of the CRM's files, hexadecimal."""

    release: str
    digest: str

    @property
    def short(self) -> str:
        """What people compare: release and the first twelve signs of the digest."""
        return f"{self.release} ({self.digest[:12]})"


@cache
def crm_version() -> CrmVersion:
    """The version of the CRM that this process runs; read once, since running code does not change."""
    try:
        release = version("probierz")
    except PackageNotFoundError:
        release = "0"
    return CrmVersion(release, digest_of(FOLDERS))


def digest_of(folders: Iterable[Path], endings: frozenset[str] | None = ENDINGS) -> str:
    """SHA-256 over the files of the folders (with these endings; None: all): relative name, length and content of each,
    in order of their names."""
    whole = hashlib.sha256()
    for folder in folders:
        for path in sorted(path for path in folder.rglob("*") if path.is_file() and _counts(path, endings)):
            content = path.read_bytes()
            whole.update(f"{folder.name}/{path.relative_to(folder).as_posix()}\n{len(content)}\n".encode())
            whole.update(content)
    return whole.hexdigest()


def _counts(path: Path, endings: frozenset[str] | None) -> bool:
    return endings is None or path.suffix in endings
