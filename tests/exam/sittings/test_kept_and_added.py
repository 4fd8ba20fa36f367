"""Stations added after planning, refused forms that keep what was typed, the navigation's place on every page of planning."""

from bs4 import BeautifulSoup

from app.db import db, transaction
from exam.sittings.models import CaseState, Sitting, SittingState


def page(answer):
    return BeautifulSoup(answer.get_data(as_text=True), "html.parser")


def test_stations_are_added_after_planning_and_wait_for_their_card(build, client_of):
    cast, coordinator = build.sitting(stations=3), build.staff("coordinator")
    browser = client_of(coordinator)
    for kind in ("own", "spare"):
        assert browser.post(f"/sittings/{cast.sitting.id}/stations", data={"kind": kind}).status_code == 303
    sitting = db.session.get(Sitting, cast.sitting.id)
    assert [(row.name, row.spare) for row in sitting.stations] == [
        ("S1", False),
        ("S2", False),
        ("Z3", True),
        ("S3", False),
        ("Z2", True),
    ]
    assert "S3" in browser.get(f"/sittings/{cast.sitting.id}").get_data(as_text=True)
    assert build.admitted(cast).station.name == "S1"
    assert client_of(cast.operator).post(f"/sittings/{cast.sitting.id}/stations").status_code == 403


def test_a_closed_sitting_takes_no_more_stations(build, client_of):
    cast = build.sitting()
    with transaction():
        db.session.get(Sitting, cast.sitting.id).state = SittingState.CLOSED
    client_of(build.staff("coordinator")).post(f"/sittings/{cast.sitting.id}/stations")
    assert len(db.session.get(Sitting, cast.sitting.id).stations) == 4


def test_a_refused_seating_keeps_what_was_ticked(build, client_of):
    cast = build.sitting()
    case = build.enrolled(cast, state=CaseState.ADMITTED, admission="admitted", admitted_at=build.moment)
    answer = client_of(build.staff("coordinator")).post(
        f"/cases/{case.id}/committee", data={"members": str(cast.reserve.id), "chair": str(cast.reserve.id)}
    )
    ticked = [box["value"] for box in page(answer).select("input[name=members][checked], input[name=chair][checked]")]
    assert answer.status_code == 422 and ticked == [str(cast.reserve.id)] * 2


def test_a_refused_replacement_keeps_the_reason(build, client_of):
    cast = build.sitting()
    case = build.admitted(cast)
    browser = client_of(build.staff("coordinator"))
    answer = browser.post(
        f"/cases/{case.id}/committee/replace",
        data={"leaves": str(cast.member.id), "comes": str(cast.operator.id), "reason": "choroba członka"},
    )
    assert answer.status_code == 409 and "choroba członka" in str(page(answer).select_one("form[action$='/committee/replace']"))


def test_the_navigation_marks_its_place_on_pages_of_enrolment_and_staff(build, client_of):
    cast = build.sitting()
    browser = client_of(build.staff("coordinator"))
    for address in (
        "/sittings",
        f"/sittings/{cast.sitting.id}/enrol",
        f"/sittings/{cast.sitting.id}/readiness",
        "/qualifications",
    ):
        here = page(browser.get(address)).select("nav [aria-current=page]")
        assert [link["href"] for link in here] == ["/sittings"], address
