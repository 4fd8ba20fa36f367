"""Every path leads to the same rows: what a form sends is what the command does, field for field."""

from datetime import date

import pytest

from sandbox_crm.sales import goals, lines, opportunities, pipelines, products, stage_tasks, stages, transitions
from sandbox_crm.work import tasks, views
from tests.sandbox_crm.conftest import Sandbox
from tests.sandbox_crm.driver import ADDRESS, SEALED, new_id, page, send
from tests.sandbox_crm.seed import ANNA, B2B, EWA, LAMP, LOST, NEW, OFFERED, PIOTR, SWIT, TALK, TODAY, WON

DAY = TODAY.isoformat()
PATHS = [
    (
        "/products/new",
        "product.create",
        {"code": "Z-1", "name": "Zegar", "unit": "szt.", "price_net_gr": "1 234,50"},
        products.create,
        {"code": "Z-1", "name": "Zegar", "unit": "szt.", "price_net_gr": 123450, "kind": "product", "vat_code": "23"},
    ),
    ("/products/1", "product.update", {"price_net_gr": "199,99"}, products.update, {"product_id": 1, "price_net_gr": 19999}),
    (
        "/goals/new",
        "goal.create",
        {
            "name": "Cel",
            "metric": "won_value",
            "target_value": "500 000",
            "date_from": DAY,
            "date_to": "2026-12-31",
            "needed_fields": ["account.nip", "contact.email"],
        },
        goals.create,
        {
            "name": "Cel",
            "metric": "won_value",
            "target_value": 50_000_000,
            "date_from": TODAY,
            "date_to": date(2026, 12, 31),
            "needed_fields": ["account.nip", "contact.email"],
        },
    ),
    (
        "/goals/new",
        "goal.create",
        {"name": "Cel", "metric": "won_count", "target_value": "15"},
        goals.create,
        {"name": "Cel", "metric": "won_count", "target_value": 15},
    ),
    (
        "/pipelines/new",
        "pipeline.create",
        {
            "name": "Urzędy",
            "stages-0-name": "Kontakt",
            "stages-0-probability": "10",
            "stages-1-name": "Oferta",
            "stages-1-probability": "55",
            "stages-1-gate": "warn",
        },
        pipelines.create,
        {
            "name": "Urzędy",
            "stages": [{"name": "Kontakt", "probability": 10}, {"name": "Oferta", "probability": 55, "gate": "warn"}],
        },
    ),
    (
        f"/pipelines/{B2B}/edit",
        "pipeline.update",
        {"client_type": "firmy"},
        pipelines.update,
        {"pipeline_id": B2B, "client_type": "firmy"},
    ),
    (
        f"/pipelines/{B2B}/stages/new",
        "stage.add",
        {"name": "Test", "probability": "70"},
        stages.add,
        {"pipeline_id": B2B, "name": "Test", "probability": 70},
    ),
    (f"/stages/{NEW}", "stage.update", {"expected_days": "12"}, stages.update, {"stage_id": NEW, "expected_days": 12}),
    (f"/pipelines/{B2B}", "stage.move", {"position": "2"}, stages.move, {"stage_id": NEW, "position": 2}),
    (
        f"/stages/{NEW}/delete",
        "stage.delete",
        {"target_stage_id": str(TALK)},
        stages.delete,
        {"stage_id": NEW, "target_stage_id": TALK},
    ),
    (
        f"/stages/{NEW}/tasks/new",
        "stage_task.add",
        {
            "title": "Zadzwonić",
            "offset_days": "-2",
            "offset_from": "expected_close",
            "mandatory": "y",
            "responsible_id": str(PIOTR),
        },
        stage_tasks.add,
        {
            "stage_id": NEW,
            "title": "Zadzwonić",
            "offset_days": -2,
            "offset_from": "expected_close",
            "mandatory": True,
            "responsible_id": PIOTR,
        },
    ),
    (
        "/opportunities/new",
        "opportunity.create",
        {
            "name": "Hala",
            "account_id": str(SWIT),
            "pipeline_id": str(B2B),
            "stage_id": str(TALK),
            "value_gr": "12 345,67",
            "expected_close": "2026-06-01",
        },
        opportunities.create,
        {
            "name": "Hala",
            "account_id": SWIT,
            "pipeline_id": B2B,
            "stage_id": TALK,
            "value_gr": 1234567,
            "expected_close": date(2026, 6, 1),
        },
    ),
    (
        "/opportunities/1/edit",
        "opportunity.update",
        {"probability": "33"},
        opportunities.update,
        {"opportunity_id": 1, "probability": 33},
    ),
    (
        "/opportunities/1/lines",
        "opportunity.set_lines",
        {"lines-0-product_id": str(LAMP), "lines-0-qty_milli": "2,5"},
        lines.set_lines,
        {"opportunity_id": 1, "lines": [{"product_id": LAMP, "qty_milli": 2500}]},
    ),
    (
        "/opportunities/1",
        "opportunity.move",
        {"stage_id": str(OFFERED), "reason": "pilne"},
        transitions.move,
        {"opportunity_id": 1, "stage_id": OFFERED, "reason": "pilne"},
    ),
    (
        "/opportunities/board",
        "opportunity.move",
        {"stage_id": str(OFFERED)},
        transitions.move,
        {"opportunity_id": 1, "stage_id": OFFERED},
    ),
    (
        "/opportunities/1/won",
        "opportunity.mark_won",
        {"closed_on": DAY, "value_gr": "9 000"},
        transitions.mark_won,
        {"opportunity_id": 1, "closed_on": TODAY, "value_gr": 900000},
    ),
    (
        "/opportunities/1/lost",
        "opportunity.mark_lost",
        {"closed_on": DAY, "lost_reason": "other", "lost_note": "brak zgody"},
        transitions.mark_lost,
        {"opportunity_id": 1, "closed_on": TODAY, "lost_reason": "other", "lost_note": "brak zgody"},
    ),
    (
        "/opportunities/1",
        "opportunity.add_contact",
        {"contact_id": str(EWA), "role": "user"},
        opportunities.add_contact,
        {"opportunity_id": 1, "contact_id": EWA, "role": "user"},
    ),
    ("/opportunities/1", "opportunity.delete", {}, opportunities.delete, {"opportunity_id": 1}),
    (
        "/tasks/new",
        "task.create",
        {
            "title": "Napisać",
            "kind": "email",
            "due_on": "2026-04-23",
            "opportunity_id": "1",
            "stage_id": str(NEW),
            "mandatory": "y",
        },
        tasks.create,
        {
            "title": "Napisać",
            "kind": "email",
            "due_on": date(2026, 4, 23),
            "opportunity_id": 1,
            "stage_id": NEW,
            "mandatory": True,
        },
    ),
    (
        "/tasks/1/edit",
        "task.update",
        {"priority": "urgent", "status": "completed"},
        tasks.update,
        {"task_id": 1, "priority": "urgent", "status": "completed"},
    ),
    ("/tasks/1", "task.set_progress", {"percent": "40"}, tasks.set_progress, {"task_id": 1, "percent": 40}),
    ("/tasks/1", "task.complete", {}, tasks.complete, {"task_id": 1}),
    ("/opportunities/1", "task.complete", {}, tasks.complete, {"task_id": 1}),
    (
        "/tasks",
        "task.bulk_update",
        {"task_ids": ["1", "3"], "field": "owner_id", "value": str(PIOTR)},
        tasks.bulk_update,
        {"task_ids": [1, 3], "field": "owner_id", "value": PIOTR},
    ),
    (
        "/tasks",
        "task.bulk_update",
        {"task_ids": ["2"], "field": "due_on", "value": "2026-04-30"},
        tasks.bulk_update,
        {"task_ids": [2], "field": "due_on", "value": date(2026, 4, 30)},
    ),
    (
        "/tasks?range=span&from=2026-04-20&to=2026-04-26&group_by=due_on&sort=priority",
        "view.save",
        {"name": "Tydzień"},
        views.save,
        {
            "entity": "task",
            "name": "Tydzień",
            "date_from": date(2026, 4, 20),
            "date_to": date(2026, 4, 26),
            "group_by": "due_on",
            "sort": "priority",
            "filters": {"all": [{"field": "status", "op": "in", "value": ["not_started", "in_progress", "on_hold"]}]},
        },
    ),
]


