"""Accounts: one command for every way in, duplicates told with the reason, nothing lost on a stale save."""

import pytest
from bs4 import BeautifulSoup
from sqlalchemy import select

from sandbox_crm.bench import Refused, Stale
from sandbox_crm.clients import accounts, contacts, segments
from sandbox_crm.clients.duplicates import DuplicateFound
from sandbox_crm.images import image
from sandbox_crm.models.clients import Account, Contact
from tests.sandbox_crm.driver import ADDRESS, SEALED, filled, form_of, new_id, page, send
from tests.sandbox_crm.seed import ANNA, BORSUK, KIOSK, PIOTR, SWIT, ZLOTA

TYPED = {"name": "Nowa Firma", "nip": "500-000-00-37", "industry": "trade", "annual_revenue_gr": "1 234 567,89", "city": "Łomża",
         "postcode": "18-400", "kind": "company", "owner_id": "2", "email": "biuro@nowa.example"}
PARSED = {**TYPED, "annual_revenue_gr": 123456789, "owner_id": 2}


def test_the_form_and_the_command_give_the_same_row(sandbox, client, tmp_path):
    made = new_id(send(client, "/accounts/new", "account.create", **TYPED))
    with sandbox.work() as bench:
        by_form = image(bench.session.get(Account, made))
        bench.session.get(Account, made).deleted_at = bench.stamp
        bench.session.flush()
        by_command = image(accounts.create(bench, **PARSED))
        bench.session.rollback()
    for row in (by_form, by_command):
        row.pop("id")
    assert by_form == by_command
    assert by_form["nip"] == "5000000037"


@pytest.mark.parametrize(("nip", "words"), [("123", "musi mieć 10 cyfr"), ("1000000013", "cyfra kontrolna"),
                                            ("0000000000", "samych zer"), ("12345678AB", "tylko cyfry")])
def test_a_wrong_nip_is_told_apart_and_what_was_typed_stays(client, nip, words):
    answer = send(client, "/accounts/new", "account.create", status=422, name="X", nip=nip, city="Łódź")
    assert words in answer.text and 'href="#nip"' in answer.text
    assert 'value="Łódź"' in answer.text and f'value="{nip}"' in answer.text


@pytest.mark.parametrize(("fields", "reason"), [
    ({"name": "Inna nazwa", "nip": "1000000012"}, "nip"), ({"name": "ŚWIT Spółka z o.o.", "city": "lublin"}, "name"),
    ({"name": "Inna nazwa", "email": "BIURO@swit.example"}, "email")])
def test_a_duplicate_is_named_with_its_reason(bench, fields, reason):
    with pytest.raises(DuplicateFound) as found:
        accounts.create(bench, **fields)
    assert [(match.account.id, match.reason) for match in found.value.matches] == [(SWIT, reason)]


def test_the_same_name_in_another_town_is_another_client(bench):
    assert accounts.create(bench, name="Świt sp. z o.o.", city="Gdańsk").duplicate_reason is None


def test_a_duplicate_is_saved_anyway_only_with_a_reason(client):
    answer = send(client, "/accounts/new", "account.create", status=422, name="Oddział", nip="1000000012")
    assert "Zapisz mimo to" in answer.text and "ten sam NIP" in answer.text
    values = filled(form_of(BeautifulSoup(answer.text, "html.parser"), "account.create"))
    values["duplicate_reason"] = "Samodzielny oddział tej spółki"
    assert client.post(ADDRESS + "/accounts/new", data=values).status_code == 303


def test_an_update_onto_the_nip_of_another_account_asks_for_a_reason(bench):
    with pytest.raises(DuplicateFound):
        accounts.update(bench, account_id=ZLOTA, nip="1000000012")
    assert accounts.update(bench, account_id=ZLOTA, nip="1000000012", duplicate_reason="oddział").duplicate_reason == "oddział"


def test_an_unknown_field_is_a_fault_of_the_caller(bench):
    with pytest.raises(TypeError, match="merged_into_id"):
        accounts.update(bench, account_id=SWIT, merged_into_id=2)


def test_a_label_of_a_dictionary_becomes_its_code_and_another_word_is_refused(bench):
    assert accounts.update(bench, account_id=SWIT, industry="Usługi").industry == "services"
    with pytest.raises(Refused) as refused:
        accounts.update(bench, account_id=SWIT, industry="kosmos")
    assert set(refused.value.fields) == {"industry"}


def test_a_stale_save_keeps_both_versions(sandbox, client):
    form = form_of(page(client, f"/accounts/{SWIT}/edit"), "account.update")
    values = filled(form)
    send(client, f"/accounts/{SWIT}/edit", "account.update", city="Radom")
    values["city"], values["phone"] = "Sopot", "111"
    answer = client.post(form["action"], data=values)
    assert answer.status_code == 409
    assert "Radom" in answer.text and "Sopot" in answer.text and "111" in answer.text
    again = filled(form_of(BeautifulSoup(answer.text, "html.parser"), "account.update"))
    assert client.post(form["action"], data=again).status_code == 303
    with sandbox.work() as bench:
        assert bench.session.get(Account, SWIT).city == "Sopot"


def test_a_stale_command_is_refused(bench):
    accounts.update(bench, account_id=SWIT, city="Radom")
    with pytest.raises(Stale):
        accounts.update(bench, account_id=SWIT, row_version=1, city="Sopot")


