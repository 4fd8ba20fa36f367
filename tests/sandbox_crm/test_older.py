"""A file that an earlier CRM made opens in today's screens, at its end and at any moment, and stays as it was."""

from __future__ import annotations

import gzip
from pathlib import Path

import pytest
from sqlalchemy import select
from sqlalchemy.exc import OperationalError

from app.durable.sqlite import dbapi
from sandbox_crm.models.work import SavedView
from sandbox_crm.older import bring_up_to_date, columns_of, readable
from sandbox_crm.practice import PRACTICE, create_practice_app
from sandbox_crm.store import SandboxStore, open_path
from tests.sandbox_crm.seed import ANNA, NOW, TODAY, rows

#: five acts in the CRM as it was before contacts could be verified and lists had columns: a new account in Lublin, which
#: then moved to Kielce, a person, a saved view, a task done
EARLIER = Path(__file__).parents[1] / "data" / "sandbox_of_an_earlier_crm.sqlite3.gz"


def earlier(path: Path) -> Path:
    path.parent.mkdir(parents=True)
    path.write_bytes(gzip.decompress(EARLIER.read_bytes()))
    return path


def table_rows(path: Path, table: str, columns: list[str]) -> list[tuple]:
    connection = dbapi.connect(f"file:{path}?mode=ro&immutable=1", uri=True)
    try:
        return connection.execute(f"SELECT {', '.join(columns)} FROM {table} ORDER BY 1").fetchall()
    finally:
        connection.close()


def test_the_file_as_it_is_cannot_be_read_by_todays_models(tmp_path):
    path = earlier(tmp_path / "sealed" / "old.sqlite3")
    with pytest.raises(OperationalError, match="no such column"), open_path(path, write=False, immutable=True) as session:
        session.scalars(select(SavedView)).all()


def test_a_copy_has_todays_columns_and_every_earlier_row_and_the_original_stays(tmp_path):
    path = earlier(tmp_path / "sealed" / "old.sqlite3")
    before = path.read_bytes()
    copy = readable(path)
    assert copy != path and readable(path) == copy and path.read_bytes() == before
    there, here = columns_of(path), columns_of(copy)
    filled = [name for name, columns in there.items() if columns and table_rows(path, name, ["1"])]
    assert len(filled) > 12 and here["contact"] - there["contact"] == {"verified_at", "merged_into_id", "duplicate_reason"}
    for name in filled:
        both = sorted(there[name] & here[name])
        assert table_rows(path, name, both) == table_rows(copy, name, both), name
    with open_path(copy, write=False, immutable=True) as session:
        assert [view.name for view in session.scalars(select(SavedView))] == ["Dawny widok"]


def test_a_file_of_today_is_read_as_it_lies(sandbox):
    assert readable(sandbox.path) == sandbox.path and not bring_up_to_date(sandbox.path)


def test_todays_screens_open_it_at_its_end_and_at_a_moment(tmp_path):
    path = earlier(SandboxStore(tmp_path / "practice").path(PRACTICE))
    client = create_practice_app(tmp_path, rows(), today=TODAY, now=lambda: NOW, user_id=ANNA).test_client()
    for address in ("/tasks", "/contacts", "/contacts/1", "/accounts/1", "/reports", "/opportunities"):
        assert client.get(f"/crm/{PRACTICE}{address}").status_code == 200, address
    assert "Kielce" in client.get(f"/sealed/{PRACTICE}/accounts/1").get_data(as_text=True)
    then = client.get(f"/sealed/{PRACTICE}/at/3/accounts/1")
    assert then.status_code == 200 and "Kielce" not in then.get_data(as_text=True)
    assert columns_of(path)["saved_view"] >= {"columns"}
