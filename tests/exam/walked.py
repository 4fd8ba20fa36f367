"""Cases really walked through the exam once a run, and laid out afresh for each test by copying the instance.

Two candidates of one sitting: ``good`` answers and works without a mistake; ``weak`` fails criterion 1.1.a of the test
(0 of 6) and is in review on 1.3.a (3 of 6). Reached through the fixtures ``frozen``
(evidence closed, nothing marked) and ``announced`` (decided, signed, announced) of tests/exam/conftest.py.
"""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

from app.clock import MovableClock
from app.config import Config
from app.db import db, transaction
from app.factory import create_app
from app.identity import User
from exam.practical.attempts import attempt_of as work_of
from exam.practical.notes import add_note
from exam.practical.talk import Heard
from exam.rehearsal import judging, walking
from exam.sittings.models import Enrolment
from question_bank.scenarios.loader import load_pack
from question_bank.scenarios.script import golden

FAILED, REVIEWED = "1.1.a", "1.3.a"
NINE = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
TESTED, WORKED, TALKED, MARKED, TOLD = (NINE + timedelta(minutes=span) for span in (0, 120, 260, 330, 390))
NOTE = "Kandydat sam poprawił etap szansy."


@dataclass(frozen=True)
class World:
    """Ids of everybody in a walked instance; ``app`` and ``clock`` are those of the running test."""

    folder: Path
    good: UUID
    weak: UUID
    staff: Mapping[str, UUID]
    app: Any = None
    clock: Any = None

    def case(self, which: str = "weak") -> Enrolment:
        """A case as the open session sees it now."""
        return db.session.get(Enrolment, getattr(self, which))

    def user(self, name: str) -> User:
        """``operator``, ``chair``, ``member``, ``reserve``, ``coordinator``, ``certifier``, ``reviewer`` or ``other``."""
        return db.session.get(User, self.staff[name])

    @property
    def members(self) -> list[User]:
        """Chair and member of both committees."""
        return [self.user("chair"), self.user("member")]

    @property
    def moment(self) -> datetime:
        """The clock's moment, naive UTC."""
        return self.clock.now().astimezone(UTC).replace(tzinfo=None)


def naive(moment: datetime) -> datetime:
    """A moment as the database keeps it."""
    return moment.astimezone(UTC).replace(tzinfo=None)


def freeze_evidence(folder: Path, builders: Any) -> World:
    """Walk both candidates from admission to closed evidence in an instance."""
    clock = MovableClock(NINE - timedelta(hours=1))
    app = create_app(Config(folder, environment="testing", secure_cookies=False), clock=clock)
    with app.app_context():
        build = builders.Builder(clock)
        cast = build.sitting()
        build.ready(cast)
        good, weak = build.admitted(cast, build.person("Łucja Żółć")), build.admitted(cast, build.person("Święcisław Bąk"))
        staff = {name: getattr(cast, name).id for name in ("operator", "chair", "member", "reserve")}
        staff |= {role: build.staff(role).id for role in ("coordinator", "certifier", "reviewer")}
        staff["other"] = build.staff("reviewer").id
        world = World(folder, good.id, weak.id, staff)
        walking.arrive(cast.sitting.id, cast.operator, naive(NINE - timedelta(minutes=15)))
        _walk(world, "good", {}, clock)
        _walk(world, "weak", {FAILED: 6, REVIEWED: 3}, clock)
        db.session.remove()
        db.engine.dispose()
    return world


def _walk(world: World, which: str, mistakes: Mapping[str, int], clock: MovableClock) -> None:
    case_id, operator = getattr(world, which), world.user("operator")
    minute = timedelta(minutes=1)
    walking.come_in(case_id, operator, "id_card", naive(NINE - 10 * minute))
    clock.moment = TESTED
    walking.begin(case_id, "theory", operator, naive(TESTED))
    walking.answer_test(case_id, mistakes, naive(TESTED), minute / 2)
    walking.hand_in_test(case_id, naive(TESTED + 50 * minute))
    clock.moment = WORKED
    walking.begin(case_id, "familiarisation", operator, naive(WORKED - 10 * minute))
    walking.begin(case_id, "practical", operator, naive(WORKED))
    walking.work(case_id, golden(load_pack("bezszum")), 112.0)
    with transaction():
        add_note(work_of(case_id), world.user("member"), NOTE, naive(WORKED + 30 * minute), task="Z1", criterion="2.4.b")
    walking.hand_in_work(case_id, naive(WORKED + 113 * minute))
    clock.moment = TALKED
    walking.talk(case_id, world.members, _heard, naive(TALKED), minute)
    walking.close_evidence(case_id, world.user("chair"), naive(TALKED + 50 * minute))


def _heard(number: int, member: User, question: dict[str, Any]) -> Heard:
    return Heard(
        f"Odpowiedź {number} w skrócie: zgodna z zasadami.", [point["id"] for point in question["points"]], read_back="confirmed"
    )


def announce_both(world: World) -> None:
    """Sheets, decision, signatures and announcement of both cases, in the instance of ``world``."""
    clock = MovableClock(MARKED)
    app = create_app(Config(world.folder, environment="testing", secure_cookies=False), clock=clock)
    with app.app_context():
        for case_id in (world.good, world.weak):
            judge(world, case_id, clock)
        db.session.remove()
        db.engine.dispose()


def judge(world: World, case_id: UUID, clock: MovableClock, marks: judging.Marks | None = None) -> None:
    """Both members mark alike, the chair decides, everybody signs, the result is announced."""
    clock.moment = MARKED
    judging.open_marking(case_id, naive(MARKED))
    for place, member in enumerate(world.members):
        judging.fill_sheet(case_id, member, marks or {}, naive(MARKED + timedelta(minutes=10 + place)))
    judging.decide(case_id, world.members, naive(MARKED + timedelta(minutes=30)))
    clock.moment = TOLD
    judging.announce(case_id, world.user("chair"), naive(TOLD))


def laid_out(world: World, folder: Path, moment: datetime) -> World:
    """A copy of a walked instance with a running application at ``moment``."""
    shutil.copytree(world.folder, folder)
    clock = MovableClock(moment)
    app = create_app(Config(folder, environment="testing", secure_cookies=False), clock=clock)
    app.config["WTF_CSRF_ENABLED"] = False
    return replace(world, folder=folder, app=app, clock=clock)
