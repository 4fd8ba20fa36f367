"""Two members in the room: noted from–to, asked at the opening, demanded while the practical part runs; and the break before."""

from datetime import timedelta

import pytest

from app.db import db, transaction
from app.errors import Refusal
from exam.committee.sitting_report import sitting_report_of
from exam.practical.variants import DRAWER
from exam.sittings.models import CaseState, CommitteeSeat, Enrolment, Sitting
from exam.supervision import board, opening, presence
from exam.supervision.models import MemberPresence
from exam.theory import attempts as theory
from tests.exam.practical.conftest import tiny_variant


@pytest.fixture
def cast(app, build, clock):
    app.extensions[DRAWER] = tiny_variant
    made = build.sitting()
    build.ready(made)
    clock.moment += timedelta(hours=3)
    return made


@pytest.fixture
def case(build, cast):
    return build.admitted(cast, state=CaseState.TEST_DONE)


def note(build, cast, user, kind="came"):
    with transaction():
        presence.log(db.session.get(Sitting, cast.sitting.id), user.id, kind, db.session.merge(cast.operator), build.moment)


def start(cast, case, build):
    opening.open_one(db.session.get(Enrolment, case.id), "practical", cast.operator, "", build.moment)


def test_the_practical_part_opens_only_with_two_of_the_candidates_own_members(build, cast, case, client_of):
    note(build, cast, cast.chair)
    note(build, cast, cast.reserve)
    with pytest.raises(Refusal):
        start(cast, case, build)
    opened = opening.open_all(case.sitting, "practical", cast.operator, "", build.moment)
    assert not opened.started and len(opened.left) == 1, "the reserve member does not sit in this committee"
    note(build, cast, cast.member)
    start(cast, case, build)
    assert db.session.get(Enrolment, case.id).state == CaseState.IN_PRACTICE


def test_when_a_member_leaves_the_board_demands_a_pause_and_offers_it(build, cast, case, client_of):
    desk = client_of(cast.operator)
    for user in (cast.chair, cast.member):
        note(build, cast, user)
    start(cast, case, build)
    address = f"/api/supervision/{cast.sitting.id}/tiles"
    assert "unattended" not in desk.get(address).json["reports"]
    note(build, cast, cast.member, "left")
    told = desk.get(address).json
    assert "unattended" in told["reports"] and case.number in told["reports"] and told["summary"]["bad"] == 1
    assert desk.post(f"/supervision/{cast.sitting.id}/unattended").status_code == 303
    assert board.tile(db.session.get(Enrolment, case.id), build.moment, []).glance.state == "paused"
    assert "unattended" not in desk.get(address).json["reports"], "a paused part waits for nobody"


def test_presence_is_appended_and_stands_from_to_in_the_protocol(build, cast, client_of, clock):
    desk, chair = client_of(cast.operator), client_of(cast.chair)
    path = f"/supervision/{cast.sitting.id}/presence/{cast.chair.id}"
    assert desk.post(f"{path}/came").status_code == 303
    desk.post(f"{path}/came")
    assert db.session.query(MemberPresence).count() == 1, "who is here cannot come again"
    clock.moment += timedelta(minutes=10)
    assert chair.post(f"/presence/{cast.sitting.id}/left").status_code == 303
    clock.moment += timedelta(minutes=5)
    assert chair.post(f"/presence/{cast.sitting.id}/came").status_code == 303
    kinds = [(row.kind, row.by_id) for row in db.session.query(MemberPresence).order_by(MemberPresence.id)]
    assert kinds == [("came", cast.operator.id), ("left", cast.chair.id), ("came", cast.chair.id)]
    course = sitting_report_of(db.session.get(Sitting, cast.sitting.id)).section("Przebieg").rows
    told = [words for _at, who, words in course if who == "komisja"]
    assert len(told) == 2 and " do " in told[0] and "nadal" in told[1]
    assert cast.chair.name in desk.get(f"/supervision/{cast.sitting.id}/presence").get_data(as_text=True)


def test_two_members_of_one_name_have_each_their_own_stay(build, cast, clock):
    with transaction():
        db.session.merge(cast.member).name = cast.chair.name
        presence.log(db.session.get(Sitting, cast.sitting.id), cast.chair.id, "came", cast.operator, build.moment)
    began = build.moment
    for who, kind in ((cast.member, "came"), (cast.chair, "left")):
        clock.moment += timedelta(minutes=5)
        with transaction():
            presence.log(db.session.get(Sitting, cast.sitting.id), who.id, kind, cast.operator, build.moment)
    first, second = presence.stays(db.session.get(Sitting, cast.sitting.id))
    assert (first.since, first.until, second.until) == (began, build.moment, None), "the one who came first has left"


def test_nobody_else_notes_presence(build, cast, client_of, everybody):
    stranger = client_of(everybody.assessor)
    assert stranger.post(f"/presence/{cast.sitting.id}/came").status_code == 404
    assert client_of(everybody.operator).post(
        f"/supervision/{cast.sitting.id}/presence/{cast.chair.id}/came").status_code == 404
    client_of(cast.operator).post(f"/supervision/{cast.sitting.id}/presence/{everybody.assessor.id}/came")
    assert db.session.query(MemberPresence).count() == 0


def test_a_replaced_member_does_not_count(build, cast, case):
    for user in (cast.chair, cast.member):
        note(build, cast, user)
    assert presence.enough_for(case, presence.present(case.sitting))
    with transaction() as session:
        seat = session.query(CommitteeSeat).filter_by(enrolment_id=case.id, user_id=cast.member.id).one()
        seat.left_at, seat.left_reason = build.moment, "choroba"
    assert not presence.enough_for(case, presence.present(case.sitting))


def test_the_operator_is_warned_of_a_break_too_short_and_not_stopped(build, cast, case, client_of, clock):
    with transaction() as session:
        row = session.get(Enrolment, case.id)
        row.state = CaseState.IDENTITY_CHECKED
        test = theory.prepare(row, "ziarno", build.moment)
        theory.open_attempt(test, build.moment, None)
        theory.close(test, build.moment, "candidate")
    for user in (cast.chair, cast.member):
        note(build, cast, user)

    def warned():
        gates = opening.gates(db.session.get(Sitting, cast.sitting.id), "practical", cast.operator, build.moment)
        return [gate for gate in gates if not gate.met]

    clock.moment += timedelta(minutes=29)
    assert [gate.warns for gate in warned()] == [True] and case.number in str(warned()[0].remedy)
    assert "min" in client_of(cast.operator).get(f"/supervision/cases/{case.id}").get_data(as_text=True)
    clock.moment += timedelta(minutes=2)
    assert not warned()
    clock.moment -= timedelta(minutes=20)
    start(cast, case, build)
    assert db.session.get(Enrolment, case.id).state == CaseState.IN_PRACTICE
