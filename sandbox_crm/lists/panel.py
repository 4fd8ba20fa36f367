"""The panel above a list where its conditions are put together, and the address that they lead to."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from flask import request
from flask_babel import get_locale
from werkzeug.datastructures import MultiDict

from sandbox_crm.bench import Workbench
from sandbox_crm.forms.conditions import ListConditionsForm, for_script
from sandbox_crm.listing import with_query
from sandbox_crm.lists.conditions import Filters, where_text
from sandbox_crm.reports import labels
from sandbox_crm.reports.naming import Known
from sandbox_crm.reports.words import one
from sandbox_crm.rules import path_of

#: what of an address is typed in the panel
_TYPED = ("filters-", "joins-", "filters_match")


@dataclass(frozen=True)
class Panel:
    """What the panel shows: the rows, names to suggest by field, and what its script needs."""

    entity: str
    form: ListConditionsForm
    hints: dict[str, list[str]]
    values: dict[str, dict[str, tuple[str, str]]]
    script: dict[str, Any]
    relative: list[str]

    @property
    def closed(self) -> str:
        """The list without the panel."""
        return with_query(**{name: None for name in request.args if not passing(name)})


def panel_of(bench: Workbench, entity: str, where: Filters) -> Panel | None:
    """The panel with the conditions in force, or with those that could not be read; None where nobody opened it."""
    if not request.args.get("asking"):
        return None
    known, rows = Known(bench), typed_rows()
    form = ListConditionsForm(entity, known, rows, where)
    if rows:
        form.validate()
    paths = [path_of(entity, dotted) for dotted, _label in form.every]
    hints = known.hints({path.field for path in paths})
    fixed = {name: labels.VALUES[name] for name in (f"{path.entity}.{path.field}" for path in paths) if name in labels.VALUES}
    return Panel(entity, form, hints, fixed, for_script(form.groups, entity, hints),
                 [one(pair, get_locale().language) for pair in labels.RELATIVE.values()])


def conditions_address(bench: Workbench, entity: str) -> list[tuple[str, str]]:
    """What the list's address asks for when the panel was sent. Where a condition cannot be read its rows go along, with
    the panel open: the list says there what is wrong."""
    kept = [(name, value) for name, value in request.args.items(multi=True) if passing(name) and value and name != "where"]
    rows = typed_rows() or MultiDict()
    form = ListConditionsForm(entity, Known(bench), rows)
    if rows and not form.validate():
        return [*kept, *_filled(rows), ("asking", "1")]
    text = where_text(form.conditions) if rows else None
    return [*kept, ("where", text)] if text else kept


def passing(name: str) -> bool:
    """Whether a part of an address is no row of the panel and does not only say that the panel is open."""
    return name not in ("asking", "of", "shown") and not name.startswith(_TYPED)


def typed_rows() -> MultiDict[str, str] | None:
    """The rows that the address holds; None where there are none."""
    found = MultiDict((name, value) for name, value in request.args.items(multi=True) if name.startswith(_TYPED))
    return found or None


def _filled(rows: MultiDict[str, str]) -> Iterable[tuple[str, str]]:
    """Rows without those that hold nothing."""
    full = {name.rpartition("-")[0] for name, value in rows.items() if value and name.endswith(("-field", "-value"))}
    return [(name, value) for name, value in rows.items(multi=True)
            if not name.startswith("filters-") or name.rpartition("-")[0] in full]
