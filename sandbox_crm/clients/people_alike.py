"""People who may be in the CRM already: by e-mail, by telephone, then by the name at the same account."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Any

from flask_babel import lazy_gettext as _l
from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from app.polish.text import fold
from sandbox_crm.bench import Refused
from sandbox_crm.models.clients import Contact
from sandbox_crm.models.indexes import bare_phone

REASONS = {"email": _l("the same e-mail"), "phone": _l("the same phone"), "name": _l("the same name at the same account"),
           "near": _l("a similar name at the same account")}
#: so few digits are an extension or a slip, not somebody's number
FEWEST_DIGITS = 7
#: how like two names must be to be one name written twice (1: the same)
_LIKE = 0.88


@dataclass(frozen=True)
class PersonMatch:
    """A person who looks like the one being saved, and why."""

    contact: Contact
    reason: str

    @property
    def words(self) -> Any:
        """Why the person matches, for people."""
        return REASONS[self.reason]


class PersonFound(Refused):
    """The person may be in the CRM already. ``matches``: who, for which reason."""

    def __init__(self, matches: list[PersonMatch]):
        super().__init__(_l("Such a person may be in the CRM already. Check the list. If this is somebody else, give the "
                            "reason and save anyway."),
                         fields={"duplicate_reason": _l("Give the reason why this is not the same person.")})
        self.matches = matches


def find_people(session: Session, values: dict[str, Any], but: int | None = None) -> list[PersonMatch]:
    """Live people who match ``values``; each once, with the strongest reason. ``but`` is left out."""
    live = select(Contact).where(Contact.deleted_at.is_(None), Contact.anonymised_at.is_(None),
                                 Contact.id != (but or 0)).order_by(Contact.id)
    found: dict[int, PersonMatch] = {}
    if values.get("email"):
        _note(found, session.scalars(live.where(func.lower(Contact.email) == values["email"].lower())), "email")
    numbers = {number for name in ("phone", "mobile") if (number := compared_phone(values.get(name)))}
    if numbers:
        same = or_(bare_phone("phone").in_(numbers), bare_phone("mobile").in_(numbers))
        _note(found, session.scalars(live.where(same)), "phone")
    if values.get("account_id") and values.get("last_name"):
        for contact in session.scalars(live.where(Contact.account_id == int(values["account_id"]))):
            reason = name_reason((values.get("first_name"), values["last_name"]), (contact.first_name, contact.last_name))
            _note(found, [contact] if reason else [], reason or "")
    return list(found.values())


def compared_phone(number: str | None) -> str | None:
    """A number as numbers are compared (`sandbox_crm.models.indexes.bare_phone`); None for one too short to tell."""
    found = number or ""
    for sign in (" ", "-", "(", ")", "+48"):
        found = found.replace(sign, "")
    return found if len(found) >= FEWEST_DIGITS else None


def name_reason(one: tuple[str | None, str], other: tuple[str | None, str]) -> str | None:
    """``name`` for the same names (in either order), ``near`` for an initial or a slip of a letter or two, else None."""
    (first, last), (their_first, their_last) = ([fold(part) for part in pair] for pair in (one, other))
    if sorted((first, last)) == sorted((their_first, their_last)):
        return "name"
    initials = [name.removesuffix(".") for name in (first, their_first)]
    short, long = sorted(initials, key=len)
    if last == their_last and short and len(short) <= 2 and long.startswith(short):
        return "near"
    like = SequenceMatcher(None, f"{first} {last}", f"{their_first} {their_last}").ratio()
    return "near" if like >= _LIKE else None


def _note(found: dict[int, PersonMatch], contacts: Iterable[Contact], reason: str) -> None:
    for contact in contacts:
        found.setdefault(contact.id, PersonMatch(contact, reason))
