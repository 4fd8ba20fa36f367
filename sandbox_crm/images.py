"""Rows as plain values and back: the only place where the database's types meet the published language."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import Date, DateTime, select
from sqlalchemy.orm import Session

from sandbox_crm.models.everything import ENTITIES
from sandbox_crm.snapshot import Row, State


def plain(value: Any) -> Any:
    """A column's value as JSON can hold it; moments as ISO text in UTC, dates as ISO text."""
    if isinstance(value, datetime):
        moment = value if value.tzinfo else value.replace(tzinfo=UTC)
        return moment.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
    if isinstance(value, date):
        return value.isoformat()
    return value


def image(record: Any) -> Row:
    """A record's full row image."""
    return {column.key: plain(getattr(record, column.key)) for column in record.__mapper__.column_attrs}


def from_plain(entity: type, row: Row) -> dict[str, Any]:
    """A row image as values that the entity's columns take."""
    values: dict[str, Any] = {}
    for attribute in entity.__mapper__.column_attrs:
        name, kind = attribute.key, attribute.columns[0].type
        if name not in row:
            continue
        value = row[name]
        if isinstance(value, str) and isinstance(kind, DateTime):
            value = datetime.fromisoformat(value).astimezone(UTC).replace(tzinfo=None)
        elif isinstance(value, str) and isinstance(kind, Date):
            value = date.fromisoformat(value)
        values[name] = value
    return values


def whole_state(session: Session) -> State:
    """Every journalled row of an open sandbox as plain values."""
    state: State = {}
    for entity in ENTITIES:
        rows = {record.id: image(record) for record in session.scalars(select(entity))}
        if rows:
            state[entity.__tablename__] = rows
    return state
