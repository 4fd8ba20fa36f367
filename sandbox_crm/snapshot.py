"""The CRM's published language: state and journal as plain values. PURE: no web, no database, no clock.

A *state* is ``{table: {id: row}}`` with plain JSON values (dates as ISO text). A journal *entry* carries the full
images of the rows it changed, so the state at any moment is a fold of images over the seed, never a re-run of
commands. The JSONL form written here is what sealing keeps and what scoring reads for years to come.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

FORMAT = "probierz-sandbox-snapshot"
FORMAT_VERSION = 1
FIRST_HASH = "0" * 64

Row = dict[str, Any]
State = dict[str, dict[int, Row]]


class BrokenSnapshot(ValueError):
    """A sealed snapshot that does not hold together; the message says where."""


@dataclass(frozen=True)
class Change:
    """One row's images: ``before`` is None for a new row, ``after`` is None for a removed one."""

    table: str
    id: int
    before: Row | None
    after: Row | None


@dataclass(frozen=True)
class Entry:
    """One journal entry. ``actor``: candidate, system or assessor. ``at``: real UTC time, ISO text."""

    seq: int
    at: str
    scenario_date: str
    actor: str
    actor_user_id: int | None
    origin: str
    command: str
    words: str
    args: dict[str, Any]
    changes: tuple[Change, ...]
    prev_hash: str
    hash: str

    @property
    def is_view(self) -> bool:
        """Whether the entry records a look and changed nothing."""
        return not self.changes and self.command.startswith("view.")


@dataclass(frozen=True)
class Snapshot:
    """A sealed sandbox: where it started, what was done, what it ended as."""

    header: dict[str, Any]
    seed: State
    journal: tuple[Entry, ...]
    _states: dict[int, State] = field(default_factory=dict, compare=False, repr=False)

    @property
    def head(self) -> str:
        """Hash of the last entry, or the first hash of an empty journal."""
        return self.journal[-1].hash if self.journal else FIRST_HASH

    @property
    def last_seq(self) -> int:
        """Sequence number of the last entry, 0 when nothing was done."""
        return self.journal[-1].seq if self.journal else 0

    def state_at(self, seq: int | None = None) -> State:
        """The state after entry ``seq`` (None: at the end). Cached; treat it as read-only."""
        wanted = self.last_seq if seq is None else seq
        if wanted not in self._states:
            self._states[wanted] = fold(self.seed, (entry for entry in self.journal if entry.seq <= wanted))
        return self._states[wanted]

    @property
    def state(self) -> State:
        """The state at the end."""
        return self.state_at()


def canonical(value: Any) -> str:
    """JSON with sorted keys and no spaces: the same value gives the same text everywhere."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def digest(value: Any) -> str:
    """Hex SHA-256 of a value's canonical JSON."""
    return hashlib.sha256(canonical(value).encode()).hexdigest()


def state_hash(state: State) -> str:
    """Hash of a whole state; empty tables do not count."""
    return digest({table: {str(key): row for key, row in rows.items()} for table, rows in state.items() if rows})


def entry_body(entry: Entry) -> dict[str, Any]:
    """What an entry's hash covers."""
    return {
        "seq": entry.seq, "at": entry.at, "scenario_date": entry.scenario_date, "actor": entry.actor,
        "actor_user_id": entry.actor_user_id, "origin": entry.origin, "command": entry.command, "words": entry.words,
        "args": entry.args, "prev_hash": entry.prev_hash,
        "changes": [{"table": c.table, "id": c.id, "before": c.before, "after": c.after} for c in entry.changes],
    }


def chain_fault(entries: Iterable[Entry]) -> str | None:
    """Where the hash chain of a journal first breaks, in words; None when it holds."""
    previous, expected = FIRST_HASH, 1
    for entry in entries:
        if entry.seq != expected:
            return f"entry {entry.seq} stands where {expected} was expected"
        if entry.prev_hash != previous:
            return f"entry {entry.seq} does not follow the entry before it"
        if digest(entry_body(entry)) != entry.hash:
            return f"entry {entry.seq} was changed after it was written"
        previous, expected = entry.hash, expected + 1
    return None


def fold(seed: State, entries: Iterable[Entry]) -> State:
    """Apply the images of ``entries`` to ``seed``; the seed is not touched."""
    state: State = {table: dict(rows) for table, rows in seed.items()}
    for entry in entries:
        for change in entry.changes:
            rows = state.setdefault(change.table, {})
            if change.after is None:
                rows.pop(change.id, None)
            else:
                rows[change.id] = change.after
    return state


def live(state: State, table: str) -> Iterator[Row]:
    """Rows of a table that are not in the bin, by id."""
    for key in sorted(state.get(table, {})):
        row = state[table][key]
        if row.get("deleted_at") is None:
            yield row


def to_lines(snapshot: Snapshot) -> Iterator[str]:
    """The snapshot as JSONL: header, seed rows, entries, closing line with the hash of the final state."""
    yield canonical({"format": FORMAT, "version": FORMAT_VERSION, **snapshot.header})
    for table in sorted(snapshot.seed):
        for key in sorted(snapshot.seed[table]):
            yield canonical({"table": table, "row": snapshot.seed[table][key]})
    for entry in snapshot.journal:
        yield canonical({"entry": {**entry_body(entry), "hash": entry.hash}})
    yield canonical({"end": {"entries": len(snapshot.journal), "head": snapshot.head, "state_hash": state_hash(snapshot.state)}})


def from_lines(lines: Iterable[str]) -> Snapshot:
    """Read a snapshot back and prove it: format, chain, length and final state. Raises BrokenSnapshot."""
    source = iter(lines)
    try:
        header = json.loads(next(source))
    except (StopIteration, ValueError) as fault:
        raise BrokenSnapshot("the file is empty or its first line is not JSON") from fault
    if header.pop("format", None) != FORMAT or header.pop("version", None) != FORMAT_VERSION:
        raise BrokenSnapshot("this is not a sandbox snapshot of a known version")
    seed: State = {}
    entries: list[Entry] = []
    end: dict[str, Any] | None = None
    for number, line in enumerate(source, 2):
        try:
            item = json.loads(line)
        except ValueError as fault:
            raise BrokenSnapshot(f"line {number} is not JSON") from fault
        if "row" in item:
            seed.setdefault(item["table"], {})[item["row"]["id"]] = item["row"]
        elif "entry" in item:
            entries.append(entry_from(item["entry"]))
        elif "end" in item:
            end = item["end"]
    return _proved(Snapshot(header, seed, tuple(entries)), end)


def entry_from(value: dict[str, Any]) -> Entry:
    """An entry from its JSON form."""
    changes = tuple(Change(c["table"], c["id"], c["before"], c["after"]) for c in value["changes"])
    return Entry(**{**value, "changes": changes})


def _proved(snapshot: Snapshot, end: dict[str, Any] | None) -> Snapshot:
    if end is None:
        raise BrokenSnapshot("the closing line is missing: the file was cut off")
    fault = chain_fault(snapshot.journal)
    if fault:
        raise BrokenSnapshot(fault)
    if end["entries"] != len(snapshot.journal) or end["head"] != snapshot.head:
        raise BrokenSnapshot("entries are missing or were added after sealing")
    if end["state_hash"] != state_hash(snapshot.state):
        raise BrokenSnapshot("seed and journal do not fold to the sealed state")
    return snapshot
