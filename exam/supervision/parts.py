"""Both parts of the exam under one set of names: the only place where the board knows how each is run.

Acts open their own transactions, because sealing the practical part spans two databases and cannot lie inside one.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from types import ModuleType
from typing import Any
from uuid import UUID

from flask_babel import lazy_gettext as _l

from app.clock import dice
from app.db import db, transaction
from app.errors import Refusal
from app.identity import User
from exam.practical import answering as practical_answering
from exam.practical import attempts as practical_attempts
from exam.practical import sealing as practical_sealing
from exam.sittings.models import CaseState, Enrolment
from exam.theory import answering as theory_answering
from exam.theory import attempts as theory_attempts
from exam.theory import pulse
from exam.theory import results as theory_results

THEORY, PRACTICAL = "theory", "practical"


@dataclass(frozen=True)
class Glance:
    """One candidate's part as the board shows it. Seconds and naive UTC moments; None where there is nothing yet."""

    part: str
    state: str
    remaining: int | None
    ends_at: datetime | None
    answered: int
    total: int
    saved_at: datetime | None
    heard_at: datetime | None
    unsent: int
    sealed: bool
    receipt: str | None

    @property
    def running(self) -> bool:
        """Whether the counted time runs or is paused."""
        return self.state in ("open", "paused")


@dataclass(frozen=True)
class Part:
    """One part: its words, the module that runs its attempts, and what differs between the two."""

    key: str
    name: Any
    attempts: ModuleType
    answers: Callable[[UUID], dict[str, Any]]
    size: Callable[[Any], int]
    finish: Callable[[Enrolment, datetime], None]
    before: CaseState

    def attempt(self, case: Enrolment) -> Any:
        """The attempt of a case, None while none is prepared."""
        return self.attempts.attempt_of(case.id)

    def glance(self, case: Enrolment, moment: datetime) -> Glance | None:
        """How the part of a case stands; None while nothing is prepared."""
        attempt = self.attempt(case)
        if attempt is None:
            return None
        time, beat, rows = self.attempts.time_of(attempt, moment), pulse.of(attempt.id), self.answers(attempt.id)
        filled = [row for row in rows.values() if row.value is not None]
        return Glance(self.key, str(self.attempts.state_at(attempt, moment)), time.remaining if time else None,
                      time.deadline if time else None, len(filled), self.size(attempt),
                      max((row.at for row in rows.values()), default=None),
                      beat.at if beat else None, beat.unsent if beat else 0,
                      attempt.receipt is not None, attempt.receipt)

    def prepare(self, case: Enrolment, moment: datetime) -> None:
        """Draw the form or the variant where that is not done yet."""
        if self.key == THEORY:
            with transaction():
                theory_attempts.prepare(db.session.get(Enrolment, case.id), dice().seed(), moment)
        else:
            practical_attempts.prepare(case, dice().seed(), moment)

    def change(self, case: Enrolment, act: str, moment: datetime, by: User, **values: Any) -> None:
        """Carry out pause, resume or extend. Raises Refusal where the part is not under way."""
        with transaction():
            attempt = self.attempt(case)
            if attempt is None:
                raise Refusal(_l("This part is not prepared for candidate %(number)s.", number=case.number))
            getattr(self.attempts, act)(attempt, by=by, moment=moment, **values)


def _finish_theory(case: Enrolment, moment: datetime) -> None:
    with transaction():
        theory_attempts.close(theory_attempts.attempt_of(case.id), moment, "operator")
    theory_results.score_missing(moment)


def _finish_practical(case: Enrolment, moment: datetime) -> None:
    practical_sealing.hand_in(practical_attempts.attempt_of(case.id).id, moment, "operator")


PARTS = {
    THEORY: Part(THEORY, _l("theoretical test"), theory_attempts, theory_answering.standing_answers,
                 lambda attempt: len(attempt.form["form"]["items"]), _finish_theory, CaseState.IDENTITY_CHECKED),
    PRACTICAL: Part(PRACTICAL, _l("practical part"), practical_attempts, practical_answering.standing_answers,
                    lambda attempt: len(attempt.variant["questions"]), _finish_practical, CaseState.TEST_DONE),
}

#: what an operator opens -> the part it belongs to
STEPS = {"theory": THEORY, "familiarisation": PRACTICAL, "practical": PRACTICAL}
STEP_NAMES = {"theory": _l("theoretical test"), "familiarisation": _l("time to get to know the CRM"),
              "practical": _l("practical part")}

_IN_PRACTICE = (CaseState.TEST_DONE, CaseState.IN_PRACTICE, CaseState.PRACTICE_DONE, CaseState.IN_INTERVIEW,
                CaseState.EVIDENCE_FROZEN, CaseState.DECIDED, CaseState.ANNOUNCED, CaseState.CERTIFIED, CaseState.BROKEN_OFF)


def part_of(case: Enrolment) -> Part:
    """The part that a case stands at or comes to next."""
    return PARTS[PRACTICAL if case.state in _IN_PRACTICE else THEORY]


def open_step(step: str, case: Enrolment, moment: datetime, by: User) -> None:
    """Start one step for one candidate; preparing what is missing first."""
    part = PARTS[STEPS[step]]
    part.prepare(case, moment)
    with transaction():
        attempt = part.attempt(case)
        if step == "familiarisation":
            practical_attempts.open_familiarisation(attempt, moment, by)
        elif step == "practical":
            practical_attempts.open_work(attempt, moment, by)
        else:
            theory_attempts.open_attempt(attempt, moment, by)


def sweep(moment: datetime) -> int:
    """Close every attempt of both parts whose time is over; for the server's ticker."""
    return theory_attempts.sweep(moment) + practical_sealing.sweep(moment)
