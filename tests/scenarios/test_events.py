"""When an event is due: an act of the candidate, a minute, whichever comes first."""

from question_bank.scenarios.events import act_args, causing_entry, due_events
from sandbox_crm.snapshot import Change, Entry

EVENT = {"id": "e", "when": {"after": {"command": "message.send", "table": "message", "where": {"account_id": 4}}, "minute": 70},
         "do": []}


def entry(actor="candidate", command="message.send", account_id=4, seq=1):
    change = Change("message", 9, None, {"id": 9, "account_id": account_id, "offer_id": None})
    return Entry(seq, "t", "2026-10-12", actor, 1, "ui", command, "", {}, (change,), "", "")


def test_an_act_brings_the_event_before_its_minute():
    assert due_events([EVENT], [entry()], 5, ()) == [EVENT]


def test_the_minute_brings_the_event_without_the_act():
    assert due_events([EVENT], [], 69.9, ()) == []
    assert due_events([EVENT], [], 70, ()) == [EVENT]


def test_another_client_another_command_and_the_scenario_itself_do_not_count():
    for other in (entry(account_id=5), entry(command="message.receive"), entry(actor="system")):
        assert due_events([EVENT], [other], 5, ()) == []


def test_an_event_happens_once():
    assert due_events([EVENT], [entry()], 90, ("e",)) == []


def test_any_asks_only_that_something_stands_there():
    after = {"command": "message.send", "table": "message", "where": {"offer_id": "any"}}
    event = {**EVENT, "when": {"after": after, "minute": None}}
    assert due_events([event], [entry()], 500, ()) == []


def test_the_cause_gives_the_id_of_the_message_that_bounced():
    act = {"do": "message.receive", "args": {"in_reply_to_id": "$cause.message", "subject": "x"}}
    assert act_args(EVENT, act, [entry()]) == {"in_reply_to_id": 9, "subject": "x"}
    assert causing_entry(EVENT, [entry(seq=1), entry(seq=2)]).seq == 1


def test_an_act_without_its_cause_is_left_out():
    act = {"do": "message.receive", "args": {"in_reply_to_id": "$cause.message"}}
    assert act_args(EVENT, act, []) is None
