"""The import in four steps: file, columns, preview, result. Nothing is saved before the preview's button."""

from __future__ import annotations

import csv
from io import StringIO
from typing import Any

from flask import Response, flash, redirect, render_template, request
from flask_babel import gettext as _
from sqlalchemy import select

from sandbox_crm.bench import Refused, Workbench
from sandbox_crm.clients import choices, labels
from sandbox_crm.filing import bytes_of
from sandbox_crm.forms.imports import (
    DEFAULT_FIELDS,
    ENCODING_WORDS,
    SIGN_NAMES,
    SIGN_WORDS,
    RunForm,
    UploadForm,
    asked_reading,
    order_from_address,
    order_from_form,
)
from sandbox_crm.imports import running, undoing
from sandbox_crm.imports.limits import FileRefused
from sandbox_crm.imports.mapping import TARGETS
from sandbox_crm.imports.planning import MATCH_BY, Order, PlannedRow, counts, make_plan
from sandbox_crm.imports.reading import Table, read_table
from sandbox_crm.imports.telling import target_label, told
from sandbox_crm.models.clients import Account, Contact, ImportRow, ImportRun
from sandbox_crm.models.company import StoredFile
from sandbox_crm.pages import crm_url, page
from sandbox_crm.routes.files import sent_file
from sandbox_crm.submitting import show_refused

#: rows of the preview: those with remarks first, as many of the others as fit
SHOWN_ROWS = 200
MOST_WITH_REMARKS = 1_000


@page("/imports")
def import_list(bench: Workbench) -> str:
    """Importy."""
    runs = bench.session.scalars(select(ImportRun).where(ImportRun.deleted_at.is_(None)).order_by(ImportRun.id.desc())).all()
    return render_template("sandbox_crm/imports/list.html", runs=runs)


@page("/imports/new", methods=("GET", "POST"), writes=True)
def import_new(bench: Workbench) -> Any:
    """Krok 1: plik."""
    form = UploadForm()
    if form.is_submitted():
        upload = request.files.get("file")
        stored, refused = bench.attempt(
            running.add_file, name=(upload.filename or "")[:200] if upload else "", content=upload.read() if upload else b""
        )
        if refused is None:
            return redirect(crm_url("import_columns", file_id=stored.id), 303)
        show_refused(form, refused)
    files = bench.session.scalars(select(StoredFile).where(StoredFile.deleted_at.is_(None)).order_by(StoredFile.id.desc())).all()
    tables = [stored for stored in files if stored.name.lower().endswith((".csv", ".txt", ".xlsx"))]
    return render_template("sandbox_crm/imports/file.html", form=form, files=tables), form.http_status


@page("/imports/new/<int:file_id>")
def import_columns(bench: Workbench, file_id: int) -> Any:
    """Krok 2: kolumny. A way of reading that fails is said, and the file is shown as it is recognised."""
    stored = bench.get(StoredFile, file_id)
    try:
        return _columns(bench, stored, _read(bench, stored, asked_reading()), None)
    except FileRefused as refused:
        return _columns(bench, stored, _read(bench, stored, {}), refused), refused.status


@page("/imports/new/<int:file_id>/preview", methods=("GET", "POST"), writes=True)
def import_preview(bench: Workbench, file_id: int) -> Any:
    """Krok 3: podgląd bez zapisu; its form carries the import out."""
    stored = bench.get(StoredFile, file_id)
    try:
        table = _read(bench, stored, asked_reading())
    except FileRefused as refused:
        return _columns(bench, stored, _read(bench, stored, {}), refused), refused.status
    form = RunForm()
    order = order_from_form() if form.is_submitted() else order_from_address(table)
    if form.is_submitted():
        made, refused = bench.attempt(running.run, file_id=file_id, sheet=table.sheet, encoding=table.encoding,
                                      delimiter=table.delimiter, **vars(order))
        if refused is None:
            return redirect(crm_url("import_detail", import_run_id=made.id), 303)
        show_refused(form, refused)
    try:
        plan = make_plan(bench, table, order)
    except Refused as refused:
        return _columns(bench, stored, table, refused), 422
    return render_template(
        "sandbox_crm/imports/preview.html",
        form=form,
        file=stored,
        table=table,
        order=order,
        plan=_shown(plan),
        counts=counts(plan),
        total=len(plan),
        told=told,
        labels=labels,
        target_label=target_label,
        sign=SIGN_NAMES.get(table.delimiter or "", ""),
        back=f"{crm_url('import_columns', file_id=file_id)}?{request.query_string.decode()}",
    ), form.http_status


