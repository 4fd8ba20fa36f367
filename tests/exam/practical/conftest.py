"""A tiny pack over the small company of the CRM's own tests, and a candidate who may be brought to any state."""

from __future__ import annotations

from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest

from app.clock import dice
from app.db import db, transaction
from exam.practical import attempts, sealing, talk
from exam.practical.models import PracticalAttempt
from exam.practical.variants import DRAWER
from exam.sittings.models import CaseState, Enrolment
from exam.theory import attempts as theory_attempts
from exam.theory import results as theory_results
from question_bank.scenarios.build import BuiltFile, BuiltVariant
from scoring.checks.compile import compile_checks
from tests.sandbox_crm.seed import TODAY, rows

SHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
CHECKS = {
    "checks": [
        {"id": "Z1.1", "criterion": "2.4.f", "occasion": 1, "kind": "field_equals", "record": {"table": "opportunity", "id": 1},
         "fields": {"description": "po rozmowie"}},
        {"id": "Z2.1", "criterion": "2.3.c", "occasion": 1, "kind": "answer_equals", "answer": "q1", "type": "integer",
         "compute": {"of": "task", "where": {"status": "not_started"}, "count": True}},
    ]}
EVENTS = [
    {"id": "asked", "task": "Z1", "says": "Po przeniesieniu szansy klient pisze.",
     "when": {"after": {"command": "task.complete", "table": "task", "where": {"id": 1}}, "minute": None},
     "do": [{"do": "message.receive", "args": {
         "sender": "ewa.lacka@swit.example", "subject": "Zmiana terminu", "body": "Prosimy o maj."}}]},
    {"id": "late", "task": "Z1", "says": "W trzydziestej minucie pisze przełożony.", "when": {"after": None, "minute": 30},
     "do": [{"do": "message.receive", "args": {
         "sender": "piotr@swietlik.example", "subject": "Plan", "body": "Proszę o plan."}}]},
]


def tiny_variant(pack_id: str, seed: str) -> tuple[Any, BuiltVariant]:
    """Pack and variant: two tasks, one letter, one sheet, one question, two events."""
    letter = {"id": "letter", "kind": "letter", "title": "List od klienta", "author": "Ewa Łącka", "dated": "2026-04-17",
              "text": "Dzień dobry,\nproszę o kontakt.", "file": None}
    sheet = {"id": "sheet", "kind": "sheet", "title": "Arkusz", "author": None, "dated": None, "text": "W załączniku.",
             "file": "lista.xlsx"}
    tasks = [{"id": "Z1", "title": "Szansa", "minutes": 10, "text": "Opisz szansę.", "documents": ["letter", "sheet"],
              "questions": []},
             {"id": "Z2", "title": "Odczyt", "minutes": 5, "text": "Odczytaj z CRM.", "documents": [], "questions": []}]
    question = {"id": "q1", "ask": "Ile jest zadań?", "type": "integer", "unit": "szt.", "task": "Z2"}
    built = BuiltVariant(
        pack_id=pack_id, pack_version=1, seed=seed, today=TODAY, rows=rows(), ids={}, slots={},
        files={"lista.xlsx": BuiltFile("lista.xlsx", SHEET, b"PK-arkusz")}, instruction="Masz dwa zadania.", tasks=tasks,
        documents=[letter, sheet], questions=[question], events=EVENTS, checks=compile_checks(CHECKS), leads=[])
    info = SimpleNamespace(title="Świetlik", company="Świetlik sp. z o.o.", aids=["kalkulator"], people=["Piotr Żak"],
                           minutes=120, familiarisation_minutes=15)
    told = [SimpleNamespace(id="Z1", criteria={"2.4.f": [1]}), SimpleNamespace(id="Z2", criteria={"2.3.c": [1]})]
    return SimpleNamespace(info=info, tasks=told), built


class Day:
    """One candidate on the day of the exam, and the hands that move the day on."""

    def __init__(self, app, build, clock):
        self.app, self.build, self.clock = app, build, clock
        self.cast = build.sitting()
        self.case = build.admitted(self.cast, state=CaseState.TEST_DONE)

    @property
    def moment(self):
        return self.build.moment

    @property
    def attempt(self) -> PracticalAttempt:
        return attempts.attempt_of(self.case.id)

    def later(self, **span) -> None:
        self.clock.moment += timedelta(**span)

    def prepare(self) -> PracticalAttempt:
        return attempts.prepare(db.session.get(Enrolment, self.case.id), "ziarno", self.moment)

    def familiarise(self) -> PracticalAttempt:
        self.prepare()
        with transaction():
            attempts.open_familiarisation(self.attempt, self.moment, None)
        return self.attempt

    def open(self) -> PracticalAttempt:
        self.prepare()
        with transaction():
            attempts.open_work(self.attempt, self.moment, None)
        return self.attempt

    def act(self, what: str, *args, **values) -> None:
        with transaction():
            getattr(attempts, what)(self.attempt, *args, **values)

    def hand_in(self) -> PracticalAttempt:
        sealing.hand_in(self.attempt.id, self.moment)
        return self.attempt

    def tested(self) -> None:
        """A theoretical test behind the candidate, handed in without an answer."""
        state = self.case.state
        with transaction():
            case = db.session.get(Enrolment, self.case.id)
            case.state = CaseState.IDENTITY_CHECKED
            test = theory_attempts.prepare(case, dice().seed(), self.moment)
            theory_attempts.open_attempt(test, self.moment, None)
            theory_attempts.close(test, self.moment, "candidate")
            case.state = state
        theory_results.score_missing(self.moment)


@pytest.fixture
def day(app, build, clock) -> Day:
    """A candidate whose test is done, before the practical part."""
    app.extensions[DRAWER] = tiny_variant
    return Day(app, build, clock)


@pytest.fixture
def in_talk(day) -> Day:
    """The work sealed and the talk open."""
    day.tested()
    day.open()
    day.hand_in()
    with transaction():
        talk.open_talk(db.session.get(Enrolment, day.case.id), day.cast.chair, day.moment)
    return day
