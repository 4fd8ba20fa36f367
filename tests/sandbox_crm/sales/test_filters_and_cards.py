"""The address filters the list, the board and the totals alike; a card shows what comes next."""

from datetime import date

import pytest

from sandbox_crm.sales import transitions
from sandbox_crm.sales.asking import opportunity_filters
from sandbox_crm.sales.board import columns_of, totals, totals_by_kind
from sandbox_crm.work import tasks
from tests.sandbox_crm.driver import page
from tests.sandbox_crm.seed import B2B, TODAY


def test_the_address_filters_list_board_and_totals_alike(bench):
    for asked, wanted in (
        ({"q": "HURTOWNI"}, [2]),
        ({"state": "open"}, [1, 2]),
        ({"owner_id": "2"}, []),
        ({"close": "overdue"}, [2]),
        ({"close_from": "2026-05-01"}, [1]),
        ({"value_to": "4 500,00"}, [2]),
        ({"state": "odd", "stage_id": "x"}, [1, 2]),
    ):
        filters = opportunity_filters(asked)
        cards = [card.opportunity.id for column in columns_of(bench, B2B, filters) for card in column.cards]
        assert sorted(cards) == wanted, asked
        assert totals(bench, filters).count == len(wanted)


def told(client, path):
    """What stands in the line of totals of a list or a board, name -> number."""
    return {part.dt.text: part.dd.text.replace("\xa0", " ") for part in page(client, path).select(".sales-totals > div")}


@pytest.mark.parametrize("path", ["/opportunities?pipeline_id=1", f"/opportunities/board?pipeline_id={B2B}"])
def test_what_is_open_won_and_lost_is_told_apart_and_one_kind_alone_as_before(client, sandbox, path):
    assert told(client, path) == {"Szanse sprzedaży": "2", "Łączna wartość": "16 845,67 zł", "Wartość ważona": "3 034,57 zł"}
    with sandbox.work() as bench:
        transitions.mark_won(bench, opportunity_id=1, closed_on=TODAY)
    assert told(client, path) == {"Szanse sprzedaży": "2", "Otwarte: 1": "4 500,00 zł", "Wartość ważona otwartych": "1 800,00 zł",
                                  "Wygrane: 1": "12 345,67 zł"}
    with sandbox.work() as bench:
        transitions.mark_lost(bench, opportunity_id=2, closed_on=TODAY, lost_reason="price")
        assert [(kind, sums.count) for kind, sums in totals_by_kind(bench).items()] == [("won", 1), ("lost", 1)]
        assert totals_by_kind(bench, opportunity_filters({"q": "nic takiego"})) == {}
    assert told(client, path) == {"Szanse sprzedaży": "2", "Wygrane: 1": "12 345,67 zł", "Przegrane: 1": "4 500,00 zł"}


def test_a_card_shows_the_next_open_task_and_whether_it_is_late(bench):
    cards = {card.opportunity.id: card for column in columns_of(bench, B2B) for card in column.cards}
    assert (cards[1].next_task.id, cards[1].overdue) == (1, False)
    assert (cards[2].next_task.id, cards[2].overdue) == (2, True)
    tasks.complete(bench, task_id=2)
    tasks.create(bench, title="Później", opportunity_id=2)
    tasks.create(bench, title="Wcześniej", opportunity_id=2, due_on=date(2026, 4, 25))
    assert {card.opportunity.id: card.next_task.title for column in columns_of(bench, B2B) for card in column.cards}[
        2
    ] == "Wcześniej"
