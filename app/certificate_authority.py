"""A room's own certificate authority, for TLS on a network without the internet.

Made on first start: a root that stations are told to trust, and a server certificate for the address served. The
root's key never leaves ``instance/keys``; the root certificate is handed out at ``instance/tls/root.pem``.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import trustme

from app.durable.files import write_file


@dataclass(frozen=True)
class ServerFiles:
    """Paths of what the server and the stations need."""

    certificate: Path
    key: Path
    root: Path


def files_for(instance: Path, host: str) -> ServerFiles:
    """The certificate for ``host``, made now where there is none."""
    folder = instance / "tls"
    name = "".join(character if character.isalnum() else "_" for character in host)
    files = ServerFiles(folder / f"{name}.pem", instance / "keys" / f"tls-{name}.key", folder / "root.pem")
    if not (files.certificate.exists() and files.key.exists() and files.root.exists()):
        _make(instance, files, host)
    return files


def _make(instance: Path, files: ServerFiles, host: str) -> None:
    root_key = instance / "keys" / "tls-root.key"
    if root_key.exists() and files.root.exists():
        authority = trustme.CA.from_pem(files.root.read_bytes(), root_key.read_bytes())
    else:
        authority = trustme.CA(organization_name="Probierz", organization_unit_name="Pracownia egzaminacyjna")
        write_file(root_key, authority.private_key_pem.bytes(), mode=0o600)
        write_file(files.root, authority.cert_pem.bytes(), mode=0o644)
    issued = authority.issue_cert(host, "localhost")
    write_file(files.key, issued.private_key_pem.bytes(), mode=0o600)
    write_file(files.certificate, b"".join(blob.bytes() for blob in issued.cert_chain_pems), mode=0o644)
