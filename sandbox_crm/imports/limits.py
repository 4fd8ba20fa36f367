"""How large a file to import may be, and how a file that will not be read is refused."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _l

from sandbox_crm.bench import Refused

MOST_FILE_BYTES = 10 * 1024 * 1024
MOST_UNPACKED_BYTES = 60 * 1024 * 1024
MOST_PARTS = 500
#: no honest sheet shrinks more than this; the compression of a bomb starts at several hundred
MOST_RATIO = 200
MOST_ROWS = 2_000
MOST_COLUMNS = 60
MOST_CELL_SIGNS = 2_000
#: cells that a sheet within these limits can have, with the empty ones that spreadsheets leave at the edges
MOST_CELLS_IN_ROW = 1_000
MOST_CELLS = 200_000
#: unpacked bytes of the parts of a workbook that are read whole
MOST_SHEET_BYTES = 24 * 1024 * 1024
MOST_TEXT_BYTES = 16 * 1024 * 1024
MOST_PART_BYTES = 2 * 1024 * 1024
#: a line of CSV is read as a whole before it is split
MOST_LINE_SIGNS = 120_000


class FileRefused(Refused):
    """A file that is not read, with the reason and what to do."""

    def __init__(self, message: Any):
        super().__init__(message, fields={"file": message})


def too_many_rows() -> FileRefused:
    """The file has more rows than one import takes."""
    return FileRefused(_l("The file has more than %(rows)s rows. Split it into smaller files.", rows=MOST_ROWS))


def too_many_columns() -> FileRefused:
    """The file has more columns than one import takes."""
    return FileRefused(_l("The file has more than %(columns)s columns. Remove the columns that you do not import.",
                          columns=MOST_COLUMNS))
