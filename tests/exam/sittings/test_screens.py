"""The screens of planning: who may open them, what they refuse, and that nothing typed is lost."""

from datetime import date
from io import BytesIO
from uuid import uuid4

import pytest
from flask import url_for

from app.access import rule_of
from app.db import db, transaction
from exam.sittings import people, workbook
from exam.sittings.models import Admission, Appointment, CaseState, Enrolment, Function, Preparation, ReadinessCard, Sitting

ROOMS = ("sittings.", "enrolments.", "sitting_staff.")
ROLES = ("administrator", "coordinator", "operator", "assessor", "certifier", "reviewer")
SEES_CASE = {"sittings.case"}
STATIONS = {"sitting_staff.readiness_cards", "sitting_staff.sign_card"}


@pytest.fixture
def cast(build):
    return build.sitting()


@pytest.fixture
def coordinator(build, client_of):
    return client_of(build.staff("coordinator"))


def endpoints(app):
    return sorted(rule.endpoint for rule in app.url_map.iter_rules()
                  if rule.endpoint.startswith(ROOMS) and not rule.endpoint.endswith("static"))


def test_every_endpoint_of_planning_names_its_rule(app):
    found = endpoints(app)
    assert len(found) >= 20 and all(rule_of(app, endpoint) for endpoint in found)


@pytest.mark.parametrize("role", ROLES)
def test_each_role_reaches_what_its_rule_names_and_nothing_else(app, build, cast, everybody, client_of, role):
    case, browser = build.admitted(cast), client_of(getattr(everybody, role))
    values = {"sitting_id": cast.sitting.id, "enrolment_id": case.id, "user_id": cast.chair.id,
              "appointment_id": 1, "station_id": 1}
    before = db.session.query(Enrolment).count()
    for rule in app.url_map.iter_rules():
        if rule.endpoint not in endpoints(app) or "GET" not in rule.methods:
            continue
        with app.test_request_context():
            address = url_for(rule.endpoint, **{name: values[name] for name in rule.arguments})
        asked = rule.endpoint in (SEES_CASE | STATIONS if role == "operator" else SEES_CASE if role == "assessor" else set())
        wanted = 200 if role == "coordinator" else 404 if asked else 403
        assert browser.get(address).status_code == wanted, (role, rule.endpoint)
    assert db.session.query(Enrolment).count() == before


@pytest.mark.parametrize("role", [role for role in ROLES if role != "coordinator"])
def test_no_other_role_writes_in_planning(app, build, cast, everybody, client_of, role):
    case, browser = build.enrolled(cast), client_of(getattr(everybody, role))
    for address in (f"/cases/{case.id}/admit", f"/cases/{case.id}/refuse", f"/cases/{case.id}/letter",
                    f"/cases/{case.id}/committee", f"/sittings/{cast.sitting.id}/enrol",
                    f"/sittings/{cast.sitting.id}/appoint", "/sittings/new",
                    f"/qualifications/{cast.chair.id}"):
        assert browser.post(address, data={}).status_code == 403
    assert case.state == CaseState.REGISTERED and case.portal_digest is None


def test_the_sittings_own_people_see_the_case_without_personal_data(build, cast, client_of):
    case = build.admitted(cast)
    for user in (cast.operator, cast.chair, cast.member):
        page = client_of(user).get(f"/cases/{case.id}")
        assert page.status_code == 200 and case.person.email not in page.get_data(as_text=True)
    assert client_of(cast.reserve).get(f"/cases/{case.id}").status_code == 404
    assert client_of(cast.operator).get(f"/sittings/{cast.sitting.id}/readiness").status_code == 200


def test_candidates_and_strangers_are_kept_out(build, cast, on_portal, anonymous):
    case = build.admitted(cast)
    assert on_portal(case).get(f"/cases/{case.id}").status_code == 403
    assert anonymous().get("/sittings").status_code == 302
    assert anonymous().post(f"/cases/{case.id}/admit").status_code == 401


def test_a_sitting_is_planned_on_its_page(coordinator, app):
    typed = {"place": "Lublin", "on_date": "2026-12-07", "theory_at": "09:00", "practical_at": "08:00", "pack_id": "bezszum",
             "law_as_of": "2026-12-01", "stations": "8", "spare": "1", "allowed_aids": "kalkulator"}
    refused = coordinator.post("/sittings/new", data=typed)
    assert refused.status_code == 422 and 'value="Lublin"' in refused.get_data(as_text=True)
    assert coordinator.post("/sittings/new", data={**typed, "practical_at": "11:00"}).status_code == 303
    sitting = db.session.query(Sitting).one()
    assert coordinator.get(f"/sittings/{sitting.id}").status_code == 200
    assert coordinator.post(f"/sittings/{sitting.id}/plan", data={**typed, "practical_at": "12:00"}).status_code == 303
    assert sitting.practical_starts_at.hour == 11


