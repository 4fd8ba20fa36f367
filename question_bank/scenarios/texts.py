"""Slots put into texts and rows: ``{{name}}``, ``{{record.field}}``, ``{{name|form}}``. No template engine, no code."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

from app.polish.amounts import format_amount
from app.polish.dates import format_date, format_date_long
from question_bank.scenarios.variants import day

_SLOT = re.compile(r"\{\{\s*([\w.]+)(?:\|(\w+))?\s*\}\}")


class UnknownSlot(ValueError):
    """A text that asks for a slot or a form that is not there."""


FORMS: dict[str, Callable[[Any], Any]] = {
    "money": lambda value: f"{format_amount(value)} zł",
    "date": lambda value: format_date(day(value)),
    "long": lambda value: format_date_long(day(value)),
    "short": lambda value: format_date_long(day(value)).rsplit(" ", 1)[0],
    "nip": lambda value: f"{value[:3]}-{value[3:6]}-{value[6:8]}-{value[8:]}",
    "lost_zero": lambda value: value.lstrip("0"),
    "milli": lambda value: value * 1000,
    "bare": lambda value: value.removeprefix("+48 ").replace(" ", "-"),
    "upper": lambda value: str(value).upper(),
}


def slot_value(expression: str, slots: Mapping[str, Any], form: str | None = None) -> Any:
    """The value of ``name`` or ``record.field``, in a form when one is asked. Raises UnknownSlot."""
    value: Any = slots
    for part in expression.split("."):
        if not isinstance(value, Mapping) or part not in value:
            raise UnknownSlot(f"there is no slot {expression!r}")
        value = value[part]
    if form is None:
        return value.isoformat() if hasattr(value, "isoformat") else value
    if form not in FORMS:
        raise UnknownSlot(f"there is no form {form!r}; use one of {', '.join(sorted(FORMS))}")
    return FORMS[form](value)


def filled(value: Any, slots: Mapping[str, Any]) -> Any:
    """``value`` with its slots filled, deeply; a text that is one slot becomes that slot's value of its own type."""
    if isinstance(value, Mapping):
        return {key: filled(item, slots) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [filled(item, slots) for item in value]
    if not isinstance(value, str):
        return value.isoformat() if hasattr(value, "isoformat") else value
    whole = _SLOT.fullmatch(value)
    if whole and not _is_tag(whole, slots):
        return slot_value(whole[1], slots, whole[2])
    return _SLOT.sub(lambda found: found[0] if _is_tag(found, slots) else str(slot_value(found[1], slots, found[2])), value)


def prose(text: str) -> str:
    """Text for people, unwrapped: lines of a paragraph joined, but before a dash of a list and after `` /``; a full
    stop after "o.o." is not doubled."""
    paragraphs = []
    for paragraph in text.strip().split("\n\n"):
        lines: list[str] = []
        for line in paragraph.split("\n"):
            if lines and not line.lstrip().startswith("–") and not lines[-1].endswith(" /"):
                lines[-1] += f" {line.strip()}"
            else:
                if lines:
                    lines[-1] = lines[-1].removesuffix(" /")
                lines.append(line.strip())
        paragraphs.append("\n".join(lines).removesuffix(" /"))
    return "\n\n".join(paragraphs).replace("o.o..", "o.o.")


def _is_tag(found: re.Match[str], slots: Mapping[str, Any]) -> bool:
    """Offer templates keep their own tags: a name that is no slot and belongs to a record of the CRM."""
    return found[1].split(".")[0] in CRM_TAGS and found[1].split(".")[0] not in slots


CRM_TAGS = frozenset({"account", "contact", "opportunity", "offer", "owner", "company", "lines", "today", "user", "seller",
                      "totals"})


def slots_in(value: Any) -> set[str]:
    """The slots that a value asks for, by their whole names."""
    if isinstance(value, Mapping):
        return set().union(*(slots_in(item) for item in value.values()), set())
    if isinstance(value, list | tuple):
        return set().union(*(slots_in(item) for item in value), set())
    if not isinstance(value, str):
        return set()
    return {found[1] for found in _SLOT.finditer(value)} if "{{" in value else set()
