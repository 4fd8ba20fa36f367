"""Commands of the import: keep a file, run it, take a run back."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _l
from sqlalchemy import func, select

from app.polish.plural import counted
from sandbox_crm.bench import Done, Refused, Workbench, command
from sandbox_crm.clients import accounts, contacts
from sandbox_crm.filing import bytes_of, keep_file
from sandbox_crm.images import image
from sandbox_crm.imports.planning import Order, PlannedRow, counts, make_plan
from sandbox_crm.imports.reading import Table, read_table
from sandbox_crm.models.clients import Account, Contact, ImportRow, ImportRun
from sandbox_crm.models.company import StoredFile
from sandbox_crm.models.journal import JournalRow
from sandbox_crm.models.offers import Message, Offer
from sandbox_crm.models.sales import Opportunity, OpportunityContact
from sandbox_crm.models.work import Interaction, Task

MEDIA_TYPES = {"xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"}


@command("file.add")
def add_file(bench: Workbench, *, name: str, content: bytes) -> Done:
    """Keep a file to import; refused where it cannot be read as a table."""
    read_table(name, content)
    media_type = MEDIA_TYPES.get(name.lower().rpartition(".")[2], "text/csv")
    stored = keep_file(bench, name, media_type, content)
    return Done(stored, f"Wczytano plik „{name}”")


@command("import.run")
def run(
    bench: Workbench,
    *,
    mapping: dict[str, str | None],
    file_id: int | None = None,
    file: tuple[str, bytes] | None = None,
    entity: str = "account",
    defaults: dict[str, Any] | None = None,
    mode: str = "create",
    match_by: str | None = None,
    decisions: dict[int, str] | None = None,
) -> Done:
    """Import a stored file (``file_id``) or one given as ``(name, bytes)``. Rows with faults are left out and kept
    with the reason; the rest is created, updated or skipped as the plan says."""
    if entity != "account":
        raise Refused(_l("Only accounts (with their contacts) can be imported."), fields={"entity": _l("Choose accounts.")})
    if file is not None:
        stored = add_file(bench, name=file[0], content=file[1])
    elif file_id is not None:
        stored = bench.get(StoredFile, file_id)
    else:
        raise Refused(_l("Choose a file."), fields={"file_id": _l("Choose a file.")})
    table = read_table(stored.name, bytes_of(bench, stored.sha256))
    whole = {heading: mapping.get(heading) for heading in table.headings} | {
        heading: target for heading, target in mapping.items() if heading not in table.headings
    }
    order = Order(
        whole,
        mode,
        match_by or None,
        {name: value for name, value in (defaults or {}).items() if value not in (None, "")},
        {int(number): decision for number, decision in (decisions or {}).items()},
    )
    plan = make_plan(bench, table, order)
    made = bench.add(_run_record(stored, table, order, plan))
    _carry_out(bench, made, plan, order)
    size = counted(len(plan), "wiersz", "wiersze", "wierszy")
    return Done(made, f"Zaimportowano plik „{stored.name}” ({size})")


@command("import.undo")
def undo(bench: Workbench, *, import_run_id: int) -> Done:
    """Move to the bin what an import created, if nobody touched it since; what it updated stays as it is."""
    made = bench.get(ImportRun, import_run_id)
    if made.undone_at is not None:
        raise Refused(_l("This import was taken back before."))
    rows = bench.session.scalars(select(ImportRow).where(ImportRow.import_run_id == made.id).order_by(ImportRow.id)).all()
    born = _created_images(bench, made)
    created = [(kind, key) for kind, key in born if kind in ("account", "contact")]
    touched = [name for kind, key in created if (name := _touched(bench, kind, key, born[kind, key]))]
    if touched:
        raise Refused(
            _l(
                "These records were changed or used after the import, so it cannot be taken back: %(names)s.",
                names=", ".join(touched[:10]),
            )
        )
    for kind, key in created:
        bench.session.get(Account if kind == "account" else Contact, key).deleted_at = bench.stamp
    made.undone_at = bench.stamp
    return Done(made, f"Cofnięto import nr {made.id} ({counted(len(rows), 'wiersz', 'wiersze', 'wierszy')})")


def _run_record(stored: StoredFile, table: Table, order: Order, plan: list[PlannedRow]) -> ImportRun:
    found = counts(plan)
    return ImportRun(
        entity="account",
        file_name=stored.name,
        file_sha256=stored.sha256,
        encoding=table.encoding,
        delimiter=table.delimiter,
        sheet=table.sheet,
        mapping=order.mapping,
        defaults=order.defaults,
        mode=order.mode,
        match_by=order.match_by,
        created_count=found["created"],
        updated_count=found["updated"],
        skipped_count=found["skipped"],
        error_count=found["error"],
    )


def _carry_out(bench: Workbench, made: ImportRun, plan: list[PlannedRow], order: Order) -> None:
    accounts_of_rows: dict[int, int] = {}
    for row in plan:
        account_id = contact_id = None
        if row.action == "created":
            values = {**order.defaults, **row.parsed.account}
            reason = f"Import nr {made.id}, wiersz {row.row_no}: decyzja o utworzeniu konta"
            account_id = accounts.create(bench, duplicate_reason=reason, **values).id
            accounts_of_rows[row.row_no] = account_id
        elif row.action == "updated" and row.match:
            (kind, number), _reason = row.match
            account_id = number if kind == "account" else accounts_of_rows[number]
            accounts.update(bench, account_id=account_id, duplicate_reason=_reason_kept(made, row), **row.parsed.account)
        if account_id is not None and row.parsed.contact:
            contact_id = _contact(bench, account_id, row, order)
        bench.add(
            ImportRow(
                import_run_id=made.id,
                row_no=row.row_no,
                raw=row.raw,
                action=row.action,
                account_id=account_id,
                contact_id=contact_id,
                errors=row.entries,
            )
        )


def _reason_kept(made: ImportRun, row: PlannedRow) -> str:
    return f"Import nr {made.id}, wiersz {row.row_no}: decyzja o aktualizacji konta"


def _contact(bench: Workbench, account_id: int, row: PlannedRow, order: Order) -> int:
    """The row's contact in its account: the one with the same e-mail or name is updated, else a new one is added."""
    values = row.parsed.contact
    mine = (
        select(Contact)
        .where(Contact.account_id == account_id, Contact.deleted_at.is_(None), Contact.anonymised_at.is_(None))
        .order_by(Contact.id)
    )
    same = None
    if values.get("email"):
        same = bench.session.scalars(mine.where(func.lower(Contact.email) == values["email"].lower())).first()
    if same is None:
        same = bench.session.scalars(
            mine.where(Contact.first_name == values["first_name"], Contact.last_name == values["last_name"])
        ).first()
    if same is not None:
        return contacts.update(bench, contact_id=same.id, **values).id
    shared = {name: order.defaults[name] for name in ("source", "acquisition_method") if name in order.defaults}
    return contacts.create(bench, account_id=account_id, **{**shared, **values}).id


