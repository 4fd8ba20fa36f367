"""Events: what is due, told from the journal and the minutes gone by. Pure; firing is the exam's part."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any, Protocol


class Change(Protocol):
    """One changed row of the journal (`sandbox_crm.snapshot.Change`)."""

    table: str
    id: int
    before: dict[str, Any] | None
    after: dict[str, Any] | None


class Entry(Protocol):
    """One entry of the journal (`sandbox_crm.snapshot.Entry`)."""

    actor: str
    command: str
    changes: Sequence[Change]


def due_events(events: Iterable[Mapping[str, Any]], journal: Iterable[Entry], minutes_elapsed: float,
               already_fired: Collection[str]) -> list[Mapping[str, Any]]:
    """Events whose act was done or whose minute has come, in the pack's order, without those already fired.

    ``events`` as `build` gives them; only the candidate's own entries count as acts.
    """
    entries = [entry for entry in journal if entry.actor == "candidate"]
    return [event for event in events if event["id"] not in already_fired and _is_due(event["when"], entries, minutes_elapsed)]


def causing_entry(event: Mapping[str, Any], journal: Iterable[Entry]) -> Entry | None:
    """The first entry by which the event became due; None where its minute brought it."""
    trigger = event["when"].get("after")
    return next((entry for entry in journal if trigger and entry.actor == "candidate" and _fits(trigger, entry)), None)


def act_args(event: Mapping[str, Any], act: Mapping[str, Any], journal: Iterable[Entry]) -> dict[str, Any] | None:
    """Arguments of one act of an event. ``$cause.<table>`` becomes the id of the row of that table which the causing
    entry made or changed; None when the act needs a cause and the minute brought the event, so it is left out."""
    cause = causing_entry(event, journal)
    args: dict[str, Any] = {}
    for name, value in act["args"].items():
        if isinstance(value, str) and value.startswith("$cause."):
            found = [change.id for change in cause.changes if change.table == value.removeprefix("$cause.")] if cause else []
            if not found:
                return None
            value = found[0]
        args[name] = value
    return args


def _is_due(when: Mapping[str, Any], entries: list[Entry], minutes_elapsed: float) -> bool:
    if when.get("minute") is not None and minutes_elapsed >= when["minute"]:
        return True
    trigger = when.get("after")
    return bool(trigger) and any(_fits(trigger, entry) for entry in entries)


def _fits(trigger: Mapping[str, Any], entry: Entry) -> bool:
    if entry.command != trigger["command"]:
        return False
    changes = [change for change in entry.changes if trigger["table"] in (None, change.table)]
    return any(_holds(change, trigger["where"]) for change in changes)


def _holds(change: Change, where: Mapping[str, Any]) -> bool:
    row = change.after or change.before or {}
    return all(row.get(name) == value if value != "any" else row.get(name) is not None for name, value in where.items())
