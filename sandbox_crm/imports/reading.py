"""A file to import as a table: which kind of file it is, its encoding and delimiter, its headings and rows."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from dataclasses import dataclass
from io import StringIO

from flask_babel import lazy_gettext as _l

from sandbox_crm.imports.limits import (
    MOST_CELL_SIGNS,
    MOST_COLUMNS,
    MOST_FILE_BYTES,
    MOST_LINE_SIGNS,
    MOST_ROWS,
    FileRefused,
    too_many_columns,
    too_many_rows,
)
from sandbox_crm.imports.workbook import read_workbook

DELIMITERS = (";", ",", "\t", "|")
#: encodings of a CSV file that a person may name: the first two are recognised, the others only chosen
ENCODINGS = {"utf-8": "utf-8-sig", "windows-1250": "cp1250", "iso-8859-2": "iso8859-2", "cp852": "cp852"}
_SIGNATURES = ((b"%PDF", "PDF"), (b"\x89PNG", "PNG"), (b"\xff\xd8\xff", "JPEG"), (b"GIF8", "GIF"), (b"Rar!", "RAR"),
               (b"7z\xbc\xaf", "7z"), (b"\x1f\x8b", "GZIP"), (b"MZ", "EXE"))


@dataclass(frozen=True)
class Table:
    """A file as a table. ``rows``: number in the file (headings stand in row 1) -> heading -> text. Of a workbook:
    the ``sheet`` that was read, and all ``sheets`` that it shows."""

    headings: tuple[str, ...]
    rows: dict[int, dict[str, str]]
    encoding: str | None
    delimiter: str | None
    sheet: str | None
    sheets: tuple[str, ...] = ()

    def samples(self, heading: str) -> list[str]:
        """The first three different values of a column."""
        found = dict.fromkeys(row[heading] for row in self.rows.values() if row[heading])
        return list(found)[:3]


def read_table(name: str, content: bytes, sheet: str | None = None, encoding: str | None = None,
               delimiter: str | None = None) -> Table:
    """Read a CSV or XLSX file; of a workbook the named ``sheet``, else the first one with data; a CSV in the named
    ``encoding`` and with the named ``delimiter``, else as they are recognised. Raises FileRefused with the reason."""
    if not content:
        raise FileRefused(_l("The file is empty."))
    if len(content) > MOST_FILE_BYTES:
        raise FileRefused(_l("The file is larger than 10 MB. Split it into smaller files."))
    ending = name.lower().rpartition(".")[2]
    if ending == "xlsm":
        raise FileRefused(_l("The workbook may hold macros. Save it as XLSX without macros."))
    if ending not in ("csv", "txt", "xlsx"):
        raise FileRefused(_l("Only CSV and XLSX files can be imported. Save the data in one of these formats."))
    if content.startswith(b"\xd0\xcf\x11\xe0"):
        raise FileRefused(_l("This is an old XLS workbook or one protected with a password. Save it as XLSX without a password."))
    packed = content.startswith(b"PK")
    if packed != (ending == "xlsx"):
        raise FileRefused(_l("The content of the file does not match its name. Save the data again as CSV or XLSX."))
    if packed:
        read = read_workbook(content, sheet)
        return _table(read.rows, None, None, read.title, read.titles)
    text, found = decode(content, encoding)
    if delimiter is not None and delimiter not in DELIMITERS:
        raise FileRefused(_l("This sign does not separate columns. Choose one of the list."))
    recognised = find_delimiter(text)
    delimiter = recognised if delimiter is None else delimiter
    return _table(_csv_rows(text, delimiter), found, delimiter, None)


def decode(content: bytes, encoding: str | None = None) -> tuple[str, str]:
    """Text of a CSV file and the encoding it was in: the named one, else UTF-8 or Windows-1250. Raises FileRefused."""
    for signature, kind in _SIGNATURES:
        if content.startswith(signature):
            raise FileRefused(_l("This is a file of the kind %(kind)s, not a table. Choose a CSV or XLSX file.", kind=kind))
    if content[:2] in (b"\xff\xfe", b"\xfe\xff"):
        raise FileRefused(_l("The file is saved in UTF-16. Save it as CSV in UTF-8."))
    if b"\x00" in content:
        raise FileRefused(_l("The file holds zero bytes, so it is not plain text. Save it as CSV in UTF-8."))
    if encoding is not None:
        return _decoded(content, encoding), encoding
    try:
        return content.decode("utf-8-sig"), "utf-8"
    except UnicodeDecodeError:
        pass
    try:
        text = content.decode("cp1250")
    except UnicodeDecodeError as fault:
        raise FileRefused(_l("The encoding of the file is neither UTF-8 nor Windows-1250. Save it as CSV in UTF-8.")) from fault
    _need_plain(text)
    return text, "windows-1250"


def _decoded(content: bytes, encoding: str) -> str:
    if encoding not in ENCODINGS:
        raise FileRefused(_l("This encoding is not on the list. Choose one of the list."))
    try:
        text = content.decode(ENCODINGS[encoding])
    except UnicodeDecodeError as fault:
        raise FileRefused(_l("The file cannot be read in the encoding %(encoding)s. Choose another one.",
                             encoding=encoding.upper())) from fault
    _need_plain(text)
    return text


def _need_plain(text: str) -> None:
    if re.search(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]", text):
        raise FileRefused(_l("The file is not plain text. Save the data again as CSV or XLSX."))


def find_delimiter(text: str) -> str:
    """The sign between columns: the one that splits the first lines most evenly; ``;`` where there is one column.
    Raises FileRefused where the lines are none."""
    lines = [line for line in text[:20 * MOST_LINE_SIGNS].splitlines()[:20] if line.strip()]
    if any(len(line) > MOST_LINE_SIGNS for line in lines):
        raise _endless_line()
    best, best_score = ";", (0, 0)
    for sign in DELIMITERS:
        widths = [len(row) for row in csv.reader(lines, delimiter=sign)] if lines else []
        if widths and widths[0] > 1:
            score = (sum(width == widths[0] for width in widths), widths[0])
            if score > best_score:
                best, best_score = sign, score
    return best


def _csv_rows(text: str, delimiter: str) -> list[list[str]]:
    rows: list[list[str]] = []
    try:
        for cells in csv.reader(_lines(text), delimiter=delimiter):
            if len(rows) > MOST_ROWS:
                raise too_many_rows()
            rows.append([cell.strip() for cell in cells])
    except csv.Error as fault:
        raise FileRefused(_l("The file cannot be read as CSV: quotation marks are not closed or a cell is too long.")) from fault
    return rows


def _lines(text: str) -> Iterator[str]:
    """The lines of a text with their ends. Raises FileRefused at one that no table has."""
    for line in StringIO(text, newline=""):
        if len(line) > MOST_LINE_SIGNS:
            raise _endless_line()
        yield line


def _endless_line() -> FileRefused:
    return FileRefused(_l("A line of the file is longer than %(signs)s characters, so this is not a table of clients. "
                          "Save the data again as CSV or XLSX.", signs=MOST_LINE_SIGNS))


def _table(rows: list[list[str]], encoding: str | None, delimiter: str | None, sheet: str | None,
           sheets: tuple[str, ...] = ()) -> Table:
    first = next((number for number, cells in enumerate(rows) if any(cells)), None)
    if first is None:
        raise FileRefused(_l("The file has no rows."))
    width = max((number for cells in rows for number, cell in enumerate(cells, 1) if cell), default=0)
    if width > MOST_COLUMNS:
        raise too_many_columns()
    headings = _headings(rows[first][:width], width)
    found = {}
    for number, cells in enumerate(rows[first + 1:], first + 2):
        if any(cells):
            padded = cells[:width] + [""] * (width - len(cells))
            if any(len(cell) > MOST_CELL_SIGNS for cell in padded):
                raise FileRefused(_l("A cell in row %(row)s holds more than %(signs)s characters. Shorten it.", row=number,
                                     signs=MOST_CELL_SIGNS))
            found[number] = dict(zip(headings, padded, strict=True))
    if not found:
        raise FileRefused(_l("The file has headings, but no rows with data."))
    return Table(headings, found, encoding, delimiter, sheet, sheets)


def _headings(cells: list[str], width: int) -> tuple[str, ...]:
    """Headings made unique; a column without one is named by its number."""
    found: list[str] = []
    for number, cell in enumerate(cells + [""] * (width - len(cells)), 1):
        name = " ".join(cell.split())[:100] or f"Kolumna {number}"
        heading, copy = name, 2
        while heading in found:
            heading, copy = f"{name} ({copy})", copy + 1
        found.append(heading)
    return tuple(found)
