"""A member's own sheet: opened on frozen evidence, marked alone, submitted whole, locked.

Nobody sees another member's marks, notes or progress until every seated member has submitted.
"""

from __future__ import annotations

from collections import Counter
from datetime import datetime
from hashlib import sha256
from uuid import UUID

from flask_babel import lazy_gettext as _l
from sqlalchemy import select

from app import audit
from app.db import db
from app.errors import Invalid, NotAllowed, Refusal
from app.identity import User
from exam.committee.models import VERDICTS, Consensus, Mark, Sheet
from exam.committee.proposals import frozen_evidence
from exam.committee.rows import in_question, to_mark
from exam.committee.standing import latest_decision, round_behind
from exam.practical.reverification import orders_of, round_of
from exam.sittings.impartiality import conflicts
from exam.sittings.models import CaseState, Enrolment
from exam.sittings.people import is_seated, preparations, seated

SHORTEST_NOTE = 10
#: the act under which the audit log records a submitted sheet
SUBMITTED = "committee.sheet_submitted"


def sheet_of(case_id: UUID, user_id: UUID) -> Sheet | None:
    """A member's sheet for a case in the round it is in."""
    mine = select(Sheet).where(Sheet.enrolment_id == case_id, Sheet.user_id == user_id)
    return db.session.scalar(mine.where(Sheet.round == round_of(case_id)))


def open_sheet(case: Enrolment, member: User, moment: datetime) -> Sheet:
    """The member's sheet, opened now if it was not. Raises Refusal before the evidence is frozen, NotAllowed on a
    member who is not seated or in conflict (checked again here, not only at appointment)."""
    if case.state not in (CaseState.EVIDENCE_FROZEN, CaseState.DECIDED, CaseState.ANNOUNCED, CaseState.CERTIFIED):
        raise Refusal(_l("Marking opens when the talk is over and the evidence of this candidate is closed."))
    refuse_conflict(case, member)
    found = sheet_of(case.id, member.id)
    if found is None:
        found = Sheet(enrolment_id=case.id, user_id=member.id, opened_at=moment, evidence_hash=frozen_evidence(case.id),
                      round=round_of(case.id))
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
    for row in in_question(case):
        if row.stands is not None:
            db.session.add(Mark(sheet_id=sheet.id, criterion=row.code, verdict=row.stands, origin="test_result", at=moment))
    sheet.submitted_at = moment
    if sheet.round > 1:  # no row stands as the result of the test: there is nothing to countersign
        sheet.countersigned_at = moment
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
    """The sheets of the members seated now, of the round a case is in."""
    present = {member.id for member in seated(case)}
    rows = db.session.scalars(select(Sheet).where(Sheet.enrolment_id == case.id, Sheet.round == round_of(case.id)))
    return {row.user_id: row for row in rows if row.user_id in present}


def all_submitted(case: Enrolment) -> bool:
    """Whether at least two members are seated and every one of them has submitted."""
    members, sheets = seated(case), sheets_of(case)
    return len(members) >= 2 and all(member.id in sheets and sheets[member.id].submitted_at for member in members)


def standing_marks(case: Enrolment, upto: int | None = None) -> dict[str, dict[str, Mark]]:
    """Member's name -> the marks that stand, for callers who have made sure that every sheet is in.

    Of a criterion that was verified again only the marks of that round stand; of the rounds before ``upto`` (None: the
    one the case is in) those of the members who agreed to the verdicts.
    """
    now, reordered, names = round_of(case.id), {row.round: row.criteria for row in orders_of(case.id)}, names_in(case)
    found: dict[str, dict[str, Mark]] = {}
    for sheet in db.session.scalars(select(Sheet).where(Sheet.enrolment_id == case.id).order_by(Sheet.round, Sheet.id)):
        bench = {member.id for member in seated(case)} if sheet.round == now else _bench_of(case.id, sheet.round)
        if sheet.submitted_at is None or sheet.user_id not in bench or (upto is not None and sheet.round > upto):
            continue
        for code in reordered.get(sheet.round, ()):
            for marks in found.values():
                if code in marks and marks[code].sheet_id != sheet.id and _round_of_mark(marks[code]) < sheet.round:
                    del marks[code]
        found.setdefault(names[sheet.user_id], {}).update(marks_of(sheet))
    return found


def names_in(case: Enrolment) -> dict[UUID, str]:
    """Id -> name of everybody who has a sheet in a case; two people of one name are told apart by their logins."""
    rows = db.session.scalars(select(Sheet).where(Sheet.enrolment_id == case.id))
    people = {row.user_id: row.user for row in rows}
    often = Counter(user.name for user in people.values())
    return {key: user.name if often[user.name] == 1 else f"{user.name} ({user.login})" for key, user in people.items()}


def decided_marks(case: Enrolment) -> dict[str, dict[str, Mark]]:
    """Member's name -> the marks behind the latest decision, for later rooms; none before one was made."""
    made = latest_decision(case.id)
    return standing_marks(case, round_behind(made)) if made else {}


def countersigned(case: Enrolment) -> set[str]:
    """Names of the members who signed for the rows that stand as the result of the test."""
    rows, names = db.session.scalars(select(Sheet).where(Sheet.enrolment_id == case.id, Sheet.round == 1)), names_in(case)
    return {names[row.user_id] for row in rows if row.countersigned_at is not None}


def _bench_of(case_id: UUID, number: int) -> set[UUID]:
    """Who agreed to the common verdicts of a round that is over."""
    last = db.session.scalar(select(Consensus.agreed_by).where(
        Consensus.enrolment_id == case_id, Consensus.round == number).order_by(Consensus.id.desc()).limit(1))
    return {UUID(user_id) for user_id in last or ()}


def _round_of_mark(mark: Mark) -> int:
    return db.session.get(Sheet, mark.sheet_id).round


def open_marks(case: Enrolment, viewer: User) -> dict[UUID, dict[str, Mark]]:
    """The marks a member may see now: all once all have submitted, else only the own ones."""
    everything = all_submitted(case)
    return {user_id: marks_of(sheet) for user_id, sheet in sheets_of(case).items() if everything or user_id == viewer.id}
