"""Looking on, the talk and the closing of the evidence: what each member sees, records and cannot see."""

from datetime import datetime, timedelta
from types import SimpleNamespace

import pytest

from app.db import db, transaction
from exam.practical import freezing, notes, talk, talk_clock
from exam.practical.models import EvidenceFreeze, InterviewBegin, InterviewRecord, ObservationNote
from exam.sittings.models import CaseState, Enrolment
from exam.theory.results import results_of


def case_of(day):
    return db.session.get(Enrolment, day.case.id)


def open_talk(day):
    day.tested()
    day.open()
    day.hand_in()
    with transaction():
        talk.open_talk(case_of(day), day.cast.chair, day.moment)
    return talk.plan_of(day.case.id)


def record_all(client, day, skip=()):
    """A member ticks every point of every planned question."""
    for question in talk.plan_of(day.case.id).questions:
        if question["id"] not in skip:
            answer = client.post(f"/talk/{day.case.id}/questions/{question['id']}", data={
                "points": [point["id"] for point in question["points"]], "summary": "Odpowiedź pełna.", "read_back": "confirmed"})
            assert answer.status_code == 303, answer.get_data(as_text=True)


def test_a_note_is_seen_by_its_author_alone(day, client_of):
    day.open()
    member, chair = client_of(day.cast.member), client_of(day.cast.chair)
    typed = {"task": "Z1", "criterion": "2.4.f", "text": "Wahał się przy szansie."}
    saved = member.post(f"/observation/{day.case.id}/notes", data=typed)
    assert saved.status_code == 303
    own, others = (client.get(f"/observation/{day.case.id}").get_data(as_text=True) for client in (member, chair))
    assert "Wahał się przy szansie." in own and "Wahał się" not in others
    assert "Wahał się" not in chair.get(f"/observation/{day.case.id}/panel").get_data(as_text=True)
    assert notes.observations_of(day.case.id, day.cast.chair) == [] and notes.observations_of(day.case.id, None) == []
    assert [note["text"] for note in notes.observations_of(day.case.id, None, everyones=True)] == ["Wahał się przy szansie."]


def test_an_empty_note_is_refused_and_the_choice_kept(day, client_of):
    day.open()
    page = client_of(day.cast.member).post(f"/observation/{day.case.id}/notes", data={"task": "Z2", "text": "  "})
    assert page.status_code == 422 and 'value="Z2" selected' in page.get_data(as_text=True)
    assert db.session.query(ObservationNote).count() == 0


def test_the_observation_shows_tasks_criteria_and_the_clock(day, client_of):
    day.open()
    day.later(minutes=10)
    page = client_of(day.cast.member).get(f"/observation/{day.case.id}").get_data(as_text=True)
    assert "2.4.f" in page and "List od klienta" in page and 'data-remaining="6600"' in page
    assert f"/crm/{day.attempt.sandbox}/" in page


def test_the_talk_waits_for_the_seal(day, client_of):
    day.tested()
    day.open()
    client = client_of(day.cast.chair)
    assert client.post(f"/talk/{day.case.id}/open").status_code == 409
    day.hand_in()
    assert client.post(f"/talk/{day.case.id}/open").status_code == 303
    assert case_of(day).state == CaseState.IN_INTERVIEW


def test_the_plan_is_fixed_once_and_asks_what_the_talk_decides(day):
    plan = open_talk(day)
    asked = [question["criterion"] for question in plan.questions]
    assert asked[:6] == ["1.3.b", "1.3.b", "1.3.c", "1.3.c", "2.3.e", "2.3.e"]
    with transaction():
        again = talk.open_talk(case_of(day), day.cast.member, day.moment)
    assert again.id == plan.id


@pytest.mark.parametrize(("percent", "minutes"), [(0, 25), (50, 38)])
def test_extra_time_holds_in_the_talk_too(day, percent, minutes):
    with transaction():
        case_of(day).accommodation_percent = percent
    assert open_talk(day).first_slot == minutes


def test_the_second_slot_follows_the_first():
    begun = SimpleNamespace(at=datetime(2026, 11, 23, 12, 0))
    plan = SimpleNamespace(begun=begun, first_slot=40, second_slot=6)
    seen = [talk_clock.slot_at(plan, begun.at + timedelta(minutes=minutes)) for minutes in (0, 39, 40, 45, 46, 60)]
    assert seen == [(1, 2400), (1, 60), (2, 360), (2, 60), (2, 0), (2, 0)]
    alone = SimpleNamespace(begun=begun, first_slot=25, second_slot=0)
    assert talk_clock.slot_at(alone, begun.at + timedelta(minutes=30)) == (1, 0)


