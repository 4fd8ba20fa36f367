"""Taking a case through the exam in process, by the same use-cases as the screens, at moments that the caller names.

Nothing here writes a state: each function does what a candidate, an operator or a member would do. Moments are naive
UTC. Every function opens its own transactions, so that none may be open around it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from app.clock import dice
from app.db import db, transaction
from app.identity import User
from exam.practical import answering as practical_answering
from exam.practical.attempts import attempt_of as work_of
from exam.practical.events import fire_due
from exam.practical.freezing import freeze
from exam.practical.holds import hold
from exam.practical.scripted import Playing, load_commands
from exam.practical.sealing import hand_in
from exam.practical.talk import Heard, open_talk, record_answer
from exam.practical.variants import store
from exam.rehearsal.mistakes import wrong_value
from exam.sittings.models import Enrolment, Sitting
from exam.supervision import acts, opening, presence
from exam.theory import answer_journal, answering, attempts
from exam.theory import results as theory_results
from exam.theory.frozen_form import questions
from question_bank.answers import right_value
from question_bank.scenarios.build import BuiltVariant, build
from question_bank.scenarios.loader import load_pack
from question_bank.scenarios.script import Play
from sandbox_crm.bench import Actor, Workbench
from sandbox_crm.store import open_path

#: criterion -> how many questions of it are answered wrongly
Mistakes = Mapping[str, int]


def case_of(case_id: UUID) -> Enrolment:
    """The case as the open session sees it now."""
    return db.session.get(Enrolment, case_id)


def come_in(case_id: UUID, operator: User, document: str, moment: datetime) -> None:
    """The operator checks the identity."""
    with transaction():
        acts.check_identity(case_of(case_id), document, True, db.session.get(User, operator.id), moment)


def arrive(sitting_id: UUID, operator: User, moment: datetime) -> None:
    """The operator notes that the whole committee has come into the room."""
    with transaction():
        sitting, by = db.session.get(Sitting, sitting_id), db.session.get(User, operator.id)
        for user, _function, here in presence.members(sitting):
            if not here:
                presence.log(sitting, user.id, "came", by, moment)


def begin(case_id: UUID, step: str, operator: User, moment: datetime) -> None:
    """The operator opens ``theory``, ``familiarisation`` or ``practical`` for one candidate."""
    opening.open_one(case_of(case_id), step, operator, "", moment)


def answer_test(case_id: UUID, mistakes: Mistakes, start: datetime, each: timedelta, most: int | None = None) -> None:
    """The candidate goes on to answer the unanswered questions in their order, one every ``each``; at most ``most``."""
    test = attempts.attempt_of(case_id)
    left, station = dict(mistakes), case_of(case_id).station.name
    done = answering.standing_answers(test.id)
    waiting = [question for item_id, question in questions(test.form, test.form_sha).items() if item_id not in done]
    for number, question in enumerate(waiting[:most], start=1):
        place = question.place
        wrong = left.get(place.criterion, 0) > 0
        left[place.criterion] = left.get(place.criterion, 0) - 1
        value = (wrong_value if wrong else right_value)(question.item, place.order)
        change = answering.Change(dice().uuid(), 1, 0, value)
        _take(answering.answer, test.id, place.item_id, change, station, start + number * each)


def hand_in_test(case_id: UUID, moment: datetime) -> None:
    """The candidate hands the test in; it is sealed and scored."""
    with transaction():
        attempts.close(attempts.attempt_of(case_id), moment, "candidate")
    theory_results.score_missing(moment)


def work(case_id: UUID, steps: Sequence[Play], minutes: float, per_minute: timedelta = timedelta(minutes=1)) -> None:
    """The candidate carries out a script in the open sandbox and types the answers that belong to it.

    ``minutes``: when the last step is done, on the scenario's clock; ``per_minute``: how long one of them lasts.
    Raises StepRefused where the CRM declines a step.
    """
    load_commands()
    current = work_of(case_id)
    path, station = store().path(current.sandbox), case_of(case_id).station.name
    variant = build(load_pack(current.pack_id), current.variant_seed)
    play = _AtStation(None, variant, True, dict(variant.slots), start=current.opened_at.replace(tzinfo=UTC), each=per_minute)
    for number, step in enumerate(steps, start=1):
        play.minute = minutes * number / len(steps)
        if step.do == "answer":
            with open_path(path, write=False) as play.session:
                value = play.typed_in(step)
            change = answering.Change(dice().uuid(), 1, 0, value)
            _take(practical_answering.answer, current.id, step.question, change, station, play.now.replace(tzinfo=None))
        else:
            with hold(current.sandbox), open_path(path, write=True) as play.session:
                play.events()
                play.step(step)


def hand_in_work(case_id: UUID, moment: datetime) -> None:
    """The candidate hands the work in; the sandbox is sealed and judged."""
    hand_in(work_of(case_id).id, moment)


def talk(case_id: UUID, members: Sequence[User], heard: Callable[[int, User, dict[str, Any]], Heard], moment: datetime,
         each: timedelta) -> None:
    """The committee opens the talk and every member records every answer. ``heard``: number, member, question -> record."""
    with transaction():
        planned = list(open_talk(case_of(case_id), db.session.get(User, members[0].id), moment).questions)
    for number, question in enumerate(planned):
        for member in members:
            with transaction():
                record_answer(case_of(case_id), db.session.get(User, member.id), question["id"], heard(number, member, question),
                              moment + (number + 1) * each)


def close_evidence(case_id: UUID, member: User, moment: datetime) -> None:
    """A member closes the evidence for marking."""
    with transaction():
        freeze(case_of(case_id), db.session.get(User, member.id), moment)


def _take(answer: Callable[..., Any], attempt_id: UUID, question: str, change: answering.Change, station: str,
          moment: datetime) -> None:
    """One answer over the wire's own function: committed, then journalled. ValueError where it is not accepted."""
    with transaction():
        reply = answer(attempt_id, question, change, station, moment)
    if reply.record is not None:
        answer_journal.append(reply.record)
    if reply.status != 200:
        raise ValueError(f"the answer to {question} was not accepted: {reply.body}")


@dataclass
class _AtStation(Playing):
    """A script played in a candidate's own sandbox: what is due happens as it would between two requests."""

    variant: BuiltVariant
    each: timedelta = field(default=timedelta(minutes=1), kw_only=True)

    @property
    def now(self) -> datetime:
        """The moment of the present minute, aware UTC."""
        return self.start + self.minute * self.each

    def bench(self, kind: str = "candidate") -> Workbench:
        user = self.variant.candidate_id if kind == "candidate" else None
        return Workbench(self.session, Actor(kind, user), self.variant.today, self.now, origin="script")

    def events(self) -> None:
        fire_due(self.session, self.variant.events, self.minute, self.variant.today, self.now)
