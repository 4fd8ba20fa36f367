"""A list as a file: every record that it means, in its order, with its columns, as a workbook or as CSV."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from flask_babel import format_decimal
from flask_babel import gettext as _
from sqlalchemy import Select

from app.paper.sheet import Money, csv_bytes, workbook
from sandbox_crm.bench import Refused, Workbench
from sandbox_crm.listing import Key
from sandbox_crm.lists.cells import cells_of
from sandbox_crm.lists.columns import Column, exported, plain_label
from sandbox_crm.lists.showing import AskedList
from sandbox_crm.models.everything import BY_TABLE
from sandbox_crm.reports.presenting import Cell
from sandbox_crm.reports.words import entity_label

#: records that one file holds; a workbook takes several times the time and the memory of CSV
MOST = {"csv": 100_000, "xlsx": 20_000}
MEDIA_TYPES = {"csv": "text/csv; charset=utf-8",
               "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"}
_AT_ONCE = 1_000


def list_file(bench: Workbench, asked: AskedList, kind: str, query: Select[Any], *keys: Key) -> bytes:
    """The list as a ``csv`` or ``xlsx``. ``query`` selects its records; ``keys`` order them. Raises Refused where they are
    more than a file holds."""
    entity = BY_TABLE[asked.entity]
    ordered = (*keys, Key(entity.id, keys[-1].descending if keys else False))
    wanted = query.with_only_columns(entity.id, maintain_column_froms=True).order_by(
        *(key.expression.desc() if key.descending else key.expression.asc() for key in ordered))
    ids = list(bench.session.scalars(wanted.limit(MOST[kind] + 1)))
    if len(ids) > MOST[kind]:
        raise Refused(_too_many(kind))
    columns = exported(asked.entity, asked.columns)
    rows = [[plain_label(asked.entity, column.name) for column in columns], *_rows(bench, asked.entity, columns, ids)]
    if kind == "csv":
        return csv_bytes(rows)
    return workbook([(entity_label(asked.entity), rows)], made_at=bench.moment)


def _rows(bench: Workbench, entity: str, columns: list[Column], ids: list[int]) -> Iterator[list[Any]]:
    for start in range(0, len(ids), _AT_ONCE):
        part = ids[start:start + _AT_ONCE]
        cells = cells_of(bench, entity, columns, part)
        yield from ([_plain(cells[key][column.name]) for column in columns] for key in part)


def _plain(cell: Cell) -> Any:
    return Money(cell.value) if cell.kind == "money" and cell.value is not None else cell.value


def _too_many(kind: str) -> str:
    most = format_decimal(MOST[kind])
    if kind == "xlsx":
        return _("A workbook holds at most %(most)s records. Narrow the list by its filters, or take it as CSV.", most=most)
    return _("A file holds at most %(most)s records. Narrow the list by its filters.", most=most)
