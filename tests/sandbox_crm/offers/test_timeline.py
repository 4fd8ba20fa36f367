"""The timeline: everything that happened, newest first, corrected events marked."""

from datetime import date

from sandbox_crm.history.interactions import correct_interaction, record_interaction
from sandbox_crm.history.timeline import timeline
from sandbox_crm.offers.messages import send_message
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
