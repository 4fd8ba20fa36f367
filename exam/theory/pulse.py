"""When each candidate's browser was last heard and how many answers it still holds: in memory, for the board only."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from flask import current_app

MOST_UNSENT = 9_999


@dataclass(frozen=True)
class Beat:
    """One sign of life: its moment (naive UTC), answers not yet acknowledged, the station it came from."""

    at: datetime
    unsent: int
    station: str | None


def note(attempt_id: UUID, unsent: int, station: str | None, moment: datetime) -> None:
    """Remember a sign of life."""
    _beats()[attempt_id] = Beat(moment, max(0, min(unsent, MOST_UNSENT)), station)


def of(attempt_id: UUID) -> Beat | None:
    """The last sign of life since the server was started."""
    return _beats().get(attempt_id)


def _beats() -> dict[UUID, Beat]:
    return current_app.extensions.setdefault("probierz_pulse", {})
