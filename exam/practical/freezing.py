"""The evidence of a case closed for marking: test, work, answers, notes and talk, under one digest."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from flask_babel import lazy_gettext as _l
from sqlalchemy import select

from app import audit
from app.db import db
from app.errors import Refusal
from app.identity import User
from exam.practical.branches import branches_of
from exam.practical.models import EvidenceFreeze, PracticeState
from exam.practical.notes import observations_of, work_of
from exam.practical.reverification import reopened, round_of
from exam.practical.talk import interview_of, plan_of, records_of
from exam.sittings import people
from exam.sittings.cases import advance
from exam.sittings.models import CaseState, Enrolment
from exam.theory.attempts import attempt_of as test_of
from sandbox_crm.snapshot import digest


def freeze_of(enrolment_id: UUID) -> EvidenceFreeze | None:
    """The freeze of the round a case is in, None while its evidence is open."""
    return freezes_of(enrolment_id).get(round_of(enrolment_id))


def freezes_of(enrolment_id: UUID) -> dict[int, EvidenceFreeze]:
    """Round -> its freeze, the first first."""
    query = select(EvidenceFreeze).where(EvidenceFreeze.enrolment_id == enrolment_id)
    return {row.round: row for row in db.session.scalars(query.order_by(EvidenceFreeze.round))}


def missing(case: Enrolment) -> list[Any]:
    """Why the evidence cannot be closed yet, in words; none when it can. Names questions, never whose record lacks."""
    talk, current = plan_of(case.id), work_of(case)
    if talk is None:
        return [_l("The talk has not been opened.")]
    found: list[Any] = []
    seated, records = {user.id for user in people.seated(case)}, records_of(case.id, of=talk.round)
    lacking = [str(question["position"]) for question in talk.questions if seated - set(records.get(question["id"], {}))]
    if lacking:
        found.append(_l("Not every member has recorded the answers to: %(questions)s.", questions=", ".join(lacking)))
    if any(row.closed_at is None for row in branches_of(current)):
        found.append(_l("A copy of the CRM for showing again is still open."))
    untouched = _untouched(case, records, [row.criterion for row in branches_of(current, talk.round)])
    if untouched:
        found.append(_l("Nothing was asked or shown again on: %(criteria)s.", criteria=", ".join(untouched)))
    if current.state != PracticeState.SEALED:
        found.append(_l("The work in the CRM is not sealed."))
    return found


def _untouched(case: Enrolment, records: dict[str, Any], shown: list[str]) -> list[str]:
    """Criteria to be verified again on which there is nothing new."""
    touched = {row.criterion for rows in records.values() for row in rows.values()} | set(shown)
    return sorted((reopened(case.id) or frozenset()) - touched)


def freeze(case: Enrolment, member: User, moment: datetime) -> EvidenceFreeze:
    """Close the evidence inside the open transaction; a second call returns the first freeze. Raises Refusal."""
    existing = freeze_of(case.id)
    if existing is not None:
        return existing
    lacks = missing(case)
    if lacks:
        raise Refusal(_l("The evidence cannot be closed yet. %(why)s", why=" ".join(str(lack) for lack in lacks)))
    number = round_of(case.id)
    content = content_of(case, number)
    fresh = EvidenceFreeze(enrolment_id=case.id, round=number, content=content, sha256=digest(content),
                           frozen_by=member.id, at=moment)
    db.session.add(fresh)
    advance(case, CaseState.EVIDENCE_FROZEN)
    audit.record("practical.evidence_frozen", case_id=case.id, sha256=fresh.sha256, **content)
    db.session.flush()
    return fresh


def content_of(case: Enrolment, number: int = 1) -> dict[str, Any]:
    """Digests of the parts of a case's evidence in one round, the same whenever they are computed again.

    A later round holds what was asked, shown and noted in it, and the digest of the evidence it stands on.
    """
    test, current = test_of(case.id), work_of(case)
    talk = interview_of(case.id, of=number)
    notes = [{**note, "at": note["at"].isoformat(), "member_id": str(note["member_id"]), "branch_id": str(note["branch_id"])}
             for note in observations_of(case.id, None, everyones=True, of=number)]
    earlier = {} if number == 1 else {"earlier": freezes_of(case.id)[number - 1].sha256}
    return earlier | {"test_seal": test.seal_sha if test else None, "sandbox_seal": digest(current.seal), "notes": digest(notes),
            "interview": digest({**talk, "opened_at": talk["opened_at"].isoformat()}),
            "shown_again": digest([row.end for row in branches_of(current, number)])}


def freeze_fault(case: Enrolment) -> str | None:
    """A sentence where the evidence differs from what was frozen; None when it is the same."""
    changed = sorted({name for number, kept in freezes_of(case.id).items()
                      for name, value in content_of(case, number).items() if kept.content.get(name) != value})
    return f"case {case.number}: {', '.join(changed)} changed after the evidence was closed" if changed else None
