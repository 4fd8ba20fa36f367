"""Where an instance lies and how it is served. Everything else an institution may choose is a setting in the database."""

from __future__ import annotations

import os
import secrets
from dataclasses import dataclass
from pathlib import Path

from app.durable.files import write_file

ENVIRONMENTS = ("production", "development", "testing")
DEFAULT_SECRETS = {"", "dev", "secret", "changeme", "change-me", "probierz"}
SHORTEST_SECRET = 32
#: the file by which a demonstration is known; a backup leaves it out
DEMONSTRATION = "demo.json"


class RefusedToStart(RuntimeError):
    """The instance or its settings are not fit to be served; the message says what to do."""


@dataclass(frozen=True)
class Config:
    """One running Probierz. ``behind_proxy`` names a reverse proxy that terminates TLS; ``tls`` serves our own.

    ``address``: where the process is reached as it was started; printed where the institution set no public address.
    """

    instance: Path
    environment: str = "production"
    secure_cookies: bool = True
    behind_proxy: bool = False
    trusted_hosts: tuple[str, ...] = ()
    debug: bool = False
    address: str = "http://localhost:8000"

    @property
    def database(self) -> Path:
        """The examination's database file."""
        return self.instance / "probierz.sqlite3"

    @property
    def sandboxes(self) -> Path:
        """Folder of the candidates' CRM databases."""
        return self.instance / "sandboxes"

    @property
    def keys(self) -> Path:
        """Folder of secrets."""
        return self.instance / "keys"

    @property
    def demonstration(self) -> bool:
        """Whether `probierz demo` made this instance: its papers are samples and prove nothing."""
        return (self.instance / DEMONSTRATION).exists()

    def secret_key(self) -> bytes:
        """The signing key from ``keys/secret``. Raises RefusedToStart on one that is missing, short or a default."""
        path = self.keys / "secret"
        if not path.exists():
            raise RefusedToStart(f"{path} is missing; run 'probierz init' first")
        return checked_secret(path.read_text(encoding="utf-8").strip())


def checked_secret(text: str) -> bytes:
    """A signing key fit for use. Raises RefusedToStart."""
    if text.lower() in DEFAULT_SECRETS or len(text) < SHORTEST_SECRET or len(set(text)) < 10:
        raise RefusedToStart("the secret in keys/secret is a default or too short; delete the file and run 'probierz init'")
    return text.encode()


def make_secret(config: Config) -> None:
    """Write a fresh signing key where there is none."""
    path = config.keys / "secret"
    if not path.exists():
        write_file(path, secrets.token_urlsafe(48).encode(), mode=0o600)


def check_start(config: Config) -> None:
    """Refuse what must never be served: debug outside development, an unknown environment, a bad secret."""
    if config.environment not in ENVIRONMENTS:
        raise RefusedToStart(f"unknown environment {config.environment!r}; one of {', '.join(ENVIRONMENTS)}")
    if config.debug and config.environment != "development":
        raise RefusedToStart("debug is only allowed in development")
    config.secret_key()


def instance_path(given: str | None = None) -> Path:
    """The instance folder: the option, else PROBIERZ_INSTANCE, else ``instance/`` here."""
    return Path(given or os.environ.get("PROBIERZ_INSTANCE") or "instance").resolve()
