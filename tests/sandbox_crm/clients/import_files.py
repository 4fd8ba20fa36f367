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


HEAD = b'<?xml version="1.0"?><worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
TAIL = b"</sheetData></worksheet>"


def sheet(rows: bytes) -> bytes:
    """A workbook whose only sheet has this XML between its rows' tags."""
    return changed(workbook([["Firma"], ["A"]]), {"xl/worksheets/sheet1.xml": HEAD + rows + TAIL})


def _noise(number: int) -> bytes:
    """A few signs that do not repeat, so that they do not pack well."""
    return f"{number * 2654435761 % 4294967296:x}".encode()


def wide_row() -> bytes:
    """One row of three hundred thousand cells."""
    cells = b"".join(b"<c><v>%d</v></c>" % (number * 2654435761 % 4294967296) for number in range(300_000))
    return sheet(b'<row r="1">' + cells + b"</row>")


def deep() -> bytes:
    """Elements inside one another, a hundred thousand deep."""
    return sheet(b'<row r="1">' + b"".join(b'<a b="%s">' % _noise(number) for number in range(100_000)))


def laughs() -> bytes:
    """A billion laughs in the table of shared texts."""
    entities = "".join(f'<!ENTITY l{number} "{f"&l{number - 1};" * 10}">' for number in range(1, 10))
    text = f'<?xml version="1.0"?><!DOCTYPE sst [<!ENTITY l0 "ha">{entities}]><sst><si><t>&l9;</t></si></sst>'
    return changed(workbook([["Firma"], ["A"]]), {"xl/sharedStrings.xml": text.encode()})


def many_texts() -> bytes:
    """A table of six hundred thousand shared texts."""
    texts = b"".join(b"<si><t>%s</t></si>" % _noise(number) for number in range(600_000))
    part = b'<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">' + texts + b"</sst>"
    return changed(workbook([["Firma"], ["A"]]), {"xl/sharedStrings.xml": part + b"</sst>"})


def swollen_styles() -> bytes:
    """Twenty megabytes of cell formats."""
    formats = b"".join(b'<xf numFmtId="%s"/>' % _noise(number) for number in range(900_000))
    part = b"<styleSheet><cellXfs>" + formats + b"</cellXfs></styleSheet>"
    return changed(workbook([["Firma"], ["A"]]), {"xl/styles.xml": part})


def formula(result: bytes = b"") -> bytes:
    """A sheet whose cell B2 holds a formula, with the result that a spreadsheet kept or without one."""
    head = b"".join(b'<c r="%s1" t="inlineStr"><is><t>%s</t></is></c>' % pair for pair in ((b"A", b"Firma"), (b"B", b"NIP")))
    row = b'<c r="A2" t="inlineStr"><is><t>Alfa</t></is></c><c r="B2"><f>1+1</f>' + result + b"</c>"
    return sheet(b'<row r="1">' + head + b'</row><row r="2">' + row + b"</row>")


def flagged() -> bytes:
    """A package whose parts say that they are encrypted."""
    content = bytearray(workbook([["Firma"], ["A"]]))
    place = content.find(b"PK\x01\x02")
    while place >= 0:
        content[place + 8] |= 1
        place = content.find(b"PK\x01\x02", place + 4)
    return bytes(content)


def full_workbook() -> bytes:
    """The largest honest file: 2 000 rows of 60 columns."""
    return workbook([[f"Kolumna {column}" for column in range(60)],
                     *[[f"Wartość {row}/{column} z dłuższym opisem" for column in range(60)] for row in range(2000)]])


def two_sheets() -> bytes:
    """A workbook with an empty first sheet, two with data and a hidden one."""
    book, out = Workbook(), BytesIO()
    book.active.title = "Opis"
    for title, name in (("Targi", "Alfa"), ("Polecenia", "Beta"), ("Ukryty", "Gamma")):
        made = book.create_sheet(title)
        made.append(["Firma", "NIP"])
        made.append([name, None])
    book["Ukryty"].sheet_state = "hidden"
    book.save(out)
    return out.getvalue()
