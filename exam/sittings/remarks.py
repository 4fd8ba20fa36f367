"""What candidates write to the staff: faults reported during a part, remarks on its course; and what the operator answers.

Appended, never changed. One register for the test and the practical part, read by the operator's board, the page of the
case, the log of the day and the protocol.
"""

from __future__ import annotations

from collections import defaultdict
from datetime import datetime, timedelta
from uuid import UUID

from flask_babel import lazy_gettext as _l
from sqlalchemy import CheckConstraint, ForeignKey, select
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app import audit
from app.db import APPEND_ONLY, Base, db
from app.errors import Invalid
from app.identity import User
from exam.sittings.models import CaseTransfer, Enrolment, Sitting

KINDS = {"fault": _l("fault reported"), "course": _l("remark on the course")}
LONGEST_TEXT = 4000
#: the same words sent again within this span are the same report: the browser had not heard that the first one arrived
SAME_REPORT = timedelta(minutes=10)


class CandidateRemark(Base):
    """What the candidate wrote: a fault reported during the work, or a remark on the course before leaving."""

    __tablename__ = "candidate_remark"
    __table_args__ = (CheckConstraint("kind IN ('fault', 'course')", "kind"), APPEND_ONLY)
    id: Mapped[int] = mapped_column(primary_key=True)
    enrolment_id: Mapped[UUID] = mapped_column(ForeignKey("enrolment.id"), index=True)
    kind: Mapped[str]
    text: Mapped[str]
    at: Mapped[datetime]
    enrolment: Mapped[Enrolment] = relationship(lazy="joined")
    answers: Mapped[list[RemarkAnswer]] = relationship(back_populates="remark", order_by="RemarkAnswer.id", lazy="selectin")

    @property
    def dealt_with(self) -> bool:
        """Whether an operator took note of it."""
        return bool(self.answers)


class RemarkAnswer(Base):
    """An operator took note of a remark. ``text``: what was done; empty where taking note was all."""

    __tablename__ = "remark_answer"
    __table_args__ = (APPEND_ONLY,)
    id: Mapped[int] = mapped_column(primary_key=True)
    remark_id: Mapped[int] = mapped_column(ForeignKey("candidate_remark.id"), index=True)
    text: Mapped[str]
    by_id: Mapped[UUID] = mapped_column(ForeignKey("user.id"))
    at: Mapped[datetime]
    by: Mapped[User] = relationship(lazy="joined")
    remark: Mapped[CandidateRemark] = relationship(back_populates="answers")


def add(case: Enrolment, kind: str, text: str, moment: datetime) -> CandidateRemark:
    """Append what the candidate wrote, inside the open transaction. Raises Invalid on an empty or endless text.

    The same words sent twice in ten minutes are kept once.
    """
    text = (text or "").strip()
    if kind not in KINDS:
        raise Invalid(_l("The report cannot be read. Reload the page."))
    if not text:
        raise Invalid(_l("The report is empty."), {"text": _l("Write what happened.")})
    if len(text) > LONGEST_TEXT:
        raise Invalid(_l("The report is too long."), {"text": _l("Use at most %(most)d characters.", most=LONGEST_TEXT)})
    for row in of_case(case.id):
        if (row.kind, row.text) == (kind, text) and moment - row.at < SAME_REPORT:
            return row
    fresh = CandidateRemark(enrolment_id=case.id, kind=kind, text=text, at=moment)
    db.session.add(fresh)
    db.session.flush()
    audit.record("sittings.remarked", case_id=case.id, subject=fresh.id, details={"text": text}, kind=kind)
    return fresh


def answer(remark_id: int, case: Enrolment, text: str, by: User, moment: datetime) -> RemarkAnswer:
    """Take note of a candidate's remark, inside the open transaction; a further answer is appended to the earlier.

    Raises Invalid where the candidate wrote no such remark, or on an endless text.
    """
    remark = db.session.get(CandidateRemark, remark_id)
    if remark is None or remark.enrolment_id != case.id:
        raise Invalid(_l("This candidate sent no such report."))
    if len(text) > LONGEST_TEXT:
        raise Invalid(_l("The report is too long."), {"text": _l("Use at most %(most)d characters.", most=LONGEST_TEXT)})
    row = RemarkAnswer(remark_id=remark.id, text=text.strip(), by_id=by.id, at=moment)
    db.session.add(row)
    audit.record("sittings.remark_answered", case_id=case.id, subject=remark.id, details={"text": text.strip()})
    db.session.flush()
    return row


def of_case(enrolment_id: UUID) -> list[CandidateRemark]:
    """Everything a candidate wrote, oldest first."""
    query = select(CandidateRemark).where(CandidateRemark.enrolment_id == enrolment_id)
    return list(db.session.scalars(query.order_by(CandidateRemark.id)))


def of_sitting(sitting: Sitting) -> list[CandidateRemark]:
    """Everything the candidates wrote while in a sitting, oldest first, also those who took the practical part elsewhere."""
    moves = list(db.session.scalars(select(CaseTransfer).where((CaseTransfer.from_id == sitting.id)
                                                               | (CaseTransfer.to_id == sitting.id))))
    ids = {row.enrolment_id for row in moves} | {case.id for case in sitting.enrolments}
    rows = db.session.scalars(select(CandidateRemark).where(CandidateRemark.enrolment_id.in_(ids)).order_by(CandidateRemark.id))
    return [row for row in rows if not any(
        move.enrolment_id == row.enrolment_id and (row.at >= move.at) == (move.from_id == sitting.id) for move in moves)]


def waiting(sitting: Sitting) -> dict[UUID, list[CandidateRemark]]:
    """Case id -> what its candidate wrote and no operator has taken note of."""
    found: dict[UUID, list[CandidateRemark]] = defaultdict(list)
    for row in of_sitting(sitting):
        if not row.dealt_with:
            found[row.enrolment_id].append(row)
    return found
