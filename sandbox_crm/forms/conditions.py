"""Rows of conditions in a report's form: ``filters-0-field``, ``-op``, ``-value`` and ``-group`` (a letter, or empty for
the main level), joined by ``filters_match`` and inside the groups by ``joins-a``, ``joins-b`` and so on."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import Form

from sandbox_crm.fields import AtMost, ChoiceField, TextField
from sandbox_crm.reports.naming import Known
from sandbox_crm.reports.typing import LETTERS, Mistyped, options_of, read_value, rows_of, written_value
from sandbox_crm.rules import OPERATORS, RuleFault, path_of


class ConditionRow(Form):
    """One condition; a row without a field does not count."""

    field = ChoiceField(_l("Field"), blank=_l("– no condition –"))
    op = ChoiceField(_l("Operator"), blank=_l("– choose –"))
    value = TextField(_l("Value"), [AtMost(500)])
    group = ChoiceField(_l("Group"), choices=[(letter, letter) for letter in LETTERS], blank="–")


class GroupJoins(Form):
    """How the conditions inside each group are joined."""


for _letter in LETTERS:
    setattr(GroupJoins, _letter.lower(), ChoiceField(_l("Conditions of group %(letter)s", letter=_letter), default="any"))


def read_condition(row: Any, entity: str, known: Known) -> dict[str, Any] | None:
    """The condition that a row holds. None where it cannot be read: then the row bears the message."""
    field, op = row.field.data, row.op.data or ""
    try:
        path = path_of(entity, field)
        if op not in OPERATORS[path.kind]:
            row.op.errors = [*row.op.errors, _("Choose a condition that goes with the field.")]
            return None
        value = read_value(path, op, row.value.data or "", options_of(path, known.get(path.field, [])))
    except (Mistyped, RuleFault):
        row.value.errors = [*row.value.errors, _("This value cannot be read for the chosen field. Several values: put "
                                                 "semicolons between them; a range: two values with a semicolon.")]
        return None
    return {"field": field, "op": op} if value is None else {"field": field, "op": op, "value": value}


def typed_conditions(entity: str, filters: dict[str, Any] | None, known: Known) -> dict[str, Any]:
    """A stored filter as the fields of the form hold it: ``filters``, ``filters_match``, ``joins``."""
    match, joins, rows = rows_of(filters)
    typed = []
    for letter, part in rows:
        path = path_of(entity, part["field"])
        words = written_value(path, part["op"], part.get("value"), options_of(path, known.get(path.field, [])))
        typed.append({"field": part["field"], "op": part["op"], "value": words, "group": letter})
    return {"filters": typed, "filters_match": match, "joins": {letter.lower(): word for letter, word in joins.items()}}
