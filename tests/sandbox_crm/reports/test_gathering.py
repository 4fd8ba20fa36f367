"""The database and the plain state say the same of every report: random questions over random companies."""

import random
from collections import defaultdict
from fractions import Fraction

import pytest

from sandbox_crm.bench import Actor, Workbench
from sandbox_crm.images import whole_state
from sandbox_crm.reports.computation import compute
from sandbox_crm.reports.definition import BUCKETS, check_definition, from_plain
from sandbox_crm.reports.fields import date_fields, field_groups, measured_fields
from sandbox_crm.reports.gathering import gathered
from sandbox_crm.rules import path_of
from sandbox_crm.store import build_template, open_path
from tests.sandbox_crm.reports.random_company import NOW, TODAY, company
from tests.sandbox_crm.reports.test_computation import half_up

ENTITIES = ("account", "contact", "opportunity", "task", "offer", "interaction")


def question(rng):
    """A random report that means something."""
    while True:
        asked = from_plain(_parts(rng))
        if check_definition(asked) == {}:
            return asked


def _parts(rng):
    entity = rng.choice((*ENTITIES, "opportunity", "opportunity"))
    every = [dotted for _head, fields in field_groups(entity) for dotted, _label in fields]
    days, measured = [dotted for dotted, _ in date_fields(entity)], [dotted for dotted, _ in measured_fields(entity)]
    date_field = rng.choice([None, *days]) if days else None
    compare = rng.choice([None, {"kind": "previous_period"}, {"kind": "period", "from": "2025-01-01", "to": "2025-06-30"},
                          {"kind": "owner", "a": 1, "b": 2}, {"kind": "segment", "a": 1, "b": 2}])
    parts = []
    if date_field and rng.random() < 0.7:
        value = rng.choice(["this_year", "last_quarter", "last_n_days:400", "this_month"])
        parts.append({"field": date_field, "op": "relative", "value": value})
    if entity == "opportunity" and rng.random() < 0.5:
        parts.append({"any": [{"field": "stage.kind", "op": "eq", "value": rng.choice(["won", "lost"])},
                              {"field": "account.city", "op": "contains", "value": "łód"}]})
    measures = [{"func": func} if func == "count" else {"func": func, "field": rng.choice(measured)}
                for func in rng.sample(["count", "sum", "avg", "min", "max"], rng.randint(0, 4)) if measured or func == "count"]
    return {"name": "x", "entity": entity, "kind": "table", "columns": rng.sample(every, 4), "measures": measures,
            "filters": {"all": parts} if parts else {}, "group_by": rng.sample(every, rng.randint(0, 2)),
            "date_field": date_field, "date_bucket": rng.choice([None, *BUCKETS]), "compare": compare,
            "empty_periods": rng.random() < 0.8}


@pytest.mark.parametrize("seed", range(6))
def test_the_database_and_the_plain_state_agree_on_random_reports(tmp_path, seed):
    rng, path = random.Random(seed), tmp_path / "company.sqlite3"
    build_template(path, company(seed, 80), NOW)
    with open_path(path, write=False) as session:
        state, bench = whole_state(session), Workbench(session, Actor("candidate", 1), TODAY, NOW)
        for _ in range(40):
            asked = question(rng)
            assert gathered(bench, asked) == compute(state, asked, TODAY), asked


@pytest.mark.parametrize("seed", range(3))
def test_complaint_9_groups_subtotals_and_totals_equal_brute_force_over_a_related_field(tmp_path, seed):
    path = tmp_path / "company.sqlite3"
    build_template(path, company(seed, 120), NOW)
    funcs = ("sum", "avg", "min", "max")
    measures = [{"func": "count"}, *({"func": func, "field": "value_gr"} for func in funcs)]
    asked = from_plain({"name": "x", "entity": "opportunity", "kind": "table", "measures": measures,
                        "group_by": ["account.city", "stage.name"]})
    with open_path(path, write=False) as session:
        state, bench = whole_state(session), Workbench(session, Actor("candidate", 1), TODAY, NOW)
        made = gathered(bench, asked)
    cells, cities, everything = defaultdict(list), defaultdict(list), []
    for row in state["opportunity"].values():
        if row["deleted_at"] is None:
            city = path_value(state, row, "account.city") or None
            cells[city, state["stage"][row["stage_id"]]["name"]].append(row["value_gr"])
            cities[city].append(row["value_gr"])
            everything.append(row["value_gr"])
    assert {tuple(r["keys"]): r["values"] for r in made.rows if r["kind"] == "group"} == figures_of(cells)
    assert {r["keys"][0]: r["values"] for r in made.rows if r["kind"] == "subtotal"} == figures_of(cities)
    assert made.totals["values"] == figures_of({"all": everything})["all"]


def path_value(state, row, dotted):
    (column, table), field = path_of("opportunity", dotted).steps[0], dotted.rpartition(".")[2]
    return state[table][row[column]][field]


def figures_of(groups):
    found = {}
    for key, values in groups.items():
        known = [value for value in values if value is not None]
        average = half_up(Fraction(sum(known), len(known))) if known else None
        found[key] = [len(values), sum(known), average, min(known, default=None), max(known, default=None)]
    return found
