"""XLSX read with distrust: the package is examined before anything in it is unpacked, the sheet is read row by row."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator
from datetime import date, datetime, time
from io import BytesIO
from typing import Any

from flask_babel import lazy_gettext as _l

from sandbox_crm.imports.limits import (
    MOST_COLUMNS,
    MOST_PARTS,
    MOST_RATIO,
    MOST_ROWS,
    MOST_UNPACKED_BYTES,
    FileRefused,
    too_many_columns,
    too_many_rows,
)

NOT_A_WORKBOOK = _l("The file is not a whole XLSX workbook. Open it in a spreadsheet and save it again as XLSX.")


def read_workbook(content: bytes) -> tuple[str, list[list[str]]]:
    """The name of the first sheet that holds anything and its cells as text. Raises FileRefused."""
    examine_package(content)
    from openpyxl import load_workbook

    try:
        book = load_workbook(BytesIO(content), read_only=True, data_only=True, keep_links=False)
        try:
            for sheet in book.worksheets:
                if sheet.sheet_state == "visible" and (rows := list(_rows(sheet))):
                    return sheet.title, rows
        finally:
            book.close()
    except FileRefused:
        raise
    except Exception as fault:  # openpyxl raises whatever the broken XML makes it stumble over
        raise FileRefused(NOT_A_WORKBOOK) from fault
    raise FileRefused(_l("The workbook has no visible sheet with data."))


def examine_package(content: bytes) -> None:
    """Refuse macros, passwords, bombs and XML that defines entities, before a sheet is parsed. Raises FileRefused."""
    try:
        with zipfile.ZipFile(BytesIO(content)) as package:
            parts = package.infolist()
            _examine_sizes(parts)
            names = {part.filename for part in parts}
            if "[Content_Types].xml" not in names or not any(name.startswith("xl/workbook") for name in names):
                raise FileRefused(NOT_A_WORKBOOK)
            kinds = package.read("[Content_Types].xml")
            if b"macroEnabled" in kinds or any("vbaProject" in name or name.startswith("xl/macrosheets") for name in names):
                raise FileRefused(_l("The workbook holds macros. Save it as XLSX without macros."))
            for part in parts:
                if part.filename.endswith((".xml", ".rels")) and _defines_entities(package, part):
                    raise FileRefused(NOT_A_WORKBOOK)
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError, OSError, ValueError) as fault:
        raise FileRefused(NOT_A_WORKBOOK) from fault


def _examine_sizes(parts: list[zipfile.ZipInfo]) -> None:
    if any(part.flag_bits & 1 for part in parts):
        raise FileRefused(_l("The workbook is protected with a password. Save it without the password."))
    unpacked = sum(part.file_size for part in parts)
    bomb = any(part.file_size > 1024 * 1024 and part.file_size > MOST_RATIO * max(1, part.compress_size) for part in parts)
    if len(parts) > MOST_PARTS or unpacked > MOST_UNPACKED_BYTES or bomb:
        raise FileRefused(_l("The workbook unpacks to far more data than an import needs, so it was not opened. "
                             "Save only the sheet with the data as a new file."))


def _defines_entities(package: zipfile.ZipFile, part: zipfile.ZipInfo) -> bool:
    """Whether an XML part has a document type: OOXML never does, attacks by entities must. It can stand only before
    the first element, so the beginning is enough; wide encodings are refused with it."""
    with package.open(part) as stream:
        head = stream.read(64 * 1024)
    return b"<!DOCTYPE" in head.upper() or b"<!ENTITY" in head.upper() or b"\x00" in head[:64]


def _rows(sheet: Any) -> Iterator[list[str]]:
    empty = 0
    for number, cells in enumerate(sheet.iter_rows(values_only=True, max_col=MOST_COLUMNS + 1)):
        if number > MOST_ROWS + 1000 or number - empty > MOST_ROWS:
            raise too_many_rows()
        if len(cells) > MOST_COLUMNS and cells[MOST_COLUMNS] is not None:
            raise too_many_columns()
        texts = [cell_text(cell) for cell in cells[:MOST_COLUMNS]]
        if any(texts):
            yield texts
        else:
            empty += 1
            yield []


def cell_text(cell: Any) -> str:
    """A cell's value as text: whole numbers without a decimal part, dates as RRRR-MM-DD."""
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "tak" if cell else "nie"
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() and abs(cell) < 1e15 else repr(round(cell, 6))
    if isinstance(cell, datetime):
        return cell.date().isoformat()
    if isinstance(cell, date | time):
        return cell.isoformat()
    return re.sub(r"[\x00-\x08\x0b\x0c\x0e-\x1f]", "", str(cell)).strip()
