"""Commands on reports: define one, generate it, put it into the bin. A generated run is frozen with its rows, totals and
filter in words."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext as _

from sandbox_crm.bench import Done, Refused, Workbench, check_version, command
from sandbox_crm.models.work import Report, ReportRun
from sandbox_crm.reports.computation import Result
from sandbox_crm.reports.definition import Definition, check_definition, definition_of
from sandbox_crm.reports.gathering import gathered
from sandbox_crm.reports.naming import record_names
from sandbox_crm.reports.words import filter_words
from sandbox_crm.sales.writing import assign, stale
from sandbox_crm.snapshot import digest

_FIELDS = ("name", "entity", "columns", "filters", "group_by", "date_field", "date_bucket", "empty_periods",
           "measures", "compare", "sort_by", "sort_down", "top", "kind", "purpose", "why_kind", "conclusion")


@command("report.create")
def create_report(bench: Workbench, *, name: str, entity: str, kind: str, **fields: Any) -> Done:
    """Define a report. ``kind`` is the author's choice and has no default."""
    report = Report(columns=[], filters={}, group_by=[], measures=[], empty_periods=True, sort_down=False)
    assign(report, {"name": name, "entity": entity, "kind": kind, **_full(fields)}, _FIELDS)
    _refuse_faults(definition_of(report))
    bench.add(report)
    return Done(report, f"Dodano raport „{report.name}”")


@command("report.update")
def update_report(bench: Workbench, *, report_id: int, row_version: int | None = None, **fields: Any) -> Done:
    """Change a report's definition; runs made before stay as they were."""
    report = bench.get(Report, report_id)
    check_version(report, row_version, fields, stale())
    assign(report, _full(fields), _FIELDS)
    _refuse_faults(definition_of(report))
    return Done(report, f"Zmieniono raport „{report.name}”")


@command("report.delete")
def delete_report(bench: Workbench, *, report_id: int) -> Done:
    """Put a report into the bin; what was generated of it stays and can be read."""
    report = bench.get(Report, report_id)
    report.deleted_at = bench.stamp
    return Done(report, f"Przeniesiono do kosza raport „{report.name}”")


@command("report.generate")
def generate_report(bench: Workbench, *, report_id: int) -> Done:
    """Compute a report as of the scenario's date and freeze the result."""
    report = bench.get(Report, report_id)
    asked = definition_of(report)
    _refuse_faults(asked)
    made = gathered(bench, asked)
    words = filter_words(asked.entity, asked.filters, bench.today, names=record_names(bench))
    run = bench.add(ReportRun(
        report_id=report.id, ran_at=bench.stamp, as_of=bench.today, definition=asked.plain(), filter_words=words,
        rows=made.rows, totals=made.totals, record_ids=made.record_ids, sha256=fingerprint(asked, made)))
    return Done(run, f"Wygenerowano raport „{report.name}”")


def fingerprint(asked: Definition, made: Result) -> str:
    """Hex SHA-256 of what a run says."""
    return digest([asked.plain(), made.rows, made.totals, made.record_ids])


def _full(fields: dict[str, Any]) -> dict[str, Any]:
    """Lists and filters without None in their place."""
    empty: dict[str, Any] = {"columns": [], "filters": {}, "group_by": [], "measures": []}
    return {name: empty[name] if value is None and name in empty else (list(value) if isinstance(value, tuple) else value)
            for name, value in fields.items()}


def _refuse_faults(asked: Definition) -> None:
    faults = {field: _message(field, *fault) for field, fault in check_definition(asked).items()}
    if faults:
        raise Refused(" ".join(dict.fromkeys(faults.values())), faults)


def _message(field: str, reason: str, what: Any) -> str:
    messages = {
        ("name", "empty"): _("Enter the name of the report."),
        ("kind", "unknown"): _("Choose how the report is to be shown."),
        ("entity", "unknown"): _("Choose the records that the report is about."),
        ("columns", "empty"): _("Choose at least one column, a grouping or a measure."),
        ("columns", "many"): _("Choose at most %(count)s columns.", count=what),
        ("group_by", "many"): _("A report has at most two groupings, the period counted in."),
        ("group_by", "twice"): _("The same field cannot be used for two groupings."),
        ("date_field", "needed"): _("Choose the date field that the period refers to."),
        ("date_field", "not_date"): _("The chosen field is not a date."),
        ("measures", "many"): _("Choose at most %(count)s measures.", count=what),
        ("measures", "not_taken"): _("This function cannot be computed for the chosen field."),
        ("compare", "two"): _("Choose two different things to compare."),
        ("compare", "not_here"): _("Records of this kind cannot be compared in this way."),
        ("compare", "dates"): _("Enter the first and last day of the compared period, the first not after the last."),
        ("compare", "unbounded"): _("To compare periods, bound the chosen date field in the filter from both sides."),
        ("sort_by", "not_measured"): _("A grouped report is sorted by one of its measures."),
        ("sort_by", "not_a_field"): _("A report of records is sorted by one of its fields, not by a measure."),
        ("sort_by", "not_sorted"): _("Records cannot be sorted by this field. Choose the name of the record instead."),
        ("top", "range"): _("Enter a whole number from 1 to %(most)s.", most=what),
        ("filters", "filter_field"): _("The filter asks for an unknown field."),
        ("filters", "filter_op"): _("The chosen condition does not go with its field."),
        ("filters", "filter_value"): _("Check the value “%(value)s” in the filter.", value=what),
        ("filters", "filter_shape"): _("The filter is built wrongly. Groups may stand one level deep."),
    }
    return str(messages.get((field, reason)) or _("Check the field “%(field)s”: %(value)s.", field=field, value=what))
