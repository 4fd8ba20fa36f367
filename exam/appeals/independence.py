"""Proof that a reviewer had no earlier part in a case, or the list of parts they had."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _l
from sqlalchemy import select

from app.audit import AuditEntry
from app.db import db
from app.identity import Role, User
from exam.committee.models import DecisionSignature, Sheet
from exam.committee.standing import decisions_of
from exam.sittings.impartiality import conflicts
from exam.sittings.models import Appointment, CommitteeSeat, Enrolment
from exam.sittings.people import preparations
from exam.sittings.repeats import repeat_in

#: acts of an appeal's own course: appointing and ruling are no earlier part, though signing a decision is
OWN_ROOM = "appeals."


def earlier_parts(user: User, case: Enrolment) -> list[Any]:
    """Every part a person had in a case, in words; empty proves that there was none.

    Source: qualification 13881, "bezstronna i niezależna procedura odwoławcza"; the person must not have sat, signed,
    operated, admitted, checked identity, or prepared the candidate.
    """
    found: list[Any] = []
    if Role.REVIEWER not in user.roles:
        found.append(_l("is not an appeal reviewer"))
    if _any(CommitteeSeat.id, CommitteeSeat.enrolment_id == case.id, CommitteeSeat.user_id == user.id):
        found.append(_l("sat in the committee of this candidate"))
    if _any(Sheet.id, Sheet.enrolment_id == case.id, Sheet.user_id == user.id):
        found.append(_l("marked a sheet in this case"))
    decisions = [decision.id for decision in decisions_of(case.id)]
    if _any(DecisionSignature.id, DecisionSignature.decision_id.in_(decisions), DecisionSignature.user_id == user.id):
        found.append(_l("signed a decision in this case"))
    if _any(Appointment.id, Appointment.sitting_id == case.sitting_id, Appointment.user_id == user.id):
        found.append(_l("was appointed to this sitting"))
    if case.identity_checked_by == user.id:
        found.append(_l("checked the candidate's identity"))
    if _any(
        AuditEntry.seq, AuditEntry.case_id == case.id, AuditEntry.actor == user.get_id(), AuditEntry.act.not_like(f"{OWN_ROOM}%")
    ):
        found.append(_l("acted in this case before, as the audit log shows"))
    found.extend(conflict.words for conflict in conflicts(user, case.person, preparations(case.person)))
    older = repeat_in(case.id)
    if older is not None:  # a case repeated after an appeal: a part in the older one counts too
        found += [words for words in earlier_parts(user, older.of) if words not in found]
    return found


def _any(column: Any, *conditions: Any) -> bool:
    return db.session.scalar(select(column).where(*conditions).limit(1)) is not None
