"""The demonstration: a sitting of today with people in every role and candidates at every stage, really walked there."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import select

from app import settings
from app.auth.passwords import hash_password
from app.clock import Dice, dice, local
from app.db import db, transaction
from app.identity import User
from app.people import accounts
from exam.practical import self_test
from exam.practical.attempts import attempt_of as work_of
from exam.practical.notes import add_note
from exam.practical.talk import Heard
from exam.rehearsal import judging, walking
from exam.rehearsal.demo_words import INCIDENTS, INSTITUTION, PLACE, STAFF, STORIES, Staff, Story, summary
from exam.sittings import admission, appointments, enrolments, planning, readiness, seating
from exam.sittings.appointments import Proof
from exam.sittings.enrolments import Application
from exam.sittings.models import Enrolment, Function, Sitting
from exam.sittings.people import seated
from exam.supervision.incidents import log
from question_bank.scenarios.loader import load_pack
from question_bank.scenarios.script import Play, edited, golden

PACK = "bezszum"
#: minutes from the start of the demonstrated day to now, and where its parts lie: the test takes 75 of them, the break 30
DAY, TEST, PRACTICE, WORK, TALK, SHEETS, DECISION = 345, 30, 135, 145, 265, 300, 320
WORK_MINUTES = 112.0
#: how far the candidates who are under way have come
ANSWERED, STEPS_DONE = 18, 22
MATERIAL = {"test": 1, "practice": 2, "frozen": 3, "announced": 4, "certified": 5}

Say = Callable[[str], None]


@dataclass(frozen=True)
class Day:
    """The demonstrated day: it ends now and is squeezed where the real day is younger than six hours."""

    now: datetime

    @property
    def minute(self) -> timedelta:
        """How long a demonstrated minute lasts."""
        here = local(self.now)
        since = (here - here.replace(hour=0, minute=0, second=0, microsecond=0)).total_seconds() / 60
        return timedelta(minutes=min(1.0, since / DAY))  # a day never begins before midnight: its sitting has one date

    def at(self, minute: float) -> datetime:
        """A moment of the day, naive UTC."""
        return self.now - (DAY - minute) * self.minute


@dataclass
class Made:
    """What the demonstration has to remember: passwords of the staff and the code of the certificate.

    ``sitting``, ``cases`` and ``certificate`` are of the latest demonstrated day; ``earlier``: sittings of days before it.
    """

    sitting: str = ""
    passwords: dict[str, str] = field(default_factory=dict)
    cases: dict[str, str] = field(default_factory=dict)
    certificate: dict[str, str] = field(default_factory=dict)
    earlier: list[str] = field(default_factory=list)

    def to_plain(self) -> dict[str, Any]:
        """As it is kept in ``demo.json``."""
        return dict(self.__dict__)


def make(now: datetime, url: str, say: Say) -> Made:
    """Everything, on an empty database, inside an application context. ``now`` naive UTC; ``say`` hears the progress."""
    day, made = Day(now), Made()
    say("people and sitting …")
    users = _staff(made, day)
    _fill(made, users, day, url, say)
    return made


def is_stale(made: Made, today: date) -> bool:
    """Whether the demonstrated sitting lies in the past."""
    return db.session.scalar(select(Sitting.on_date).where(Sitting.number == made.sitting)) < today


def make_today(made: Made, now: datetime, url: str, say: Say) -> Made:
    """A sitting of today beside the older ones, with the same staff and candidates of its own; nothing older changes."""
    say("the demonstrated sitting is over; making one of today …")
    newer = Made(passwords=dict(made.passwords), earlier=[*made.earlier, made.sitting])
    logins = {one.role: one.login for one in STAFF}
    users = {role: db.session.scalars(select(User).where(User.login == login)).one() for role, login in logins.items()}
    _fill(newer, users, Day(now), url, say)
    return newer


def _fill(made: Made, users: dict[str, User], day: Day, url: str, say: Say) -> None:
    """The sitting of the day with a candidate of every story, each walked as far as the story goes."""
    sitting = _sitting(users, day, made_before=bool(made.earlier))
    made.sitting = sitting.number
    cases = _candidates(sitting, users, day, len(made.earlier))
    made.cases = {key: str(case_id) for key, case_id in cases.items()}
    walking.arrive(sitting.id, users["operator"], day.at(TEST - 12))
    for place, story in enumerate(STORIES, start=1):
        say(f"candidate {place} of {len(STORIES)} …")
        _walk(story, cases[story.key], users, day, url, made)
    _events(made, users["operator"], day)


def _staff(made: Made, day: Day) -> dict[str, User]:
    """Accounts of every role; whoever plays the demonstration need not change the password first."""
    users: dict[str, User] = {}
    for one in STAFF:
        made.passwords[one.login] = _password(dice())
        hashed = hash_password(made.passwords[one.login])
        with transaction():
            first = accounts.account(users["administrator"].id) if users else None
            user = (accounts.create(one.login, _details(one), one.roles, hashed, first, day.at(0)) if first
                    else accounts.create_first(one.login, hashed, day.at(0)))
            accounts.accept_password(user)
        users[one.role] = user
    with transaction():
        first = accounts.account(users["administrator"].id)
        accounts.change(first, _details(STAFF[0]), STAFF[0].roles, first)  # there is a coordinator now
        for key, value in INSTITUTION.items():
            settings.change(key, value)
    return users


def _details(one: Staff) -> accounts.Details:
    return accounts.Details(one.name, f"{one.login}@pokaz.example")


def _password(source: Dice) -> str:
    """Three groups that can be typed from the screen."""
    return "-".join(source.code(4).lower() for _ in range(3))


def _sitting(users: dict[str, User], day: Day, made_before: bool) -> Sitting:
    theory = local(day.at(TEST)).replace(second=0, microsecond=0)
    practical = local(day.at(PRACTICE)).replace(microsecond=0)
    if practical - theory >= timedelta(minutes=2):  # but in the first minutes after midnight
        practical = practical.replace(second=0)
    today = local(day.now).date()
    wanted = planning.Plan(PLACE, today, theory.time(), practical.time(), PACK, today, stations=len(STORIES), spare=1,
                           allowed_aids="kalkulator, czyste kartki", break_reason="dzień pokazowy jest skrócony")
    with transaction():
        sitting = planning.plan(wanted, day.at(1))
    for one in STAFF:
        function = one.function or one.free_for
        if function is None:
            continue
        with transaction():
            user = db.session.get(User, users[one.role].id)
            if not made_before:
                appointments.record_proof(user, _proof(function), day.at(1))
            if one.function is not None:
                appointments.appoint(db.session.get(Sitting, sitting.id), user, one.function, day.at(2))
    return db.session.get(Sitting, sitting.id)


def _proof(function: Function) -> Proof:
    wanted = "operator" if function is Function.OPERATOR else "member"
    return Proof(wanted, "higher", 8, True, True, "dyplom i świadectwa pracy (wpis demonstracyjny)", date(2020, 1, 1), None)


def _candidates(sitting: Sitting, users: dict[str, User], day: Day, days_before: int) -> dict[str, UUID]:
    """Enrolled, admitted, with a committee each; every station has its card.

    Each demonstrated day has people of its own (told apart by date of birth and e-mail): one person who came every day
    would run out of questions not seen before.
    """
    found, sitting_id = {}, sitting.id
    for number, story in enumerate(STORIES, start=1):
        born = date.fromisoformat(story.birth) + timedelta(days=days_before)
        mail = f"kandydat{number}{f'.{days_before + 1}' if days_before else ''}@pokaz.example"
        application = Application(story.first_name, story.last_name, born, mail, organiser=story.organiser, trainer=story.trainer)
        with transaction():
            found[story.key] = enrolments.enrol(db.session.get(Sitting, sitting_id), application, day.at(3)).id
    with transaction():
        _require_nobody_left(admission.admit_all(db.session.get(Sitting, sitting_id), day.at(5))[1])
    with transaction():
        limit = settings.get("committee.daily_candidates")
        _require_nobody_left(seating.seat_all(db.session.get(Sitting, sitting_id), day.at(6), limit)[1])
    self_test.run(db.session.get(Sitting, sitting_id), day.at(9))
    for place in range(len(db.session.get(Sitting, sitting_id).stations)):
        with transaction():
            station = db.session.get(Sitting, sitting_id).stations[place]
            readiness.sign(station, set(readiness.ITEMS), "", db.session.get(User, users["operator"].id), day.at(10))
    return found


def _require_nobody_left(left: list[tuple[Enrolment, Any]]) -> None:
    if left:
        raise RuntimeError("; ".join(f"{case.number}: {why}" for case, why in left))


def _walk(story: Story, case_id: UUID, users: dict[str, User], day: Day, url: str, made: Made) -> None:
    """One candidate as far as the story goes."""
    operator, far = users["operator"], MATERIAL.get(story.until, 0)
    if story.until == "admitted":
        return
    walking.come_in(case_id, operator, "id_card", day.at(TEST - 8))
    if far >= MATERIAL["test"]:
        _test(story, case_id, operator, day)
    if far >= MATERIAL["practice"]:
        _work(story, case_id, operator, day)
    if far >= MATERIAL["frozen"]:
        members = seated(walking.case_of(case_id))
        walking.talk(case_id, members, _heard, day.at(TALK), 2 * day.minute)
        walking.close_evidence(case_id, members[0], day.at(SHEETS - 5))
    if far >= MATERIAL["announced"]:
        _judge(story, case_id, day)
    if far >= MATERIAL["certified"]:
        issued, code = judging.certify(case_id, users["certifier"], f"{url}/verify", day.at(DECISION + 12))
        made.certificate = {"number": issued.number, "code": code}


def _test(story: Story, case_id: UUID, operator: User, day: Day) -> None:
    under_way = story.until == "test"
    start = day.at(DAY - 6) if under_way else day.at(TEST)
    walking.begin(case_id, "theory", operator, start)
    pace = day.minute * (5 / ANSWERED if under_way else 0.85)
    walking.answer_test(case_id, story.mistakes, start, pace, ANSWERED if under_way else None)
    if not under_way:
        walking.hand_in_test(case_id, day.at(TEST + 50 + len(story.last_name) % 7))


def _work(story: Story, case_id: UUID, operator: User, day: Day) -> None:
    under_way = story.until == "practice"
    start = day.at(DAY - 24) if under_way else day.at(WORK)
    walking.begin(case_id, "familiarisation", operator, start - 8 * day.minute)
    walking.begin(case_id, "practical", operator, start)
    steps = _script(story)
    if under_way:
        walking.work(case_id, steps[:STEPS_DONE], 20.0, day.minute)
    else:
        walking.work(case_id, steps, WORK_MINUTES, day.minute)
    members = seated(walking.case_of(case_id))
    for member, minute, task, criterion, text in story.notes:
        with transaction():
            add_note(work_of(case_id), db.session.get(User, members[member].id), text, start + minute * day.minute,
                     task=task, criterion=criterion)
    if not under_way:
        walking.hand_in_work(case_id, start + (WORK_MINUTES + 1) * day.minute)


def _script(story: Story) -> list[Play]:
    pack = load_pack(PACK)
    faults = pack.faults.faults
    edits = [edit for criterion, occasions in story.spoiled.items() for one in occasions for edit in faults[criterion][one]]
    return edited(golden(pack), edits)


def _heard(number: int, member: User, question: dict[str, Any]) -> Heard:
    """Good answers, heard a little differently by two people: of every third one the second member misses a point."""
    points = [point["id"] for point in question["points"]]
    second = any(one.login == member.login and one.role != "chair" for one in STAFF)
    ticked = points[:-1] if second and number % 3 == 2 else points
    return Heard(summary(number, int(second), question["points"], ticked), ticked, read_back="confirmed")


def _judge(story: Story, case_id: UUID, day: Day) -> None:
    members = seated(walking.case_of(case_id))
    judging.open_marking(case_id, day.at(SHEETS - 2))
    for place, member in enumerate(members):
        judging.fill_sheet(case_id, member, story.marks[place], day.at(SHEETS + 5 + 4 * place))
    judging.talk_over(case_id, members, story.agreed, day.at(DECISION - 6))
    judging.decide(case_id, members, day.at(DECISION))
    judging.announce(case_id, members[0], day.at(DECISION + 8))


def _events(made: Made, operator: User, day: Day) -> None:
    for category, key, minute, text in INCIDENTS:
        with transaction():
            sitting = db.session.query(Sitting).filter_by(number=made.sitting).one()
            case = db.session.get(Enrolment, UUID(made.cases[key])) if key else None
            log(sitting, case, category, text, day.at(minute), db.session.get(User, operator.id), day.now)


def naive(moment: datetime) -> datetime:
    """A moment as the database keeps it."""
    return moment.astimezone(UTC).replace(tzinfo=None)
