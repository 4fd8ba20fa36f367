"""Personal separation between candidates and those who validate them. PURE: people in, conflicts out.

Source: qualification 13881, "rozdział osobowy": nobody verifies the outcomes of persons whom they prepared. The
institution must also keep validation impartial, so that a shared employer or shared contact data count too.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Protocol
from uuid import UUID

from flask_babel import lazy_gettext as _l

from app.polish.text import fold
from exam.sittings import names


class Staff(Protocol):
    """What is asked of a member or an operator."""

    id: UUID
    name: str
    email: str | None
    phone: str | None
    employer: str | None


class Candidate(Protocol):
    """What is asked of a candidate."""

    email: str | None
    phone: str | None
    employer: str | None

    @property
    def name(self) -> str: ...


class Cleared(Protocol):
    """A finding that a line of the register does not mean this person of the staff."""

    user_id: UUID


class Prepared(Protocol):
    """A line of the register of preparation."""

    trainer_id: UUID | None
    trainer_name: str | None
    organiser: str

    @property
    def clearances(self) -> Iterable[Cleared]: ...


@dataclass(frozen=True)
class Conflict:
    """One reason why a person may not examine a candidate.

    ``kind``: prepared, near_name, employer, email, phone, same_person. A near name stands until the coordinator finds
    that it is another person's.
    """

    kind: str
    words: Any


def conflicts(user: Staff, person: Candidate, preparations: Iterable[Prepared]) -> list[Conflict]:
    """Every conflict between a member, operator or reviewer and a candidate; empty means they may meet."""
    found: list[Conflict] = []
    for line in preparations:
        written = [] if line.trainer_id else names.people_in(line.trainer_name)
        if line.trainer_id == user.id or any(names.same(name, user.name) for name in written):
            found.append(Conflict("prepared", _l("prepared this candidate (%(organiser)s)", organiser=line.organiser)))
        elif near := near_name(user, line):
            found.append(Conflict("near_name", _l("a person of a near name prepared this candidate: %(name)s (%(organiser)s)",
                                                  name=near, organiser=line.organiser)))
    if folded(user.employer) and folded(user.employer) == folded(person.employer):
        found.append(Conflict("employer", _l("works for the same employer: %(employer)s", employer=person.employer)))
    if user.email and folded(user.email) == folded(person.email):
        found.append(Conflict("email", _l("has the same e-mail address")))
    if _digits(user.phone) and _digits(user.phone) == _digits(person.phone):
        found.append(Conflict("phone", _l("has the same telephone number")))
    if found and folded(user.name) == folded(person.name) and any(c.kind in ("email", "phone") for c in found):
        found.append(Conflict("same_person", _l("seems to be the same person")))
    return found


def near_name(user: Staff, line: Prepared) -> str | None:
    """The name in a line of the register that may be this person's and was not found to be another's; None for none."""
    if line.trainer_id is not None or any(one.user_id == user.id for one in line.clearances):
        return None
    return next((name for name in names.people_in(line.trainer_name) if names.near(name, user.name)), None)


def as_trainer(found: Iterable[Conflict]) -> list[Conflict]:
    """Of some conflicts those that also bar from running the candidate's day as an operator."""
    return [one for one in found if one.kind in ("prepared", "near_name")]


def folded(text: str | None) -> str:
    """Letters and digits only, without marks over letters and without case: ``Nova Sp. z o.o.`` is ``novaspzoo``."""
    return "".join(sign for sign in fold(text) if sign.isalnum() or sign == "@")


def _digits(phone: str | None) -> str:
    """The last nine digits, which is a Polish number without its country code; empty for anything shorter."""
    digits = "".join(sign for sign in phone or "" if sign.isdigit())
    return digits[-9:] if len(digits) >= 9 else ""
