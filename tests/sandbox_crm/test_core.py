"""The journal's promise: seed and entries fold to the state, and nobody can rewrite what was done."""

from datetime import UTC, date, datetime
from uuid import UUID

import pytest
from sqlalchemy import text

from sandbox_crm.bench import Actor, Done, Workbench, command
from sandbox_crm.models.clients import Account
from sandbox_crm.snapshot import BrokenSnapshot, from_lines, state_hash, to_lines
from sandbox_crm.store import SandboxStore, build_template, open_path

NOW = datetime(2026, 11, 22, 9, 30, tzinfo=UTC)
ID = UUID(int=7)


@command("test.rename")
def rename(bench, *, account_id, name):
    account = bench.get(Account, account_id)
    account.name = name
    bench.session.flush()
    account.city = "Lublin"
    return Done(account, "Zmieniono nazwę")


@command("test.add")
def add(bench, *, name):
    account = bench.add(Account(name=name))
    account.city = "Kielce"
    return Done(account, "Dodano konto")


@pytest.fixture
def store(tmp_path):
    store = SandboxStore(tmp_path)
    template = tmp_path / "template.sqlite3"
    build_template(template, {"sales_user": [{"id": 1, "name": "Anna", "email": "a@x.example", "role": "handlowiec"}],
                              "account": [{"id": 1, "name": "Świt sp. z o.o.", "kind": "company", "status": "active",
                                           "country": "PL", "name_sort": "", "name_fold": ""}]}, NOW)
    store.provision(ID, template)
    return store


def bench(session):
    return Workbench(session, Actor("candidate", 1), date(2026, 4, 20), NOW)


def work(store):
    with open_path(store.path(ID), write=True) as session:
        rename(bench(session), account_id=1, name="Zorza sp. z o.o.")
    with open_path(store.path(ID), write=True) as session:
        add(bench(session), name="Nowa")


def test_seed_and_journal_fold_to_the_live_state(store):
    work(store)
    snapshot = store.seal(ID, {"sandbox": str(ID)})
    assert [entry.command for entry in snapshot.journal] == ["test.rename", "test.add"]
    change = snapshot.journal[0].changes[0]
    assert (change.before["name"], change.after["name"]) == ("Świt sp. z o.o.", "Zorza sp. z o.o.")
    assert (change.before["row_version"], change.before["city"]) == (1, None)
    assert snapshot.state["account"][2]["city"] == "Kielce"
    assert snapshot.state_at(0)["account"][1]["name"] == "Świt sp. z o.o."
    assert state_hash(snapshot.state_at(1)) != state_hash(snapshot.state)


def test_a_change_outside_a_command_is_found_at_sealing(store):
    work(store)
    with open_path(store.path(ID), write=True) as session:
        session.execute(text("UPDATE account SET city = 'Radom' WHERE id = 1"))
    with pytest.raises(BrokenSnapshot, match="do not fold"):
        store.seal(ID, {})


def test_the_journal_refuses_update_and_delete(store):
    work(store)
    for statement in ("UPDATE journal SET words = 'x'", "DELETE FROM journal"):
        with pytest.raises(Exception, match="append-only"), open_path(store.path(ID), write=True) as session:
            session.execute(text(statement))


@pytest.mark.parametrize("spoil", ["drop", "edit", "cut"])
def test_a_tampered_snapshot_is_refused(store, spoil):
    work(store)
    lines = list(to_lines(store.seal(ID, {})))
    index = next(number for number, line in enumerate(lines) if '"entry"' in line)
    if spoil == "drop":
        del lines[index]
    elif spoil == "edit":
        lines[index] = lines[index].replace("Zorza", "Burza")
    else:
        lines.pop()
    with pytest.raises(BrokenSnapshot):
        from_lines(lines)


def test_a_failed_command_leaves_no_trace(store):
    with pytest.raises(Exception, match=r"404|account"), open_path(store.path(ID), write=True) as session:
        rename(bench(session), account_id=99, name="x")
    assert store.seal(ID, {}).journal == ()


def test_a_sandbox_is_never_overwritten(store, tmp_path):
    with pytest.raises(FileExistsError):
        store.provision(ID, tmp_path / "template.sqlite3")


def test_rows_are_dated_in_the_scenario_and_the_journal_keeps_the_real_time_beside_it(store):
    late = datetime(2026, 11, 29, 23, 30, 5, tzinfo=UTC)  # half past midnight in Warsaw, the day after
    with open_path(store.path(ID), write=True) as session:
        add(Workbench(session, Actor("candidate", 1), date(2026, 7, 20), late), name="Nowa")
    snapshot = store.seal(ID, {})
    added, entry = snapshot.state["account"][2], snapshot.journal[-1]
    assert added["created_at"] == added["updated_at"] == "2026-07-19T22:30:05.000Z"  # in summer Warsaw is two hours ahead
    assert (entry.at, entry.scenario_date) == ("2026-11-29T23:30:05.000Z", "2026-07-20")
