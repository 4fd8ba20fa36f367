"""How the forms of selling and daily work are shown, also after a refusal."""

from __future__ import annotations

import re
from typing import Any

from flask import render_template

from sandbox_crm.submitting import CrmForm

_CELL = re.compile(r"(\w+)-(\d+)-(\w+)")


def show_form(template: str, form: CrmForm, **values: Any) -> tuple[str, int]:
    """The form's page and its status. A refusal that names a cell of a row (``stages-2-name``) is put at that cell."""
    for name, message in (form.refusal.fields if form.refusal else {}).items():
        found = _CELL.fullmatch(name)
        rows = form._fields.get(found[1]) if found else None
        if rows is not None and int(found[2]) < len(rows):
            cell = rows[int(found[2])].form[found[3]]
            cell.errors = [*cell.errors, message]
    return render_template(template, form=form, **values), form.http_status
