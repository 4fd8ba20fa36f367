"""Goals: drafts may be open, the impossible is refused, progress equals a count by hand."""

from datetime import date

import pytest

from sandbox_crm.bench import Refused
from sandbox_crm.models.clients import Segment, SegmentMember
from sandbox_crm.models.sales import Opportunity
from sandbox_crm.sales import goals, lines, opportunities, products, transitions
from sandbox_crm.sales.progress import progress_of
from tests.sandbox_crm.seed import B2B, B2C, BORSUK, LAMP, SWIT, TODAY

YEAR = {"date_from": date(2026, 1, 1), "date_to": date(2026, 12, 31)}


def sold(bench, account_id, value, closed_on=TODAY, **more):
    made = opportunities.create(bench, name=f"Sprzedaż {value}", account_id=account_id, pipeline_id=B2B, value_gr=value, **more)
    made.opened_on = min(made.opened_on, closed_on)
    return transitions.mark_won(bench, opportunity_id=made.id, closed_on=closed_on)


def test_a_draft_may_be_open_and_becomes_active_even_so(bench):
    goal = goals.create(bench, name="Więcej klientów")
    assert (goal.status, progress_of(bench, goal).missing) == ("draft", ("metric", "date_from", "date_to"))
    assert goals.activate(bench, goal_id=goal.id).status == "active"


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"target_value": 0}, "target_value"),
        ({"target_value": -5}, "target_value"),
        ({"metric": "joy"}, "metric"),
        ({"name": " "}, "name"),
        ({"date_from": TODAY, "date_to": TODAY}, "date_to"),
        ({"needed_fields": ["account.pesel"]}, "needed_fields"),
        ({"segment_id": 9}, "segment_id"),
        ({"product_id": 9}, "product_id"),
        ({"pipeline_id": 9}, "pipeline_id"),
    ],
)
def test_the_impossible_is_refused(bench, values, field):
    made, refused = bench.attempt(goals.create, **{"name": "Cel", **values})
    assert made is None
    assert field in refused.fields


def test_status_becomes_active_by_its_own_command_only(bench):
    goal = goals.create(bench, name="Cel", needed_fields=["account.nip"])
    with pytest.raises(Refused):
        goals.update(bench, goal_id=goal.id, status="active")
    goals.activate(bench, goal_id=goal.id)
    assert goals.update(bench, goal_id=goal.id, status="closed").status == "closed"


def test_progress_counts_what_was_won_in_the_period(bench):
    sold(bench, SWIT, 10_000)
    sold(bench, SWIT, 5_000)
    sold(bench, BORSUK, 700, closed_on=date(2025, 12, 31))
    sold(bench, BORSUK, 900)
    transitions.mark_lost(bench, opportunity_id=1, lost_reason="price", closed_on=TODAY)
    for metric, wanted in (("won_value", 15_900), ("won_count", 3), ("new_clients", 1), ("conversion", 75), ("offer_count", 0)):
        goal = goals.create(bench, name=metric, metric=metric, target_value=100, **YEAR)
        assert progress_of(bench, goal).value == wanted, metric
        assert progress_of(bench, goal).percent == wanted


def test_progress_keeps_to_the_goal_s_scope(bench):
    listed = bench.add(Segment(name="Lista", mode="static"))
    bench.add(SegmentMember(segment_id=listed.id, account_id=BORSUK))
    won = sold(bench, SWIT, 10_000)
    lines.set_lines(
        bench,
        opportunity_id=won.id,
        lines=[
            {"product_id": LAMP, "qty_milli": 1000},
            {"name": "Dojazd", "qty_milli": 1000, "price_net_gr": 1, "vat_code": "23"},
        ],
    )
    sold(bench, BORSUK, 900)
    for scope, wanted in (({"segment_id": listed.id}, 900), ({"product_id": LAMP}, 25990), ({"pipeline_id": B2C}, 0)):
        goal = goals.create(bench, name="Cel", metric="won_value", target_value=10, **YEAR, **scope)
        assert progress_of(bench, goal).value == wanted


def test_without_closed_opportunities_there_is_no_conversion(bench):
    goal = goals.create(bench, name="Cel", metric="conversion", target_value=50, **YEAR)
    assert (progress_of(bench, goal).value, progress_of(bench, goal).percent) == (None, None)


def test_the_price_list_keeps_codes_apart(bench):
    with pytest.raises(Refused):
        products.create(bench, code="L-100", name="Druga", unit="szt.", price_net_gr=1, vat_code="23")
    for wrong in ({"vat_code": "22"}, {"price_net_gr": -1}, {"unit": ""}, {"kind": "thing"}):
        with pytest.raises(Refused):
            products.create(bench, **{"code": "Z-1", "name": "Z", "unit": "szt.", "price_net_gr": 1, "vat_code": "23", **wrong})
    changed = products.update(bench, product_id=LAMP, price_net_gr=30000, code="L-100")
    assert (changed.price_net_gr, bench.session.get(Opportunity, 1).value_gr) == (30000, 1_234_567)
