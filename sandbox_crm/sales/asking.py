"""What the address of an opportunity list or board asks for, as a filter (see `sandbox_crm.rules`).

What cannot be read counts as not asked: a list is looked at, not judged.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask_babel import lazy_gettext as _l

from app.polish.amounts import Unreadable, parse_amount
from app.polish.dates import parse_date

Filters = dict[str, Any]

NUMBERED = ("pipeline_id", "stage_id", "owner_id", "account_id", "goal_id")
#: what an address may ask for beside its pipeline and stage
BESIDE = ("q", "owner_id", "account_id", "goal_id", "state", "source", "segment_id", "close", "close_from", "close_to",
          "closed_from", "closed_to", "value_from", "value_to")
CLOSES = {"this_week": _l("this week"), "this_month": _l("this month"), "next_month": _l("next month"),
          "this_quarter": _l("this quarter"), "next_quarter": _l("next quarter"), "overdue": _l("overdue")}
SORTS = {"expected_close": _l("expected close, earliest first"), "-value_gr": _l("value, highest first"),
         "value_gr": _l("value, lowest first"), "-probability": _l("probability, highest first"),
         "number": _l("number"), "name": _l("name")}


def opportunity_filters(asked: Mapping[str, str]) -> Filters:
    """The filter for ``q``, ``pipeline_id``, ``stage_id``, ``state`` (open, won, lost), ``owner_id``, ``account_id``,
    ``goal_id``, ``source``, ``segment_id``, ``close`` (a relative range of the expected close), ``close_from``,
    ``close_to``, ``closed_from``, ``closed_to``, ``value_from``, ``value_to`` (in zloty). No condition gives ``{}``."""
    parts: list[Any] = []
    text = asked.get("q", "").strip()
    if text:
        parts.append({"any": [{"field": name, "op": "contains", "value": text} for name in ("name", "number", "account.name")]})
    parts += [{"field": name, "op": "eq", "value": number(asked, name)} for name in NUMBERED if number(asked, name)]
    if asked.get("state") in ("open", "won", "lost"):
        parts.append({"field": "stage.kind", "op": "eq", "value": asked["state"]})
    if asked.get("source"):
        parts.append({"field": "source", "op": "eq", "value": asked["source"]})
    if number(asked, "segment_id"):
        parts.append({"field": "account.segment", "op": "eq", "value": number(asked, "segment_id")})
    if asked.get("close") in CLOSES:
        parts.append({"field": "expected_close", "op": "relative", "value": asked["close"]})
    parts += _between("expected_close", day(asked, "close_from"), day(asked, "close_to"))
    parts += _between("closed_on", day(asked, "closed_from"), day(asked, "closed_to"))
    parts += _between("value_gr", _amount(asked, "value_from"), _amount(asked, "value_to"))
    return {"all": parts} if parts else {}


def product_filters(asked: Mapping[str, str]) -> Filters:
    """The filter of the price list for ``q``, ``category`` and ``active`` (yes, no). No condition gives ``{}``."""
    parts: list[Any] = []
    text, category = asked.get("q", "").strip(), asked.get("category", "").strip()
    if text:
        parts.append({"any": [{"field": name, "op": "contains", "value": text} for name in ("code", "name")]})
    if category:
        parts.append({"field": "category", "op": "eq", "value": category})
    if asked.get("active") in ("yes", "no"):
        parts.append({"field": "active", "op": "eq", "value": asked["active"] == "yes"})
    return {"all": parts} if parts else {}


def beside_stage(asked: Mapping[str, str]) -> dict[str, str]:
    """What an address asks for beside its pipeline and stage: a link from the sums of a stage to its opportunities carries
    it on, so that the list holds exactly what was summed."""
    return {name: asked[name] for name in BESIDE if asked.get(name, "").strip()} | conditions_in(asked)


def conditions_in(asked: Mapping[str, str]) -> dict[str, str]:
    """The conditions of an address as they are carried on (see `sandbox_crm.lists.conditions`)."""
    return {"where": asked["where"]} if asked.get("where") else {}


def number(asked: Mapping[str, str], name: str) -> int | None:
    """An id of the address; None where there is none."""
    text = asked.get(name, "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else None


def day(asked: Mapping[str, str], name: str) -> str | None:
    """A date of the address as ISO text; None where there is none."""
    try:
        return parse_date(asked.get(name, "")).isoformat()
    except ValueError:
        return None


def _amount(asked: Mapping[str, str], name: str) -> int | None:
    try:
        return parse_amount(asked[name]) if asked.get(name, "").strip() else None
    except Unreadable:
        return None


def _between(field: str, low: Any, high: Any) -> list[Any]:
    return [] if low is None and high is None else [{"field": field, "op": "between", "value": [low, high]}]
