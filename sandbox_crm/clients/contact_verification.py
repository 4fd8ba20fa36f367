"""Checking a person's data against a source, field by field: what the source says stands beside what the CRM holds."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.polish.text import fold
from sandbox_crm.bench import Done, Refused, Workbench, check_version, command
from sandbox_crm.clients import labels
from sandbox_crm.clients.contacts import name_keys
from sandbox_crm.clients.parsing import contact_values
from sandbox_crm.clients.people_alike import compared_phone, find_people
from sandbox_crm.clients.source_checks import outcome_of, said_of, values_taken
from sandbox_crm.models.clients import VERIFICATION_SOURCES, Account, Contact, RegisterEntry, Verification
from sandbox_crm.wording import STALE

#: fields of a person that a source may speak of
COMPARED = ("first_name", "last_name", "title", "department", "email", "phone", "mobile")


@command("contact.verify")
def verify(
    bench: Workbench,
    *,
    contact_id: int,
    source: str,
    found: dict[str, str | None] | None = None,
    results: dict[str, str | None] | None = None,
    accepted_fields: list[str] | None = None,
    register_entry_id: int | None = None,
    note: str | None = None,
    row_version: int | str | None = None,
) -> Done:
    """Record a verification of a person. ``found``: field -> what the source says; ``results``: field -> same, different
    or missing, where the source was only asked whether it agrees. The accepted fields take what the source says."""
    contact = bench.get(Contact, contact_id)
    check_version(contact, row_version, {}, STALE)
    if contact.anonymised_at is not None:
        raise Refused(_l("The data of this person were removed, so there is nothing to verify."))
    said, asked, accepted = said_of(found, results, accepted_fields, COMPARED)
    entry = bench.get(RegisterEntry, register_entry_id) if register_entry_id is not None else None
    outcome = _checked(contact, source, entry, said, asked, accepted)
    if not outcome and not (note or "").strip():
        message = _l("Say of at least one field what the source says, or write a note.")
        raise Refused(message, fields={"note": message})
    _accept(bench, contact, {name: said[name] for name in accepted})
    made = bench.add(Verification(
        contact_id=contact.id, register_entry_id=entry.id if entry else None, source=source, verified_on=bench.today,
        user_id=bench.actor.user_id, results=outcome, accepted_fields=accepted, note=(note or "").strip() or None))
    contact.verified_at = bench.stamp
    return Done(made, f"Zweryfikowano dane osoby kontaktowej „{contact.first_name} {contact.last_name}”")


def entry_of_firm(session: Session, contact: Contact) -> RegisterEntry | None:
    """The register's entry about the person's firm, by the account's NIP."""
    account = session.get(Account, contact.account_id) if contact.account_id else None
    if account is None or not account.nip:
        return None
    wanted = select(RegisterEntry).where(RegisterEntry.nip == account.nip, RegisterEntry.deleted_at.is_(None))
    return session.scalars(wanted.order_by(RegisterEntry.id)).first()


def _checked(contact: Contact, source: str, entry: RegisterEntry | None, said: dict[str, str], asked: dict[str, str],
             accepted: list[str]) -> dict[str, str]:
    """Field -> result; Refused with every fault of what was told."""
    outcome, faults = outcome_of(contact, COMPARED, _comparable, said, asked, accepted)
    if source not in VERIFICATION_SOURCES or (source == "register" and entry is None):
        faults["source"] = labels.NOT_LISTED
    if faults:
        raise Refused(labels.NOT_SAVED, fields=faults)
    return outcome


def _accept(bench: Workbench, contact: Contact, taken: dict[str, str]) -> None:
    values = values_taken(lambda given: contact_values(bench.session, given), taken)
    changed = {name: value for name, value in values.items() if value != getattr(contact, name)}
    doubled = find_people(bench.session, {name: changed[name] for name in ("email", "phone", "mobile") if name in changed},
                          but=contact.id)
    if doubled and contact.duplicate_reason is None:
        other = doubled[0].contact
        message = _l("%(name)s has the same e-mail or phone in the CRM. Merge the two, or untick the field.",
                     name=f"{other.first_name} {other.last_name}")
        raise Refused(message, fields={"accepted_fields": message})
    for name, value in values.items():
        setattr(contact, name, value)
    name_keys(contact)


def _comparable(name: str, value: str) -> str:
    if name in ("phone", "mobile"):
        return compared_phone(value) or fold(value)
    return fold(value)
