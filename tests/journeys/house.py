"""The institution of a journey: a served instance, its clock, and cases brought to the step where a journey begins."""

from __future__ import annotations

import threading
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from functools import lru_cache

from app import settings
from app.clock import Clock
from app.config import Config
from app.db import db, transaction
from app.deadlines import sweep
from app.factory import create_app
from app.identity import RoleGrant, User
from app.serving import Ticker, make_server
from exam.practical.talk import Heard, plan_of, record_answer, records_of
from exam.rehearsal import judging, walking
from exam.sittings.models import CaseState, Enrolment
from exam.theory import attempts, frozen_form
from question_bank.scenarios.loader import load_pack
from question_bank.scenarios.script import golden, mutant
from tests.exam.builders import Builder

KINDS = {"single", "multiple", "matching", "ordering", "numeric"}
SECOND = timedelta(seconds=1)


MORNING = datetime(2026, 11, 23, 6, 0, tzinfo=UTC)


class AdvancedClock(Clock):
    """A clock that runs from one morning on and is moved forward by hand."""

    def __init__(self) -> None:
        self.ahead, self.began = timedelta(0), self.monotonic()

    def now(self) -> datetime:
        return MORNING + timedelta(seconds=self.monotonic() - self.began) + self.ahead


class House:
    """The real server in a thread of its own. What is done behind the screens goes through the use-cases."""

    def __init__(self, config: Config) -> None:
        self.clock = AdvancedClock()
        self.app = create_app(config, clock=self.clock)
        self.build = Builder(self.clock)
        self.server = make_server(self.app, config, "127.0.0.1", 0, None)
        self.ticker = Ticker(self.app, sweep)
        self.context = self.app.app_context()

    def __enter__(self) -> House:
        self.server.prepare()
        self.url = f"http://127.0.0.1:{self.server.bind_addr[1]}"
        self.serving = threading.Thread(target=self.server.serve, daemon=True)
        self.serving.start()
        self.ticker.start()
        self.context.push()
        with transaction():  # a certificate says where it can be checked
            settings.change("institution.public_address", "https://walidacja.example.pl")
        return self

    def __exit__(self, *_: object) -> None:
        self.context.pop()
        self.ticker.stop()
        self.server.stop()
        self.serving.join(10)
        self.ticker.join(10)

    def later(self, **span: float) -> None:
        """Move the clock on."""
        self.clock.ahead += timedelta(**span)

    @property
    def moment(self) -> datetime:
        """Now, as the database keeps it."""
        return self.build.moment

    def again(self, case: Enrolment) -> Enrolment:
        """A case as it stands now, whatever the server wrote meanwhile."""
        db.session.rollback()
        return db.session.get(Enrolment, case.id, populate_existing=True)

    def code(self, case: Enrolment, part: str = "theory") -> str:
        """A printed code of a case, for its own station."""
        return self.build.code(self.again(case), part)

    def portal_code(self, case: Enrolment) -> str:
        """The code of a case's letter."""
        return self.build.portal_code(self.again(case))

    def also(self, user: User, role: str) -> None:
        """Give a person one more role."""
        with transaction() as session:
            session.add(RoleGrant(user_id=user.id, role=role))

    # --- cases on their way ---------------------------------------------------------------------------------------

    def sitting(self, **values):
        """A sitting of today whose planned hours have come, with cards of readiness signed."""
        cast = self.build.sitting(**values)
        self.build.ready(cast)
        self.later(hours=3)
        walking.arrive(cast.sitting.id, cast.operator, self.moment)
        return cast

    def recognised(self, cast, name: str = "Alicja Wrona") -> Enrolment:
        """A candidate whose identity has been checked, with a form of questions of every kind."""
        case = self.build.admitted(cast, self.build.person(name))
        walking.come_in(case.id, cast.operator, "id_card", self.moment)
        with transaction():
            attempts.prepare(self.again(case), seed_of_every_kind(), self.moment)
        return case

    def in_test(self, cast, name: str = "Alicja Wrona") -> Enrolment:
        """A candidate whose test is open."""
        case = self.recognised(cast, name)
        walking.begin(case.id, "theory", cast.operator, self.moment)
        return case

    def tested(self, cast, name: str = "Alicja Wrona", mistakes: Mapping[str, int] | None = None) -> Enrolment:
        """A candidate who has handed the test in."""
        case = self.in_test(cast, name)
        walking.answer_test(case.id, mistakes or {}, self.moment, SECOND / 100)
        walking.hand_in_test(case.id, self.moment)
        return case

    def at_work(self, cast, *arguments, **values) -> Enrolment:
        """A candidate whose practical part is open."""
        case = self.tested(cast, *arguments, **values)
        walking.begin(case.id, "familiarisation", cast.operator, self.moment)
        walking.begin(case.id, "practical", cast.operator, self.moment)
        return case

    def work_through(self, case: Enrolment, fault: str | None = None) -> None:
        """The whole work in the CRM, handed in: all of it right but, where given, one criterion."""
        pack = load_pack(case.sitting.pack_id)
        walking.work(case.id, mutant(pack, fault) if fault else golden(pack), 100.0, SECOND / 100)
        walking.hand_in_work(case.id, self.moment)

    def worked(self, cast, *arguments, fault: str | None = None, **values) -> Enrolment:
        """A candidate who has handed in the work in the CRM."""
        case = self.at_work(cast, *arguments, **values)
        self.work_through(case, fault)
        return case

    def hear_the_rest(self, case: Enrolment, *members: User) -> None:
        """Each member records every question of the plan that this member has not recorded yet."""
        for member in members:
            done = records_of(case.id, member)
            for question in plan_of(case.id).questions:
                if question["id"] not in done:
                    with transaction():
                        record_answer(self.again(case), member, question["id"], heard(question, False), self.moment)

    def heard(self, cast, *arguments, failed: Sequence[str] = (), **values) -> Enrolment:
        """A candidate after the talk, whose evidence is closed. ``failed``: criteria whose answers had no right point."""
        case = self.worked(cast, *arguments, **values)
        members = (cast.chair, cast.member)
        walking.talk(case.id, members, lambda number, member, question: heard(question, question["criterion"] in failed),
                     self.moment, SECOND / 100)
        walking.close_evidence(case.id, cast.chair, self.moment)
        return case

    def announced(self, cast, marks: Mapping[str, judging.Given], *arguments, **values) -> Enrolment:
        """A candidate whose decision, by the same marks of both members, has been signed and announced."""
        case = self.heard(cast, *arguments, **values)
        judging.open_marking(case.id, self.moment)
        members = (cast.chair, cast.member)
        for member in members:
            judging.fill_sheet(case.id, member, marks, self.moment)
        agreed = {code: judging.Agreed(given.verdict, "explanation", given.note) for code, given in marks.items()}
        judging.talk_over(case.id, members, agreed, self.moment)
        judging.decide(case.id, members, self.moment)
        judging.announce(case.id, cast.chair, self.moment)
        assert self.again(case).state == CaseState.ANNOUNCED
        return case


def heard(question: Mapping, failed: bool) -> Heard:
    """A record of an answer that named every point, or of one that named none."""
    points = [] if failed else [point["id"] for point in question["points"]]
    words = "Odpowiedź nie dotyczyła pytania." if failed else "Kandydatka wymieniła wszystkie oczekiwane elementy."
    return Heard(words, points, [], "confirmed")


@lru_cache(maxsize=1)
def seed_of_every_kind() -> str:
    """A seed that draws questions of all five kinds."""
    return next(str(number) for number in range(500)
                if {item["kind"] for item in frozen_form.draw(str(number))["items"].values()} >= KINDS)
