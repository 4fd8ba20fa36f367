"""Observation notes of the members: appended, never changed."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from flask_babel import lazy_gettext as _l
from sqlalchemy import select

from app import audit
from app.db import db
from app.errors import Invalid, Refusal
from app.identity import User
from exam.practical.attempts import attempt_of
from exam.practical.models import ObservationNote, PracticalAttempt
from exam.practical.reverification import round_of
from exam.sittings.models import CaseState, Enrolment

LONGEST_TEXT = 4000
#: from the freeze on, notes stand as they are
NOTABLE = (CaseState.IN_PRACTICE, CaseState.PRACTICE_DONE, CaseState.IN_INTERVIEW)


def add_note(current: PracticalAttempt, member: User, text: str, moment: datetime, *, task: str | None = None,
             criterion: str | None = None, kind: str = "note", branch_id: UUID | None = None) -> ObservationNote:
    """Append a member's note inside the open transaction. Raises Invalid on an empty one, Refusal after the freeze."""
    if current.enrolment.state not in NOTABLE:
        raise Refusal(_l("Notes are taken from the start of the practical part until the evidence is closed."))
    text = _text(text)
    if task and task not in {entry["id"] for entry in current.variant["tasks"]}:
        raise Invalid(_l("There is no such task."), {"task": _l("Choose a task from the list.")})
    note = ObservationNote(attempt_id=current.id, member_id=member.id, kind=kind, task=task or None, criterion=criterion or None,
                           text=text, branch_id=branch_id, at=moment, round=round_of(current.enrolment_id))
    db.session.add(note)
    audit.record("practical.noted", case_id=current.enrolment_id, details={"text": text}, kind=kind, task=task,
                 criterion=criterion)
    db.session.flush()
    return note


def notes_of(current: PracticalAttempt, member: User) -> list[ObservationNote]:
    """A member's own notes, oldest first."""
    query = select(ObservationNote).where(ObservationNote.attempt_id == current.id, ObservationNote.member_id == member.id)
    return list(db.session.scalars(query.order_by(ObservationNote.id)))


def observations_of(enrolment_id: UUID, viewer: User | None, *, everyones: bool = False,
                    of: int | None = None) -> list[dict[str, Any]]:
    """Notes of a case as plain values: the viewer's own, or everyone's where the caller has made sure that every
    seated member has submitted the sheet. ``of`` narrows to one round."""
    query = select(ObservationNote).join(PracticalAttempt).where(PracticalAttempt.enrolment_id == enrolment_id)
    if not everyones:
        if viewer is None:
            return []
        query = query.where(ObservationNote.member_id == viewer.id)
    if of is not None:
        query = query.where(ObservationNote.round == of)
    return [{"id": row.id, "member_id": row.member_id, "member": row.member.name, "kind": row.kind, "task": row.task,
             "criterion": row.criterion, "text": row.text, "at": row.at, "branch_id": row.branch_id}
            for row in db.session.scalars(query.order_by(ObservationNote.id))]


def work_of(case: Enrolment) -> PracticalAttempt:
    """The newest attempt of a case. Raises Refusal where none was prepared."""
    current = attempt_of(case.id)
    if current is None:
        raise Refusal(_l("The practical part of this candidate has not been prepared."))
    return current


def _text(text: str) -> str:
    text = (text or "").strip()
    if not text:
        raise Invalid(_l("The note is empty."), {"text": _l("Write what you saw.")})
    if len(text) > LONGEST_TEXT:
        raise Invalid(_l("The note is too long."), {"text": _l("Use at most %(most)d characters.", most=LONGEST_TEXT)})
    return text
