"""Report figures against brute force over random companies, and the shape of what is refused."""

import random
from collections import defaultdict
from datetime import date
from fractions import Fraction

import pytest

from sandbox_crm.images import whole_state
from sandbox_crm.reports.computation import compute
from sandbox_crm.reports.definition import check_definition, from_plain
from sandbox_crm.reports.periods import previous_period
from sandbox_crm.store import build_template, open_path
from tests.sandbox_crm.reports.random_company import NOW, TODAY, company


def state_of(tmp_path, seed):
    build_template(tmp_path / f"{seed}.sqlite3", company(seed, 120), NOW)
    with open_path(tmp_path / f"{seed}.sqlite3", write=False) as session:
        return whole_state(session)


def asked(**parts):
    made = from_plain({"name": "x", "entity": "opportunity", "kind": "table", **parts})
    assert check_definition(made) == {}
    return made


def half_up(value):
    return int(value + Fraction(1, 2)) if value >= 0 else -int(-value + Fraction(1, 2))


def naive(state, low, high, key):
    """Won opportunities closed in a range, by key: count, sum, average, smallest, largest, written out plainly."""
    found = defaultdict(list)
    for row in state["opportunity"].values():
        won = state["stage"][row["stage_id"]]["kind"] == "won"
        if won and row["deleted_at"] is None and row["closed_on"] and low <= row["closed_on"] <= high:
            found[key(row)].append(row["value_gr"])
    figures = {}
    for name, values in found.items():
        known = [value for value in values if value is not None]
        average = half_up(Fraction(sum(known), len(known))) if known else None
        figures[name] = [len(values), sum(known), average, min(known, default=None), max(known, default=None)]
    return figures


MEASURES = [{"func": "count"}, *({"func": func, "field": "value_gr"} for func in ("sum", "avg", "min", "max"))]
WON = {"field": "stage.kind", "op": "eq", "value": "won"}


@pytest.mark.parametrize("seed", range(8))
def test_groups_subtotals_and_totals_equal_brute_force(tmp_path, seed):
    state = state_of(tmp_path, seed)
    between = {"field": "closed_on", "op": "between", "value": ["2025-01-01", "2026-03-31"]}
    made = compute(
        state,
        asked(
            group_by=["owner.name", "closed_on"],
            date_field="closed_on",
            date_bucket="month",
            measures=MEASURES,
            filters={"all": [WON, between]},
        ),
        TODAY,
    )

    def owner(row):
        return state["sales_user"][row["owner_id"]]["name"] if row["owner_id"] else None

    truth = naive(state, "2025-01-01", "2026-03-31", lambda row: (owner(row), row["closed_on"][:7] + "-01"))
    assert {tuple(r["keys"]): r["values"] for r in made.rows if r["kind"] == "group"} == truth
    per_owner = naive(state, "2025-01-01", "2026-03-31", owner)
    assert {r["keys"][0]: r["values"] for r in made.rows if r["kind"] == "subtotal"} == per_owner
    assert made.totals["values"] == naive(state, "2025-01-01", "2026-03-31", lambda row: 1)[1]
    assert len(made.record_ids) == made.totals["count"] == sum(r["count"] for r in made.rows if r["kind"] == "group")


@pytest.mark.parametrize("seed", range(4))
def test_two_quarters_compared_equal_brute_force_month_beside_month(tmp_path, seed):
    state = state_of(tmp_path, seed)
    filters = {"all": [WON, {"field": "closed_on", "op": "relative", "value": "last_quarter"}]}
    made = compute(
        state,
        asked(
            date_field="closed_on",
            date_bucket="month",
            measures=MEASURES[:2],
            filters=filters,
            compare={"kind": "period", "from": "2025-01-01", "to": "2025-03-31"},
        ),
        TODAY,
    )
    now = naive(state, "2026-01-01", "2026-03-31", lambda row: row["closed_on"][5:7])
    then = naive(state, "2025-01-01", "2025-03-31", lambda row: row["closed_on"][5:7])
    for row in made.rows:
        month = row["keys"][0][5:7]
        assert row["keys"][0].startswith("2026")
        new, old = now.get(month, [0, 0])[:2], then.get(month, [0, 0])[:2]
        assert (row["values"], row["other"]) == (new, old)
        assert row["difference"] == [a - b for a, b in zip(new, old, strict=True)]
        if old[1]:
            assert Fraction(row["percent"][1]).limit_denominator(10) == Fraction(
                half_up(Fraction((new[1] - old[1]) * 1000, old[1])), 10
            )
        else:
            assert row["percent"][1] is None
    assert sum(row["other"][0] for row in made.rows) == made.totals["other_count"] == len(made.totals["other_record_ids"])


