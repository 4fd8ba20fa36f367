"""Conditions that somebody puts together for a list: and/or with one level of groups, in the address, in words, obeyed by
everything that means the list."""

import json
from datetime import UTC, date, datetime, time, timedelta
from urllib.parse import parse_qs, quote, urlsplit

import pytest
from werkzeug.datastructures import MultiDict

from app.polish.dates import WARSAW
from sandbox_crm.bench import Refused
from sandbox_crm.filters import _midnight, selected_ids
from sandbox_crm.lists.conditions import MOST, joined, where_of, without
from sandbox_crm.reports.words import filter_words
from sandbox_crm.rules import check_filters, selected
from sandbox_crm.work import views
from tests.sandbox_crm.driver import ADDRESS, filled, form_of, page
from tests.sandbox_crm.lists.test_exporting import rows_of
from tests.sandbox_crm.lists.test_saved_views import shown
from tests.sandbox_crm.seed import ANNA, B2B, BORSUK, JAN, KIOSK, SWIT, SZKOLA, TODAY


def condition(field, op, value=None):
    """One condition of a filter."""
    return {"field": field, "op": op} | ({} if value is None else {"value": value})


def where(*parts, word="all"):
    """A filter as an address holds it."""
    return "where=" + quote(json.dumps({word: list(parts)}))


def typed(client, path, *rows, match="all", **joins):
    """The panel above the list at ``path`` filled with ``(field, operator, value, group)`` and sent; where it leads."""
    address = path + ("&" if "?" in path else "?") + "asking=1"
    form = page(client, address).select_one("form#conditions")
    values = filled(form)
    values["filters_match"] = match
    for place, row in enumerate(rows):
        for name, value in zip(("field", "op", "value", "group"), (*row, ""), strict=False):
            values[f"filters-{place}-{name}"] = value
    for letter, word in joins.items():
        values[f"joins-{letter}"] = word
    reply = client.get(form["action"], query_string=MultiDict(values))
    assert reply.status_code == 302, reply.get_data(as_text=True)[:2000]
    return reply.headers["Location"].removeprefix(ADDRESS)


def asked(address):
    """The filter that an address holds."""
    return json.loads(parse_qs(urlsplit(address).query)["where"][0])


def chips(soup):
    """The filters in force in words."""
    return [" ".join(part.text for part in chip.select("span")) for chip in soup.select(".crm-chips li:not(.crm-chips-clear)")]


@pytest.mark.parametrize(("path", "rows", "wanted", "words"), [
    ("/accounts", [("city", "starts", "kie")], [BORSUK], ["Miejscowość zaczyna się od „kie”"]),
    ("/accounts?q=borsuk", [("nip", "not_empty", "")], [BORSUK], ["Tekst: borsuk", "NIP: pole wypełnione"]),
    ("/contacts", [("full_name", "contains", "borsuk")], [JAN], ["Imię i nazwisko zawiera „borsuk”"]),
    ("/opportunities", [("value_gr", "between", "5 000; 20 000,00")], [1],
     ["Wartość netto od 5\u00a0000,00\u00a0zł do 20\u00a0000,00\u00a0zł"]),
    ("/opportunities", [("expected_close", "relative", "ten miesiąc")], [2],
     ["Planowane zamknięcie: ten miesiąc (01.04.2026–30.04.2026)"]),
    ("/tasks", [("due_on", "lt", "25.04.2026"), ("kind", "eq", "telefon")], [1],
     ["Termin przed 25.04.2026", "Rodzaj zadania równa się telefon"]),
])
def test_a_list_shows_what_its_conditions_mean_and_says_them(client, path, rows, wanted, words):
    address = typed(client, path, *rows)
    soup = page(client, address)
    assert shown(soup) == wanted
    assert chips(soup) == words
    assert not soup.select_one("form#conditions")


