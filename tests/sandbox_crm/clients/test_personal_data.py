"""One person's data: their classes, consents, who looked, what is handed out, and what a removal takes away."""

import json
from datetime import date

from sandbox_crm.clients import consents, contacts
from sandbox_crm.imports import running
from sandbox_crm.models.clients import CONSENT_CHANNELS, Contact, ImportRow
from tests.sandbox_crm.driver import ADDRESS, SEALED, page, send
from tests.sandbox_crm.seed import EWA, JAN

CSV = "NIP;Imię;Nazwisko;Mail;PESEL\n1000000012;Ola;Mak;ola.mak@swit.example;44051401359\n".encode()
MAPPING = {"NIP": "account.nip", "Imię": "contact.first_name", "Nazwisko": "contact.last_name", "Mail": "contact.email"}


def imported(bench):
    """A person who came with a file that also held a PESEL."""
    made = running.run(bench, file=("t.csv", CSV), mode="update", match_by="nip", mapping=MAPPING)
    return bench.session.query(ImportRow).filter(ImportRow.import_run_id == made.id).one()


def test_consents_are_kept_by_purpose_and_channel_with_not_asked_as_the_start(sandbox, client):
    """crm.md complaint 13: consent needs "not asked" and is per channel."""
    def states():
        rows = page(client, f"/contacts/{EWA}").select('section[aria-labelledby="consents"] tbody tr')
        return {row.select_one("th").text.strip(): [cell.get_text(" ").split("  ")[0].strip() for cell in row.select("td")]
                for row in rows}

    assert {state for row in states().values() for state in row} == {"nie pytano"}
    with sandbox.work() as bench:
        for channel, status in (("email", "granted"), ("phone", "refused"), ("email", "withdrawn")):
            consents.record(bench, contact_id=EWA, purpose="commercial", channel=channel, status=status, legal_basis="a")
        consents.record(bench, contact_id=EWA, purpose="offer", channel="email", status="granted", obtained_on=date(2026, 4, 1))
    told = states()
    assert len(CONSENT_CHANNELS) == 4
    assert told["informacje handlowe"] == ["wycofana", "odmowa", "nie pytano", "nie pytano"]
    assert told["kontakt w sprawie oferty"][1:] == ["nie pytano"] * 3 and "udzielona" in told["kontakt w sprawie oferty"][0]
    with sandbox.work() as bench:
        assert len(consents.history_of(bench.session, bench.get(Contact, EWA))) == 4, "nothing is overwritten"


def test_a_state_leads_to_the_form_about_that_purpose_and_channel(client):
    link = page(client, f"/contacts/{EWA}").select('section[aria-labelledby="consents"] td a')[1]["href"]
    soup = page(client, link.removeprefix(ADDRESS))
    chosen = [soup.select_one(f'[name="{name}"] option[selected]')["value"] for name in ("purpose", "channel")]
    assert chosen == ["commercial", "phone"]


def test_the_card_tells_classes_places_and_looks(sandbox, client):
    with sandbox.work() as bench:
        contacts.update(bench, contact_id=EWA, notes="lubi rowery", mobile="600 000 000")
    page(client, f"/contacts/{EWA}")
    page(client, f"/contacts/{JAN}")
    soup = page(client, f"/contacts/{EWA}/personal")
    rows = soup.select('section[aria-labelledby="held"] tbody tr')
    held = {row.select_one("th").text: row.select("td")[1].text for row in rows}
    assert held["Nazwisko"] == "zwykłe dane osobowe" and "nadmiarow" in held["Notatki"]
    assert "SZ/2026/0001" in soup.select_one('section[aria-labelledby="mentions"]').text
    looks = soup.select('section[aria-labelledby="looks"] li')
    assert len(looks) == 1 and "Anna Kowalczyk: strona osoby" in looks[0].text
    again = page(client, f"/contacts/{EWA}/personal").select('section[aria-labelledby="looks"] li')
    assert "karta danych osobowych" in again[0].text and len(again) == 2


def test_the_data_are_handed_out_for_a_program_and_for_a_reader(sandbox, client):
    with sandbox.work() as bench:
        consents.record(bench, contact_id=EWA, purpose="offer", channel="email", status="granted", legal_basis="a",
                        obtained_on=date(2026, 4, 1), source="targi")
    answer = client.get(f"{ADDRESS}/contacts/{EWA}/personal.json")
    handed = json.loads(answer.data)
    assert handed["dane"]["email"] == {"nazwa": "E-mail", "wartosc": "ewa.lacka@swit.example", "klasa": "zwykłe dane osobowe"}
    assert handed["zgody_i_podstawy"][0]["zrodlo"] == "targi" and handed["administrator"] == "Świetlik sp. z o.o."
    assert "Łącka" not in answer.headers["Content-Disposition"]
    paper = client.get(f"{ADDRESS}/contacts/{EWA}/personal.pdf")
    assert paper.data.startswith(b"%PDF") and paper.mimetype == "application/pdf"
    commands = [entry.command for entry in sandbox.snapshot().journal]
    assert commands[-2:] == ["view.personal_export"] * 2


def test_a_sealed_sandbox_shows_the_card_and_keeps_no_look(sandbox, client):
    page(client, f"/contacts/{EWA}/personal", address=SEALED)
    assert not sandbox.snapshot().journal


def test_a_removal_empties_the_person_and_the_rows_of_imports(sandbox, client):
    with sandbox.work() as bench:
        row = imported(bench)
        person, row_id = row.contact_id, row.id
        assert row.raw["Mail"] == "ola.mak@swit.example" and "PESEL" not in row.raw
    text = page(client, f"/contacts/{person}/anonymise").text
    assert "1 wiersz importu straci komórki" in text
    send(client, f"/contacts/{person}/anonymise", "contact.anonymise")
    with sandbox.work() as bench:
        contact, row = bench.session.get(Contact, person), bench.session.get(ImportRow, row_id)
        assert (contact.email, contact.mobile, contact.notes) == (None, None, None) and "Mak" not in contact.last_name
        assert row.raw == {"NIP": "1000000012"}
    assert "ola.mak" not in page(client, f"/contacts/{person}/personal").text
    assert sandbox.snapshot().state["contact"][person]["email"] is None
