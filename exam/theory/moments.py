"""The server's moment as the database keeps it."""

from __future__ import annotations

from datetime import UTC, datetime

from app.clock import now


def utc_now() -> datetime:
    """This moment by the application's clock: naive UTC, as moments are stored."""
    return now().astimezone(UTC).replace(tzinfo=None)
