"""The evidence as a check sees it: states, who did what to which row, what earlier checks found, the typed answers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Any

from sandbox_crm.snapshot import Change, Entry, Row, Snapshot, State, live
from scoring.words import record_words

CANDIDATE = "candidate"
#: columns that change with every save and prove nothing
_BOOKKEEPING = frozenset({"updated_at", "row_version", "created_at", "name_fold", "name_key", "name_sort"})
Key = tuple[str, int]


@dataclass(frozen=True)
class Answer:
    """The last answer to a question: as typed, and the journal's state when it was received."""

    question_id: str
    raw: str
    journal_seq: int


@dataclass
class Judged:
    """What an evaluator says; `scoring.practical` makes the finding of it. ``found``: records for ``@check``."""

    result: str
    rationale: str
    tried: bool = True
    near: bool = False
    found: tuple[Key, ...] = ()
    expected: Any = None
    actual: Any = None
    normalised: Any = None
    journal: tuple[int, ...] = ()
    as_of: int | None = None
    near_misses: tuple[dict[str, Any], ...] = ()
    flags: tuple[str, ...] = ()


@dataclass
class Evidence:
    """One sealed sandbox under judgement. ``today``: the scenario's date."""

    snapshot: Snapshot
    answers: Mapping[str, Answer]
    today: date
    found: dict[str, tuple[Key, ...]] = field(default_factory=dict)

    @property
    def state(self) -> State:
        """The state at the end."""
        return self.snapshot.state

    def at(self, when: str | int) -> State:
        """The state at ``seed``, ``end``, or after a journal entry."""
        if when == "seed":
            return self.snapshot.seed
        return self.snapshot.state if when == "end" else self.snapshot.state_at(int(when))

    @cached_property
    def touches(self) -> dict[Key, list[tuple[Entry, Change]]]:
        """Every change by the candidate, by row, in order of the journal."""
        gathered: dict[Key, list[tuple[Entry, Change]]] = {}
        for entry in self.snapshot.journal:
            if entry.actor == CANDIDATE:
                for change in entry.changes:
                    gathered.setdefault((change.table, change.id), []).append((entry, change))
        return gathered

    def made(self, table: str, key: int) -> bool:
        """Whether the candidate created the row."""
        changes = self.touches.get((table, key), [])
        return key not in self.snapshot.seed.get(table, {}) and any(change.before is None for _, change in changes)

    def touched(self, table: str, key: int) -> bool:
        """Whether the candidate created or changed the row in anything but bookkeeping."""
        return self.made(table, key) or bool(self.set_at(table, key))

    def set_at(self, table: str, key: int, fields: Sequence[str] | None = None) -> tuple[int, ...]:
        """The entries in which the candidate set one of the columns (None: any) of a row, its creation among them."""
        return tuple(entry.seq for entry, change in self.touches.get((table, key), [])
                     if changed_columns(change) & (set(fields) if fields is not None else changed_columns(change)))

    def rows(self, table: str) -> list[Row]:
        """Live rows at the end that the candidate created or changed, by id."""
        return [row for row in live(self.state, table) if self.touched(table, row["id"])]

    def records(self, keys: Sequence[Key]) -> tuple[dict[str, Any], ...]:
        """Records as a finding names them."""
        return tuple({"table": table, "id": key, "label": self.label(table, key)} for table, key in keys)

    def label(self, table: str, key: int) -> str:
        """A record in words, also one that is gone by the end."""
        state = self.state if key in self.state.get(table, {}) else self.snapshot.seed
        return record_words(state, table, key)


def changed_columns(change: Change) -> set[str]:
    """The columns a change set; all filled ones of a new row; ``deleted_at`` for a removed one."""
    if change.after is None:
        return {"deleted_at"}
    before = change.before or {}
    return {name for name, value in change.after.items() if name not in _BOOKKEEPING and before.get(name) != value}
