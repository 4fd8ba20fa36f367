"""Columns of lists: what is offered can be shown, the address holds the choice, and a page costs the same whatever it shows."""

import pytest
from flask import request
from sqlalchemy import event

from benchmarks.crm_filling import fill
from sandbox_crm import store
from sandbox_crm.lists.cells import cells_of
from sandbox_crm.lists.columns import DEFAULTS, LEADING, MOST, SORTED, chosen, column_of, exported, known, moved, names_in
from sandbox_crm.models.everything import BY_TABLE
from sandbox_crm.sorting import SORTS
from tests.sandbox_crm.conftest import Sandbox
from tests.sandbox_crm.driver import ADDRESS, page
from tests.sandbox_crm.seed import BORSUK, JAN, SWIT


@pytest.fixture(scope="module")
def filled(tmp_path_factory):
    """A company of more than a page of any list; nothing in this file changes it."""
    sandbox = Sandbox(tmp_path_factory.mktemp("company"))
    fill(sandbox.path, 60)
    return sandbox


def heads(soup):
    """The heads of the list's table, without the mark of the order."""
    return [head.text.strip(" ▲▼\n") for head in soup.select("main thead th:not(.crm-tick)")]


@pytest.mark.parametrize("entity", DEFAULTS)
def test_every_column_that_is_offered_has_a_cell_for_every_record(filled, entity):
    names = sorted(known(entity))
    assert set(DEFAULTS[entity]) <= set(names) and LEADING[entity] in names and "id" not in names
    with filled.app.test_request_context(), filled.work() as bench:
        columns = [column_of(entity, name) for name in names]
        ids = [key for (key,) in bench.session.query(BY_TABLE[entity].id).limit(5)]
        cells = cells_of(bench, entity, columns, ids)
    assert list(cells) == ids and ids
    assert all(set(row) == set(names) for row in cells.values())
    assert all(str(column.label) for column in columns)


def test_cells_say_what_the_record_and_its_relations_hold(sandbox):
    with sandbox.app.test_request_context(), sandbox.work() as bench:
        names = ("account_id", "account.city", "account.owner_id", "value_gr", "probability", "stage_id", "primary_contact_id")
        found = cells_of(bench, "opportunity", [column_of("opportunity", name) for name in names], [2])[2]
        people = cells_of(bench, "contact", [column_of("contact", name) for name in ("is_primary", "account.industry")], [JAN])
    account = sandbox.snapshot().state["account"][BORSUK]
    assert (found["account_id"].text, found["account.city"].text) == (account["name"], account["city"])
    assert (found["value_gr"].text, found["value_gr"].value) == ("4\u00a0500,00\u00a0zł", 450_000)
    assert (found["probability"].text, found["primary_contact_id"].text) == ("40%", "Jan Borsuk")
    assert people[JAN]["is_primary"].text == "tak"
    assert people[JAN]["account.industry"].text in ("handel", "")


def test_heads_sort_only_by_what_has_an_order_of_its_own():
    for entity, sorts in SORTED.items():
        assert set(sorts.values()) <= set(SORTS[entity])
        assert set(sorts) <= known(entity)


def test_what_nobody_knows_is_not_asked_and_the_way_into_the_record_stays():
    assert [one.name for one in chosen("account", ["city", "nothing", "id", "city", "owner.email"])] == ["name", "city"]
    assert [one.name for one in chosen("account", ["city", "name"])] == ["city", "name"]
    assert [one.name for one in chosen("account", ["nothing"])] == list(DEFAULTS["account"])
    assert len(chosen("account", sorted(known("account")))) <= MOST + 1


def test_columns_move_by_one_place_and_stay_within_the_list():
    assert moved(["a", "b", "c"], "b", None) == ["b", "a", "c"]
    assert moved(["a", "b", "c"], None, "b") == ["a", "c", "b"]
    assert moved(["a", "b", "c"], "a", None) == moved(["a", "b", "c"], None, "c") == moved(["a", "b", "c"], "x", "y")
    assert names_in(["a,b", "c", ""]) == ["a", "b", "c"]


