"""Opportunities: one truth is the stage's kind; every move is history; the gate, won and lost have their rules."""

from datetime import date

import pytest
from sqlalchemy import select

from sandbox_crm.bench import Refused
from sandbox_crm.models.clients import Segment, SegmentMember
from sandbox_crm.models.sales import Opportunity, OpportunityContact, Product, Stage, StageChange
from sandbox_crm.models.work import Task
from sandbox_crm.sales import lines, opportunities, stage_tasks, stages, transitions
from sandbox_crm.work import tasks
from tests.sandbox_crm.driver import page
from tests.sandbox_crm.seed import ANNA, B2B, BORSUK, EWA, JAN, LAMP, LOST, MOUNTING, NEW, OFFERED, PIOTR, SWIT, TALK, TODAY, WON


def changes(bench, opportunity_id):
    return [
        (row.from_stage_id, row.to_stage_id)
        for row in bench.session.scalars(
            select(StageChange).where(StageChange.opportunity_id == opportunity_id).order_by(StageChange.id)
        )
    ]


def spawned(bench, opportunity_id):
    return list(
        bench.session.scalars(
            select(Task).where(Task.opportunity_id == opportunity_id, Task.stage_task_id.is_not(None)).order_by(Task.id)
        )
    )


def test_a_stage_chosen_alone_names_its_pipeline(bench):
    made = opportunities.create(bench, name="Od oferty", account_id=SWIT, pipeline_id=None, stage_id=OFFERED)
    assert (made.pipeline_id, made.stage_id) == (B2B, OFFERED)
    with pytest.raises(Refused) as refused:
        opportunities.create(bench, name="Bez etapu", account_id=SWIT, pipeline_id=None)
    assert set(refused.value.fields) == {"pipeline_id"}


def test_a_new_opportunity_continues_the_numbers_and_takes_the_stage_s_probability(bench):
    made = opportunities.create(bench, name="Nowe lampy", account_id=SWIT, pipeline_id=B2B, value_gr=100)
    assert (made.number, made.stage_id, made.probability_manual, made.owner_id) == ("SZ/2026/0003", NEW, False, ANNA)
    assert made.probability == bench.session.get(Stage, NEW).probability
    assert changes(bench, made.id) == [(None, NEW)]
    opportunities.delete(bench, opportunity_id=made.id)
    assert opportunities.create(bench, name="Dalej", account_id=SWIT, pipeline_id=B2B).number == "SZ/2026/0004"


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"name": " "}, "name"),
        ({"account_id": 99}, "account_id"),
        ({"probability": 140}, "probability"),
        ({"value_gr": -1}, "value_gr"),
        ({"source": "kosmos"}, "source"),
        ({"owner_id": 99}, "owner_id"),
        ({"goal_id": 5}, "goal_id"),
        ({"pipeline_id": 77}, "pipeline_id"),
    ],
)
def test_what_no_crm_allows_is_refused(bench, values, field):
    made, refused = bench.attempt(opportunities.create, **{"name": "X", "account_id": SWIT, "pipeline_id": B2B, **values})
    assert made is None
    assert field in refused.fields


def test_a_move_forward_and_back_is_history_and_resets_the_probability(bench):
    for stage_id in (OFFERED, NEW, TALK):
        transitions.move(bench, opportunity_id=1, stage_id=stage_id, reason="rozmowa")
        assert bench.session.get(Opportunity, 1).probability == bench.session.get(Stage, stage_id).probability
    assert changes(bench, 1) == [(NEW, OFFERED), (OFFERED, NEW), (NEW, TALK)]


def test_a_probability_set_by_hand_stays_until_given_back(bench):
    opportunities.update(bench, opportunity_id=1, probability=77)
    transitions.move(bench, opportunity_id=1, stage_id=TALK)
    assert bench.session.get(Opportunity, 1).probability == 77
    opportunities.update(bench, opportunity_id=1, probability=None)
    assert bench.session.get(Opportunity, 1).probability == bench.session.get(Stage, TALK).probability


def test_moving_to_the_same_stage_or_to_won_or_lost_is_refused(bench):
    for stage_id in (NEW, WON, LOST):
        with pytest.raises(Refused):
            transitions.move(bench, opportunity_id=1, stage_id=stage_id)
    assert changes(bench, 1) == []