@page("/imports/<int:import_run_id>")
def import_detail(bench: Workbench, import_run_id: int) -> str:
    """Krok 4: wynik."""
    made = bench.get(ImportRun, import_run_id)
    rows = bench.session.scalars(_rows_of(made).limit(1000)).all()
    session = bench.session
    names = dict(
        session.execute(
            select(Account.id, Account.name).where(Account.id.in_([row.account_id for row in rows if row.account_id]))
        ).all()
    )
    people = {
        number: f"{first} {last}"
        for number, first, last in session.execute(
            select(Contact.id, Contact.first_name, Contact.last_name).where(
                Contact.id.in_([row.contact_id for row in rows if row.contact_id])
            )
        )
    }
    return render_template(
        "sandbox_crm/imports/result.html",
        run=made,
        rows=rows,
        told=told,
        labels=labels,
        names=names,
        people=people,
        target_label=target_label,
        match_by=MATCH_BY,
        encodings=ENCODING_WORDS,
        sign=SIGN_WORDS.get(SIGN_NAMES.get(made.delimiter or "", "")),
    )


@page("/imports/<int:import_run_id>/errors.csv", logs="import_error_file")
def import_errors(bench: Workbench, import_run_id: int) -> Response:
    """Błędne wiersze, as a file that can be corrected and imported again."""
    made = bench.get(ImportRun, import_run_id)
    headings = list(made.mapping)
    out = StringIO()
    writer = csv.writer(out, delimiter=";", lineterminator="\r\n")
    writer.writerow([*(_plain(heading) for heading in headings), _("Reason")])
    content = bytes_of(bench, made.file_sha256)
    cells = read_table(made.file_name, content, made.sheet, made.encoding, made.delimiter).rows
    for row in bench.session.scalars(_rows_of(made).where(ImportRow.action == "error")):
        reason = "; ".join(told(entry) for entry in row.errors)
        writer.writerow([_plain(text) for text in (*(cells[row.row_no][heading] for heading in headings), reason)])
    name = f"bledne-wiersze-importu-{made.id}.csv"
    return sent_file(out.getvalue().encode("utf-8-sig"), name, "text/csv")


@page("/imports/<int:import_run_id>/undo", methods=("POST",), writes=True)
def import_undo(bench: Workbench, import_run_id: int) -> Any:
    """Cofnij import."""
    undoing.undo(bench, import_run_id=import_run_id)
    flash(_("The import was taken back: what it created is in the bin, what it changed has its former values"), "success")
    return redirect(crm_url("import_detail", import_run_id=import_run_id), 303)


def _shown(plan: list[PlannedRow]) -> list[PlannedRow]:
    """The rows of a plan that the preview shows, in the order of the file: whatever needs a decision is among them."""
    remarked = [row for row in plan if row.entries or row.decision][:MOST_WITH_REMARKS]
    plain = [row for row in plan if not (row.entries or row.decision)][:max(0, SHOWN_ROWS - len(remarked))]
    return sorted([*remarked, *plain], key=lambda row: row.row_no)


def _rows_of(made: ImportRun) -> Any:
    return select(ImportRow).where(ImportRow.import_run_id == made.id).order_by(ImportRow.row_no)


def _read(bench: Workbench, stored: StoredFile, asked: dict[str, str | None]) -> Table:
    return read_table(stored.name, bytes_of(bench, stored.sha256), **asked)


def _columns(bench: Workbench, stored: StoredFile, table: Table, refused: Refused | None) -> str:
    chosen: Order = order_from_form() if request.method == "POST" else order_from_address(table)
    return render_template(
        "sandbox_crm/imports/columns.html",
        file=stored,
        table=table,
        order=chosen,
        refused=refused,
        modes=labels.IMPORT_MODES,
        targets=[(target, target_label(target)) for target in TARGETS],
        match_by=MATCH_BY,
        labels=labels.ACCOUNT_LABELS,
        encodings=ENCODING_WORDS,
        signs=SIGN_WORDS,
        sign=SIGN_NAMES.get(table.delimiter or "", ""),
        defaults=[(name, choices.choices_of(bench.session, name)) for name in DEFAULT_FIELDS],
    )


def _plain(text: str) -> str:
    """A cell that no spreadsheet takes for a formula; phone numbers with a plus stay as they are."""
    risky = text[:1] in ("=", "@", "\t", "\r") or (
        text[:1] in "+-" and not text[1:].replace(" ", "").replace("-", "").isdecimal()
    )
    return f"'{text}" if text and risky else text
