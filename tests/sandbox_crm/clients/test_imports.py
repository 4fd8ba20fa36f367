"""The import: what a preview promises the run does, spreadsheets' losses are mended in the open, hostile files stay out."""

from io import BytesIO
from urllib.parse import urlencode

import pytest
from sqlalchemy import event, func, select

from sandbox_crm.bench import Refused
from sandbox_crm.clients import accounts, contacts
from sandbox_crm.images import image
from sandbox_crm.imports import running, undoing
from sandbox_crm.imports.limits import MOST_ROWS, FileRefused
from sandbox_crm.imports.mapping import repair
from sandbox_crm.imports.reading import read_table
from sandbox_crm.models.clients import Account, Contact, ImportRow, ImportRun
from sandbox_crm.models.company import StoredFile
from sandbox_crm.models.journal import JournalRow
from tests.sandbox_crm.clients.import_files import two_sheets, workbook
from tests.sandbox_crm.driver import ADDRESS, new_id, page, send
from tests.sandbox_crm.seed import BORSUK, EWA, SWIT

HEADINGS = ["Firma", "NIP", "KRS", "Kod", "Imię", "Nazwisko", "E-mail", "PESEL", "Obrót"]
FIELDS = [
    "account.name",
    "account.nip",
    "account.krs",
    "account.postcode",
    "contact.first_name",
    "contact.last_name",
    "contact.email",
    None,
    "account.annual_revenue_gr",
]
MAPPING = dict(zip(HEADINGS, FIELDS, strict=True))
ROWS = [
    ["Alfa", "5000000043", 12345, 1123, "Jan", "Żak", "jan@alfa.example", 44051401359, 1234.5],
    ["Świt Spółka z o.o.", "1000000012", None, None, None, None, None, None, None],
    ["Zła", "123", None, None, None, None, None, None, None],
    ["Alfa", "5000000043", None, None, "Ola", "Mak", None, None, None],
    ["Beta", "5000000066", None, "20-001", "Sam", None, None, None, "dużo"],
]
#: what an update of Świt touches
STOOD = (("account", Account, SWIT), ("contact", Contact, EWA))
CSV = "\r\n".join(";".join("" if cell is None else str(cell) for cell in row) for row in [HEADINGS, *ROWS])


def run(bench, **changes):
    return running.run(bench, **{"file": ("leady.csv", CSV.encode()), "mapping": MAPPING, "mode": "create", **changes})


def rows_of(bench, made):
    return bench.session.scalars(select(ImportRow).where(ImportRow.import_run_id == made.id).order_by(ImportRow.row_no)).all()


@pytest.mark.parametrize(
    ("name", "content", "encoding", "delimiter"),
    [
        ("a.csv", CSV.encode("utf-8"), "utf-8", ";"),
        ("a.csv", CSV.encode("utf-8-sig"), "utf-8", ";"),
        ("a.csv", CSV.encode("cp1250"), "windows-1250", ";"),
        ("a.txt", CSV.replace(";", "\t").encode(), "utf-8", "\t"),
        ("a.csv", CSV.replace(";", ",").encode(), "utf-8", ","),
        ("a.XLSX", workbook([HEADINGS, *ROWS]), None, None),
    ],
)
def test_every_form_of_the_file_gives_the_same_table(name, content, encoding, delimiter):
    table = read_table(name, content)
    assert (table.encoding, table.delimiter, table.headings) == (encoding, delimiter, tuple(HEADINGS))
    assert list(table.rows) == [2, 3, 4, 5, 6]
    assert table.rows[2] == dict(zip(HEADINGS, map(str, ROWS[0]), strict=True))
    assert table.samples("Firma") == ["Alfa", "Świt Spółka z o.o.", "Zła"]


def test_rows_are_created_skipped_or_kept_back_with_the_reason(bench):
    made = run(bench, defaults={"source": "fair", "owner_id": 2})
    assert (made.created_count, made.updated_count, made.skipped_count, made.error_count) == (1, 0, 2, 2)
    first, known, wrong, twin, mixed = rows_of(bench, made)
    account, contact = bench.session.get(Account, first.account_id), bench.session.get(Contact, first.contact_id)
    assert (account.krs, account.postcode, account.annual_revenue_gr, account.source, account.owner_id) == (
        "0000012345",
        "01-123",
        123450,
        "fair",
        2,
    )
    assert (contact.first_name, contact.last_name, contact.account_id, contact.source) == ("Jan", "Żak", account.id, "fair")
    assert first.errors == ["account.krs|repaired|12345|0000012345", "account.postcode|repaired|1123|01-123"]
    assert "5000000043" in first.raw["NIP"] and "PESEL" not in first.raw, "a skipped column is not taken into the CRM"
    assert (known.action, wrong.action, twin.action, mixed.action) == ("skipped", "error", "skipped", "error")
    assert {entry.split("|")[0] for entry in mixed.errors} == {"account.annual_revenue_gr", "contact.last_name"}


