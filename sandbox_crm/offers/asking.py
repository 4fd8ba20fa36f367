"""What the address of the list of offers asks for, as a filter (see `sandbox_crm.rules`)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sandbox_crm.offers.labels import OFFER_STATUS
from sandbox_crm.sales.asking import Filters, number


def offer_filters(asked: Mapping[str, str]) -> Filters:
    """The filter for ``q``, ``status`` and ``account_id``. No condition gives ``{}``."""
    parts: list[Any] = []
    text = asked.get("q", "").strip()
    if text:
        parts.append({"any": [{"field": name, "op": "contains", "value": text} for name in ("number", "account.name")]})
    if asked.get("status") in OFFER_STATUS:
        parts.append({"field": "status", "op": "eq", "value": asked["status"]})
    if number(asked, "account_id"):
        parts.append({"field": "account_id", "op": "eq", "value": number(asked, "account_id")})
    return {"all": parts} if parts else {}
