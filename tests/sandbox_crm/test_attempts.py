"""What was refused, and what was taken out as a file, stands in the journal in words, changes nothing and is no act."""

import pytest
from sqlalchemy import select

from sandbox_crm.attempts import command_words
from sandbox_crm.bench import COMMANDS
from sandbox_crm.history.undoing import last_act
from sandbox_crm.models.journal import JournalRow
from sandbox_crm.offers import generating, messages, templates
from sandbox_crm.store import open_path
from tests.sandbox_crm.driver import ADDRESS, SEALED, page, send
from tests.sandbox_crm.seed import SWIT, TALK


def journal(sandbox):
    with open_path(sandbox.path, write=False) as session:
        return session.scalars(select(JournalRow).order_by(JournalRow.seq)).all()


@pytest.fixture
def ready(sandbox):
    """The company with an offer that was sent."""
    with sandbox.work() as bench:
        made = templates.create_template(bench, name="Wzór", blocks=[{"kind": "line_table", "text": ""}])
        offer = generating.generate_offer(bench, opportunity_id=1, template_id=made.id,
                                          lines=[{"product_id": 1, "qty_milli": 1000}])
        messages.send_message(bench, to="a@b.example", subject="Oferta", offer_id=offer.id)
    return sandbox


def test_every_command_has_its_words():
    names = [name for name in COMMANDS if not name.startswith("test.")]
    assert len({command_words(name) for name in names}) > len(names) - 12 and all(command_words(name) for name in names)


@pytest.mark.parametrize(("path", "command", "typed", "said"), [
    ("/opportunities/1/lost", "opportunity.mark_lost", {"lost_reason": ""}, "oznaczenie jako przegranej szansy sprzedaży"),
    ("/tasks/new", "task.create", {"title": ""}, "dodanie zadania"),
    (f"/accounts/{SWIT}/edit", "account.update", {"nip": "123"}, "zmiana konta klienta"),
])
def test_a_refused_form_is_journalled_with_its_reason_and_changes_nothing(sandbox, client, path, command, typed, said):
    before = sandbox.snapshot().state
    refused = send(client, path, command, status=422, **typed)
    entry = journal(sandbox)[-1]
    assert (entry.command, entry.changes, entry.actor) == (f"refused.{command}", [], "candidate")
    assert entry.words.startswith(f"Odrzucono: {said}. ")
    reason = entry.words.split(". ", 1)[1].split(".")[0]
    assert len(reason) > 8 and reason in refused.get_data(as_text=True), "the reason that stood on the screen"
    assert sandbox.snapshot().state == before, "the chain holds and the fold is what it was"


def test_a_form_that_passes_leaves_no_attempt(sandbox, client):
    send(client, "/tasks/new", "task.create", title="Zadzwonić")
    assert [row.command for row in journal(sandbox)] == ["task.create"]


def test_a_stale_save_is_an_attempt_and_what_is_not_there_is_none(sandbox, client):
    send(client, "/tasks/1/edit", "task.update", status=409, row_version="77", title="Inny")
    assert journal(sandbox)[-1].command == "refused.task.update"
    count = len(journal(sandbox))
    assert client.get(ADDRESS + "/tasks/99").status_code == 404 and len(journal(sandbox)) == count


def test_a_refused_attempt_takes_nothing_from_the_last_act(sandbox, client):
    send(client, "/opportunities/1", "opportunity.move", stage_id=str(TALK))
    send(client, "/tasks/new", "task.create", status=422, title="")
    with sandbox.work() as bench:
        assert last_act(bench).command == "opportunity.move"


def test_the_reviewer_reads_the_attempt_among_the_steps_and_the_bar_passes_it_over(sandbox, client):
    send(client, "/tasks/1/edit", "task.update", title="Inny tytuł")
    send(client, "/tasks/new", "task.create", status=422, title="")
    client.get(ADDRESS + "/tasks")
    seen = page(client, "/steps", address=SEALED)
    rows = [" ".join(row.text.split()) for row in seen.select("main tbody tr")]
    assert len(rows) == 2 and "próba Odrzucono: dodanie zadania." in rows[1]
    assert "Czynność 1 z 1" in " ".join(seen.select_one(".crm-time").text.split())
    looked = page(client, "/steps?looks=1", address=SEALED)
    assert len(looked.select("main tbody tr")) == 3


@pytest.mark.parametrize(("path", "command", "words"), [
    ("/reports/settlement/file.csv", "view.settlement_file", "Pobrano plik z rozliczeniem sprzedaży"),
    ("/offers/1/pdf", "view.offer_pdf_file", "Pobrano plik PDF oferty"),
    ("/messages/1/raw", "view.message_file", "Pobrano plik z wiadomością"),
    ("/files/1", "view.stored_file", "Pobrano plik"),
    ("/offers/file.csv", "view.offer_file", "Pobrano plik z listą ofert"),
    ("/pipelines/1/funnel/file.csv", "view.funnel_file", "Pobrano plik z przebiegiem lejka"),
    ("/offers", "view.offer_list", "Wyświetlono listę ofert"),
])
def test_a_file_that_was_taken_out_is_journalled_as_a_look(ready, client, path, command, words):
    count = len(journal(ready))
    assert client.get(ADDRESS + path).status_code == 200
    entry = journal(ready)[-1]
    assert (len(journal(ready)), entry.command, entry.words, entry.changes) == (count + 1, command, words, [])
    assert ready.snapshot().journal[-1].is_view
    assert client.get(SEALED + path).status_code == 200 and len(journal(ready)) == count + 1, "a sealed copy is only read"
