"""XLSX read with distrust: the package is examined before anything in it is unpacked, the sheet is read row by row."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time
from io import BytesIO
from typing import Any

from flask_babel import lazy_gettext as _l

from sandbox_crm.imports.limits import (
    MOST_COLUMNS,
    MOST_PART_BYTES,
    MOST_PARTS,
    MOST_RATIO,
    MOST_ROWS,
    MOST_SHEET_BYTES,
    MOST_TEXT_BYTES,
    MOST_UNPACKED_BYTES,
    FileRefused,
    too_many_columns,
    too_many_rows,
)
from sandbox_crm.imports.sheet_scan import NOT_A_WORKBOOK, scan_sheet, scan_texts

#: parts that the reading takes in whole, and the most bytes that each may unpack to
_READ_PARTS = (("xl/worksheets/", MOST_SHEET_BYTES), ("xl/sharedStrings", MOST_TEXT_BYTES), ("xl/workbook", MOST_PART_BYTES),
               ("xl/styles", MOST_PART_BYTES), ("[Content_Types]", MOST_PART_BYTES), ("docProps/", MOST_PART_BYTES))
_BOMB = _l("The workbook unpacks to far more data than an import needs, so it was not opened. "
           "Save only the sheet with the data as a new file.")


@dataclass(frozen=True)
class Sheet:
    """A sheet's name and cells as text, and the names of all sheets that the workbook shows."""

    title: str
    rows: list[list[str]]
    titles: tuple[str, ...]


def read_workbook(content: bytes, wanted: str | None = None) -> Sheet:
    """The ``wanted`` sheet, or the first one that holds anything. Raises FileRefused."""
    examine_package(content)
    from openpyxl import load_workbook

    try:
        book = load_workbook(BytesIO(content), read_only=True, data_only=True, keep_links=False)
        try:
            return _chosen(book, content, wanted)
        finally:
            book.close()
    except FileRefused:
        raise
    except Exception as fault:  # openpyxl raises whatever the broken XML makes it stumble over
        raise FileRefused(NOT_A_WORKBOOK) from fault


def _chosen(book: Any, content: bytes, wanted: str | None) -> Sheet:
    visible = [sheet for sheet in book.worksheets if sheet.sheet_state == "visible"]
    titles = tuple(sheet.title for sheet in visible)
    if wanted is not None and wanted not in titles:
        raise FileRefused(_l("The workbook has no sheet %(name)s.", name=wanted))
    for sheet in visible:
        if wanted in (None, sheet.title):
            with zipfile.ZipFile(BytesIO(content)) as package:
                scan_sheet(package, sheet._worksheet_path.lstrip("/"))
            if (rows := list(_rows(sheet))) and any(rows):
                return Sheet(sheet.title, rows, titles)
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
            for name in names:
                if name.startswith("xl/sharedStrings"):
                    scan_texts(package, name)
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError, OSError, ValueError) as fault:
        raise FileRefused(NOT_A_WORKBOOK) from fault


def _examine_sizes(parts: list[zipfile.ZipInfo]) -> None:
    if any(part.flag_bits & 1 for part in parts):
        raise FileRefused(_l("The workbook is protected with a password. Save it without the password."))
    unpacked = sum(part.file_size for part in parts)
    bomb = any(part.file_size > 1024 * 1024 and part.file_size > MOST_RATIO * max(1, part.compress_size) for part in parts)
    if len(parts) > MOST_PARTS or unpacked > MOST_UNPACKED_BYTES or bomb:
        raise FileRefused(_BOMB)
    if any(part.file_size > most for part in parts for start, most in _READ_PARTS if part.filename.startswith(start)):
        raise FileRefused(_BOMB)


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
