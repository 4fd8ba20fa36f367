"""What a report asks, as one value, and what makes it mean something. PURE."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from datetime import date
from typing import Any

from sandbox_crm.models.work import REPORT_ENTITIES, REPORT_KINDS
from sandbox_crm.rules import Path, RuleFault, check_filters, path_of

BUCKETS = ("day", "week", "month", "quarter", "year")
FUNCTIONS = ("count", "sum", "avg", "min", "max")
COMPARISONS = ("previous_period", "period", "segment", "owner")
#: function -> kinds of field it can be taken of
_TAKES = {"sum": ("money", "number", "quantity"), "avg": ("money", "number", "quantity", "percent"),
          **dict.fromkeys(("min", "max"), ("money", "number", "quantity", "percent", "date"))}
#: what a comparison goes by -> the fields that may tie a record to it, the nearest first
_TIES = {"owner": ("owner_id", "user_id", "account.owner_id", "opportunity.owner_id", "offer.opportunity.owner_id",
                   "contact.account.owner_id"),
         "segment": ("segment", "account.segment", "opportunity.account.segment", "offer.account.segment",
                     "contact.account.segment")}
#: kinds of field that records can be sorted by; an id says nothing of itself, the name it stands for does
SORTABLE = ("text", "choice", "number", "quantity", "money", "percent", "date", "bool")
MOST_TOP = 1000
_MOST_COLUMNS = 12
_MOST_MEASURES = 5


@dataclass(frozen=True)
class Definition:
    """A report's question. ``measures``: [{"func", "field"}]; ``compare``: see `check_definition`; ``sort_by``, ``sort_down`` and
    ``top``: see `sandbox_crm.reports.ordering`."""

    name: str
    entity: str
    columns: tuple[str, ...] = ()
    filters: dict[str, Any] = field(default_factory=dict)
    group_by: tuple[str, ...] = ()
    date_field: str | None = None
    date_bucket: str | None = None
    empty_periods: bool = True
    measures: tuple[dict[str, Any], ...] = ()
    compare: dict[str, Any] | None = None
    sort_by: str | None = None
    sort_down: bool = False
    top: int | None = None
    kind: str = "table"
    purpose: str | None = None
    why_kind: str | None = None
    conclusion: str | None = None

    @property
    def groupings(self) -> tuple[str, ...]:
        """The fields the result is grouped by; a bucketed date stands last where it was not placed."""
        added = self.date_bucket and self.date_field and self.date_field not in self.group_by
        return (*self.group_by, self.date_field) if added and self.date_field else self.group_by

    @property
    def asked(self) -> tuple[dict[str, Any], ...]:
        """The measures; a grouped report without any counts records."""
        return self.measures or ({"func": "count"},)

    def path(self, dotted: str) -> Path:
        """A field of the report's entity."""
        return path_of(self.entity, dotted)

    @property
    def dated(self) -> int | None:
        """The place of the grouping whose dates are put into periods; None where there is none."""
        return self.groupings.index(self.date_field) if self.date_bucket and self.date_field in self.groupings else None

    def plain(self) -> dict[str, Any]:
        """The definition as JSON can hold it."""
        return {name: list(value) if isinstance(value, tuple) else value for name, value in asdict(self).items()}


def measure_name(measure: dict[str, Any]) -> str:
    """A measure as `Definition.sort_by` names it: ``count``, ``sum:value_gr``."""
    return measure["func"] if measure["func"] == "count" else f"{measure['func']}:{measure.get('field')}"


def definition_of(report: Any) -> Definition:
    """The definition that a report record holds."""
    values = {name: getattr(report, name) for name in Definition.__dataclass_fields__}
    return from_plain(values)


def from_plain(values: dict[str, Any]) -> Definition:
    """A definition from its plain form."""
    lists = ("columns", "group_by", "measures")
    return Definition(**{name: tuple(value or ()) if name in lists else value for name, value in values.items()})


def check_definition(asked: Definition) -> dict[str, tuple[str, Any]]:
    """What is wrong: field of the definition -> (reason, culprit). Empty when the report means something.

    ``compare``: {"kind": "previous_period"} (the filter must bound ``date_field``), {"kind": "period", "from", "to"},
    {"kind": "segment", "a", "b"} and {"kind": "owner", "a", "b"} with ids.
    """
    faults: dict[str, tuple[str, Any]] = {}
    if not (asked.name or "").strip():
        faults["name"] = ("empty", None)
    if asked.entity not in REPORT_ENTITIES:
        return {**faults, "entity": ("unknown", asked.entity)}
    if asked.kind not in REPORT_KINDS:
        faults["kind"] = ("unknown", asked.kind)
    _fault(faults, "filters", lambda: check_filters(asked.entity, asked.filters))
    for name in ("columns", "group_by"):
        for dotted in getattr(asked, name):
            _fault(faults, name, lambda dotted=dotted: asked.path(dotted))
    if len(asked.columns) > _MOST_COLUMNS:
        faults["columns"] = ("many", _MOST_COLUMNS)
    if not asked.columns and not asked.groupings and not asked.measures:
        faults.setdefault("columns", ("empty", None))
    _check_dates(asked, faults)
    _check_measures(asked, faults)
    _check_compare(asked, faults)
    _check_order(asked, faults)
    return faults


