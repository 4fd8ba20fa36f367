"""Lists: the page of a query that the address asks for, and the words that count it.

Pages follow each other by the keys of the last row, not by a number: a page costs the same anywhere in the list, and a
record added meanwhile neither repeats a row nor hides one. The address holds the whole state, so the browser's "back"
works: ``after`` or ``before`` (keys of the row next to the page), ``end`` (the last page), ``size``.
"""

from __future__ import annotations

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from flask import request
from flask_babel import format_decimal
from flask_babel import gettext as _
from sqlalchemy import ColumnElement, Select, and_, func, literal_column, or_, select
from sqlalchemy.orm import Session
from werkzeug.datastructures import MultiDict

PAGE_SIZE = 25
SIZES = (25, 50, 100, 200)
#: a narrowed list is counted up to here; beyond, the screen says "more than"
MOST_COUNTED = 1_000
#: what of an address is a place in a list or the state of a panel
_PLACES = ("after", "before", "end", "page", "picking", "asking")


@dataclass(frozen=True)
class Key:
    """A sort key: an SQL expression that is never NULL."""

    expression: Any
    descending: bool = False


@dataclass(frozen=True)
class Paging:
    """One page of a list: ``shown`` records of ``total``; ``whole``: the total was counted to its end. ``previous`` and
    ``next`` are the query parameters of the neighbouring pages, None where there is none."""

    total: int
    shown: int
    size: int
    whole: bool = True
    previous: dict[str, str] | None = None
    next: dict[str, str] | None = None

    @property
    def words(self) -> str:
        """How much of the list is on the page."""
        shown, total = format_decimal(self.shown), format_decimal(self.total)
        if self.whole:
            return _("Shown %(shown)s of %(total)s", shown=shown, total=total)
        return _("Shown %(shown)s of more than %(total)s", shown=shown, total=total)

    def url(self, place: dict[str, str] | None = None, **changes: Any) -> str:
        """The same list at another page or in another form; filters stay in the address."""
        return with_query(**{**dict.fromkeys(_PLACES), **(place or {}), **changes})


def paged(session: Session, query: Select[Any], *keys: Key, entity: Any, size: int = PAGE_SIZE,
          narrowed: bool = True) -> tuple[list[Any], Paging]:
    """The records of ``entity`` on the page that the address asks for, in the order of ``keys`` and then of the id.

    ``query`` selects whole records and has no order. ``narrowed`` False: nothing narrows the list, an index counts it."""
    size = request.args.get("size", size, type=int)
    size = size if size in SIZES else PAGE_SIZE
    ordered = (*keys, Key(entity.id, keys[-1].descending if keys else False))
    backward = "before" in request.args or "end" in request.args
    place = read_place(request.args.get("before" if backward else "after", ""), len(ordered))
    wanted = query.add_columns(*(key.expression for key in ordered)).order_by(*_order(ordered, backward)).limit(size + 1)
    rows = session.execute(wanted.where(_beyond(ordered, place, backward)) if place else wanted).all()
    more, rows = len(rows) > size, rows[:size]
    if backward:
        rows.reverse()
    return [row[0] for row in rows], _paging(session, query, rows, size, narrowed, backward, more, bool(place))


def read_place(text: str, length: int) -> list[Any] | None:
    """The keys that an address holds; None where there are none or they were tampered with."""
    try:
        values = json.loads(urlsafe_b64decode(text.encode() + b"=" * (-len(text) % 4)))
    except ValueError:
        return None
    fits = isinstance(values, list) and len(values) == length and all(isinstance(value, str | int) for value in values)
    return values if fits else None


def written_place(values: Sequence[Any]) -> str:
    """The keys of a row as an address holds them."""
    return urlsafe_b64encode(json.dumps([*values], separators=(",", ":"), default=str).encode()).decode().rstrip("=")


def count(session: Session, query: Select[Any], most: int | None = None) -> int:
    """How many records a query means; at most ``most`` are counted."""
    bare = query.order_by(None)
    if most is not None:
        bare = bare.with_only_columns(literal_column("1"), maintain_column_froms=True).limit(most)
        return session.scalar(select(func.count()).select_from(bare.subquery())) or 0
    return session.scalar(bare.with_only_columns(func.count(), maintain_column_froms=True)) or 0


def names_of(session: Session, entity: Any, ids: Iterable[int | None]) -> dict[int, str]:
    """Names of the records that a page speaks of, by id, the deleted ones too; always one statement."""
    wanted = sorted({key for key in ids if key is not None})
    found: dict[int, str] = dict(session.execute(select(entity.id, entity.name).where(entity.id.in_(wanted))).all())
    return found


@dataclass(frozen=True)
class Chip:
    """One filter in force: what it is called, its value in words, and the address of the list without it."""

    label: Any
    value: Any
    without: str


def chips(fields: dict[str, tuple[Any, Any]]) -> list[Chip]:
    """The filters that the address holds. ``fields``: name -> (label, options by code, or None for typed text)."""
    found = []
    for name, (label, options) in fields.items():
        value = request.args.get(name, "").strip()
        if value:
            known = {str(code): text for code, text in dict(options or {}).items()}
            found.append(Chip(label, known.get(value, value), with_query(**{**dict.fromkeys(_PLACES), name: None})))
    return found


def with_query(**changes: Any) -> str:
    """The present address with some query parameters changed; ``None`` removes one."""
    values = MultiDict(request.args)
    for name, value in changes.items():
        values.poplist(name)
        if value is not None:
            values[name] = str(value)
    from_query = "&".join(f"{_quoted(name)}={_quoted(value)}" for name, value in values.items(multi=True))
    return f"{request.path}?{from_query}" if from_query else request.path


def _paging(session: Session, query: Select[Any], rows: Sequence[Any], size: int, narrowed: bool, backward: bool,
            more: bool, placed: bool) -> Paging:
    total = count(session, query, MOST_COUNTED + 1 if narrowed else None)
    whole = total <= MOST_COUNTED or not narrowed
    earlier, later = (more, placed) if backward else (placed, more)
    return Paging(total if whole else MOST_COUNTED, len(rows), size, whole,
                  {"before": written_place(rows[0][1:])} if rows and earlier else None,
                  {"after": written_place(rows[-1][1:])} if rows and later else None)


def _order(keys: Sequence[Key], backward: bool) -> list[Any]:
    return [key.expression.desc() if key.descending != backward else key.expression.asc() for key in keys]


def _beyond(keys: Sequence[Key], place: list[Any], backward: bool) -> ColumnElement[bool]:
    """Rows that stand after the place (before it when going backward). The outer bound is plain, so that the index of
    the first key leads straight to it."""
    found: ColumnElement[bool] | None = None
    for key, value in zip(reversed(keys), reversed(place), strict=True):
        falling = key.descending != backward
        past = key.expression < value if falling else key.expression > value
        reached = key.expression <= value if falling else key.expression >= value
        found = past if found is None else and_(reached, or_(past, found))
    assert found is not None
    return found


def _quoted(text: str) -> str:
    return quote(text, safe="")
