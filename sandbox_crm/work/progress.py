"""How far a task is. PURE. One truth: a task is completed exactly when it stands at 100 percent."""

from __future__ import annotations

from collections.abc import Iterable

PRIORITY_ORDER = {"urgent": 0, "high": 1, "normal": 2, "low": 3}
OPEN_STATUSES = ("not_started", "in_progress", "on_hold")


class Contradiction(ValueError):
    """Percent and status that cannot stand together."""


def settled(percent: int, status: str, new_percent: int | None, new_status: str | None) -> tuple[int, str]:
    """Percent and status after a change of either or both; ``None`` leaves the part to follow from the other one.

    Completed means 100 and 100 means completed. Away from completed, an unnamed percent starts from 0. Progress moves
    a task between not started and in progress; a task on hold or cancelled stays so until its status is changed.
    Raises Contradiction for 100 with another status and completed with another percent.
    """
    if new_status is None:
        if new_percent is None:
            return percent, status
        return new_percent, _status_for(new_percent, status)
    if new_status == "completed":
        if new_percent not in (None, 100):
            raise Contradiction
        return 100, "completed"
    if new_percent == 100:
        raise Contradiction
    kept = new_percent if new_percent is not None else percent % 100
    if new_status == "not_started":
        if new_percent:
            raise Contradiction
        return 0, "not_started"
    return kept, new_status


def _status_for(percent: int, status: str) -> str:
    if percent == 100:
        return "completed"
    if status in ("on_hold", "cancelled"):
        return status
    return "in_progress" if percent else "not_started"


def done_of(statuses: Iterable[str]) -> tuple[int, int]:
    """How many tasks are completed, and how many count at all (cancelled ones do not)."""
    counted = [status for status in statuses if status != "cancelled"]
    return sum(status == "completed" for status in counted), len(counted)
