"""Accounts that may be the same client: by NIP, then by name and town, then by e-mail."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask_babel import lazy_gettext as _l
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.polish.text import company_key, fold
from sandbox_crm.bench import Refused
from sandbox_crm.models.clients import Account
from sandbox_crm.models.indexes import bare_number

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
        _note(found, session.scalars(live.where(bare_number("nip") == values["nip"])), "nip")
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
    near = session.scalars(live.where(Account.name_key >= f"{key}|", Account.name_key < f"{key}}}"))
    return [account for account in near if company_key(account.name) == key
            and (fold(account.city) == town or not account.city or not town)]
