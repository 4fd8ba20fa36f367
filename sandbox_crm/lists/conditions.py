"""Conditions that somebody put together for a list. The address holds them as a filter (``where``, see
`sandbox_crm.rules`), so that the browser's "back", a file and a bulk change mean what the screen shows; above the list
they stand in words, each with the address of the list without it.

What cannot be read counts as not asked: a list is looked at, not judged.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from flask_babel import gettext as _

from sandbox_crm.reports.words import Names, filter_words
from sandbox_crm.rules import check_filters, conditions, group_of, is_group

Filters = dict[str, Any]
#: conditions that a list takes
MOST = 20
_LONGEST = 20_000


@dataclass(frozen=True)
class Piece:
    """A part of a chip: a condition in words with the address of the list without it, or what ``joins`` two of them."""

    words: str
    without: str = ""
    joins: bool = False


def where_of(entity: str, asked: Mapping[str, str]) -> Filters:
    """The filter in ``where`` of an address; ``{}`` where there is none."""
    text = asked.get("where", "")
    try:
        found = json.loads(text) if text and len(text) <= _LONGEST else {}
        check_filters(entity, found)
        every = list(conditions(found))
    except (ValueError, TypeError, AttributeError, RecursionError):
        return {}
    return found if 0 < len(every) <= MOST and all(_printable(part.get("value")) for part in every) else {}


def where_text(filters: Filters) -> str | None:
    """A filter as an address holds it; None for an empty one."""
    return json.dumps(filters, ensure_ascii=False, separators=(",", ":")) if filters else None


def joined(filters: Sequence[Filters]) -> Filters:
    """One filter of several that hold together."""
    held = [one for one in filters if one]
    if len(held) == 1:
        return held[0]
    parts: list[Any] = []
    for one in held:
        word, inner = group_of(one)
        parts += inner if word == "all" or len(inner) == 1 else [one]
    return {"all": parts} if parts else {}


def asks_about(filters: Filters, *fields: str) -> bool:
    """Whether one of the conditions is about one of these fields."""
    return any(part["field"] in fields for part in conditions(filters))


def said(entity: str, filters: Filters, today: date, language: str, names: Names,
         address: Callable[[Filters], str] | None = None) -> list[list[Piece]]:
    """A filter as chips, each in pieces. ``address`` gives the list with another filter; without it no condition can be
    taken off."""

    def pieces(part: Any, path: tuple[int, ...]) -> list[Piece]:
        if not is_group(part):
            words = filter_words(entity, {"all": [part]}, today, language, names)
            return [Piece(words, address(without(filters, path)) if address else "")]
        word, inner = group_of(part)
        made: list[Piece] = []
        for place, one in enumerate(inner):
            told = pieces(one, (*path, place))
            made += [Piece(_("and") if word == "all" else _("or"), joins=True)] * bool(made)
            made += [Piece("(", joins=True), *told, Piece(")", joins=True)] if is_group(one) else told
        return made

    if not filters:
        return []
    word, parts = group_of(filters)
    return [pieces(filters, ())] if word == "any" else [pieces(part, (place,)) for place, part in enumerate(parts)]


def without(filters: Filters, path: Sequence[int]) -> Filters:
    """A filter without the part at a path of places; a group that is left empty goes too."""
    word, parts = group_of(filters)
    place, *deeper = path
    kept = without(parts[place], deeper) if deeper else {}
    left = [*parts[:place], *([kept] if kept else []), *parts[place + 1:]]
    return {word: left} if left else {}


def _printable(value: Any) -> bool:
    """No sign in it breaks a search: escapes of JSON may be any."""
    if isinstance(value, list):
        return all(_printable(one) for one in value)
    return not isinstance(value, str) or value.isprintable()
