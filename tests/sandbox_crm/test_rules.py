"""Filters: the SQL and the pure evaluation mean the same, and what means nothing is refused."""

import random
from datetime import date

import pytest
from sqlalchemy import Boolean, Date, DateTime, Integer

from sandbox_crm.computed import COMPUTED
from sandbox_crm.filters import selected_ids
from sandbox_crm.images import whole_state
from sandbox_crm.models.everything import BY_TABLE
from sandbox_crm.models.work import REPORT_ENTITIES
from sandbox_crm.rules import (
    CONSENT_STATUSES,
    FIELDS,
    OPERATORS,
    RELATIONS,
    RELATIVE_DAYS,
    RuleFault,
    check_filters,
    path_of,
    period,
    relative_range,
    selected,
    value_at,
)
from sandbox_crm.snapshot import live
from sandbox_crm.store import build_template, open_path
from tests.sandbox_crm.reports.random_company import NOW, TODAY, WORDS, company


def paths(entity, depth=2):
    """Every dotted path from an entity, two relations deep."""
    yield from FIELDS[entity]
    if depth:
        for name, (_column, there) in RELATIONS.get(entity, {}).items():
            yield from (f"{name}.{inner}" for inner in paths(there, depth - 1))


def random_condition(rng, state, entity):
    dotted = rng.choice(list(paths(entity)))
    path = path_of(entity, dotted)
    seen = [value_at(state, row, path) for row in live(state, entity)]
    known = [value for value in seen if value is not None] or {
        "text": ["x"],
        "choice": ["x"],
        "bool": [True],
        "date": ["2026-04-20"],
    }.get(path.kind, [1])
    if path.kind == "segment":
        known = [1, 2, 3, 4, 99]
    if path.kind == "consent":
        known = [f"{status}:{channel}:{purpose}" for status in CONSENT_STATUSES for channel in ("email", "phone")
                 for purpose in ("offer", "Zaproszenie na targi", "a: b")]
    op = rng.choice(sorted(OPERATORS[path.kind]))
    value = rng.choice(known)
    if op == "in":
        value = rng.choices(known, k=rng.randint(0, 3))
    elif op == "between":
        value = rng.choice([sorted(rng.choices(known, k=2)), [None, value], [value, None]])
    elif op == "relative":
        value = rng.choice([*RELATIVE_DAYS, "next_n_days:30", "last_n_days:90", "overdue"])
    elif op in ("contains", "starts"):
        value = rng.choice([value[:3].swapcase(), rng.choice(WORDS)[:2], "", "%", "łód"])
    elif op in ("eq", "ne") and path.kind not in ("segment", "consent") and rng.random() < 0.2:
        value = None
    return {"field": dotted, "op": op, "value": value}


def random_filter(rng, state, entity, depth=1):
    parts = [
        random_filter(rng, state, entity, 0) if depth and rng.random() < 0.3 else random_condition(rng, state, entity)
        for _ in range(rng.randint(0, 3) if depth else rng.randint(1, 2))
    ]
    return {rng.choice(["all", "any"]): parts}


@pytest.mark.parametrize("seed", range(4))
def test_sql_and_plain_state_select_the_same_records(tmp_path, seed):
    build_template(tmp_path / "t.sqlite3", company(seed), NOW)
    rng, hits = random.Random(seed), 0
    with open_path(tmp_path / "t.sqlite3", write=False) as session:
        state = whole_state(session)
        for _ in range(250):
            entity = rng.choice(REPORT_ENTITIES)
            filters = random_filter(rng, state, entity)
            pure = [row["id"] for row in selected(state, entity, filters, TODAY)]
            assert selected_ids(session, entity, filters, TODAY) == pure, filters
            hits += bool(pure) and len(pure) < len(list(live(state, entity)))
    assert hits > 30  # the filters do divide the records


def test_every_field_is_a_column_of_its_kind():
    computed = {*COMPUTED, "segment", "consent"}
    types = {
        "date": Date,
        "moment": DateTime,
        "bool": Boolean,
        "money": Integer,
        "number": Integer,
        "quantity": Integer,
        "percent": Integer,
        "ref": Integer,
    }
    for entity, fields in FIELDS.items():
        for field, kind in fields.items():
            if field not in computed:
                column = BY_TABLE[entity].__table__.columns[field]
                assert isinstance(column.type, types.get(kind, type(column.type))), (entity, field)
                assert kind not in ("text", "choice") or column.type.python_type is str


@pytest.mark.parametrize(
    "filters, reason",
    [
        ({"all": [], "any": []}, "shape"),
        ([], None),
        ({"not": []}, "shape"),
        ({"all": [{"any": [{"all": []}]}]}, "shape"),
        ({"all": [{"field": "name", "op": "eq", "value": "x", "sql": "1"}]}, "shape"),
        ({"all": [{"field": "stage.pipeline.owner.name", "op": "eq", "value": "x"}]}, "field"),
        ({"all": [{"field": "deleted_at", "op": "empty"}]}, "field"),
        ({"all": [{"field": "name", "op": "lt", "value": "x"}]}, "op"),
        ({"all": [{"field": "value_gr", "op": "gt", "value": "12"}]}, "value"),
        ({"all": [{"field": "value_gr", "op": "gt", "value": None}]}, "value"),
        ({"all": [{"field": "closed_on", "op": "eq", "value": "2026-4-1"}]}, "value"),
        ({"all": [{"field": "closed_on", "op": "relative", "value": "next_n_days:0"}]}, "value"),
        ({"all": [{"field": "closed_on", "op": "between", "value": ["2026-04-01"]}]}, "value"),
    ],
)
def test_a_filter_that_means_nothing_is_refused_by_reason(filters, reason):
    if reason is None:
        return check_filters("opportunity", filters)
    with pytest.raises(RuleFault) as caught:
        check_filters("opportunity", filters)
    assert caught.value.reason == reason


def test_a_segment_rule_cannot_ask_about_segments():
    with pytest.raises(RuleFault):
        check_filters("account", {"all": [{"field": "segment", "op": "eq", "value": 1}]}, segments=False)


@pytest.mark.parametrize(
    "value, first, last",
    [
        ("this_week", date(2026, 4, 20), date(2026, 4, 26)),
        ("last_quarter", date(2026, 1, 1), date(2026, 3, 31)),
        ("this_quarter", date(2026, 4, 1), date(2026, 6, 30)),
        ("last_month", date(2026, 3, 1), date(2026, 3, 31)),
        ("last_year", date(2025, 1, 1), date(2025, 12, 31)),
        ("next_n_days:7", date(2026, 4, 20), date(2026, 4, 26)),
        ("last_n_days:1", date(2026, 4, 20), date(2026, 4, 20)),
        ("tomorrow", date(2026, 4, 21), date(2026, 4, 21)),
    ],
)
def test_relative_ranges_on_the_scenario_date(value, first, last):
    assert relative_range(value, date(2026, 4, 20)) == (first, last)


def test_periods_cross_the_year():
    assert period("quarter", date(2026, 2, 3), -1) == (date(2025, 10, 1), date(2025, 12, 31))
    assert period("month", date(2024, 3, 31), -1) == (date(2024, 2, 1), date(2024, 2, 29))
