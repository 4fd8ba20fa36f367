"""A small sandbox written by hand for the tests of scoring: seed rows, then acts that become journal entries."""

from __future__ import annotations

from typing import Any

from sandbox_crm.models.everything import BY_TABLE
from sandbox_crm.snapshot import FIRST_HASH, Change, Entry, Snapshot, State, digest, entry_body, from_lines, to_lines
from scoring.checks.compile import CheckBook, compile_checks
from scoring.findings import CriterionFinding, Finding
from scoring.practical import judge_all

AT = "2026-11-20T09:00:00.000Z"
TODAY = "2026-04-20"
_DEFAULTS = {"bool": False, "json": None}


def row(table: str, key: int, /, **values: Any) -> dict[str, Any]:
    """A full row image with nothing in the columns not given."""
    names = [attribute.key for attribute in BY_TABLE[table].__mapper__.column_attrs]
    unknown = set(values) - set(names)
    assert not unknown, f"{table} has no {unknown}"
    return {**dict.fromkeys(names), "created_at": AT, "updated_at": AT, "row_version": 1, "id": key, **values}


class World:
    """A sandbox in the making. ``offset`` moves every id, to show that findings do not hang on ids."""

    def __init__(self, offset: int = 0):
        self.offset, self.seed, self.now, self.entries, self.answers = offset, {}, {}, [], []
        self.ids: dict[str, int] = {}

    def plant(self, table: str, key_name: str, /, **values: Any) -> int:
        """A seed row under a symbolic name."""
        key = self._next(table)
        self.ids[f"#{table}/{key_name}"] = key
        for state in (self.seed, self.now):
            state.setdefault(table, {})[key] = row(table, key, **values)
        return key

    def _next(self, table: str) -> int:
        return max(self.now.get(table, {self.offset: None}), default=self.offset) + 1

    def add(self, table: str, /, actor: str = "candidate", command: str = "", **values: Any) -> int:
        """Somebody creates a row."""
        key = self._next(table)
        self.act([(table, key, None, row(table, key, **values))], actor, command or f"{table}.create")
        return key

    def set(self, table: str, key: int, /, actor: str = "candidate", command: str = "", **values: Any) -> None:
        """Somebody changes a row."""
        before = self.now[table][key]
        self.act([(table, key, before, {**before, **values})], actor, command or f"{table}.update")

    def remove(self, table: str, key: int) -> None:
        """The candidate removes a row from the database (a member of a list)."""
        self.act([(table, key, self.now[table][key], None)], "candidate", f"{table}.delete")

    def look(self, what: str = "view.opportunities") -> None:
        """The candidate looks at a screen that bears an answer."""
        self.act([], "candidate", what)

    def act(self, changes: list[tuple], actor: str, command: str) -> None:
        """One journal entry."""
        for table, key, _, after in changes:
            rows = self.now.setdefault(table, {})
            if after is None:
                rows.pop(key)
            else:
                rows[key] = after
        previous = self.entries[-1].hash if self.entries else FIRST_HASH
        entry = Entry(
            len(self.entries) + 1,
            AT,
            TODAY,
            actor,
            1,
            "ui",
            command,
            "",
            {},
            tuple(Change(*change) for change in changes),
            previous,
            "",
        )
        self.entries.append(Entry(**{**vars(entry), "hash": digest(entry_body(entry))}))

    def answer(self, question: str, value: str) -> None:
        """The candidate types an answer now."""
        self.answers.append({"question_id": question, "value_raw": value, "journal_seq": len(self.entries), "answered_at": AT})

    def snapshot(self) -> Snapshot:
        """The sealed sandbox, proved by its own reader."""
        seed: State = {table: dict(rows) for table, rows in self.seed.items()}
        return from_lines(to_lines(Snapshot({"today": TODAY}, seed, tuple(self.entries))))

    def book(self, *checks: dict[str, Any], criteria: dict[str, Any] | None = None, **slots: Any) -> CheckBook:
        """Compiled checks about this world."""
        return compile_checks({"checks": list(checks), **({"criteria": criteria} if criteria else {})}, self.ids, slots)

    def find(self, *checks: dict[str, Any], **slots: Any) -> Finding:
        """The finding of the last of the checks."""
        return self.findings(*checks, **slots)[checks[-1]["id"]]

    def findings(self, *checks: dict[str, Any], **slots: Any) -> dict[str, Finding]:
        """Every finding by id."""
        judged = judge_all(self.snapshot(), self.book(*checks, **slots), self.answers)
        found = [*judged.others, *(one for criterion in judged.criteria for one in criterion.findings)]
        return {one.check_id: one for one in found}

    def criterion(self, *checks: dict[str, Any], criteria: dict[str, Any] | None = None) -> CriterionFinding:
        """The only criterion's finding."""
        (found,) = judge_all(self.snapshot(), self.book(*checks, criteria=criteria), self.answers).criteria
        return found


def outcome(finding: Finding) -> str:
    """A finding in one word: met, near, not_met, untried, not_assessable, error."""
    if finding.result == "not_met":
        return "near" if finding.near_miss else "not_met" if finding.tried else "untried"
    return finding.result