def test_a_file_has_one_fact_in_a_column():
    columns = exported("opportunity", chosen("opportunity", ["name", "account_id", "stage_id"]))
    assert [one.name for one in columns] == ["name", "account_id", "stage_id", "pipeline_id"]


def test_the_address_holds_the_columns_and_every_link_keeps_them(filled):
    client = filled.app.test_client()
    soup = page(client, "/accounts?columns=city,name,regon&sort=-city")
    assert heads(soup) == ["Miejscowość", "Nazwa klienta", "REGON"]
    for link in soup.select("main thead a, main .crm-pages a"):
        assert "columns=city%2Cname%2Cregon" in link["href"]
    kept = {field["name"]: field["value"] for field in soup.select(".crm-filters input[type=hidden]")}
    assert kept == {"columns": "city,name,regon", "sort": "-city"}


def test_without_a_script_columns_are_ticked_and_moved_by_buttons(filled):
    client = filled.app.test_client()
    form = page(client, "/contacts?decision_role=user&columns=full_name,email").select_one("form[data-columns]")
    assert form["method"] == "get" and form.select_one("button[name=up]") and form.select_one("button")["type"] == "submit"
    ticked = [("of", "contact"), ("decision_role", "user"), ("columns", "full_name"), ("columns", "email"),
              ("columns", "account.city"), ("up", "email")]
    answer = client.get(form["action"], query_string=ticked)
    assert answer.status_code == 302
    soup = page(client, answer.headers["Location"].removeprefix(ADDRESS))
    assert heads(soup)[:2] == ["E-mail", "Osoba kontaktowa"] and len(heads(soup)) == 3
    assert soup.select_one("details[data-tool]").has_attr("open")
    assert "picking" not in soup.select_one("main thead a")["href"]
    assert client.get(f"{ADDRESS}/columns?of=nothing").status_code == 404
    odd = client.get(f"{ADDRESS}/columns?of=account&sandbox=x&mode=y&columns=city").headers["Location"]
    assert odd.endswith("/accounts?sandbox=x&mode=y&columns=city")


@pytest.mark.parametrize(
    ("entity", "path"),
    [
        ("account", "/accounts"),
        ("contact", "/contacts"),
        ("opportunity", "/opportunities"),
        ("task", "/tasks?state=all"),
        ("offer", "/offers"),
    ],
)
def test_a_page_asks_as_often_with_one_record_as_with_many_whatever_its_columns(filled, entity, path):
    names = sorted(known(entity))
    asked = path + ("&" if "?" in path else "?") + "columns=" + ",".join(names)
    sent = []

    def note(_connection, _cursor, statement, *_rest):
        sent.append(statement)

    counts = []
    for size in (25, 200):
        client = filled.app.test_client()
        client.get(ADDRESS + asked)
        event.listen(store._engine, "before_cursor_execute", note)
        try:
            page(client, f"{asked}&size={size}")
        finally:
            event.remove(store._engine, "before_cursor_execute", note)
        counts.append(len(sent))
        sent.clear()
    assert counts[0] == counts[1] > 0
    with filled.app.test_request_context(), filled.work() as bench:
        ids = [key for (key,) in bench.session.query(BY_TABLE[entity].id).limit(60)]
        event.listen(store._engine, "before_cursor_execute", note)
        try:
            cells_of(bench, entity, chosen(entity, names), ids[:1])
            one = len(sent)
            cells_of(bench, entity, chosen(entity, names), ids)
        finally:
            event.remove(store._engine, "before_cursor_execute", note)
    assert len(sent) == 2 * one <= 10


def test_a_list_without_chosen_columns_shows_its_own(sandbox, client):
    assert heads(page(client, "/accounts"))[:4] == ["Nazwa klienta", "Rodzaj klienta", "Status", "NIP"]
    with sandbox.app.test_request_context("/?columns=city"):
        assert request.args.getlist("columns") == ["city"]
    assert f"/accounts/{SWIT}" in page(client, "/accounts?columns=city").select_one("main").decode()
