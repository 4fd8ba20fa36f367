"""What the database itself refuses, whoever writes: the last line behind the commands (crm.md, entity model)."""

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from sandbox_crm.sales import pipelines, stages, transitions
from tests.sandbox_crm.seed import B2B, B2C, LOST, NEW, TALK, TODAY, WON

IMPOSSIBLE = {
    "a stage of another pipeline": f"UPDATE opportunity SET pipeline_id = {B2C} WHERE id = 1",
    "probability above 100": "UPDATE opportunity SET probability = 101 WHERE id = 1",
    "probability below 0": "UPDATE opportunity SET probability = -1 WHERE id = 1",
    "lost without a reason": f"UPDATE opportunity SET stage_id = {LOST}, closed_on = '2026-04-20' WHERE id = 1",
    "lost without a date": f"UPDATE opportunity SET stage_id = {LOST}, lost_reason = 'price' WHERE id = 1",
    "won without a value": f"UPDATE opportunity SET stage_id = {WON}, closed_on = '2026-04-20', value_gr = 0 WHERE id = 1",
    "won without a date": f"UPDATE opportunity SET stage_id = {WON} WHERE id = 1",
    "open with a closing date": "UPDATE opportunity SET closed_on = '2026-04-20' WHERE id = 1",
    "open with a reason for the loss": "UPDATE opportunity SET lost_reason = 'price' WHERE id = 1",
    "a task at 100 percent that is not completed": "UPDATE task SET percent = 100 WHERE id = 1",
    "a completed task below 100 percent": "UPDATE task SET status = 'completed', done_on = '2026-04-20' WHERE id = 1",
    "a completed task without a day": "UPDATE task SET status = 'completed', percent = 100 WHERE id = 1",
    "a task that starts after it is due": "UPDATE task SET start_on = '2026-04-21' WHERE id = 1",
    "a second won stage": f"UPDATE stage SET deleted_at = NULL, pipeline_id = {B2B}, name = 'Druga', position = 9 WHERE id = 9",
    "a won stage below 100 percent": f"UPDATE stage SET probability = 99 WHERE id = {WON}",
    "a lost stage above 0 percent": f"UPDATE stage SET probability = 1 WHERE id = {LOST}",
    "a stage of another kind": f"UPDATE stage SET kind = 'lost', probability = 0 WHERE id = {NEW}",
    "a pipeline without its lost stage": f"UPDATE stage SET deleted_at = '2026-04-20' WHERE id = {LOST}",
    "two stages in one place": f"UPDATE stage SET position = 2 WHERE id = {NEW}",
    "two stages of one name": f"UPDATE stage SET name = 'Rozmowa' WHERE id = {NEW}",
    "two default pipelines": f"UPDATE pipeline SET is_default = 1 WHERE id = {B2C}",
    "a rate of VAT that there is not": "UPDATE product SET vat_code = '22' WHERE id = 1",
}


def write(bench, statement):
    with bench.session.begin_nested():
        bench.session.execute(text(statement))


@pytest.mark.parametrize("statement", IMPOSSIBLE.values(), ids=IMPOSSIBLE.keys())
def test_the_database_refuses_what_can_never_be(bench, statement):
    with pytest.raises(IntegrityError):
        write(bench, statement)


def test_moves_are_appended_also_backwards_and_nothing_rewrites_them(bench):
    transitions.move(bench, opportunity_id=1, stage_id=TALK)
    transitions.move(bench, opportunity_id=1, stage_id=NEW, reason="za wcześnie")
    bench.session.flush()
    for statement in ("UPDATE stage_change SET reason = 'inny'", "DELETE FROM stage_change"):
        with pytest.raises(IntegrityError, match="append-only"):
            write(bench, statement)
    rows = bench.session.execute(text("SELECT from_stage_id, to_stage_id, reason FROM stage_change ORDER BY id")).all()
    assert rows == [(NEW, TALK, None), (TALK, NEW, "za wcześnie")]


def test_another_pipeline_becomes_the_default_and_stages_change_places(bench):
    pipelines.update(bench, pipeline_id=B2C, is_default=True)
    pipelines.update(bench, pipeline_id=B2B, is_default=True)
    made = pipelines.create(bench, name="Trzeci", stages=[{"name": "Pierwszy"}], is_default=True)
    assert bench.session.scalars(text("SELECT id FROM pipeline WHERE is_default")).all() == [made.id]
    stages.move(bench, stage_id=NEW, position=3)
    added = stages.add(bench, pipeline_id=B2B, name="Start", position=1)
    assert [stage.id for stage in stages.stages_of(bench, B2B)][:4] == [added.id, TALK, 3, NEW]
    assert [stage.position for stage in stages.stages_of(bench, B2B)] == [1, 2, 3, 4, 5, 6]


def test_a_won_and_a_lost_opportunity_pass_and_come_back(bench):
    transitions.mark_won(bench, opportunity_id=1, closed_on=TODAY)
    transitions.mark_lost(bench, opportunity_id=2, closed_on=TODAY, lost_reason="price")
    bench.session.flush()
    transitions.reopen(bench, opportunity_id=1, stage_id=TALK)
    reopened = transitions.reopen(bench, opportunity_id=2, stage_id=TALK)
    bench.session.flush()
    assert (reopened.closed_on, reopened.lost_reason, reopened.stage_id) == (None, None, TALK)
