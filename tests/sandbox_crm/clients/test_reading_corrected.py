"""How a file is read, corrected by hand before its columns are mapped: encoding, sign between columns, sheet."""

from __future__ import annotations

from io import BytesIO
from urllib.parse import urlencode

import pytest
from sqlalchemy import select

from sandbox_crm.imports import running
from sandbox_crm.imports.limits import FileRefused
from sandbox_crm.imports.reading import ENCODINGS, read_table
from sandbox_crm.models.clients import Account, ImportRun
from tests.sandbox_crm.driver import filled, new_id, page, send

TEXT = "Firma;Miejscowość\nZakład Ślusarski Żółć;Łódź\nBąk;Źrebce\nDębina;Śrem\nŹdźbło;Ełk\n"


def uploaded(client, content, name="leady.csv"):
    return new_id(send(client, "/imports/new", "file.add", file=(BytesIO(content), name)))


def mapping_form(soup):
    return soup.select_one("form:has([name=map-0])")


def samples(soup):
    return [list(row.select("td")[0].stripped_strings) for row in mapping_form(soup).select("tbody tr")]


def test_an_encoding_that_was_not_recognised_is_corrected_and_the_samples_are_drawn_again(sandbox, client):
    number = uploaded(client, TEXT.encode("iso8859-2"))
    soup = page(client, f"/imports/new/{number}")
    assert soup.select_one("#encoding option[selected]")["value"] == "windows-1250" and "Bąk" not in soup.text
    form = mapping_form(soup)
    again = form.select_one("button[formaction]")
    assert again.text == "Odczytaj ponownie" and again["formaction"].endswith(f"/imports/new/{number}"), "no script is needed"
    asked = filled(form)
    asked["encoding"], asked["map-1"] = "iso-8859-2", "account.city"
    soup = page(client, f"/imports/new/{number}?{urlencode(asked)}")
    assert samples(soup)[0] == ["Zakład Ślusarski Żółć", "Bąk", "Dębina"], "three samples"
    assert soup.select_one("#encoding option[selected]")["value"] == "iso-8859-2"
    assert soup.select_one('[name="map-1"] option[selected]')["value"] == "account.city", "what was mapped stays"
    asked = filled(mapping_form(soup))
    asked["map-0"] = "account.name"
    made = new_id(send(client, f"/imports/new/{number}/preview?{urlencode(asked)}", "import.run"))
    with sandbox.work() as bench:
        assert bench.session.get(ImportRun, made).encoding == "iso-8859-2"
        assert set(bench.session.scalars(select(Account.name))) >= {"Zakład Ślusarski Żółć", "Bąk", "Dębina", "Źdźbło"}
    assert "ISO 8859-2" in page(client, f"/imports/{made}").text


def test_a_sign_between_columns_is_corrected(sandbox, client):
    content = b"Firma,Opis;Miejscowosc\nAlfa, Beta i Gamma,dawny;Kielce\nDelta,nowy;Lublin\n"
    number = uploaded(client, content)
    wrong = page(client, f"/imports/new/{number}?delimiter=comma")
    assert [row.select_one("th").text for row in mapping_form(wrong).select("tbody tr")][:2] == ["Firma", "Opis;Miejscowosc"]
    soup = page(client, f"/imports/new/{number}?delimiter=semicolon")
    assert samples(soup) == [["Alfa, Beta i Gamma,dawny", "Delta,nowy"], ["Kielce", "Lublin"]]
    asked = urlencode({"delimiter": "semicolon", "map-0": "account.name", "map-1": "account.city"})
    made = new_id(send(client, f"/imports/new/{number}/preview?{asked}", "import.run"))
    with sandbox.work() as bench:
        assert bench.session.get(ImportRun, made).delimiter == ";" and bench.session.get(ImportRun, made).created_count == 2
    assert "średnik" in page(client, f"/imports/{made}").text


def test_a_tab_survives_the_address_and_the_form(sandbox, client):
    number = uploaded(client, b"Firma\tMiasto; powiat\nAlfa\tKielce\n")
    asked = urlencode({"delimiter": "tab", "map-0": "account.name"})
    made = new_id(send(client, f"/imports/new/{number}/preview?{asked}", "import.run"))
    with sandbox.work() as bench:
        assert bench.session.get(ImportRun, made).delimiter == "\t"


def test_an_encoding_in_which_the_file_cannot_be_read_is_said_and_nothing_is_lost(client):
    number = uploaded(client, TEXT.encode("cp1250"))
    for where in ("", "/preview"):
        soup = page(client, f"/imports/new/{number}{where}?encoding=utf-8&map-0=account.name", status=422)
        assert "nie można odczytać w kodowaniu UTF-8" in soup.select_one("[role=alert]").text
        assert samples(soup)[0][1] == "Bąk" and soup.select_one("#encoding option[selected]")["value"] == "windows-1250"
    page(client, f"/imports/new/{number}?encoding=ebcdic", status=422)
    page(client, f"/imports/new/{number}?delimiter=x", status=422)


def test_a_workbook_offers_its_sheets_alone(client):
    from tests.sandbox_crm.clients.test_imports import two_sheets

    number = uploaded(client, two_sheets(), "leady.xlsx")
    form = mapping_form(page(client, f"/imports/new/{number}?encoding=cp852&delimiter=comma"))
    assert not form.select("#encoding, #delimiter") and len(form.select("#sheet option")) == 3
    again = page(client, f"/imports/new/{number}?sheet=Polecenia")
    assert "Beta" in samples(again)[0]


@pytest.mark.parametrize("encoding", ENCODINGS)
def test_every_encoding_on_the_list_reads_polish_letters(encoding):
    table = read_table("a.csv", TEXT.encode(ENCODINGS[encoding]), encoding=encoding)
    assert (table.rows[2]["Firma"], table.rows[2]["Miejscowość"], table.encoding) == ("Zakład Ślusarski Żółć", "Łódź", encoding)


def test_a_byte_order_mark_is_no_part_of_the_first_heading():
    assert read_table("a.csv", TEXT.encode("utf-8-sig"), encoding="utf-8").headings[0] == "Firma"


def test_the_command_reads_as_it_is_told_and_refuses_what_it_does_not_know(bench):
    content = TEXT.encode("iso8859-2")
    made = running.run(bench, file=("a.csv", content), encoding="iso-8859-2", delimiter=";", mapping={"Firma": "account.name"})
    assert (made.encoding, made.delimiter, made.created_count) == ("iso-8859-2", ";", 4)
    for wrong in ({"encoding": "rot13"}, {"delimiter": "x"}, {"encoding": "utf-8"}):
        with pytest.raises(FileRefused):
            running.run(bench, file=("b.csv", content), mapping={"Firma": "account.name"}, **wrong)


def test_the_rows_with_errors_come_back_as_they_were_read(client):
    content = "Firma;NIP\nŻółć;12\n".encode("iso8859-2")
    asked = urlencode({"encoding": "iso-8859-2", "map-0": "account.name", "map-1": "account.nip"})
    made = new_id(send(client, f"/imports/new/{uploaded(client, content)}/preview?{asked}", "import.run"))
    link = page(client, f"/imports/{made}").select_one('a[href$="errors.csv"]')["href"]
    assert "Żółć;12" in client.get(link).get_data().decode("utf-8-sig")
