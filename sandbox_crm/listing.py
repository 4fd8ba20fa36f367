"""Lists: the page of a query that the address asks for, and the words that count it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from flask import request
from flask_babel import gettext as _
from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session
from werkzeug.datastructures import MultiDict

PAGE_SIZE = 25


@dataclass(frozen=True)
class Paging:
    """One page of a list: ``number`` of ``last``; ``total`` records in all, ``shown`` of them on this page."""

    number: int
    last: int
    total: int
    shown: int

    @property
    def words(self) -> str:
        """How much of the list is on the page."""
        return _("Shown %(shown)s of %(total)s", shown=self.shown, total=self.total)

    def url(self, number: int) -> str:
        """The same list at another page; filters stay in the address."""
        return with_query(page=number)


def paged(session: Session, query: Select[Any], size: int = PAGE_SIZE) -> tuple[list[Any], Paging]:
    """The records of the page that ``?page=`` asks for."""
    total = session.scalar(select(func.count()).select_from(query.order_by(None).subquery())) or 0
    last = max(1, -(-total // size))
    number = min(max(1, request.args.get("page", 1, type=int) or 1), last)
    records = list(session.scalars(query.limit(size).offset((number - 1) * size)))
    return records, Paging(number, last, total, len(records))


def with_query(**changes: Any) -> str:
    """The present address with some query parameters changed; ``None`` removes one."""
    values = MultiDict(request.args)
    for name, value in changes.items():
        values.poplist(name)
        if value is not None:
            values[name] = str(value)
    from_query = "&".join(f"{_quoted(name)}={_quoted(value)}" for name, value in values.items(multi=True))
    return f"{request.path}?{from_query}" if from_query else request.path


def _quoted(text: str) -> str:
    return quote(text, safe="")
