"""Files kept inside the sandbox: a journalled StoredFile and, once per content, the bytes under their SHA-256."""

from __future__ import annotations

import hashlib

from sandbox_crm.bench import Refused, Workbench
from sandbox_crm.models.company import FileContent, StoredFile


def keep_bytes(bench: Workbench, content: bytes) -> str:
    """Keep bytes; returns their hex SHA-256. Keeping the same bytes again changes nothing."""
    sha256 = hashlib.sha256(content).hexdigest()
    if bench.session.get(FileContent, sha256) is None:
        bench.session.add(FileContent(sha256=sha256, content=content))
        bench.session.flush()
    return sha256


def keep_file(bench: Workbench, name: str, media_type: str, content: bytes) -> StoredFile:
    """A new stored file with its bytes."""
    sha256 = keep_bytes(bench, content)
    return bench.add(StoredFile(name=name, media_type=media_type, size=len(content), sha256=sha256))


def bytes_of(bench: Workbench, sha256: str) -> bytes:
    """The bytes under a SHA-256; Refused with 404 where the sandbox has none."""
    kept = bench.session.get(FileContent, sha256)
    if kept is None:
        raise Refused(f"file {sha256[:12]}", status=404)
    return kept.content
