"""By what the rows of a file are recognised among the accounts and people of the CRM, and among the rows before them.

Only records that share something with a row of the file are read, each by its index: a file of fifty leads costs the same
beside a hundred thousand accounts as beside ten.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from sqlalchemy import and_, func, select
from sqlalchemy.orm import Session

from app.polish.identifiers import clean_digits, clean_nip
from app.polish.text import company_key, fold
from sandbox_crm.clients.people_alike import compared_phone
from sandbox_crm.models.clients import Account, Contact
from sandbox_crm.models.indexes import bare_number, bare_phone

#: an account of the CRM by id, or one that an earlier row of the file creates, by row number
Ref = tuple[str, int]
#: keys looked up in one statement
_AT_ONCE = 500
#: what an account is recognised by, besides its name -> the expression that its index holds
_ACCOUNT_KEYS = {"nip": bare_number("nip"), "regon": bare_number("regon"), "krs": bare_number("krs"),
                 "email": func.lower(Account.email)}
_PERSON_KEYS = {"email": (func.lower(Contact.email),), "phone": (bare_phone("phone"), bare_phone("mobile"))}


class Index:
    """Accounts by what they are recognised by; rows of the file join it as they are planned. ``rows``: the values of every
    row that will be looked up."""

    def __init__(self, session: Session, rows: Iterable[dict[str, Any]]):
        self.known: dict[tuple[str, str], list[tuple[Ref, str]]] = {}
        self.names: dict[Ref, str] = {}
        wanted: dict[str, set[str]] = defaultdict(set)
        for row in rows:
            for by, key in _account_keys(row).items():
                wanted[by].add(key)
        columns = [getattr(Account, name) for name in ("id", "name", "city", "nip", "email", "regon", "krs")]
        alive = select(*columns).where(Account.deleted_at.is_(None), Account.anonymised_at.is_(None))
        found = {row.id: row for by, keys in wanted.items() for row in _accounts(session, alive, by, sorted(keys))}
        for key in sorted(found):
            self.add(("account", key), found[key]._asdict())

    def add(self, ref: Ref, values: dict[str, Any]) -> None:
        """Let later rows meet this account."""
        self.names[ref] = values.get("name") or ""
        for by, key in _account_keys(values).items():
            self.known.setdefault((by, key), []).append((ref, fold(values.get("city"))))

    def also(self, ref: Ref, values: dict[str, Any]) -> None:
        """Let later rows meet a known account by the numbers and the e-mail that a row gives it too."""
        for by, key in _account_keys({**values, "name": None}).items():
            self.known.setdefault((by, key), []).append((ref, ""))

    def find(self, by: str, values: dict[str, Any]) -> Ref | None:
        """The first account that agrees with the values in ``by``; a name counts in the same or an unknown town."""
        key = _account_keys(values).get(by)
        town = fold(values.get("city"))
        for ref, other in self.known.get((by, key), []) if key else []:
            if by != "name" or not town or not other or town == other:
                return ref
        return None


class PeopleIndex:
    """People by e-mail and telephone; those of the file join as they are planned. ``rows``: the values of every person who
    will be looked up."""

    def __init__(self, session: Session, rows: Iterable[dict[str, Any]]):
        self.known: dict[tuple[str, str], tuple[Ref | None, str]] = {}
        wanted: dict[str, set[str]] = defaultdict(set)
        for row in rows:
            for by, key in _person_keys(row):
                wanted[by].add(key)
        columns = [getattr(Contact, name) for name in ("id", "account_id", "first_name", "last_name", "email", "phone", "mobile")]
        alive = select(*columns).where(Contact.deleted_at.is_(None), Contact.anonymised_at.is_(None))
        found = {row.id: row for by, keys in wanted.items() for held in _PERSON_KEYS[by] for some in _parts(sorted(keys))
                 for row in session.execute(alive.where(held.in_(some)))}
        for key in sorted(found):
            firm = ("account", found[key].account_id) if found[key].account_id else None
            self.add(firm, found[key]._asdict())

    def add(self, firm: Ref | None, values: dict[str, Any]) -> None:
        """Let later rows meet this person."""
        name = f"{values.get('first_name') or ''} {values.get('last_name') or ''}".strip()
        for key in _person_keys(values):
            self.known.setdefault(key, (firm, name))

    def meet(self, firm: Ref, values: dict[str, Any]) -> tuple[str, str] | None:
        """Why somebody of another account looks like this person, and their name."""
        for key in _person_keys(values):
            theirs, name = self.known.get(key, (firm, ""))
            if theirs != firm:
                return key[0], name
        return None


def _accounts(session: Session, alive: Any, by: str, keys: Sequence[str]) -> Iterator[Any]:
    for some in _parts(keys):
        if by == "name":
            # the compared name and, after a line, the town: every account whose key begins with one of the names
            asked = func.json_each(json.dumps(some)).table_valued("value")
            begins = and_(Account.name_key >= asked.c.value + "|", Account.name_key < asked.c.value + "}")
            yield from session.execute(alive.select_from(asked).join(Account, begins))
        else:
            yield from session.execute(alive.where(_ACCOUNT_KEYS[by].in_(some)))


def _parts(keys: Sequence[str]) -> Iterator[Sequence[str]]:
    for start in range(0, len(keys), _AT_ONCE):
        yield keys[start:start + _AT_ONCE]


def _person_keys(values: dict[str, Any]) -> list[tuple[str, str]]:
    numbers = {compared_phone(values.get(name)) for name in ("phone", "mobile")}
    email = (values.get("email") or "").lower()
    return [("email", email)] * bool(email) + [("phone", number) for number in sorted(number for number in numbers if number)]


def _account_keys(values: dict[str, Any]) -> dict[str, str]:
    found = {
        "nip": clean_nip(values.get("nip")),
        "name": company_key(values.get("name")),
        "email": (values.get("email") or "").lower(),
        "regon": clean_digits(values.get("regon")),
        "krs": clean_digits(values.get("krs")),
    }
    return {by: key for by, key in found.items() if key}
