"""What must hold of clients' rows holds in the tables, whoever writes them; and what commands write is refused in words first."""

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from sandbox_crm.bench import Refused
from sandbox_crm.clients import accounts, consents, contacts, merging, verification
from sandbox_crm.images import image
from sandbox_crm.imports import running
from sandbox_crm.models.clients import ACCOUNT_SIGNS, CONTACT_SIGNS, Account, Contact
from tests.sandbox_crm.driver import send
from tests.sandbox_crm.seed import BORSUK, EWA, KIOSK, SWIT

STAMPS = "created_at, updated_at"
NOW = "'2026-11-22', '2026-11-22'"
WRONG = {
    "a NIP with letters": "UPDATE account SET nip = '10000ABC12' WHERE id = 1",
    "a NIP that is too short": "UPDATE account SET nip = '123' WHERE id = 1",
    "a NIP that another account carries": "UPDATE account SET nip = '1000000012' WHERE id = 2",
    "no name": "UPDATE account SET name = '  ' WHERE id = 1",
    "a name without end": f"UPDATE account SET name = '{'x' * 201}' WHERE id = 1",
    "an unknown kind": "UPDATE account SET kind = 'robot' WHERE id = 1",
    "an unknown channel": "UPDATE account SET preferred_channel = 'fax' WHERE id = 1",
    "a size of no list": "UPDATE account SET size_bucket = 'giant' WHERE id = 1",
    "a revenue below nothing": "UPDATE account SET annual_revenue_gr = -1 WHERE id = 1",
    "a country in words": "UPDATE account SET country = 'Polska' WHERE id = 1",
    "a postcode of letters": "UPDATE account SET postcode = 'AB-CDE' WHERE id = 1",
    "a country for letters in words": "UPDATE account SET corr_country = 'Polska' WHERE id = 1",
    "a postcode of letters for letters": "UPDATE account SET corr_postcode = 'AB-CDE' WHERE id = 1",
    "a postcode for letters that only another country has": "UPDATE account SET country = 'DE', corr_country = 'PL', "
                                                            "corr_postcode = 'AB1' WHERE id = 1",
    "a merged account that lives": "UPDATE account SET merged_into_id = 2 WHERE id = 1",
    "an owner who is nobody": "UPDATE account SET owner_id = 99 WHERE id = 1",
    "a second main contact": f"INSERT INTO contact (account_id, first_name, last_name, is_primary, do_not_call, active, "
                             f"decision_role, name_sort, name_fold, {STAMPS}) "
                             f"VALUES (1, 'A', 'B', 1, 0, 1, 'unknown', '', '', {NOW})",
    "a person without a last name": "UPDATE contact SET last_name = '' WHERE id = 1",
    "a removed person who keeps an e-mail": "UPDATE contact SET anonymised_at = '2026-11-22' WHERE id = 1",
    "a consent for a channel of no list": f"INSERT INTO consent (contact_id, purpose, channel, status, {STAMPS}) "
                                          f"VALUES (1, 'offer', 'fax', 'granted', {NOW})",
    "a consent withdrawn before it was given": f"INSERT INTO consent (contact_id, purpose, channel, status, obtained_on, "
                                               f"withdrawn_on, {STAMPS}) VALUES (1, 'offer', 'sms', 'withdrawn', '2026-02-02', "
                                               f"'2026-02-01', {NOW})",
    "a changed row of the register": "UPDATE register_entry SET name = 'X' WHERE id = 1",
    "a removed row of the register": "DELETE FROM register_entry WHERE id = 1",
}


@pytest.mark.parametrize("fault", WRONG)
def test_the_tables_refuse(sandbox, fault):
    with pytest.raises(IntegrityError), sandbox.work() as bench:
        bench.session.execute(text(WRONG[fault]))


def test_a_consent_and_what_a_verification_found_are_never_rewritten(sandbox):
    with sandbox.work() as bench:
        consents.record(bench, contact_id=EWA, purpose="offer", channel="email", status="granted")
        verification.verify(bench, account_id=SWIT, source="register", register_entry_id=1)
    for statement in ("UPDATE consent SET status = 'refused'", "DELETE FROM consent",
                      "UPDATE verification SET results = '{}'", "DELETE FROM verification"):
        with pytest.raises(IntegrityError, match="append-only"), sandbox.work() as bench:
            bench.session.execute(text(statement))