def test_the_members_prepare_before_the_clock_runs(day, client_of):
    plan, client = open_talk(day), client_of(day.cast.chair)
    later = plan.at + timedelta(minutes=7)
    assert talk_clock.slot_at(plan, later) == (1, plan.first_slot * 60)
    assert talk_clock.preparation_left(plan, {}, later) == 180
    assert talk_clock.preparation_left(plan, {"interview.preparation_minutes": 5}, later) == 0
    page = client.get(f"/talk/{day.case.id}").get_data(as_text=True)
    assert "Przygotowanie" in page and "Zostało z czasu rozmowy" not in page
    assert client.post(f"/talk/{day.case.id}/begin").status_code == 303
    began = talk.plan_of(day.case.id).begun.at
    page = client.get(f"/talk/{day.case.id}").get_data(as_text=True)
    assert "Zostało z czasu rozmowy" in page and "/begin" not in page
    assert talk_clock.slot_at(talk.plan_of(day.case.id), began + timedelta(minutes=1)) == (1, (plan.first_slot - 1) * 60)
    client_of(day.cast.member).post(f"/talk/{day.case.id}/begin")  # the second press changes nothing
    assert db.session.query(InterviewBegin).one().at == began


def test_the_first_record_begins_a_talk_that_nobody_began(day, client_of):
    plan = open_talk(day)
    assert plan.begun is None
    address = f"/talk/{day.case.id}/questions/{plan.questions[0]['id']}"
    assert client_of(day.cast.member).post(address, data={"summary": ""}).status_code == 422
    assert talk.plan_of(day.case.id).begun is None  # nothing was recorded
    assert client_of(day.cast.member).post(address, data={"summary": "Powiedział, co trzeba."}).status_code == 303
    assert talk.plan_of(day.case.id).begun.begun_by == day.cast.member.id


def test_no_talk_begins_without_a_plan(day, client_of):
    day.tested()
    day.open()
    day.hand_in()
    assert client_of(day.cast.chair).post(f"/talk/{day.case.id}/begin").status_code == 409


def test_the_figures_to_talk_about_are_a_click_from_the_question(day, client_of):
    plan, client = open_talk(day), client_of(day.cast.member)
    pages = {question["criterion"]: client.get(f"/talk/{day.case.id}/questions/{question['id']}").get_data(as_text=True)
             for question in plan.questions}
    link = f"/sealed/{day.attempt.sandbox}/opportunities/values"
    assert link in pages["2.3.e"] and link not in pages["1.3.b"]
    assert client.get(link).status_code == 200


def test_a_question_is_shown_word_for_word_with_its_points(day, client_of):
    question = open_talk(day).questions[0]
    page = client_of(day.cast.member).get(f"/talk/{day.case.id}/questions/{question['id']}").get_data(as_text=True)
    for words in (question["text"].split(".")[0], question["points"][0]["text"].split(":")[0], "Błędy krytyczne"):
        assert words in page


def test_no_screen_of_the_talk_tells_a_test_score(day, client_of):
    plan = open_talk(day)
    client = client_of(day.cast.member)
    pages = [client.get(f"/talk/{day.case.id}"), client.get(f"/observation/{day.case.id}"),
             *(client.get(f"/talk/{day.case.id}/questions/{question['id']}") for question in plan.questions)]
    told = results_of(day.case.id)
    assert told["1.1.a"]["right"] == 0 and told["1.1.a"]["result"] == "not_met"
    for page in pages:
        text = page.get_data(as_text=True)
        assert page.status_code == 200
        for secret in ("0/6", "0 z 6", "not_met", "niespełnione", "próg", "1.1.a</td>"):
            assert secret not in text, secret


