"""Any moment of a journal opens as it was: the rows of the fold, in the CRM's own screens, to read."""

import os
from datetime import date

import pytest
from sqlalchemy import text

from sandbox_crm.bench import COMMANDS
from sandbox_crm.images import whole_state
from sandbox_crm.pages import LOOKS, PAGES
from sandbox_crm.snapshot import BrokenSnapshot, state_hash
from sandbox_crm.store import open_path
from sandbox_crm.travel import moments
from sandbox_crm.travel.moments import forget_moments, moment_file
from sandbox_crm.web import load_pages
from tests.sandbox_crm.driver import SEALED, page


def act(sandbox, command, **args):
    with sandbox.work() as bench:
        COMMANDS[command](bench, **args)


@pytest.fixture
def worked(sandbox):
    """Five acts and a look in between."""
    act(sandbox, "account.create", name="Nowa Łąka")
    act(sandbox, "account.update", account_id=1, city="Radom")
    with sandbox.work() as bench:
        bench.log_view("opportunity", "Wyświetlono: opportunity")
    act(sandbox, "opportunity.move", opportunity_id=1, stage_id=2)
    act(sandbox, "task.complete", task_id=1)
    act(sandbox, "account.delete", account_id=3)
    return sandbox


def test_every_moment_is_the_fold_up_to_it(worked):
    snapshot = worked.snapshot()
    for seq in range(snapshot.last_seq + 1):
        path = moment_file(worked.path, seq)
        with open_path(path, write=False, immutable=True) as session:
            assert state_hash(whole_state(session)) == state_hash(snapshot.state_at(seq)), seq
            assert session.scalar(text("SELECT count(*) FROM journal")) == seq
            with pytest.raises(Exception, match="readonly"):
                session.execute(text("DELETE FROM task"))


def test_a_moment_is_built_once_and_so_many_are_kept(worked, monkeypatch):
    monkeypatch.setattr(moments, "MOST_KEPT", 3)
    first = moment_file(worked.path, 0)
    built = first.stat().st_ino
    assert moment_file(worked.path, 0).stat().st_ino == built
    os.utime(first, (1, 1))
    kept = [moment_file(worked.path, seq) for seq in (1, 2, 3)]
    assert not first.exists() and all(path.exists() for path in kept)
    assert forget_moments(worked.path) == 3 and not any(path.exists() for path in kept)


def test_a_copy_whose_rows_are_not_the_journals_is_refused(worked):
    with open_path(worked.path, write=True) as session:
        session.execute(text("UPDATE account SET city = 'Kielce' WHERE id = 1"))
    with pytest.raises(BrokenSnapshot, match="account 1"):
        moment_file(worked.path, 0)
    assert not list((worked.path.parent.parent / "moments").iterdir())


def test_screens_show_the_moment_and_lead_on_in_it(worked):
    client = worked.app.test_client()
    then, now = page(client, "/at/1/accounts/1", address=SEALED), page(client, "/accounts/1", address=SEALED)
    assert "Lublin" in then.main.text and "Radom" not in then.main.text and "Radom" in now.main.text
    assert all(link["href"].startswith(f"{SEALED}/at/1/") for link in then.select(".crm-menu a"))
    assert then.select_one("[data-later]")["href"] == f"{SEALED}/at/2/accounts/1"
    assert then.select_one("[data-earlier]")["href"] == f"{SEALED}/at/0/accounts/1"
    assert "Czynność 1 z 5" in then.select_one(".crm-time").text and "Nowa Łąka" in then.select_one(".crm-time-words").text
    assert not then.select("form[method=post]") and "Tylko odczyt" in then.text
    gone = page(client, "/at/0/accounts/6", 404, SEALED)
    assert gone.select_one("[data-later]")["href"] == f"{SEALED}/at/1/accounts/6" and "W otwartej chwili" in gone.text
    assert page(client, "/at/1/accounts/6", address=SEALED).h1.text == "Nowa Łąka"


def test_the_end_names_the_last_act_and_the_line_has_a_tick_for_each(worked):
    with worked.work() as bench:
        bench.log_view("task", "Wyświetlono zadanie")
    bar = page(worked.app.test_client(), "/", address=SEALED).select_one(".crm-time")
    assert "Koniec pracy" in bar.text and "Wyświetlono" not in bar.select_one("[data-words]").text
    assert bar.select_one("svg path")["d"].count("M") == 5 == len(bar.select("datalist option"))


def test_every_look_has_words():
    load_pages()
    assert {declared.logs for declared in PAGES if declared.logs} <= set(LOOKS)


def test_stepping_passes_over_looks_and_shows_the_record(worked):
    client = worked.app.test_client()
    soup = page(client, "/at/2/", address=SEALED)
    assert soup.select_one("[data-later]")["href"] == f"{SEALED}/at/4/"
    assert f"{SEALED}/at/4/opportunities/1" in [a["href"] for a in page(client, "/at/4/", address=SEALED).select(".crm-time a")]
    assert not page(client, "/at/6/", address=SEALED).select("[data-later]")
    assert client.get(f"{SEALED}/at/7/").status_code == 404


def test_the_course_of_the_work_is_told_in_words_and_leads_to_its_moments(worked):
    client = worked.app.test_client()
    rows = page(client, "/steps", address=SEALED).select("main tbody tr")
    assert len(rows) == 5 and "Anna Kowalczyk" in rows[0].text
    assert rows[1].a["href"] == f"{SEALED}/at/2/accounts/1"
    assert len(page(client, "/steps?looks=1", address=SEALED).select("main tbody tr")) == 6
    assert len(page(client, "/at/3/steps?q=LAKA", address=SEALED).select("main tbody tr")) == 1
    page(client, "/steps", 404)


def test_work_under_way_has_no_moments(client):
    assert not page(client, "/").select(".crm-time")
    assert client.get("/crm/00000000-0000-4000-8000-000000000001/at/0/").status_code == 404


def test_a_merge_that_moved_a_number_is_taken_back(sandbox):
    act(sandbox, "account.merge", keep_id=2, drop_id=1, fields={"nip": "drop", "name": "drop"})
    act(sandbox, "task.create", title="Po scaleniu", account_id=2, due_on=date(2026, 5, 4))
    snapshot = sandbox.snapshot()
    for seq in (0, 1):
        with open_path(moment_file(sandbox.path, seq), write=False, immutable=True) as session:
            assert state_hash(whole_state(session)) == state_hash(snapshot.state_at(seq))