def test_a_decision_creates_or_updates_a_row_that_matches(bench):
    made = run(bench, decisions={3: "create", 5: "update", 2: "skip"})
    assert [row.action for row in rows_of(bench, made)] == ["skipped", "created", "error", "skipped", "error"]
    made = run(bench, decisions={5: "update"}, mode="both", match_by="nip")
    actions = [row.action for row in rows_of(bench, made)]
    assert actions == ["created", "updated", "error", "updated", "error"]
    first, twin = rows_of(bench, made)[0], rows_of(bench, made)[3]
    assert first.account_id == twin.account_id
    assert bench.session.scalar(select(func.count()).where(Contact.account_id == first.account_id)) == 2


def test_an_update_writes_only_what_the_file_gives(bench):
    content = b"NIP;Telefon;Firma\n1000000012;+48 22 111 11 11;\n9999999999;1;Nikt\n"
    made = running.run(
        bench,
        file=("t.csv", content),
        mapping={"NIP": "account.nip", "Telefon": "account.phone", "Firma": "account.name"},
        mode="update",
        match_by="nip",
    )
    account = bench.session.get(Account, SWIT)
    assert (account.phone, account.name, account.city, made.updated_count) == ("+48 22 111 11 11", "Świt sp. z o.o.", "Lublin", 1)


def test_the_preview_promises_what_the_run_does_and_writes_nothing(sandbox, client):
    file_id = new_id(send(client, "/imports/new", "file.add", file=(BytesIO(CSV.encode("cp1250")), "leady.csv")))
    asked = {f"map-{number}": field for number, field in enumerate(FIELDS) if field} | {
        "mode": "create",
        "default-source": "fair",
    }
    path = f"/imports/new/{file_id}/preview?{urlencode(asked)}"
    before = sandbox.snapshot().head
    soup = page(client, path)
    assert "Do utworzenia: 1, do aktualizacji: 0, do pominięcia: 2, z błędami: 2" in soup.text
    assert "było 12345, jest 0000012345" in soup.text
    assert sandbox.snapshot().head == before
    made = new_id(send(client, path, "import.run", **{"decisions-3": "create"}))
    text = page(client, f"/imports/{made}").text
    assert "Utworzone2" in " ".join(text.split()).replace(" ", "") and "PESEL → pominięto" in text
    errors = client.get(f"{ADDRESS}/imports/{made}/errors.csv")
    assert errors.get_data().startswith(b"\xef\xbb\xbf") and "Zła;123" in errors.text and "Alfa" not in errors.text


def test_the_form_and_the_command_import_the_same(sandbox, client):
    file_id = new_id(send(client, "/imports/new", "file.add", file=(BytesIO(CSV.encode()), "leady.csv")))
    asked = urlencode({f"map-{number}": field for number, field in enumerate(FIELDS) if field})
    by_form = new_id(send(client, f"/imports/new/{file_id}/preview?{asked}", "import.run"))
    send(client, f"/imports/{by_form}", "import.undo")
    with sandbox.work() as bench:
        by_command = running.run(bench, file_id=file_id, mapping=MAPPING, mode="create").id
    with sandbox.work() as bench:
        told = [
            [
                (row.row_no, row.raw, row.action, row.errors)
                for row in bench.session.scalars(
                    select(ImportRow).where(ImportRow.import_run_id == number).order_by(ImportRow.row_no)
                )
            ]
            for number in (by_form, by_command)
        ]
    assert told[0] == told[1]


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"mapping": {"Firma": None}}, "mapping"),
        ({"mapping": {**MAPPING, "KRS": "account.nip"}}, "mapping"),
        ({"mapping": {**MAPPING, "Nie ma": "account.city"}}, "mapping"),
        ({"mapping": {**MAPPING, "KRS": "account.merged_into_id"}}, "mapping"),
        ({"mode": "update"}, "match_by"),
        ({"mode": "wszystko"}, "mode"),
        ({"defaults": {"source": "kosmos"}}, "defaults-source"),
        ({"decisions": {2: "usuń"}}, "decisions"),
    ],
)
def test_an_order_that_means_nothing_is_refused(bench, changes, field):
    with pytest.raises(Refused) as refused:
        run(bench, **changes)
    assert set(refused.value.fields) == {field}


