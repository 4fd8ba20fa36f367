"""A list as a file: what it means, in its order, with its columns; text stays text; the journal says who took it out."""

import csv
from io import BytesIO, StringIO

import pytest
from openpyxl import load_workbook

from sandbox_crm.lists import exporting
from sandbox_crm.models.clients import Account
from tests.sandbox_crm.driver import ADDRESS, page
from tests.sandbox_crm.seed import BORSUK, SWIT


def rows_of(client, path):
    """The rows of a CSV."""
    answer = client.get(ADDRESS + path)
    assert answer.status_code == 200 and answer.data.startswith(b"\xef\xbb\xbf")
    assert answer.headers["Content-Disposition"].startswith("attachment")
    return list(csv.reader(StringIO(answer.data.decode("utf-8-sig")), delimiter=";"))


def test_a_file_holds_the_list_as_it_is_filtered_ordered_and_with_its_columns(client):
    found = rows_of(client, "/opportunities/file.csv?sort=-value_gr&columns=number,name,value_gr,expected_close")
    assert found == [
        ["Numer", "Nazwa", "Konto klienta", "Wartość netto", "Planowane zamknięcie"],
        ["SZ/2026/0001", "Oświetlenie biura", "Świt sp. z o.o.", "12345,67", "2026-05-15"],
        ["SZ/2026/0002", "Lampy do hurtowni", "Hurtownia Borsuk Jan Borsuk", "4500,00", "2026-04-10"],
    ]
    assert [row[0] for row in rows_of(client, "/accounts/file.csv?q=borsuk&columns=name")] == [
        "Nazwa klienta", "Hurtownia Borsuk Jan Borsuk"]


def test_a_workbook_holds_numbers_and_dates_and_the_page_leads_to_it(client):
    book, _csv = page(client, "/accounts?q=&kind=sole_trader&status=").select("a[download]")
    firms = load_workbook(BytesIO(client.get(book["href"]).data)).active.values
    assert [row[0] for row in firms][1:] == ["Hurtownia Borsuk Jan Borsuk", "Kiosk u Ćmy"]
    links = [link["href"] for link in page(client, "/opportunities?state=open&sort=-value_gr").select("a[download]")]
    assert [link.partition("?")[0].rpartition(".")[2] for link in links] == ["xlsx", "csv"]
    sheet = load_workbook(BytesIO(client.get(links[0]).data)).active
    rows = list(sheet.values)
    assert [row[rows[0].index("Wartość netto")] for row in rows[1:]] == [12345.67, 4500]
    assert rows[1][rows[0].index("Planowane zamknięcie")].year == 2026


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_text_that_looks_like_a_formula_stays_text(sandbox, client, kind):
    with sandbox.work() as bench:
        bench.session.get(Account, BORSUK).city = "=1+1"
    path = f"/accounts/file.{kind}?q=borsuk&columns=name,city"
    if kind == "csv":
        assert rows_of(client, path)[1][1] == "'=1+1"
    else:
        cell = load_workbook(BytesIO(client.get(ADDRESS + path).data)).active["B2"]
        assert (cell.value, cell.data_type) == ("=1+1", "s")


def test_the_file_of_a_view_is_the_view_and_of_grouped_tasks_in_the_order_of_groups(sandbox, client):
    from sandbox_crm.work import views

    with sandbox.work() as bench:
        views.save(bench, entity="task", name="Telefony", columns=["title", "kind"],
                   filters={"all": [{"field": "kind", "op": "eq", "value": "phone"}]})
    assert rows_of(client, "/tasks/file.csv?view=1") == [
        ["Tytuł", "Konto klienta", "Rodzaj zadania"], ["Zadzwonić w sprawie spotkania", "Świt sp. z o.o.", "telefon"]]
    grouped = [row[0] for row in rows_of(client, "/tasks/file.csv?group_by=account&columns=title")][1:]
    assert grouped == ["Wysłać katalog", "Zadzwonić w sprawie spotkania", "Przygotować zestawienie"]


def test_the_journal_says_which_list_was_taken_out(sandbox, client):
    rows_of(client, f"/contacts/file.csv?account_id={SWIT}")
    entry = sandbox.snapshot().journal[-1]
    assert (entry.command, entry.words, entry.is_view) == ("view.contact_file", "Pobrano plik z listą osób kontaktowych", True)
    assert entry.args["query"] == {"account_id": [str(SWIT)]} and entry.args["kind"] == "csv"


def test_a_list_too_long_for_a_file_is_refused_in_plain_words(sandbox, client, monkeypatch):
    monkeypatch.setitem(exporting.MOST, "xlsx", 1)
    answer = client.get(f"{ADDRESS}/accounts/file.xlsx")
    assert answer.status_code == 422 and "Plik XLSX mieści najwyżej 1" in answer.get_data(as_text=True)
    assert not [entry for entry in sandbox.snapshot().journal if entry.command == "view.account_file"]
    assert client.get(f"{ADDRESS}/accounts/file.xlsx?q=borsuk").status_code == 200
