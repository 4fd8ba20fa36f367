"""A screen asks the database the same number of questions with 20 records as with 200; pages of a list follow each other
by keys and lose nothing; totals are the sums of the live rows."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from sqlalchemy import event, select, text

from benchmarks.crm_filling import fill
from benchmarks.crm_scale import SCREENS, conditioned, measure
from sandbox_crm import store
from sandbox_crm.bench import Actor, Workbench
from sandbox_crm.models.sales import Opportunity
from sandbox_crm.pages import PAGES
from sandbox_crm.picking import MOST
from sandbox_crm.practice import PRACTICE, create_practice_app
from sandbox_crm.sales.arithmetic import totals_of, totals_per_stage
from sandbox_crm.sales.board import totals, values_by_stage
from tests.sandbox_crm.driver import ADDRESS, form_of, new_id, page, send
from tests.sandbox_crm.seed import ANNA, B2B, NOW, TODAY, rows

#: what the addresses of records are filled with; every one exists at both sizes
KNOWN = {"account_id": 7, "contact_id": 7, "opportunity_id": 7, "task_id": 7, "offer_id": 2, "message_id": 2, "interaction_id": 2,
         "product_id": 1, "pipeline_id": 1, "stage_id": 1, "entry_id": 4, "register_entry_id": 4, "keep_id": 7, "drop_id": 8,
         "kind": "account", "template_id": 1, "goal_id": 6}
#: lists again with what narrows, sorts and groups them
QUERIES = ("/accounts?q=borsuk&status=active&sort=-city", "/contacts?account_id=7", "/opportunities?sort=-value_gr&state=open",
           "/tasks?group_by=account", "/tasks?range=this_week&sort=-priority", "/offers?status=ready", "/messages?box=out",
           "/accounts?columns=name,segment,added,industry", "/contacts?columns=full_name,account.owner_id,account.industry",
           "/opportunities?columns=name,account.city,next_task",
           "/products?q=lampa", "/register?q=borsuk", "/search?q=borsuk", "/opportunities/new?account_id=7",
           "/goals/1", "/goals/5", "/reports/settlement?from=2026-01-01&to=2026-12-31", *conditioned().values())


class Filled:
    """The practice application over ``size`` accounts with all that belongs to them."""

    def __init__(self, folder: Path, size: int):
        self.app = create_practice_app(folder, rows(), today=TODAY, now=lambda: NOW, user_id=ANNA)
        self.path = store.SandboxStore(folder / "practice").path(PRACTICE)
        fill(self.path, size)
        self.client = self.app.test_client()

    def statements(self, path: str) -> tuple[int, int]:
        """HTTP status of a screen, and how many statements it sent to the database; asked once before."""
        self.client.get(ADDRESS + path)
        sent: list[str] = []

        def note(_connection, _cursor, statement, *_rest):
            sent.append(statement)

        event.listen(store._engine, "before_cursor_execute", note)
        try:
            status = self.client.get(ADDRESS + path).status_code
        finally:
            event.remove(store._engine, "before_cursor_execute", note)
        return status, len(sent)


@pytest.fixture(scope="module")
def few(tmp_path_factory):
    """20 accounts."""
    return Filled(tmp_path_factory.mktemp("few"), 20)


@pytest.fixture(scope="module")
def many(tmp_path_factory):
    """200 accounts: more than a page of any list and than a list to choose from."""
    return Filled(tmp_path_factory.mktemp("many"), 200)


@pytest.fixture(scope="module")
def pages(tmp_path_factory):
    """Accounts for two pages of a list, opportunities and tasks for more."""
    return Filled(tmp_path_factory.mktemp("pages"), 60)


@pytest.fixture(scope="module")
def more(tmp_path_factory):
    """More accounts than a list to choose from offers."""
    return Filled(tmp_path_factory.mktemp("more"), MOST + 60)


def screens() -> list[str]:
    """Every screen whose address can be filled with what is known."""
    found = []
    for declared in PAGES:
        parts = re.findall(r"<(?:[^:>]+:)?(\w+)>", declared.rule)
        if "GET" in declared.methods and all(part in KNOWN for part in parts):
            found.append(re.sub(r"<(?:[^:>]+:)?(\w+)>", lambda part: str(KNOWN[part[1]]), declared.rule))
    return found


def test_no_screen_asks_for_each_row(few, many):
    wrong, seen = [], 0
    for path in (*screens(), *QUERIES):
        (status, little), (status_too, much) = few.statements(path), many.statements(path)
        assert status == status_too, path
        seen += status == 200
        if little != much:
            wrong.append((path, little, much))
    assert not wrong
    assert seen > 50


@pytest.mark.parametrize("address", [
    "/accounts", "/accounts?sort=-status", "/accounts?sort=city", "/contacts", "/opportunities", "/opportunities?sort=-value_gr",
    "/opportunities?sort=probability", "/tasks?state=all&size=25", "/tasks?state=all&size=25&group_by=account", "/offers",
    "/messages?box=out"])
def test_pages_hold_every_record_once_forward_and_backward(pages, many, address):
    filled = many if address.startswith(("/offers", "/messages")) else pages  # there are few of these at the smaller size
    forward, backward, rows_of = [], [], re.compile(r"/(?:accounts|contacts|opportunities|tasks|offers|messages)/(\d+)$")

    def walk(path: str, rel: str, found: list[list[int]]) -> None:
        while path:
            soup = page(filled.client, path)
            links = (link["href"] for link in soup.select("tbody th[scope=row] a"))
            found.append([int(known[1]) for link in links if (known := rows_of.search(link))])
            onward = soup.select_one(f"a[rel={rel}]")
            path = onward["href"].removeprefix(ADDRESS) if onward else ""

    walk(address, "next", forward)
    walk(address + ("&" if "?" in address else "?") + "end=1", "prev", backward)
    everything = [key for found in forward for key in found]
    assert len(everything) == len(set(everything)) >= 25
    assert everything == [key for found in reversed(backward) for key in found]


def test_a_record_added_between_two_pages_hides_and_repeats_nothing(more):
    first = page(more.client, "/accounts")
    onward = first.select_one("a[rel=next]")["href"].removeprefix(ADDRESS)
    before = [link["href"] for link in page(more.client, onward).select("tbody th a")]
    added = new_id(send(more.client, "/accounts/new", "account.create", name="Aaaa nowy klient"))
    assert [link["href"] for link in page(more.client, onward).select("tbody th a")] == before
    back = page(more.client, onward).select_one("a[rel=prev]")["href"].removeprefix(ADDRESS)
    shown = {link["href"] for link in page(more.client, back).select("tbody th a")}
    assert shown == {link["href"] for link in first.select("tbody th a")}
    assert f"{ADDRESS}/accounts/{added}" in {link["href"] for link in page(more.client, "/accounts").select("tbody th a")}


def test_a_place_that_was_tampered_with_is_the_first_page(many):
    first = page(many.client, "/accounts").select_one("tbody").text
    for place in ("%%%", "e30", "WzFd", "bm9uc2Vuc2U", "WyJhIiwiYiIsImMiXQ", "W251bGwsbnVsbF0"):
        assert page(many.client, f"/accounts?after={place}").select_one("tbody").text == first


def test_totals_are_the_sums_of_the_live_rows(many):
    with store.open_path(many.path, write=False) as session:
        bench = Workbench(session, Actor("candidate", ANNA), TODAY, NOW)
        live = list(session.execute(select(Opportunity.stage_id, Opportunity.value_gr, Opportunity.probability,
                                           Opportunity.pipeline_id).where(Opportunity.deleted_at.is_(None))))
        of_pipeline = totals_per_stage((stage, value, chance) for stage, value, chance, pipeline in live if pipeline == B2B)
        assert {stage.id: sums for stage, sums in values_by_stage(bench, B2B) if sums.count} == of_pipeline
        assert totals(bench, {}) == totals_of((value, chance) for _stage, value, chance, _pipeline in live)


def test_one_of_very_many_accounts_is_found_and_chosen(more):
    form = form_of(page(more.client, "/opportunities/new"), "opportunity.create")
    field = form.select_one("select[name=account_id]")
    assert field["data-pick"].endswith("/pick/account")
    assert len(field.select("option")) < MOST
    with store.open_path(more.path, write=False) as session:
        key, name = session.execute(text("SELECT id, name FROM account ORDER BY name_sort DESC LIMIT 1")).one()
    word = name.split()[1].lower().replace("ć", "c").replace("ł", "l").replace("ż", "z").replace("ź", "z")
    answer = more.client.get(f"{ADDRESS}/pick/account", query_string={"q": name}).get_json()
    assert [one["id"] for one in answer] == [key]
    assert more.client.get(f"{ADDRESS}/pick/account", query_string={"q": word[:2]}).get_json()
    made = send(more.client, "/opportunities/new", "opportunity.create", name="Szansa", account_id=str(key), pipeline_id=str(B2B))
    assert name in page(more.client, f"/opportunities/{new_id(made)}").text
    refused = send(more.client, "/opportunities/new", "opportunity.create", 0, 422, name="Szansa", account_id="999999",
                   pipeline_id=str(B2B))
    assert "Szansa" in refused.get_data(as_text=True)


def test_without_a_script_the_list_is_narrowed_and_what_was_typed_stays(more):
    narrowed = send(more.client, "/tasks/new", "task.create", status=200, title="Zadzwonić do Wrzosu",
                    **{"find-account_id": "wrzos", "find": "account_id"})
    soup = BeautifulSoup(narrowed.get_data(as_text=True), "html.parser")
    options = [option.text for option in soup.select("select[name=account_id] option")][1:]
    assert options and all("Wrzos" in option for option in options)
    assert soup.select_one("input[name=title]")["value"] == "Zadzwonić do Wrzosu"
    assert not soup.select(".crm-faults")


def test_the_short_benchmark_answers_and_agrees_with_bare_sql():
    found = measure(1, 8, 20)
    assert set(found["screens"]) == set(SCREENS)
    assert all(beside["same"] for size in found["beside_sql"].values() for beside in size.values())
