"""The checks file refuses what cannot be judged fairly, and names every fault with its place."""

from __future__ import annotations

import json
from typing import Any

import pytest

from sandbox_crm.models.everything import ENTITIES
from scoring.checks.compile import compile_checks
from scoring.checks.fields import TABLES
from scoring.checks.kinds import KINDS
from scoring.checks.schema import ChecksRefused
from scoring.practical import EVALUATORS
from scoring.words import known_tables

POSITIVE = {"id": "p", "criterion": "2.4.a", "kind": "record_exists", "find": {"table": "opportunity"}, "new": True}


def refusal(*checks: dict[str, Any], criteria: dict[str, Any] | None = None, **more: Any) -> str:
    with pytest.raises(ChecksRefused) as refused:
        compile_checks({"checks": list(checks), **({"criteria": criteria} if criteria else {})}, **more)
    return str(refused.value)


def test_the_table_of_fields_is_that_of_the_crm() -> None:
    bookkeeping = {"created_at", "updated_at", "deleted_at", "row_version"}
    models = {entity.__tablename__: {a.key for a in entity.__mapper__.column_attrs} - bookkeeping for entity in ENTITIES}
    assert {table: set(columns) for table, columns in TABLES.items()} == models
    assert known_tables() == set(models)


def test_every_kind_has_an_evaluator() -> None:
    assert {kind.model_fields["kind"].annotation.__args__[0] for kind in KINDS} == set(EVALUATORS)


@pytest.mark.parametrize(
    "check",
    [
        {"kind": "record_absent", "find": {"table": "account"}},
        {"kind": "nothing_else_changed", "tables": ["account"]},
        {"kind": "record_exists", "find": {"table": "account"}, "by": "anyone"},
        {"kind": "field_equals", "record": "#account/x", "fields": {"city": "Łódź"}, "changed": False},
        {"kind": "count_is", "find": {"table": "account"}, "is": 0},
        {"kind": "sum_is", "find": {"table": "opportunity"}, "field": "value_gr", "is": 5, "by": "anyone"},
    ],
)
def test_a_check_that_doing_nothing_would_meet_needs_a_guard(check: dict[str, Any]) -> None:
    ids = {"#account/x": 1}
    assert "requires" in refusal({"id": "n", **check}, ids=ids)
    assert compile_checks({"checks": [POSITIVE, {"id": "n", **check, "requires": "p"}]}, ids)


def test_a_guard_that_is_itself_met_by_doing_nothing_is_no_guard() -> None:
    absent = {"kind": "record_absent", "find": {"table": "account"}}
    told = refusal({"id": "a", **absent, "requires": "b"}, {"id": "b", **absent, "requires": "a"})
    assert "circle" in told
    told = refusal(
        {"id": "a", **absent, "requires": "b"},
        {"id": "b", **absent, "requires": "c"},
        {"id": "c", **absent, "requires": "b"},
        POSITIVE,
    )
    assert "circle" in told


def test_every_fault_is_named_with_its_place() -> None:
    told = refusal(
        {"id": "a", "kind": "record_exists", "find": {"table": "acount"}},
        {"id": "b", "kind": "record_exists", "find": {"table": "account", "where": {"town": "x", "owner.nme": 1}}},
        {"id": "c", "kind": "closed_as", "record": "#opportunity/x", "result": "gone", "extra": 1},
        ids={"#opportunity/x": 1},
    )
    for words in (
        "checks.0.record_exists.find.table (a)",
        "no field 'town'",
        "no field 'nme'",
        "checks.2.closed_as.result (c)",
        "checks.2.closed_as.extra (c)",
    ):
        assert words in told


def test_unknown_seed_records_slots_and_checks_are_named() -> None:
    check = {"id": "a", "kind": "field_equals", "record": "#account/ghost", "fields": {"city": "{{town}}"}}
    told = refusal(check)
    assert "#account/ghost" in told and "no slot town" in told
    assert "there is no such check" in refusal({**POSITIVE, "requires": "zz"})
    assert "there is no such check" in refusal(POSITIVE, criteria={"2.4.a": {"occasions": {1: {"all": ["p", "q"]}}}})


def test_a_check_left_out_of_its_criterion_is_refused() -> None:
    told = refusal(POSITIVE, {**POSITIVE, "id": "p2"}, criteria={"2.4.a": {"occasions": {1: "p"}}})
    assert "p2 decides 2.4.a but its rule does not name it" in told


def test_slots_keep_their_type_and_references_become_ids() -> None:
    book = compile_checks(
        {
            "checks": [
                {
                    "id": "a",
                    "criterion": "2.4.c",
                    "kind": "field_equals",
                    "record": "#opportunity/x",
                    "fields": {"value_gr": "{{value}}", "account_id": "#account/y", "name": "Dla {{who}}"},
                }
            ]
        },
        {"#opportunity/x": 7, "#account/y": 9},
        {"value": 1250, "who": "Świt"},
    )
    (check,) = book.to_plain()["checks"]
    assert check["record"] == {"table": "opportunity", "id": 7}
    assert check["fields"] == {"value_gr": 1250, "account_id": 9, "name": "Dla Świt"}
    assert compile_checks(book.to_plain()).sha256 == book.sha256


def test_checks_stand_after_those_they_depend_on() -> None:
    later = {"id": "a", "criterion": "2.4.e", "kind": "linked_to", "record": "@p", "field": "account_id", "to": "#account/y"}
    assert list(compile_checks({"checks": [later, POSITIVE]}, {"#account/y": 9}).checks) == ["p", "a"]


def test_a_book_kept_as_json_compiles_to_itself_with_its_criteria():
    checks = [{"id": f"A.{number}", "criterion": "2.4.a", "occasion": number, "kind": "record_exists",
               "find": {"table": "task", "where": {"title": f"x{number}"}}} for number in (1, 2)]
    book = compile_checks({"checks": checks, "criteria": {"2.4.a": {"occasions": {1: "A.1", 2: {"all": ["A.2"]}}}}})
    kept = json.loads(json.dumps(book.to_plain()))
    assert compile_checks(kept).sha256 == book.sha256
    assert compile_checks(kept).document.rule("2.4.a").occasions.keys() == {1, 2}
