"""What the screens of selling say: only what is true of the record that they show."""

import pytest

from sandbox_crm.sales import transitions
from tests.sandbox_crm.driver import form_of, page
from tests.sandbox_crm.seed import TODAY


@pytest.mark.parametrize(("close", "said"), [
    (lambda bench: transitions.mark_won(bench, opportunity_id=2, closed_on=TODAY), False),
    (lambda bench: transitions.mark_lost(bench, opportunity_id=2, lost_reason="price", closed_on=TODAY), True)])
def test_reopening_speaks_of_the_reason_for_the_loss_only_where_there_was_a_loss(sandbox, client, close, said):
    with sandbox.work() as bench:
        close(bench)
    words = page(client, "/opportunities/2/reopen").select_one("main").text
    assert ("powód przegranej" in words) == said and "Data zamknięcia" in words


def test_a_stage_without_opportunities_asks_for_no_target(client):
    used, free = (form_of(page(client, f"/stages/{stage}/delete"), "stage.delete") for stage in (2, 7))
    assert used.select_one("select option").text == "Wybierz…" and not free.select("select")


def test_an_expected_close_that_passed_is_marked_in_the_list_until_the_opportunity_is_closed(sandbox, client):
    def late():
        rows = page(client, "/opportunities?state=all&columns=name,expected_close").select("main tbody tr")
        return {row.th.a.text for row in rows if row.select(".crm-late")}

    assert late() == {"Lampy do hurtowni"}
    with sandbox.work() as bench:
        transitions.mark_lost(bench, opportunity_id=2, lost_reason="price", closed_on=TODAY)
    assert late() == set()
