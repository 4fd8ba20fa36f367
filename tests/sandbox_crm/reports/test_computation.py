"""Report figures against brute force over random companies, and the shape of what is refused."""

import random
from collections import defaultdict
from datetime import date, timedelta
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
    months = [f"{year}-{month:02}-01" for year in (2025, 2026) for month in range(1, 13)][:15]
    for name in {name for name, _month in truth}:
        for month in months:
            truth.setdefault((name, month), [0, 0, None, None, None])
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


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize("bucket", ["week", "month", "quarter", "year"])
def test_periods_without_records_are_there_with_nothing_in_them(tmp_path, seed, bucket):
    """Every bucket is found by walking day by day, which is not how the report finds them."""
    state = state_of(tmp_path, seed)
    between = {"field": "closed_on", "op": "between", "value": ["2025-06-10", "2026-12-31"]}
    question = {"group_by": ["closed_on"], "date_field": "closed_on", "date_bucket": bucket, "measures": MEASURES,
                "filters": {"all": [WON, between, {"field": "value_gr", "op": "gt", "value": 5 * 10**7}]}}
    made = compute(state, asked(**question), TODAY)

    def start(day):
        quarter = (day.month - 1) // 3 * 3 + 1
        return {"week": day - timedelta(days=day.weekday()), "month": day.replace(day=1), "year": day.replace(month=1, day=1),
                "quarter": day.replace(month=quarter, day=1)}[bucket].isoformat()

    held = [row for row in state["opportunity"].values() if row["id"] in made.record_ids]
    latest = max([TODAY, *(date.fromisoformat(row["closed_on"]) for row in held)])
    days = [date(2025, 6, 10) + timedelta(days=number) for number in range((latest - date(2025, 6, 10)).days + 1)]
    truth = {start(day): 0 for day in days}
    for row in held:
        truth[start(date.fromisoformat(row["closed_on"]))] += 1
    assert [(row["keys"][0], row["values"][0]) for row in made.rows] == sorted(truth.items())
    assert all(row["values"][1:] == [0, None, None, None] for row in made.rows if not row["count"])
    without = compute(state, asked(**question, empty_periods=False), TODAY)
    assert without.rows == [row for row in made.rows if row["count"]]
    assert (without.totals, without.record_ids) == (made.totals, made.record_ids)


def months_of(state, filters=None, date_field="closed_on", today=TODAY, **more):
    made = compute(state, asked(group_by=[date_field], date_field=date_field, date_bucket="month", filters=filters or {}, **more),
                   today)
    return [row["keys"][0] for row in made.rows if row["keys"][0]]


def test_the_future_is_shown_of_plans_and_not_of_what_was_done(tmp_path):
    state = state_of(tmp_path, 2)
    state["opportunity"] = {}
    year = [f"2026-{month:02}-01" for month in range(1, 13)]
    for field, months in (("closed_on", year[:4]), ("opened_on", year[:4]), ("expected_close", year)):
        this_year = {"all": [{"field": field, "op": "relative", "value": "this_year"}]}
        assert months_of(state, this_year, field) == months
    since = {"all": [{"field": "closed_on", "op": "ge", "value": "2026-02-15"}]}
    assert months_of(state, since) == year[1:4]
    assert months_of(state) == []  # nothing is bounded and there is nothing: no range to speak of


def test_an_empty_period_that_comes_first_has_its_subtotal_alone(tmp_path):
    state = state_of(tmp_path, 2)
    kept = next(row for row in state["opportunity"].values() if row["deleted_at"] is None and row["owner_id"])
    state["opportunity"] = {kept["id"]: {**kept, "closed_on": "2026-02-10"}}
    first_quarter = {"all": [{"field": "closed_on", "op": "between", "value": ["2026-01-01", "2026-03-31"]}]}
    made = compute(state, asked(group_by=["closed_on", "owner_id"], date_field="closed_on", date_bucket="month",
                                filters=first_quarter), TODAY)
    assert [(row["kind"], row["keys"], row["count"]) for row in made.rows] == [
        ("subtotal", ["2026-01-01"], 0), ("group", ["2026-02-01", kept["owner_id"]], 1), ("subtotal", ["2026-02-01"], 1),
        ("subtotal", ["2026-03-01"], 0)]


@pytest.mark.parametrize("op, value", [("between", ["1900-01-01", "2026-04-20"]), ("ge", "0001-01-01"), ("gt", "0001-01-01"),
                                       ("le", "9999-12-31"), ("lt", "0001-01-01"), ("gt", "9999-12-31"), ("eq", "9999-12-31")])
def test_a_range_too_long_to_fill_stands_as_it_is_found(tmp_path, op, value):
    state = state_of(tmp_path, 2)
    question = {"group_by": ["closed_on"], "date_field": "closed_on", "date_bucket": "day",
                "filters": {"all": [{"field": "closed_on", "op": op, "value": value}]}}
    made = compute(state, asked(**question), TODAY)
    assert len(made.rows) <= 1000
    assert [row for row in made.rows if row["count"]] == compute(state, asked(**question, empty_periods=False), TODAY).rows


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