@pytest.mark.parametrize("seed", range(3))
def test_owners_and_segments_are_compared_over_the_same_filter(tmp_path, seed):
    state = state_of(tmp_path, seed)
    rows = [row for row in state["opportunity"].values() if row["deleted_at"] is None]
    made = compute(state, asked(measures=MEASURES[:2], compare={"kind": "owner", "a": 1, "b": 2}), TODAY)
    for side, owner in (("values", 1), ("other", 2)):
        mine = [row for row in rows if row["owner_id"] == owner]
        assert made.totals[side] == [len(mine), sum(row["value_gr"] or 0 for row in mine)]
    members = {row["account_id"] for row in state["segment_member"].values() if row["deleted_at"] is None}
    alive = {row["id"] for row in state["account"].values() if row["deleted_at"] is None}
    made = compute(state, asked(measures=MEASURES[:1], compare={"kind": "segment", "a": 1, "b": 2}), TODAY)
    assert made.totals["values"] == [sum(row["account_id"] in members & alive for row in rows)]


def test_records_stand_with_their_columns_when_nothing_is_grouped(tmp_path):
    state = state_of(tmp_path, 1)
    made = compute(state, asked(columns=["number", "account.name", "value_gr", "stage.name"]), TODAY)
    row = random.Random(1).choice(made.rows)
    truth = state["opportunity"][row["id"]]
    assert row["cells"] == [
        truth["number"],
        state["account"][truth["account_id"]]["name"],
        truth["value_gr"],
        state["stage"][truth["stage_id"]]["name"],
    ]


def test_the_period_before_a_quarter_is_a_quarter_and_before_ten_days_ten_days():
    assert previous_period((date(2026, 1, 1), date(2026, 3, 31))) == (date(2025, 10, 1), date(2025, 12, 31))
    assert previous_period((date(2026, 2, 1), date(2026, 2, 28))) == (date(2026, 1, 1), date(2026, 1, 31))
    assert previous_period((date(2026, 4, 11), date(2026, 4, 20))) == (date(2026, 4, 1), date(2026, 4, 10))


@pytest.mark.parametrize(
    "parts, field, reason",
    [
        ({"columns": ["password"]}, "columns", "unknown"),
        ({}, "columns", "empty"),
        ({"columns": ["name"], "kind": None}, "kind", "unknown"),
        ({"columns": ["name"], "kind": "radar"}, "kind", "unknown"),
        ({"columns": ["name"], "name": " "}, "name", "empty"),
        ({"measures": [{"func": "sum", "field": "name"}]}, "measures", "not_taken"),
        ({"measures": [{"func": "sum", "field": "probability"}]}, "measures", "not_taken"),
        ({"group_by": ["owner.name", "stage.name"], "date_field": "closed_on", "date_bucket": "month"}, "group_by", "many"),
        ({"date_bucket": "month"}, "date_field", "needed"),
        ({"columns": ["name"], "date_field": "name"}, "date_field", "not_date"),
        ({"columns": ["name"], "date_field": "closed_on", "compare": {"kind": "previous_period"}}, "compare", "unbounded"),
        ({"columns": ["name"], "compare": {"kind": "owner", "a": 1, "b": 1}}, "compare", "two"),
        ({"columns": ["name"], "filters": {"all": [{"field": "name", "op": "like", "value": "x"}]}}, "filters", "filter_op"),
    ],
)
def test_a_definition_that_means_nothing_is_refused_by_field(parts, field, reason):
    made = from_plain({"name": "x", "entity": "opportunity", "kind": "table", **parts})
    assert check_definition(made)[field][0] == reason
