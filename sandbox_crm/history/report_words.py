"""What stands in a report's definition, in words: the report's own names of entities, fields, kinds and measures."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from flask_babel import get_locale, ngettext

from sandbox_crm.reports.definition import from_plain
from sandbox_crm.reports.labels import BUCKETS, COMPARISONS, KINDS
from sandbox_crm.reports.typing import rows_of
from sandbox_crm.reports.words import entity_label, field_label, measure_label, one, order_words
from sandbox_crm.rules import RuleFault

_CODED = {"kind": KINDS, "date_bucket": BUCKETS}


def report_said(field: str, value: Any, row: dict[str, Any]) -> str | None:
    """A value of the field of a report in words, None where it needs no special ones. ``row``: the image it stands in."""
    language, entity = get_locale().language, row.get("entity") or ""
    if field in _CODED and value in _CODED[field]:
        return one(_CODED[field][value], language)
    if field == "entity":
        return entity_label(value, language)
    if field == "date_field":
        return _field(entity, value, language)
    if field == "sort_by":
        return order_words(replace(from_plain({"name": "", "entity": entity, **{
            name: row.get(name) for name in ("group_by", "date_field", "date_bucket", "measures")}}), sort_by=value), language)
    if field in ("columns", "group_by"):
        return ", ".join(_field(entity, name, language) for name in value)
    if field == "measures":
        return ", ".join(measure_label(entity, measure, language) for measure in value)
    if field == "compare" and value.get("kind") in COMPARISONS:
        return one(COMPARISONS[value["kind"]], language)
    if field == "filters":
        count = len(rows_of(value)[2])
        return ngettext("%(num)d condition", "%(num)d conditions", count)
    return None


def _field(entity: str, name: str, language: str) -> str:
    """A field by its name; a name that the report's entity does not know stays as it was typed."""
    try:
        return field_label(entity, name, language)
    except RuleFault:
        return name
