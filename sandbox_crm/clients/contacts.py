"""Commands on contacts (osoby kontaktowe), also the removal of a person's data."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _l
from sqlalchemy import select

from app.polish.text import fold, person_key
from sandbox_crm.bench import Done, Refused, Workbench, check_version, command
from sandbox_crm.clients import labels
from sandbox_crm.clients.parsing import contact_values
from sandbox_crm.models.clients import Account, Contact, ImportRow, ImportRun
from sandbox_crm.wording import MISSING, STALE

#: what is blanked when a person's data are removed; the rest says nothing about who it was
PERSONAL_FIELDS = (
    "title",
    "department",
    "email",
    "phone",
    "mobile",
    "notes",
    "preferred_channel",
    "source",
    "acquisition_method",
)


@command("contact.create")
def create(bench: Workbench, *, account_id: int | None = None, **fields: Any) -> Done:
    """Add a contact. ``fields``: columns of Contact."""
    values = contact_values(bench.session, {"account_id": account_id, **fields})
    missing = {name: MISSING for name in ("first_name", "last_name") if not values.get(name)}
    if missing:
        raise Refused(labels.NOT_SAVED, fields=missing)
    _live_account(bench, values.get("account_id"))
    contact = made_of(values)
    if contact.is_primary:
        _make_way(bench, contact.account_id)
    bench.add(contact)
    return Done(contact, f"Dodano osobę kontaktową „{_full(contact)}”")


@command("contact.update")
def update(bench: Workbench, *, contact_id: int, row_version: int | str | None = None, **fields: Any) -> Done:
    """Change fields of a contact. Stale where it was saved since ``row_version``."""
    contact = bench.get(Contact, contact_id)
    check_version(contact, row_version, fields, STALE)
    if contact.anonymised_at is not None:
        raise Refused(_l("The data of this person were removed and cannot be typed in again."))
    values = contact_values(bench.session, fields)
    if "account_id" in values:
        _live_account(bench, values["account_id"])
    if values.get("is_primary", contact.is_primary):
        _make_way(bench, values.get("account_id", contact.account_id), contact.id)
    for name, value in values.items():
        setattr(contact, name, value)
    _name_keys(contact)
    return Done(contact, f"Zmieniono osobę kontaktową „{_full(contact)}”")


@command("contact.delete")
def delete(bench: Workbench, *, contact_id: int, row_version: int | str | None = None) -> Done:
    """Move a contact to the bin."""
    contact = bench.get(Contact, contact_id)
    check_version(contact, row_version, {}, STALE)
    contact.deleted_at = bench.stamp
    return Done(contact, f"Przeniesiono do kosza osobę kontaktową „{_full(contact)}”")


@command("contact.restore")
def restore(bench: Workbench, *, contact_id: int) -> Done:
    """Take a contact out of the bin."""
    contact = bench.session.get(Contact, int(contact_id))
    if contact is None or contact.deleted_at is None:
        raise Refused(_l("There is no such person in the bin."), status=404)
    _live_account(bench, contact.account_id)
    if contact.is_primary:
        _make_way(bench, contact.account_id, contact.id)
    contact.deleted_at = None
    return Done(contact, f"Przywrócono z kosza osobę kontaktową „{_full(contact)}”")


@command("contact.anonymise")
def anonymise(bench: Workbench, *, contact_id: int, row_version: int | str | None = None) -> Done:
    """Remove a person's data for good; links to the account, opportunities and consents stay without saying who."""
    contact = bench.get(Contact, contact_id)
    check_version(contact, row_version, {}, STALE)
    if contact.anonymised_at is not None:
        raise Refused(_l("The data of this person were removed before."))
    contact.first_name, contact.last_name = "Osoba", f"usunięta nr {contact.id}"
    for name in PERSONAL_FIELDS:
        setattr(contact, name, None)
    contact.decision_role, contact.do_not_call, contact.active, contact.is_primary = "unknown", True, False, False
    contact.anonymised_at = bench.stamp
    _name_keys(contact)
    _forget_rows(bench, contact)
    return Done(contact, f"Usunięto dane osobowe osoby kontaktowej nr {contact.id}")


def _forget_rows(bench: Workbench, contact: Contact) -> None:
    """Rows of imports keep what they said of the firm, not what they said of the person."""
    found = select(ImportRow, ImportRun.mapping).join(ImportRun, ImportRun.id == ImportRow.import_run_id)
    for row, mapping in bench.session.execute(found.where(ImportRow.contact_id == contact.id)).all():
        row.raw = {heading: text for heading, text in row.raw.items()
                   if not (mapping.get(heading) or "contact.").startswith("contact.")}


def made_of(values: dict[str, Any]) -> Contact:
    """A new contact of values that were checked."""
    contact = Contact(**{name: value for name, value in values.items() if value is not None})
    _name_keys(contact)
    return contact


def _full(contact: Contact) -> str:
    return f"{contact.first_name} {contact.last_name}"


def _name_keys(contact: Contact) -> None:
    contact.name_fold = fold(_full(contact))
    contact.name_sort = person_key(contact.first_name, contact.last_name)


def _live_account(bench: Workbench, account_id: int | None) -> None:
    if account_id is None:
        return
    account = bench.session.get(Account, int(account_id))
    if account is None or account.deleted_at is not None:
        raise Refused(_l("There is no such account. Choose one of the list."), fields={"account_id": labels.NOT_LISTED})


def _make_way(bench: Workbench, account_id: int | None, newcomer: int | None = None) -> None:
    """An account has one main contact, the latest one named: whoever was it stops before ``newcomer`` becomes it."""
    if account_id is None:
        return
    main = select(Contact).where(
        Contact.account_id == account_id,
        Contact.id != (newcomer or 0),
        Contact.is_primary.is_(True),
        Contact.deleted_at.is_(None),
    )
    for other in bench.session.scalars(main):
        other.is_primary = False
    bench.session.flush()  # the table takes one main contact at a time