def test_entering_a_stage_makes_its_tasks_once(bench):
    stage_tasks.add(bench, stage_id=TALK, title="Przygotować", offset_days=2, mandatory=True, priority="high")
    stage_tasks.add(bench, stage_id=TALK, title="Umówić", responsible_id=PIOTR, offset_days=-3, offset_from="expected_close")
    transitions.move(bench, opportunity_id=1, stage_id=TALK)
    first, second = spawned(bench, 1)
    assert (first.title, first.due_on, first.owner_id, first.mandatory, first.priority, first.account_id, first.stage_id) == (
        "Przygotować",
        date(2026, 4, 22),
        ANNA,
        True,
        "high",
        SWIT,
        TALK,
    )
    assert (second.owner_id, second.due_on) == (PIOTR, date(2026, 5, 12))
    transitions.move(bench, opportunity_id=1, stage_id=NEW)
    transitions.move(bench, opportunity_id=1, stage_id=TALK)
    assert len(spawned(bench, 1)) == 2
    tasks.complete(bench, task_id=first.id)
    transitions.move(bench, opportunity_id=1, stage_id=NEW)
    transitions.move(bench, opportunity_id=1, stage_id=TALK)
    assert [task.title for task in spawned(bench, 1)] == ["Przygotować", "Umówić", "Przygotować"]


def test_a_task_bound_to_a_segment_is_made_for_its_members_only(bench):
    listed = bench.add(Segment(name="Lista", mode="static"))
    bench.add(SegmentMember(segment_id=listed.id, account_id=SWIT))
    ruled = bench.add(Segment(name="Reguła", mode="rule", rule={"all": [{"field": "city", "op": "eq", "value": "Kielce"}]}))
    stage_tasks.add(bench, stage_id=OFFERED, title="Dla listy", segment_id=listed.id)
    stage_tasks.add(bench, stage_id=OFFERED, title="Dla reguły", segment_id=ruled.id)
    for opportunity_id in (1, 2):
        transitions.move(bench, opportunity_id=opportunity_id, stage_id=OFFERED)
    assert [task.title for task in spawned(bench, 1)] == ["Dla listy"]
    assert [task.title for task in spawned(bench, 2)] == ["Dla reguły"]


@pytest.mark.parametrize(("gate", "passes"), [("none", True), ("warn", True), ("block", False)])
def test_the_gate_guards_the_way_forward(bench, gate, passes):
    stage_tasks.add(bench, stage_id=TALK, title="Obowiązkowe", mandatory=True)
    stages.update(bench, stage_id=TALK, gate=gate)
    transitions.move(bench, opportunity_id=1, stage_id=TALK)
    for carry_out, args in ((transitions.move, {"stage_id": OFFERED}), (transitions.mark_won, {"closed_on": TODAY})):
        _made, refused = bench.attempt(carry_out, opportunity_id=1, **args)
        assert (refused is None) is passes
        if passes:
            break
    if not passes:
        tasks.complete(bench, task_id=spawned(bench, 1)[0].id)
        transitions.move(bench, opportunity_id=1, stage_id=OFFERED)


def test_a_closed_gate_lets_back_and_lets_lose(bench):
    stage_tasks.add(bench, stage_id=TALK, title="Obowiązkowe", mandatory=True)
    stages.update(bench, stage_id=TALK, gate="block")
    transitions.move(bench, opportunity_id=1, stage_id=TALK)
    transitions.move(bench, opportunity_id=1, stage_id=NEW)
    transitions.move(bench, opportunity_id=1, stage_id=TALK)
    assert transitions.mark_lost(bench, opportunity_id=1, lost_reason="price", closed_on=TODAY).stage_id == LOST


def test_winning_needs_a_value_and_a_date_that_can_be(bench):
    opportunities.update(bench, opportunity_id=1, value_gr=None)
    for values in (
        {"closed_on": TODAY},
        {"closed_on": TODAY, "value_gr": 0},
        {"closed_on": None, "value_gr": 5},
        {"closed_on": date(2026, 4, 21), "value_gr": 5},
        {"closed_on": date(2020, 1, 1), "value_gr": 5},
    ):
        with pytest.raises(Refused):
            transitions.mark_won(bench, opportunity_id=1, **values)
    won = transitions.mark_won(bench, opportunity_id=1, closed_on=TODAY, value_gr=500)
    assert (won.stage_id, won.probability, won.value_gr, won.closed_on) == (WON, 100, 500, TODAY)
    for nothing in (0, None):
        _result, refused = bench.attempt(opportunities.update, opportunity_id=1, value_gr=nothing)
        assert "value_gr" in refused.fields
    assert won.value_gr == 500


def test_losing_needs_a_reason_of_the_list_and_a_note_for_another_one(bench):
    for values in (
        {"lost_reason": None},
        {"lost_reason": "kaprys"},
        {"lost_reason": "other"},
        {"lost_reason": "other", "lost_note": " "},
    ):
        with pytest.raises(Refused):
            transitions.mark_lost(bench, opportunity_id=1, closed_on=TODAY, **values)
    lost = transitions.mark_lost(bench, opportunity_id=1, closed_on=TODAY, lost_reason="other", lost_note="zmiana planów")
    assert (lost.stage_id, lost.probability, lost.lost_note) == (LOST, 0, "zmiana planów")


