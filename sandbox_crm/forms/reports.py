"""Forms of reports: `report.create`, `report.update`.

``entity`` is fixed by the address. Repeated inputs: ``columns`` and ``group_by``. Conditions: `sandbox_crm.forms.conditions`.
Rows: ``measures-0-func``, ``-field``. The comparison: ``compare-kind``, ``-first``, ``-to``, ``-owner_a`` and so on.
``kind`` has no default.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from flask_babel import get_locale
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import Field, FieldList, Form, FormField, HiddenField, RadioField

from sandbox_crm.fields import (
    CHOOSE,
    NONE,
    AtMost,
    ChecksField,
    ChoiceField,
    FlagField,
    IsoDateField,
    NoteField,
    Required,
    TextField,
    WholeField,
)
from sandbox_crm.forms.conditions import MOST_ROWS, AsksConditions, ConditionRow, GroupJoins, typed_conditions
from sandbox_crm.reports import labels
from sandbox_crm.reports.definition import MOST_TOP, definition_of, measure_name
from sandbox_crm.reports.fields import date_fields, measured_fields, sorted_fields
from sandbox_crm.reports.naming import Known
from sandbox_crm.reports.words import one
from sandbox_crm.submitting import VersionedForm


class MeasureRow(Form):
    """One measure."""

    func = ChoiceField(_l("Function"), blank=_l("no measure"))
    field = ChoiceField(_l("Of the field"), blank=NONE)


class CompareRow(Form):
    """What the report is compared with."""

    kind = ChoiceField(_l("Compare with"), blank=_l("no comparison"))
    first = IsoDateField(_l("Compared period: first day"))
    to = IsoDateField(_l("Compared period: last day"))
    owner_a = ChoiceField(_l("Owner A"), coerce=int, blank=CHOOSE)
    owner_b = ChoiceField(_l("Owner B"), coerce=int, blank=CHOOSE)
    segment_a = ChoiceField(_l("Segment A"), coerce=int, blank=CHOOSE)
    segment_b = ChoiceField(_l("Segment B"), coerce=int, blank=CHOOSE)


class RepeatedField(Field):
    """Several selects of one name; those left empty do not count."""

    def process_formdata(self, valuelist: list[str]) -> None:
        self.data = [value for value in valuelist if value]

    def chosen(self, place: int) -> str:
        """The value at a place, empty where there is none."""
        return self.data[place] if self.data and place < len(self.data) else ""


class ReportForm(AsksConditions, VersionedForm):
    """A report's definition."""

    NOT_ARGS = ("csrf_token", "filters_match", "joins")

    entity = HiddenField()
    name = TextField(_l("Report’s name"), [Required(), AtMost(160)])
    purpose = NoteField(_l("Purpose: what question it answers"), [AtMost(2000)])
    columns = ChecksField(_l("Columns"))
    filters_match = ChoiceField(_l("Conditions are joined by"))
    joins = FormField(GroupJoins)
    filters = FieldList(FormField(ConditionRow), max_entries=MOST_ROWS)
    group_by = RepeatedField(_l("Group by"))
    date_field = ChoiceField(_l("Date that the report refers to"), blank=NONE)
    date_bucket = ChoiceField(_l("Group that date by"), blank=_l("not grouped"))
    empty_periods = FlagField(_l("Show periods without records"), default=True)
    measures = FieldList(FormField(MeasureRow), max_entries=5)
    compare = FormField(CompareRow)
    sort_by = ChoiceField(_l("Sort by"), blank=_l("the usual order"))
    sort_down = FlagField(_l("Descending"))
    top = WholeField(_l("Only the first"), least=1, most=MOST_TOP)
    kind = RadioField(_l("How the report is shown"), choices=[], validate_choice=False)
    why_kind = NoteField(_l("Why it is shown so"), [AtMost(2000)])
    conclusion = NoteField(_l("Conclusions"), [AtMost(4000)])

    def offer(self, entity: str, known: Known) -> None:
        """Fill the lists to choose from; ``known``: records and dictionary codes by name."""
        language = get_locale().language
        self.offer_conditions(entity, known)
        self.columns.choices = self.every
        self.orders = [(_("Measures (of a grouped report)"), [(f"measure-{number}", _("Measure %(number)s", number=number))
                                                              for number in range(1, 6)]), *sorted_fields(entity, language)]
        self.sort_by.offer([pair for _head, pairs in self.orders for pair in pairs])
        self.date_field.offer(date_fields(entity, language))
        self.date_bucket.offer(_pairs(labels.BUCKETS, language))
        self.kind.choices = _pairs(labels.KINDS, language)
        for row in self.measures:
            row.form.func.offer(_pairs(labels.FUNCTIONS, language))
            row.form.field.offer(measured_fields(entity, language))
        self.compare.form.kind.offer(_pairs(labels.COMPARISONS, language))
        for side in ("a", "b"):
            self.compare.form[f"owner_{side}"].offer(known.get("owner_id", []))
            self.compare.form[f"segment_{side}"].offer(known.get("segment", []))

    def add_spare_rows(self) -> None:
        """Rows to go on with."""
        self.add_spare_conditions()
        while len(self.measures) < 3:
            self.measures.append_entry()

    def validate(self, extra_validators: Any = None) -> bool:
        """The usual parsing, then every condition read by the kind of its field."""
        good = super().validate(extra_validators)
        if not self.kind.data:
            self.kind.errors = [*self.kind.errors, _("Choose how the report is to be shown.")]
        good = self.read_conditions() and good
        return good and bool(self.kind.data)

    @property
    def args(self) -> dict[str, Any]:
        """The arguments of the command."""
        values = super().args
        values["filters"] = self.conditions
        values["measures"] = [{"func": row["func"]} if row["func"] == "count" else {"func": row["func"], "field": row["field"]}
                              for row in values["measures"] if row["func"]]
        values["compare"] = _compare(values["compare"])
        values["sort_by"] = _measured(values["sort_by"], values["measures"])
        return values


