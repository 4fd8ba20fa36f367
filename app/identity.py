"""Who may sign in: staff accounts with roles, and candidates through their enrolment."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from flask_babel import lazy_gettext as _l
from flask_login import AnonymousUserMixin, UserMixin
from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.db import Base


class Role(StrEnum):
    """What a person is here for. One person may hold several; a candidate holds only candidate."""

    ADMINISTRATOR = "administrator"
    COORDINATOR = "coordinator"
    OPERATOR = "operator"
    ASSESSOR = "assessor"
    CERTIFIER = "certifier"
    REVIEWER = "reviewer"
    CANDIDATE = "candidate"


ROLE_NAMES = {
    Role.ADMINISTRATOR: _l("system administrator"),
    Role.COORDINATOR: _l("validation coordinator"),
    Role.OPERATOR: _l("examination system operator"),
    Role.ASSESSOR: _l("member of the validation committee"),
    Role.CERTIFIER: _l("certifying officer"),
    Role.REVIEWER: _l("appeal reviewer"),
    Role.CANDIDATE: _l("candidate"),
}
STAFF_ROLES = tuple(role for role in Role if role is not Role.CANDIDATE)


class User(UserMixin, Base):
    """A staff account. ``password_hash`` is argon2id; a fresh or reset password must be changed at first sign-in."""

    __tablename__ = "user"
    id: Mapped[UUID] = mapped_column(primary_key=True)
    login: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    email: Mapped[str | None]
    phone: Mapped[str | None]
    employer: Mapped[str | None]
    password_hash: Mapped[str]
    must_change_password: Mapped[bool] = mapped_column(default=True)
    active: Mapped[bool] = mapped_column(default=True)
    created_at: Mapped[datetime]
    grants: Mapped[list[RoleGrant]] = relationship(back_populates="user", lazy="selectin", cascade="all, delete-orphan")

    kind = "staff"

    def get_id(self) -> str:
        return f"staff:{self.id}"

    @property
    def is_active(self) -> bool:
        return self.active

    @property
    def roles(self) -> frozenset[Role]:
        """The roles this account holds."""
        return frozenset(Role(grant.role) for grant in self.grants)


class RoleGrant(Base):
    """One role held by one account."""

    __tablename__ = "role_grant"
    __table_args__ = (UniqueConstraint("user_id", "role"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[UUID] = mapped_column(ForeignKey("user.id"), index=True)
    role: Mapped[str]
    user: Mapped[User] = relationship(back_populates="grants")


class CandidateIdentity(UserMixin):
    """A signed-in candidate. ``scope``: ``exam`` at a station by an attempt code, ``portal`` on the own page."""

    kind = "candidate"
    roles = frozenset({Role.CANDIDATE})

    def __init__(self, enrolment_id: UUID, scope: str, name: str, station: str | None = None):
        self.enrolment_id, self.scope, self.name, self.station = enrolment_id, scope, name, station

    def get_id(self) -> str:
        return f"candidate:{self.scope}:{self.enrolment_id}"


class Nobody(AnonymousUserMixin):
    """Not signed in."""

    kind = "nobody"
    name = ""
    roles: frozenset[Role] = frozenset()
