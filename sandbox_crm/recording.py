"""Recording: gathers the before and after images of every row that one command changes."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import event, inspect
from sqlalchemy.orm import Session

from sandbox_crm.images import image, plain
from sandbox_crm.models.everything import ENTITIES
from sandbox_crm.snapshot import Change, Row

ENTITY_TYPES = tuple(ENTITIES)
Key = tuple[str, int]


class Recording:
    """Listens to one session between ``start`` and ``stop``; JSON columns must be reassigned, never changed in place."""

    def __init__(self, session: Session, stamp: datetime):
        self.session, self.stamp = session, stamp
        self._before: dict[Key, Row] = {}
        self._changed: dict[Key, Any] = {}
        self._fresh: dict[int, Any] = {}

    def start(self) -> None:
        """Begin to listen."""
        event.listen(self.session, "before_flush", self._remember)

    def stop(self) -> None:
        """Stop listening; what was gathered stays readable."""
        event.remove(self.session, "before_flush", self._remember)

    def changes(self) -> tuple[Change, ...]:
        """The changed rows with their images, by table and id; rows that ended as they began are left out."""
        fresh = {(record.__tablename__, record.id): record for record in self._fresh.values()}
        found = []
        for key, record in sorted({**self._changed, **fresh}.items(), key=lambda item: item[0]):
            before = None if key in fresh else self._before[key]
            after = None if record is None else image(record)
            if before != after:
                found.append(Change(key[0], key[1], before, after))
        return tuple(found)

    def _remember(self, session: Session, _context: Any, _instances: Any) -> None:
        for record in list(session.new):
            if isinstance(record, ENTITY_TYPES):
                self._fresh[id(record)] = record
        for record in list(session.dirty):
            if isinstance(record, ENTITY_TYPES) and id(record) not in self._fresh and session.is_modified(record):
                key = (record.__tablename__, record.id)
                self._before.setdefault(key, _old_image(record))
                self._changed[key] = record
                record.updated_at = self.stamp
                record.row_version = self._before[key]["row_version"] + 1
        for record in session.deleted:
            if isinstance(record, ENTITY_TYPES):
                key = (record.__tablename__, record.id)
                self._before.setdefault(key, _old_image(record))
                self._changed[key] = None


def _old_image(record: Any) -> Row:
    """The row as it stood before the changes that wait to be flushed."""
    row, state = image(record), inspect(record)
    for attribute in state.mapper.column_attrs:
        history = state.attrs[attribute.key].history
        if history.deleted:
            row[attribute.key] = plain(history.deleted[0])
        elif history.added:
            row[attribute.key] = None
    return row