def test_undo_takes_back_what_was_created_once(sandbox):
    with sandbox.work() as bench:
        made = run(bench)
        count = bench.session.scalar(select(func.count()).where(Account.deleted_at.is_(None)))
    with sandbox.work() as bench:
        undoing.undo(bench, import_run_id=made.id)
        bench.session.flush()
        assert bench.session.scalar(select(func.count()).where(Account.deleted_at.is_(None))) == count - 1
        assert not bench.session.scalars(select(Contact.id).where(Contact.last_name == "Żak", Contact.deleted_at.is_(None))).all()
        with pytest.raises(Refused, match="before"):
            undoing.undo(bench, import_run_id=made.id)


def test_undo_gives_back_what_an_update_changed(sandbox):
    """What an import overwrote comes back as it was: crm.md complaint 7 (an import that overwrites loses data)."""
    with sandbox.work() as bench:
        before = {kind: image(bench.session.get(entity, key)) for kind, entity, key in STOOD}
        content = "NIP;Telefon;Imię;Nazwisko;Główna\n1000000012;111;Ola;Mak;tak\n".encode()
        fields = ["account.nip", "account.phone", "contact.first_name", "contact.last_name", "contact.is_primary"]
        made = running.run(bench, file=("t.csv", content), mode="update", match_by="nip",
                           mapping=dict(zip(["NIP", "Telefon", "Imię", "Nazwisko", "Główna"], fields, strict=True)))
        assert bench.session.get(Account, SWIT).phone == "111" and not bench.session.get(Contact, EWA).is_primary
    with sandbox.work() as bench:
        undoing.undo(bench, import_run_id=made.id)
    with sandbox.work() as bench:
        for kind, entity, key in STOOD:
            after = image(bench.session.get(entity, key))
            assert {name for name in after if after[name] != before[kind][name]} <= {"row_version", "updated_at"}
    assert sandbox.snapshot().journal[-1].command == "import.undo"


def test_undo_of_an_update_is_refused_once_the_account_was_changed_again(sandbox):
    with sandbox.work() as bench:
        made = running.run(bench, file=("t.csv", b"NIP;Telefon\n1000000012;111\n"), mode="update", match_by="nip",
                           mapping={"NIP": "account.nip", "Telefon": "account.phone"})
        accounts.update(bench, account_id=SWIT, city="Radom")
    with sandbox.work() as bench, pytest.raises(Refused, match="Świt"):
        undoing.undo(bench, import_run_id=made.id)


def test_undo_is_refused_once_somebody_added_a_person_to_an_imported_account(sandbox):
    with sandbox.work() as bench:
        made = run(bench)
        contacts.create(bench, account_id=rows_of(bench, made)[0].account_id, first_name="Iga", last_name="Nowa")
    with sandbox.work() as bench, pytest.raises(Refused, match="Alfa"):
        undoing.undo(bench, import_run_id=made.id)


def test_the_sheet_of_a_workbook_is_chosen(sandbox, client):
    file_id = new_id(send(client, "/imports/new", "file.add", file=(BytesIO(two_sheets()), "leady.xlsx")))
    soup = page(client, f"/imports/new/{file_id}")
    assert [option.text for option in soup.select("#sheet option")] == ["Opis", "Targi", "Polecenia"]
    assert "Alfa" in soup.text and "Beta" not in soup.text
    assert "Beta" in page(client, f"/imports/new/{file_id}?sheet=Polecenia").text
    asked = urlencode({"sheet": "Polecenia", "map-0": "account.name"})
    made = new_id(send(client, f"/imports/new/{file_id}/preview?{asked}", "import.run"))
    assert "Beta" in page(client, f"/imports/{made}").text
    with sandbox.work() as bench:
        assert bench.session.get(ImportRun, made).sheet == "Polecenia"
    with pytest.raises(FileRefused, match="Ukryty"):
        read_table("leady.xlsx", two_sheets(), "Ukryty")


