"""A throw-away instance with candidates in an open test: what the kill harness and the answers benchmark sit on."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from app.clock import Clock
from app.config import Config, make_secret
from app.db import db, transaction
from app.factory import create_app
from app.schema import prepare
from exam.sittings.models import CaseState
from exam.theory import attempts
from exam.theory.frozen_form import questions
from question_bank.presentation import labels
from tests.exam.builders import Builder


@dataclass(frozen=True)
class Seat:
    """One candidate: the printed code, the test and the values that each single-choice question takes."""

    code: str
    attempt_id: str
    choices: dict[str, tuple[str, ...]]


def furnish(instance: Path, candidates: int) -> tuple[Config, list[Seat]]:
    """Make an instance with one sitting of ``candidates``, each with an open test and an unused code."""
    config = Config(instance, secure_cookies=False)
    config.instance.mkdir(parents=True, exist_ok=True)
    make_secret(config)
    prepare(config)
    app = create_app(config)
    with app.app_context():
        build = Builder(Clock())
        cast = build.sitting(stations=candidates + 1)
        seats = [_seat(build, cast, number) for number in range(candidates)]
        db.session.remove()
        db.engine.dispose()
    return config, seats


def _seat(build: Builder, cast: object, number: int) -> Seat:
    case = build.admitted(cast, state=CaseState.IDENTITY_CHECKED)
    code = build.code(case)
    with transaction():
        test = attempts.prepare(case, f"form {number}", build.moment)
        attempts.open_attempt(test, build.moment, None)
    asked = questions(test.form, test.form_sha)
    choices = {item_id: tuple(labels(one.place.order)["options"]) for item_id, one in asked.items() if one.item.kind == "single"}
    return Seat(code, str(test.id), choices)
