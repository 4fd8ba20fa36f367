"""Commands on contacts (osoby kontaktowe), also the removal of a person's data."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _l
from sqlalchemy import select

from app.polish.text import fold, person_key
from sandbox_crm.bench import Done, Refused, Workbench, check_version, command
from sandbox_crm.clients import labels
from sandbox_crm.clients.forgetting import forget_traces, merged_into
from sandbox_crm.clients.parsing import contact_values
from sandbox_crm.clients.people_alike import PersonFound, find_people
from sandbox_crm.models.clients import CONTACT_SIGNS, Account, Contact
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
    "duplicate_reason",
)
#: fields by which a person is recognised
_TELLING = ("first_name", "last_name", "account_id", "email", "phone", "mobile")


@command("contact.create")
def create(bench: Workbench, *, account_id: int | None = None, duplicate_reason: str | None = None, **fields: Any) -> Done:
    """Add a contact. ``fields``: columns of Contact. Refused where a field is wrong, and (`PersonFound`) where the person
    may be there already and no ``duplicate_reason`` is given."""
    values = contact_values(bench.session, {"account_id": account_id, **fields})
    missing = {name: MISSING for name in ("first_name", "last_name") if not values.get(name)}
    if missing:
        raise Refused(labels.NOT_SAVED, fields=missing)
    live_account(bench, values.get("account_id"))
    contact = made_of(values, _explained(find_people(bench.session, values), duplicate_reason))
    if contact.is_primary:
        make_way(bench, contact.account_id)
    bench.add(contact)
    return Done(contact, f"Dodano osobę kontaktową „{_full(contact)}”")


@command("contact.update")
def update(
    bench: Workbench, *, contact_id: int, row_version: int | str | None = None, duplicate_reason: str | None = None, **fields: Any
) -> Done:
    """Change fields of a contact. Stale where it was saved since ``row_version``; an e-mail, a phone or a name that
    another person carries needs a ``duplicate_reason``."""
    contact = bench.get(Contact, contact_id)
    check_version(contact, row_version, fields, STALE)
    reason = closed_reason(contact)
    if reason is not None:
        raise Refused(reason)
    values = contact_values(bench.session, fields)
    if "account_id" in values:
        live_account(bench, values["account_id"])
    if values.keys() & {"is_primary", "account_id"} and values.get("is_primary", contact.is_primary):
        make_way(bench, values.get("account_id", contact.account_id), contact.id)
    matches = find_people(bench.session, *_newly_telling(contact, values))
    contact.duplicate_reason = _explained(matches, duplicate_reason) or contact.duplicate_reason
    for name, value in values.items():
        setattr(contact, name, value)
    name_keys(contact)
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
    if contact.merged_into_id is not None:
        raise Refused(_l("This person was merged into another one and cannot be taken out of the bin."))
    live_account(bench, contact.account_id)
    if contact.is_primary:
        make_way(bench, contact.account_id, contact.id)
    contact.deleted_at = None
    return Done(contact, f"Przywrócono z kosza osobę kontaktową „{_full(contact)}”")


@command("contact.anonymise")
def anonymise(bench: Workbench, *, contact_id: int, row_version: int | str | None = None) -> Done:
    """Remove a person's data for good; links to the account, opportunities and consents stay without saying who."""
    contact = bench.get(Contact, contact_id)
    check_version(contact, row_version, {}, STALE)
    if contact.anonymised_at is not None:
        raise Refused(_l("The data of this person were removed before."))
    for record in [contact, *merged_into(bench, contact)]:
        _forget(bench, record)
    return Done(contact, f"Usunięto dane osobowe osoby kontaktowej nr {contact.id}")


def closed_reason(contact: Contact) -> Any:
    """Why nothing of a person can be changed; None where it can."""
    return _l("The data of this person were removed and cannot be typed in again.") if contact.anonymised_at else None


def _forget(bench: Workbench, contact: Contact) -> None:
    contact.first_name, contact.last_name = "Osoba", f"usunięta nr {contact.id}"
    for name in PERSONAL_FIELDS:
        setattr(contact, name, None)
    contact.decision_role, contact.do_not_call, contact.active, contact.is_primary = "unknown", True, False, False
    contact.anonymised_at = bench.stamp
    name_keys(contact)
    forget_traces(bench, contact)


def made_of(values: dict[str, Any], duplicate_reason: str | None = None) -> Contact:
    """A new contact of values that were checked; where it doubles another one, the reason says why it stands."""
    given = {name: value for name, value in values.items() if value is not None}
    contact = Contact(**given, duplicate_reason=duplicate_reason)
    name_keys(contact)
    return contact


def _newly_telling(contact: Contact, values: dict[str, Any]) -> tuple[dict[str, Any], int]:
    """What an update newly says of who the person is; a changed name or account is looked at together."""
    changed = {name for name in _TELLING if name in values and values[name] != getattr(contact, name)}
    if changed & {"first_name", "last_name", "account_id"}:
        changed |= {"first_name", "last_name", "account_id"}
    return {name: values.get(name, getattr(contact, name)) for name in changed}, contact.id


def _explained(matches: list[Any], reason: str | None) -> str | None:
    """Why a person who looks like others stands beside them; PersonFound where nobody said why."""
    given = (reason or "").strip() or None
    if matches and given is None:
        raise PersonFound(matches)
    if given is not None and len(given) > CONTACT_SIGNS["duplicate_reason"]:
        raise Refused(labels.NOT_SAVED, fields={"duplicate_reason": _l(
            "The text is too long: at most %(signs)s characters.", signs=CONTACT_SIGNS["duplicate_reason"])})
    return given if matches else None


def _full(contact: Contact) -> str:
    return f"{contact.first_name} {contact.last_name}"


def name_keys(contact: Contact) -> None:
    """Set what a person is searched and sorted by."""
    contact.name_fold = fold(_full(contact))
    contact.name_sort = person_key(contact.first_name, contact.last_name)


def live_account(bench: Workbench, account_id: int | None) -> None:
    """Refused where a person is to belong to an account that is not there."""
    if account_id is None:
        return
    account = bench.session.get(Account, int(account_id))
    if account is None or account.deleted_at is not None:
        raise Refused(_l("There is no such account. Choose one of the list."), fields={"account_id": labels.NOT_LISTED})


def make_way(bench: Workbench, account_id: int | None, newcomer: int | None = None) -> None:
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
