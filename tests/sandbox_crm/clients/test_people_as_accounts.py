"""People who are kept as accounts (sole traders, private people): their consents, card, export and removal."""

from __future__ import annotations

import json
from datetime import date

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import IntegrityError

from sandbox_crm.bench import Refused
from sandbox_crm.clients import account_erasing, accounts, consents, merging, verification
from sandbox_crm.clients.personal import mentions, whose
from sandbox_crm.imports import running
from sandbox_crm.models.clients import ERASED, Account, Consent, ImportRow, Verification
from sandbox_crm.offers import messages
from sandbox_crm.sales import transitions
from sandbox_crm.snapshot import live
from tests.sandbox_crm.driver import ADDRESS, SEALED, page, send
from tests.sandbox_crm.seed import BORSUK, EWA, JAN, SWIT

CSV = (b"Firma;NIP;Telefon;Uwagi;Stan zdrowia;PESEL\n"
       b"Hurtownia Borsuk Jan Borsuk;5000000014;600 100 200;klient od lat;cukrzyca;44051401359\n")
MAPPING = {"NIP": "account.nip", "Telefon": "account.phone", "Uwagi": "account.description", "Stan zdrowia": "account.short_name"}


def classes(soup, panel):
    """Field or column -> class, of one panel of the card."""
    rows = soup.select(f'section[aria-labelledby="{panel}"] tbody tr')
    return {row.select_one("th").text: row.select("td")[1].text for row in rows}


def test_a_consent_is_of_exactly_one_contact_or_account(sandbox):
    with sandbox.work() as bench:
        for ids in ({}, {"contact_id": JAN, "account_id": BORSUK}):
            with pytest.raises(TypeError):
                consents.record(bench, **ids, purpose="offer", channel="email", status="granted")
        consents.record(bench, account_id=BORSUK, purpose="offer", channel="email", status="granted")
    for columns in ("account_id = NULL", "contact_id = 1"):
        with pytest.raises(IntegrityError, match="of_an_account_or_of_a_person"), sandbox.work() as bench:
            bench.session.execute(text(f"UPDATE consent SET {columns}"))
    with sandbox.work() as bench:
        bench.session.execute(text("UPDATE consent SET account_id = 1"))  # a merge may move it: the guard is not for ever shut


def test_a_firm_gives_no_consent_of_its_own(bench):
    with pytest.raises(Refused):
        consents.record(bench, account_id=SWIT, purpose="offer", channel="email", status="granted")
    assert not bench.session.scalars(select(Consent)).all()


def test_a_sole_traders_consents_stand_on_the_page_of_the_account(sandbox, client):
    def states():
        rows = page(client, f"/accounts/{BORSUK}").select('section[aria-labelledby="consents"] tbody tr')
        return {row.select_one("th").text.strip(): [cell.text.split()[0] for cell in row.select("td")] for row in rows}

    assert {state for row in states().values() for state in row} == {"nie"}, "nobody asked yet"
    assert not page(client, f"/accounts/{SWIT}").select("#consents"), "a firm has none"
    link = page(client, f"/accounts/{BORSUK}").select('section[aria-labelledby="consents"] td a')[1]["href"]
    send(client, link.removeprefix(ADDRESS), "consent.record", status="granted", legal_basis="a", obtained_on="2026-04-01")
    send(client, link.removeprefix(ADDRESS), "consent.record", status="withdrawn", withdrawn_on="2026-04-02")
    assert states()["informacje handlowe"] == ["nie", "wycofana", "nie", "nie"]
    with sandbox.work() as bench:
        account = bench.get(Account, BORSUK)
        assert [entry.status for entry in consents.history_of(bench.session, account)] == ["withdrawn", "granted"]
        assert account.kind == "sole_trader" and not consents.current(bench.session, bench.get(Account, SWIT))


def test_an_account_that_became_a_firm_keeps_what_was_said_and_takes_no_more(sandbox, client):
    with sandbox.work() as bench:
        consents.record(bench, account_id=BORSUK, purpose="offer", channel="email", status="granted")
        accounts.update(bench, account_id=BORSUK, kind="company")
    panel = page(client, f"/accounts/{BORSUK}").select_one('section[aria-labelledby="consents"]')
    assert "udzielona" in panel.text and not panel.select("a")
    page(client, f"/accounts/{BORSUK}/consents/new", status=404)


def test_a_merge_takes_the_consents_along(bench):
    other = accounts.create(bench, name="Jan Borsuk prywatnie", kind="person")
    consents.record(bench, account_id=other.id, purpose="survey", channel="phone", status="refused")
    assert merging.belongings(bench, other) == {"consent": 1}
    merging.merge(bench, keep_id=BORSUK, drop_id=other.id)
    assert [(pair, entry.status) for pair, entry in consents.current(bench.session, bench.get(Account, BORSUK)).items()] == [
        (("survey", "phone"), "refused")]


