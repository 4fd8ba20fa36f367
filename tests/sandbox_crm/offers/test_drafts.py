"""Drafts of messages: kept, written on, thrown away, sent later; what has left stays as it left."""

from email import message_from_bytes

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from sandbox_crm.bench import Refused, Stale
from sandbox_crm.history.undoing import restore
from sandbox_crm.models.offers import Message
from sandbox_crm.offers.messages import delete_draft, save_draft, send_message
from tests.sandbox_crm.driver import ADDRESS, form_of, new_id, page, send
from tests.sandbox_crm.seed import EWA, SWIT


def draft_of(bench, **values):
    usual = {"to": "ewa@swit.example", "subject": "Termin", "body": "Dzień dobry", "account_id": SWIT}
    return save_draft(bench, **usual | values)


def test_a_draft_is_kept_without_what_a_message_needs_and_nothing_leaves(sandbox, client):
    kept = new_id(send(client, "/messages/new", "message.send", draft="1", body="Do dokończenia"))
    with sandbox.work() as bench:
        message = bench.get(Message, kept)
        assert (message.status, message.sent_on, message.raw_sha256, message.recipients) == ("draft", None, None, [])
    assert sandbox.snapshot().journal[-1].command == "message.save_draft"
    shown = page(client, f"/messages/{kept}").select_one("main").text
    assert "(bez tematu)" in shown and "Do dokończenia" in shown and "Zarejestruj w historii" not in shown
    row = page(client, "/messages?box=out").select_one("main tbody tr").text
    assert "(bez tematu)" in row and "szkic" in row
    assert "1 szkic" in page(client, "/messages").select_one(".crm-tabs").text


def test_a_draft_is_written_on_and_sent_from_its_form(sandbox, client):
    with sandbox.work() as bench:
        kept = draft_of(bench).id
    send(client, f"/messages/{kept}/edit", "message.send", draft="1", body="Dzień dobry, pytam o termin")
    assert send(client, f"/messages/{kept}/edit", "message.send").headers["Location"].endswith(f"/messages/{kept}")
    with sandbox.work() as bench:
        message = bench.get(Message, kept)
        assert (message.status, message.sent_on, message.body) == ("sent", bench.today, "Dzień dobry, pytam o termin")
    raw = client.get(page(client, f"/messages/{kept}").find("a", string="Pobierz jako EML")["href"]).data
    assert "ewa@swit.example" in message_from_bytes(raw)["To"]
    assert client.get(f"{ADDRESS}/messages/{kept}/edit").status_code == 303, "it is edited no more"


def test_what_a_message_needs_is_asked_for_when_it_is_sent(client, sandbox):
    with sandbox.work() as bench:
        kept = draft_of(bench, to="zły adres", subject="").id
    answer = send(client, f"/messages/{kept}/edit", "message.send", status=422)
    assert "zły adres" in answer.text and "temat" in answer.text
    with sandbox.work() as bench:
        assert bench.get(Message, kept).status == "draft"


def test_what_a_draft_names_must_be_there(bench):
    for wrong in ({"offer_id": 99}, {"account_id": 99}, {"attachment_ids": [99]}):
        with pytest.raises(Refused):
            draft_of(bench, **wrong)


def test_a_draft_goes_to_the_bin_and_comes_back(sandbox, client):
    with sandbox.work() as bench:
        kept = draft_of(bench).id
    send(client, f"/messages/{kept}", "message.delete_draft")
    assert not page(client, "/messages?box=out").select("main tbody tr")
    with sandbox.work() as bench:
        restore(bench, table="message", record_id=kept)
    assert "Termin" in page(client, "/messages?box=out").select_one("main tbody tr").text


def test_a_draft_saved_in_the_meantime_is_not_overwritten_unseen(bench):
    kept = draft_of(bench)
    bench.session.flush()
    opened = kept.row_version
    save_draft(bench, message_id=kept.id, to="ewa@swit.example", subject="Inny temat")
    for late in (save_draft, send_message):
        with pytest.raises(Stale):
            late(bench, message_id=kept.id, row_version=opened, to="ewa@swit.example", subject="Mój temat")


def test_what_has_left_is_no_draft_any_more(sandbox):
    with sandbox.work() as bench:
        kept = draft_of(bench).id
        send_message(bench, message_id=kept, to="ewa@swit.example", subject="Termin", contact_id=EWA)
    for act, values in ((save_draft, {"subject": "x"}), (delete_draft, {}), (send_message, {"to": "a@b.pl", "subject": "x"})):
        with pytest.raises(Refused) as refused, sandbox.work() as bench:
            act(bench, message_id=kept, **values)
        assert refused.value.status == 409
    for statement in ("UPDATE message SET subject = 'x'", "UPDATE message SET deleted_at = '2026-11-22'"):
        with pytest.raises(IntegrityError, match="a sent message never changes"), sandbox.work() as bench:
            bench.session.execute(text(statement))


def test_a_draft_is_offered_neither_for_the_history_nor_on_the_timeline(sandbox, client):
    with sandbox.work() as bench:
        draft_of(bench)
    assert "Termin" not in form_of(page(client, "/interactions/new?account_id=1"), "interaction.record").text
    assert "Termin" not in page(client, f"/accounts/{SWIT}").select_one(".crm-timeline, .crm-empty").text
