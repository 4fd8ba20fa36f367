"""The only place that reads the clock and draws randomness. Both are injected by the factory and passed on as arguments."""

from __future__ import annotations

import secrets
import time
import uuid
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from flask import current_app

WARSAW = ZoneInfo("Europe/Warsaw")
#: letters and digits of printed codes; none that people take for another (0/O, 1/I/L, 5/S, 2/Z, 8/B)
CODE_ALPHABET = "3467ACDEFGHJKMNPQRTUVWXY"


class Clock:
    """Real time. Tests hand the factory one they can move."""

    def now(self) -> datetime:
        """This moment, UTC."""
        return datetime.now(UTC)

    def monotonic(self) -> float:
        """Seconds that never run backwards, for measuring only."""
        return time.monotonic()


class MovableClock(Clock):
    """A clock that stands still until it is moved; for tests, never for serving."""

    def __init__(self, start: datetime):
        self.moment = start

    def now(self) -> datetime:
        return self.moment


class Dice:
    """Ids and random codes."""

    def uuid(self) -> uuid.UUID:
        """A fresh random identifier."""
        return uuid.uuid4()

    def code(self, length: int = 12) -> str:
        """A printed code: ``length`` characters of CODE_ALPHABET (4.58 bits each)."""
        return "".join(secrets.choice(CODE_ALPHABET) for _ in range(length))

    def token(self) -> str:
        """256 random bits as text, for cookies and verification codes."""
        return secrets.token_urlsafe(32)

    def seed(self) -> str:
        """A seed for drawing a form or a variant; kept with what was drawn."""
        return secrets.token_hex(16)


def now() -> datetime:
    """This moment by the application's clock, UTC."""
    return current_app.extensions["probierz_clock"].now()


def dice() -> Dice:
    """The application's source of ids and codes."""
    return current_app.extensions["probierz_dice"]


def local(moment: datetime) -> datetime:
    """A UTC moment in Warsaw time; a moment read from the database has no zone and is UTC."""
    return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).astimezone(WARSAW)