class NewReportForm(ReportForm):
    """A new report has no version yet."""

    row_version = None


def start_of(report: Any, known: Known) -> dict[str, Any]:
    """A stored definition as the form holds it."""
    compare = dict(report.compare or {})
    kind = compare.get("kind")
    sides = {f"{kind}_{side}": compare.get(side) for side in ("a", "b")} if kind in ("owner", "segment") else {}
    asked = [measure_name(measure) for measure in definition_of(report).asked]
    sort_by = f"measure-{asked.index(report.sort_by) + 1}" if report.sort_by in asked else report.sort_by
    names = ("name", "purpose", "columns", "group_by", "date_field", "date_bucket", "empty_periods", "measures", "sort_down",
             "top", "kind", "why_kind", "conclusion", "row_version", "entity")
    return {**{name: getattr(report, name) for name in names}, **typed_conditions(report.entity, report.filters, known),
            "sort_by": sort_by,
            "compare": {"kind": kind, "first": _day(compare.get("from")), "to": _day(compare.get("to")), **sides}}


def _measured(sort_by: str | None, measures: list[dict[str, Any]]) -> str | None:
    """A measure by its place in the form as the command names it; a report without measures counts its records."""
    place = (sort_by or "").removeprefix("measure-")
    if place == sort_by or sort_by is None:
        return sort_by
    names = [measure_name(measure) for measure in measures] or ["count"]
    return names[int(place) - 1] if int(place) <= len(names) else sort_by


def _compare(row: dict[str, Any]) -> dict[str, Any] | None:
    kind = row["kind"]
    if kind in ("owner", "segment"):
        return {"kind": kind, "a": row[f"{kind}_a"], "b": row[f"{kind}_b"]}
    if kind == "period":
        return {"kind": kind, "from": _iso(row["first"]), "to": _iso(row["to"])}
    return {"kind": kind} if kind else None


def _iso(day: Any) -> str | None:
    return day.isoformat() if day else None


def _day(text: str | None) -> Any:
    return date.fromisoformat(text) if text else None


def _pairs(names: dict[str, tuple[str, str]], language: str) -> list[tuple[str, str]]:
    return [(key, one(pair, language)) for key, pair in names.items()]
