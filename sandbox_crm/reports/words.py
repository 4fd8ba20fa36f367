"""Names of fields, values and operators in both languages, and a filter in words.

A generated report freezes its filter in Polish words, and commands know no web request: so these names are kept here
as pairs and not in the catalogues of the screens.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from app.polish.amounts import format_pln, format_quantity
from app.polish.dates import format_date
from sandbox_crm.reports.definition import Definition, measure_name
from sandbox_crm.reports.labels import BUCKETS, DAY_SIGNS, ENTITIES, FIELDS, FUNCTIONS, OPERATORS, RELATIONS, RELATIVE, VALUES
from sandbox_crm.rules import OVERDUE, Path, group_of, is_group, path_of, relative_range

Names = Callable[[str, Any], str | None]


def one(pair: tuple[str, str], language: str) -> str:
    """The word of a pair in a language: ``en`` or, for everything else, Polish."""
    return pair[0] if language == "en" else pair[1]


def field_label(entity: str, dotted: str, language: str = "pl") -> str:
    """A field's name; one reached through relations names them first: ``Konto klienta: branża``."""
    *relations, field = dotted.split(".")
    path = path_of(entity, dotted)
    label = one(FIELDS[f"{path.entity}.{field}"], language)
    if not relations:
        return label
    steps = [one(RELATIONS[relation], language) for relation in relations]
    return f"{' – '.join(steps)}: {label[:1].lower() + label[1:] if not label.isupper() and label not in _PROPER else label}"


_PROPER = ("NIP", "REGON", "KRS", "VAT UE", "EU VAT")


def entity_label(entity: str, language: str = "pl") -> str:
    """What records of an entity are called, in plural."""
    return one(ENTITIES[entity], language)


def value_label(path: Path, value: Any, language: str = "pl", names: Names | None = None) -> str:
    """A value as people read it; ``names(kind, value)`` gives names of records and dictionary codes."""
    if value is None or value == "":
        return "(empty)" if language == "en" else "(puste)"
    if isinstance(value, bool):
        return one(("yes", "tak") if value else ("no", "nie"), language)
    if path.kind == "money":
        return format_pln(value)
    if path.kind == "quantity":
        return format_quantity(value)
    if path.kind == "percent":
        return f"{number_text(value)}%"
    if path.kind == "date":
        return format_date(date.fromisoformat(value))
    if path.kind in ("ref", "segment", "choice"):
        known = VALUES.get(f"{path.entity}.{path.field}", {}).get(value)
        return one(known, language) if known else (names(f"{path.entity}.{path.field}", value) if names else None) or str(value)
    return number_text(value) if isinstance(value, float) else str(value)


def number_text(value: float) -> str:
    """A plain number with a decimal comma."""
    return str(value).replace(".", ",").replace("-", "−")


def measure_label(entity: str, measure: dict[str, Any], language: str = "pl") -> str:
    """A measure's name: ``Suma: wartość netto``."""
    name = one(FUNCTIONS[measure["func"]], language)
    if measure["func"] == "count":
        return name
    label = field_label(entity, measure["field"], language)
    return f"{name}: {label[:1].lower()}{label[1:]}"


def grouping_label(asked: Definition, dotted: str, language: str = "pl") -> str:
    """A grouping's name, with the period that its dates are put into: ``Data zamknięcia (miesiąc)``."""
    name = field_label(asked.entity, dotted, language)
    bucket = asked.date_bucket if dotted == asked.date_field else None
    return f"{name} ({one(BUCKETS[bucket], language).lower()})" if bucket else name


def order_words(asked: Definition, language: str = "pl", totals: dict[str, Any] | None = None) -> str:
    """The order of a report and how much of it is shown, as one phrase; empty for the usual order of everything."""
    said = []
    if asked.sort_by:
        named = {measure_name(measure): measure_label(asked.entity, measure, language) for measure in asked.asked}
        name = named.get(asked.sort_by) if asked.groupings else field_label(asked.entity, asked.sort_by, language)
        way = one(("descending", "malejąco") if asked.sort_down else ("ascending", "rosnąco"), language)
        said.append(f"{name or asked.sort_by} {way}")
    elif asked.sort_down:
        said.append(one(("the usual one, descending", "zwykła, malejąco"), language))
    if asked.top:
        most = (totals or {}).get("of")
        of = "" if most is None else one((f" of {most}", f" z {most}"), language)
        shown = asked.top if most is None else min(asked.top, most)
        said.append(one((f"the first {shown}{of}", f"pierwsze {shown}{of}"), language))
    return ", ".join(said)


def filter_words(entity: str, filters: dict[str, Any] | None, today: date, language: str = "pl",
                 names: Names | None = None) -> str:
    """A filter as one sentence; relative dates carry the days they mean."""
    if not filters or not group_of(filters)[1]:
        return one(("All records", "Wszystkie rekordy"), language)
    word, parts = group_of(filters)
    said = [f"({filter_words(entity, part, today, language, names)})" if is_group(part) else
            _condition(entity, part, today, language, names) for part in parts]
    return one((" and ", " oraz ") if word == "all" else (" or ", " lub "), language).join(said)


def _condition(entity: str, part: dict[str, Any], today: date, language: str, names: Names | None) -> str:
    path, op, value = path_of(entity, part["field"]), part["op"], part.get("value")
    label = field_label(entity, part["field"], language)
    if op in ("empty", "not_empty") or (value is None and op in ("eq", "ne")):
        blank = op in ("empty", "eq")
        joint = one((" ", ": "), language)
        return f"{label}{joint}{one(OPERATORS['empty' if blank else 'not_empty'], language)}"

    def said(item: Any) -> str:
        return f"„{item}”" if path.kind == "text" else value_label(path, item, language, names)

    if op == "relative":
        return f"{label}: {relative_words(value, today, language)}"
    if op == "in":
        return f"{label} {one(OPERATORS['in'], language)}: {', '.join(said(item) for item in value) or '–'}"
    if op == "between":
        return f"{label} {_range_words(value, said, language)}"
    sign = DAY_SIGNS.get(op, OPERATORS[op]) if path.kind == "date" else OPERATORS[op]
    return f"{label} {one(sign, language)} {said(value)}"


def _range_words(value: list[Any], said: Callable[[Any], str], language: str) -> str:
    low, high = value
    words = ([one(("from", "od"), language), said(low)] if low is not None else []) + (
        [one(("to", "do"), language), said(high)] if high is not None else [])
    return " ".join(words)


def relative_words(value: str, today: date, language: str = "pl") -> str:
    """A relative range with the days it means on ``today``."""
    if value == OVERDUE:
        return f"{one(RELATIVE[OVERDUE], language)} ({one(('before', 'przed'), language)} {format_date(today)})"
    first, last = relative_range(value, today)
    name, _, count = value.partition(":")
    said = one(RELATIVE["today"] if count == "1" else RELATIVE[name], language).replace("{n}", count)
    days = format_date(first) if first == last else f"{format_date(first)}–{format_date(last)}"
    return f"{said} ({days})"
