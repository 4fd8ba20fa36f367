"""The forms of the import's four steps.

The columns step is a GET: what it says stands in the address of the preview (``map-<n>`` for the n-th column from 0,
``mode``, ``match_by``, ``default-<field>``, ``decision-<row>``), and so does how the file is read (``sheet``, ``encoding``,
``delimiter`` by its name in `SIGNS`). The preview's form carries the command import.run: ``file_id``, ``mode``,
``match_by``, ``mapping-<n>-heading`` with ``mapping-<n>-field`` (empty: skipped), ``defaults-<field>``,
``decisions-<row>`` (empty, skip, update, create).
"""

from __future__ import annotations

from typing import Any

from flask import request
from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField
from werkzeug.datastructures import MultiDict

from sandbox_crm.imports.limits import MOST_COLUMNS
from sandbox_crm.imports.planning import Order
from sandbox_crm.imports.reading import Table
from sandbox_crm.submitting import CrmForm

#: signs between columns by the names that they have in an address, where a tab would be lost
SIGNS = {"semicolon": ";", "comma": ",", "tab": "\t", "pipe": "|"}
SIGN_NAMES = {sign: name for name, sign in SIGNS.items()}
SIGN_WORDS = {"semicolon": _l("semicolon ;"), "comma": _l("comma ,"), "tab": _l("tab"), "pipe": _l("vertical line |")}
ENCODING_WORDS = {"utf-8": "UTF-8", "windows-1250": "Windows-1250", "iso-8859-2": "ISO 8859-2 (Latin-2)", "cp852": "DOS (CP 852)"}
DEFAULT_FIELDS = ("source", "acquisition_method", "owner_id", "status", "kind", "industry")


class UploadForm(CrmForm):
    """file.add: the field ``file``."""

    file = FileField(_l("File CSV or XLSX"))


class RunForm(CrmForm):
    """import.run, as the preview sends it."""


def order_from_address(table: Table) -> Order:
    """The order that the columns step put into the preview's address."""
    asked = request.args
    mapping = {heading: asked.get(f"map-{number}") or None for number, heading in enumerate(table.headings)}
    return Order(mapping, asked.get("mode", "create"), asked.get("match_by") or None, _defaults(asked, "default-"),
                 _decisions(asked, "decision-"))


def asked_reading() -> dict[str, str | None]:
    """How the steps read the file, where somebody said it: ``sheet`` of a workbook, ``encoding`` and ``delimiter`` of a
    CSV file. What is not said is recognised."""
    asked = request.values
    delimiter = asked.get("delimiter")
    return {"sheet": asked.get("sheet") or None, "encoding": asked.get("encoding") or None,
            "delimiter": SIGNS.get(delimiter, delimiter) if delimiter else None}


def order_from_form() -> Order:
    """The order that the preview's form sent."""
    sent, mapping = request.form, {}
    for number in range(MOST_COLUMNS):
        heading = sent.get(f"mapping-{number}-heading")
        if heading is not None:
            mapping[heading] = sent.get(f"mapping-{number}-field") or None
    return Order(mapping, sent.get("mode", ""), sent.get("match_by") or None, _defaults(sent, "defaults-"),
                 _decisions(sent, "decisions-"))


def _defaults(values: MultiDict[str, str], prefix: str) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for name in DEFAULT_FIELDS:
        value = values.get(prefix + name)
        if value:
            found[name] = int(value) if name == "owner_id" and value.isdecimal() and len(value) < 10 else value
    return found


def _decisions(values: MultiDict[str, str], prefix: str) -> dict[int, str]:
    return {int(name.removeprefix(prefix)): value for name, value in values.items()
            if name.startswith(prefix) and name.removeprefix(prefix).isdecimal() and value}