def _created_images(bench: Workbench, made: ImportRun) -> dict[tuple[str, int], dict[str, Any]]:
    """What the run created, as it stood right after: (table, id) -> row image, from the run's own journal entry."""
    for entry in bench.session.scalars(
        select(JournalRow).where(JournalRow.command == "import.run").order_by(JournalRow.seq.desc())
    ):
        made_here = {(change["table"], change["id"]): change["after"] for change in entry.changes if change["before"] is None}
        if ("import_run", made.id) in made_here:
            return made_here
    return {}


def _touched(bench: Workbench, kind: str, key: int, born: dict[str, Any]) -> str | None:
    """The name of a created record that was changed or used since; None where it stands as it was born."""
    record = bench.session.get(Account if kind == "account" else Contact, key)
    name = record.name if kind == "account" else f"{record.first_name} {record.last_name}"
    if image(record) != born:
        return name
    users = (
        (Opportunity.account_id, Task.account_id, Interaction.account_id, Offer.account_id, Message.account_id)
        if kind == "account"
        else (
            Opportunity.primary_contact_id,
            OpportunityContact.contact_id,
            Task.contact_id,
            Interaction.contact_id,
            Offer.contact_id,
            Message.contact_id,
        )
    )
    for column in users:
        if bench.session.scalar(select(column.class_.id).where(column == key, column.class_.deleted_at.is_(None)).limit(1)):
            return name
    return None
