"""What the address of a list of accounts or of people asks for, as a filter (see `sandbox_crm.rules`).

What cannot be read counts as not asked: a list is looked at, not judged.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from app.polish.identifiers import clean_digits
from sandbox_crm.models.clients import DECISION_ROLES
from sandbox_crm.sales.asking import Filters, number

#: filters of accounts that choose one value; "-" asks for those that have none
ACCOUNT_CHOICES = ("kind", "status", "industry", "source", "owner_id")
#: fields that the search of a list looks into, beside the telephone numbers
_ACCOUNT_WORDS = ("name", "city", "nip", "regon", "krs", "email")
_CONTACT_WORDS = ("full_name", "email")
EMPTY = "-"


def account_filters(asked: Mapping[str, str], text: bool = True) -> Filters:
    """The filter for ``q``, ``kind``, ``status``, ``industry``, ``source``, ``owner_id``, ``segment_id``; ``text`` False
    leaves ``q`` out (the list finds it through the index of words). No condition gives ``{}``."""
    parts = _words(asked, _ACCOUNT_WORDS, ("phone",)) if text else []
    for name in ACCOUNT_CHOICES:
        value: Any = number(asked, name) if name == "owner_id" else asked.get(name, "").strip()
        if asked.get(name) == EMPTY:
            parts.append({"field": name, "op": "empty"})
        elif value:
            parts.append({"field": name, "op": "eq", "value": value})
    if number(asked, "segment_id"):
        parts.append({"field": "segment", "op": "eq", "value": number(asked, "segment_id")})
    return {"all": parts} if parts else {}


def contact_filters(asked: Mapping[str, str], text: bool = True) -> Filters:
    """The filter for ``q``, ``account_id``, ``decision_role``, ``segment_id``; ``text`` as with accounts."""
    parts = _words(asked, _CONTACT_WORDS, ("phone", "mobile")) if text else []
    if number(asked, "account_id"):
        parts.append({"field": "account_id", "op": "eq", "value": number(asked, "account_id")})
    if number(asked, "segment_id"):
        parts.append({"field": "segment", "op": "eq", "value": number(asked, "segment_id")})
    if asked.get("decision_role") in DECISION_ROLES:
        parts.append({"field": "decision_role", "op": "eq", "value": asked["decision_role"]})
    return {"all": parts} if parts else {}


def _words(asked: Mapping[str, str], fields: tuple[str, ...], numbers: tuple[str, ...]) -> list[Any]:
    """One of the fields holds the text; a number is looked for without its dashes too, and among telephone numbers."""
    text = asked.get("q", "").strip()
    if not text:
        return []
    digits = clean_digits(text)
    parts = [{"field": name, "op": "contains", "value": text} for name in fields]
    if digits.removeprefix("+").isdecimal():
        parts += [{"field": name, "op": "contains", "value": text} for name in numbers]
        if digits != text and "nip" in fields:
            parts += [{"field": name, "op": "contains", "value": digits} for name in ("nip", "regon", "krs")]
    return [{"any": parts}]
