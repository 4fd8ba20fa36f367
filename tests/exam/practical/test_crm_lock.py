"""The CRM and the scenario of a sitting are fixed fourteen days before; another version opens nothing without a decision."""

from datetime import timedelta

import pytest

from app.db import db, transaction
from app.deadlines import sweep
from app.doctor import examine
from app.errors import Refusal
from exam.practical import crm_lock
from exam.practical.models import CrmLock
from exam.sittings.models import CaseState, Enrolment, Sitting, SittingState
from exam.supervision import opening
from sandbox_crm.version import CrmVersion, crm_version

REASON = "Poprawka wydruku oferty; komisja i kandydaci zostali zawiadomieni."


@pytest.fixture
def cast(build, clock):
    """A sitting planned for twenty days from now, with signed cards and one candidate who may start."""
    made = build.sitting()
    build.ready(made)
    with transaction():
        row = db.session.get_one(Sitting, made.sitting.id)
        row.starts_at, row.practical_starts_at = build.moment + timedelta(days=20), build.moment + timedelta(days=20, hours=2)
        row.on_date = row.starts_at.date()
    build.admitted(made, state=CaseState.IDENTITY_CHECKED)
    return made


@pytest.fixture
def coordinator(build):
    """Who plans sittings."""
    return build.staff("coordinator")


@pytest.fixture
def another(monkeypatch):
    """A way to run another version of the CRM."""
    def run(digest="f" * 64):
        monkeypatch.setattr(crm_lock, "crm_version", lambda: CrmVersion("9.9", digest))

    return run


def locks(cast):
    db.session.rollback()
    return crm_lock.locks_of(db.session.get_one(Sitting, cast.sitting.id))


def move(clock, **by):
    clock.moment += timedelta(**by)
    sweep()


def test_the_version_is_fixed_when_fourteen_days_begin_and_only_once(cast, clock):
    move(clock, days=5, hours=23)
    assert locks(cast) == []
    move(clock, hours=1)
    (lock,) = locks(cast)
    held = (lock.kind, lock.release, lock.digest, lock.pack_id)
    assert held == ("locked", crm_version().release, crm_version().digest, cast.sitting.pack_id)
    move(clock, days=3)
    assert len(locks(cast)) == 1


def test_before_the_fourteen_days_a_version_may_change(cast, clock, another):
    another()
    move(clock, days=7)
    assert locks(cast)[0].release == "9.9"
    assert crm_lock.differences(db.session.get_one(Sitting, cast.sitting.id)) == []


def test_another_version_opens_no_part_until_it_is_decided_in_writing(cast, clock, another, client_of, coordinator):
    move(clock, days=20)
    case = next(iter(db.session.get_one(Sitting, cast.sitting.id).enrolments)).id
    another()
    desk, planner = client_of(cast.operator), client_of(coordinator)
    page = desk.get(f"/supervision/{cast.sitting.id}/opening/theory").get_data(as_text=True)
    assert "CRM i scenariusz są takie, jak ustalono" in page and "9.9" in page
    desk.post(f"/supervision/{cast.sitting.id}/opening/theory")
    db.session.rollback()
    assert db.session.get_one(Enrolment, case).state == CaseState.IDENTITY_CHECKED
    address = f"/sittings/{cast.sitting.id}/crm-version"
    assert desk.post(address, data={"reason": REASON}).status_code == 403
    assert planner.post(address, data={"reason": "bo tak"}).status_code == 422 and len(locks(cast)) == 1
    assert planner.post(address, data={"reason": REASON}).status_code == 303
    kept = [(lock.kind, lock.release, lock.reason) for lock in locks(cast)]
    assert kept == [("locked", crm_version().release, None), ("decided", "9.9", REASON)]
    desk.post(f"/supervision/{cast.sitting.id}/opening/theory")
    db.session.rollback()
    assert db.session.get_one(Enrolment, case).state == CaseState.IN_TEST
    assert REASON in planner.get(address).get_data(as_text=True)


def test_a_change_after_the_decision_needs_another_one(cast, clock, another, coordinator):
    move(clock, days=10)
    another()
    with transaction():
        crm_lock.decide(db.session.get_one(Sitting, cast.sitting.id), REASON, coordinator, clock.moment.replace(tzinfo=None))
    assert crm_lock.differences(db.session.get_one(Sitting, cast.sitting.id)) == []
    another("e" * 64)
    assert crm_lock.differences(db.session.get_one(Sitting, cast.sitting.id)) != []


def test_another_scenario_is_told_too(cast, clock):
    move(clock, days=10)
    with transaction():
        db.session.get_one(Sitting, cast.sitting.id).pack_id = "inny"
    (words,) = crm_lock.differences(db.session.get_one(Sitting, cast.sitting.id))
    assert "inny" in str(words)


def test_nothing_to_decide_is_refused(cast, clock, coordinator):
    move(clock, days=10)
    with pytest.raises(Refusal), transaction():
        crm_lock.decide(db.session.get_one(Sitting, cast.sitting.id), REASON, coordinator, clock.moment.replace(tzinfo=None))


def test_a_sitting_that_is_over_is_let_go(cast, clock, another):
    move(clock, days=10)
    with transaction():
        db.session.get_one(Sitting, cast.sitting.id).state = SittingState.CLOSED
    another()
    assert crm_lock.differences(db.session.get_one(Sitting, cast.sitting.id)) == []


def test_an_opening_fixes_what_nobody_has_fixed_yet(cast, clock):
    clock.moment += timedelta(days=20)
    opening.open_all(db.session.get_one(Sitting, cast.sitting.id), "theory", cast.operator, "", clock.moment.replace(tzinfo=None))
    assert [lock.kind for lock in locks(cast)] == ["locked"]


def test_the_doctor_tells_a_version_that_is_not_the_fixed_one(app, cast, clock, another):
    config = app.extensions["probierz_config"]

    def told():
        return next(item for item in examine(config)["items"] if item["name"] == "crm_version")

    assert told()["good"]
    another()
    move(clock, days=10)
    found = told()
    assert not found["good"] and cast.sitting.number in found["words"] and crm_version().short in found["words"]


def test_what_was_fixed_is_never_rewritten(cast, clock):
    move(clock, days=10)
    with pytest.raises(Exception, match="append-only"), transaction():
        db.session.get_one(CrmLock, locks(cast)[0].id).release = "0"


def test_the_public_reads_about_the_crm_from_the_front_door(anonymous):
    browser = anonymous()
    assert 'href="/about-crm"' in browser.get("/").get_data(as_text=True)
    page = browser.get("/about-crm").get_data(as_text=True)
    assert crm_version().digest in page and "System nie rejestruje automatycznie wysyłania w historii klienta" in page