def test_two_thirds_of_the_points_and_no_critical_error_are_met(day):
    question = open_talk(day).questions[0]
    ids = [point["id"] for point in question["points"]]
    enough = -(-len(ids) * 2 // 3)

    def recorded(points, errors=()):
        with transaction():
            heard = talk.Heard("Streszczenie", points, list(errors))
            return talk.record_answer(case_of(day), day.cast.member, question["id"], heard, day.moment).met

    assert recorded(ids[:enough]) is True
    assert recorded(ids[:enough - 1]) is False
    assert recorded(ids, [0]) is False


def test_a_second_record_stands_beside_the_first_and_holds(day, client_of):
    question = open_talk(day).questions[0]
    client, address = client_of(day.cast.member), f"/talk/{day.case.id}/questions/{question['id']}"
    client.post(address, data={"summary": "Pierwsze"})
    client.post(address, data={"summary": "Drugie", "read_back": "objected", "objection": "Nie tak mówił."})
    assert db.session.query(InterviewRecord).count() == 2
    held = talk.records_of(day.case.id)[question["id"]][day.cast.member.id]
    assert (held.summary, held.objection) == ("Drugie", "Nie tak mówił.")


@pytest.mark.parametrize("typed, field", [({"summary": ""}, "summary"), ({"summary": "x", "read_back": "objected"}, "objection")])
def test_an_incomplete_record_keeps_what_was_typed(day, client_of, typed, field):
    question = open_talk(day).questions[0]
    point = question["points"][0]["id"]
    page = client_of(day.cast.member).post(f"/talk/{day.case.id}/questions/{question['id']}", data={**typed, "points": [point]})
    text = page.get_data(as_text=True)
    assert page.status_code == 422 and f'href="#{field}"' in text and f'value="{point}" checked' in text
    assert db.session.query(InterviewRecord).count() == 0


def test_a_members_records_are_hidden_from_the_other(day, client_of):
    open_talk(day)
    record_all(client_of(day.cast.member), day)
    chair = client_of(day.cast.chair).get(f"/talk/{day.case.id}").get_data(as_text=True)
    assert "Odpowiedź pełna." not in chair and "zapisano</span>" not in chair
    assert talk.interview_of(day.case.id, day.cast.chair)["records"] == {}
    assert len(talk.interview_of(day.case.id)["records"]) == len(talk.plan_of(day.case.id).questions)


def test_an_own_question_is_kept_verbatim_with_its_reason(day, client_of):
    open_talk(day)
    client = client_of(day.cast.member)
    typed = {"criterion": "2.1.b", "own_question": "Dlaczego te etapy?", "summary": "Bo tak"}
    incomplete = client.post(f"/talk/{day.case.id}/own", data=typed)
    assert incomplete.status_code == 422 and "Dlaczego te etapy?" in incomplete.get_data(as_text=True)
    client.post(f"/talk/{day.case.id}/own", data={**typed, "reason": "niejasny etap drugi"})
    row = db.session.query(InterviewRecord).one()
    assert (row.own_question, row.reason, row.met) == ("Dlaczego te etapy?", "niejasny etap drugi", None)


def test_the_evidence_closes_only_with_every_members_records(day, client_of):
    open_talk(day)
    member, chair = client_of(day.cast.member), client_of(day.cast.chair)
    record_all(member, day)
    refused = chair.post(f"/talk/{day.case.id}/freeze")
    assert refused.status_code == 409 and day.cast.chair.name not in refused.get_data(as_text=True).split("<main")[1]
    record_all(chair, day)
    assert chair.post(f"/talk/{day.case.id}/freeze").status_code == 303
    assert case_of(day).state == CaseState.EVIDENCE_FROZEN
    assert f'href="/committee/{day.case.id}/sheet"' in chair.get(f"/talk/{day.case.id}").get_data(as_text=True)
    frozen = freezing.freeze_of(day.case.id)
    assert set(frozen.content) == {"test_seal", "sandbox_seal", "notes", "interview", "shown_again"}
    assert all(frozen.content.values())
    assert freezing.freeze_fault(case_of(day)) is None


def test_closed_evidence_takes_nothing_more_and_a_second_closing_changes_nothing(day, client_of):
    plan = open_talk(day)
    for person in (day.cast.member, day.cast.chair):
        record_all(client_of(person), day)
    member = client_of(day.cast.member)
    member.post(f"/talk/{day.case.id}/freeze")
    sha256 = freezing.freeze_of(day.case.id).sha256
    assert member.post(f"/observation/{day.case.id}/notes", data={"text": "jeszcze coś"}).status_code == 409
    address = f"/talk/{day.case.id}/questions/{plan.questions[0]['id']}"
    assert member.post(address, data={"summary": "inaczej"}).status_code == 409
    assert member.post(f"/talk/{day.case.id}/freeze").status_code == 303
    assert db.session.query(EvidenceFreeze).count() == 1 and freezing.freeze_of(day.case.id).sha256 == sha256
    assert member.get(f"/talk/{day.case.id}").status_code == 200


def test_evidence_changed_after_the_closing_is_told(day, client_of):
    open_talk(day)
    for person in (day.cast.member, day.cast.chair):
        record_all(client_of(person), day)
    client_of(day.cast.chair).post(f"/talk/{day.case.id}/freeze")
    with transaction() as session:
        session.add(ObservationNote(attempt_id=day.attempt.id, member_id=day.cast.member.id, text="dopisek", at=day.moment))
    assert "notes" in freezing.freeze_fault(case_of(day))
