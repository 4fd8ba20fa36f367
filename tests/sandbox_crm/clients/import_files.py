"""Files to import: honest ones and hostile ones."""

from __future__ import annotations

import zipfile
from io import BytesIO

from openpyxl import Workbook


def workbook(rows: list[list[object]]) -> bytes:
    """An XLSX file with one sheet."""
    book, out = Workbook(), BytesIO()
    for row in rows:
        book.active.append(row)
    book.save(out)
    return out.getvalue()


def changed(content: bytes, replaced: dict[str, bytes]) -> bytes:
    """The package with parts put in or replaced."""
    out = BytesIO()
    with zipfile.ZipFile(BytesIO(content)) as source, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target:
        for name in source.namelist():
            if name not in replaced:
                target.writestr(name, source.read(name))
        for name, part in replaced.items():
            target.writestr(name, part)
    return out.getvalue()


def bomb() -> bytes:
    """A sheet of 50 MB that packs to some kilobytes."""
    return changed(
        workbook([["Firma"], ["A"]]), {"xl/worksheets/sheet1.xml": b"<worksheet>" + b" " * 50_000_000 + b"</worksheet>"}
    )


def with_entities() -> bytes:
    """A sheet that defines entities."""
    sheet = (
        b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]>'
        b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData/></worksheet>'
    )
    return changed(workbook([["Firma"], ["A"]]), {"xl/worksheets/sheet1.xml": sheet})


def far_row() -> bytes:
    """A sheet whose second row claims to be the 1 048 576th."""
    sheet = (
        b'<?xml version="1.0"?><worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
        b'<row r="1"><c r="A1" t="inlineStr"><is><t>Firma</t></is></c></row>'
        b'<row r="1048576"><c r="A1048576" t="inlineStr"><is><t>X</t></is></c></row></sheetData></worksheet>'
    )
    return changed(workbook([["Firma"], ["A"]]), {"xl/worksheets/sheet1.xml": sheet})
