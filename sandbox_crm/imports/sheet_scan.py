"""A first walk through the XML of a workbook's sheet, before anything is built of it: how many rows and cells there are,
and whether every cell holds a value. It keeps nothing, so that it costs little however much the file claims to hold."""

from __future__ import annotations

import zipfile
from typing import Any
from xml.parsers import expat

from flask_babel import lazy_gettext as _l

from sandbox_crm.imports.limits import MOST_CELLS, MOST_CELLS_IN_ROW, MOST_ROWS, FileRefused, too_many_columns, too_many_rows

MOST_DEPTH = 40
#: elements per cell that an honest sheet needs, with formulas, inline texts and their formatting
ELEMENTS_PER_CELL = 8
CHUNK = 256 * 1024
NOT_A_WORKBOOK = _l("The file is not a whole XLSX workbook. Open it in a spreadsheet and save it again as XLSX.")


def scan_sheet(package: zipfile.ZipFile, part: str) -> None:
    """Refuse a sheet with too much in it, with formulas that have no result, or with errors. Raises FileRefused."""
    _walk(package, part, _Sheet())


def scan_texts(package: zipfile.ZipFile, part: str) -> None:
    """Refuse a table of shared texts that is larger than a sheet that is read can need. Raises FileRefused."""
    _walk(package, part, _Texts())


def _walk(package: zipfile.ZipFile, part: str, walk: _Walk) -> None:
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.StartElementHandler, parser.EndElementHandler = walk.enter, walk.leave
    parser.StartDoctypeDeclHandler = _refuse_document_type
    with package.open(part) as stream:
        try:
            while chunk := stream.read(CHUNK):
                parser.Parse(chunk, False)
            parser.Parse(b"", True)
        except expat.ExpatError as fault:
            raise FileRefused(NOT_A_WORKBOOK) from fault


def _refuse_document_type(*_declared: Any) -> None:
    """OOXML has no document types; attacks by entities need one."""
    raise FileRefused(NOT_A_WORKBOOK)


class _Walk:
    """Counts elements and how deep they stand."""

    def __init__(self) -> None:
        self.elements = self.depth = 0

    def enter(self, name: str, attributes: dict[str, str]) -> None:
        """An element begins."""
        self.elements += 1
        self.depth += 1
        if self.elements > MOST_CELLS * ELEMENTS_PER_CELL:
            raise too_many_rows()
        if self.depth > MOST_DEPTH:
            raise FileRefused(NOT_A_WORKBOOK)
        self.begun(name.rpartition(" ")[2], attributes)

    def leave(self, name: str) -> None:
        """An element ends."""
        self.depth -= 1
        self.ended(name.rpartition(" ")[2])

    def begun(self, name: str, attributes: dict[str, str]) -> None:
        """What a kind of part looks at."""

    def ended(self, name: str) -> None:
        """What a kind of part looks at."""


class _Texts(_Walk):
    """The texts that cells refer to: at most one for each cell that is read."""

    def __init__(self) -> None:
        super().__init__()
        self.texts = 0

    def begun(self, name: str, attributes: dict[str, str]) -> None:
        """Count the texts."""
        self.texts += name == "si"
        if self.texts > MOST_CELLS:
            raise too_many_rows()


class _Sheet(_Walk):
    """Rows and cells of a sheet."""

    def __init__(self) -> None:
        super().__init__()
        self.rows = self.cells = self.in_row = 0
        self.place = ""
        self.formula = self.value = False

    def begun(self, name: str, attributes: dict[str, str]) -> None:
        """Count, and remember what the open cell holds."""
        if name == "row":
            self.rows, self.in_row = self.rows + 1, 0
            if self.rows > MOST_ROWS + 1000:
                raise too_many_rows()
        elif name == "c":
            self.cells, self.in_row = self.cells + 1, self.in_row + 1
            if self.in_row > MOST_CELLS_IN_ROW or self.cells > MOST_CELLS:
                raise too_many_columns()
            self.place, self.formula, self.value = attributes.get("r", "?"), False, False
            if attributes.get("t") == "e":
                raise FileRefused(_l("Cell %(cell)s holds an error of the spreadsheet. Correct it and save the file again.",
                                     cell=self.place))
        elif name == "f":
            self.formula = True
        elif name in ("v", "is"):
            self.value = True

    def ended(self, name: str) -> None:
        """A formula must come with the result that the spreadsheet showed: nothing is computed here."""
        if name == "c" and self.formula and not self.value:
            raise FileRefused(_l("Cell %(cell)s holds a formula without a result. Paste the values instead of the formulas "
                                 "and save the file again.", cell=self.place))