@pytest.mark.parametrize(("path", "command", "typed", "carry_out", "args"), PATHS, ids=[f"{one[1]} at {one[0]}" for one in PATHS])
def test_a_form_changes_what_its_command_changes(tmp_path, path, command, typed, carry_out, args):
    by_form, by_command = Sandbox(tmp_path / "form"), Sandbox(tmp_path / "command")
    send(by_form.app.test_client(), path, command, **typed)
    with by_command.work() as bench:
        carry_out(bench, **args)
    entry = [one for one in by_form.snapshot().journal if not one.command.startswith("view.") or one.changes][-1]
    wanted = by_command.snapshot().journal[-1]
    assert (entry.command, entry.words) == (wanted.command, wanted.words) == (command, wanted.words)
    assert sorted((change.table, change.id, change.before, change.after) for change in entry.changes) == sorted(
        (change.table, change.id, change.before, change.after) for change in wanted.changes
    )


def test_a_made_record_s_page_ends_in_its_id(client):
    assert (
        new_id(send(client, "/opportunities/new", "opportunity.create", name="X", account_id=str(SWIT), pipeline_id=str(B2B)))
        == 3
    )
    assert new_id(send(client, "/tasks/new", "task.create", title="X")) == 4
    assert new_id(send(client, f"/stages/{NEW}/tasks/new", "stage_task.add", title="X")) == 1
    view = send(client, "/tasks", "view.save", name="Moje")
    assert new_id(view) == 1
    assert page(client, "/tasks?view=1")


