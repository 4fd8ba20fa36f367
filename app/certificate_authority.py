"""A room's own certificate authority, for TLS on a network without the internet.

Made on first start: a root that stations are told to trust, and a server certificate for the address served. The
root's key never leaves ``instance/keys``; the root certificate is handed out at ``instance/tls/root.pem``.
"""

from __future__ import annotations

import contextlib
import hashlib
import socket
from dataclasses import dataclass
from pathlib import Path

import trustme

from app.durable.files import write_file

EVERY_INTERFACE = ("0.0.0.0", "::", "")  # noqa: S104 - compared with, never bound here


@dataclass(frozen=True)
class ServerFiles:
    """Paths of what the server and the stations need."""

    certificate: Path
    key: Path
    root: Path


def names_of(host: str, extra: tuple[str, ...] = ()) -> tuple[str, ...]:
    """Names and addresses under which stations may reach a server that listens on ``host``, sorted.

    An address that means "every interface" stands for this machine's name and the addresses it has.
    """
    names = {"localhost", "127.0.0.1", *extra}
    if host in EVERY_INTERFACE:
        own = socket.gethostname()
        names |= {own, f"{own}.local", *_own_addresses(own)}
    else:
        names.add(host)
    return tuple(sorted(name for name in names if name))


def _own_addresses(own: str) -> set[str]:
    found: set[str] = set()
    with contextlib.suppress(OSError):
        found |= {entry[4][0] for entry in socket.getaddrinfo(own, None, socket.AF_INET)}
    with contextlib.suppress(OSError), socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        probe.connect(("192.0.2.1", 9))  # names the interface that would be used; a datagram socket sends nothing here
        found.add(probe.getsockname()[0])
    return found


def files_for(instance: Path, names: tuple[str, ...]) -> ServerFiles:
    """The certificate for ``names``, made now where there is none; the root stays the same for ever."""
    mark = hashlib.sha256("\n".join(names).encode()).hexdigest()[:12]
    files = ServerFiles(instance / "tls" / f"{mark}.pem", instance / "keys" / f"tls-{mark}.key", instance / "tls" / "root.pem")
    if not (files.certificate.exists() and files.key.exists() and files.root.exists()):
        _make(instance, files, names)
    return files


def _make(instance: Path, files: ServerFiles, names: tuple[str, ...]) -> None:
    root_key = instance / "keys" / "tls-root.key"
    if root_key.exists() and files.root.exists():
        authority = trustme.CA.from_pem(files.root.read_bytes(), root_key.read_bytes())
    else:
        authority = trustme.CA(organization_name="Probierz", organization_unit_name="Pracownia egzaminacyjna")
        write_file(root_key, authority.private_key_pem.bytes(), mode=0o600)
        write_file(files.root, authority.cert_pem.bytes(), mode=0o644)
    issued = authority.issue_cert(*names)
    write_file(files.key, issued.private_key_pem.bytes(), mode=0o600)
    write_file(files.certificate, b"".join(blob.bytes() for blob in issued.cert_chain_pems), mode=0o644)
