"""Taking back the last act is an act of its own; every record comes out of the bin."""

import random

from sqlalchemy import text

from sandbox_crm.bench import COMMANDS, Refused
from sandbox_crm.history.undoing import RESTORERS, UNDOABLE, last_act, may_be_undone, undo
from sandbox_crm.images import whole_state
from sandbox_crm.models.clients import Contact
from sandbox_crm.snapshot import state_hash
from sandbox_crm.store import open_path
from tests.sandbox_crm.driver import form_of, page, send
from tests.sandbox_crm.history.test_changes import act
from tests.sandbox_crm.random_work import ARGS, Draw, bench_on
from tests.sandbox_crm.seed import B2C, BORSUK, EWA, JAN, KIOSK, NEW, SWIT, TALK

VERSIONS = ("row_version", "updated_at")


def bare(state):
    return {table: {key: {name: value for name, value in row.items() if name not in VERSIONS} for key, row in rows.items()}
            for table, rows in state.items() if rows}


#: what has to be there first, so that every act has something to act on
GROUND = (
    ("account.create", {"name": "Nowa", "nip": "5000000037", "city": "Radom"}),
    ("contact.create", {"account_id": SWIT, "first_name": "Ola", "last_name": "Druga"}),
    ("contact.create", {"account_id": BORSUK, "first_name": "Iga", "last_name": "Pierwsza", "is_primary": True}),
    ("segment.create", {"name": "Hurt", "mode": "static"}), ("segment.set_members", {"segment_id": 1, "account_ids": [SWIT]}),
    ("stage_task.add", {"stage_id": NEW, "title": "Telefon"}), ("view.save", {"entity": "task", "name": "Moje"}),
    ("report.create", {"name": "Zestawienie", "entity": "opportunity", "kind": "table", "columns": ["number"]}),
    ("goal.create", {"name": "Cel"}), ("template.create", {"name": "Wzór", "blocks": [{"kind": "line_table", "text": ""}]}),
    ("pipeline.create", {"name": "Nowy lejek", "stages": [{"name": "Pierwszy", "probability": 10}]}),
    ("opportunity.add_contact", {"opportunity_id": 2, "contact_id": JAN, "role": "user"}),
    ("message.save_draft", {"subject": "Zapytanie"}),
)
#: every act that may be taken back, at least once, with the cases in which rows have to make way for each other
ACTS = (
    ("account.update", {"account_id": SWIT, "city": "Radom", "nip": "5000000043"}),
    ("account.bulk_update", {"account_ids": [SWIT, BORSUK], "field": "status", "value": "inactive"}),
    ("account.delete", {"account_id": KIOSK}),
    ("account.merge", {"keep_id": BORSUK, "drop_id": SWIT, "fields": {"nip": "drop", "name": "drop"}}),
    ("contact.update", {"contact_id": EWA, "is_primary": False}),
    ("contact.update", {"contact_id": 3, "is_primary": True}),
    ("contact.update", {"contact_id": JAN, "is_primary": True}),  # the one who has to let go first has the lower number
    ("contact.update", {"contact_id": EWA, "account_id": BORSUK}),
    ("contact.delete", {"contact_id": EWA}),
    ("contact.merge", {"keep_id": 3, "drop_id": EWA, "fields": {"is_primary": "drop", "email": "drop"}}),
    ("contact.merge", {"keep_id": EWA, "drop_id": JAN, "fields": {"account_id": "drop"}}),
    ("message.save_draft", {"message_id": 1, "subject": "Oferta", "to": "a@b.example"}),
    ("message.delete_draft", {"message_id": 1}),
    ("goal.update", {"goal_id": 1, "name": "Inny cel"}), ("goal.delete", {"goal_id": 1}),
    ("opportunity.add_contact", {"opportunity_id": 1, "contact_id": EWA, "role": "user"}),
    ("opportunity.remove_contact", {"opportunity_id": 2, "contact_id": JAN}),
    ("contact.bulk_update", {"contact_ids": [EWA, JAN], "field": "preferred_channel", "value": "email"}),
    ("opportunity.bulk_update", {"opportunity_ids": [1, 2], "field": "owner_id", "value": 2}),
    ("opportunity.delete", {"opportunity_id": 1}),
    ("opportunity.set_lines", {"opportunity_id": 1, "lines": [{"product_id": 1, "qty_milli": 2000}]}),
    ("opportunity.shift", {"opportunity_id": 2, "days": 3, "with_close": True}),
    ("opportunity.update", {"opportunity_id": 1, "value_gr": 5, "probability": 77}),
    ("pipeline.delete", {"pipeline_id": 3}),
    ("pipeline.update", {"pipeline_id": B2C, "is_default": True}),
    ("product.delete", {"product_id": 1}),
    ("product.update", {"product_id": 1, "price_net_gr": 100}),
    ("report.delete", {"report_id": 1}),
    ("report.update", {"report_id": 1, "name": "Inne", "columns": ["name"]}),
    ("segment.delete", {"segment_id": 1}),
    ("segment.set_members", {"segment_id": 1, "account_ids": [BORSUK]}),
    ("segment.update", {"segment_id": 1, "name": "Detal"}),
    ("stage.update", {"stage_id": NEW, "probability": 33}),
    ("stage_task.delete", {"stage_task_id": 1}),
    ("stage_task.update", {"stage_task_id": 1, "offset_days": 9}),
    ("task.bulk_update", {"task_ids": [1, 2], "field": "priority", "value": "urgent"}),
    ("task.complete", {"task_id": 1}), ("task.delete", {"task_id": 1}), ("task.set_progress", {"task_id": 1, "percent": 40}),
    ("task.update", {"task_id": 1, "title": "Inaczej"}), ("template.delete", {"template_id": 1}), ("view.delete", {"view_id": 1}),
)