def _fault(faults: dict[str, tuple[str, Any]], name: str, look: Any) -> Any:
    try:
        return look()
    except RuleFault as fault:
        faults.setdefault(name, (f"filter_{fault.reason}" if name == "filters" else "unknown", fault.what))
        return None


def _check_dates(asked: Definition, faults: dict[str, tuple[str, Any]]) -> None:
    if asked.date_field:
        path = _fault(faults, "date_field", lambda: asked.path(str(asked.date_field)))
        if path and path.kind != "date":
            faults["date_field"] = ("not_date", asked.date_field)
    if asked.date_bucket and asked.date_bucket not in BUCKETS:
        faults["date_bucket"] = ("unknown", asked.date_bucket)
    elif asked.date_bucket and not asked.date_field:
        faults["date_field"] = ("needed", None)
    if len(asked.groupings) > 2:
        faults.setdefault("group_by", ("many", 2))
    elif len(set(asked.groupings)) < len(asked.groupings):
        faults.setdefault("group_by", ("twice", None))


def _check_measures(asked: Definition, faults: dict[str, tuple[str, Any]]) -> None:
    if len(asked.measures) > _MOST_MEASURES:
        faults["measures"] = ("many", _MOST_MEASURES)
    for measure in asked.measures:
        func = measure.get("func")
        if func not in FUNCTIONS or set(measure) - {"func", "field"}:
            faults.setdefault("measures", ("unknown", func))
        elif func != "count":
            path = _fault(faults, "measures", lambda measure=measure: asked.path(str(measure.get("field"))))
            if path and path.kind not in _TAKES[func]:
                faults.setdefault("measures", ("not_taken", measure["field"]))


def _check_compare(asked: Definition, faults: dict[str, tuple[str, Any]]) -> None:
    if not asked.compare:
        return
    kind = asked.compare.get("kind")
    if kind not in COMPARISONS:
        faults["compare"] = ("unknown", kind)
    elif kind in ("segment", "owner"):
        if {type(asked.compare.get(side)) for side in ("a", "b")} != {int} or asked.compare["a"] == asked.compare["b"]:
            faults["compare"] = ("two", kind)
        elif owner_or_account(asked, kind) is None:
            faults["compare"] = ("not_here", kind)
    elif not asked.date_field:
        faults.setdefault("date_field", ("needed", None))
    elif kind == "period" and _period(asked.compare) is None:
        faults["compare"] = ("dates", None)
    elif "filters" not in faults and bounding(asked) is None:
        faults["compare"] = ("unbounded", asked.date_field)


def _check_order(asked: Definition, faults: dict[str, tuple[str, Any]]) -> None:
    if asked.top is not None and (type(asked.top) is not int or not 1 <= asked.top <= MOST_TOP):
        faults["top"] = ("range", MOST_TOP)
    if asked.sort_by is None:
        return
    if asked.groupings:
        if "measures" not in faults and asked.sort_by not in [measure_name(measure) for measure in asked.asked]:
            faults["sort_by"] = ("not_measured", asked.sort_by)
        return
    path = _fault(faults, "sort_by", lambda: asked.path(str(asked.sort_by)))
    if path is None:
        faults["sort_by"] = ("not_a_field", asked.sort_by)
    elif path.kind not in SORTABLE:
        faults["sort_by"] = ("not_sorted", asked.sort_by)


def _period(compare: dict[str, Any]) -> tuple[date, date] | None:
    try:
        first, last = date.fromisoformat(compare["from"]), date.fromisoformat(compare["to"])
    except (KeyError, TypeError, ValueError):
        return None
    return (first, last) if first <= last else None


def owner_or_account(asked: Definition, kind: str) -> str | None:
    """The field that ties a record to its owner or to the segment of its account; None where there is none."""
    for dotted in _TIES[kind]:
        try:
            asked.path(dotted)
        except RuleFault:
            continue
        return dotted
    return None


def bounding(asked: Definition) -> list[dict[str, Any]] | None:
    """The conditions of the filter that bound ``date_field`` from both sides; None where it does not."""
    if not asked.filters or "all" not in asked.filters:
        return None
    on_date = [part for part in asked.filters["all"] if part.get("field") == asked.date_field]
    whole = [part for part in on_date if part["op"] in ("between", "relative", "eq") and part["value"] != "overdue"
             and part["value"] is not None and (part["op"] != "between" or None not in part["value"])]
    if whole:
        return on_date
    ops = {part["op"] for part in on_date}
    return on_date if ops & {"ge", "gt"} and ops & {"le", "lt"} else None
