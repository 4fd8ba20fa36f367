"""The address filters the list, the board and the totals alike; a card shows what comes next."""

from datetime import date

from sandbox_crm.sales.asking import opportunity_filters
from sandbox_crm.sales.board import columns_of, totals
from sandbox_crm.work import tasks
from tests.sandbox_crm.seed import B2B


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
