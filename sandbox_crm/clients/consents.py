"""Consents and other bases of contact: appended by purpose and channel, the latest one holds."""

from __future__ import annotations

from datetime import date

from flask_babel import lazy_gettext as _l
from sqlalchemy import select
from sqlalchemy.orm import Session

from sandbox_crm.bench import Done, Refused, Workbench, command
from sandbox_crm.clients import labels
from sandbox_crm.clients.accounts import LIVING
from sandbox_crm.models.clients import CONSENT_CHANNELS, CONSENT_STATUSES, LEGAL_BASES, Account, Consent, Contact
from sandbox_crm.wording import MISSING


@command("consent.record")
def record(bench: Workbench, *, contact_id: int | None = None, account_id: int | None = None, purpose: str, channel: str,
           status: str, legal_basis: str | None = None, source: str | None = None, obtained_on: date | None = None,
           withdrawn_on: date | None = None, evidence: str | None = None) -> Done:
    """Write down what a person said about one purpose and one channel; earlier entries stay. The person is a contact or
    an account of a living person: exactly one of the two ids is given."""
    if (contact_id is None) == (account_id is None):
        raise TypeError("a consent is of a contact or of an account")
    person: Contact | Account = bench.get(Contact, contact_id) if contact_id is not None else bench.get(Account, account_id)
    if isinstance(person, Account) and person.kind not in LIVING:
        raise Refused(_l("This account is a firm or an institution. Record the consent with one of its contacts."))
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
        **tie_of(person), purpose=purpose.strip(), channel=channel, status=status, legal_basis=legal_basis or None,
        source=source, obtained_on=obtained_on, withdrawn_on=withdrawn_on, evidence=evidence))
    return Done(consent, f"Zapisano zgodę lub podstawę kontaktu dla osoby „{called(person)}”")


def tie_of(person: Contact | Account) -> dict[str, int]:
    """The column that ties an entry to the person, with its value."""
    return {"account_id" if isinstance(person, Account) else "contact_id": person.id}


def called(person: Contact | Account) -> str:
    """The person's name."""
    return person.name if isinstance(person, Account) else f"{person.first_name} {person.last_name}"


def history_of(session: Session, person: Contact | Account) -> list[Consent]:
    """All entries about a person, the latest first."""
    return list(session.scalars(select(Consent).filter_by(**tie_of(person)).where(Consent.deleted_at.is_(None))
                                .order_by(Consent.id.desc())))


def current(session: Session, person: Contact | Account) -> dict[tuple[str, str], Consent]:
    """``(purpose, channel)`` -> the entry that holds; a pair that was never spoken of is absent: not asked."""
    found: dict[tuple[str, str], Consent] = {}
    for consent in history_of(session, person):
        found.setdefault((consent.purpose, consent.channel), consent)
    return found


def purposes_of(spoken: dict[tuple[str, str], Consent]) -> list[str]:
    """The purposes that a table of consents shows: the usual ones and any other that was spoken of."""
    return [*labels.PURPOSES, *sorted({purpose for purpose, _channel in spoken} - set(labels.PURPOSES))]
