"""An account verified by a page, a call or a document: a result for every field that the source spoke of."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from sandbox_crm.bench import Refused, Stale
from sandbox_crm.clients import verification
from sandbox_crm.models.clients import Account, Verification
from tests.sandbox_crm.driver import page, send
from tests.sandbox_crm.seed import BORSUK, SWIT


def only_check(bench):
    return bench.session.scalars(select(Verification)).one()


def test_a_call_is_written_down_field_by_field(sandbox, client):
    with sandbox.work() as bench:
        account = bench.get(Account, SWIT)
        account.website, account.phone = "https://www.swit.example/", "+48 81 532 00 01"
    send(client, f"/accounts/{SWIT}/verify", "account.verify", source="phone", note="rozmowa z sekretariatem",
         accepted_fields=["street", "house_no"], **{
             "found-name": "ŚWIT spółka z ograniczoną odpowiedzialnością", "found-website": "swit.example",
             "found-phone": "81 532-00-01", "found-street": "Nowa", "found-house_no": "9", "results-city": "same",
             "results-regon": "missing"})
    with sandbox.work() as bench:
        account, check = bench.get(Account, SWIT), only_check(bench)
        assert (account.street, account.house_no, check.source) == ("Nowa", "9", "phone") and account.verified_at
        assert check.results == {"name": "same", "regon": "missing", "phone": "same", "website": "same", "street": "different",
                                 "house_no": "different", "city": "same"}
        assert check.accepted_fields == ["street", "house_no"]
    panel = page(client, f"/accounts/{SWIT}").select_one('section[aria-labelledby="verification"]').text
    assert "Zgodne: Nazwa klienta" in panel and "Niezgodne: Ulica, Numer domu" in panel and "Brak: REGON" in panel
    assert "Przejęto: Ulica, Numer domu" in panel


def test_the_register_tells_its_results_in_the_same_words(sandbox, client):
    send(client, f"/accounts/{SWIT}/verify/1", "account.verify", accepted_fields=["krs"])
    panel = page(client, f"/accounts/{SWIT}").select_one('section[aria-labelledby="verification"]').text
    assert "Zgodne: Nazwa klienta" in panel and "Niezgodne: Ulica" in panel


def test_a_result_that_what_was_typed_belies_is_refused_and_nothing_typed_is_lost(sandbox, client):
    answer = send(client, f"/accounts/{SWIT}/verify", "account.verify", status=422, source="website", accepted_fields=["email"],
                  **{"found-city": "Radom", "results-city": "same", "results-nip": "missing"})
    text = answer.get_data(as_text=True)
    assert 'value="Radom"' in text and "wynik nie może brzmieć" in text and "co podaje źródło, albo odznaczyć" in text
    with sandbox.work() as bench:
        assert not bench.session.scalars(select(Verification)).all()


def test_values_taken_over_are_checked_as_if_they_were_typed(bench):
    for found, field in (({"nip": "123"}, "found-nip"), ({"email": "bez małpy"}, "found-email"),
                         ({"postcode": "kod"}, "found-postcode")):
        with pytest.raises(Refused) as refused:
            verification.verify(bench, account_id=SWIT, source="document", found=found, accepted_fields=list(found))
        assert field in refused.value.fields
    with pytest.raises(Refused, match="Another account carries this NIP"):
        verification.verify(bench, account_id=SWIT, source="document", found={"nip": "5000000014"}, accepted_fields=["nip"])
    assert bench.get(Account, SWIT).nip == "1000000012"


def test_what_means_nothing_is_no_verification(bench):
    for wrong in ({"found": {"owner_id": "2"}}, {"results": {"kind": "same"}}, {"accepted_fields": ["segment"]}):
        with pytest.raises(TypeError):
            verification.verify(bench, account_id=SWIT, source="phone", **wrong)
    with pytest.raises(TypeError):
        verification.verify(bench, account_id=SWIT, source="register", register_entry_id=1, found={"city": "Radom"})
    with pytest.raises(Refused):
        verification.verify(bench, account_id=SWIT, source="phone", results={"city": "maybe"})
    with pytest.raises(Stale):
        verification.verify(bench, account_id=SWIT, source="phone", results={"city": "same"}, row_version=99)


def test_a_note_alone_still_tells_what_was_found(bench):
    verification.verify(bench, account_id=BORSUK, source="website", note="strona nie działa")
    check = only_check(bench)
    assert (check.results, check.accepted_fields, check.note) == ({}, [], "strona nie działa")
