"""What people complain about in the best CRMs (`crm.md`), here about clients: each is shown not to happen."""

import pytest
from sqlalchemy import func, select

from app.polish.identifiers import nip_problem, regon_problem
from sandbox_crm.clients import accounts, alike, contacts, verification
from sandbox_crm.imports import running, undoing
from sandbox_crm.models.clients import Account, Contact, ImportRow
from sandbox_crm.models.work import Interaction
from tests.sandbox_crm.driver import page, send
from tests.sandbox_crm.seed import BORSUK, EWA, KIOSK, SWIT

LEADS = "Firma;NIP;Miasto;Opis\nŚwit;1000000012;Lublin;\nNowa;5000000037;Łódź;ważna\n".encode()
MAPPING = {"Firma": "account.name", "NIP": "account.nip", "Miasto": "account.city", "Opis": "account.description"}


@pytest.mark.parametrize("mode", ["create", "both"])
def test_a_file_imported_twice_makes_no_second_account(bench, mode):
    """crm.md complaint 7: an import makes duplicates, or cannot update by the key of the business."""
    for expected in (1, 0):
        made = running.run(bench, file=("leady.csv", LEADS), mapping=MAPPING, mode=mode, match_by="nip")
        assert made.created_count == expected
    assert bench.session.scalar(select(func.count()).where(Account.nip.in_(["1000000012", "5000000037"]))) == 2


def test_an_update_from_a_file_leaves_what_the_file_leaves_empty(bench):
    """crm.md complaint 7: an import that overwrites loses the notes."""
    accounts.update(bench, account_id=SWIT, description="Dzwonić po dziesiątej")
    running.run(bench, file=("leady.csv", LEADS), mapping=MAPPING, mode="both", match_by="nip")
    assert bench.session.get(Account, SWIT).description == "Dzwonić po dziesiątej"


def test_duplicates_that_stand_in_the_crm_are_found_with_the_reason(bench, sandbox):
    """crm.md complaint 7: duplicates that are there already cannot be searched for."""
    def standing():
        bench.session.flush()
        groups, later = alike.page(bench.session, alike.ACCOUNTS)
        assert later is None
        return [(group.reason, [account.id for account in group.members]) for group in groups]

    assert standing() == []
    twin = accounts.create(bench, name="ŚWIT Spółka z o.o.", city="Lublin", duplicate_reason="x").id
    assert standing() == [], "somebody said why they are two"
    bench.session.get(Account, twin).duplicate_reason = None
    assert standing() == [("name", [SWIT, twin])]


def test_the_screen_of_merging_offers_what_looks_alike(sandbox, client):
    """crm.md complaint 7, on the screen: the pair is listed and leads to the comparison."""
    with sandbox.work() as bench:
        accounts.update(bench, account_id=KIOSK, email="biuro@swit.example", duplicate_reason=None)
    soup = page(client, "/accounts/merge")
    assert "ten sam e-mail" in soup.text
    assert any(link["href"].endswith(f"/accounts/{SWIT}/merge/{KIOSK}") for link in soup.select("table a"))


def test_a_deleted_account_keeps_its_history_and_comes_back_whole(sandbox, client):
    """crm.md complaint 11: the history is lost with the record, and there is no bin."""
    with sandbox.work() as bench:
        contacts.create(bench, account_id=KIOSK, first_name="Ola", last_name="Ćma", phone="111")
        accounts.update(bench, account_id=KIOSK, phone="222")
    before = page(client, f"/accounts/{KIOSK}")
    send(client, f"/accounts/{KIOSK}", "account.delete")
    assert "Kiosk u Ćmy" in page(client, "/bin?kind=account").text
    told = [entry.words for entry in sandbox.snapshot().journal if any(change.id == KIOSK for change in entry.changes)]
    assert any("Zmieniono konto" in words for words in told) and any("do kosza" in words for words in told)
    send(client, "/bin?kind=account", "bin.restore")
    after = page(client, f"/accounts/{KIOSK}")
    for section in ("facts", "contacts"):
        shown = [soup.select_one(f'section[aria-labelledby="{section}"]').text for soup in (before, after)]
        assert shown[0] == shown[1]


