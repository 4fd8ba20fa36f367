"""The wire of answers read from the CRM, and what happens in the scenario while the candidate works."""

import hashlib
import json
import uuid
from datetime import UTC
from types import SimpleNamespace

import pytest

from app.db import db
from exam.practical import answering, events
from exam.practical.models import PracticalResponse
from exam.practical.variants import store
from exam.sittings.remarks import CandidateRemark
from exam.theory import answer_journal
from sandbox_crm.bench import COMMANDS, Actor, Workbench
from sandbox_crm.models.journal import JournalRow
from sandbox_crm.models.offers import Message
from sandbox_crm.store import open_path
from tests.exam.counting import statements
from tests.sandbox_crm.seed import ANNA, TODAY


def put(client, day, value="3", rev=1, base_rev=0, key=None, question="q1"):
    change = {"key": str(key or uuid.uuid4()), "rev": rev, "base_rev": base_rev, "value": value}
    return client.put(f"/api/practical/{day.attempt.id}/responses/{question}", json=change)


def complete_task(day):
    with open_path(store().path(day.attempt.sandbox), write=True) as session:
        COMMANDS["task.complete"](Workbench(session, Actor("candidate", ANNA), TODAY, day.moment.replace(tzinfo=UTC)), task_id=1)


def subjects(day):
    with open_path(store().path(day.attempt.sandbox), write=False) as session:
        return [message.subject for message in session.query(Message).order_by(Message.id)]


@pytest.fixture
def client(day, at_station):
    day.open()
    return at_station(day.case, "practical")


def test_an_answer_is_acknowledged_with_the_digest_of_what_was_typed(day, client):
    key = uuid.uuid4()
    reply = put(client, day, "3", key=key)
    assert reply.status_code == 200 and reply.json["key"] == str(key) and reply.json["rev"] == 1
    assert reply.json["sha256"] == hashlib.sha256(json.dumps("3").encode()).hexdigest()
    assert reply.json["remaining"] == 7200


def test_an_answer_knows_where_the_journal_stood(day, client):
    put(client, day, "3")
    complete_task(day)
    put(client, day, "2", rev=2, base_rev=1)
    first, second = answering.answers_of(day.case.id)
    assert (first["journal_seq"], second["journal_seq"]) == (0, 1)
    row = db.session.query(PracticalResponse).order_by(PracticalResponse.id.desc()).first()
    with open_path(store().path(day.attempt.sandbox), write=False) as session:
        assert row.journal_head == session.query(JournalRow).one().hash


def test_the_same_key_is_answered_alike_and_another_value_under_it_is_refused(day, client):
    key = uuid.uuid4()
    first = put(client, day, key=key)
    day.later(minutes=1)
    assert put(client, day, key=key).json == first.json
    assert put(client, day, "4", key=key).status_code == 422
    assert db.session.query(PracticalResponse).count() == 1


def test_a_stale_answer_is_kept_as_evidence_and_not_used(day, client):
    put(client, day, "3")
    stale = put(client, day, "7")
    assert stale.status_code == 409 and stale.json["current"] == {"rev": 1, "value": "3"}
    assert [row.accepted for row in db.session.query(PracticalResponse).order_by(PracticalResponse.id)] == [True, False]
    assert [answer["value_raw"] for answer in answering.answers_of(day.case.id)] == ["3"]


def test_a_late_answer_is_flagged_and_not_counted(day, client):
    day.later(minutes=121)
    late = put(client, day, "3")
    assert late.status_code == 409 and late.json["error"] == "late"
    assert answering.answers_of(day.case.id) == [] and db.session.query(PracticalResponse).one().reason == "late"


def test_an_answer_after_handing_in_does_not_change_the_seal(day, client):
    put(client, day, "3")
    client.post(f"/practical/{day.attempt.id}/hand-in")
    seal = day.attempt.seal
    assert put(client, day, "4", rev=2, base_rev=1).json["error"] == "closed"
    assert client.post(f"/practical/{day.attempt.id}/hand-in").status_code == 303
    assert day.attempt.seal == seal


@pytest.mark.parametrize("value", [None, 3, ["3"], "x" * 501])
def test_what_is_no_short_text_is_refused(day, client, value):
    assert put(client, day, value).status_code == 422


def test_an_unknown_question_is_no_page(day, client):
    assert put(client, day, question="q99").status_code == 404


def test_paused_work_takes_no_answer_but_the_browser_may_send_it_again(day, client):
    day.act("pause", "awaria", None, day.moment)
    key = uuid.uuid4()
    assert put(client, day, key=key).status_code == 409
    day.act("resume", "koniec awarii", None, day.moment)
    assert put(client, day, key=key).status_code == 200


def test_every_answer_lies_in_the_journal_and_comes_back_from_it(day, client):
    put(client, day, "3")
    records = answer_journal.read(answer_journal.of(day.app).path).records
    assert [record["value"] for record in records if record["wire"] == "practical"] == ["3"]
    assert answering.reconcile(records).clean
    lost = {**records[-1], "key": str(uuid.uuid4()), "rev": 2, "base_rev": 1, "value": "5"}
    found = answering.reconcile([*records, lost])
    assert found.restored == [lost["key"]]
    assert [answer["value_raw"] for answer in answering.answers_of(day.case.id)] == ["3", "5"]


