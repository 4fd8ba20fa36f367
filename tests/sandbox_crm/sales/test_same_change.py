"""One change along every path - command, form, edit form, board, list, bulk - is one change: the same rows, or the same
refusal. (Complaint 1 of crm.md: the rule that holds on the form and is skipped by the board or the list.)"""

import shutil

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sandbox_crm.bench import Refused
from sandbox_crm.sales import bulk, opportunities, stages, transitions
from sandbox_crm.work import tasks
from tests.sandbox_crm.conftest import Sandbox
from tests.sandbox_crm.driver import ADDRESS, filled, form_of, page
from tests.sandbox_crm.seed import ANNA, B2B, LOST, NEW, OFFERED, PIOTR, TALK, TODAY, WON


@pytest.fixture(scope="module")
def place(tmp_path_factory):
    """One sandbox and the bytes it started from: an opportunity stands behind a closed gate, one probability is set by hand."""
    sandbox = Sandbox(tmp_path_factory.mktemp("paths"))
    with sandbox.work() as bench:
        stages.update(bench, stage_id=TALK, gate="block")
        tasks.create(bench, title="Potwierdzić budżet", opportunity_id=2, stage_id=TALK, mandatory=True)
        opportunities.update(bench, opportunity_id=2, probability=77)
        done = opportunities.create(bench, name="Dawna", account_id=1, pipeline_id=B2B, value_gr=100)
        transitions.mark_won(bench, opportunity_id=done.id, closed_on=TODAY)
    kept = sandbox.path.with_suffix(".kept")
    shutil.copyfile(sandbox.path, kept)
    return sandbox, kept


def outcome(place, carry_out):
    """What one path does from the same start: the rows it changes, without the version and stamps; () when refused."""
    sandbox, kept = place
    shutil.copyfile(kept, sandbox.path)
    before = len(sandbox.snapshot().journal)
    carry_out(sandbox)
    entries = [entry for entry in sandbox.snapshot().journal[before:] if entry.changes]
    assert len(entries) <= 1
    return [(change.table, change.id, change.before, change.after) for entry in entries for change in entry.changes]


def by_command(command, **args):
    """The command itself."""
    def carry_out(sandbox):
        with sandbox.work() as bench:
            bench.attempt(command, **args)
    return carry_out


def by_form(path, command, chosen=lambda form: True, **typed):
    """The page's form, filled and sent as a browser does; a form that the page does not have changes nothing."""
    def carry_out(sandbox):
        client = sandbox.app.test_client()
        found = [form for form in page(client, path).select(f'form[data-command="{command}"]') if chosen(form)]
        if not found:
            return
        values = filled(found[0])
        for name, value in typed.items():
            values.setlist(name, [str(item) for item in (value if isinstance(value, list) else [value])])
        answer = client.post(found[0]["action"], data=values)
        assert answer.status_code in (303, 422), answer.status_code
    return carry_out


def of_card(number):
    """The form on an opportunity's own card."""
    return lambda form: f"/opportunities/{number}/" in form["action"]


MOVES = st.tuples(st.integers(1, 3), st.sampled_from([NEW, TALK, OFFERED, WON, LOST, 6, 7]))
CHANGES = st.one_of(
    st.tuples(st.integers(1, 3), st.just("owner_id"), st.sampled_from([ANNA, PIOTR])),
    st.tuples(st.integers(1, 3), st.just("probability"), st.sampled_from([None, 0, 33, 100])),
    st.tuples(st.integers(1, 3), st.just("source"), st.sampled_from([None, "fair", "website"])),
    st.tuples(st.integers(1, 3), st.just("expected_close"), st.sampled_from([None, TODAY])),
)
SLOWLY = settings(max_examples=12, deadline=None, suppress_health_check=list(HealthCheck))


