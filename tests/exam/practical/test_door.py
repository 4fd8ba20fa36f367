"""The door to the CRM: role × mode × state. Another candidate's sandbox reads like no page at all."""

import uuid

import pytest
from bs4 import BeautifulSoup
from sqlalchemy import select
from sqlalchemy.exc import OperationalError

from app.access import rule_of
from app.db import db, transaction
from app.durable.sqlite import dbapi
from exam.practical import branches, permissions
from exam.practical.variants import store
from exam.sittings.models import CaseState, CommitteeSeat, Enrolment
from sandbox_crm.models.clients import Account
from sandbox_crm.store import open_path, read_snapshot
from tests.exam.conftest import builders
from tests.sandbox_crm.driver import filled, form_of


def crm(attempt, path="/", mode="crm", sandbox=None):
    return f"/{mode}/{sandbox or attempt.sandbox}{path}"


def status(client, address):
    return client.get(address).status_code


def move(day, state):
    with transaction():
        db.session.get(Enrolment, day.case.id).state = state


def write(client, address, command="task.complete"):
    """Send the form of a command found on a page."""
    page = BeautifulSoup(client.get(address).get_data(as_text=True), "html.parser")
    form = form_of(page, command)
    return client.post(form["action"], data=filled(form))


def acts(attempt):
    with open_path(store().path(attempt.sandbox), write=False) as session:
        return [entry.command for entry in read_snapshot(session, {}).journal]


def test_every_crm_page_has_the_doors_rule(app):
    pages = [endpoint for endpoint in app.view_functions if endpoint.startswith("sandbox_crm.")]
    assert len(pages) > 20
    assert {rule_of(app, endpoint) for endpoint in pages} == {permissions.CRM}


def test_the_candidate_works_and_the_work_is_journalled(day, at_station):
    day.open()
    client = at_station(day.case, "practical")
    assert client.get("/practical").headers["Location"].endswith("/assignment")
    page = client.get(crm(day.attempt, "/"))
    assert page.status_code == 200 and "Część praktyczna" in page.get_data(as_text=True)
    assert write(client, crm(day.attempt, "/tasks/1")).status_code == 303
    assert "task.complete" in acts(day.attempt)


def test_another_candidates_sandbox_is_no_page(day, at_station):
    day.open()
    other = day.build.admitted(day.cast, state=CaseState.TEST_DONE)
    client = at_station(other, "practical")
    for address in (crm(day.attempt), crm(day.attempt, "/tasks/1"), crm(day.attempt, sandbox=uuid.uuid4())):
        assert status(client, address) == 404
    assert client.post(crm(day.attempt, "/tasks/1/complete")).status_code == 404
    assert status(client, f"/practical/{day.attempt.id}/assignment") == 404
    assert client.put(f"/api/practical/{day.attempt.id}/responses/q1", json={}).status_code == 404


def test_the_portal_is_no_way_to_the_work(day, on_portal):
    day.open()
    client = on_portal(day.case)
    assert status(client, crm(day.attempt)) in (403, 404)
    assert status(client, "/practical") == 403


def test_nobody_signed_in_is_sent_to_sign_in(day, anonymous):
    day.open()
    assert status(anonymous(), crm(day.attempt)) == 302
    assert anonymous().post(crm(day.attempt, "/tasks/1/complete")).status_code == 401


def test_staff_without_a_seat_see_no_sandbox(day, client_of, everybody):
    day.open()
    expected = {"administrator": 403, "coordinator": 403, "operator": 403, "certifier": 403, "assessor": 404, "reviewer": 404}
    for role, answer in expected.items():
        client = client_of(getattr(everybody, role))
        assert status(client, crm(day.attempt)) == answer, role
        assert status(client, f"/observation/{day.case.id}") == (404 if role == "assessor" else 403), role
    assert status(client_of(day.cast.operator), crm(day.attempt)) == 403


def test_a_seated_member_looks_on_without_writing_or_leaving_a_trace(day, client_of):
    day.open()
    client = client_of(day.cast.member)
    page = client.get(crm(day.attempt, "/tasks/1")).get_data(as_text=True)
    assert "data-command" not in page and "tylko do odczytu" in page
    assert client.post(crm(day.attempt, "/tasks/1/complete")).status_code == 403
    assert acts(day.attempt) == []


def test_a_member_who_left_the_seat_sees_nothing(day, client_of):
    day.open()
    with transaction():
        for seat in db.session.query(CommitteeSeat).filter_by(user_id=day.cast.member.id):
            seat.left_at = day.moment
    assert status(client_of(day.cast.member), crm(day.attempt)) == 404


