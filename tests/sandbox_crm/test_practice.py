"""The CRM runs alone: pages, search, strict headers, a read-only sealed view."""

from tests.sandbox_crm.driver import ADDRESS, SEALED, page


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


def test_another_sandbox_or_mode_is_not_found(client):
    assert client.get(ADDRESS.replace("0001", "0002") + "/").status_code == 404
    assert client.get(ADDRESS.replace("/crm/", "/branch/") + "/").status_code == 404


def test_a_missing_record_is_told_plainly(client):
    soup = page(client, "/accounts/99999", status=404)
    assert soup.h1.text == "Nie ma takiego rekordu"


def test_the_sealed_view_refuses_to_write(client):
    assert "Tylko odczyt" in page(client, "/", address=SEALED).text
    assert client.post(SEALED + "/accounts/new").status_code in (400, 403)
