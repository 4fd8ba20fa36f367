"""The log of the day as people read it: events, what candidates wrote and what was answered, in one order of time."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask_babel import lazy_gettext as _l

from exam.sittings import remarks
from exam.sittings.models import Sitting
from exam.supervision import presence
from exam.supervision.breaking_off import broken_off_in, words_of
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
    found = [Entry(row.at, CATEGORIES[row.category], row.enrolment and row.enrolment.number, row.text,
                   ((row.by.name, row.recorded_at, ""),)) for row in incidents_of(sitting.id)]
    found += [Entry(row.at, remarks.KINDS[row.kind], row.enrolment.number, row.text,
                    tuple((one.by.name, one.at, one.text) for one in row.answers), not row.dealt_with)
              for row in remarks.of_sitting(sitting)]
    found += [Entry(row.at, _l("practical part broken off"), row.enrolment.number, words_of(row), ((row.by.name, row.at, ""),))
              for row in broken_off_in(sitting)]
    found += [Entry(row.at, _l("presence of the committee"), None, f"{row.user.name}: {presence.KINDS[row.kind]}", ())
              for row in presence.entries(sitting)]
    return sorted(found, key=lambda entry: entry.at)
