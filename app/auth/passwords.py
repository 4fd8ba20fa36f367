"""Passwords (argon2id, at most two hashed at once) and printed codes (HMAC with the server's key)."""

from __future__ import annotations

import hashlib
import hmac
import threading

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from flask import current_app

SHORTEST = 12
_hasher = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)
_permits = threading.Semaphore(2)
_NOBODY = _hasher.hash("nobody has this password")


def hash_password(password: str) -> str:
    """argon2id hash of a staff password."""
    with _permits:
        return _hasher.hash(password)


def password_fits(stored: str | None, password: str) -> bool:
    """Whether a password is right; takes as long for an unknown account as for a known one."""
    with _permits:
        try:
            return _hasher.verify(stored or _NOBODY, password) and stored is not None
        except (VerificationError, InvalidHashError):
            return False


def normal_code(text: str) -> str:
    """A printed code as it is compared: capitals, without spaces and dashes."""
    return "".join(character for character in text.upper() if character.isalnum())[:64]


def code_digest(purpose: str, code: str) -> str:
    """What is kept of a printed code: HMAC-SHA-256 with the server's key, bound to its purpose."""
    key = current_app.config["SECRET_KEY"]
    key = key if isinstance(key, bytes) else key.encode()
    return hmac.new(key, f"{purpose}:{normal_code(code)}".encode(), hashlib.sha256).hexdigest()


def grouped(code: str) -> str:
    """A code as it is printed: groups of four."""
    return "-".join(code[start:start + 4] for start in range(0, len(code), 4))