def test_an_account_with_opportunities_does_not_go_to_the_bin(client):
    answer = send(client, f"/accounts/{SWIT}", "account.delete", status=422)
    assert "SZ/2026/0001" in answer.text


def test_the_bin_gives_back_the_account_with_its_contacts(sandbox, client):
    with sandbox.work() as bench:
        contacts.create(bench, account_id=KIOSK, first_name="Ola", last_name="Ćma")
    send(client, f"/accounts/{KIOSK}", "account.delete")
    assert "Kiosk u Ćmy" not in page(client, "/accounts").select_one("tbody").text
    assert "Ola" not in page(client, "/contacts").select_one("main").text
    send(client, "/bin?kind=account", "bin.restore")
    assert "Kiosk u Ćmy" in page(client, "/accounts").text
    assert "Ola" in page(client, "/contacts").select_one("main").text


def test_a_bulk_edit_sets_one_field_on_the_ticked_accounts_only(sandbox, client):
    send(client, "/accounts", "account.bulk_update", account_ids=[str(ZLOTA), str(KIOSK)], field="owner_id", value=str(ANNA))
    with sandbox.work() as bench:
        owners = dict(bench.session.execute(select(Account.id, Account.owner_id)).all())
    assert owners[ZLOTA] == owners[KIOSK] == ANNA
    answer = send(client, "/accounts", "account.bulk_update", status=422, account_ids=None, field="status", value="active")
    assert "Proszę zaznaczyć" in answer.text
    done, refused = sandbox.snapshot().journal
    assert (done.command, len(done.changes)) == ("account.bulk_update", 2)
    assert (refused.command, len(refused.changes)) == ("refused.account.bulk_update", 0)


def test_a_bulk_edit_reaches_all_that_the_filters_mean(sandbox, client):
    with sandbox.work() as bench:
        for number in range(30):
            accounts.create(bench, name=f"Seryjna {number}", city="Opole")
        accounts.create(bench, name="Osobna", city="Radom")
    path = "/accounts?q=opole"
    assert "wszystkie 30 kont z listy" in page(client, path).text
    send(client, path, "account.bulk_update", account_ids=[str(SWIT)], all_results="1", field="industry", value="services")
    with sandbox.work() as bench:
        changed = select(Account.name).where(Account.industry == "services", Account.name.like("Seryjna%"))
        assert len(bench.session.scalars(changed).all()) == 30
        assert bench.session.scalar(select(Account.industry).where(Account.name == "Osobna")) is None
        assert bench.session.get(Account, SWIT).industry != "services", "the filters say which, not the ticks"
    send(client, path, "account.bulk_update", all_results="1", field="industry", value="")
    with sandbox.work() as bench:
        assert not bench.session.scalars(changed).all()
        with pytest.raises(Refused, match="2000"):
            accounts.bulk_update(bench, account_ids=list(range(1, 2002)), field="status", value="active")


def test_the_list_tells_the_segments_of_each_account(sandbox, client):
    with sandbox.work() as bench:
        listed = segments.create(bench, name="Wybrane", mode="static")
        segments.set_members(bench, segment_id=listed.id, account_ids=[KIOSK])
        segments.create(bench, name="Z Lublina", mode="rule", rule={"all": [{"field": "city", "op": "eq", "value": "Lublin"}]})
    rows = {row.select_one("th").text: row.text for row in page(client, "/accounts").select("tbody tr")}
    assert "Wybrane" in rows["Kiosk u Ćmy"] and "Z Lublina" in rows["Świt sp. z o.o."]
    assert "Wybrane" not in rows["Świt sp. z o.o."]


def test_the_list_filters_sorts_and_counts(client):
    def names(query):
        return [cell.text for cell in page(client, f"/accounts?{query}").select("tbody th a")]

    assert names("q=cmy") == ["Kiosk u Ćmy"]
    assert names(f"owner_id={PIOTR}") == ["Kiosk u Ćmy", "Złota Rączka sp. z o.o."]
    assert names("source=-") == ["Kiosk u Ćmy", "Szkoła Podstawowa nr 4", "Złota Rączka sp. z o.o."]
    assert names("sort=-name")[0] == "Złota Rączka sp. z o.o."
    assert "Wyświetlono 5 z 5" in page(client, "/accounts?sort=city").text


def test_a_sealed_sandbox_shows_everything_and_offers_no_form(client):
    for path in ("/", "/accounts", f"/accounts/{SWIT}", f"/accounts/{SWIT}/edit", f"/accounts/{SWIT}/verify/1", "/contacts/1",
                 f"/accounts/{SWIT}/merge/{BORSUK}", "/contacts/1/anonymise", "/segments/new", "/imports/new", "/bin",
                 "/contacts/1/personal"):
        assert not page(client, path, address=SEALED).select('form[method="post"]'), path


def test_the_account_page_tells_its_history_and_changes(client):
    send(client, f"/accounts/{SWIT}/edit", "account.update", city="Radom", industry="services")
    text = page(client, f"/accounts/{SWIT}").text
    assert "Zmieniono konto klienta" in text and "handel" in text and "usługi" in text


def test_one_main_contact_per_account(bench):
    new = contacts.create(bench, account_id=SWIT, first_name="Iga", last_name="Nowa", is_primary=True)
    bench.session.flush()
    main = bench.session.scalars(select(Contact.id).where(Contact.account_id == SWIT, Contact.is_primary.is_(True))).all()
    assert main == [new.id]