def test_groups_are_joined_the_other_way_and_each_condition_can_be_taken_off(client):
    rows = [("industry", "eq", "handel", ""), ("city", "eq", "Kielce", "A"), ("city", "eq", "Łódź", "A")]
    address = typed(client, "/accounts?sort=-name", *rows, a="any")
    town = {"any": [condition("city", "eq", "Kielce"), condition("city", "eq", "Łódź")]}
    assert asked(address) == {"all": [condition("industry", "eq", "trade"), town]}
    soup = page(client, address)
    assert sorted(shown(soup)) == [BORSUK, KIOSK] and parse_qs(urlsplit(address).query)["sort"] == ["-name"]
    assert chips(soup) == ["Branża równa się handel",
                           "Miejscowość równa się „Kielce” lub Miejscowość równa się „Łódź”"]
    off = {link["aria-label"]: link["href"].removeprefix(ADDRESS) for link in soup.select(".crm-chips li a[aria-label]")}
    one = page(client, off["Usuń filtr: Miejscowość równa się „Łódź”"])
    assert shown(one) == [BORSUK] and len(chips(one)) == 2
    assert chips(page(client, off["Usuń filtr: Branża równa się handel"])) == chips(soup)[1:]
    bare = page(client, one.select(".crm-chips li:not(.crm-chips-clear) a")[1]["href"].removeprefix(ADDRESS))
    assert chips(bare) == ["Branża równa się handel"] and sorted(shown(bare)) == [SWIT, BORSUK, KIOSK]


def test_one_of_several_conditions_is_enough_where_that_was_chosen(client):
    rows = [("kind", "eq", "instytucja", ""), ("city", "eq", "Kielce", "B"), ("industry", "eq", "handel", "B")]
    address = typed(client, "/accounts", *rows, match="any", b="all")
    soup = page(client, address)
    assert sorted(shown(soup)) == [BORSUK, SZKOLA]
    assert chips(soup) == ["Rodzaj konta równa się instytucja lub "
                           "( Miejscowość równa się „Kielce” oraz Branża równa się handel )"]
    opened = page(client, f"{address}&asking=1").select_one("form#conditions")
    values = filled(opened)
    assert [values[f"filters-{row}-group"] for row in range(4)] == ["", "A", "A", ""]
    assert values["filters_match"] == "any" and values["joins-a"] == "all" and "where" not in values


def test_what_cannot_be_read_stands_in_the_panel_with_a_reason_and_narrows_nothing(client):
    address = typed(client, "/opportunities?state=open", ("value_gr", "gt", "dużo"), ("name", "contains", "lamp"))
    soup = page(client, address)
    form = soup.select_one("form#conditions")
    assert shown(soup) == shown(page(client, "/opportunities?state=open")) and len(shown(soup)) == 2
    assert form.select_one("[name=filters-0-value]")["value"] == "dużo" and len(form.select(".crm-error")) == 1
    values = filled(form)
    assert values["filters-1-value"] == "lamp" and values["state"] == "open"
    values["filters-0-value"] = "1 000"
    mended = client.get(form["action"], query_string=values).headers["Location"].removeprefix(ADDRESS)
    assert shown(page(client, mended)) == [2] and "filters-" not in mended and "asking" not in mended
    closed = form.select_one(".crm-conditions-acts a")["href"]
    assert closed == f"{ADDRESS}/opportunities?state=open"


@pytest.mark.parametrize("text", [
    "{", "[]", "7", '{"all": {}}', '{"all": []}', '{"all": [7]}', '{"all": [{"field": "nothing", "op": "eq", "value": "x"}]}',
    '{"all": [{"field": "name", "op": ["eq"], "value": "x"}]}',
    '{"all": [{"field": "name", "op": "contains", "value": "a\\u0000b"}]}',
    '{"all": [{"field": "name", "op": "contains", "value": "\\ud800"}]}',
    '{"all": [{"field": "annual_revenue_gr", "op": "gt", "value": 99999999999999999999}]}',
    '{"any": [{"all": [{"any": [{"field": "city", "op": "eq", "value": "Kielce"}]}]}]}',
    json.dumps({"any": [{"field": "city", "op": "eq", "value": "Kielce"}] * (MOST + 1)}), "[" * 5_000,
])
def test_an_address_that_means_nothing_counts_as_not_asked(client, text):
    assert where_of("account", {"where": text}) == {}
    soup = page(client, f"/accounts?where={quote(text)}")
    assert len(shown(soup)) == 5 and not chips(soup)