def test_an_import_that_is_taken_back_leaves_its_rows_and_its_entry(sandbox):
    """crm.md complaint 11: what was taken back stays known."""
    with sandbox.work() as bench:
        made = running.run(bench, file=("leady.csv", LEADS), mapping=MAPPING).id
    with sandbox.work() as bench:
        undoing.undo(bench, import_run_id=made)
        rows = bench.session.scalar(select(func.count()).where(ImportRow.import_run_id == made))
    assert rows == 2 and [entry.command for entry in sandbox.snapshot().journal] == ["import.run", "import.undo"]


def test_a_person_of_a_deleted_account_is_not_lost_from_its_events(sandbox):
    """crm.md complaint 11: events outlive the person's record."""
    with sandbox.work() as bench:
        kept = bench.session.scalar(select(func.count()).select_from(Interaction))
        contacts.delete(bench, contact_id=EWA)
    with sandbox.work() as bench:
        assert bench.session.scalar(select(func.count()).select_from(Interaction)) == kept
        assert bench.session.get(Contact, EWA).deleted_at is not None


def test_a_register_entry_without_a_street_verifies_and_takes_nothing_away(sandbox, client):
    """crm.md complaint 14: the register knows a village and a number, no street; what the account has stays."""
    with sandbox.work() as bench:
        accounts.update(bench, account_id=BORSUK, street="Stara", house_no="3")
    soup = page(client, f"/accounts/{BORSUK}/verify/2")
    rows = {row.select_one("th").text: row for row in soup.select("tbody tr")}
    assert "brak" in rows["Ulica"].text and not rows["Ulica"].select("input"), "an empty value cannot be taken over"
    send(client, f"/accounts/{BORSUK}/verify/2", "account.verify", accepted_fields=["house_no", "postcode", "city"])
    with sandbox.work() as bench:
        account = bench.session.get(Account, BORSUK)
        assert (account.street, account.house_no, account.postcode) == ("Stara", "12", "25-001")


def test_an_account_needs_no_address_at_all(bench):
    """crm.md complaint 14: the register gives no seat address; nothing here asks for one."""
    made = accounts.create(bench, name="Firma bez adresu", nip="5000000037")
    check = verification.verify(bench, account_id=made.id, source="register", register_entry_id=3)
    assert {check.results[name] for name in ("street", "city", "postcode")} == {"missing"}


@pytest.mark.parametrize("written", ["100-000-00-12", "100 000 00 12", "PL1000000012", "pl 100-00-00-012", " 1000000012 "])
def test_a_right_nip_is_taken_however_it_is_written(bench, written):
    """crm.md complaint 14: a right NIP is refused."""
    bench.session.get(Account, SWIT).nip = None
    bench.session.flush()
    assert accounts.update(bench, account_id=SWIT, nip=written).nip == "1000000012"


def test_every_nip_with_a_right_check_digit_is_right_and_every_other_is_wrong():
    """crm.md complaint 14: false refusals; ten numbers of each stem, of which at most one is right."""
    weights = (6, 5, 7, 2, 3, 4, 5, 6, 7)
    for stem in range(100_000_000, 999_999_999, 7_654_321):
        digit = sum(int(sign) * weight for sign, weight in zip(str(stem), weights, strict=True)) % 11
        right = [number for number in range(10) if nip_problem(f"{stem}{number}") is None]
        assert right == ([digit] if digit < 10 else []), stem


def test_a_regon_with_leading_zeros_is_right():
    """crm.md complaint 14: the office's own number begins with zeros."""
    assert regon_problem("000331501") is None and regon_problem("331501") == "length"
