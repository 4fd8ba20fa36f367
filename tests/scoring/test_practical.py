"""Judging a whole sandbox: occasions, follow-through, answers as of their moment, faults of ours, determinism."""

from __future__ import annotations

import random
from typing import Any

import pytest

from sandbox_crm.snapshot import canonical
from sandbox_crm.work.asking import DATED
from scoring.checks.evidence import Evidence, Judged
from scoring.checks.lists import RANGE_FIELDS
from scoring.practical import EVALUATORS, judge, judge_all
from tests.scoring.conftest import furnished
from tests.scoring.world import World, outcome

NEW = {
    "id": "new",
    "kind": "record_exists",
    "find": {"table": "opportunity", "where": {"account_id": "#account/urzad"}},
    "new": True,
}
VALUE = {"id": "value", "criterion": "2.4.c", "kind": "field_equals", "record": "@new", "fields": {"value_gr": 1_250_000}}
MOVED = {"id": "moved", "criterion": "2.4.d", "kind": "moved_through", "record": "@new", "forward": 2}
READ = {
    "id": "read",
    "criterion": "2.3.d",
    "kind": "answer_equals",
    "answer": "q1",
    "type": "money",
    "compute": {"of": "opportunity", "sum": "value_gr", "where": {"stage_id": "#stage/oferta"}},
}


def open_opportunity(world: World, value: int = 1_250_000) -> int:
    return world.add(
        "opportunity",
        number="SZ/2026/0003",
        name="Archiwum",
        account_id=world.ids["#account/urzad"],
        pipeline_id=world.ids["#pipeline/racks"],
        stage_id=world.ids["#stage/kontakt"],
        value_gr=value,
        value_source="manual",
        probability=10,
        probability_manual=False,
    )


def lead(world: World, key: int) -> None:
    for stage in ("pomiar", "oferta"):
        world.set("opportunity", key, command="opportunity.move", stage_id=world.ids[f"#stage/{stage}"])


def test_a_later_step_is_judged_on_the_candidates_own_record(world: World) -> None:
    lead(world, open_opportunity(world, value=999))
    found = world.findings(NEW, VALUE, MOVED)
    assert [outcome(found[name]) for name in ("new", "value", "moved")] == ["met", "not_met", "met"]


def test_what_waits_for_something_never_tried_was_not_tried_either(world: World) -> None:
    found = world.findings(NEW, VALUE, MOVED)
    assert {outcome(finding) for finding in found.values()} == {"untried"}


def test_what_waits_for_something_tried_and_failed_cannot_be_assessed(world: World) -> None:
    lead(world, open_opportunity(world))
    strict = {**NEW, "find": {**NEW["find"], "where": {**NEW["find"]["where"], "name": "Regały", "value_gr": 1_250_000}}}
    found = world.findings(strict, MOVED)
    assert outcome(found["new"]) == "not_met" and found["moved"].result == "not_assessable"


def test_an_answer_is_judged_as_of_its_moment(world: World) -> None:
    world.look()
    world.answer("q1", "20 000,00")
    world.set("opportunity", world.ids["#opportunity/other"], value_gr=5)
    finding = world.find(READ)
    assert finding.result == "met" and finding.as_of == 1


def test_a_figure_true_at_the_last_look_is_a_near_miss_and_an_older_one_is_not(world: World) -> None:
    world.look()
    world.set("opportunity", world.ids["#opportunity/other"], value_gr=3_141_500)
    world.answer("q1", "20 000")
    assert outcome(world.find(READ)) == "near"
    world.look()
    world.answer("q1", "20 000")
    assert outcome(world.find(READ)) == "not_met"


def test_the_last_answer_holds(world: World) -> None:
    world.answer("q1", "1")
    world.answer("q1", "20000")
    assert world.find(READ).result == "met"


def test_what_the_system_or_an_assessor_did_is_not_the_candidates_work(world: World) -> None:
    world.add("account", actor="system", kind="company", name="Nowa", status="prospect")
    world.add("account", actor="assessor", kind="company", name="Nowa", status="prospect")
    check = {"id": "a", "criterion": "1.2.b", "kind": "record_exists", "find": {"table": "account", "where": {"name": "Nowa"}}}
    assert outcome(world.find(check)) == "untried"


