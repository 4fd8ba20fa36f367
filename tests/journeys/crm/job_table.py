"""The table of docs/jobs.md: what the ten commonest jobs take, as the journeys themselves count it."""

from __future__ import annotations

import os
from pathlib import Path

from tests.journeys.crm.hands import Hands

TABLE = Path(__file__).parents[3] / "docs" / "jobs.md"
REWRITE = "PROBIERZ_JOBS=write .venv/bin/pytest tests/journeys/crm writes the table anew"
#: cells of a row: the job, by mouse, by keyboard, an anchor
CELL = {"mouse": 2, "keyboard": 3}


def rows() -> dict[str, list[str]]:
    """The table's rows by the job's name, as cells."""
    lines = [line for line in TABLE.read_text().splitlines() if line.startswith("| ")][1:]
    return {line.split("|")[1].strip(): line.split("|") for line in lines}


def words(hands: Hands) -> str:
    """What was done, as the table says it: ``5 clicks, 3 entries``."""
    acts, entries = hands.counts["clicks" if hands.way == "mouse" else "keys"], hands.counts["entries"]
    return f"{acts} {'clicks' if hands.way == 'mouse' else 'keys'}, {entries} {'entry' if entries == 1 else 'entries'}"


def compare(job: str, hands: Hands) -> tuple[str, str]:
    """What the table says and what was counted; with ``PROBIERZ_JOBS=write`` the table learns it first."""
    took = words(hands)
    if os.environ.get("PROBIERZ_JOBS") == "write":
        _write(job, CELL[hands.way], took)
    return rows()[job][CELL[hands.way]].strip(), took


def _write(job: str, cell: int, took: str) -> None:
    lines = TABLE.read_text().splitlines()
    for number, line in enumerate(lines):
        if line.startswith(f"| {job} |"):
            cells = line.split("|")
            cells[cell] = f" {took} "
            lines[number] = "|".join(cells)
    TABLE.write_text("\n".join(lines) + "\n")
