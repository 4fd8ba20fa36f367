"""Records that look alike, in groups, one page after another: found by the indexes of `sandbox_crm.models.indexes.ALIKE`.

A page asks each reason for the next keys that more than one record has, which the index answers by itself, and reads the
records of those keys alone. So the table may grow: only the index is longer to walk.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, exists, func, literal_column, select, text, union
from sqlalchemy.orm import Session, aliased

from sandbox_crm.clients import duplicates, people_alike
from sandbox_crm.clients.people_alike import FEWEST_DIGITS, compared_phone
from sandbox_crm.models.clients import Account, Contact
from sandbox_crm.models.indexes import ALIKE, UNEXPLAINED, bare_phone

ON_PAGE = 25
#: members of one group that a page shows
MOST_MEMBERS = 12
#: questions for keys that one page asks at most; a page that met many groups told before may be a short one
MOST_STEPS = 10
#: where a page begins: the reason and the last key before it
Place = tuple[str, str]


@dataclass(frozen=True)
class Group:
    """Records that have one key in common. ``size``: how many there are; ``members``: the first of them."""

    reason: str
    words: Any
    key: str
    size: int
    members: list[Any]


@dataclass(frozen=True)
class Kind:
    """What groups of one entity are made by: reasons from the strongest, and the keys that a record has for each."""

    entity: type[Any]
    reasons: dict[str, Any]
    keys_of: Callable[[Any], dict[str, set[str]]]


def page(session: Session, kind: Kind, after: Place | None = None) -> tuple[list[Group], Place | None]:
    """The groups of one page, and where the next page begins (None: there is none)."""
    reasons = list(kind.reasons)
    reason, last = after if after and after[0] in reasons else (reasons[0], "")
    found: list[Group] = []
    for _step in range(MOST_STEPS):
        keys = list(session.scalars(_keys(kind.entity, reason, last).limit(ON_PAGE)))
        for group in _groups(session, kind, reason, keys):
            if len(found) == ON_PAGE:
                return found, (found[-1].reason, found[-1].key)
            found.append(group)
        if len(keys) == ON_PAGE:
            last = keys[-1]
        elif reason == reasons[-1]:
            return found, None
        else:
            reason, last = reasons[reasons.index(reason) + 1], ""
    return found, (reason, last)


def _keys(entity: Any, reason: str, after: str) -> Any:
    """The keys after one that more than one record has, in order; every part of it reads an index alone."""
    if (entity, reason) == (Contact, "phone"):
        return _phones(after)
    key, given = _key(entity, reason)
    repeated = select(key.label("k")).select_from(entity).where(text(UNEXPLAINED), text(given), key > after)
    if (entity, reason) == (Account, "name"):
        repeated = repeated.where(func.substr(key, -1) != "|")
    elif reason == "phone":
        repeated = repeated.where(func.length(key) >= FEWEST_DIGITS)
    return repeated.group_by(key).having(func.count() > 1).order_by(key)


def _phones(after: str) -> Any:
    """Numbers that two people have: as telephones, as mobiles, or one as this and one as that."""
    parts = []
    for column in ("phone", "mobile"):
        key, given = _key(Contact, column)
        held = select(key.label("k")).select_from(Contact).where(
            text(UNEXPLAINED), text(given), key > after, func.length(key) >= FEWEST_DIGITS)
        parts.append(held.group_by(key).having(func.count() > 1))
    key = bare_phone("contact.phone")  # named in full: inside the question about another person a bare name is the other's
    other = aliased(Contact, name="other")
    also = exists().where(bare_phone("other.mobile") == key, other.id != Contact.id, other.mobile.is_not(None),
                          other.deleted_at.is_(None), other.duplicate_reason.is_(None))
    parts.append(select(key.label("k")).select_from(Contact).where(
        text("contact.deleted_at IS NULL AND contact.duplicate_reason IS NULL AND contact.phone IS NOT NULL"), key > after,
        func.length(key) >= FEWEST_DIGITS, also))
    return union(*parts).order_by("k")


def _groups(session: Session, kind: Kind, reason: str, keys: list[str]) -> list[Group]:
    """The groups of these keys in their order, without those that a stronger reason tells of already."""
    if not keys:
        return []
    entity = kind.entity
    held = union(*(_holders(entity, column, keys) for column in _columns(entity, reason))).subquery()
    ranked = select(held.c.id, held.c.k, func.row_number().over(partition_by=held.c.k, order_by=held.c.id).label("place"),
                    func.count().over(partition_by=held.c.k).label("size")).subquery()
    rows = session.execute(select(entity, ranked.c.k, ranked.c.size).join(ranked, ranked.c.id == entity.id)
                           .where(ranked.c.place <= MOST_MEMBERS).order_by(entity.id)).all()
    stronger = list(kind.reasons)[:list(kind.reasons).index(reason)]
    found = []
    for key in keys:
        members = [record for record, one, _size in rows if one == key]
        size = next((number for _record, one, number in rows if one == key), 0)
        alike = [kind.keys_of(record) for record in members]
        told = size <= MOST_MEMBERS and any(set.intersection(*(keys_of[name] for keys_of in alike)) for name in stronger)
        if size > 1 and not told:
            found.append(Group(reason, kind.reasons[reason], key, size, members))
    return found


def _holders(entity: Any, column: str, keys: list[str]) -> Select[Any]:
    key, given = _key(entity, column)
    return select(entity.id, key.label("k")).where(text(UNEXPLAINED), text(given), key.in_(keys))


def _columns(entity: Any, reason: str) -> tuple[str, ...]:
    return ("phone", "mobile") if (entity, reason) == (Contact, "phone") else (reason,)


def _key(entity: Any, reason: str) -> tuple[Any, str]:
    key, given = ALIKE[entity.__tablename__][reason]
    return literal_column(key), given


def _account_keys(account: Account) -> dict[str, set[str]]:
    nip = (account.nip or "").replace("-", "").replace(" ", "")
    return {"nip": {nip} - {""}, "name": {account.name_key} if account.city else set(),
            "email": {(account.email or "").lower()} - {""}, "phone": {compared_phone(account.phone) or ""} - {""}}


def _contact_keys(contact: Contact) -> dict[str, set[str]]:
    phones = {compared_phone(contact.phone), compared_phone(contact.mobile)}
    return {"email": {(contact.email or "").lower()} - {""}, "phone": {number for number in phones if number},
            "name": {f"{contact.account_id}|{contact.name_fold}"} if contact.account_id else set()}


ACCOUNTS = Kind(Account, {**duplicates.REASONS, "phone": people_alike.REASONS["phone"]}, _account_keys)
CONTACTS = Kind(Contact, {name: people_alike.REASONS[name] for name in ("email", "phone", "name")}, _contact_keys)