def test_a_good_address_of_the_same_shape_counts(client):
    assert where_of("account", {"where": '{"any": [{"all": [{"field": "city", "op": "eq", "value": "Kielce"}]}]}'})
    assert len(shown(page(client, "/accounts?" + where(condition("city", "eq", "Kielce"))))) == 1


def test_a_view_a_file_and_a_bulk_change_mean_the_list_with_its_conditions(sandbox, client):
    services = {"all": [condition("industry", "eq", "services")]}
    path = "/accounts?q=o&" + where(condition("city", "eq", "Kielce"), services, word="any")
    there = shown(page(client, path))
    assert 0 < len(there) < 5
    assert len(rows_of(client, path.replace("/accounts?", "/accounts/file.csv?"))) == len(there) + 1
    form = form_of(page(client, path), "view.save")
    values = filled(form)
    values["name"] = "Wybrane"
    saved = client.post(form["action"], data=values)
    view = client.get(saved.headers["Location"]).headers["Location"].removeprefix(ADDRESS)
    soup = page(client, view)
    assert shown(soup) == there and len(chips(soup)) == 2
    assert not soup.select(".crm-chips li:not(.crm-chips-clear) a")  # more than a list can be asked for: it only stands there
    assert len(rows_of(client, view.replace("/accounts?", "/accounts/file.csv?"))) == len(there) + 1
    narrower = view + "&" + where(condition("name", "contains", "borsuk"))
    assert shown(page(client, narrower)) == [BORSUK]
    form = form_of(page(client, narrower), "account.bulk_update")
    values = {"csrf_token": form.select_one("[name=csrf_token]")["value"], "field": "status", "value": "inactive"}
    assert client.post(form["action"], data=values | {"all_results": "1"}).status_code == 303
    state = sandbox.snapshot().state
    assert [key for key, one in state["account"].items() if one["status"] == "inactive"] == [BORSUK, KIOSK]
    (kept,) = state["saved_view"].values()
    assert sorted(row["id"] for row in selected(state, "account", kept["filters"], TODAY)) == sorted(there)


def test_a_condition_of_a_view_is_taken_off_by_leaving_the_view(sandbox, client):
    with sandbox.work() as bench:
        views.save(bench, entity="task", name="Telefony", sort="title", filters={"all": [
            condition("kind", "eq", "phone"), condition("status", "eq", "completed")]})
    soup = page(client, "/tasks?view=1")
    assert chips(soup) == ["Rodzaj zadania równa się telefon", "Status równa się zakończone"] and not shown(soup)
    left = soup.select(".crm-chips a")[1]["href"].removeprefix(ADDRESS)
    assert asked(left) == {"all": [condition("kind", "eq", "phone")]} and "view=" not in left and "sort=title" in left
    assert shown(page(client, left)) == [1]


def test_tasks_that_are_finished_are_shown_where_the_conditions_speak_of_it(sandbox, client):
    from sandbox_crm.work import tasks

    with sandbox.work() as bench:
        tasks.complete(bench, task_id=2)
    assert 2 not in shown(page(client, "/tasks"))
    assert shown(page(client, "/tasks?" + where(condition("status", "eq", "completed")))) == [2]
    assert 2 not in shown(page(client, "/tasks?" + where(condition("title", "not_empty"))))
    assert not shown(page(client, "/tasks?state=unfinished&" + where(condition("status", "eq", "completed"))))


def test_the_board_and_the_values_by_stage_sum_what_the_conditions_mean(client):
    narrowed = where(condition("value_gr", "ge", 1_000_000))
    board = page(client, f"/opportunities/board?pipeline_id={B2B}&{narrowed}")
    assert [card["data-card"] for card in board.select("[data-card]")] == ["1"]
    assert chips(board) == ["Wartość netto co najmniej 10 000,00 zł"]
    assert form_of(board, "view.save").select_one("[name=filters]")["value"].count("value_gr") == 1
    carried = json.loads(board.select_one("form.crm-filters [name=where]")["value"])
    assert carried == {"all": [condition("value_gr", "ge", 1_000_000)]}
    values = page(client, f"/opportunities/values?pipeline_id={B2B}&{narrowed}")
    linked = [link["href"] for link in values.select("tbody th a")]
    assert linked and all("where=" in link for link in linked)
    assert sum(len(shown(page(client, link.removeprefix(ADDRESS)))) for link in linked) == 1
    back = typed(client, f"/opportunities/board?pipeline_id={B2B}", ("name", "contains", "lampy"))
    assert back.startswith("/opportunities/board?") and f"pipeline_id={B2B}" in back
    assert [card["data-card"] for card in page(client, back).select("[data-card]")] == ["2"]


