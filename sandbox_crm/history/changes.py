"""The history of changes of one record: who changed which field, when, from what to what. One shape for every record."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from flask import g, request
from sqlalchemy import ColumnElement, String, and_, cast, func, or_, select
from sqlalchemy.orm import Session

from sandbox_crm.bench import in_scenario
from sandbox_crm.history.field_words import ValueWords, label_of
from sandbox_crm.history.people import Names
from sandbox_crm.history.places import PART_OF, TABLE_OF
from sandbox_crm.models.journal import JournalRow
from sandbox_crm.travel.bar import moment_url

#: so many entries are shown at once; the address asks for all with ``?changes=all``
MOST_SHOWN = 20


@dataclass(frozen=True)
class ChangedField:
    """A field before and after, in words."""

    label: Any
    before: str
    after: str


@dataclass(frozen=True)
class Edit:
    """One entry of the journal about a record. ``moment``: the record as it stood right after it, where that is shown."""

    seq: int
    at: datetime
    who: str
    words: str
    fields: tuple[ChangedField, ...]
    moment: str | None = None


@dataclass(frozen=True)
class Changes:
    """What the panel shows: the latest entries first; ``more`` says that older ones were left out."""

    edits: list[Edit]
    more: bool


def record_changes() -> Changes | None:
    """The history of changes of the record whose page this is; None on other pages."""
    endpoint = (request.endpoint or "").removeprefix("sandbox_crm.")
    if endpoint not in TABLE_OF or "crm_bench" not in g:
        return None
    table, argument = TABLE_OF[endpoint]
    every = request.args.get("changes") == "all"
    found = edits_of(g.crm_bench.session, table, request.view_args[argument], None if every else MOST_SHOWN + 1)
    more = not every and len(found) > MOST_SHOWN
    return Changes(found[:MOST_SHOWN] if more else found, more)


def edits_of(session: Session, table: str, record_id: int, most: int | None = None) -> list[Edit]:
    """The entries of the journal about one record or its parts, the latest first."""
    names, words = Names(session), ValueWords(session)
    wanted = select(JournalRow).where(_speaks_of(table, record_id)).order_by(JournalRow.seq.desc()).limit(most)
    found = []
    for row in session.scalars(wanted):
        own = next((one for one in row.changes if (one["table"], one["id"]) == (table, record_id)), None)
        if own is None and not any(_is_part(one, table, record_id) for one in row.changes):
            continue
        fields = _fields(words, table, own["before"] or {}, own["after"] or {}) if own else ()
        at = in_scenario(date.fromisoformat(row.scenario_date), row.at)
        found.append(Edit(row.seq, at, names.actor(row), row.words, fields, _moment(row.seq)))
    return found


def _speaks_of(table: str, record_id: int) -> ColumnElement[bool]:
    """A quick sieve on the journal's text, so that only entries about the record are read."""
    text = cast(JournalRow.changes, String)
    own = func.instr(text, f'"table": "{table}", "id": {record_id},') > 0
    parts = [and_(func.instr(text, f'"table": "{part}"') > 0,
                  or_(func.instr(text, f'"{column}": {record_id},') > 0, func.instr(text, f'"{column}": {record_id}}}') > 0))
             for part, owners in PART_OF.items() for column, owner in owners if owner == table]
    return or_(own, *parts)


def _is_part(change: dict[str, Any], table: str, record_id: int) -> bool:
    row = change["after"] or change["before"] or {}
    return any(owner == table and row.get(column) == record_id for column, owner in PART_OF.get(change["table"], ()))


def _fields(words: ValueWords, table: str, before: dict[str, Any], after: dict[str, Any]) -> tuple[ChangedField, ...]:
    return tuple(ChangedField(label_of(table, name), *words.both(table, name, before, after))
                 for name in {**before, **after} if before.get(name) != after.get(name) and label_of(table, name) is not None)


def _moment(seq: int) -> str | None:
    if g.crm_opened.whole is None:
        return None
    return moment_url(request.endpoint or "", seq, **{name: value for name, value in (request.view_args or {}).items()
                                                      if name not in ("mode", "sandbox", "at")})
