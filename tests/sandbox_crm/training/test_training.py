"""The practice company is whole and fictional; the CRM describes itself and begins anew when asked."""

import json
import random
import re
import shutil
from collections import Counter
from datetime import UTC, date, datetime
from io import BytesIO
from pathlib import Path

import pytest
from babel.messages.pofile import read_po
from click.testing import CliRunner
from stdnum.pl import nip

from app.commands import practice as command
from app.config import RefusedToStart
from question_bank.scenarios.build import build
from question_bank.scenarios.loader import load_pack, pack_ids
from sandbox_crm.bench import COMMANDS
from sandbox_crm.clients.alike import ACCOUNTS, CONTACTS
from sandbox_crm.clients.alike import page as page_of_alike
from sandbox_crm.models.clients import ACCOUNT_KINDS, CONSENT_STATUSES, SEGMENT_ENTITIES, SEGMENT_MODES
from sandbox_crm.models.everything import BY_TABLE
from sandbox_crm.models.sales import GATES, GOAL_STATUSES
from sandbox_crm.models.work import TASK_STATUSES
from sandbox_crm.practice import PRACTICE, create_practice_app
from sandbox_crm.store import SandboxStore
from sandbox_crm.training import guide
from sandbox_crm.training.clientele import clients
from sandbox_crm.training.data import TODAY, company_at, live_through
from sandbox_crm.version import crm_version, digest_of
from tests.sandbox_crm.driver import ADDRESS, SEALED, page
from tests.sandbox_crm.proving import LISTS, replayed, rules_hold
from tests.sandbox_crm.random_work import bench_on
from tests.sandbox_crm.seed import rows
from tests.sandbox_crm.training.sharing import amounts, texts

ROOM = Path(guide.__file__).parent.parent


def now():
    return datetime(2026, 11, 22, 9, tzinfo=UTC)


@pytest.fixture(scope="module")
def lived(tmp_path_factory):
    """The sandbox in whose journal stands how the company came to be; lived through once for all tests."""
    path = tmp_path_factory.mktemp("lived") / "company.sqlite3"
    live_through(path)
    return path


@pytest.fixture(scope="module")
def company(lived):
    """The rows of the company."""
    return company_at(lived)[0]


@pytest.fixture(scope="module")
def laid(tmp_path_factory, lived):
    """An instance in which the company was laid out."""
    folder = tmp_path_factory.mktemp("laid")
    create_practice_app(folder, lambda: company_at(lived), today=TODAY, now=now)
    return folder


@pytest.fixture
def app(tmp_path, laid):
    shutil.copytree(laid / "practice", tmp_path / "practice")
    return create_practice_app(tmp_path, never, today=TODAY, now=now)


def never():
    raise AssertionError("the company is laid out once in an instance")


@pytest.fixture
def path(app, tmp_path):
    return SandboxStore(tmp_path / "practice").path(PRACTICE)


def test_the_practice_company_is_fictional_and_whole(path, company):
    nips = [row["nip"] for row in company["register_entry"]]
    assert len(set(nips)) == len(nips) and all(nip.is_valid(one) and re.fullmatch(r"[1-9]00\d{7}", one) for one in nips)
    assert nip.is_valid(company["setting"][1]["value"]) and set(company) <= set(BY_TABLE)
    mails = [row["email"] for table in ("account", "contact", "sales_user") for row in company[table] if row["email"]]
    assert all(re.fullmatch(r"[a-z0-9.@-]+\.example", mail) for mail in mails)
    assert len(company["account"]) >= 60 and len(company["opportunity"]) >= 60
    rules_hold(path)


def test_the_company_is_what_its_journal_comes_to(lived, company):
    snapshot = replayed(lived)
    assert snapshot.last_seq > 1000 and {entry.actor for entry in snapshot.journal} == {"candidate"}
    assert {table: list(rows.values()) for table, rows in snapshot.state.items()} == company


def test_the_same_days_come_to_the_same_company(tmp_path):
    for name in ("one", "other"):
        live_through(tmp_path / name, until=date(2025, 11, 14))
    one, other = (replayed(tmp_path / name) for name in ("one", "other"))
    assert one.head == other.head and one.last_seq > 200
    assert {entry.command for entry in one.journal} >= {"account.create", "offer.generate", "opportunity.move", "message.send"}


def test_another_number_is_another_company():
    mine, same, other = (clients(random.Random(seed)) for seed in (1, 1, 2))
    assert mine == same != other


def test_a_company_begins_with_an_empty_journal_and_all_its_files(path, company, lived):
    snapshot = replayed(path)
    assert snapshot.last_seq == 0
    assert {table: len(rows) for table, rows in snapshot.state.items()} == {table: len(rows) for table, rows in company.items()}
    assert {row["sha256"] for row in company["stored_file"]} <= set(company_at(lived)[1])


