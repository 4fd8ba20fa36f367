"""Records of every room whose words hold what was typed, without case and Polish marks, grouped by room."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from flask_babel import lazy_gettext as _l
from sqlalchemy import and_, select
from sqlalchemy.orm import Session

from app.polish.dates import format_date
from app.polish.text import fold
from sandbox_crm.history.naming import name_of
from sandbox_crm.history.places import OWN
from sandbox_crm.images import image
from sandbox_crm.models.clients import Account, Contact, Segment
from sandbox_crm.models.offers import Message, Offer, OfferTemplate
from sandbox_crm.models.record import Base
from sandbox_crm.models.sales import Opportunity, Pipeline, Product, SalesGoal
from sandbox_crm.models.work import Interaction, Report, Task
from sandbox_crm.searching import holds

#: so many are shown of each kind
MOST_OF_A_KIND = 8
#: so much of what was typed is looked for
MOST_WORDS = 6
_NUMBER = re.compile(r"[\d\s\-]+")


@dataclass(frozen=True)
class Hit:
    """One record that was found."""

    name: str
    detail: str
    endpoint: str
    place: dict[str, int]


@dataclass(frozen=True)
class Group:
    """The finds of one room; ``more``: there are others."""

    table: str
    label: Any
    hits: list[Hit]
    more: bool


def _account(session: Session, row: Any) -> str:
    return ", ".join(part for part in (row.city, f"NIP {row.nip}" if row.nip else None) if part)


def _of_account(session: Session, row: Any) -> str:
    account = session.get(Account, row.account_id) if row.account_id else None
    return account.name if account is not None else ""


def _dated(field: str) -> Callable[[Session, Any], str]:
    def told(session: Session, row: Any) -> str:
        return ", ".join(part for part in (format_date(getattr(row, field)), _of_account(session, row)) if part)

    return told


def _nothing(_session: Session, _row: Any) -> str:
    return ""


#: the searched rooms in the order of the menu: entity, what its records are called, what is told beside the name, order
ROOMS: tuple[tuple[type[Base], Any, Callable[[Session, Any], str], Any], ...] = (
    (Account, _l("Accounts"), _account, Account.name_fold),
    (Contact, _l("Contacts"), _of_account, Contact.name_fold),
    (Segment, _l("Segments"), lambda _session, row: row.purpose or "", Segment.name),
    (Opportunity, _l("Opportunities"), _of_account, Opportunity.name_fold),
    (Pipeline, _l("Pipelines"), _nothing, Pipeline.position),
    (SalesGoal, _l("Goals"), _nothing, SalesGoal.name),
    (Task, _l("Tasks"), _dated("due_on"), Task.id.desc()),
    (Offer, _l("Offers"), _dated("issued_on"), Offer.id.desc()),
    (OfferTemplate, _l("Offer templates"), _nothing, OfferTemplate.name),
    (Product, _l("Products"), lambda _session, row: row.code, Product.name),
    (Report, _l("Reports"), lambda _session, row: row.purpose or "", Report.name),
    (Message, _l("Messages"), lambda _session, row: row.sender, Message.id.desc()),
    (Interaction, _l("History events"), _dated("happened_on"), Interaction.id.desc()),
)


def words_of(text: str) -> list[str]:
    """What to look for: folded words, each of which must be there; a number typed with spaces or dashes is one word."""
    if _NUMBER.fullmatch(text) and any(sign.isdigit() for sign in text):
        return [re.sub(r"[\s\-]", "", text)]
    return [word for word in dict.fromkeys(fold(text).split()) if word][:MOST_WORDS]


def search(session: Session, text: str, most: int = MOST_OF_A_KIND) -> list[Group]:
    """The rooms in which something was found, with their first finds; names that begin with what was typed come first."""
    words, found = words_of(text[:200]), []
    if not words:
        return []
    for entity, label, told, order in ROOMS:
        table: Any = entity.__table__
        kind: Any = entity
        wanted = select(entity).where(kind.deleted_at.is_(None), and_(*(holds(session, entity, word) for word in words)))
        rows = session.scalars(wanted.order_by(order).limit(most + 1)).all()
        if not rows:
            continue
        if hasattr(entity, "name_fold"):  # only the few that are shown: sorting all that match would cost the size of the room
            rows = sorted(rows, key=lambda row: not row.name_fold.startswith(words[0]))
        endpoint, argument = OWN[table.name]
        hits = [Hit(name_of(image(row)), told(session, row), endpoint, {argument: row.id}) for row in rows[:most]]
        found.append(Group(table.name, label, hits, len(rows) > most))
    return found
