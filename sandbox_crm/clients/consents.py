"""Consents and other bases of contact: appended by purpose and channel, the latest one holds."""

from __future__ import annotations

from datetime import date

from flask_babel import lazy_gettext as _l
from sqlalchemy import select
from sqlalchemy.orm import Session

from sandbox_crm.bench import Done, Refused, Workbench, command
from sandbox_crm.clients import labels
from sandbox_crm.models.clients import CONSENT_CHANNELS, CONSENT_STATUSES, LEGAL_BASES, Consent, Contact
from sandbox_crm.wording import MISSING


@command("consent.record")
def record(bench: Workbench, *, contact_id: int, purpose: str, channel: str, status: str, legal_basis: str | None = None,
           source: str | None = None, obtained_on: date | None = None, withdrawn_on: date | None = None,
           evidence: str | None = None) -> Done:
    """Write down what a person said about one purpose and one channel; earlier entries stay."""
    contact = bench.get(Contact, contact_id)
    faults = {}
    if not (purpose or "").strip():
        faults["purpose"] = MISSING
    for name, value, allowed in (("channel", channel, CONSENT_CHANNELS), ("status", status, CONSENT_STATUSES),
                                 ("legal_basis", legal_basis, (None, "", *LEGAL_BASES))):
        if value not in allowed:
            faults[name] = labels.NOT_LISTED
    if obtained_on and withdrawn_on and withdrawn_on < obtained_on:
        faults["withdrawn_on"] = _l("A consent cannot be withdrawn before it was given. Correct one of the dates.")
    if faults:
        raise Refused(labels.NOT_SAVED, fields=faults)
    consent = bench.add(Consent(
        contact_id=contact.id, purpose=purpose.strip(), channel=channel, status=status, legal_basis=legal_basis or None,
        source=source, obtained_on=obtained_on, withdrawn_on=withdrawn_on, evidence=evidence))
    return Done(consent, f"Zapisano zgodę lub podstawę kontaktu dla osoby „{contact.first_name} {contact.last_name}”")


def history_of(session: Session, contact_id: int) -> list[Consent]:
    """All entries about a person, the latest first."""
    return list(session.scalars(select(Consent).where(Consent.contact_id == contact_id, Consent.deleted_at.is_(None))
                                .order_by(Consent.id.desc())))


def current(session: Session, contact_id: int) -> dict[tuple[str, str], Consent]:
    """``(purpose, channel)`` -> the entry that holds; a pair that was never spoken of is absent: not asked."""
    found: dict[tuple[str, str], Consent] = {}
    for consent in history_of(session, contact_id):
        found.setdefault((consent.purpose, consent.channel), consent)
    return found
