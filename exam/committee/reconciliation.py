"""From members' marks to common verdicts: what agrees closes by itself, what differs is talked over and worded.

No averaging, no casting vote: a discordant row is settled when every seated member agrees to the same verdict. A
common verdict that differs from the machine's proposal needs a reason code and a text.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from flask_babel import lazy_gettext as _l
from sqlalchemy import select

from app.db import db
from app.errors import Invalid, Refusal
from app.identity import User
from exam.committee import agreement_record
from exam.committee.models import VERDICTS, Consensus, ConsensusVote, Mark
from exam.committee.rows import Row, in_question
from exam.committee.sheets import all_submitted, marks_of, refuse_conflict, sheets_of
from exam.practical.reverification import reopened, round_of
from exam.sittings.models import CaseState, Enrolment
from exam.sittings.people import seated

SHORTEST_TEXT = 20
REASONS = {
    "other_valid_way": _l("another valid way"), "check_fault": _l("fault of the check"), "breakdown": _l("breakdown"),
    "observation": _l("evidence from observation"), "interview": _l("evidence from the talk"),
    "explanation": _l("the candidate's explanation"), "other": _l("other"),
}


@dataclass(frozen=True)
class Card:
    """A row that the committee must talk over: the marks side by side, the votes given so far."""

    row: Row
    marks: dict[UUID, Mark]
    votes: dict[UUID, ConsensusVote]
    discordant: bool
    against_proposal: bool


def consensus_of(case_id: UUID, behind: int | None = None) -> dict[str, Consensus]:
    """The latest common verdict per criterion that everybody seated now agreed to.

    What was agreed before a member was replaced binds nobody: the one who came has yet to mark and to agree. In a
    re-verification that goes for the rows verified again; on the others a decision was made already. ``behind``: what
    a decision made in that earlier round rested on.
    """
    case, number, again = db.session.get(Enrolment, case_id), round_of(case_id), reopened(case_id)
    members = {str(member.id) for member in seated(case)} if case else set()
    rows = db.session.scalars(select(Consensus).where(Consensus.enrolment_id == case_id).order_by(Consensus.id))
    if behind is not None and behind < number:
        return {row.criterion: row for row in rows if row.round <= behind}
    return {row.criterion: row for row in rows
            if (row.round < number if again is not None and row.criterion not in again
                else row.round == number and members <= set(row.agreed_by))}


def close_concordant(case: Enrolment, moment: datetime) -> int:
    """Once all have submitted, enter the common verdict of every row on which the marks agree and which is not
    against the machine's clear proposal; returns how many were entered. Calling it again enters nothing twice."""
    if not all_submitted(case):
        return 0
    settled, agreed, entered = consensus_of(case.id), [str(member.id) for member in seated(case)], []
    sheets = {user_id: marks_of(sheet) for user_id, sheet in sheets_of(case).items()}
    for row in in_question(case):
        verdicts = {marks[row.code].verdict for marks in sheets.values()}
        if row.code in settled or len(verdicts) > 1 or against(row, next(iter(verdicts))):
            continue
        origin = "test_result" if row.stands is not None else "concordant"
        entered.append(Consensus(enrolment_id=case.id, criterion=row.code, verdict=verdicts.pop(), origin=origin, text="",
                                 agreed_by=agreed, at=moment, round=round_of(case.id)))
    if entered:
        db.session.add_all(entered)
        db.session.flush()
        agreement_record.record(agreement_record.CLOSED, case.id, entered)
    return len(entered)


def against(row: Row, verdict: str) -> bool:
    """Whether a verdict differs from what the machine clearly proposed."""
    return row.proposal.get("result") in ("met", "not_met") and row.proposal["result"] != verdict


def cards(case: Enrolment) -> list[Card]:
    """The rows still to be talked over; empty before all have submitted."""
    if not all_submitted(case):
        return []
    settled = consensus_of(case.id)
    sheets = {user_id: marks_of(sheet) for user_id, sheet in sheets_of(case).items()}
    found = []
    for row in in_question(case):
        marks = {user_id: given[row.code] for user_id, given in sheets.items()}
        verdicts = {given.verdict for given in marks.values()}
        if row.code not in settled:
            found.append(Card(row, marks, votes_of(case.id, row.code), len(verdicts) > 1,
                              any(against(row, verdict) for verdict in verdicts)))
    return found


def votes_of(case_id: UUID, criterion: str) -> dict[UUID, ConsensusVote]:
    """The latest vote of each member on one row, in the round a case is in."""
    rows = db.session.scalars(select(ConsensusVote).where(
        ConsensusVote.enrolment_id == case_id, ConsensusVote.criterion == criterion,
        ConsensusVote.round == round_of(case_id)).order_by(ConsensusVote.id))
    return {row.user_id: row for row in rows}


def vote(case: Enrolment, member: User, criterion: str, verdict: str, reason_code: str | None, text: str,
         moment: datetime) -> Consensus | None:
    """A member agrees to a verdict; the common verdict once all agree, None until then. Raises Invalid, Refusal."""
    refuse_conflict(case, member)
    if case.state != CaseState.EVIDENCE_FROZEN:
        raise Refusal(_l("The committee has decided already."))
    card = next((card for card in cards(case) if card.row.code == criterion), None)
    if card is None:
        raise Refusal(_l("This row is not open: either it is settled, or not everybody has submitted."))
    if verdict not in VERDICTS:
        raise Invalid(_l("Choose met, not met or not assessable."), {"verdict": _l("Choose one.")})
    text = text.strip()
    if len(text) < SHORTEST_TEXT:
        raise Invalid(_l("Word the common ground in at least %(least)s signs.", least=SHORTEST_TEXT), {"text": _l("Too short.")})
    if against(card.row, verdict) and reason_code not in REASONS:
        raise Invalid(_l("A verdict against the proposal of the system needs a reason."), {"reason_code": _l("Choose a reason.")})
    given = ConsensusVote(enrolment_id=case.id, criterion=criterion, user_id=member.id, verdict=verdict,
                          reason_code=reason_code or None, text=text, at=moment, round=round_of(case.id))
    db.session.add(given)
    db.session.flush()
    agreement_record.record(agreement_record.VOTED, case.id, [given], criterion)
    return _settle(case, card.row, moment)


def _settle(case: Enrolment, row: Row, moment: datetime) -> Consensus | None:
    votes = votes_of(case.id, row.code)
    members = seated(case)
    given = [votes.get(member.id) for member in members]
    if len(members) < 2 or not all(given) or len({item.verdict for item in given}) > 1:
        return None
    last = max(given, key=lambda item: item.id)
    consensus = Consensus(enrolment_id=case.id, criterion=row.code, verdict=last.verdict, origin="talked_over",
                          reason_code=next((item.reason_code for item in reversed(given) if item.reason_code), None),
                          text=last.text, agreed_by=[str(member.id) for member in members], at=moment,
                          round=round_of(case.id))
    db.session.add(consensus)
    db.session.flush()
    agreement_record.record(agreement_record.SETTLED, case.id, [consensus], row.code)
    return consensus
