"""Money of selling: halves go up, totals equal the sum of what is shown."""

from decimal import ROUND_HALF_UP, Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sandbox_crm.sales.arithmetic import line_net_gr, totals_of, totals_per_stage, weighted_gr
from sandbox_crm.sales.numbers import next_number


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