def test_the_day_of_adding_is_a_condition_and_a_column_of_every_list(client):
    for path in ("/accounts", "/contacts", "/opportunities", "/tasks", "/offers", "/products"):
        named = "added" if path == "/accounts" else "created_at"
        soup = page(client, f"{path}?columns={named}&asking=1&" + where(condition("created_at", "le", "2000-01-01")))
        assert not shown(soup) and chips(soup) == ["Data dodania do CRM najpóźniej 01.01.2000"], path
        assert soup.select_one('#conditions option[value="created_at"]') and soup.select_one(f'[name=columns][value="{named}"]')


def test_plain_state_and_the_database_agree_about_groups_within_groups(sandbox):
    deep = {"all": [condition("industry", "eq", "trade"), {"any": [
        condition("city", "eq", "Łódź"), {"all": [condition("city", "eq", "Kielce"), condition("owner_id", "eq", ANNA)]}]}]}
    state = sandbox.snapshot().state
    with sandbox.work() as bench:
        plain = [row["id"] for row in selected(state, "account", deep, TODAY)]
        assert selected_ids(bench.session, "account", deep, TODAY) == plain != []
        with pytest.raises(Refused):
            views.save(bench, entity="account", name="Głębiej", filters={"all": [{"any": [deep]}]})
    with pytest.raises(ValueError, match="shape"):
        check_filters("account", deep)  # what people put together has one level of groups
    check_filters("account", {"all": deep["all"][:1]})


def test_filters_are_joined_and_lose_their_parts():
    one, two, three = (condition("name", "contains", word) for word in ("a", "b", "c"))
    assert joined([]) == joined([{}, {"all": []}][:1]) == {}
    assert joined([{"any": [one, two]}]) == {"any": [one, two]}
    assert joined([{"all": [one]}, {"any": [two, three]}, {"any": [one]}]) == {"all": [one, {"any": [two, three]}, one]}
    assert without({"all": [one, {"any": [two]}]}, (1, 0)) == {"all": [one]}
    assert without({"all": [one]}, (0,)) == {}


def test_a_day_is_compared_in_words_of_days():
    signs = ("lt", "le", "gt", "ge")
    said = [filter_words("task", {"all": [condition("due_on", op, "2026-04-20")]}, TODAY) for op in signs]
    assert said == [f"Termin {word} 20.04.2026" for word in ("przed", "najpóźniej", "po", "najwcześniej")]
    assert filter_words("task", {"all": [condition("percent", "lt", 50)]}, TODAY) == "Realizacja (%) poniżej 50%"


def test_a_day_of_adding_begins_and_ends_at_midnight_in_warsaw(sandbox):
    for shift in range(3 * 366):
        day = date(2025, 1, 1) + timedelta(days=shift)
        assert _midnight(day) == datetime.combine(day, time.min, WARSAW).astimezone(UTC).replace(tzinfo=None)
    state = sandbox.snapshot().state
    added = datetime.fromisoformat(state["account"][SWIT]["created_at"]).astimezone(WARSAW).date()
    with sandbox.work() as bench:
        for op in ("eq", "ne", "lt", "le", "gt", "ge", "in", "between", "relative", "empty"):
            for days in (-1, 0, 1):
                day = (added + timedelta(days=days)).isoformat()
                value = {"in": [day], "between": [day, day], "relative": "this_year", "empty": None}.get(op, day)
                asked = {"all": [condition("created_at", op, value)]}
                plain = [row["id"] for row in selected(state, "account", asked, added)]
                assert selected_ids(bench.session, "account", asked, added) == plain, asked
        for day in ("0001-01-01", "9999-12-31"):
            for op in ("lt", "le", "gt", "ge", "eq"):
                selected_ids(bench.session, "account", {"all": [condition("created_at", op, day)]}, added)
