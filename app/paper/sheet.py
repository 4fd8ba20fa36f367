"""Spreadsheets: XLSX and CSV in which text stays text and can never become a formula."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from io import BytesIO, StringIO
from typing import Any

A4 = 9  # the number spreadsheets give this paper
PLN_FORMAT, DATE_FORMAT = '#,##0.00" zł"', "dd.mm.yyyy"
#: XML 1.0 cannot hold these; a sheet with one of them does not open
_CONTROL = {code: " " for code in range(32) if code not in (9, 10, 13)}
_RISKY = ("=", "+", "-", "@", "\t", "\r")


@dataclass(frozen=True)
class Money:
    """An amount in grosze: a number with two places in a sheet, never a text."""

    grosze: int


def workbook(sheets: Sequence[tuple[str, Sequence[Sequence[Any]]]], *, made_at: datetime, heads: int = 1) -> bytes:
    """An XLSX of named sheets of rows; the first ``heads`` rows are set as a head and stay in sight.

    Values: text (stored as text also when it begins with ``=``), int, Decimal, float, bool, date, Money, None.
    """
    from openpyxl import Workbook
    from openpyxl.cell import WriteOnlyCell
    from openpyxl.styles import Font

    book = Workbook(write_only=True)
    book.properties.created = book.properties.modified = made_at.replace(tzinfo=None)
    book.properties.creator = "Probierz"
    for title, rows in sheets:
        page = book.create_sheet(_title(title))
        page.freeze_panes = f"A{heads + 1}"
        page.page_setup.paperSize = A4
        page.page_setup.fitToHeight = 0
        page.sheet_properties.pageSetUpPr.fitToPage = True
        for column, width in enumerate(_widths(rows)):
            page.column_dimensions[_letter(column)].width = width
        for number, row in enumerate(rows):
            cells = [_filled(WriteOnlyCell(page), value) for value in row]
            if number < heads:
                for cell in cells:
                    cell.font = Font(bold=True)
            page.append(cells)
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def csv_bytes(rows: Sequence[Sequence[Any]]) -> bytes:
    """CSV as Polish office programs read it: UTF-8 with BOM, semicolons, decimal comma. A text that a spreadsheet
    would take for a formula is given an apostrophe in front."""
    out = StringIO()
    writer = csv.writer(out, delimiter=";", quoting=csv.QUOTE_MINIMAL, lineterminator="\r\n")
    for row in rows:
        writer.writerow([_csv_text(value) for value in row])
    return b"\xef\xbb\xbf" + out.getvalue().encode()


def _filled(cell: Any, value: Any) -> Any:
    if isinstance(value, Money):
        cell.value, cell.number_format = Decimal(value.grosze) / 100, PLN_FORMAT
    elif isinstance(value, date) and not isinstance(value, datetime):
        cell.value, cell.number_format = value, DATE_FORMAT
    elif isinstance(value, str):
        cell.value = value.translate(_CONTROL)[:32767]
        cell.data_type = "s"  # openpyxl would read a leading "=" as a formula
    else:
        cell.value = value
    return cell


def _csv_text(value: Any) -> str:
    if isinstance(value, Money):
        return f"{Decimal(value.grosze) / 100:.2f}".replace(".", ",")
    if isinstance(value, bool):
        return "tak" if value else "nie"
    if isinstance(value, float | Decimal):
        return str(value).replace(".", ",")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, str):
        return f"'{value}" if value.startswith(_RISKY) else value
    return "" if value is None else str(value)


def _widths(rows: Sequence[Sequence[Any]]) -> list[float]:
    widest: list[float] = []
    for row in rows:
        for column, value in enumerate(row):
            size = 14 if isinstance(value, Money | date) else max((len(part) for part in str(value or "").split("\n")), default=0)
            if column == len(widest):
                widest.append(8)
            widest[column] = max(widest[column], min(size + 2, 60))
    return widest


def _letter(column: int) -> str:
    from openpyxl.utils import get_column_letter

    return get_column_letter(column + 1)


def _title(text: str) -> str:
    """A sheet's name without the signs that spreadsheets refuse, at most 31 long."""
    return "".join(" " if sign in "[]:*?/\\" else sign for sign in text)[:31].strip("' ") or "Arkusz"
