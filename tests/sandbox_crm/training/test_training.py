"""The practice company is whole and fictional; the CRM describes itself and begins anew when asked."""

import json
import re
from datetime import UTC, datetime

import pytest
from click.testing import CliRunner
from stdnum.pl import nip

from app.commands import practice as command
from app.config import RefusedToStart
from sandbox_crm.bench import COMMANDS
from sandbox_crm.models.everything import BY_TABLE
from sandbox_crm.practice import PRACTICE, create_practice_app
from sandbox_crm.store import SandboxStore
from sandbox_crm.training.data import TODAY, practice_rows
from sandbox_crm.version import crm_version, digest_of
from tests.sandbox_crm.driver import ADDRESS, SEALED, page
from tests.sandbox_crm.proving import LISTS, replayed, rules_hold
from tests.sandbox_crm.random_work import bench_on
from tests.sandbox_crm.seed import rows


@pytest.fixture
def app(tmp_path):
    return create_practice_app(tmp_path, practice_rows(), today=TODAY, now=lambda: datetime(2026, 11, 22, 9, tzinfo=UTC))


@pytest.fixture
def path(app, tmp_path):
    return SandboxStore(tmp_path / "practice").path(PRACTICE)


def test_the_practice_company_is_fictional_and_whole(path):
    company = practice_rows()
    nips = [row["nip"] for row in company["register_entry"]]
    assert len(set(nips)) == len(nips) and all(nip.is_valid(one) and re.fullmatch(r"[1-9]00\d{7}", one) for one in nips)
    assert nip.is_valid(company["setting"][1]["value"]) and set(company) <= set(BY_TABLE)
    mails = [row["email"] for table in ("account", "contact", "sales_user") for row in company[table]]
    assert all(re.fullmatch(r"[a-z0-9.@-]+\.example", mail) for mail in mails)
    assert len(company["account"]) >= 60 and len(company["opportunity"]) >= 60
    rules_hold(path)


def test_the_same_number_is_the_same_company_and_no_other():
    assert practice_rows() == practice_rows() != practice_rows(7)
    assert not {row["name"] for row in practice_rows()["account"]} & {row["name"] for row in rows()["account"]}


def test_every_list_of_the_practice_crm_opens(app):
    client = app.test_client()
    assert [address for address in LISTS if client.get(ADDRESS + address).status_code != 200] == []
    soup = page(client, "/opportunities/1")
    assert "Ćwiczenia" in soup.select_one(".crm-training").text


def test_the_page_about_the_crm_tells_version_guide_and_that_sending_is_not_recorded(app):
    text = app.test_client().get("/about").get_data(as_text=True)
    assert crm_version().digest in text and "System nie rejestruje wysyłania w historii klienta samodzielnie" in text
    assert "Jak przygotować i wysłać ofertę" in text and "Ctrl+/" in text


def test_practice_begins_anew_when_asked(app, path):
    client = app.test_client()
    with bench_on(path) as bench:
        COMMANDS["account.create"](bench, name="Nowa")
    assert replayed(path).last_seq == 1 and page(client, "/at/0/accounts", address=SEALED)
    token = re.search(r'name="csrf_token" value="([^"]+)"', client.get("/about").get_data(as_text=True))[1]
    assert client.post("/start-anew").status_code == 400
    assert client.post("/start-anew", data={"csrf_token": token}).headers["Location"] == "/about"
    assert replayed(path).last_seq == 0 and "Przywrócono początkowe dane" in client.get("/about").get_data(as_text=True)


def test_the_digest_tells_any_change_of_the_code(tmp_path):
    (tmp_path / "a.py").write_text("x = 1")
    first = digest_of([tmp_path])
    (tmp_path / "b.pyc").write_text("x")
    assert digest_of([tmp_path]) == first
    (tmp_path / "a.py").write_text("x = 2")
    changed = digest_of([tmp_path])
    (tmp_path / "a.py").rename(tmp_path / "c.py")
    assert len({first, changed, digest_of([tmp_path])}) == 3
    assert re.fullmatch(r"[0-9a-f]{64}", crm_version().digest)


def test_the_command_serves_resets_and_takes_another_company(tmp_path, monkeypatch):
    served = []
    monkeypatch.setattr(command, "serve_forever", lambda app, host, port: served.append((app, host, port)))
    run, folder = CliRunner(), tmp_path / "practice"
    assert run.invoke(command.practice, ["--instance", str(folder), "--port", "8123"]).exit_code == 0
    path = SandboxStore(folder / "practice").path(PRACTICE)
    with bench_on(path) as bench:
        COMMANDS["account.create"](bench, name="Nowa")
    run.invoke(command.practice, ["--instance", str(folder)])
    assert replayed(path).last_seq == 1
    run.invoke(command.practice, ["--instance", str(folder), "--reset"])
    assert replayed(path).last_seq == 0 and served[0][1:] == ("127.0.0.1", 8123)
    own = tmp_path / "own.json"
    own.write_text(json.dumps({"today": "2026-04-20", "rows": rows()}, default=str))
    assert run.invoke(command.practice, ["--instance", str(tmp_path / "own"), "--data", str(own)]).exit_code == 0
    assert "Świetlik" in served[-1][0].test_client().get(ADDRESS + "/").get_data(as_text=True)


@pytest.mark.parametrize("content", ["[]", "{", '{"today": "x", "rows": {}}', '{"today": "2026-01-01", "rows": {"account": 1}}'])
def test_a_file_that_is_no_company_is_refused_in_words(tmp_path, content):
    path = tmp_path / "wrong.json"
    path.write_text(content)
    with pytest.raises(RefusedToStart, match=r"wrong\.json"):
        command.read_data(path)


def test_rows_that_do_not_fit_are_refused_in_words(tmp_path):
    path = tmp_path / "own.json"
    path.write_text(json.dumps({"today": "2026-04-20", "rows": {"contact": [{"id": 1, "first_name": "A", "last_name": "B",
                                                                           "account_id": 99}]}}))
    found = CliRunner().invoke(command.practice, ["--instance", str(tmp_path / "own"), "--data", str(path)])
    assert found.exit_code == 3 and "cannot be laid out" in found.output
