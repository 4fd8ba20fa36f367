"""Accounts that may be the same client: by NIP, then by name and town, then by e-mail."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from flask_babel import lazy_gettext as _l
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.polish.identifiers import clean_digits
from app.polish.text import company_key, fold
from sandbox_crm.bench import Refused
from sandbox_crm.models.clients import Account

REASONS = {"nip": _l("the same NIP"), "name": _l("the same name and town"), "email": _l("the same e-mail")}


@dataclass(frozen=True)
class Match:
    """An account that looks like the one being saved, and why."""

    account: Account
    reason: str

    @property
    def words(self) -> Any:
        """Why it matches, for people."""
        return REASONS[self.reason]


class DuplicateFound(Refused):
    """The account may be in the CRM already. ``matches``: which accounts, for which reason."""

    def __init__(self, matches: list[Match]):
        super().__init__(_l("Such an account may be in the CRM already. Check the list. If this is another client, "
                            "give the reason and save anyway."),
                         fields={"duplicate_reason": _l("Give the reason why this is not the same client.")})
        self.matches = matches


def find_duplicates(session: Session, values: dict[str, Any], but: int | None = None) -> list[Match]:
    """Live accounts that match ``values``; each account once, with its strongest reason. ``but`` is left out."""
    live = select(Account).where(Account.deleted_at.is_(None), Account.anonymised_at.is_(None),
                                 Account.id != (but or 0)).order_by(Account.id)
    found: dict[int, Match] = {}
    if values.get("nip"):
        # Old data may carry a number with dashes; it is the same number.
        bare = func.replace(func.replace(Account.nip, "-", ""), " ", "")
        _note(found, session.scalars(live.where(bare == values["nip"])), "nip")
    if values.get("name"):
        _note(found, _same_name(session, live, values), "name")
    if values.get("email"):
        _note(found, session.scalars(live.where(func.lower(Account.email) == values["email"].lower())), "email")
    return list(found.values())


def _note(found: dict[int, Match], accounts: Any, reason: str) -> None:
    for account in accounts:
        found.setdefault(account.id, Match(account, reason))


def _same_name(session: Session, live: Any, values: dict[str, Any]) -> list[Account]:
    """Accounts of the same name (legal form aside) in the same town; an account without a town stands in every one."""
    key, town = company_key(values["name"]), fold(values.get("city"))
    words = "%".join(word.replace("_", "\\_") for word in key.split())  # the database narrows, the key decides
    near = session.scalars(live.where(Account.name_fold.like(f"%{words}%", escape="\\")))
    return [account for account in near if company_key(account.name) == key
            and (fold(account.city) == town or not account.city or not town)]


def standing(session: Session, most: int = 50) -> list[tuple[str, list[Account]]]:
    """Live accounts that look like one client, in groups with the reason; the strongest reason comes first and a group
    is told once. Accounts whose doubling somebody explained are left out."""
    plain = select(Account.id, Account.name, Account.city, Account.nip, Account.email).where(
        Account.deleted_at.is_(None), Account.anonymised_at.is_(None), Account.duplicate_reason.is_(None)).order_by(Account.id)
    groups: dict[tuple[str, str], list[int]] = {}
    for row in session.execute(plain):
        keys = {"nip": clean_digits(row.nip), "email": (row.email or "").lower(),
                "name": f"{company_key(row.name)}|{fold(row.city)}" if row.city else ""}
        for reason, key in keys.items():
            if key:
                groups.setdefault((reason, key), []).append(row.id)
    return told_once(session, Account, groups, REASONS, most)


def told_once(session: Session, entity: type[Any], groups: dict[tuple[str, str], list[int]], reasons: Iterable[str],
              most: int) -> list[tuple[str, list[Any]]]:
    """Records that look alike, by reason: groups of more than one, the strongest reason first, each set of records once.
    ``groups``: (reason, what is the same) -> ids."""
    told, found = set(), []
    for reason in reasons:
        for (why, _key), ids in groups.items():
            if why == reason and len(ids) > 1 and tuple(ids) not in told and len(found) < most:
                told.add(tuple(ids))
                found.append((reason, ids))
    records = {record.id: record for record in session.scalars(
        select(entity).where(entity.id.in_({number for _reason, ids in found for number in ids})))}
    return [(reason, [records[number] for number in ids]) for reason, ids in found]
