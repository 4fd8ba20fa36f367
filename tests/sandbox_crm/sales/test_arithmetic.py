"""Money of selling: halves go up, totals equal the sum of what is shown."""

from decimal import ROUND_HALF_UP, Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import event, text

from sandbox_crm.models.offers import Offer
from sandbox_crm.models.sales import Opportunity
from sandbox_crm.sales.arithmetic import line_net_gr, totals_of, totals_per_stage, weighted_gr
from sandbox_crm.sales.numbers import WIDTHS, highest, next_number


@pytest.mark.parametrize(
    ("qty", "price", "discount", "net"),
    [(2500, 333, 0, 833), (1000, 1, 50, 1), (1, 500, 0, 1), (1, 499, 0, 0), (3000, 10000, 15, 25500), (1000, 25990, 100, 0)],
)
def test_a_line_is_rounded_half_up(qty, price, discount, net):
    assert line_net_gr(qty, price, discount) == net


@given(st.integers(1, 10**8), st.integers(0, 10**9), st.integers(0, 100))
def test_a_line_agrees_with_decimal_arithmetic(qty, price, discount):
    exact = Decimal(qty) / 1000 * price * (100 - discount) / 100
    assert line_net_gr(qty, price, discount) == int(exact.quantize(Decimal(1), ROUND_HALF_UP))


@given(st.lists(st.tuples(st.integers(1, 4), st.none() | st.integers(0, 10**10), st.integers(0, 100))))
def test_totals_equal_a_brute_force_sum(rows):
    totals = totals_of((value, probability) for _stage, value, probability in rows)
    assert (totals.count, totals.sum_gr) == (len(rows), sum(value or 0 for _s, value, _p in rows))
    assert totals.weighted_gr == sum(weighted_gr(value, probability) for _s, value, probability in rows)
    by_stage = totals_per_stage(rows)
    assert sum(one.weighted_gr for one in by_stage.values()) == totals.weighted_gr
    assert {stage: one.count for stage, one in by_stage.items()} == {
        stage: sum(row[0] == stage for row in rows) for stage in {row[0] for row in rows}
    }


def test_numbers_continue_the_highest_of_the_year():
    assert (
        next_number("SZ", 2026, ["SZ/2026/0001", "SZ/2026/0017", "SZ/2025/0400", "OF/2026/0900", "SZ/2026/x"]) == "SZ/2026/0018"
    )
    assert next_number("SZ", 2027, ["SZ/2026/0017"]) == "SZ/2027/0001"


def test_the_last_number_is_the_highest_whatever_its_width_and_deleted_or_not(bench):
    row = dict(bench.session.execute(text("SELECT * FROM opportunity ORDER BY id LIMIT 1")).mappings().one())
    for number in ("SZ/2026/9", "SZ/2026/0417", "SZ/2026/9999", "SZ/2026/10000", "SZ/2026/12a45", "SZ/2027/9999", "OF/2026/7777"):
        given = {**row, "id": None, "number": number, "deleted_at": "2026-01-01" if number.endswith("10000") else None}
        bench.session.execute(text(f"INSERT INTO opportunity ({', '.join(given)}) VALUES (:{', :'.join(given)})"), given)
    assert highest(bench.session, Opportunity.number, "SZ", 2026) == ["SZ/2026/9", "SZ/2026/9999", "SZ/2026/10000"]
    assert next_number("SZ", 2026, highest(bench.session, Opportunity.number, "SZ", 2026)) == "SZ/2026/10001"
    assert highest(bench.session, Opportunity.number, "SZ", 1999) == []


@pytest.mark.parametrize("column", [Opportunity.number, Offer.number])
def test_the_last_number_is_read_from_the_end_of_an_index(bench, column):
    asked = []
    connection, table = bench.session.connection(), column.class_.__tablename__
    event.listen(connection, "before_cursor_execute", lambda _c, _cursor, *statement: asked.append(statement[:2]))
    highest(bench.session, column, "SZ", 2026)
    plan = connection.exec_driver_sql("EXPLAIN QUERY PLAN " + asked[0][0], asked[0][1]).all()
    read = [step[3] for step in plan if table in step[3]]
    whole = f"SEARCH {table} USING COVERING INDEX ix_{table}_number_width (<expr>=? AND number>? AND number<?)"
    assert read == [whole] * len(WIDTHS)
