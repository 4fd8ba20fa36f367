"""What the commands of selling and daily work share: setting whitelisted fields and refusing what cannot be kept."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import select

from sandbox_crm.bench import Refused, Workbench
from sandbox_crm.models.clients import Segment
from sandbox_crm.models.company import DictionaryEntry, SalesUser


def refuse_in_use(name: str, users: Iterable[str], instead: Any = None) -> None:
    """Refuse to put a record into the bin while others hang on it; ``users``: their names, ``instead``: what to do then."""
    found = list(users)
    if found:
        raise Refused(_("“%(name)s” is used by: %(names)s. %(instead)s", name=name,
                        names=", ".join(found[:5]) + (", …" if len(found) > 5 else ""),
                        instead=instead or _("Unbind it there first.")))


class Problems:
    """Gathers what is wrong with a command's arguments, so that a form can show all of it at once."""

    def __init__(self) -> None:
        self.found: dict[str, Any] = {}

    def add(self, field: str, message: Any) -> None:
        """Note one problem; the first one of a field stays."""
        self.found.setdefault(field, message)

    def refuse(self) -> None:
        """Raise Refused with everything noted; nothing noted, nothing happens."""
        if self.found:
            raise Refused(" ".join(dict.fromkeys(str(message) for message in self.found.values())), self.found)

    def need(self, record: Any, field: str, message: Any) -> None:
        """Note ``message`` where the record's text is empty."""
        if getattr(record, field) in (None, ""):
            self.add(field, message)

    def one_of(self, record: Any, field: str, values: Collection[str], *, empty: bool = False) -> None:
        """Note a value outside its list."""
        value = getattr(record, field)
        if value not in values and not (empty and value is None):
            self.add(field, _("“%(value)s” is not on the list of values.", value=value if value is not None else ""))

    def reference(self, bench: Workbench, entity: type[Any], record_id: int | None, field: str, message: Any = None) -> Any:
        """The live record that a field points at; notes a problem and gives None where it is not there."""
        if record_id is None:
            return None
        record = bench.session.get(entity, int(record_id))
        if record is None or record.deleted_at is not None:
            self.add(field, message or _("The chosen record does not exist any more. Choose another one."))
            return None
        return record

    def segment_of_accounts(self, bench: Workbench, segment_id: int | None, field: str = "segment_id") -> None:
        """Notes a problem where the segment is not there, or is one of people: sales are made to accounts."""
        segment = self.reference(bench, Segment, segment_id, field)
        if segment is not None and segment.entity != "account":
            self.add(field, _("This is a segment of people. Choose a segment of accounts."))

    def dictionary(self, bench: Workbench, kind: str, code: str | None, field: str) -> DictionaryEntry | None:
        """The dictionary's entry for ``code``; notes a problem where the company's list has none."""
        if code is None:
            return None
        entry = bench.session.scalars(select(DictionaryEntry).where(
            DictionaryEntry.kind == kind, DictionaryEntry.code == code, DictionaryEntry.deleted_at.is_(None))).first()
        if entry is None:
            self.add(field, _("“%(value)s” is not on the list of values.", value=code))
        return entry


def clean(value: Any) -> Any:
    """Text without outer white space, empty text as None; other values as they are."""
    return (value.strip() or None) if isinstance(value, str) else value


def assign(record: Any, fields: dict[str, Any], allowed: Collection[str]) -> None:
    """Set ``fields`` on a record. Raises TypeError for a field that the command does not take."""
    unknown = sorted(set(fields) - set(allowed))
    if unknown:
        raise TypeError(f"{record.__tablename__} takes no {', '.join(unknown)}")
    for name, value in fields.items():
        setattr(record, name, clean(value))


def even_deleted(bench: Workbench, entity: type[Any], record_id: int) -> Any:
    """A record by id, also from the bin; Refused with 404 where there is none."""
    record = bench.session.get(entity, int(record_id))
    if record is None:
        raise Refused(f"{entity.__tablename__} {record_id}", status=404)
    return record


def acting_user(bench: Workbench) -> int | None:
    """Id of the colleague in whose name the actor works: its own, or the candidate's for the system."""
    if bench.actor.user_id is not None:
        return bench.actor.user_id
    return bench.session.scalars(select(SalesUser.id).where(SalesUser.is_candidate).order_by(SalesUser.id)).first()


def stale() -> str:
    """Message of a save that comes after somebody else's."""
    return _("Somebody saved this record in the meantime. Compare both versions and save again.")