def test_appointing_below_the_minimum_says_why(build, cast, coordinator):
    bare = build.staff("assessor", name="Jan Bez Dowodu")
    address = f"/sittings/{cast.sitting.id}/appoint"
    coordinator.post(address, data={"user_id": str(bare.id), "function": "member"})
    assert "Jan Bez Dowodu" in coordinator.get(f"/sittings/{cast.sitting.id}").get_data(as_text=True)
    assert db.session.query(Appointment).filter_by(user_id=bare.id).count() == 0
    proof = {"for_function": "member", "education": "higher", "years_supervising": "6",
             "proof": "świadectwo", "valid_from": "2020-01-01"}
    assert coordinator.post(f"/qualifications/{bare.id}", data=proof).status_code == 303
    coordinator.post(address, data={"user_id": str(bare.id), "function": "member"})
    row = db.session.query(Appointment).filter_by(user_id=bare.id).one()
    assert coordinator.post(f"/sittings/{cast.sitting.id}/appointments/{row.id}/revoke").status_code == 303
    assert row.revoked_at is not None
    assert coordinator.post(f"/sittings/{uuid4()}/appointments/{row.id}/revoke").status_code == 404


def test_one_application_keeps_what_was_typed_and_then_enrols(cast, coordinator):
    address = f"/sittings/{cast.sitting.id}/enrol"
    refused = coordinator.post(address, data={"first_name": "Anna", "last_name": "Lis", "accommodation": "0"})
    assert refused.status_code == 422 and 'value="Anna"' in refused.get_data(as_text=True)
    answer = coordinator.post(address, data={"first_name": "Anna", "last_name": "Lis", "email": "anna@example.org",
                                             "accommodation": "25", "organiser": "Akademia", "trainer": "Jan Kot"})
    assert answer.status_code == 303
    case = db.session.query(Enrolment).one()
    assert case.accommodation_percent == 25 and db.session.query(Preparation).one().trainer_name == "Jan Kot"


def rows_of(*rows):
    data = {"rows": str(len(rows))}
    for number, row in enumerate(rows):
        data.update({f"row-{number}-{field}": row.get(field, "") for field in workbook.COLUMNS})
    return data


GOOD = {"first_name": "Anna", "last_name": "Lis", "email": "anna@example.org"}
BAD = {"first_name": "Jan", "last_name": "Kos", "birth_date": "31.02.1990", "phone": "601 000 000"}


def test_a_sheet_is_shown_first_and_saves_nothing(cast, coordinator, clock):
    content = workbook.template(clock.now())
    answer = coordinator.post(f"/sittings/{cast.sitting.id}/enrol/sheet", data={"file": (BytesIO(content), "lista.xlsx")})
    assert answer.status_code == 200 and "Przykładowa" in answer.get_data(as_text=True)
    assert db.session.query(Enrolment).count() == 0
    wrong = coordinator.post(f"/sittings/{cast.sitting.id}/enrol/sheet", data={"file": (BytesIO(b"tekst"), "lista.xlsx")})
    assert wrong.status_code == 422


def test_good_rows_are_enrolled_and_faulty_ones_stay_to_be_mended(cast, coordinator):
    address = f"/sittings/{cast.sitting.id}/enrol/rows"
    answer = coordinator.post(address, data=rows_of(GOOD, BAD))
    page = answer.get_data(as_text=True)
    assert answer.status_code == 200 and "31.02.1990" in page and 'value="Kos"' in page and 'value="Lis"' not in page
    assert coordinator.post(address, data=rows_of({**BAD, "birth_date": "28.02.1990"})).status_code == 303
    assert sorted(case.person.last_name for case in db.session.query(Enrolment)) == ["Kos", "Lis"]
    again = coordinator.post(address, data=rows_of(GOOD))
    assert again.status_code == 200 and db.session.query(Enrolment).count() == 2


def test_a_row_left_out_is_gone(cast, coordinator):
    coordinator.post(f"/sittings/{cast.sitting.id}/enrol/rows", data={**rows_of(GOOD), "row-0-leave": "yes"})
    assert db.session.query(Enrolment).count() == 0


def test_from_admission_to_a_committee_on_the_screens(build, cast, coordinator):
    case = build.enrolled(cast)
    coordinator.post(f"/sittings/{cast.sitting.id}/admit")
    assert case.state == CaseState.ADMITTED and case.station.name == "S1"
    coordinator.post(f"/cases/{case.id}/committee", data={"members": [str(cast.chair.id)], "chair": str(cast.chair.id)})
    assert people.seated(case) == [], "one member is not a committee"
    both = {"members": [str(cast.chair.id), str(cast.member.id)], "chair": str(cast.member.id)}
    coordinator.post(f"/cases/{case.id}/committee", data=both)
    assert people.chair_of(case) == cast.member
    change = {"leaves": str(cast.chair.id), "comes": str(cast.reserve.id), "reason": "choroba"}
    coordinator.post(f"/cases/{case.id}/committee/replace", data=change)
    assert people.seated(case) == [cast.member, cast.reserve]
    assert coordinator.get(f"/cases/{case.id}").status_code == 200


