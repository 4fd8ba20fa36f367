"""The log of the day as people read it: events, what candidates wrote and what was answered, in one order of time."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from exam.sittings import remarks
from exam.sittings.models import Sitting
from exam.supervision.incidents import CATEGORIES, incidents_of


@dataclass(frozen=True)
class Entry:
    """One thing of the day. ``number``: the candidate's, None for the whole room; ``by``: who wrote it down, with the hour."""

    at: datetime
    kind: Any
    number: str | None
    text: str
    notes: tuple[tuple[str, datetime, str], ...]
    waits: bool = False


def entries_of(sitting: Sitting) -> list[Entry]:
    """Everything the log of a sitting holds, oldest first. ``notes``: (who, when, words) of those who wrote or answered."""
    numbers = {case.id: case.number for case in sitting.enrolments}
    found = [Entry(row.at, CATEGORIES[row.category], numbers.get(row.enrolment_id), row.text,
                   ((row.by.name, row.recorded_at, ""),)) for row in incidents_of(sitting.id)]
    found += [Entry(row.at, remarks.KINDS[row.kind], row.enrolment.number, row.text,
                    tuple((one.by.name, one.at, one.text) for one in row.answers), not row.dealt_with)
              for row in remarks.of_sitting(sitting)]
    return sorted(found, key=lambda entry: entry.at)