def test_a_closed_opportunity_moves_only_after_reopening(bench):
    transitions.mark_lost(bench, opportunity_id=1, closed_on=TODAY, lost_reason="price")
    for carry_out, args in (
        (transitions.move, {"stage_id": TALK}),
        (transitions.mark_won, {"closed_on": TODAY}),
        (transitions.reopen, {"stage_id": WON}),
    ):
        with pytest.raises(Refused):
            carry_out(bench, opportunity_id=1, **args)
    again = transitions.reopen(bench, opportunity_id=1, stage_id=TALK)
    assert (again.stage_id, again.lost_reason, again.closed_on) == (TALK, None, None)
    assert again.probability == bench.session.get(Stage, TALK).probability
    assert changes(bench, 1) == [(NEW, LOST), (LOST, TALK)]
    with pytest.raises(Refused):
        transitions.reopen(bench, opportunity_id=1, stage_id=NEW)


def test_lines_take_what_is_missing_from_the_product_and_make_the_value(bench):
    opportunities.update(bench, opportunity_id=1, value_source="lines")
    lines.set_lines(
        bench,
        opportunity_id=1,
        lines=[
            {"product_id": LAMP, "qty_milli": 2500, "discount_pct": 10},
            {"name": "Dojazd", "qty_milli": 1000, "unit": "kurs", "price_net_gr": 15050, "vat_code": "23"},
        ],
    )
    first, second = lines.lines_of(bench, 1)
    assert (first.name, first.unit, first.vat_code, first.net_gr) == ("Lampa biurowa", "szt.", "23", 58478)
    assert (second.net_gr, bench.session.get(Opportunity, 1).value_gr) == (15050, 58478 + 15050)
    lines.set_lines(bench, opportunity_id=1, lines=[{"product_id": MOUNTING, "qty_milli": 1000}])
    assert [line.name for line in lines.lines_of(bench, 1)] == ["Montaż oświetlenia"]
    assert bench.session.get(Opportunity, 1).value_gr == 18000


def test_a_value_from_lines_is_none_before_there_are_lines_whatever_was_typed(bench):
    one = bench.session.get(Opportunity, 1)
    typed = {"name": "Lampy", "account_id": one.account_id, "pipeline_id": one.pipeline_id, "value_gr": 1_234_567}
    assert opportunities.create(bench, **typed, value_source="lines").value_gr is None
    assert opportunities.create(bench, **typed).value_gr == 1_234_567


def test_lines_leave_a_value_entered_by_hand(bench):
    lines.set_lines(bench, opportunity_id=1, lines=[{"product_id": LAMP, "qty_milli": 1000}])
    assert bench.session.get(Opportunity, 1).value_gr == 1_234_567


@pytest.mark.parametrize(
    ("line", "field"),
    [
        ({"qty_milli": 1000, "price_net_gr": 1, "vat_code": "23"}, "lines-0-name"),
        ({"product_id": LAMP}, "lines-0-qty_milli"),
        ({"product_id": LAMP, "qty_milli": 1, "discount_pct": 101}, "lines-0-discount_pct"),
        ({"name": "X", "qty_milli": 1, "price_net_gr": 1}, "lines-0-vat_code"),
        ({"product_id": 99, "qty_milli": 1}, "lines-0-product_id"),
    ],
)
def test_a_line_that_cannot_be_is_refused(bench, line, field):
    made, refused = bench.attempt(lines.set_lines, opportunity_id=1, lines=[line])
    assert made is None
    assert field in refused.fields


def test_people_have_one_part_each(bench):
    opportunities.add_contact(bench, opportunity_id=1, contact_id=EWA, role="user")
    opportunities.add_contact(bench, opportunity_id=1, contact_id=EWA, role="decision_maker")
    opportunities.add_contact(bench, opportunity_id=1, contact_id=JAN, role="adviser")
    opportunities.remove_contact(bench, opportunity_id=1, contact_id=JAN)
    kept = bench.session.scalars(select(OpportunityContact).where(OpportunityContact.deleted_at.is_(None))).all()
    assert [(link.contact_id, link.role) for link in kept] == [(EWA, "decision_maker")]
    with pytest.raises(Refused):
        opportunities.remove_contact(bench, opportunity_id=1, contact_id=JAN)
    opportunities.add_contact(bench, opportunity_id=1, contact_id=JAN, role="blocker")


def test_the_bin_gives_back(bench):
    opportunities.delete(bench, opportunity_id=1)
    with pytest.raises(Refused) as refused:
        transitions.move(bench, opportunity_id=1, stage_id=TALK)
    assert refused.value.status == 404
    opportunities.restore(bench, opportunity_id=1)
    assert transitions.move(bench, opportunity_id=1, stage_id=TALK).stage_id == TALK
    assert bench.session.get(Opportunity, 2).account_id == BORSUK