def test_seating_nobody_is_not_told_as_done(build, cast, coordinator):
    build.enrolled(cast)
    coordinator.post(f"/sittings/{cast.sitting.id}/admit")
    with transaction():
        for row in db.session.get(Sitting, cast.sitting.id).appointments:
            db.session.delete(row)
    page = coordinator.post(f"/sittings/{cast.sitting.id}/committees", follow_redirects=True).get_data(as_text=True)
    assert "alert-warning" in page and "Ustalono" not in page


def test_refusing_needs_a_listed_reason_and_facts(build, cast, coordinator):
    case = build.enrolled(cast)
    assert coordinator.post(f"/cases/{case.id}/refuse", data={"reason": "age", "text": "Zbyt młody kandydat."}).status_code == 422
    short = coordinator.post(f"/cases/{case.id}/refuse", data={"reason": "fee", "text": "nie"})
    assert short.status_code == 422 and case.admission == Admission.PENDING
    fee = {"reason": "fee", "text": "Opłata nie wpłynęła w terminie."}
    assert coordinator.post(f"/cases/{case.id}/refuse", data=fee).status_code == 303
    assert case.admission == Admission.REFUSED


def test_a_refused_candidate_reads_the_reason_on_the_portal(build, cast, coordinator, on_portal):
    case = build.enrolled(cast)
    coordinator.post(f"/cases/{case.id}/refuse", data={"reason": "fee", "text": "Opłata nie wpłynęła w terminie."})
    assert "Opłata nie wpłynęła w terminie." in on_portal(case).get("/portal").get_data(as_text=True)


def test_letters_show_a_working_code_once(build, cast, coordinator, anonymous):
    case = build.admitted(cast)
    page = coordinator.post(f"/sittings/{cast.sitting.id}/letters").get_data(as_text=True)
    code = page.split('Kod do strony kandydata</dt><dd class="code">')[1].split("<")[0]
    assert anonymous().post("/portal/sign-in", data={"number": case.number, "portal_code": code}).status_code == 303
    assert coordinator.post(f"/sittings/{cast.sitting.id}/letters").status_code == 303
    assert code not in coordinator.get(f"/cases/{case.id}").get_data(as_text=True)


def test_cards_are_signed_and_a_gap_without_a_decision_is_not(build, cast, client_of):
    operator, station = client_of(cast.operator), cast.stations[0]
    address = f"/sittings/{cast.sitting.id}/readiness/{station.id}"
    assert operator.post(address, data={"items": ["table"], "gap_decision": ""}).status_code == 422
    assert operator.post(address, data={"items": ["table"], "gap_decision": "Kandydat przejdzie na Z4."}).status_code == 303
    assert db.session.query(ReadinessCard).one().signed_by == cast.operator.id
    other = build.sitting()
    assert operator.post(f"/sittings/{other.sitting.id}/readiness/{station.id}", data={}).status_code == 404


def test_a_new_line_of_preparation_shows_the_conflict(build, cast, coordinator):
    case = build.admitted(cast)
    answer = coordinator.post(f"/cases/{case.id}/preparation", data={"organiser": "Akademia", "trainer": cast.member.name})
    assert answer.status_code == 303
    assert "mark-bad" in coordinator.get(f"/cases/{case.id}").get_data(as_text=True)


def test_a_withdrawal_is_recorded(build, cast, coordinator):
    case = build.admitted(cast)
    coordinator.post(f"/cases/{case.id}/withdraw", data={"reason": "wyjazd"})
    assert case.state == CaseState.WITHDRAWN


def test_an_appointment_by_day_uses_the_sittings_date(build, cast, coordinator):
    late = build.staff("operator")
    build.qualify(late, "operator")
    with transaction():
        cast.sitting.on_date = date(2019, 1, 1)
    coordinator.post(f"/sittings/{cast.sitting.id}/appoint", data={"user_id": str(late.id), "function": str(Function.OPERATOR)})
    assert db.session.query(Appointment).filter_by(user_id=late.id).count() == 0


@pytest.mark.parametrize(("state", "offered"), [
    ("admitted", set()), ("in_test", set()), ("in_practice", {"observation"}), ("practice_done", {"observation", "talk"}),
    ("evidence_frozen", {"observation", "talk", "sheet", "decision"}), ("withdrawn", set())])
def test_the_case_page_offers_a_member_only_what_the_state_has_opened(build, cast, client_of, state, offered):
    case = build.admitted(cast)
    with transaction():
        db.session.get(Enrolment, case.id).state = CaseState(state)
    page = client_of(cast.member).get(f"/cases/{case.id}").get_data(as_text=True)
    addresses = {"observation": f"/observation/{case.id}", "talk": f"/talk/{case.id}",
                 "sheet": f"/committee/{case.id}/sheet", "decision": f"/committee/{case.id}/decision"}
    assert {name for name, address in addresses.items() if f'href="{address}"' in page} == offered
    assert "Na co czeka sprawa:" in page
