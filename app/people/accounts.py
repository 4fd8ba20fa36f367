"""Staff accounts: made, given roles, given a new password, closed and opened again. None is ever deleted.

Two rules keep the door open: the last active coordinator and the last active administrator stay; and only an
administrator touches the role of an administrator, or the account of one.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from flask_babel import lazy_gettext as _l
from sqlalchemy import select

from app import audit
from app.auth.passwords import grouped
from app.clock import dice
from app.db import db
from app.errors import Invalid, NotAllowed, NotFound, Refusal
from app.identity import ROLE_NAMES, STAFF_ROLES, Role, RoleGrant, User
from app.sessions import end_sessions_of

LOGIN = re.compile(r"[a-z0-9][a-z0-9._-]{2,39}")
KEYS = (Role.COORDINATOR, Role.ADMINISTRATOR)
TEMPORARY_LENGTH = 16


@dataclass(frozen=True)
class Details:
    """What is kept of a person; ``employer``, ``email`` and ``phone`` also serve the check of impartiality."""

    name: str
    email: str | None = None
    phone: str | None = None
    employer: str | None = None


def temporary_password() -> str:
    """A password to be shown once and changed at the first sign-in (73 bits)."""
    return grouped(dice().code(TEMPORARY_LENGTH))


def account(user_id) -> User:
    """An account. Raises NotFound."""
    found = db.session.get(User, user_id)
    if found is None:
        raise NotFound(_l("There is no such account."))
    return found


def everybody() -> list[User]:
    """All accounts, active ones first, by name."""
    return list(db.session.scalars(select(User).order_by(User.active.desc(), User.name)))


def create(login: str, details: Details, roles: Iterable[Role], password_hash: str, by: User, moment: datetime) -> User:
    """A new account with a temporary password. Raises Invalid, NotAllowed. ``moment`` naive UTC."""
    wanted = set(roles)
    _require_administrator(by, Role.ADMINISTRATOR in wanted)
    return _add(login, details, wanted, password_hash, moment)


def create_first(login: str, password_hash: str, moment: datetime) -> User:
    """The account an instance starts with, made by nobody: it holds the keys (KEYS) and makes the others. Raises Invalid."""
    return _add(login, Details(login.strip()), set(KEYS), password_hash, moment)


def accept_password(user: User) -> None:
    """Let a person keep the password they were given. For a demonstration, whose passwords stand in a file."""
    user.must_change_password = False
    audit.record("people.password_accepted", subject=user.get_id())


def _add(login: str, details: Details, wanted: set[Role], password_hash: str, moment: datetime) -> User:
    login = login.strip().lower()
    if not LOGIN.fullmatch(login):
        raise Invalid(_l("This login cannot be used."),
                      {"login": _l("3 to 40 small letters, digits, dots or dashes, without Polish letters.")})
    if db.session.scalar(select(User.id).where(User.login == login)):
        raise Invalid(_l("This login is taken."), {"login": _l("This login is taken.")})
    _require_roles(wanted)
    user = User(id=dice().uuid(), login=login, password_hash=password_hash, must_change_password=True, active=True,
                created_at=moment, grants=[RoleGrant(role=str(role)) for role in sorted(wanted)], **details.__dict__)
    db.session.add(user)
    db.session.flush()
    audit.record("people.account_made", subject=user.get_id(), roles=sorted(wanted),
                 details={"login": login, "name": details.name})
    return user


def change(user: User, details: Details, roles: Iterable[Role], by: User) -> None:
    """Change details and roles; roles that changed end the person's sessions. Raises Invalid, Refusal, NotAllowed."""
    wanted, before = set(roles), set(user.roles)
    _require_roles(wanted)
    _require_administrator(by, Role.ADMINISTRATOR in wanted | before)
    if user.active:
        _require_key_holders(user, before - wanted)
    user.name, user.email, user.phone, user.employer = details.name, details.email, details.phone, details.employer
    if wanted != before:
        user.grants = [grant for grant in user.grants if grant.role in wanted] + [
            RoleGrant(role=str(role)) for role in sorted(wanted - before)]
        if user.id != by.id:
            end_sessions_of(user.get_id())
    audit.record("people.account_changed", subject=user.get_id(), granted=sorted(wanted - before), taken=sorted(before - wanted))


def give_password(user: User, password_hash: str, by: User) -> None:
    """Put a temporary password in place of a forgotten one; every session of the person ends."""
    _require_administrator(by, Role.ADMINISTRATOR in user.roles)
    if user.id == by.id:
        raise Refusal(_l("Change your own password on your own page."))
    user.password_hash, user.must_change_password = password_hash, True
    end_sessions_of(user.get_id())
    audit.record("people.password_given", subject=user.get_id())


def deactivate(user: User, by: User) -> None:
    """Close an account: nobody signs in with it and its sessions end at once; what the person did stays."""
    _require_administrator(by, Role.ADMINISTRATOR in user.roles)
    if user.id == by.id:
        raise Refusal(_l("Nobody closes the own account. Ask another coordinator or administrator."))
    if not user.active:
        raise Refusal(_l("This account is already closed."))
    _require_key_holders(user, set(user.roles))
    user.active = False
    end_sessions_of(user.get_id())
    audit.record("people.account_closed", subject=user.get_id())


def activate(user: User, by: User) -> None:
    """Open a closed account again."""
    _require_administrator(by, Role.ADMINISTRATOR in user.roles)
    user.active = True
    audit.record("people.account_opened", subject=user.get_id())


def _require_roles(wanted: set[Role]) -> None:
    if not wanted or not wanted <= set(STAFF_ROLES):
        raise Invalid(_l("An account needs a role."), {"roles": _l("Choose at least one role.")})


def _require_administrator(by: User, touches_administrator: bool) -> None:
    if touches_administrator and Role.ADMINISTRATOR not in by.roles:
        raise NotAllowed(_l("Only a system administrator gives or takes that role, or changes the account of an administrator."))


def _require_key_holders(user: User, loses: set[Role]) -> None:
    for role in KEYS:
        others = [one for one in everybody() if one.active and one.id != user.id and role in one.roles]
        if role in loses and role in user.roles and not others:
            raise Refusal(_l("%(name)s is the last active person with the role “%(role)s”. Give it to somebody else first.",
                             name=user.name, role=ROLE_NAMES[role]))
