"""Fields that are no column: what they come to over plain state. PURE. `sandbox_crm.filters` says the same in SQL."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from app.polish.dates import WARSAW
from sandbox_crm.snapshot import Row, State, live

#: the goals whose numbers are amounts
MONEY_METRIC = "won_value"


def _weighted(_state: State, row: Row) -> Any:
    value = row["value_gr"]
    return None if value is None else (value * row["probability"] * 2 + 100) // 200


def _added_on(_state: State, row: Row) -> Any:
    """The day in Warsaw."""
    return datetime.fromisoformat(row["created_at"]).astimezone(WARSAW).date().isoformat()


def _goal(column: str, money: bool) -> Callable[[State, Row], Any]:
    return lambda _state, row: row[column] if (row["metric"] == MONEY_METRIC) == money else None


def _current(state: State, row: Row) -> bool:
    """Whether nothing later was said of the same person, purpose and channel."""
    same = ("contact_id", "account_id", "purpose", "channel")
    return not any(other["id"] > row["id"] and all(other.get(name) == row.get(name) for name in same)
                   for other in live(state, "consent"))


#: field -> its value of a row
COMPUTED: dict[str, Callable[[State, Row], Any]] = {
    "weighted_gr": _weighted, "created_at": _added_on, "current": _current,
    "full_name": lambda _state, row: f"{row['first_name']} {row['last_name']}",
    "target_gr": _goal("target_value", True), "baseline_gr": _goal("baseline_value", True),
    "target_count": _goal("target_value", False), "baseline_count": _goal("baseline_value", False),
}
