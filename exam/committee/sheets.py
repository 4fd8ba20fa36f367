"""A member's own sheet: opened on frozen evidence, marked alone, submitted whole, locked.

Nobody sees another member's marks, notes or progress until every seated member has submitted.
"""

from __future__ import annotations

from datetime import datetime
from hashlib import sha256
from uuid import UUID

from flask_babel import lazy_gettext as _l
from sqlalchemy import select

from app import audit
from app.db import db
from app.errors import Invalid, NotAllowed, Refusal
from app.identity import User
from exam.committee.models import VERDICTS, Mark, Sheet
from exam.committee.proposals import frozen_evidence
from exam.committee.rows import rows_of, to_mark
from exam.sittings.impartiality import conflicts
from exam.sittings.models import CaseState, Enrolment
from exam.sittings.people import is_seated, preparations, seated

SHORTEST_NOTE = 10
#: the act under which the audit log records a submitted sheet
SUBMITTED = "committee.sheet_submitted"


def sheet_of(case_id: UUID, user_id: UUID) -> Sheet | None:
    """A member's sheet for a case."""
    return db.session.scalar(select(Sheet).where(Sheet.enrolment_id == case_id, Sheet.user_id == user_id))


def open_sheet(case: Enrolment, member: User, moment: datetime) -> Sheet:
    """The member's sheet, opened now if it was not. Raises Refusal before the evidence is frozen, NotAllowed on a
    member who is not seated or in conflict (checked again here, not only at appointment)."""
    if case.state not in (CaseState.EVIDENCE_FROZEN, CaseState.DECIDED, CaseState.ANNOUNCED, CaseState.CERTIFIED):
        raise Refusal(_l("Marking opens when the talk is over and the evidence of this candidate is closed."))
    refuse_conflict(case, member)
    found = sheet_of(case.id, member.id)
    if found is None:
        found = Sheet(enrolment_id=case.id, user_id=member.id, opened_at=moment, evidence_hash=frozen_evidence(case.id))
        db.session.add(found)
        db.session.flush()
        audit.record("committee.sheet_opened", case_id=case.id, subject=found.id)
    return found


def refuse_conflict(case: Enrolment, member: User) -> None:
    """Raises NotAllowed where a person may not judge this candidate."""
    if not is_seated(member, case):
        raise NotAllowed(_l("You do not sit in the committee of this candidate."))
    found = conflicts(member, case.person, preparations(case.person))
    if found:
        raise NotAllowed(_l("You may not judge this candidate: %(why)s.", why="; ".join(str(item.words) for item in found)))


def marks_of(sheet: Sheet) -> dict[str, Mark]:
    """The latest mark per criterion."""
    rows = db.session.scalars(select(Mark).where(Mark.sheet_id == sheet.id).order_by(Mark.id))
    return {row.criterion: row for row in rows}


def mark(sheet: Sheet, case: Enrolment, criterion: str, verdict: str, note: str, moment: datetime) -> Mark:
    """Mark one row; a later mark of the same row holds, the earlier one is kept."""
    if sheet.submitted_at is not None:
        raise Refusal(_l("This sheet was submitted and is locked."))
    if verdict not in VERDICTS:
        raise Invalid(_l("Choose met, not met or not assessable."), {"verdict": _l("Choose one.")})
    if criterion not in {row.code for row in to_mark(case)}:
        raise Invalid(_l("This row stands as the result of the test and is not marked."))
    row = Mark(sheet_id=sheet.id, criterion=criterion, verdict=verdict, note=note.strip(), origin="own", at=moment)
    db.session.add(row)
    db.session.flush()
    return row


def marks_digest(sheet: Sheet) -> str:
    """SHA-256 of what a submitted sheet says, row by row. The audit log holds it."""
    said = [[code, row.verdict, row.note, row.origin] for code, row in sorted(marks_of(sheet).items())]
    return sha256(audit.canonical(said).encode()).hexdigest()


def sheet_faults() -> list[str]:
    """Sentences about submitted sheets that do not say what the audit log recorded when they were submitted."""
    entries = db.session.scalars(select(audit.AuditEntry).where(audit.AuditEntry.act == SUBMITTED))
    logged = {entry.subject: entry.facts.get("marks") for entry in entries}
    found = []
    for sheet in db.session.scalars(select(Sheet).where(Sheet.submitted_at.is_not(None))):
        if logged.pop(str(sheet.id), None) != marks_digest(sheet):
            found.append(f"sheet {sheet.id} of case {sheet.enrolment_id} does not say what the audit log recorded")
    return found + [f"sheet {sheet_id} of the audit log is missing" for sheet_id in logged]


def gaps(sheet: Sheet, case: Enrolment) -> dict[str, str]:
    """What keeps a sheet from being submitted: criterion -> ``unmarked`` or ``note``."""
    marks, found = marks_of(sheet), {}
    for row in to_mark(case):
        given = marks.get(row.code)
        if given is None:
            found[row.code] = "unmarked"
        elif given.verdict != "met" and len(given.note) < SHORTEST_NOTE:
            found[row.code] = "note"
    return found


def submit(sheet: Sheet, case: Enrolment, member: User, moment: datetime) -> None:
    """Lock a complete sheet; the test rows enter it as "wynik testu"."""
    refuse_conflict(case, member)
    if sheet.submitted_at is not None:
        return
    missing = gaps(sheet, case)
    if missing:
        raise Invalid(_l("The sheet is not complete: every row needs a mark, and “not met” and “not assessable” need a note."),
                      missing)
    for row in rows_of(case):
        if row.stands is not None:
            db.session.add(Mark(sheet_id=sheet.id, criterion=row.code, verdict=row.stands, origin="test_result", at=moment))
    sheet.submitted_at = moment
    db.session.flush()
    audit.record(SUBMITTED, case_id=case.id, subject=sheet.id, evidence=sheet.evidence_hash, marks=marks_digest(sheet))


def countersign(sheet: Sheet, case: Enrolment, moment: datetime) -> None:
    """The member has seen the rows that stand as the result of the test and signs for them."""
    if sheet.submitted_at is None:
        raise Refusal(_l("Submit the sheet first."))
    if sheet.countersigned_at is None:
        sheet.countersigned_at = moment
        audit.record("committee.sheet_countersigned", case_id=case.id, subject=sheet.id)


def sheets_of(case: Enrolment) -> dict[UUID, Sheet]:
    """The sheets of the members seated now."""
    present = {member.id for member in seated(case)}
    rows = db.session.scalars(select(Sheet).where(Sheet.enrolment_id == case.id))
    return {row.user_id: row for row in rows if row.user_id in present}


def all_submitted(case: Enrolment) -> bool:
    """Whether at least two members are seated and every one of them has submitted."""
    members, sheets = seated(case), sheets_of(case)
    return len(members) >= 2 and all(member.id in sheets and sheets[member.id].submitted_at for member in members)


def open_marks(case: Enrolment, viewer: User) -> dict[UUID, dict[str, Mark]]:
    """The marks a member may see now: all once all have submitted, else only the own ones."""
    everything = all_submitted(case)
    return {user_id: marks_of(sheet) for user_id, sheet in sheets_of(case).items() if everything or user_id == viewer.id}
