"""The cells of a list: for the records of one page, whatever columns were chosen, a number of questions that does not
depend on how many records there are."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import select

from app.polish.amounts import format_pln, format_quantity
from app.polish.dates import format_date, format_moment
from sandbox_crm.bench import Workbench
from sandbox_crm.clients import labels as client_labels
from sandbox_crm.clients import segments
from sandbox_crm.images import plain
from sandbox_crm.lists.columns import Column
from sandbox_crm.models.company import DictionaryEntry
from sandbox_crm.models.everything import BY_TABLE
from sandbox_crm.offers.labels import OFFER_STATUS
from sandbox_crm.reports.gathering import Joins
from sandbox_crm.reports.labels import DICTIONARIES
from sandbox_crm.reports.presenting import Cell, whole_number
from sandbox_crm.reports.words import value_label
from sandbox_crm.sales.board import next_tasks
from sandbox_crm.sales.labels import AVAILABILITY, PRODUCT_KIND, VAT
from sandbox_crm.work import labels as work_labels

EMPTY = Cell("", None)
#: words of coded values as the lists say them; others are those of reports
_WORDS: dict[str, dict[str, Any]] = {
    "account.kind": client_labels.KINDS, "account.status": client_labels.STATUSES, "account.size_bucket": client_labels.SIZES,
    "account.preferred_channel": client_labels.CHANNELS, "contact.preferred_channel": client_labels.CHANNELS,
    "contact.decision_role": client_labels.DECISION_ROLES, "task.kind": work_labels.TASK_KIND,
    "task.status": work_labels.STATUS, "task.priority": work_labels.PRIORITY, "offer.status": OFFER_STATUS,
    "product.kind": PRODUCT_KIND, "product.vat_code": VAT, "product.active": AVAILABILITY,
}
Cells = dict[int, dict[str, Cell]]


def cells_of(bench: Workbench, entity: str, columns: Sequence[Column], ids: Sequence[int]) -> Cells:
    """Record id -> column name -> cell."""
    found: Cells = {key: {} for key in ids}
    fields = [column for column in columns if column.path is not None]
    words = _dictionaries(bench, fields)
    joins = Joins(BY_TABLE[entity])
    values = [joins.value(column.path) for column in fields if column.path is not None]
    wanted = joins.joined(select(joins.kind.id, *values)).where(joins.kind.id.in_(ids))
    for key, *row in bench.session.execute(wanted):
        found[key] = {column.name: _cell(column, value, words) for column, value in zip(fields, row, strict=True)}
    for column in columns:
        if column.path is None:
            made = _EXTRA[column.name](bench, list(ids))
            for key in ids:
                found[key][column.name] = made.get(key, EMPTY)
    return found


def _cell(column: Column, value: Any, words: dict[tuple[str, Any], str]) -> Cell:
    path = column.path
    if path is None or value is None or value == "":
        return EMPTY
    if isinstance(value, bool):
        called = _WORDS.get(f"{path.entity}.{path.field}", {True: _("yes"), False: _("no")})
        said = str(called[value])
        return Cell(said, said)
    if path.kind == "money":
        return Cell(format_pln(value), value, "money")
    if path.kind == "moment":
        return Cell(format_moment(value), format_moment(value))
    if isinstance(value, date) and not isinstance(value, datetime):
        return Cell(format_date(value), value, "date")
    if path.kind == "quantity":
        return Cell(format_quantity(value), whole_number(value), "number")
    if path.kind in ("number", "percent"):
        return Cell(f"{value}%" if path.kind == "percent" else str(value), value, "number")
    said = _WORDS.get(f"{path.entity}.{path.field}", {}).get(value) or words.get((DICTIONARIES.get(path.field, ""), value))
    text = str(said) if said is not None else value_label(path, plain(value)) if path.kind == "choice" else str(value)
    return Cell(text, text)


def _dictionaries(bench: Workbench, columns: Sequence[Column]) -> dict[tuple[str, Any], str]:
    """The company's own lists by kind and code; not asked for where no column needs them."""
    if not any(column.path is not None and column.path.field in DICTIONARIES for column in columns):
        return {}
    listed = select(DictionaryEntry.kind, DictionaryEntry.code, DictionaryEntry.label)
    return {(kind, code): label for kind, code, label in bench.session.execute(listed)}


def _segments(bench: Workbench, ids: list[int]) -> dict[int, Cell]:
    named = {key: ", ".join(one.name for one in listed) for key, listed in segments.of_records(bench, "account", ids).items()}
    return {key: Cell(text, text) for key, text in named.items()}


def _added(bench: Workbench, ids: list[int]) -> dict[int, Cell]:
    account = BY_TABLE["account"]
    rows = bench.session.execute(select(account.id, account.created_at).where(account.id.in_(ids)))
    return {key: Cell(format_moment(at), format_moment(at)) for key, at in rows}


def _next_tasks(bench: Workbench, ids: list[int]) -> dict[int, Cell]:
    said = {key: f"{task.title}, {format_date(task.due_on)}" if task.due_on else task.title
            for key, task in next_tasks(bench, ids).items()}
    return {key: Cell(text, text) for key, text in said.items()}


_EXTRA = {"segment": _segments, "added": _added, "next_task": _next_tasks}
