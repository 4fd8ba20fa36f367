"""Whatever is done in whatever order: seed and journal fold to the live state, and the rules of selling hold."""

import tempfile
from datetime import date, timedelta
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from sandbox_crm.models.sales import Opportunity, Stage
from sandbox_crm.models.work import Task
from sandbox_crm.sales import lines, opportunities, stage_tasks, stages, transitions
from sandbox_crm.sales.arithmetic import weighted_gr
from sandbox_crm.sales.asking import opportunity_filters
from sandbox_crm.sales.board import columns_of, totals, values_by_stage
from sandbox_crm.snapshot import live, state_hash
from sandbox_crm.work import tasks
from tests.sandbox_crm.conftest import Sandbox
from tests.sandbox_crm.seed import B2B, LAMP, TODAY

OPPORTUNITY, STAGE, TASK = st.integers(1, 4), st.integers(1, 6), st.integers(1, 6)
DAY = st.integers(-10, 40).map(lambda days: TODAY + timedelta(days=days))
PERCENT = st.integers(0, 100)


def step(carry_out, **parts):
    return st.fixed_dictionaries(parts).map(lambda args: (carry_out, args))


STEPS = st.one_of(
    step(
        opportunities.create,
        name=st.just("Nowa"),
        account_id=st.integers(1, 6),
        pipeline_id=st.just(B2B),
        value_gr=st.none() | st.integers(0, 10**7),
        probability=st.none() | PERCENT,
        expected_close=st.none() | DAY,
    ),
    step(opportunities.update, opportunity_id=OPPORTUNITY, value_source=st.sampled_from(["manual", "lines"])),
    step(opportunities.delete, opportunity_id=OPPORTUNITY),
    step(opportunities.restore, opportunity_id=OPPORTUNITY),
    step(
        lines.set_lines,
        opportunity_id=OPPORTUNITY,
        lines=st.lists(st.fixed_dictionaries({"product_id": st.just(LAMP), "qty_milli": st.integers(0, 5000)}), max_size=3),
    ),
    step(transitions.move, opportunity_id=OPPORTUNITY, stage_id=STAGE),
    step(transitions.mark_won, opportunity_id=OPPORTUNITY, closed_on=DAY, value_gr=st.none() | st.integers(0, 1000)),
    step(transitions.mark_lost, opportunity_id=OPPORTUNITY, closed_on=DAY, lost_reason=st.sampled_from(["price", "other", None])),
    step(transitions.reopen, opportunity_id=OPPORTUNITY, stage_id=STAGE),
    step(stages.update, stage_id=STAGE, probability=PERCENT, gate=st.sampled_from(["none", "warn", "block"])),
    step(stages.move, stage_id=STAGE, position=st.integers(1, 4)),
    step(stages.delete, stage_id=STAGE, target_stage_id=st.none() | STAGE),
    step(
        stage_tasks.add,
        stage_id=STAGE,
        title=st.just("Zadanie"),
        mandatory=st.booleans(),
        offset_days=st.integers(-9, 9),
        offset_from=st.sampled_from(["stage_entry", "opportunity_created", "expected_close"]),
        duration_days=st.integers(1, 4),
    ),
    step(tasks.set_progress, task_id=TASK, percent=st.none() | PERCENT, status=st.sampled_from([None, "completed", "on_hold"])),
    step(
        tasks.bulk_update,
        task_ids=st.lists(TASK, max_size=3),
        field=st.sampled_from(["status", "priority"]),
        value=st.sampled_from(["completed", "cancelled", "high"]),
    ),
)


@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.lists(STEPS, min_size=4, max_size=25))
def test_random_work_folds_and_keeps_the_rules(work):
    with tempfile.TemporaryDirectory() as folder:
        sandbox = Sandbox(Path(folder))
        with sandbox.work() as bench:
            accepted = sum(bench.attempt(carry_out, **args)[1] is None for carry_out, args in work)
            _rules_hold(bench)
            _totals_agree(bench)
        snapshot = sandbox.snapshot()
        assert len(snapshot.journal) == accepted
        assert state_hash(snapshot.state_at(0)) == state_hash(snapshot.seed)
        changes = [row["opportunity_id"] for row in live(snapshot.state, "stage_change")]
        moves = [
            entry
            for entry in snapshot.journal
            if entry.command
            in ("opportunity.create", "opportunity.move", "opportunity.mark_won", "opportunity.mark_lost", "opportunity.reopen")
        ]
        assert len(changes) >= len(moves)


def _rules_hold(bench):
    for opportunity in bench.session.scalars(select(Opportunity)):
        stage = bench.session.get(Stage, opportunity.stage_id)
        assert stage.deleted_at is None
        assert (opportunity.closed_on is not None) is (stage.kind != "open")
        assert (opportunity.lost_reason is not None) is (stage.kind == "lost")
        assert stage.kind != "won" or (opportunity.value_gr > 0 and opportunity.probability == 100)
    kinds = [stage.kind for stage in stages.stages_of(bench, B2B)]
    assert kinds[-2:] == ["won", "lost"] and set(kinds[:-2]) == {"open"}
    for task in bench.session.scalars(select(Task)):
        assert (task.percent == 100) is (task.status == "completed") is (task.done_on is not None)


def _totals_agree(bench):
    rows = [one for one in bench.session.scalars(select(Opportunity)) if one.deleted_at is None and one.pipeline_id == B2B]
    found = values_by_stage(bench, B2B)
    for stage, sums in found:
        inside = [one for one in rows if one.stage_id == stage.id]
        assert (sums.count, sums.sum_gr) == (len(inside), sum(one.value_gr or 0 for one in inside))
        assert sums.weighted_gr == sum(weighted_gr(one.value_gr, one.probability) for one in inside)
    whole = totals(bench, {})
    alive = [one for one in bench.session.scalars(select(Opportunity)) if one.deleted_at is None]  # a move may cross pipelines
    assert (whole.count, whole.sum_gr) == (len(alive), sum(one.value_gr or 0 for one in alive))
    assert sum(sums.count for _stage, sums in found) == len(rows)
    assert [(column.stage.id, len(column.cards)) for column in columns_of(bench, B2B, {})] == [
        (stage.id, sums.count) for stage, sums in found
    ]


def test_the_address_filters_list_board_and_totals_alike(bench):
    for asked, wanted in (
        ({"q": "HURTOWNI"}, [2]),
        ({"state": "open"}, [1, 2]),
        ({"owner_id": "2"}, []),
        ({"close": "overdue"}, [2]),
        ({"close_from": "2026-05-01"}, [1]),
        ({"value_to": "4 500,00"}, [2]),
        ({"state": "odd", "stage_id": "x"}, [1, 2]),
    ):
        filters = opportunity_filters(asked)
        cards = [card.opportunity.id for column in columns_of(bench, B2B, filters) for card in column.cards]
        assert sorted(cards) == wanted, asked
        assert totals(bench, filters).count == len(wanted)


def test_a_card_shows_the_next_open_task_and_whether_it_is_late(bench):
    cards = {card.opportunity.id: card for column in columns_of(bench, B2B) for card in column.cards}
    assert (cards[1].next_task.id, cards[1].overdue) == (1, False)
    assert (cards[2].next_task.id, cards[2].overdue) == (2, True)
    tasks.complete(bench, task_id=2)
    tasks.create(bench, title="Później", opportunity_id=2)
    tasks.create(bench, title="Wcześniej", opportunity_id=2, due_on=date(2026, 4, 25))
    assert {card.opportunity.id: card.next_task.title for column in columns_of(bench, B2B) for card in column.cards}[
        2
    ] == "Wcześniej"
