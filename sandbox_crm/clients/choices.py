"""What the lists of clients' forms offer, and how stored codes are called."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from sandbox_crm.clients import labels
from sandbox_crm.clients.parsing import DICTIONARY_FIELDS
from sandbox_crm.models.clients import Segment
from sandbox_crm.models.company import DictionaryEntry, SalesUser
from sandbox_crm.models.sales import Product, SalesGoal

Choices = list[tuple[Any, Any]]
_CODES = {"kind": labels.KINDS, "status": labels.STATUSES, "size_bucket": labels.SIZES, "preferred_channel": labels.CHANNELS,
          "decision_role": labels.DECISION_ROLES}


def dictionary(session: Session, kind: str) -> Choices:
    """The active values of one of the company's lists, in its order."""
    return [tuple(row) for row in session.execute(
        select(DictionaryEntry.code, DictionaryEntry.label)
        .where(DictionaryEntry.kind == kind, DictionaryEntry.active.is_(True), DictionaryEntry.deleted_at.is_(None))
        .order_by(DictionaryEntry.position, DictionaryEntry.id))]


def owners(session: Session) -> Choices:
    """The colleagues who may look after a client."""
    return [tuple(row) for row in session.execute(select(SalesUser.id, SalesUser.name).where(SalesUser.deleted_at.is_(None))
                                                  .order_by(SalesUser.name))]


def segments(session: Session, entity: str = "account") -> Choices:
    """All live segments of accounts, or of people."""
    return [tuple(row) for row in session.execute(
        select(Segment.id, Segment.name).where(Segment.deleted_at.is_(None), Segment.entity == entity).order_by(Segment.name))]


def goals(session: Session) -> Choices:
    """All live sales goals."""
    return [tuple(row) for row in session.execute(select(SalesGoal.id, SalesGoal.name).where(SalesGoal.deleted_at.is_(None))
                                                  .order_by(SalesGoal.name))]


def products(session: Session) -> Choices:
    """All live products."""
    return [tuple(row) for row in session.execute(select(Product.id, Product.name).where(Product.deleted_at.is_(None))
                                                  .order_by(Product.name))]


def choices_of(session: Session, field: str) -> Choices:
    """What may be chosen for a field of an account or a contact; empty for a field that is typed."""
    if field in DICTIONARY_FIELDS:
        return dictionary(session, field)
    if field == "owner_id":
        return owners(session)
    return list(_CODES.get(field, {}).items())


def called(session: Session, field: str, value: Any) -> Any:
    """A stored value as people call it; a code that no list knows stays as it is."""
    if value is None:
        return None
    for code, label in choices_of(session, field):
        if code == value:
            return label
    return value
