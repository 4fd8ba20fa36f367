"""The timeline: everything that happened, newest first, corrected events marked."""

from dataclasses import replace
from datetime import date

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from sandbox_crm.history.interactions import correct_interaction, record_interaction
from sandbox_crm.history.timeline import timeline
from sandbox_crm.models.work import Interaction
from sandbox_crm.offers.messages import receive_message, send_message
from tests.sandbox_crm.driver import page
from tests.sandbox_crm.offers.test_offer_commands import offer
from tests.sandbox_crm.seed import BORSUK, EWA, SWIT


def test_an_account_and_its_opportunity_show_the_same_events_in_order(bench):
    made = offer(bench)
    send_message(bench, to="e@swit.example", subject="Oferta", offer_id=made.id)
    first = record_interaction(
        bench, kind="phone", subject="Telefon", account_id=SWIT, opportunity_id=1, happened_on=date(2026, 4, 1)
    )
    correct_interaction(bench, interaction_id=first.id, subject="Telefon do biura")
    moments = timeline(bench, account_id=SWIT)
    assert {moment.source for moment in moments} == {"offer", "message", "interaction"}
    assert [moment.on for moment in moments] == sorted((moment.on for moment in moments), reverse=True)
    assert [moment.replaced for moment in moments if moment.source == "interaction"] == [False, True]
    assert len(timeline(bench, opportunity_id=1)) == len(moments) == 4
    assert len(timeline(bench, contact_id=EWA)) == 2 and timeline(bench, account_id=BORSUK) == []


def test_a_message_in_the_timeline_says_whom_it_went_to_or_came_from(sandbox, client):
    with sandbox.work() as bench:
        send_message(bench, to="ewa@swit.example", subject="Oferta", account_id=SWIT)
        receive_message(bench, sender="biuro@swit.example", subject="Pytanie", body="Dzień dobry", account_id=SWIT)
    soup = page(client, f"/accounts/{SWIT}")
    shown = {row.a.text: row.select_one(".crm-none").text for row in soup.select(".crm-timeline li") if row.a}
    assert shown["Oferta"] == "wysłana, ewa@swit.example" and shown["Pytanie"] == "otrzymana, biuro@swit.example"
    assert "mają znacznik „Zdarzenie”" in soup.text and "mają znacznik" not in page(client, f"/accounts/{BORSUK}").text


def test_an_event_says_whose_entry_it_is(sandbox, client):
    """The scenario's course of events writes in the name of a colleague, so the name alone would not tell."""
    made = {}
    for kind in ("candidate", "system"):
        with sandbox.work() as bench:
            bench.actor = replace(bench.actor, kind=kind)
            made[kind] = record_interaction(bench, kind="phone", subject=f"Telefon {kind}", account_id=SWIT).id
    with sandbox.work() as bench:
        corrected = correct_interaction(bench, interaction_id=made["system"], subject="Telefon z biura").id
        assert [bench.get(Interaction, key).origin for key in (*made.values(), corrected)] == ["candidate", "system", "candidate"]
    rows = page(client, f"/accounts/{SWIT}").select(".crm-timeline li")
    shown = {row.a.text.rsplit(": ", 1)[1]: row.select_one(".crm-none").text for row in rows}
    assert "wpis użytkownika" in shown["Telefon candidate"] and "wpis scenariusza" in shown["Telefon system"]
    assert "wpis scenariusza" in page(client, f"/interactions/{made['system']}").select_one("main").text


def test_the_table_keeps_whose_entry_an_event_is(sandbox):
    with sandbox.work() as bench:
        record_interaction(bench, kind="phone", subject="Telefon", account_id=SWIT)
    for value, fault in (("'system'", "append-only"), ("'robot'", "append-only|origin")):
        with pytest.raises(IntegrityError, match=fault), sandbox.work() as bench:
            bench.session.execute(text(f"UPDATE interaction SET origin = {value}"))
