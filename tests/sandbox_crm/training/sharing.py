"""What two companies have in common: every name, number, address, title and amount of one that stands in the other too."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

#: words that any company of this country uses: they give nothing away
EVERYBODYS = {
    "Wygrana",
    "Opole",
    "Gliwice",
    "Wrocław",
    "dyrektor",
    "dyrektorka",
    "kierownik biura",
    "kierowniczka biura",
    "Przegrana",
    "opolskie",
    "dolnośląskie",
    "śląskie",
    "handlowiec",
    "46.90.Z",
    "czynny",
    "usługi",
    "commercial",
}
#: dates and marks made by counting
_COUNTED = re.compile(r"(_on|_at|sha256|_sort|_fold|_key|version)$")
#: codes of the CRM, and what half the country is called or lives in; a person's whole name is told
_CODES = {
    "kind",
    "status",
    "industry",
    "size_bucket",
    "source",
    "acquisition_method",
    "legal_form",
    "unit",
    "vat_code",
    "channel",
    "preferred_channel",
    "metric",
    "gate",
    "offset_from",
    "priority",
    "direction",
    "role",
    "decision_role",
    "nip_status",
    "key",
    "pkd",
    "country",
    "lost_reason",
    "mode",
    "entity",
    "legal_basis",
    "number",
    "media_type",
    "value_source",
    "category",
    "op",
    "rule",
    "filters",
    "columns",
    "group_by",
    "measures",
    "date_field",
    "date_bucket",
    "needed_fields",
    "results",
    "sort_by",
    "tag_values",
    "accepted_fields",
    "mapping",
    "totals",
    "rows",
    "definition",
    "product_category",
    "entity_type",
    "field",
    "setting_key",
    "expected_close",
    "date_from",
    "date_to",
    "valid_until",
    "due_time",
    "why",
    "label",
    "code",
    "first_name",
    "last_name",
    "city",
    "commune",
    "county",
    "voivodeship",
}


def texts(rows: dict[str, list[dict[str, Any]]]) -> set[str]:
    """Every text that a company's rows say, with single spaces; codes and dates left out."""
    said = (text for table, listed in rows.items() for row in listed for text in _of_row(table, row))
    return {" ".join(text.split()) for text in said if len(text.strip()) > 3} - EVERYBODYS


def amounts(rows: dict[str, list[dict[str, Any]]]) -> set[int]:
    """Every amount in grosze but nothing."""
    found = {
        value
        for listed in rows.values()
        for row in listed
        for name, value in row.items()
        if name.endswith("_gr") and isinstance(value, int) and value
    }
    goals = {
        row["target_value"] for row in rows.get("sales_goal", []) if row.get("target_value") and row["metric"] == "won_value"
    }
    return found | goals


def _of_row(table: str, row: dict[str, Any]) -> Iterator[str]:
    if row.get("first_name"):
        yield f"{row['first_name']} {row.get('last_name')}"
    job = {"title"} if table == "contact" else set()
    yield from _texts({name: value for name, value in row.items() if name not in job}, "")


def _texts(value: Any, name: str) -> Iterator[str]:
    if name in _CODES or _COUNTED.search(name):
        return
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for key, item in value.items():
            yield from _texts(item, key)
    elif isinstance(value, list):
        for item in value:
            yield from _texts(item, "")