def test_undo_is_refused_once_somebody_worked_on_what_was_created(sandbox):
    with sandbox.work() as bench:
        made = run(bench)
        accounts.update(bench, account_id=rows_of(bench, made)[0].account_id, phone="1")
    with sandbox.work() as bench, pytest.raises(Refused, match="Alfa"):
        undoing.undo(bench, import_run_id=made.id)
    assert sandbox.snapshot().journal[-1].command == "account.update"


@pytest.mark.parametrize(
    ("field", "text", "mended"),
    [
        ("krs", "12345", "0000012345"),
        ("krs", "0000123456", "0000123456"),
        ("krs", "123", "123"),
        ("regon", "331501", "000331501"),
        ("regon", "12345678", "012345678"),
        ("postcode", "1123", "01-123"),
        ("postcode", "20001", "20-001"),
        ("postcode", "20-001", "20-001"),
        ("nip", "123456789", "123456789"),
        ("krs", "brak", "brak"),
    ],
)
def test_only_lost_zeros_are_put_back(field, text, mended):
    assert repair(field, text) == mended


def test_a_refused_upload_leaves_no_file_and_no_act(sandbox, client):
    answer = send(client, "/imports/new", "file.add", status=422, file=(BytesIO(b"%PDF-1.7"), "leady.csv"))
    assert "PDF" in answer.text
    with sandbox.work() as bench:
        assert bench.session.scalar(select(func.count()).select_from(StoredFile)) == 0
        assert list(bench.session.scalars(select(JournalRow.command))) == ["refused.file.add"]


def test_a_formula_in_an_error_row_is_handed_back_as_text(sandbox, client):
    with sandbox.work() as bench:
        made = run(
            bench, file=("x.csv", b'Firma;NIP\n"=HYPERLINK(1)";+48 12\n'), mapping={"Firma": "account.name", "NIP": "account.nip"}
        )
    assert "'=HYPERLINK(1);+48 12" in client.get(f"{ADDRESS}/imports/{made.id}/errors.csv").text


def test_a_full_file_is_imported_in_few_statements(bench):
    """The write transaction holds everybody else off: a file of the largest size must not ask row by row."""
    mapping = {"Firma": "account.name", "Miasto": "account.city", "Branża": "account.industry", "Imię": "contact.first_name",
               "Nazwisko": "contact.last_name", "Mail": "contact.email", "Opiekun": "account.owner_id"}
    rows = "".join(f"Firma {n};Łódź;handel;Jan;Nowak {n};jan{n}@x.example;Piotr Żak\n" for n in range(MOST_ROWS))
    statements = []
    connection = bench.session.connection()

    def count(_connection, _cursor, statement, *_rest):
        statements.append(statement)

    event.listen(connection, "before_cursor_execute", count)
    made = running.run(bench, file=("duzy.csv", f"{';'.join(mapping)}\n{rows}".encode()), mapping=mapping, match_by="nip")
    event.remove(connection, "before_cursor_execute", count)
    assert made.created_count == MOST_ROWS and len(statements) < 40


def test_an_existing_person_is_recognised_by_e_mail(bench):
    content = "NIP;Imię;Nazwisko;Mail;Stanowisko\n1000000012;Ewa;Łącka;EWA.LACKA@swit.example;prezes\n".encode()
    fields = ["account.nip", "contact.first_name", "contact.last_name", "contact.email", "contact.title"]
    made = running.run(
        bench,
        file=("t.csv", content),
        mapping=dict(zip(["NIP", "Imię", "Nazwisko", "Mail", "Stanowisko"], fields, strict=True)),
        mode="update",
        match_by="nip",
    )
    assert rows_of(bench, made)[0].contact_id == EWA and bench.session.get(Contact, EWA).title == "prezes"
    assert BORSUK != SWIT


def test_a_formula_in_a_heading_is_handed_back_as_text(sandbox, client):
    with sandbox.work() as bench:
        made = run(
            bench, file=("x.csv", b"Firma;=1+1\nAda;zly-numer\n"), mapping={"Firma": "account.name", "=1+1": "account.nip"}
        )
    head = client.get(f"{ADDRESS}/imports/{made.id}/errors.csv").text.splitlines()[0]
    assert "Firma;'=1+1;" in head