@pytest.mark.parametrize(
    ("path", "command", "typed"),
    [
        ("/opportunities/1/lost", "opportunity.mark_lost", {"lost_reason": "other", "closed_on": DAY}),
        ("/opportunities/1/won", "opportunity.mark_won", {"value_gr": "0", "closed_on": DAY}),
        ("/opportunities/1", "opportunity.move", {"stage_id": ""}),
        ("/opportunities/new", "opportunity.create", {"name": "Zostaje", "value_gr": "1.234.567"}),
        ("/pipelines/new", "pipeline.create", {"name": "Zostaje"}),
        ("/tasks/1", "task.set_progress", {"percent": "130"}),
        ("/tasks", "task.bulk_update", {"field": "priority", "value": "low"}),
        ("/goals/new", "goal.create", {"name": "Zostaje", "metric": "won_count", "target_value": "2,5"}),
    ],
)
def test_a_refused_form_comes_back_with_what_was_typed(client, sandbox, path, command, typed):
    before = len([entry for entry in sandbox.snapshot().journal if entry.changes])
    response = send(client, path, command, status=422, **typed)
    text = response.get_data(as_text=True)
    assert "data-faults" in text
    assert "Zostaje" in text or "name" not in typed
    assert len([entry for entry in sandbox.snapshot().journal if entry.changes]) == before


def test_a_stale_form_shows_both_versions(client, sandbox):
    with sandbox.work() as bench:
        opportunities.update(bench, opportunity_id=1, next_step="spotkanie")
    response = send(client, "/opportunities/1/edit", "opportunity.update", status=409, row_version="1", next_step="telefon")
    text = response.get_data(as_text=True)
    assert "spotkanie" in text
    assert "telefon" in text


def test_the_board_sends_no_card_to_won_or_lost_without_their_forms(client, sandbox):
    for stage_id in (WON, LOST):
        send(client, "/opportunities/1", "opportunity.move", status=422, stage_id=str(stage_id))
    assert not [entry for entry in sandbox.snapshot().journal if entry.changes]


def test_a_sealed_view_has_no_forms_that_write(client):
    for path in (
        "/opportunities",
        "/opportunities/board",
        "/opportunities/1",
        "/opportunities/1/edit",
        "/tasks",
        "/tasks/1",
        "/tasks/1/edit",
        "/pipelines",
        "/pipelines/1",
        "/pipelines/new",
        "/stages/1",
        "/goals",
        "/goals/new",
        "/products",
        "/products/1",
        "/pipelines/1/schedule",
        "/opportunities/values",
    ):
        assert not page(client, path, address=SEALED).select('form[method="post"]'), path


def test_looks_at_answers_are_journalled(client, sandbox):
    for path in (
        "/tasks?range=today",
        "/opportunities",
        "/opportunities/board",
        "/opportunities/1",
        "/opportunities/values",
        "/tasks/1",
    ):
        assert client.get(ADDRESS + path).status_code == 200
    assert [entry.command for entry in sandbox.snapshot().journal] == [
        "view.task_list",
        "view.opportunity_list",
        "view.board",
        "view.opportunity",
        "view.stage_values",
        "view.task",
    ]
    assert sandbox.snapshot().journal[0].actor_user_id == ANNA


def test_the_row_of_a_list_changes_priority_progress_and_owner(client, sandbox):
    send(client, "/tasks", "task.update", index=1, priority="urgent", percent="30", owner_id=str(PIOTR))
    row = sandbox.snapshot().state["task"][1]
    assert (row["priority"], row["percent"], row["status"], row["owner_id"]) == ("urgent", 30, "in_progress", PIOTR)
    response = send(client, "/tasks", "task.update", index=0, percent="dużo", status=422)
    assert "data-faults" in response.get_data(as_text=True)


def test_a_list_of_opportunities_is_saved_and_opened_again(client):
    view = new_id(send(client, "/opportunities?q=hurtowni", "view.save", name="Hurtownie"))
    text = page(client, f"/opportunities?view={view}").select_one("main").text
    assert "SZ/2026/0002" in text
    assert "SZ/2026/0001" not in text
    send(client, "/opportunities", "view.save", name=" ", status=422)