def test_wrong_then_mended_and_created_again_are_met(world: World) -> None:
    key = open_opportunity(world, value=1)
    world.set("opportunity", key, deleted_at="2026-11-20T10:00:00.000Z")
    again = open_opportunity(world, value=2)
    world.set("opportunity", again, value_gr=1_250_000)
    assert world.findings(NEW, VALUE)["value"].result == "met"


def field(name: str, table: str, key: str, value: Any, occasion: int = 1) -> dict[str, Any]:
    return {
        "id": name,
        "criterion": "1.2.e",
        "occasion": occasion,
        "kind": "field_equals",
        "record": key,
        "fields": {table: value},
    }


FIRST = field("one", "phone", "#account/swit", "501502503")
SECOND = field("two", "city", "#account/swit2", "Radom", occasion=2)


@pytest.mark.parametrize(
    ("first", "second", "expected"),
    [
        (None, None, "not_met"),
        ("501502503", None, "met"),
        (None, "Radom", "met"),
        ("501502504", None, "review"),
        ("600000000", None, "not_met"),
        ("600000000", "Radmo", "review"),
        ("501502503", "Kielce", "met"),
    ],
)
def test_one_occasion_fully_right_is_enough(world: World, first: str | None, second: str | None, expected: str) -> None:
    if first:
        world.set("account", world.ids["#account/swit"], phone=first)
    if second:
        world.set("account", world.ids["#account/swit2"], city=second)
    assert world.criterion(FIRST, SECOND).result == expected


def test_all_occasions_may_be_asked_for(world: World) -> None:
    world.set("account", world.ids["#account/swit"], phone="501502503")
    rule = {"1.2.e": {"occasions": {1: "one", 2: "two"}, "met_when": "all_occasions"}}
    assert world.criterion(FIRST, SECOND, criteria=rule).result == "not_met"


@pytest.mark.parametrize(("right", "expected"), [(3, "met"), (2, "review"), (1, "not_met"), (0, "not_met")])
def test_three_readings_three_right_met_two_review(world: World, right: int, expected: str) -> None:
    checks = [{**READ, "id": f"r{n}", "answer": f"q{n}"} for n in range(3)]
    for number in range(3):
        world.answer(f"q{number}", "20 000" if number < right else "77")
    rule = {"2.3.d": {"occasions": {1: {"at_least": 3, "of": ["r0", "r1", "r2"], "review_from": 2}}}}
    assert world.criterion(*checks, criteria=rule).result == expected


def test_either_of_two_right_ways_is_enough(world: World) -> None:
    world.set("account", world.ids["#account/swit2"], status="inactive")
    merged = field("merged", "merged_into_id", "#account/swit2", "#account/swit")
    retired = field("retired", "status", "#account/swit2", "inactive")
    rule = {"1.2.e": {"occasions": {1: {"any": ["merged", "retired"]}}}}
    assert world.criterion(merged, retired, criteria=rule).result == "met"


def broken(check: Any, evidence: Evidence) -> Judged:
    raise ZeroDivisionError("division by zero")


def test_a_check_that_breaks_is_our_fault_and_never_not_met(world: World) -> None:
    world.set("account", world.ids["#account/swit2"], city="Kielce")
    judgement = judge_all(world.snapshot(), world.book(FIRST, SECOND), (), {**EVALUATORS, "field_equals": broken})
    (criterion,) = judgement.criteria
    assert criterion.result == "error"
    assert {finding.result for finding in criterion.findings} == {"error"}
    assert "ZeroDivisionError" in criterion.findings[0].rationale_pl


def test_an_error_in_one_way_does_not_take_away_what_the_other_way_met(world: World) -> None:
    world.answer("q1", "20 000")
    rule = {"2.3.d": {"occasions": {1: {"any": ["one", "read"]}}}}
    judgement = judge_all(
        world.snapshot(),
        world.book({**FIRST, "criterion": "2.3.d"}, READ, criteria=rule),
        world.answers,
        {**EVALUATORS, "field_equals": broken},
    )
    assert judgement.criteria[0].result == "met"


