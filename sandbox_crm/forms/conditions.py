"""Rows of conditions in the form of a report and above a list: ``filters-0-field``, ``-op``, ``-value`` and ``-group`` (a
letter, or empty for the main level), joined by ``filters_match`` and inside the groups by ``joins-a``, ``joins-b`` and so
on."""

from __future__ import annotations

from typing import Any

from flask_babel import get_locale
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from werkzeug.datastructures import MultiDict
from wtforms import FieldList, Form, FormField

from sandbox_crm.fields import CHOOSE, AtMost, ChoiceField, TextField
from sandbox_crm.reports import labels
from sandbox_crm.reports.fields import Fields, field_groups
from sandbox_crm.reports.naming import Known
from sandbox_crm.reports.typing import LETTERS, Mistyped, filters_of, options_of, read_value, rows_of, written_value
from sandbox_crm.reports.words import one
from sandbox_crm.rules import OPERATORS, RuleFault, path_of

SPARE_ROWS = 3
OFFERED_GROUPS = 5
MOST_ROWS = 20
#: near names that a message lists
MOST_NAMES = 6


class ConditionRow(Form):
    """One condition; a row without a field does not count."""

    field = ChoiceField(_l("Field"), blank=_l("no condition"))
    op = ChoiceField(_l("Operator"), blank=CHOOSE)
    value = TextField(_l("Value"), [AtMost(500)])
    group = ChoiceField(_l("Group"), choices=[(letter, letter) for letter in LETTERS], blank=_l("no group"))


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
    except Mistyped as fault:
        row.value.errors = [*row.value.errors, _nearly(fault.meant) if fault.meant else _unreadable()]
        return None
    except RuleFault:
        row.value.errors = [*row.value.errors, _unreadable()]
        return None
    return {"field": field, "op": op} if value is None else {"field": field, "op": op, "value": value}


def _unreadable() -> str:
    return _("This value cannot be read for the chosen field. Several values: put semicolons between them; a range: two "
             "values with a semicolon.")


def _nearly(names: list[str]) -> str:
    shown = "; ".join(names[:MOST_NAMES]) + ("; …" if len(names) > MOST_NAMES else "")
    return _("Nothing is called exactly that. Put the whole name: %(names)s", names=shown)


def typed_conditions(entity: str, filters: dict[str, Any] | None, known: Known) -> dict[str, Any]:
    """A stored filter as the fields of the form hold it: ``filters``, ``filters_match``, ``joins``."""
    match, joins, rows = rows_of(filters)
    typed = []
    for letter, part in rows:
        path = path_of(entity, part["field"])
        words = written_value(path, part["op"], part.get("value"), options_of(path, known.get(path.field, [])))
        typed.append({"field": part["field"], "op": part["op"], "value": words, "group": letter})
    return {"filters": typed, "filters_match": match, "joins": {letter.lower(): word for letter, word in joins.items()}}


class AsksConditions:
    """What a form with rows of conditions has in common: ``filters_match``, ``joins``, ``filters``."""

    filters_match: Any
    joins: Any
    filters: Any
    typed: list[tuple[str, Any]]

    def offer_conditions(self, entity: str, known: Known) -> None:
        """Fill the lists to choose from; ``known``: records and dictionary codes by name."""
        self.known, self.asked_entity = known, entity
        language = get_locale().language
        self.groups = field_groups(entity, language)
        self.every = [(dotted, label) for _head, fields in self.groups for dotted, label in fields]
        joins = [("all", _("all of them must hold")), ("any", _("one of them is enough"))]
        self.filters_match.offer(joins)
        for letter in self.joins.form:
            letter.offer(joins)
        for row in self.filters:
            row.form.field.offer(self.every)
            row.form.op.offer([(op, one(pair, language)) for op, pair in labels.OPERATORS.items()])

    def add_spare_conditions(self) -> None:
        """Rows to go on with; before the lists are filled."""
        for _row in range(min(SPARE_ROWS, MOST_ROWS - len(self.filters))):
            self.filters.append_entry()

    def read_conditions(self) -> bool:
        """Read every condition by the kind of its field; whether all of them could be read."""
        chosen = [row for row in self.filters if row.form.field.data]
        self.typed = [(row.form.group.data or "", read_condition(row.form, self.asked_entity, self.known)) for row in chosen]
        return all(condition is not None for _letter, condition in self.typed)

    @property
    def conditions(self) -> dict[str, Any]:
        """The filter that the rows mean, once they were read."""
        joins = {name.upper(): word for name, word in self.joins.data.items()}
        return filters_of(self.filters_match.data, joins, self.typed)

    @property
    def letters(self) -> str:
        """The groups that the page offers."""
        return letters_of(self.filters)


def letters_of(rows: Any) -> str:
    """The groups that rows are offered: the first five, and as many more as are in use."""
    used = [LETTERS.index(row.form.group.data) for row in rows if row.form.group.data in tuple(LETTERS)]
    return LETTERS[: max([OFFERED_GROUPS - 1, *used]) + 1]


class ListConditionsForm(AsksConditions, Form):
    """The conditions of a list, as its address holds them in rows."""

    filters_match = ChoiceField(_l("Conditions are joined by"), default="all")
    joins = FormField(GroupJoins)
    filters = FieldList(FormField(ConditionRow), max_entries=MOST_ROWS)

    def __init__(self, entity: str, known: Known, rows: MultiDict[str, str] | None = None, stored: Any = None):
        """``rows`` as they were typed, or the ``stored`` filter with a few empty rows."""
        super().__init__(formdata=rows, data=None if rows else typed_conditions(entity, stored, known))
        if not rows:
            self.add_spare_conditions()
        self.offer_conditions(entity, known)

    def validate(self, extra_validators: Any = None) -> bool:
        """The usual parsing, then the conditions."""
        good = super().validate(extra_validators)
        return self.read_conditions() and good


def for_script(groups: list[tuple[str, Fields]], entity: str, hints: dict[str, list[str]]) -> dict[str, Any]:
    """What the script of the rows needs: field -> its kind and its list of suggestions; kind -> conditions it takes."""
    found = {}
    for _head, fields in groups:
        for dotted, _label in fields:
            path = path_of(entity, dotted)
            fixed = f"{path.entity}.{path.field}"
            listed = f"values-{fixed}" if fixed in labels.VALUES else f"hints-{path.field}" if path.field in hints else ""
            found[dotted] = [path.kind, "hints-bool" if path.kind == "bool" else listed]
    return {"fields": found, "signs": {kind: [op for op in labels.OPERATORS if op in taken] for kind, taken in OPERATORS.items()}}