@pytest.mark.parametrize("name", sorted(set(ACCOUNT_SIGNS) - {"duplicate_reason", "country", "postcode", "legal_form", "industry",
                                                              "source", "acquisition_method", "email", "corr_country",
                                                              "corr_postcode"}))
def test_a_text_that_is_too_long_is_refused_in_words_by_the_command(bench, name):
    with pytest.raises(Refused) as refused:
        accounts.update(bench, account_id=SWIT, **{name: "x" * (ACCOUNT_SIGNS[name] + 1)})
    assert set(refused.value.fields) == {name}
    accounts.update(bench, account_id=SWIT, **{name: "x" * ACCOUNT_SIGNS[name]})
    bench.session.flush()


def test_a_person_s_texts_are_bounded_too(bench):
    with pytest.raises(Refused) as refused:
        contacts.update(bench, contact_id=EWA, notes="x" * (CONTACT_SIGNS["notes"] + 1))
    assert set(refused.value.fields) == {"notes"}


def test_a_change_of_the_country_meets_the_postcode_that_stands(bench):
    accounts.update(bench, account_id=SWIT, country="DE", postcode="10115")
    bench.session.flush()
    for change in ({"account_id": SWIT, "country": "PL"},):
        with pytest.raises(Refused) as refused:
            accounts.update(bench, **change)
        assert set(refused.value.fields) == {"country"}
    with pytest.raises(Refused) as refused:
        accounts.bulk_update(bench, account_ids=[KIOSK, SWIT], field="country", value="PL")
    assert set(refused.value.fields) == {"value"}
    with pytest.raises(Refused) as refused:
        merging.merge(bench, keep_id=KIOSK, drop_id=SWIT, fields={"postcode": "drop"})
    assert set(refused.value.fields) == {"postcode"}


def test_the_main_contact_moves_in_every_way_and_stays_one(sandbox):
    with sandbox.work() as bench:
        new = contacts.create(bench, account_id=SWIT, first_name="Iga", last_name="Nowa", is_primary=True).id
        contacts.update(bench, contact_id=EWA, is_primary=True)
        contacts.delete(bench, contact_id=EWA)
        contacts.update(bench, contact_id=new, is_primary=True)
        contacts.restore(bench, contact_id=EWA)
        merging.merge(bench, keep_id=BORSUK, drop_id=SWIT)
    with sandbox.work() as bench:
        mine = [bench.session.get(Contact, number) for number in (EWA, new)]
        assert [contact.account_id for contact in mine] == [BORSUK, BORSUK]
        assert [contact.is_primary for contact in mine] == [False, False], "the account that stays had a main contact"
    sandbox.snapshot()


def test_the_same_change_along_every_path_leaves_the_same_row(sandbox, client):
    """Form, command, bulk edit and import set one field alike."""

    paths = {"form": SWIT, "command": BORSUK, "bulk": 3, "import": KIOSK}
    with sandbox.work() as bench:
        before = {path: image(bench.session.get(Account, number)) for path, number in paths.items()}
    send(client, f"/accounts/{SWIT}/edit", "account.update", size_bucket="small")
    send(client, "/accounts", "account.bulk_update", account_ids=["3"], field="size_bucket", value="small")
    with sandbox.work() as bench:
        accounts.update(bench, account_id=BORSUK, size_bucket="small")
    with sandbox.work() as bench:
        name = bench.session.get(Account, KIOSK).name
        running.run(bench, file=("a.csv", f"Nazwa;Wielkość\n{name};mała\n".encode()), mode="update", match_by="name",
                    mapping={"Nazwa": "account.name", "Wielkość": "account.size_bucket"})
    with sandbox.work() as bench:
        for path, number in paths.items():
            after = image(bench.session.get(Account, number))
            changed = {name: after[name] for name in after if after[name] != before[path][name]}
            assert changed.pop("size_bucket") == "small" and set(changed) <= {"row_version", "updated_at"}, path
            assert after["row_version"] == before[path]["row_version"] + 1
