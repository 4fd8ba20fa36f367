"""Enrolments from a spreadsheet: read, shown with faults beside each row, mended on the page, enrolled; nothing is lost.

Rows live in the page's own fields between the steps; the server keeps nothing until somebody enrols them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from io import BytesIO
from typing import Any
from zipfile import BadZipFile, ZipFile

from flask_babel import lazy_gettext as _l

from app.errors import Invalid
from app.paper import sheet
from exam.sittings.enrolments import Application, faults_of
from exam.sittings.impartiality import folded

MOST_ROWS, MOST_BYTES, LONGEST = 60, 2_000_000, 200
#: several people may have prepared a candidate; a name cut off would be a conflict nobody sees
LONGEST_OF = {"trainer": 1_000}
#: what a list of candidates unpacks to at most; 400 kB of a hostile file can unpack to gigabytes
MOST_UNPACKED, MOST_PARTS = 20_000_000, 200
#: field -> the column's head; Polish, because the sheet goes to Polish offices
COLUMNS = {
    "first_name": "Imię",
    "last_name": "Nazwisko",
    "birth_date": "Data urodzenia",
    "email": "E-mail",
    "phone": "Telefon",
    "employer": "Pracodawca",
    "organiser": "Miejsce przygotowania",
    "trainer": "Osoba przygotowująca",
    "accommodation": "Wydłużenie czasu (%)",
}


@dataclass(frozen=True)
class Row:
    """One row as typed, and what is wrong with it: field -> words. ``line``: its line in the sheet."""

    line: int
    typed: dict[str, str]
    faults: dict[str, Any]
    application: Application | None


def template(made_at: datetime) -> bytes:
    """An empty sheet with the heads and one example row to be overwritten."""
    example = ["Anna", "Przykładowa", "17.05.1995", "anna@example.org", "601 000 000", "", "", "", "0"]
    return sheet.workbook([("Zgłoszenia", [list(COLUMNS.values()), example])], made_at=made_at)


def read(content: bytes) -> list[dict[str, str]]:
    """The rows of a sheet as texts. Raises Invalid for what is not a sheet of ours, saying what is wrong."""
    if len(content) > MOST_BYTES:
        raise Invalid(
            _l("The file is too large for a list of candidates (at most 2 MB)."),
            {"file": _l("The file is too large for a list of candidates (at most 2 MB).")},
        )
    lines = _lines(content)
    if not lines:
        raise Invalid(_l("The sheet is empty."), {"file": _l("The sheet is empty.")})
    places = _places(lines[0])
    rows = [{field: _text(line[place], field) if place < len(line) else "" for field, place in places.items()}
            for line in lines[1:]]
    rows = [row for row in rows if any(row.values())]
    if not rows:
        raise Invalid(_l("The sheet has no rows below its head."), {"file": _l("The sheet has no rows below its head.")})
    if len(rows) > MOST_ROWS:
        words = _l("The sheet has more than %(most)s rows. Divide it into smaller ones.", most=MOST_ROWS)
        raise Invalid(words, {"file": words})
    return rows


def from_page(form: Mapping[str, str]) -> list[dict[str, str]]:
    """The rows as they stand in the fields of the preview: ``row-3-last_name``."""
    count = min(whole(form.get("rows", "")) or 0, MOST_ROWS)
    wanted = (number for number in range(count) if form.get(f"row-{number}-leave") != "yes")
    return [{field: form.get(f"row-{number}-{field}", "").strip()[:LONGEST_OF.get(field, LONGEST)] for field in COLUMNS}
            for number in wanted]


def checked(rows: Sequence[Mapping[str, str]]) -> list[Row]:
    """Rows with their faults; a person named twice is a fault of the later row."""
    seen: dict[tuple[str, str], int] = {}
    found = []
    for number, typed in enumerate(rows):
        row = _checked(number + 2, {field: typed.get(field, "") for field in COLUMNS})
        key = (folded(row.typed["first_name"] + row.typed["last_name"]), row.typed["birth_date"] or row.typed["email"])
        if key in seen:
            row.faults["last_name"] = _l("The same person as in line %(line)s.", line=seen[key])
        seen.setdefault(key, row.line)
        found.append(row)
    return found


def whole(text: str) -> int | None:
    """A whole number of at most six plain digits; None for anything else, superscripts and endless numbers included."""
    return int(text) if text.isascii() and text.isdigit() and len(text) <= 6 else None


def day(text: str) -> date | None:
    """A date as people type it, or None for an empty text. Raises ValueError."""
    if not text:
        return None
    for pattern in ("%d.%m.%Y", "%Y-%m-%d", "%d-%m-%Y", "%d/%m/%Y"):
        try:
            return datetime.strptime(text, pattern).date()
        except ValueError:
            continue
    raise ValueError(text)


def _checked(line: int, typed: dict[str, str]) -> Row:
    faults: dict[str, Any] = {}
    born, percent = None, 0
    try:
        born = day(typed["birth_date"])
    except ValueError:
        faults["birth_date"] = _l("Type the date as 17.05.1995.")
    if typed["accommodation"].rstrip(" %"):
        percent = whole(typed["accommodation"].rstrip(" %"))
        if percent is None:
            percent = 0
            faults["accommodation"] = _l("Type a whole number.")
    application = Application(
        typed["first_name"],
        typed["last_name"],
        born,
        typed["email"] or None,
        typed["phone"] or None,
        typed["employer"] or None,
        typed["organiser"],
        typed["trainer"],
        percent,
    )
    faults = {**faults_of(application), **faults}
    return Row(line, typed, faults, application)


def _lines(content: bytes) -> list[tuple[Any, ...]]:
    from openpyxl import load_workbook
    from openpyxl.utils.exceptions import InvalidFileException

    _refuse_bomb(content)
    try:
        book = load_workbook(BytesIO(content), read_only=True, data_only=True)
        page = book.worksheets[0]
        return list(page.iter_rows(max_row=MOST_ROWS + 20, max_col=30, values_only=True))
    except (
        BadZipFile,
        InvalidFileException,
        KeyError,
        ValueError,
        IndexError,
        OSError,
        SyntaxError,
        RuntimeError,
        TypeError,
        EOFError,
    ) as fault:
        raise Invalid(
            _l("This file cannot be read as an XLSX spreadsheet."),
            {"file": _l("Save it in the spreadsheet program as .xlsx and choose it again.")},
        ) from fault


def _refuse_bomb(content: bytes) -> None:
    """Look at the sizes in the package before anything in it is unpacked. Raises Invalid."""
    try:
        with ZipFile(BytesIO(content)) as package:
            sizes = [part.file_size for part in package.infolist()]
    except (BadZipFile, ValueError, OSError):
        return  # not a package at all: told by the reader
    if sum(sizes) > MOST_UNPACKED or len(sizes) > MOST_PARTS:
        words = _l("The file unpacks to far more data than a list of candidates needs, so it was not opened.")
        raise Invalid(words, {"file": words})


def _places(head: Sequence[Any]) -> dict[str, int]:
    heads = {folded(str(cell)): place for place, cell in enumerate(head) if cell is not None}
    places = {field: heads[folded(name)] for field, name in COLUMNS.items() if folded(name) in heads}
    missing = [COLUMNS[field] for field in ("first_name", "last_name") if field not in places]
    if missing:
        raise Invalid(
            _l("The first line must hold the heads of the columns."),
            {"file": _l("No column: %(names)s. Start from the empty sheet on this page.", names=", ".join(missing))},
        )
    return places


def _text(value: Any, field: str = "") -> str:
    """A cell as one line. People who prepared, one a line in the cell, are divided by semicolons."""
    if value is None:
        return ""
    if isinstance(value, date):
        return f"{value:%d.%m.%Y}"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    lines = (" ".join(line.split()) for line in str(value).splitlines())
    return ("; " if field == "trainer" else " ").join(line for line in lines if line)[:LONGEST_OF.get(field, LONGEST)]