def test_every_act_that_is_offered_is_taken_back_whole(sandbox):
    for name, given in GROUND:
        act(sandbox, name, **given)
    left, before = [], state_of(sandbox)
    for command, args in ACTS:
        act(sandbox, command, **args)
        changed = state_of(sandbox)
        with sandbox.work() as bench:
            entry = last_act(bench)
            offered, refused = may_be_undone(entry), bench.attempt(undo, seq=entry.seq)[1]
        after = state_of(sandbox)
        if changed == before or not offered or refused or after != before:
            left.append((command, args, "nothing changed" if changed == before else str(refused or "not as it was")))
            before = after
    assert not left, left
    snapshot = sandbox.snapshot()
    assert [entry.command for entry in snapshot.journal].count("act.undo") == len(ACTS)
    assert state_hash(snapshot.state_at(snapshot.last_seq - 1)) != state_hash(snapshot.state)


def test_the_table_above_holds_every_act_that_may_be_taken_back():
    assert {command for command, _args in ACTS} == UNDOABLE


def test_whatever_random_work_does_is_taken_back_whole_or_not_offered(sandbox):
    chance, taken_back = random.Random(5), set()
    for name in chance.choices(sorted(set(ARGS) - {"act.undo"}), k=25) + chance.choices(sorted(UNDOABLE), k=60):
        before = state_of(sandbox)
        try:
            with bench_on(sandbox.path, "system" if name == "message.receive" else "candidate") as bench:
                COMMANDS[name](bench, **ARGS[name](Draw(bench.session, chance)))
        except Refused:
            continue
        with bench_on(sandbox.path) as bench:
            entry = last_act(bench)
            if may_be_undone(entry):
                undo(bench, seq=entry.seq)
                bench.session.flush()
                taken_back.add(name)
        if name in taken_back and may_be_undone(entry):
            assert state_of(sandbox) == before, (name, entry.args)
    assert len(taken_back) > 12, sorted(taken_back)


def state_of(sandbox):
    with open_path(sandbox.path, write=False) as session:
        return bare(whole_state(session))


def test_a_bulk_move_keeps_its_moves_and_is_not_offered_to_be_taken_back(sandbox, client):
    path = "/opportunities"
    send(client, path, "opportunity.bulk_update", opportunity_ids=["1"], field="stage_id", value=str(TALK))
    assert not page(client, path).select("form[data-command='act.undo']")
    with sandbox.work() as bench:
        entry = last_act(bench)
        assert entry.command == "opportunity.bulk_update"
        refused = bench.attempt(undo, seq=entry.seq)[1]
    assert "another act" in str(refused.message)
    send(client, path, "opportunity.bulk_update", opportunity_ids=["1"], field="owner_id", value="2")
    offer = page(client, path).select("form[data-command='act.undo']")
    assert len(offer) == 1, "a bulk change of another field is offered"


def test_a_place_that_was_given_away_by_another_hand_refuses_in_words(sandbox):
    """Two rows cannot both have what only one may have: undo says so and changes nothing."""
    act(sandbox, "contact.create", account_id=SWIT, first_name="Ola", last_name="Druga")
    act(sandbox, "contact.update", contact_id=EWA, is_primary=False)
    with sandbox.work() as bench:
        bench.session.execute(text("UPDATE contact SET is_primary = 1 WHERE id = 3"))
        refused = bench.attempt(undo, seq=2)[1]
        assert refused.status == 409
        assert not bench.session.get(Contact, EWA).is_primary
        bench.session.rollback()


def test_only_the_last_act_and_only_one_that_can_be(sandbox):
    act(sandbox, "account.update", account_id=1, city="Radom")
    act(sandbox, "opportunity.move", opportunity_id=1, stage_id=2)
    with sandbox.work() as bench:
        for seq in (1, 2, 7):
            assert isinstance(bench.attempt(undo, seq=seq)[1], Refused), seq
    assert len(sandbox.snapshot().journal) == 2


def test_every_act_that_may_be_taken_back_is_a_command():
    assert set(UNDOABLE) <= set(COMMANDS) and "contact.anonymise" not in UNDOABLE


def test_after_a_deletion_the_next_page_offers_to_take_it_back(sandbox, client):
    send(client, "/tasks/1", "task.delete")
    soup = page(client, "/tasks")
    form = form_of(soup, "act.undo")
    assert "Cofnij" in form.text and "Przeniesiono do kosza zadanie" in form.text
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
    act(sandbox, "report.create", name="Otwarte", entity="opportunity", kind="table", columns=["name"])
    act(sandbox, "message.save_draft", subject="Szkic")
    for command, args in (("task.delete", {"task_id": 1}), ("opportunity.delete", {"opportunity_id": 2}),
                          ("account.delete", {"account_id": 3}), ("contact.delete", {"contact_id": 2}),
                          ("segment.delete", {"segment_id": 1}), ("stage_task.delete", {"stage_task_id": 1}),
                          ("view.delete", {"view_id": 1}), ("message.delete_draft", {"message_id": 1}),
                          ("report.delete", {"report_id": 1}),
                          ("goal.delete", {"goal_id": 1}),
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
