"""The CRM runs alone: pages, search, strict headers, a read-only sealed view."""

import re

import pytest

from sandbox_crm.pages import PAGES
from tests.sandbox_crm.driver import ADDRESS, SEALED, page, send

#: what no browser of ours sends for a number, a date or a name of the address
HOSTILE = ("9" * 25, "9999-12-31", "٣")
ENDLESS = "9" * 5000
ASKED = ("q", "day", "span", "range", "from", "to", "owner_id", "account_id", "pipeline_id", "stage_id", "segment_id", "view",
         "after", "before", "size", "sort", "group_by", "at", "mode", "endpoint", "_scheme", "_external", "_method", "sandbox",
         "contact_id", "opportunity_id", "due_on", "close", "min", "max", "product_id", "offer_id", "template_id", "order", "end")


def test_the_desk_shows_the_day(client):
    soup = page(client, "/")
    assert "Zadzwonić w sprawie spotkania" in soup.text
    assert "Wysłać katalog" in soup.text
    parts = {part["aria-labelledby"]: part.text for part in soup.select("main section")}
    assert "Przygotować zestawienie" in parts["this-week"] and "Przygotować zestawienie" not in parts["due-today"]
    assert "Wysłać katalog" in parts["overdue"] and "Oświetlenie biura" in parts["open-opportunities"]
    assert soup.select_one(".crm-brand span").text == "Świetlik sp. z o.o."
    assert "12\u00a0345,67\u00a0zł" in soup.text


def test_a_search_finds_with_or_without_polish_letters(client):
    for text in ("swit", "ŚWIT", "Zlota", "1000000012", "lacka", "sz/2026/0001"):
        soup = page(client, f"/search?q={text}")
        assert soup.select("main section li"), text
    assert not page(client, "/search?q=%25").select("main section li")


def test_every_answer_carries_a_strict_policy(client):
    answer = client.get(ADDRESS + "/")
    assert "script-src 'self'" in answer.headers["Content-Security-Policy"]
    with client.get("/crm-static/crm.css") as sheet:
        assert sheet.status_code == 200


def test_a_browser_keeps_the_looks_but_no_record(client):
    with client.get("/crm-static/crm.css") as sheet:
        assert "max-age" in sheet.headers["Cache-Control"]
    assert "max-age" not in client.get(f"{ADDRESS}/accounts").headers.get("Cache-Control", "")


def test_another_sandbox_or_mode_is_not_found(client):
    assert client.get(ADDRESS.replace("0001", "0002") + "/").status_code == 404
    assert client.get(ADDRESS.replace("/crm/", "/branch/") + "/").status_code == 404


def test_a_missing_record_is_told_plainly(client):
    soup = page(client, "/accounts/99999", status=404)
    assert soup.h1.text == "Nie ma takiego rekordu"


def test_the_sealed_view_refuses_to_write(client):
    assert "Tylko odczyt" in page(client, "/", address=SEALED).text
    assert client.post(SEALED + "/accounts/new").status_code in (400, 403)


def test_the_gate_turns_away_what_no_browser_sends(client):
    assert client.get(f"{ADDRESS}/accounts/{2**63 - 1}").status_code == 404
    for number in (str(2**63), "9" * 5000, "٣"):
        assert "Nie ma takiego rekordu" not in (answer := client.get(f"{ADDRESS}/accounts/{number}")).text
        assert answer.status_code == 404, number
    assert client.get(f"{ADDRESS}/accounts?q=a%00").status_code == 400
    send(client, "/accounts/new", "account.create", status=400, name="Borsuk\0")
    send(client, "/accounts/new", "account.create", name="Borsuk")


def test_a_number_out_of_range_is_told_in_words(sandbox, client, monkeypatch):
    def beyond(*_parts):
        raise OverflowError

    monkeypatch.setattr("sandbox_crm.routes.desk.day_of", beyond)
    assert "poza zakresem" in page(client, "/", status=422).text


@pytest.mark.parametrize("value", HOSTILE)
def test_no_screen_breaks_on_what_its_address_asks_for(client, value):
    broken = []
    for declared in PAGES:
        if "GET" in declared.methods:
            path = re.sub(r"<(?:[^:>]+:)?(\w+)>", "1", declared.rule)
            answer = client.get(ADDRESS + path, query_string={**dict.fromkeys(ASKED, value), "owner_id": ENDLESS})
            broken += [(path, answer.status_code)] if answer.status_code >= 500 else []
    assert not broken


def test_a_version_that_is_no_number_is_a_stale_save(client):
    answer = send(client, "/pipelines/1/edit", "pipeline.update", status=409, row_version="9999-12-31")
    assert answer.status_code == 409