def test_a_record_the_pack_counts_on_that_is_not_there_is_an_error(world: World) -> None:
    single = {**READ, "compute": {"of": "opportunity", "value": "value_gr", "where": {"name": "Nie ma"}}}
    world.answer("q1", "5")
    assert world.find(single).result == "error"


def test_a_flag_is_shown_and_changes_no_result(world: World) -> None:
    world.set("account", world.ids["#account/swit"], phone="501502503")
    world.set("account", world.ids["#account/urzad"], city="Radom")
    harm = {
        "id": "harm",
        "criterion": "1.2.e",
        "kind": "nothing_else_changed",
        "tables": ["account"],
        "except": ["#account/swit"],
        "requires": "one",
    }
    found = world.criterion(FIRST, harm)
    assert found.result == "met"
    assert any("Archiwum w Lublinie" in flag for flag in found.flags)


def worked(offset: int = 0, noise: bool = False) -> World:
    world = furnished(offset)
    world.look()
    if noise:
        for number in range(5):
            world.add("account", kind="company", name=f"Inna {number}", status="prospect")
    lead(world, open_opportunity(world))
    world.set("account", world.ids["#account/swit"], phone="501502504")
    world.answer("q1", "32 500,00")
    return world


BOOK = (NEW, VALUE, MOVED, READ, FIRST, SECOND)


def test_the_same_evidence_gives_the_same_bytes() -> None:
    one, two = (canonical(judge_all(w.snapshot(), w.book(*BOOK), w.answers).to_plain()) for w in (worked(), worked()))
    assert one == two


def test_results_do_not_hang_on_ids_nor_on_other_work() -> None:
    told = []
    for world in (worked(), worked(offset=5000), worked(noise=True)):
        told.append([(found.criterion, found.result) for found in judge(world.snapshot(), world.book(*BOOK), world.answers)])
    assert told[0] == told[1] == told[2] == [("1.2.e", "review"), ("2.3.d", "met"), ("2.4.c", "met"), ("2.4.d", "met")]


@pytest.mark.parametrize("seed", range(20))
def test_the_order_of_independent_acts_does_not_matter(seed: int) -> None:
    world = furnished()
    acts = [
        lambda: lead(world, open_opportunity(world)),
        lambda: world.set("account", world.ids["#account/swit"], phone="501502503"),
        lambda: world.answer(
            "q1",
            str(
                sum(row["value_gr"] for row in world.now["opportunity"].values() if row["stage_id"] == world.ids["#stage/oferta"])
                // 100
            ),
        ),
        lambda: world.add("account", kind="company", name="Inna", status="prospect"),
        world.look,
    ]
    random.Random(seed).shuffle(acts)
    for act in acts:
        act()
    found = judge(world.snapshot(), world.book(*BOOK), world.answers)
    assert {criterion.result for criterion in found} == {"met"}


def test_findings_carry_their_evidence() -> None:
    world = worked()
    found = world.findings(*BOOK)
    moved, phone = found["moved"].to_plain(), found["one"].to_plain()
    assert moved["journal"] == [2, 3, 4] and moved["records"][0]["label"] == "szansa sprzedaży „SZ/2026/0003 Archiwum”"
    assert phone["near_miss"] and phone["actual_raw"] == [{"phone": "501502504"}]
    assert "telefon: jest 501502504, powinno być 501502503" in phone["rationale_pl"]


def test_the_checks_leave_the_sandbox_as_they_found_it() -> None:
    world = worked()
    snapshot = world.snapshot()
    before = canonical({table: {str(k): v for k, v in rows.items()} for table, rows in snapshot.state.items()})
    judge(snapshot, world.book(*BOOK), world.answers)
    assert canonical({table: {str(k): v for k, v in rows.items()} for table, rows in snapshot.state.items()}) == before


def test_ranges_of_saved_lists_are_those_of_the_crm() -> None:
    assert RANGE_FIELDS == DATED
