"""Commands of the import: keep a file, run it. Taking a run back: `sandbox_crm.imports.undoing`."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _l

from app.polish.plural import counted
from sandbox_crm.bench import Done, Refused, Workbench, command
from sandbox_crm.filing import bytes_of, keep_file
from sandbox_crm.imports.carrying import carry_out
from sandbox_crm.imports.planning import Order, PlannedRow, counts, make_plan
from sandbox_crm.imports.reading import Table, read_table
from sandbox_crm.models.clients import ImportRun
from sandbox_crm.models.company import StoredFile

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
    sheet: str | None = None,
    encoding: str | None = None,
    delimiter: str | None = None,
) -> Done:
    """Import a stored file (``file_id``) or one given as ``(name, bytes)``; of a workbook its first ``sheet`` with data
    where none is named, of a CSV file in the ``encoding`` and with the ``delimiter`` that are recognised where none is. Rows
    with faults are left out and kept with the reason; the rest is created, updated or skipped as the plan says."""
    if entity != "account":
        raise Refused(_l("Only accounts (with their contacts) can be imported."), fields={"entity": _l("Choose accounts.")})
    if file is not None:
        stored = add_file(bench, name=file[0], content=file[1])
    elif file_id is not None:
        stored = bench.get(StoredFile, file_id)
    else:
        raise Refused(_l("Choose a file."), fields={"file_id": _l("Choose a file.")})
    table = read_table(stored.name, bytes_of(bench, stored.sha256), sheet, encoding, delimiter)
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
    carry_out(bench, made, plan, order)
    size = counted(len(plan), "wiersz", "wiersze", "wierszy")
    return Done(made, f"Zaimportowano plik „{stored.name}” ({size})")


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
