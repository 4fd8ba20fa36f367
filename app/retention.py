"""Which personal details of the audit log are due to be erased, and erasing them without breaking the chain.

A case is due when the term of every appeal is over, no appeal is open, and its last act lies longer back than the
setting says. Details that belong to no case are due by their own age. Only the companion rows are blanked; the chained
rows, with a line that names what was blanked, go on proving that nothing else was changed.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import func, select

from app import audit, settings
from app.audit import AuditDetail, AuditEntry
from app.clock import local
from app.db import db
from exam.appeals.filing import appeals_of, grounds, rulings_of
from exam.appeals.remedies import outstanding
from exam.sittings.cases import ended
from exam.sittings.models import Enrolment


@dataclass
class Due:
    """What is due: entries with their details still there, by case number ("" for those of no case), and what is held."""

    years: int
    before: date
    rows: dict[str, list[int]] = field(default_factory=lambda: defaultdict(list))
    held: dict[str, str] = field(default_factory=dict)

    @property
    def all_rows(self) -> list[int]:
        """Every entry that is due, in order."""
        return sorted(seq for rows in self.rows.values() for seq in rows)


def due(moment: datetime) -> Due:
    """What is due at a moment (naive UTC)."""
    today, years = local(moment).date(), settings.get("retention.years")
    found = Due(years, years_back(today, years))
    kept = select(AuditEntry.seq, AuditEntry.at, AuditEntry.case_id).join(AuditDetail, AuditDetail.seq == AuditEntry.seq)
    last = dict(db.session.execute(
        select(AuditEntry.case_id, func.max(AuditEntry.at)).where(AuditEntry.case_id.is_not(None)).group_by(AuditEntry.case_id)
    ).all())
    names = _names()
    for seq, at, case_id in db.session.execute(kept.where(AuditDetail.salt.is_not(None)).order_by(AuditEntry.seq)):
        if local(last.get(case_id, at)).date() >= found.before:
            continue
        number, why = names.get(case_id, ""), None
        if number in found.held:
            continue
        if number and number not in found.rows:
            why = why_held(db.session.get(Enrolment, case_id), today)
        if why:
            found.held[number] = why
        else:
            found.rows[number].append(seq)
    return found


def why_held(case: Enrolment, today: date) -> str | None:
    """Why the details of a case may not be erased whatever their age; None where nothing stands in the way."""
    for appeal in appeals_of(case.id):
        if not rulings_of(appeal.id):
            return f"appeal {appeal.number} is open"
        if outstanding(appeal) is not None:
            return f"what appeal {appeal.number} ordered is not arranged yet"
    if any(ground.open for ground in grounds(case, today)):
        return "the term of an appeal is running"
    if not ended(case.state) and case.sitting.on_date >= today:
        return "the sitting is still to come"
    return None


def erase(found: Due, only: str | None = None) -> int:
    """Blank what is due inside the open transaction: how many entries. ``only``: the number of one case."""
    rows = found.all_rows if only is None else found.rows.get(only, [])
    if rows:
        audit.erase_details(rows, years=found.years, before=found.before.isoformat(),
                            cases=sum(bool(number) for number in found.rows) if only is None else 1)
    return len(rows)


def years_back(day: date, years: int) -> date:
    """The same day so many years ago; 28 February for 29 February. PURE."""
    try:
        return day.replace(year=day.year - years)
    except ValueError:
        return day.replace(year=day.year - years, day=28)


def _names() -> dict[UUID, str]:
    return dict(db.session.execute(select(Enrolment.id, Enrolment.number)).all())