def test_a_task_bound_to_a_product_is_made_for_opportunities_that_hold_it_on_entry(bench):
    stage_tasks.add(bench, stage_id=OFFERED, title="Próbki produktu", product_id=1)
    stage_tasks.add(bench, stage_id=OFFERED, title="Dla wszystkich")
    lines.set_lines(bench, opportunity_id=1, lines=[{"product_id": 1, "qty_milli": 1000}])
    lines.set_lines(bench, opportunity_id=2, lines=[{"product_id": 1, "qty_milli": 1000}])
    lines.set_lines(bench, opportunity_id=2, lines=[{"product_id": 2, "qty_milli": 1000}])  # the first one is held no more
    for opportunity_id in (1, 2):
        transitions.move(bench, opportunity_id=opportunity_id, stage_id=OFFERED)
    assert [task.title for task in spawned(bench, 1)] == ["Próbki produktu", "Dla wszystkich"]
    assert [task.title for task in spawned(bench, 2)] == ["Dla wszystkich"]


def test_a_product_that_comes_while_the_opportunity_stands_in_a_stage_brings_its_task_once(bench):
    stage_tasks.add(bench, stage_id=NEW, title="Próbki produktu", product_id=1)
    stage_tasks.add(bench, stage_id=NEW, title="Dla wszystkich")
    stage_tasks.add(bench, stage_id=TALK, title="Na innym etapie", product_id=1)
    other = [{"product_id": 2, "qty_milli": 1000}]
    lines.set_lines(bench, opportunity_id=1, lines=other)
    assert spawned(bench, 1) == []
    lines.set_lines(bench, opportunity_id=1, lines=[*other, {"product_id": 1, "qty_milli": 1000}])
    assert [task.title for task in spawned(bench, 1)] == ["Próbki produktu"]
    tasks.complete(bench, task_id=spawned(bench, 1)[0].id)
    lines.set_lines(bench, opportunity_id=1, lines=other)
    lines.set_lines(bench, opportunity_id=1, lines=[{"product_id": 1, "qty_milli": 2000}])  # done already in this stage
    assert [task.title for task in spawned(bench, 1)] == ["Próbki produktu"]


def test_a_task_bound_to_a_segment_and_a_product_needs_both(bench):
    listed = bench.add(Segment(name="Lista", mode="static"))
    bench.add(SegmentMember(segment_id=listed.id, account_id=SWIT))
    stage_tasks.add(bench, stage_id=OFFERED, title="Oba", product_id=1, segment_id=listed.id)
    for opportunity_id in (1, 2):
        lines.set_lines(bench, opportunity_id=opportunity_id, lines=[{"product_id": 1, "qty_milli": 1000}])
        transitions.move(bench, opportunity_id=opportunity_id, stage_id=OFFERED)
    assert [task.title for task in spawned(bench, 1)] == ["Oba"] and spawned(bench, 2) == []


def test_a_task_keeps_the_version_of_the_stage_task_that_it_was_made_from(sandbox, client):
    with sandbox.work() as bench:
        made = stage_tasks.add(bench, stage_id=OFFERED, title="Próbki").id
        transitions.move(bench, opportunity_id=1, stage_id=OFFERED)
    with sandbox.work() as bench:
        stage_tasks.update(bench, stage_task_id=made, title="Próbki i cennik")
        transitions.move(bench, opportunity_id=2, stage_id=OFFERED)
        first, second = (spawned(bench, key)[0] for key in (1, 2))
        assert (first.stage_task_version, second.stage_task_version) == (1, 2) and first.title == "Próbki"
    assert "Próbki i cennik, wersja 1 (obecnie jest wersja 2)" in page(client, f"/tasks/{first.id}").text
    assert "obecnie jest" not in page(client, f"/tasks/{second.id}").text
    assert "wersja 2" in page(client, f"/stage-tasks/{made}").select_one(".crm-head").text
    with sandbox.work() as bench:
        stage_tasks.delete(bench, stage_task_id=made)
    assert "usunięte później" in page(client, f"/tasks/{first.id}").text


def test_the_schedule_tells_whom_a_task_is_meant_for_and_shows_one_variant(sandbox, client):
    with sandbox.work() as bench:
        stage_tasks.add(bench, stage_id=TALK, title="Próbki", product_id=1)
        named = bench.get(Product, 1).name
    address = "/pipelines/1/schedule?start=2026-05-11"
    assert "Próbki" not in page(client, address).select_one("main").text
    shown = page(client, f"{address}&product_id=1").select_one("main table tbody").text
    assert "Próbki" in shown and f"produkt: {named}" in shown
    assert f"produkt: {named}" in page(client, f"/stages/{TALK}").select_one("main table").text
