"""Offers: templates of typed blocks with tags, offers with frozen values, messages in the captured outbox."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import DDL, JSON, CheckConstraint, ForeignKey, UniqueConstraint, event
from sqlalchemy.orm import Mapped, mapped_column

from sandbox_crm.models.record import Base, Record, one_of
from sandbox_crm.models.sales import VAT_CODES

BLOCK_KINDS = ("heading", "paragraph", "line_table", "seller", "buyer", "validity", "terms", "signature", "header", "footer")
#: kinds of which a template has one at most: they are printed on every page
PAGE_KINDS = ("header", "footer")
OFFER_STATUSES = ("draft", "ready", "sent", "accepted", "rejected", "expired")
MESSAGE_STATUSES = ("draft", "sent", "bounced", "received")
MESSAGE_DIRECTIONS = ("outgoing", "incoming")


class OfferTemplate(Record, Base):
    """An offer template (szablon oferty). ``blocks``: [{"kind", "text"}]; tags in text as ``{{account.name}}`` or with a
    format, ``{{offer.net|words}}``; no HTML."""

    __tablename__ = "offer_template"
    __table_args__ = (CheckConstraint("length(trim(name)) > 0", "name_given"), CheckConstraint("version >= 1", "version"),
                      CheckConstraint("validity_days BETWEEN 1 AND 365", "validity_days"))
    name: Mapped[str]
    version: Mapped[int] = mapped_column(default=1)
    blocks: Mapped[list[dict[str, Any]]] = mapped_column(JSON)
    validity_days: Mapped[int] = mapped_column(default=14)
    active: Mapped[bool] = mapped_column(default=True)


class Offer(Record, Base):
    """An offer (oferta); unchangeable once sent. ``vat_summary``: [{"vat_code","net_gr","vat_gr","gross_gr"}]."""

    __tablename__ = "offer"
    __table_args__ = (CheckConstraint(one_of("status", OFFER_STATUSES), "status"),
                      CheckConstraint("issued_on <= valid_until", "dates"), CheckConstraint("version >= 1", "version"),
                      CheckConstraint("net_gr + vat_gr = gross_gr", "gross"), UniqueConstraint("number", "version"))
    number: Mapped[str]
    version: Mapped[int] = mapped_column(default=1)
    template_id: Mapped[int] = mapped_column(ForeignKey("offer_template.id"))
    template_version: Mapped[int]
    opportunity_id: Mapped[int] = mapped_column(ForeignKey("opportunity.id"), index=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"), index=True)
    contact_id: Mapped[int | None] = mapped_column(ForeignKey("contact.id"))
    issued_on: Mapped[date]
    valid_until: Mapped[date]
    status: Mapped[str] = mapped_column(default="draft")
    tag_values: Mapped[dict[str, Any]] = mapped_column(JSON)
    customer_snapshot: Mapped[dict[str, Any]] = mapped_column(JSON)
    rendered_blocks: Mapped[list[dict[str, Any]]] = mapped_column(JSON)
    vat_summary: Mapped[list[dict[str, Any]]] = mapped_column(JSON)
    net_gr: Mapped[int]
    vat_gr: Mapped[int]
    gross_gr: Mapped[int]
    unresolved_tags: Mapped[list[str]] = mapped_column(JSON, default=list)
    file_id: Mapped[int | None] = mapped_column(ForeignKey("stored_file.id"))
    pdf_sha256: Mapped[str | None]
    sent_at: Mapped[datetime | None]


class OfferLine(Record, Base):
    """A line of an offer, copied from the opportunity when the offer was generated."""

    __tablename__ = "offer_line"
    __table_args__ = (CheckConstraint("qty_milli > 0", "qty"), CheckConstraint("discount_pct BETWEEN 0 AND 100", "discount"),
                      CheckConstraint("price_net_gr >= 0", "price"), CheckConstraint(one_of("vat_code", VAT_CODES), "vat_code"))
    offer_id: Mapped[int] = mapped_column(ForeignKey("offer.id"), index=True)
    product_id: Mapped[int | None] = mapped_column(ForeignKey("product.id"))
    name: Mapped[str]
    qty_milli: Mapped[int]
    unit: Mapped[str]
    price_net_gr: Mapped[int]
    discount_pct: Mapped[int] = mapped_column(default=0)
    vat_code: Mapped[str]
    net_gr: Mapped[int]
    position: Mapped[int] = mapped_column(default=0)


#: what a sent offer says: these never change again; who it belongs to may, when accounts are merged
FROZEN = ("number", "version", "template_id", "template_version", "opportunity_id", "issued_on", "valid_until", "tag_values",
          "customer_snapshot", "rendered_blocks", "vat_summary", "net_gr", "vat_gr", "gross_gr", "unresolved_tags", "file_id",
          "pdf_sha256", "sent_at")
#: what a message says once it has left, or has come: whose history it stands in may change, when records are merged
LETTER = ("direction", "sender", "recipients", "cc", "subject", "body", "attachment_ids", "sent_at", "sent_on", "offer_id",
          "opportunity_id", "in_reply_to_id", "raw_sha256", "deleted_at")


class Message(Record, Base):
    """A message: outgoing ones stop in the captured outbox, incoming ones come from the scenario. Nothing leaves."""

    __tablename__ = "message"
    __table_args__ = (CheckConstraint(one_of("status", MESSAGE_STATUSES), "status"),
                      CheckConstraint(one_of("direction", MESSAGE_DIRECTIONS), "direction"))
    direction: Mapped[str] = mapped_column(default="outgoing")
    sender: Mapped[str]
    recipients: Mapped[list[str]] = mapped_column(JSON)
    cc: Mapped[list[str]] = mapped_column(JSON, default=list)
    subject: Mapped[str]
    body: Mapped[str]
    attachment_ids: Mapped[list[int]] = mapped_column(JSON, default=list)
    status: Mapped[str] = mapped_column(default="draft")
    sent_at: Mapped[datetime | None]
    sent_on: Mapped[date | None]
    offer_id: Mapped[int | None] = mapped_column(ForeignKey("offer.id"))
    account_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    contact_id: Mapped[int | None] = mapped_column(ForeignKey("contact.id"))
    opportunity_id: Mapped[int | None] = mapped_column(ForeignKey("opportunity.id"))
    in_reply_to_id: Mapped[int | None] = mapped_column(ForeignKey("message.id"))
    read_on: Mapped[date | None]
    raw_sha256: Mapped[str | None]


def _frozen(columns: tuple[str, ...]) -> str:
    """SQL: one of the columns changes."""
    return " OR ".join(f"NEW.{column} IS NOT OLD.{column}" for column in columns)


def _sent_offer(row: str) -> str:
    """SQL: the offer of a line was sent."""
    return f"(SELECT status FROM offer WHERE id = {row}.offer_id) NOT IN ('draft', 'ready')"  # noqa: S608


_SENT = "OLD.status NOT IN ('draft', 'ready')"
_LETTER = "OLD.status <> 'draft'"
#: when the database refuses a change, and what it says: ``(table, act, case, words)``
GUARDS: tuple[tuple[Any, str, str, str], ...] = (
    (Offer, "UPDATE", f"{_SENT} AND (NEW.status IN ('draft', 'ready') OR {_frozen(FROZEN)})", "a sent offer never changes"),
    (Offer, "DELETE", _SENT, "a sent offer never changes"),
    (OfferLine, "INSERT", _sent_offer("NEW"), "a sent offer never changes"),
    (OfferLine, "UPDATE", f"{_sent_offer('OLD')} OR {_sent_offer('NEW')}", "a sent offer never changes"),
    (OfferLine, "DELETE", _sent_offer("OLD"), "a sent offer never changes"),
    (Message, "UPDATE", f"{_LETTER} AND ({_frozen(LETTER)} OR (NEW.status <> OLD.status AND "
                        "NOT (OLD.status = 'sent' AND NEW.status = 'bounced')))", "a sent message never changes"),
    (Message, "DELETE", "1", "a message is never removed"))
for _entity, _act, _case, _words in GUARDS:
    _table = _entity.__table__
    event.listen(_table, "after_create", DDL(
        f"CREATE TRIGGER {_table.name}_guard_{_act.lower()} BEFORE {_act} ON {_table.name} "
        f"BEGIN SELECT RAISE(ABORT, '{_words}') WHERE {_case}; END"))
#: guards that stand over a whole company only once its rows are in: a sent offer comes in before its lines
SET_LAST = ("offer_line_guard_insert",)