def test_familiarisation_opens_only_the_copy_and_nothing_of_it_counts(day, at_station):
    current = day.familiarise()
    client = at_station(day.case, "practical")
    copy = crm(current, "/tasks/1", "branch", current.practice)
    assert status(client, crm(current)) == 404
    assert write(client, copy).status_code == 303
    assert status(client, f"/practical/{current.id}/assignment") == 303
    day.act("open_work", day.moment, None)
    assert acts(day.attempt) == []
    assert status(client, copy) == 404


def test_paused_work_is_hidden_and_nothing_is_saved(day, at_station):
    day.open()
    client = at_station(day.case, "practical")
    form = form_of(BeautifulSoup(client.get(crm(day.attempt, "/tasks/1")).get_data(as_text=True), "html.parser"), "task.complete")
    before = acts(day.attempt)
    day.act("pause", "awaria", None, day.moment)
    assert client.get(crm(day.attempt)).headers["Location"] == "/practical"
    refused = client.post(form["action"], data=filled(form))
    assert refused.status_code == 409 and "Praca jest wstrzymana" in refused.get_data(as_text=True)
    assert acts(day.attempt) == before


def test_after_the_deadline_nothing_is_saved_though_nobody_has_swept(day, at_station):
    day.open()
    client = at_station(day.case, "practical")
    form = form_of(BeautifulSoup(client.get(crm(day.attempt, "/tasks/1")).get_data(as_text=True), "html.parser"), "task.complete")
    before = acts(day.attempt)
    day.later(minutes=121)
    assert client.post(form["action"], data=filled(form)).status_code == 409
    assert client.get(crm(day.attempt)).status_code == 303
    assert acts(day.attempt) == before and "Czas minął" in client.get("/practical").get_data(as_text=True)


def test_the_sealed_crm_opens_to_the_committee_alone_until_the_announcement(day, client_of, at_station, on_portal):
    day.open()
    day.hand_in()
    sealed = crm(day.attempt, "/tasks/1", "sealed")
    assert status(at_station(day.case, "practical"), sealed) == 404
    member = client_of(day.cast.member)
    page = member.get(sealed)
    assert page.status_code == 200 and "data-command" not in page.get_data(as_text=True)
    assert member.post(crm(day.attempt, "/tasks/1/complete", "sealed")).status_code == 403
    portal = on_portal(day.case)
    assert status(portal, sealed) == 404
    move(day, CaseState.ANNOUNCED)
    assert status(portal, sealed) == 200


def test_moments_of_sealed_work_open_to_those_who_read_it_and_only_to_read(day, client_of, at_station, on_portal):
    day.open()
    work = at_station(day.case, "practical")
    form = form_of(BeautifulSoup(work.get(crm(day.attempt, "/tasks/1")).get_data(as_text=True), "html.parser"), "task.complete")
    assert work.post(form["action"], data=filled(form)).status_code == 303
    assert status(work, crm(day.attempt, "/at/0/tasks/1", "sealed")) == 404 == status(work, crm(day.attempt, "/at/0/tasks/1"))
    day.hand_in()
    member, last = client_of(day.cast.member), day.attempt.seal["last_seq"]
    start, end = (member.get(crm(day.attempt, f"/at/{seq}/tasks/1", "sealed")).get_data(as_text=True) for seq in (0, last))
    assert "data-command" not in start + end and start != end
    assert BeautifulSoup(end, "html.parser").select_one(".crm-time")["data-last"] == str(last)
    assert member.post(crm(day.attempt, "/at/0/tasks/1/complete", "sealed")).status_code in (403, 404, 405)
    assert status(member, crm(day.attempt, f"/at/{last + 1}/", "sealed")) == 404
    assert status(member, crm(day.attempt, "/steps", "sealed")) == 200
    portal = on_portal(day.case)
    assert status(portal, crm(day.attempt, "/at/0/", "sealed")) == 404 == status(portal, crm(day.attempt, "/steps", "sealed"))
    move(day, CaseState.ANNOUNCED)
    assert status(portal, crm(day.attempt, "/at/0/", "sealed")) == 200


def test_a_later_room_lets_its_reader_in(day, client_of, everybody):
    day.open()
    day.hand_in()
    client = client_of(everybody.reviewer)
    assert status(client, crm(day.attempt, "/", "sealed")) == 404
    permissions.also_reads_sealed(day.app, lambda identity, case: identity.id == everybody.reviewer.id and case.id == day.case.id)
    assert status(client, crm(day.attempt, "/", "sealed")) == 200
    assert status(client, crm(day.attempt)) == 404


