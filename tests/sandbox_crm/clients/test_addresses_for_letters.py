"""Where letters to a client go, if elsewhere than to its seat: typed, read, merged, imported, put on offers, removed."""

import pytest

from sandbox_crm.bench import Refused
from sandbox_crm.clients import account_erasing, accounts, merging
from sandbox_crm.imports.mapping import TARGETS, parse_row
from sandbox_crm.models.clients import Account
from sandbox_crm.offers.values import letter_lines
from tests.sandbox_crm.driver import page, send
from tests.sandbox_crm.seed import BORSUK, KIOSK, SWIT

LETTERS = {"corr_street": "skr. poczt. 12", "corr_postcode": "00-950", "corr_city": "Warszawa"}


def test_it_is_typed_in_the_form_and_read_on_the_page(sandbox, client):
    assert not page(client, f"/accounts/{SWIT}/edit").select_one("details.crm-fold").has_attr("open"), "most firms have none"
    send(client, f"/accounts/{SWIT}/edit", "account.update", **LETTERS)
    shown = {row.dt.text: row.dd.contents[0].strip() for row in page(client, f"/accounts/{SWIT}").select("dl.crm-facts > div")
             if isinstance(row.dd.contents[0], str)}
    assert shown["Adres do korespondencji"] == "skr. poczt. 12, 00-950 Warszawa"
    assert shown["Adres"].endswith("Lublin")
    assert page(client, f"/accounts/{SWIT}/edit").select_one("details.crm-fold").has_attr("open")
    answer = send(client, f"/accounts/{SWIT}/edit", "account.update", status=422, corr_postcode="kod")
    assert "00-000" in answer.text


@pytest.mark.parametrize(("fields", "wrong"), [
    ({"corr_postcode": "kod"}, {"corr_postcode"}),
    ({"corr_country": "Polska"}, {"corr_country"}),
    ({"country": "DE", "postcode": "10115", "corr_country": "pl", "corr_postcode": "10115"}, {"corr_postcode"}),
])
def test_a_postcode_of_letters_is_judged_by_its_own_country(bench, fields, wrong):
    with pytest.raises(Refused) as refused:
        accounts.update(bench, account_id=SWIT, **fields)
    assert set(refused.value.fields) == wrong


def test_a_postcode_abroad_stands_and_a_return_of_the_seat_to_poland_meets_it(bench):
    accounts.update(bench, account_id=SWIT, corr_country="de", corr_postcode="10115")
    accounts.update(bench, account_id=KIOSK, country="DE", postcode=None, corr_postcode="10115")
    bench.session.flush()
    assert bench.get(Account, SWIT).corr_country == "DE"
    with pytest.raises(Refused) as refused:
        accounts.bulk_update(bench, account_ids=[SWIT, KIOSK], field="country", value="PL")
    assert set(refused.value.fields) == {"value"}


def test_a_merge_takes_it_field_by_field_and_never_a_postcode_that_cannot_be(bench):
    accounts.update(bench, account_id=SWIT, **LETTERS)
    accounts.update(bench, account_id=KIOSK, corr_country="DE", corr_postcode="10115")
    bench.session.flush()
    with pytest.raises(Refused) as refused:
        merging.merge(bench, keep_id=SWIT, drop_id=KIOSK, fields={"corr_postcode": "drop"})
    assert set(refused.value.fields) == {"corr_postcode"}
    kept = merging.merge(bench, keep_id=SWIT, drop_id=KIOSK, fields={"corr_postcode": "drop", "corr_country": "drop"})
    assert (kept.corr_street, kept.corr_postcode, kept.corr_country) == ("skr. poczt. 12", "10115", "DE")


def test_a_file_brings_it_with_the_zeros_that_a_spreadsheet_took(bench):
    assert {f"account.{name}" for name in LETTERS} <= set(TARGETS)
    parsed = parse_row(bench.session, {"Kod kor.": "950", "Miasto kor.": "Warszawa"},
                       {"Kod kor.": "account.corr_postcode", "Miasto kor.": "account.corr_city"})
    assert parsed.account == {"corr_postcode": "00-950", "corr_city": "Warszawa"}


def test_an_offer_is_addressed_to_it_or_to_the_seat_where_there_is_none(bench):
    account = bench.get(Account, SWIT)
    assert letter_lines(account)[-1].endswith("Lublin")
    accounts.update(bench, account_id=SWIT, **LETTERS)
    assert letter_lines(account) == ["skr. poczt. 12", "00-950 Warszawa"]


def test_the_removal_of_a_persons_data_empties_it(bench):
    accounts.update(bench, account_id=BORSUK, **LETTERS)
    account_erasing.anonymise(bench, account_id=BORSUK)
    bench.session.flush()
    account = bench.get(Account, BORSUK)
    assert not any(getattr(account, name) for name in LETTERS) and account.anonymised_at
