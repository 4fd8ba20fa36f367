"""Taking a case from closed evidence to the certificate, by the use-cases of the committee's and the officer's screens.

Moments are naive UTC; every function opens its own transactions.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from uuid import UUID

from flask import current_app

from app.clock import dice
from app.db import db, transaction
from app.identity import User
from exam.certificates import issuing
from exam.certificates.models import Certificate
from exam.committee import deciding, justifying, proposals, reconciliation, sheets
from exam.committee.rows import to_mark
from exam.rehearsal.walking import case_of


@dataclass(frozen=True)
class Given:
    """A member's mark on one row."""

    verdict: str
    note: str = ""


#: criterion -> mark; a row that is not named is marked as met
Marks = Mapping[str, Given]


@dataclass(frozen=True)
class Agreed:
    """What the committee words about a row it talked over."""

    verdict: str
    reason_code: str | None
    text: str


def open_marking(case_id: UUID, moment: datetime) -> None:
    """The proposals are computed and kept, as when the first member opens the sheet."""
    with transaction():
        proposals.keep_proposals(case_of(case_id), moment)


def fill_sheet(case_id: UUID, member: User, marks: Marks, moment: datetime) -> None:
    """A member marks every row alone and submits the sheet, then countersigns the rows of the test."""
    with transaction():
        case, own = case_of(case_id), db.session.get(User, member.id)
        sheet = sheets.open_sheet(case, own, moment)
        for row in to_mark(case):
            given = marks.get(row.code, Given("met"))
            sheets.mark(sheet, case, row.code, given.verdict, given.note, moment)
        sheets.submit(sheet, case, own, moment)
        reconciliation.close_concordant(case, moment)
    with transaction():
        sheets.countersign(sheets.sheet_of(case_id, member.id), case_of(case_id), moment)


def talk_over(case_id: UUID, members: Sequence[User], agreed: Mapping[str, Agreed], moment: datetime) -> None:
    """Every member agrees to the common words on every open row. KeyError for a row without words."""
    for card in [card.row.code for card in reconciliation.cards(case_of(case_id))]:
        words = agreed[card]
        for member in members:
            with transaction():
                reconciliation.vote(case_of(case_id), db.session.get(User, member.id), card, words.verdict, words.reason_code,
                                    words.text, moment)


def decide(case_id: UUID, members: Sequence[User], moment: datetime) -> str:
    """The chair decides with the drafted justification, everybody signs; returns the result."""
    with transaction():
        case = case_of(case_id)
        verdicts = deciding.verdicts_of(case)
        positive = deciding.result_of(case, verdicts).result == "positive"
        text = "" if positive else justifying.drafted(case, verdicts)
        decision = deciding.decide(case, db.session.get(User, members[0].id), text, dice(), moment)
        result = decision.result
    for number, member in enumerate(members[1:], start=1):
        with transaction():
            case = case_of(case_id)
            deciding.sign(deciding.latest_decision(case_id), case, db.session.get(User, member.id), "",
                          moment + timedelta(minutes=number))
    return result


def announce(case_id: UUID, by: User, moment: datetime) -> None:
    """The decision reaches the candidate's own page."""
    with transaction():
        deciding.announce(case_of(case_id), db.session.get(User, by.id), moment)


def certify(case_id: UUID, officer: User, verify_url: str, moment: datetime) -> tuple[Certificate, str]:
    """The certifying officer confirms; the certificate and its verification code, which is kept nowhere else."""
    case, officer = case_of(case_id), db.session.get(User, officer.id)
    aware = moment.replace(tzinfo=UTC)
    ready = issuing.prepare(case, officer, dice(), aware, verify_url)
    with transaction():
        folder = current_app.extensions["probierz_config"].instance
        made = issuing.enter(case_of(case_id), db.session.get(User, officer.id), ready, folder, aware)
    return made, ready.code