def test_everything_that_can_be_practised_is_there(company):
    assert set(BY_TABLE) == set(company), sorted(set(BY_TABLE) - set(company))

    def of(table, field):
        return Counter(row[field] for row in company[table] if not row["deleted_at"])

    assert set(of("account", "kind")) == set(ACCOUNT_KINDS) and min(of("account", "kind").values()) >= 5
    assert set(of("consent", "status")) == set(CONSENT_STATUSES) and {True, False} == {
        row["account_id"] is None for row in company["consent"]
    }
    assert {(row["mode"], row["entity"]) for row in company["segment"]} == {
        (mode, entity) for mode in SEGMENT_MODES for entity in SEGMENT_ENTITIES
    }
    assert set(of("stage", "gate")) == set(GATES) and len(of("stage_task", "stage_id")) == len(of("opportunity", "stage_id")) - 4
    assert len(of("stage", "color")) >= 5 and sum(of("account", "corr_city").values()) - of("account", "corr_city")[None] >= 2
    assert set(of("opportunity", "stage_id")) == {row["id"] for row in company["stage"]}
    assert set(of("opportunity", "lost_reason")) >= {"price", "timing", "competition", "no_need", "other"}
    assert set(of("sales_goal", "status")) == set(GOAL_STATUSES) and len(of("sales_goal", "metric")) >= 4
    assert {"draft", "sent", "accepted", "rejected"} <= set(of("offer", "status")) and max(of("offer", "version")) >= 2
    assert {"draft", "sent", "bounced", "received"} <= set(of("message", "status")) and of("message", "read_on")[None] >= 4
    assert set(of("task", "status")) == set(TASK_STATUSES) and len(of("task", "owner_id")) == 4
    due = of("task", "due_on")
    assert due[TODAY.isoformat()] >= 2 and min(due.keys() - {None}) < TODAY.isoformat() < max(due.keys() - {None})
    assert len(of("report", "kind")) >= 6 and len(of("report", "entity")) >= 4
    assert len(company["report_run"]) > len(company["report"])
    assert {row["action"] for row in company["import_row"]} >= {"created", "error"}
    assert {row["media_type"].split("/")[1][:3] for row in company["stored_file"]} >= {"pdf", "csv", "vnd"}


def test_there_is_something_to_mend(path, company):
    with bench_on(path) as bench:
        doubles, _rest = page_of_alike(bench.session, ACCOUNTS)
        people, _rest = page_of_alike(bench.session, CONTACTS)
    assert doubles and people
    entries = {row["nip"]: row for row in company["register_entry"]}
    known = [row for row in company["account"] if row["nip"] in entries]
    assert any(row["street"] != entries[row["nip"]]["street"] for row in known)
    assert any(entries[row["nip"]]["ended_on"] for row in known) and any(entries[row["nip"]]["suspended_on"] for row in known)
    back = [
        row
        for row in company["stage_change"]
        if row["reason"] and row["from_stage_id"] and row["to_stage_id"] < row["from_stage_id"]
    ]
    assert back


@pytest.mark.parametrize("seed", [1, 7, 13881])
def test_nothing_of_the_practice_company_stands_in_an_examination(company, seed):
    for pack in map(load_pack, pack_ids()):
        built = build(pack, seed)
        exam = {**built.rows, "leads": built.leads, "tasks": built.tasks, "documents": built.documents, "slots": [built.slots]}
        assert texts(company) & texts(exam) == set()
        assert (
            amounts(company)
            & (amounts(exam) | {value for value in built.slots.values() if type(value) is int and value > 10_000})
            == set()
        )
        said = " ".join(texts({"tasks": built.tasks, "documents": built.documents}))
        assert [row["name"] for row in company["account"] if row["name"] in said] == []


def test_what_is_shared_would_be_seen(company):
    built = build(load_pack("bezszum"), 1)
    mixed = {**company, "contact": [*company["contact"], built.rows["contact"][0]]}
    assert built.rows["contact"][0]["email"] in texts(mixed) & texts(built.rows)
    dear = {"opportunity": [*company["opportunity"], built.rows["opportunity"][0]]}
    assert amounts(dear) & amounts(built.rows)


def test_every_list_of_the_practice_crm_opens(app):
    client = app.test_client()
    assert [address for address in LISTS if client.get(ADDRESS + address).status_code != 200] == []
    soup = page(client, "/opportunities/1")
    assert "Ćwiczenia" in soup.select_one(".crm-training").text


def test_the_page_about_the_crm_tells_version_guide_and_that_sending_is_not_recorded(app):
    text = app.test_client().get("/about").get_data(as_text=True)
    assert crm_version().digest in text and "System nie rejestruje automatycznie wysyłania w historii klienta" in text
    assert "Jak przygotować i wysłać ofertę" in text and "Ctrl+/" in text


def test_whatever_the_guide_names_stands_so_on_the_screens():
    said = {message.string for path in ROOM.glob("**/translations/pl.po")
            for message in read_po(BytesIO(path.read_bytes()), locale="pl")}
    named = {name for _what, steps in guide.HOW_TO for step in steps for name in re.findall("„(.+?)”", step)}
    assert len(named) >= 8 and named - said == {"Koszu"}  # „Kosz” in another case


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


def test_the_command_serves_resets_and_takes_another_company(tmp_path, monkeypatch, lived):
    served, laid_out = [], []
    monkeypatch.setattr(command, "practice_company", lambda: laid_out.append(1) or company_at(lived))
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
    assert laid_out == [1]  # the template is kept
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
    path.write_text(
        json.dumps(
            {"today": "2026-04-20", "rows": {"contact": [{"id": 1, "first_name": "A", "last_name": "B", "account_id": 99}]}}
        )
    )
    found = CliRunner().invoke(command.practice, ["--instance", str(tmp_path / "own"), "--data", str(path)])
    assert found.exit_code == 3 and "cannot be laid out" in found.output
