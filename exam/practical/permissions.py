"""Who may do what in the practical room. Questions about the thing in the address; a "no" reads like "no such page"."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from flask import current_app
from sqlalchemy import select

from app.access import Rule, rule
from app.db import db
from app.identity import Role
from exam.practical import branches
from exam.practical.attempts import attempt_in, attempt_practising_in
from exam.practical.models import FINISHED, RUNNING, PracticalAttempt, PracticeState, TalkBranch
from exam.sittings import people
from exam.sittings.models import CaseState, Enrolment
from exam.theory.moments import utc_now

#: other rooms' questions ``(identity, enrolment) -> bool`` that open the sealed CRM to more people (an appeal's reviewer)
SEALED_READERS = "probierz_sealed_readers"


def also_reads_sealed(app: Any, question: Callable[[Any, Enrolment], bool]) -> None:
    """Let a later room open the sealed CRM of a case to its own people."""
    app.extensions.setdefault(SEALED_READERS, []).append(question)


def is_own_case(identity: Any, enrolment: Enrolment) -> bool:
    """Is this the candidate's own case?"""
    return identity.kind == "candidate" and identity.enrolment_id == enrolment.id


def is_own_attempt(identity: Any, attempt_id: UUID, **_: Any) -> bool:
    """Is this the candidate's own practical part?"""
    # one column: every answer asks this
    case_id = db.session.scalar(select(PracticalAttempt.enrolment_id).where(PracticalAttempt.id == attempt_id))
    return identity.kind == "candidate" and identity.enrolment_id == case_id


def sits_with(identity: Any, enrolment_id: UUID, **_: Any) -> bool:
    """Does the person sit in the committee of this candidate?"""
    found = db.session.get(Enrolment, enrolment_id)
    return found is not None and people.is_seated(identity, found)


def opened_branch_case(identity: Any, branch_id: UUID, **_: Any) -> bool:
    """Does the person sit in the committee of the candidate whose CRM this copy shows?"""
    found = db.session.get(TalkBranch, branch_id)
    return found is not None and people.is_seated(identity, found.attempt.enrolment)


def may_open_crm(identity: Any, mode: str, sandbox: UUID, **_: Any) -> bool:
    """May the person see this sandbox in this mode, as the case stands?"""
    return OPENERS[mode](identity, sandbox)


def _opens_live(identity: Any, sandbox: UUID) -> bool:
    """The candidate's own work at the station; the committee beside it, to look on while it runs."""
    # two columns: every page of the work asks this
    of = select(PracticalAttempt.state, PracticalAttempt.enrolment_id).where(PracticalAttempt.sandbox == sandbox)
    found = db.session.execute(of).one_or_none()
    if found is None:
        return False
    if identity.kind == "candidate":
        return identity.scope == "exam" and identity.enrolment_id == found.enrolment_id and found.state in (*RUNNING, *FINISHED)
    return found.state in RUNNING and people.is_seated(identity, db.session.get(Enrolment, found.enrolment_id))


def _opens_sealed(identity: Any, sandbox: UUID) -> bool:
    """The committee from the seal on; the candidate on the portal after the announcement; whom a later room lets in."""
    found = attempt_in(sandbox)
    if found is None or found.state != PracticeState.SEALED:
        return False
    case = found.enrolment
    if identity.kind == "candidate":
        announced = case.state in (CaseState.ANNOUNCED, CaseState.CERTIFIED)
        return identity.scope == "portal" and announced and is_own_case(identity, case)
    if people.is_seated(identity, case):
        return True
    return any(question(identity, case) for question in current_app.extensions.get(SEALED_READERS, ()))


def _opens_branch(identity: Any, sandbox: UUID) -> bool:
    """The throw-away copy while the candidate gets to know the CRM; a copy of the talk for those who sit in it."""
    practising = attempt_practising_in(sandbox)
    if practising is not None:
        own = identity.kind == "candidate" and identity.scope == "exam" and is_own_case(identity, practising.enrolment)
        return own and practising.opened_at is None and practising.state == PracticeState.FAMILIARISING
    found = db.session.get(TalkBranch, sandbox)
    if found is None:
        return False
    if identity.kind == "candidate":
        return identity.scope == "exam" and is_own_case(identity, found.attempt.enrolment) and branches.is_open(found, utc_now())
    return people.is_seated(identity, found.attempt.enrolment)


OPENERS: dict[str, Callable[[Any, UUID], bool]] = {"crm": _opens_live, "sealed": _opens_sealed, "branch": _opens_branch}

AT_STATION = rule("sit at a station in the practical part", Role.CANDIDATE, scope="exam")
OWN_ATTEMPT = rule("work on the own practical part", Role.CANDIDATE, asks=is_own_attempt, scope="exam")
SEATED = rule("sit in this candidate's committee", Role.ASSESSOR, asks=sits_with)
SEATED_BY_BRANCH = rule("sit in the committee of the copy's candidate", Role.ASSESSOR, asks=opened_branch_case)
CRM: Rule = rule("open the CRM of a sandbox", Role.CANDIDATE, Role.ASSESSOR, Role.REVIEWER, asks=may_open_crm)
