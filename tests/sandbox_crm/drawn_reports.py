"""Questions of reports drawn at random: over any entity, with fields that it has, grouped, counted, sorted, cut; one in six is
spoilt by one fault."""

from __future__ import annotations

import random
from typing import Any

from sandbox_crm.entities import FIELDS, RELATIONS
from sandbox_crm.models.work import REPORT_ENTITIES, REPORT_KINDS
from sandbox_crm.reports.definition import SORTABLE

#: kinds that make groups; money and long texts would make a group of every record
_GROUPING = ("choice", "bool", "ref", "date", "text", "percent")
_COUNTED = ("money", "number", "quantity")


def drawn_report(chance: random.Random, entity: str | None = None) -> dict[str, Any]:
    """The fields of a report but its name. ``entity``: of this one; None: of any."""
    entity = entity or chance.choice(REPORT_ENTITIES)
    fields = fields_of(entity)
    asked: dict[str, Any] = {
        "entity": entity,
        "kind": chance.choice(REPORT_KINDS),
        "columns": _some(chance, list(fields), 1, 4),
        "group_by": [],
        "measures": [],
        "filters": _filters(chance, fields),
        "date_field": None,
        "date_bucket": None,
        "empty_periods": chance.random() < 0.5,
        "sort_by": None,
        "sort_down": chance.random() < 0.5,
        "top": chance.choice((None, None, None, 1, 5)),
    }
    if chance.random() < 0.6:
        _group(chance, fields, asked)
    elif chance.random() < 0.6:
        asked["sort_by"] = chance.choice([name for name, kind in fields.items() if kind in SORTABLE])
    if chance.random() < 1 / 6:
        asked |= chance.choice(
            (
                {"group_by": ["x"]},
                {"columns": ["x.y"]},
                {"sort_by": "x"},
                {"top": 0},
                {"date_bucket": "century"},
                {"measures": [{"func": "sum", "field": "id"}]},
                {"filters": {"all": [{"field": "x", "op": "eq"}]}},
            )
        )
    return asked


def fields_of(entity: str) -> dict[str, str]:
    """The fields of an entity and of the records it is tied to, as reports name them -> kind of value."""
    own = dict(FIELDS[entity])
    for relation, (_column, other) in RELATIONS.get(entity, {}).items():
        own |= {f"{relation}.{name}": kind for name, kind in FIELDS[other].items()}
    return {name: kind for name, kind in own.items() if kind not in ("segment", "consent", "moment")}


def _group(chance: random.Random, fields: dict[str, str], asked: dict[str, Any]) -> None:
    asked["group_by"] = _some(chance, [name for name, kind in fields.items() if kind in _GROUPING], 1, 2)
    dates = [name for name, kind in fields.items() if kind == "date" and name not in asked["group_by"]]
    if dates and len(asked["group_by"]) < 2 and chance.random() < 0.5:
        asked["date_field"], asked["date_bucket"] = (
            chance.choice(dates),
            chance.choice(("day", "week", "month", "quarter", "year")),
        )
    sums = [{"func": func, "field": name} for name, kind in fields.items() if kind in _COUNTED for func in ("sum", "avg", "max")]
    asked["measures"] = _some(chance, [{"func": "count"}, *sums], 0, 3)
    if asked["measures"] and chance.random() < 0.6:
        measure = chance.choice(asked["measures"])
        asked["sort_by"] = "count" if measure["func"] == "count" else f"{measure['func']}:{measure['field']}"


def _filters(chance: random.Random, fields: dict[str, str]) -> dict[str, Any]:
    name, kind = chance.choice(sorted(fields.items()))
    if chance.random() < 0.5:
        return {}
    whole = {"money": 100, "number": 1, "quantity": 1000, "percent": 40}
    if kind in whole:
        return {"all": [{"field": name, "op": chance.choice(("gt", "le")), "value": whole[kind]}]}
    if kind == "date":
        return {
            "any": [
                {"field": name, "op": "relative", "value": chance.choice(("this_month", "last_quarter", "last_n_days:30"))},
                {"field": name, "op": "empty"},
            ]
        }
    return {"all": [{"field": name, "op": chance.choice(("empty", "not_empty"))}]}


def _some(chance: random.Random, listed: list[Any], least: int, most: int) -> list[Any]:
    return chance.sample(listed, min(len(listed), chance.randint(least, most)))
