"""A view keeps filters, order and columns of any list; it opens as a tab of it, and what was kept before still opens."""

import pytest

from sandbox_crm.models.work import SavedView
from sandbox_crm.work import views
from tests.sandbox_crm.driver import ADDRESS, form_of, page, send
from tests.sandbox_crm.lists.test_columns import heads
from tests.sandbox_crm.seed import BORSUK, JAN, LAMP, SWIT


def shown(soup):
    """Ids of the records of the list, in its order."""
    return [int(link["href"].rpartition("/")[2]) for link in soup.select("main tbody th[scope=row] > a")]


def kept(client, path, name, **typed):
    """The list at a path kept as a view through its form; the page of the view."""
    answer = send(client, path, "view.save", name=name, **typed)
    opened = client.get(answer.headers["Location"])
    assert opened.status_code == 302
    return opened.headers["Location"].removeprefix(ADDRESS)


@pytest.mark.parametrize(
    ("entity", "path", "wanted", "head"),
    [
        ("account", "/accounts?q=borsuk&sort=-city&columns=city,name", [BORSUK], "Miejscowość"),
        ("contact", "/contacts?account_id=2&columns=full_name,account.city", [JAN], "Osoba kontaktowa"),
        ("opportunity", "/opportunities?state=open&sort=-value_gr&columns=number,name,account.city", [1, 2], "Numer"),
        ("task", "/tasks?q=katalog&columns=title,kind", [2], "Zadanie i konto"),
        ("offer", "/offers?status=ready&columns=number,vat_gr", [], None),
        ("product", "/products?q=lamp&sort=-price&columns=code,name,created_at", [LAMP], "Kod"),
    ],
)
def test_a_view_of_every_list_opens_with_its_filter_order_and_columns(sandbox, client, entity, path, wanted, head):
    before = page(client, path)
    assert shown(before) == wanted
    soup = page(client, kept(client, path, "Mój widok"))
    assert shown(soup) == wanted
    assert heads(soup) == heads(before)
    assert not head or heads(soup)[0] == head
    assert soup.select_one('.crm-tabs a[aria-current="page"]').text.startswith("Mój widok")
    (view,) = sandbox.snapshot().state["saved_view"].values()
    assert (view["entity"], view["kind"]) == (entity, "list") and view["columns"] == path.rpartition("columns=")[2].split(",")


def test_columns_and_order_of_the_address_come_before_those_of_the_view(client):
    opened = kept(client, "/accounts?columns=name,city&sort=-name", "Miasta")
    assert heads(page(client, opened)) == ["Nazwa klienta", "Miejscowość"]
    there = shown(page(client, opened))
    assert shown(page(client, f"{opened}&sort=name")) == there[::-1] != there
    assert heads(page(client, f"{opened}&columns=name,regon")) == ["Nazwa klienta", "REGON"]


def test_a_view_that_was_kept_without_columns_shows_those_of_the_list(sandbox, client):
    with sandbox.work() as bench:
        about = {"all": [{"field": "title", "op": "contains", "value": "kat"}]}
        views.save(bench, entity="task", name="Stary widok", filters=about)
        assert bench.session.get(SavedView, 1).columns is None
    soup = page(client, "/tasks?view=1")
    assert shown(soup) == [2] and heads(soup)[0] == "Zadanie i konto"


def test_a_view_without_a_name_comes_back_to_its_list_with_what_was_asked(sandbox, client):
    answer = send(client, "/accounts?q=borsuk&columns=name,city", "view.save", name="", status=422)
    from bs4 import BeautifulSoup

    soup = BeautifulSoup(answer.get_data(as_text=True), "html.parser")
    form = form_of(soup, "view.save")
    assert form.find_parent("details").has_attr("open") and form.select_one(".crm-error")
    assert form.select_one("[name=columns]")["value"] == "name,city"
    assert shown(soup) == [BORSUK] and "saved_view" not in sandbox.snapshot().state


def test_unknown_columns_are_refused(bench):
    made, refused = bench.attempt(views.save, entity="account", name="X", columns=["name", "nothing"])
    assert made is None and "columns" in refused.fields
    assert views.save(bench, entity="account", name="X", columns=["name", "regon"]).columns == ["name", "regon"]
    assert views.save(bench, entity="account", name="X").columns is None


def test_the_bulk_change_of_all_results_means_those_of_the_view(sandbox, client):
    opened = kept(client, "/accounts?q=borsuk", "Borsuk")
    form = form_of(page(client, opened), "account.bulk_update")
    token = form.select_one("[name=csrf_token]")["value"]
    values = {"csrf_token": token, "field": "status", "value": "inactive", "all_results": "1"}
    assert client.post(form["action"], data=values).status_code == 303
    accounts = sandbox.snapshot().state["account"]
    assert accounts[BORSUK]["status"] == "inactive" and accounts[SWIT]["status"] != "inactive"