def test_showing_again_does_not_touch_the_sealed_copy(in_talk, client_of):
    day = in_talk
    sealed = store().path(day.attempt.sandbox, "sealed").read_bytes()
    client = client_of(day.cast.member)
    opened = client.post(f"/talk/{day.case.id}/show", data={"criterion": "2.4.d", "what": "przeniesienie szansy"})
    assert opened.status_code == 303 and "/branch/" in opened.headers["Location"]
    address = opened.headers["Location"].rstrip("/")
    assert write(client, f"{address}/tasks/1").status_code == 303
    row = branches.branches_of(day.attempt)[0]
    assert client.post(f"/talk/shows/{row.id}/curtain", data={"password": builders.PASSWORD}).status_code == 303
    assert client.post(f"/talk/shows/{row.id}/end", data={"remark": "Bez pomocy."}).status_code == 303
    assert store().path(day.attempt.sandbox, "sealed").read_bytes() == sealed
    row = branches.branch(row.id)
    assert row.end["acts"] and row.end["last_seq"] > row.base_seq
    note = client.get(f"/talk/{day.case.id}").get_data(as_text=True)
    assert "przeniesienie szansy" in note and "Bez pomocy." in note
    evidence = store().path(row.id, "branches").with_suffix(".jsonl")
    assert evidence.exists()


def sealed_by_an_earlier_crm(attempt):
    """Take a column out of the sealed file that a later CRM added."""
    path = store().path(attempt.sandbox, "sealed")
    path.chmod(0o600)
    connection = dbapi.connect(str(path))
    connection.execute("ALTER TABLE account DROP COLUMN verified_at")
    connection.commit()
    connection.close()
    return path


def test_work_that_an_earlier_crm_sealed_is_shown_again_in_todays_tables(in_talk, client_of):
    day = in_talk
    path = sealed_by_an_earlier_crm(day.attempt)
    sealed, client = path.read_bytes(), client_of(day.cast.member)
    opened = client.post(f"/talk/{day.case.id}/show", data={"criterion": "2.4.d", "what": "przeniesienie szansy"})
    address = opened.headers["Location"].rstrip("/")
    assert client.get(f"{address}/accounts/1").status_code == 200
    assert write(client, f"{address}/tasks/1").status_code == 303
    row = branches.branches_of(day.attempt)[0]
    assert client.post(f"/talk/shows/{row.id}/curtain", data={"password": builders.PASSWORD}).status_code == 303
    assert client.post(f"/talk/shows/{row.id}/end", data={"remark": ""}).status_code == 303
    row = branches.branch(row.id)
    assert row.base_seq == 0 < row.end["last_seq"] and len(row.end["acts"]) == row.end["last_seq"]
    assert path.read_bytes() == sealed


def test_the_sealed_file_itself_would_not_open_in_todays_tables(in_talk):
    copy = sealed_by_an_earlier_crm(in_talk.attempt)
    with pytest.raises(OperationalError, match="no such column"), open_path(copy, write=False, immutable=True) as session:
        session.scalars(select(Account)).all()


def test_two_minutes_and_the_copy_takes_nothing_more(in_talk, client_of):
    day = in_talk
    client = client_of(day.cast.member)
    opened = client.post(f"/talk/{day.case.id}/show", data={"criterion": "2.4.d", "what": "odczyt"})
    address = opened.headers["Location"].rstrip("/")
    page = client.get(f"{address}/tasks/1").get_data(as_text=True)
    form = form_of(BeautifulSoup(page, "html.parser"), "task.complete")
    day.later(seconds=121)
    assert client.post(form["action"], data=filled(form)).status_code == 403
    assert "data-command" not in client.get(f"{address}/tasks/1").get_data(as_text=True)
    first = branches.branches_of(day.attempt)[0]
    client.post(f"/talk/shows/{first.id}/curtain", data={"password": builders.PASSWORD})
    second = client.post(f"/talk/{day.case.id}/show", data={"criterion": "2.4.d", "what": "jeszcze raz"})
    assert second.status_code == 303
    first = branches.branches_of(day.attempt)[0]
    assert first.closed_at is not None and (first.closed_at - first.opened_at).total_seconds() == 120


def test_a_stranger_cannot_open_or_end_a_copy(in_talk, client_of, everybody):
    day = in_talk
    client_of(day.cast.member).post(f"/talk/{day.case.id}/show", data={"criterion": "2.4.d", "what": "odczyt"})
    row = branches.branches_of(day.attempt)[0]
    stranger = client_of(everybody.assessor)
    assert status(stranger, f"/branch/{row.id}/") == 404
    assert stranger.post(f"/talk/shows/{row.id}/end").status_code == 404
    assert stranger.post(f"/talk/{day.case.id}/show", data={"criterion": "2.4.d", "what": "x"}).status_code == 404