def test_the_card_of_a_sole_trader_tells_what_is_held_and_who_looked(sandbox, client):
    page(client, f"/accounts/{SWIT}")
    page(client, f"/accounts/{BORSUK}")
    soup = page(client, f"/accounts/{BORSUK}/personal")
    held = classes(soup, "held")
    assert held["Nazwa klienta"] == held["NIP"] == "zwykłe dane osobowe"
    assert "SZ/2026/0002" in soup.select_one('section[aria-labelledby="mentions"]').text
    looks = soup.select('section[aria-labelledby="looks"] li')
    assert len(looks) == 1 and "strona konta klienta" in looks[0].text
    kept = [(entry.command, entry.args["account_id"]) for entry in sandbox.snapshot().journal]
    assert kept == [("view.account", BORSUK), ("view.personal_card", BORSUK)], "looks at a firm are nobody's data"


def test_a_firm_has_no_card(client):
    for what in ("", ".json", ".pdf"):
        page(client, f"/accounts/{SWIT}/personal{what}", status=404)
    page(client, f"/accounts/{SWIT}/anonymise", status=404)
    assert not page(client, f"/accounts/{SWIT}").select("#personal")


def test_the_data_of_a_sole_trader_are_handed_out(sandbox, client):
    with sandbox.work() as bench:
        consents.record(bench, account_id=BORSUK, purpose="offer", channel="email", status="granted", source="targi",
                        obtained_on=date(2026, 4, 1))
    handed = json.loads(client.get(f"{ADDRESS}/accounts/{BORSUK}/personal.json").data)
    assert handed["osoba"] == "Hurtownia Borsuk Jan Borsuk" and handed["zgody_i_podstawy"][0]["zrodlo"] == "targi"
    assert {one["rodzaj"] for one in handed["wystapienia"]} >= {"Szansa sprzedaży", "Osoba kontaktowa", "Zadanie"}
    paper = client.get(f"{ADDRESS}/accounts/{BORSUK}/personal.pdf")
    assert paper.data.startswith(b"%PDF") and f"dane-klienta-{BORSUK}.pdf" in paper.headers["Content-Disposition"]


def test_a_removal_empties_the_account_its_twins_and_what_imports_brought(sandbox, client):
    with sandbox.work() as bench:
        run = running.run(bench, file=("t.csv", CSV), mode="update", match_by="nip", mapping=MAPPING)
        twin = accounts.create(bench, name="Borsuk dom", kind="person", email="borsuk.dom@poczta.example")
        merging.merge(bench, keep_id=BORSUK, drop_id=twin.id)
        verification.verify(bench, account_id=BORSUK, source="phone", note="mówiła żona, pani Ola")
        row = bench.session.scalars(select(ImportRow).where(ImportRow.import_run_id == run.id)).one()
        assert row.raw["Stan zdrowia"] == "cukrzyca" and "PESEL" not in row.raw
        twin_id, row_id = twin.id, row.id
    text_of = page(client, f"/accounts/{BORSUK}/anonymise").text
    assert "1 wiersz importu straci komórki" in text_of and "NIP" in text_of and "opiekun konta" in text_of
    send(client, f"/accounts/{BORSUK}/anonymise", "account.anonymise")
    with sandbox.work() as bench:
        for number in (BORSUK, twin_id):
            account = bench.session.get(Account, number)
            assert all(getattr(account, name) is None for name in ERASED) and "orsuk" not in account.name + account.name_sort
        assert bench.get(Account, BORSUK).kind == "sole_trader" and bench.get(Account, BORSUK).status == "inactive"
        assert bench.session.get(ImportRow, row_id).raw == {}
        assert bench.session.scalars(select(Verification.note)).all() == [None]
    state = sandbox.snapshot().state
    kept = [row for table in ("account", "import_row", "verification") for row in live(state, table)]
    assert kept and "cukrzyca" not in json.dumps(kept)
    told = page(client, f"/accounts/{BORSUK}")
    assert "Dane osobowe usunięto" in told.text and not told.select("a[data-part]")
    assert not told.select('form[data-command="account.delete"]')


