"""How the forms of selling and daily work are shown again after a refusal."""

from __future__ import annotations

from typing import Any

from flask import render_template

from sandbox_crm.bench import Stale
from sandbox_crm.submitting import CrmForm, differences


def show_form(template: str, form: CrmForm, **values: Any) -> tuple[str, int]:
    """The form's page and its status. After a stale save it shows both values (``both``: label, stored, offered) and
    takes the stored version, so that saving once more is a decision made knowingly."""
    both: list[tuple[Any, Any, Any]] = []
    if isinstance(form.refusal, Stale):
        labels = {name: field.label.text for name, field in form._fields.items()}
        both = differences(form.refusal, labels)
        form.row_version.data = form.refusal.current["row_version"]
    return render_template(template, form=form, both=both, **values), form.status