def test_an_answer_lost_from_sealed_work_is_a_fault_and_the_seal_stands(day, client):
    put(client, day, "3")
    records = answer_journal.read(answer_journal.of(day.app).path).records
    day.hand_in()
    found = answering.reconcile([*records, {**records[-1], "key": str(uuid.uuid4())}])
    assert len(found.faults) == 1 and not found.restored


def test_an_act_brings_its_event_once(day, client):
    complete_task(day)
    assert events.fire_for(day.attempt, day.moment) == ["asked"]
    assert events.fire_for(day.attempt, day.moment) == []
    assert subjects(day) == ["Zmiana terminu"]


def test_an_event_leaves_its_name_in_the_journal_as_the_systems_act(day, client):
    complete_task(day)
    events.fire_for(day.attempt, day.moment)
    with open_path(store().path(day.attempt.sandbox), write=False) as session:
        entry = session.query(JournalRow).filter_by(command="message.receive").one()
    assert (entry.actor, entry.origin) == ("system", "event:asked")


def test_a_minute_brings_its_event_at_the_next_sign_of_life(day, client):
    client.post(f"/api/practical/{day.attempt.id}/heartbeat", json={"unsent": 0})
    assert subjects(day) == []
    day.later(minutes=30)
    reply = client.post(f"/api/practical/{day.attempt.id}/heartbeat", json={"unsent": 0})
    assert reply.json["state"] == "open" and reply.json["remaining"] == 90 * 60
    assert subjects(day) == ["Plan"]


def test_minutes_of_a_pause_bring_no_event(day, client):
    day.act("pause", "awaria", None, day.moment)
    day.later(minutes=60)
    client.post(f"/api/practical/{day.attempt.id}/heartbeat", json={})
    day.act("resume", "koniec", None, day.moment)
    client.post(f"/api/practical/{day.attempt.id}/heartbeat", json={})
    assert subjects(day) == []


def test_a_sign_of_life_after_the_deadline_closes_and_seals(day, client):
    day.later(minutes=125)
    reply = client.post(f"/api/practical/{day.attempt.id}/heartbeat", json={"unsent": 0})
    assert reply.json["state"] == "sealed" and day.attempt.closed_by == "time"


def test_the_assignment_shows_tasks_but_no_criterion_and_no_check(day, client):
    page = client.get(f"/practical/{day.attempt.id}/assignment").get_data(as_text=True)
    assert "List od klienta" in page and "Ile jest zadań?" in page and "17.04.2026" in page
    for hidden in ("2.4.f", "po rozmowie", "Po przeniesieniu szansy", "Z1.1"):
        assert hidden not in page
    panel = client.get(f"/practical/{day.attempt.id}/panel").get_data(as_text=True)
    assert "Ile jest zadań?" in panel and "<html" not in panel and "2.4.f" not in panel


def test_a_file_is_downloaded_only_while_the_work_is_open(day, client):
    address = f"/practical/{day.attempt.id}/files/lista.xlsx"
    answer = client.get(address)
    assert answer.data == b"PK-arkusz" and answer.headers["Content-Disposition"].startswith("attachment")
    assert client.get(f"/practical/{day.attempt.id}/files/..%2Fprobierz.sqlite3").status_code == 404
    day.hand_in()
    assert client.get(address).status_code == 303


def test_the_receipt_shows_time_and_short_hash(day, client):
    assert "Zakończ pracę" in client.get(f"/practical/{day.attempt.id}/hand-in").get_data(as_text=True)
    client.post(f"/practical/{day.attempt.id}/hand-in")
    page = client.get("/practical").get_data(as_text=True)
    assert day.attempt.receipt in page and "praktyczna" in page


def test_a_fault_and_a_remark_are_kept_in_the_candidates_words(day, client):
    assert 'value="fault"' in client.get(f"/practical/{day.attempt.id}/assignment").get_data(as_text=True)
    assert 'value="fault"' in client.get(f"/practical/{day.attempt.id}/panel").get_data(as_text=True)
    client.post("/station/remark", data={"kind": "fault", "text": "Drukarka nie działa"})
    client.post(f"/practical/{day.attempt.id}/hand-in")
    assert 'value="course"' in client.get("/practical").get_data(as_text=True)
    client.post("/station/remark", data={"kind": "course", "text": "Było głośno"})
    kept = [(row.kind, row.text) for row in db.session.query(CandidateRemark)]
    assert kept == [("fault", "Drukarka nie działa"), ("course", "Było głośno")]
    empty = client.post("/station/remark", data={"kind": "course", "text": " "}, follow_redirects=True)
    assert empty.status_code == 200 and db.session.query(CandidateRemark).count() == 2


def test_an_answer_costs_six_readings_and_three_writings(day, client):
    put(client, day, "3")
    here = SimpleNamespace(attempt=SimpleNamespace(id=day.attempt.id))  # the test's own readings are not counted
    with statements() as seen:
        assert put(client, here, "4", rev=2, base_rev=1).status_code == 200
    written = [statement for statement in seen if not statement.startswith("SELECT")]
    assert len(seen) - len(written) <= 6, "\n".join(seen)
    assert len(written) <= 3, "\n".join(written)
    assert not [statement for statement in seen if "practical_attempt.variant," in statement]
