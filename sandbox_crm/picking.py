"""Choosing a record for a field: a plain list while there are few, a search while there are many.

A list offers everything up to `MOST` records. Beyond, it offers the record that is chosen, those near it (people of the
account) and the first others; any further record is found by a part of its name, through a script that asks
`/pick/<kind>` or, without one, through the button beside the list that narrows it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from flask import has_request_context, request
from flask_babel import gettext as _
from sqlalchemy import Select, or_, select
from sqlalchemy.orm import Session

from sandbox_crm.fields import ChoiceField
from sandbox_crm.models.clients import Account, Contact
from sandbox_crm.models.offers import Message, Offer
from sandbox_crm.models.sales import Opportunity
from sandbox_crm.searching import holds

MOST = 250
#: how many a search hands over
MOST_FOUND = 20
ENTITIES: dict[str, Any] = {"account": Account, "contact": Contact, "opportunity": Opportunity, "offer": Offer,
                            "message": Message}


@dataclass(frozen=True)
class Offered:
    """What a field offers: ``(id, label)`` pairs; ``whole``: these are all there are."""

    of: str
    choices: list[tuple[int, str]]
    whole: bool
    chosen: int | None = None

    def __iter__(self) -> Iterator[tuple[int, str]]:
        return iter(self.choices)


class RecordField(ChoiceField):
    """One record of a kind ``of`` (account, contact, opportunity, offer, message), by its id."""

    kind = "record"

    def __init__(self, label: Any = None, validators: Any = None, *, of: str, **kwargs: Any):
        super().__init__(label, validators, coerce=int, **kwargs)
        self.of, self.whole = of, True
        self._session: Session | None = None

    @property
    def asked(self) -> str:
        """What was typed to narrow the list, where there is no script."""
        return asked_text(self.name)

    def offer_records(self, session: Session, account_id: int | None = None) -> None:
        """Fill the list; ``account_id``: its people come first. Call when the field's value is known."""
        made = offered(session, self.of, self.data, account_id, self.asked)
        self.offer(made.choices)
        self.whole, self._session = made.whole, session

    def pre_validate(self, form: Any) -> None:
        listed = any(value == self.data for value, _label in self.choices)
        if not self.whole and self.data is not None and not listed and self._session is not None:
            record = self._session.get(ENTITIES[self.of], self.data)
            if record is not None and record.deleted_at is None:
                return
        super().pre_validate(form)


def asked_text(name: str) -> str:
    """What was typed to narrow the list of a field, where there is no script."""
    return request.values.get(f"find-{name}", "").strip() if has_request_context() else ""


def offered(session: Session, of: str, chosen: int | None = None, account_id: int | None = None,
            text: str = "", pipeline_id: int | None = None) -> Offered:
    """What may be chosen for a record of a kind, in the order people expect; ``pipeline_id`` keeps opportunities to one."""
    every = _labelled(session, _of(of, pipeline_id).limit(MOST + 1))
    if len(every) <= MOST:
        return Offered(of, _nearest(every, account_id), True, chosen)
    listed = found(session, of, text, MOST, pipeline_id=pipeline_id) if text else _pairs(every[:MOST_FOUND])
    near = _pairs(_labelled(session, _near(of, account_id).limit(MOST))) if account_id and not text else []
    kept = _pairs(_labelled(session, _of(of).where(ENTITIES[of].id == chosen))) if chosen else []
    return Offered(of, list(dict([*near, *kept, *listed]).items()), False, chosen)


def found(session: Session, of: str, text: str, most: int = MOST_FOUND, account_id: int | None = None,
          pipeline_id: int | None = None) -> list[tuple[int, str]]:
    """Records whose words hold a text, the account's people first; ``pipeline_id`` keeps opportunities to one."""
    wanted = _near(of, account_id) if account_id and not text else _of(of, pipeline_id)
    if text:
        if of == "offer":
            wanted = wanted.where(or_(Offer.number.contains(text, autoescape=True),
                                      Offer.account_id.in_(select(Account.id).where(holds(session, Account, text)))))
        elif of == "message":
            wanted = wanted.where(Message.subject.contains(text, autoescape=True))
        else:
            wanted = wanted.where(holds(session, ENTITIES[of], text))
    return _pairs(_labelled(session, wanted.limit(most)))


def _of(of: str, pipeline_id: int | None = None) -> Select[Any]:
    """Id, parts of the label and account of every live record of a kind."""
    if of == "account":
        return select(Account.id, Account.name, Account.city, Account.id).where(Account.deleted_at.is_(None)).order_by(
            Account.name_sort, Account.id)
    if of == "contact":
        return (select(Contact.id, Contact.first_name + " " + Contact.last_name, Account.name, Contact.account_id)
                .outerjoin(Account, Contact.account_id == Account.id).where(Contact.deleted_at.is_(None))
                .order_by(Contact.name_sort, Contact.id))
    if of == "opportunity":
        within = [] if pipeline_id is None else [Opportunity.pipeline_id == pipeline_id]
        return (select(Opportunity.id, Opportunity.number + " " + Opportunity.name, Opportunity.source, Opportunity.account_id)
                .where(Opportunity.deleted_at.is_(None), *within).order_by(Opportunity.number.desc()))
    if of == "message":
        return (select(Message.id, Message.subject, Message.sender, Message.account_id)
                .where(Message.deleted_at.is_(None), Message.status != "draft")
                .order_by(Message.id.desc()))
    return (select(Offer.id, Offer.number, Offer.version, Offer.account_id).where(Offer.deleted_at.is_(None))
            .order_by(Offer.number.desc(), Offer.version.desc()))


def _near(of: str, account_id: int | None) -> Select[Any]:
    return _of(of).where(ENTITIES[of].id == account_id if of == "account" else ENTITIES[of].account_id == account_id)


def _labelled(session: Session, wanted: Select[Any]) -> list[tuple[int, str, int | None]]:
    kind = wanted.selected_columns[0].table.name
    return [(key, _label(kind, name, more), account_id) for key, name, more, account_id in session.execute(wanted)]


def _label(kind: str, name: str, more: Any) -> str:
    if kind == "account":
        return f"{name}, {more}" if more else name
    if kind == "contact":
        return f"{name} ({more})" if more else name
    return f"{name}, {_('version %(version)s', version=more)}" if kind == "offer" else name


def _pairs(rows: list[tuple[int, str, int | None]]) -> list[tuple[int, str]]:
    return [(key, label) for key, label, _account in rows]


def _nearest(rows: list[tuple[int, str, int | None]], account_id: int | None) -> list[tuple[int, str]]:
    """All of them, the account's first where one is named."""
    return _pairs(sorted(rows, key=lambda row: row[2] != account_id) if account_id else rows)
