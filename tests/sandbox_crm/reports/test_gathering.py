"""The database and the plain state say the same of every report: random questions over random companies."""

import random
from collections import defaultdict
from datetime import datetime
from fractions import Fraction
from functools import cache
from zoneinfo import ZoneInfo

import pytest

from sandbox_crm.bench import Actor, Workbench
from sandbox_crm.images import whole_state
from sandbox_crm.models.work import REPORT_ENTITIES
from sandbox_crm.reports.computation import compute
from sandbox_crm.reports.definition import BUCKETS, check_definition, from_plain, measure_name
from sandbox_crm.reports.fields import date_fields, field_groups, measured_fields
from sandbox_crm.reports.gathering import gathered
from sandbox_crm.rules import path_of
from sandbox_crm.store import build_template, open_path
from tests.sandbox_crm.reports.random_company import NOW, TODAY, company
from tests.sandbox_crm.reports.test_computation import half_up


def question(rng):
    """A random report that means something."""
    while True:
        asked = from_plain(_parts(rng))
        if check_definition(asked) == {}:
            return asked


def _parts(rng):
    entity = rng.choice((*REPORT_ENTITIES, "opportunity", "opportunity"))
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
            "empty_periods": rng.random() < 0.8, "sort_down": rng.random() < 0.5, "top": rng.choice([None, None, 1, 3, 20]),
            "sort_by": rng.choice([None, None, *every, *map(measure_name, measures), "count"])}


@pytest.mark.parametrize("seed", range(6))
def test_the_database_and_the_plain_state_agree_on_random_reports(tmp_path, seed):
    rng, path = random.Random(seed), tmp_path / "company.sqlite3"
    build_template(path, company(seed, 80), NOW)
    with open_path(path, write=False) as session:
        state, bench = whole_state(session), Workbench(session, Actor("candidate", 1), TODAY, NOW)
        for _ in range(45):
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


@pytest.fixture(scope="module")
def companies(tmp_path_factory):
    """Seed -> the file and the state of its random company, made when it is first asked for."""

    @cache
    def made(seed):
        path = tmp_path_factory.mktemp("companies") / f"{seed}.sqlite3"
        build_template(path, company(seed, 80), NOW)
        with open_path(path, write=False) as session:
            return path, whole_state(session)

    return made


@pytest.fixture
def result(companies):
    """A random company's state and what a report over it comes to."""

    def made(seed, **parts):
        asked = from_plain({"name": "x", "kind": "table", **parts})
        assert check_definition(asked) == {}
        path, state = companies(seed)
        with open_path(path, write=False) as session:
            return state, gathered(Workbench(session, Actor("candidate", 1), TODAY, NOW), asked)

    return made


def alive(state, table, *wholes):
    """Records that are not in the bin, nor is any of their wholes, written out plainly."""
    return [row for row in state[table].values() if row["deleted_at"] is None
            and all(row[column] is None or state[there][row[column]]["deleted_at"] is None for column, there in wholes)]


@pytest.mark.parametrize("seed", [0, 2])
@pytest.mark.parametrize("entity, wholes, field", [
    ("opportunity_line", [("opportunity_id", "opportunity")], "net_gr"), ("offer_line", [("offer_id", "offer")], "qty_milli"),
    ("stage_change", [("opportunity_id", "opportunity")], "days_in_from"), ("product", [], "price_net_gr")])
def test_what_is_a_part_counts_only_while_its_whole_is_there(result, seed, entity, wholes, field):
    by = {"stage_change": "user_id", "product": "category"}.get(entity, "product_id")
    measures = [{"func": "count"}, *({"func": func, "field": field} for func in ("sum", "min", "max"))]
    state, made = result(seed, entity=entity, group_by=[by], measures=measures)
    rows, groups = alive(state, entity, *wholes), defaultdict(list)
    for row in rows:
        groups[row[by]].append(row[field])
    assert {row["keys"][0]: row["values"] for row in made.rows} == {key: plainly(values) for key, values in groups.items()}
    assert made.totals["values"] == plainly([row[field] for row in rows])
    assert made.record_ids == [row["id"] for row in rows]
    if wholes:
        assert len(rows) < len(alive(state, entity))  # something of this company is in the bin with its whole