@SLOWLY
@given(move=MOVES)
def test_a_move_is_one_move_by_command_menu_board_list_and_bulk(place, move):
    number, stage = move
    wanted = outcome(place, by_command(transitions.move, opportunity_id=number, stage_id=stage))
    form = outcome(place, by_form(f"/opportunities/{number}", "opportunity.move", stage_id=stage))
    board = outcome(place, by_form("/opportunities/board", "opportunity.move", of_card(number), stage_id=stage))
    lists = outcome(place, by_form("/opportunities", "opportunity.bulk_update", opportunity_ids=[number],
                                   field="stage_id", value=stage))
    together = outcome(place, by_command(bulk.bulk_update, opportunity_ids=[number], field="stage_id", value=stage))
    assert form == board == lists == together == wanted


@SLOWLY
@given(change=CHANGES)
def test_a_changed_field_is_one_change_by_command_form_list_and_bulk(place, change):
    number, field, value = change
    text = "" if value is None else value.isoformat() if field == "expected_close" else str(value)
    wanted = outcome(place, by_command(opportunities.update, opportunity_id=number, **{field: value}))
    form = outcome(place, by_form(f"/opportunities/{number}/edit", "opportunity.update", **{field: text}))
    lists = outcome(place, by_form("/opportunities", "opportunity.bulk_update", opportunity_ids=[number], field=field,
                                   value=text))
    together = outcome(place, by_command(bulk.bulk_update, opportunity_ids=[number], field=field, value=value))
    assert form == lists == together == wanted


@SLOWLY
@given(st.sampled_from([1, 2, 3]), st.one_of(
    st.tuples(st.just("percent"), st.sampled_from([0, 40, 100])),
    st.tuples(st.just("priority"), st.sampled_from(["low", "urgent"])),
    st.tuples(st.just("owner_id"), st.sampled_from([ANNA, PIOTR]))))
def test_a_task_is_changed_alike_by_command_form_row_and_bulk(place, number, change):
    field, value = change
    wanted = outcome(place, by_command(tasks.update, task_id=number, **{field: value}))
    form = outcome(place, by_form(f"/tasks/{number}/edit", "task.update", **{field: value}))
    row = outcome(place, by_form("/tasks?state=all", "task.update", lambda found: f"/tasks/{number}/" in found["action"],
                                 **{field: value}))
    lists = outcome(place, by_form("/tasks?state=all", "task.bulk_update", task_ids=[number], field=field, value=value))
    together = outcome(place, by_command(tasks.bulk_update, task_ids=[number], field=field, value=value))
    assert form == row == lists == together == wanted
    if field == "percent":
        progress = outcome(place, by_form(f"/tasks/{number}", "task.set_progress", percent=value, status=""))
        assert progress == wanted


def test_a_closed_gate_and_a_closed_opportunity_refuse_bulk_work_whole(place):
    sandbox, kept = place
    shutil.copyfile(kept, sandbox.path)
    with sandbox.work() as bench:
        for ids, words in (([1, 2], "SZ/2026/0002"), ([1, 3], "SZ/2026/0003")):
            _result, refused = bench.attempt(bulk.bulk_update, opportunity_ids=ids, field="stage_id", value=OFFERED)
            assert isinstance(refused, Refused) and words in str(refused)
            assert bench.get(opportunities.Opportunity, 1).stage_id == NEW
        assert bench.attempt(bulk.bulk_update, opportunity_ids=[], field="owner_id", value=ANNA)[1]
        with pytest.raises(TypeError):
            bulk.bulk_update(bench, opportunity_ids=[1], field="value_gr", value=1)
        assert len(bulk.bulk_update(bench, opportunity_ids=[1, 2, 1], field="owner_id", value=PIOTR)) == 2


def test_a_refused_bulk_change_comes_back_with_what_was_ticked_and_typed(client):
    token = form_of(page(client, "/opportunities/1/edit"), "opportunity.update").select_one("[name=csrf_token]")["value"]
    answer = client.post(f"{ADDRESS}/opportunities/bulk?q=lamp", data={
        "csrf_token": token, "opportunity_ids": ["1", "2"], "field": "probability", "value": "140"})
    text = answer.get_data(as_text=True)
    assert answer.status_code == 422 and "data-faults" in text
    assert text.count('name="opportunity_ids"') == 2 and 'value="140"' in text
