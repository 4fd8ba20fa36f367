"""The plan of one opportunity: its real tasks in the schedule, their dates shifted together, how much of each stage is done."""

from datetime import date

import pytest

from sandbox_crm.sales import opportunities, shifting, stage_tasks, transitions
from sandbox_crm.sales.board import done_by_stage
from sandbox_crm.sales.dossier import dossier_of
from sandbox_crm.sales.planning import for_opportunity
from sandbox_crm.work import tasks
from tests.sandbox_crm.driver import page, send
from tests.sandbox_crm.seed import B2B, NEW, TALK, TODAY


def planned(bench):
    """An opportunity in a stage with two tasks of its own, one of them done."""
    stage_tasks.add(bench, stage_id=TALK, title="Zbadać potrzeby", offset_days=2)
    stage_tasks.add(bench, stage_id=TALK, title="Spisać notatkę", offset_days=4, duration_days=3)
    opportunity = transitions.move(bench, opportunity_id=1, stage_id=TALK)
    rows = for_opportunity(bench, opportunity).rows
    tasks.complete(bench, task_id=rows[0].task.id)
    return opportunity, [row.task for row in rows]


def test_working_days_jump_over_the_polish_holidays(bench):
    opportunity, (done, waiting) = planned(bench)
    assert (waiting.start_on, waiting.due_on) == (date(2026, 4, 22), date(2026, 4, 24))
    shifting.shift_dates(bench, opportunity_id=1, days=5)  # the 1st of May is a holiday, the 2nd and 3rd a weekend
    assert (waiting.start_on, waiting.due_on) == (date(2026, 4, 29), date(2026, 5, 4))
    assert (done.due_on, opportunity.expected_close) == (date(2026, 4, 22), date(2026, 5, 15))


def test_calendar_days_go_back_as_well_and_take_the_close_along(bench):
    opportunity, (_done, waiting) = planned(bench)
    shifting.shift_dates(bench, opportunity_id=1, days=-3, workdays_only=False, with_close=True)
    assert (waiting.start_on, waiting.due_on) == (date(2026, 4, 19), date(2026, 4, 21))
    assert opportunity.expected_close == date(2026, 5, 12)


@pytest.mark.parametrize("days", [0, 4000, -4000])
def test_a_shift_that_is_none_is_refused(bench, days):
    assert "days" in bench.attempt(shifting.shift_dates, opportunity_id=1, days=days)[1].fields


def test_without_open_tasks_there_is_nothing_to_shift(bench):
    for task_id in (1, 2, 3):
        tasks.update(bench, task_id=task_id, due_on=None)
    assert bench.attempt(shifting.shift_dates, opportunity_id=1, days=1)[1]


def test_the_schedule_shows_the_real_task_and_the_form_shifts_it(client, sandbox):
    with sandbox.work() as bench:
        _opportunity, made = planned(bench)
        due = made[1].due_on
    place = f"/pipelines/{B2B}/schedule?opportunity_id=1"
    before = page(client, place)
    assert due.strftime("%d.%m.%Y") in before.select_one("main table").text
    assert before.select_one(f'main table a[href$="/tasks/{made[1].id}"]')
    assert {bar["data-kind"] for bar in before.select("svg rect")} == {"stage", "task", "done"}
    answer = send(client, place, "opportunity.shift", days="2", workdays_only="y")
    assert answer.headers["Location"].endswith(place)
    assert "28.04.2026" in page(client, place).select_one("main table").text
    send(client, place, "opportunity.shift", status=422, days="kilka")
    send(client, place, "opportunity.shift", status=409, days="2", row_version="0")


def test_done_and_total_are_counted_per_stage_and_opportunity(bench):
    opportunity, _made = planned(bench)
    dossier = dossier_of(bench, opportunity)
    assert dossier.done_by_stage == {TALK: (1, 2)}
    assert dossier.done_together == (1, 3)
    second = opportunities.create(bench, name="Druga", account_id=1, pipeline_id=B2B, stage_id=TALK)
    tasks.create(bench, title="Anulowane", opportunity_id=second.id, stage_id=TALK, status="cancelled")
    tasks.create(bench, title="Z poprzedniego etapu", opportunity_id=second.id, stage_id=NEW, status="completed")
    bench.session.flush()
    assert done_by_stage(bench, B2B) == {TALK: (1, 4), NEW: (1, 1)}
    assert done_by_stage(bench, B2B, {"all": [{"field": "name", "op": "eq", "value": "Druga"}]}) == {TALK: (0, 2), NEW: (1, 1)}


def test_the_screens_say_how_much_is_done(client, sandbox):
    with sandbox.work() as bench:
        planned(bench)
    assert "wykonano 1 z 2" in page(client, "/opportunities/1").select_one(".stage-here").text
    row = next(row for row in page(client, "/opportunities/values").select("tbody tr") if "Rozmowa" in row.text)
    assert row.text.endswith("1 z 2")
    assert TODAY.strftime("%d.%m.%Y") in page(client, "/opportunities/1").select_one(".crm-facts").text