def test_the_consent_that_holds_is_the_latest_of_its_person_purpose_and_channel(result):
    state, made = result(1, entity="consent", columns=["status"],
                         filters={"all": [{"field": "current", "op": "eq", "value": True}]})
    latest = {}
    for row in state["consent"].values():
        latest[row["contact_id"], row["account_id"], row["purpose"], row["channel"]] = row["id"]
    there = {row["id"] for row in alive(state, "consent", ("contact_id", "contact"), ("account_id", "account"))}
    assert made.record_ids == sorted(set(latest.values()) & there) and len(made.record_ids) < len(there)


@pytest.mark.parametrize("seed", range(3))
def test_the_day_of_adding_is_that_of_warsaw_whatever_the_clocks_do(result, seed):
    state, made = result(seed, entity="opportunity", group_by=["created_at"], date_field="created_at",
                         date_bucket="day", empty_periods=False)
    days = defaultdict(int)
    for row in alive(state, "opportunity"):
        days[datetime.fromisoformat(row["created_at"]).astimezone(ZoneInfo("Europe/Warsaw")).date().isoformat()] += 1
    assert {row["keys"][0]: row["count"] for row in made.rows} == days
    assert any(row["created_at"][:10] not in days for row in alive(state, "opportunity"))  # the day of UTC is another one


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize("down", [True, False])
def test_the_first_records_by_a_field_are_those_and_their_total_is_theirs(result, seed, down):
    state, made = result(seed, entity="opportunity", columns=["number", "value_gr"], sort_by="value_gr",
                         sort_down=down, top=7, measures=[{"func": "sum", "field": "value_gr"}, {"func": "count"}])
    rows = alive(state, "opportunity")
    known = sorted((row for row in rows if row["value_gr"] is not None),
                   key=lambda row: (-row["value_gr"] if down else row["value_gr"], row["id"]))
    assert [row["id"] for row in made.rows] == [row["id"] for row in known[:7]]
    assert made.totals["values"] == [sum(row["value_gr"] for row in known[:7]), 7]
    assert (made.totals["of"], made.record_ids) == (len(rows), sorted(row["id"] for row in known[:7]))


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize("down", [True, False])
def test_the_first_groups_by_a_measure_stand_over_the_others_and_the_total_is_whole(result, seed, down):
    measures = [{"func": "count"}, {"func": "sum", "field": "value_gr"}]
    state, made = result(seed, entity="opportunity", group_by=["account_id", "stage.name"], measures=measures,
                         sort_by="sum:value_gr", sort_down=down, top=4)
    groups, everything = defaultdict(list), alive(state, "opportunity")
    for row in everything:
        groups[row["account_id"]].append(row["value_gr"] or 0)
    order = sorted(groups, key=lambda key: (-sum(groups[key]) if down else sum(groups[key]), key))
    subtotals = [(row["keys"][0], row["values"]) for row in made.rows if row["kind"] == "subtotal"]
    assert subtotals[:4] == [(key, [len(groups[key]), sum(groups[key])]) for key in order[:4]]
    rest = [value for key in order[4:] for value in groups[key]]
    assert subtotals[4:] == [(f"\0rest:{len(order) - 4}", [len(rest), sum(rest)])]
    assert made.totals["values"] == [len(everything), sum(row["value_gr"] or 0 for row in everything)]
    assert made.totals["of"] == len(order) and sum(row["count"] for row in made.rows if row["kind"] == "group") == len(everything)
    for key in order[:4]:  # inside a group the stages go by the measure too
        inside = [row["values"][1] for row in made.rows if row["kind"] == "group" and row["keys"][0] == key]
        assert inside == sorted(inside, reverse=down)


def test_words_go_by_the_polish_alphabet_and_priorities_by_their_weight(result):
    _state, made = result(1, entity="account", columns=["name"], sort_by="name")
    first = [row["cells"][0][0] for row in made.rows]
    assert [letter for letter in first if letter in "ŁŚZŻ"] == sorted((one for one in first if one in "ŁŚZŻ"), key="ŁŚZŻ".index)
    assert len({*"ŁŚZŻ"} & set(first)) >= 3
    _state, made = result(1, entity="task", columns=["priority"], sort_by="priority", sort_down=True)
    assert list(dict.fromkeys(row["cells"][0] for row in made.rows)) == ["urgent", "low"]


def plainly(values):
    """Count, sum, smallest and largest."""
    known = [value for value in values if value is not None]
    return [len(values), sum(known), min(known, default=None), max(known, default=None)]


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
