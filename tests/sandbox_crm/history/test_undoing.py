"""Taking back the last act is an act of its own; every record comes out of the bin."""

import pytest

from sandbox_crm.bench import COMMANDS, Refused
from sandbox_crm.history.undoing import RESTORERS, UNDOABLE, undo
from sandbox_crm.snapshot import state_hash
from tests.sandbox_crm.driver import form_of, page, send
from tests.sandbox_crm.history.test_changes import act

VERSIONS = ("row_version", "updated_at")


def bare(state):
    return {table: {key: {name: value for name, value in row.items() if name not in VERSIONS} for key, row in rows.items()}
            for table, rows in state.items() if rows}


@pytest.mark.parametrize(("command", "args"), [
    ("account.delete", {"account_id": 3}), ("account.update", {"account_id": 1, "city": "Radom"}),
    ("account.merge", {"keep_id": 2, "drop_id": 1, "fields": {"nip": "drop"}}), ("task.complete", {"task_id": 1}),
    ("opportunity.set_lines", {"opportunity_id": 1, "lines": [{"product_id": 1, "qty_milli": 2000}]}),
    ("opportunity.add_contact", {"opportunity_id": 1, "contact_id": 1, "role": "user"}),
    ("task.bulk_update", {"task_ids": [1, 2], "field": "priority", "value": "urgent"})])
def test_the_last_act_is_taken_back_whole(sandbox, command, args):
    before = sandbox.snapshot().state
    act(sandbox, command, **args)
    assert bare(sandbox.snapshot().state) != bare(before)
    act(sandbox, "act.undo", seq=1)
    snapshot = sandbox.snapshot()
    assert bare(snapshot.state) == bare(before) and snapshot.journal[1].command == "act.undo"
    assert state_hash(snapshot.state_at(1)) != state_hash(snapshot.state)


def test_only_the_last_act_and_only_one_that_can_be(sandbox):
    act(sandbox, "account.update", account_id=1, city="Radom")
    act(sandbox, "opportunity.move", opportunity_id=1, stage_id=2)
    with sandbox.work() as bench:
        for seq in (1, 2, 7):
            assert isinstance(bench.attempt(undo, seq=seq)[1], Refused), seq
    assert len(sandbox.snapshot().journal) == 2


def test_every_act_that_may_be_taken_back_is_a_command():
    assert set(UNDOABLE) - {"opportunity.bulk_update"} <= set(COMMANDS) and "contact.anonymise" not in UNDOABLE


def test_after_a_deletion_the_next_page_offers_to_take_it_back(sandbox, client):
    send(client, "/tasks/1", "task.delete")
    soup = page(client, "/tasks")
    form = form_of(soup, "act.undo")
    assert "Cofnij" in form.text and "Usunięto zadanie" in form.text
    values = {field["name"]: field.get("value", "") for field in form.select("input[name]")}
    answer = client.post(form["action"], data=values)
    assert answer.status_code == 303 and answer.headers["Location"].endswith("/tasks")
    assert "Cofnięto czynność" in page(client, "/tasks").text
    assert not page(client, "/tasks").select("form[data-command='act.undo']")
    assert page(client, "/tasks/1").h1


def test_the_way_back_never_leads_out_of_the_crm(sandbox, client):
    send(client, "/tasks/1", "task.delete")
    form = form_of(page(client, "/"), "act.undo")
    token = form.select_one("[name=csrf_token]")["value"]
    answer = client.post(form["action"], data={"csrf_token": token, "back": "//evil.example"})
    assert answer.headers["Location"].endswith("/crm/00000000-0000-4000-8000-000000000001/")


def test_the_bin_holds_every_kind_and_gives_it_back(sandbox, client):
    act(sandbox, "segment.create", name="Hurt", mode="static")
    act(sandbox, "stage_task.add", stage_id=1, title="Telefon")
    act(sandbox, "view.save", entity="task", name="Moje")
    act(sandbox, "goal.create", name="Cel")
    act(sandbox, "template.create", name="Wzór", blocks=[{"kind": "paragraph", "text": "Dzień dobry"}])
    for command, args in (("task.delete", {"task_id": 1}), ("opportunity.delete", {"opportunity_id": 2}),
                          ("account.delete", {"account_id": 3}), ("contact.delete", {"contact_id": 2}),
                          ("segment.delete", {"segment_id": 1}), ("stage_task.delete", {"stage_task_id": 1}),
                          ("view.delete", {"view_id": 1}), ("goal.delete", {"goal_id": 1}),
                          ("template.delete", {"template_id": 1}), ("product.delete", {"product_id": 1}),
                          ("stage.delete", {"stage_id": 3}), ("pipeline.delete", {"pipeline_id": 2})):
        act(sandbox, command, **args)
    soup = page(client, "/bin")
    assert len(soup.select("main tbody tr")) == len(RESTORERS) and "Anna Kowalczyk" in soup.main.text
    assert len(page(client, "/bin?kind=task").select("main tbody tr")) == 1
    for left in range(len(RESTORERS) - 1, -1, -1):
        send(client, "/bin", "bin.restore")
        assert len(page(client, "/bin").select("main tbody tr")) == left
    sandbox.snapshot()


def test_a_name_taken_meanwhile_keeps_a_segment_in_the_bin(sandbox, client):
    act(sandbox, "segment.create", name="Hurt", mode="static")
    act(sandbox, "segment.delete", segment_id=1)
    act(sandbox, "segment.create", name="Hurt", mode="static")
    send(client, "/bin", "bin.restore")
    assert "Tę nazwę nosi teraz inny segment" in page(client, "/bin").text