def test_what_a_removal_leaves_is_told_with_the_reason(sandbox, client):
    with sandbox.work() as bench:
        transitions.mark_won(bench, opportunity_id=2, value_gr=450_000, closed_on=bench.today)
        messages.send_message(bench, to="jan@borsuk.example", subject="Lampy", body="Dzień dobry", account_id=BORSUK)
        consents.record(bench, account_id=BORSUK, purpose="offer", channel="email", status="granted")
        why = {str(one.words): one.why for one in mentions(bench.session, whose(bench, account_id=BORSUK))}
    assert why["SZ/2026/0002 Lampy do hurtowni"] == "books" and why["Lampy"] == "claims" and why["Jan Borsuk"] == "own"
    rows = {row.select_one("th").text: row.select("td")[1].text
            for row in page(client, f"/accounts/{BORSUK}/anonymise").select('section[aria-labelledby="staying"] tbody tr')}
    assert "art. 17 ust. 3 lit. b RODO" in rows["SZ/2026/0002 Lampy do hurtowni"]
    assert "art. 17 ust. 3 lit. e RODO" in rows["Lampy"] and "osobno" in rows["Jan Borsuk"]
    before = sandbox.snapshot().state
    send(client, f"/accounts/{BORSUK}/anonymise", "account.anonymise")
    after = sandbox.snapshot().state
    for table in ("message", "opportunity", "interaction", "task", "consent", "contact", "offer"):
        assert after.get(table) == before.get(table), table


def test_removed_data_cannot_come_back_by_any_path(bench):
    account_erasing.anonymise(bench, account_id=BORSUK)
    paths = (
        lambda: accounts.update(bench, account_id=BORSUK, email="jan@borsuk.example"),
        lambda: accounts.bulk_update(bench, account_ids=[SWIT, BORSUK], field="source", value="website"),
        lambda: verification.verify(bench, account_id=BORSUK, source="register", register_entry_id=2, accepted_fields=["nip"]),
        lambda: merging.merge(bench, keep_id=BORSUK, drop_id=SWIT, fields={"nip": "drop"}),
        lambda: merging.merge(bench, keep_id=SWIT, drop_id=BORSUK),
        lambda: account_erasing.anonymise(bench, account_id=BORSUK),
    )
    for number, path in enumerate(paths):
        _done, refused = bench.attempt(lambda _bench, path=path: path())
        assert refused is not None, number
    assert bench.get(Account, SWIT).source != "website", "all of a bulk edit or none"
    fresh = accounts.create(bench, name="Hurtownia Borsuk Jan Borsuk", nip="5000000014", city="Kielce")
    assert fresh.duplicate_reason is None, "a removed account is no twin of a new one"


def test_a_firm_or_a_stale_page_removes_nothing(bench):
    with pytest.raises(Refused):
        account_erasing.anonymise(bench, account_id=SWIT)
    with pytest.raises(Refused):
        account_erasing.anonymise(bench, account_id=BORSUK, row_version=99)
    assert bench.get(Account, BORSUK).nip and bench.get(Account, SWIT).anonymised_at is None


def test_the_table_takes_no_removed_account_that_still_tells_who_it_was(sandbox):
    special = {"annual_revenue_gr": "1", "preferred_channel": "'email'", "corr_country": "'PL'",
               **dict.fromkeys(("postcode", "corr_postcode"), "'20-001'"),
               **dict.fromkeys(("nip", "regon", "krs"), "'1000000043'")}
    for name in ERASED:
        value = special.get(name, "'x'")
        with pytest.raises(IntegrityError, match="anonymised_is_blank"), sandbox.work() as bench:
            account_erasing.anonymise(bench, account_id=BORSUK)
            bench.session.execute(text(f"UPDATE account SET {name} = {value} WHERE id = {BORSUK}"))


def test_a_sealed_sandbox_shows_the_card_and_keeps_no_look(sandbox, client):
    page(client, f"/accounts/{BORSUK}/personal", address=SEALED)
    page(client, f"/accounts/{BORSUK}", address=SEALED)
    assert not sandbox.snapshot().journal


def test_the_card_tells_the_class_of_what_an_import_brought(sandbox, client):
    with sandbox.work() as bench:
        running.run(bench, file=("t.csv", CSV), mode="update", match_by="nip", mapping={
            **MAPPING, "PESEL": "account.regon"})
    with sandbox.work() as bench:
        assert bench.get(Account, BORSUK).short_name is None, "a PESEL is no REGON: the row was refused whole"
        running.run(bench, file=("t.csv", CSV), mode="update", match_by="nip", mapping={**MAPPING, "PESEL": "contact.notes"})
        running.run(bench, file=("t.csv", CSV), mode="update", match_by="nip", mapping=MAPPING)
    preview = page(client, "/imports/new/1/preview?map-1=account.nip&map-4=account.short_name&mode=update&match_by=nip")
    assert "art. 9" not in preview.text and "szczególn" not in preview.text, "nobody is warned while importing"
    soup = page(client, f"/accounts/{BORSUK}/personal")
    held = classes(soup, "held")
    assert held["Nazwa skrócona"] == "szczególna kategoria danych (art. 9 RODO)" and held["NIP"] == "zwykłe dane osobowe"
    brought = classes(soup, "brought")
    assert brought["Stan zdrowia"].startswith("szczególna kategoria") and brought["Telefon"] == "zwykłe dane osobowe"
    assert "PESEL" not in brought and page(client, f"/contacts/{EWA}/personal").select("#brought") == []
