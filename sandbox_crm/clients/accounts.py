"""Commands on accounts (konta klientów)."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _l
from sqlalchemy import select

from app.polish.plural import counted
from app.polish.text import fold, sort_key
from sandbox_crm.bench import Done, Refused, Workbench, check_version, command
from sandbox_crm.clients import labels
from sandbox_crm.clients.duplicates import DuplicateFound, find_duplicates
from sandbox_crm.clients.parsing import ACCOUNT_FIELDS, account_values
from sandbox_crm.models.clients import Account, Contact
from sandbox_crm.models.sales import Opportunity
from sandbox_crm.wording import MISSING, STALE

#: fields that a bulk edit may set on many accounts at once: all but what tells one client from another
BULK_FIELDS = tuple(name for name in ACCOUNT_FIELDS if name not in ("name", "short_name", "nip", "regon", "krs", "vat_eu"))
#: kinds of accounts that are living people: what is known of them is personal data
LIVING = ("sole_trader", "person")
#: so many accounts one bulk edit changes at most; the journal keeps every row before and after
MOST_BULK = 2_000


@command("account.create")
def create(bench: Workbench, *, duplicate_reason: str | None = None, **fields: Any) -> Done:
    """Add an account. ``fields``: columns of Account. Refused where a field is wrong, and (`DuplicateFound`) where the
    account may be there already and no ``duplicate_reason`` is given."""
    values = account_values(bench.session, fields)
    if not values.get("name"):
        raise Refused(labels.NOT_SAVED, fields={"name": MISSING})
    matches = find_duplicates(bench.session, values)
    reason = (duplicate_reason or "").strip() or None
    if matches and reason is None:
        raise DuplicateFound(matches)
    account = bench.add(made_of(values, reason if matches else None))
    return Done(account, f"Dodano konto klienta „{account.name}”")


@command("account.update")
def update(
    bench: Workbench, *, account_id: int, row_version: int | str | None = None, duplicate_reason: str | None = None, **fields: Any
) -> Done:
    """Change fields of an account. Stale where it was saved since ``row_version``; a NIP that another account carries
    needs a ``duplicate_reason``."""
    account = bench.get(Account, account_id)
    check_version(account, row_version, fields, STALE)
    not_removed(account)
    values = account_values(bench.session, fields, account)
    reason = (duplicate_reason or "").strip() or account.duplicate_reason
    if values.get("nip") and values["nip"] != account.nip:
        matches = find_duplicates(bench.session, {"nip": values["nip"]}, but=account.id)
        if matches and reason is None:
            raise DuplicateFound(matches)
        account.duplicate_reason = reason if matches else None
    for name, value in values.items():
        setattr(account, name, value)
    _name_keys(account)
    return Done(account, f"Zmieniono konto klienta „{account.name}”")


@command("account.delete")
def delete(bench: Workbench, *, account_id: int, row_version: int | str | None = None) -> Done:
    """Move an account with its contacts to the bin; refused while opportunities belong to it."""
    account = bench.get(Account, account_id)
    check_version(account, row_version, {}, STALE)
    held = bench.session.scalars(
        select(Opportunity.number)
        .where(Opportunity.account_id == account.id, Opportunity.deleted_at.is_(None))
        .order_by(Opportunity.id)
    ).all()
    if held:
        raise Refused(
            _l(
                "This account has opportunities (%(numbers)s). Move them to another account or delete them first.",
                numbers=", ".join(held[:5]),
            )
        )
    for contact in _contacts(bench, account):
        if contact.deleted_at is None:
            contact.deleted_at = bench.stamp
    account.deleted_at = bench.stamp
    return Done(account, f"Przeniesiono do kosza konto klienta „{account.name}”")


@command("account.restore")
def restore(bench: Workbench, *, account_id: int) -> Done:
    """Take an account out of the bin, with the contacts that went there together with it."""
    account = bench.session.get(Account, int(account_id))
    if account is None or account.deleted_at is None:
        raise Refused(_l("There is no such account in the bin."), status=404)
    if account.merged_into_id is not None:
        raise Refused(_l("This account was merged into another one and cannot be taken out of the bin."))
    if account.nip and account.duplicate_reason is None:
        matches = find_duplicates(bench.session, {"nip": account.nip}, but=account.id)
        if matches:
            raise Refused(_l("Another account carries the NIP of this one. Merge them or correct the NIP first."))
    together = account.deleted_at
    account.deleted_at = None
    back = [contact for contact in _contacts(bench, account) if contact.deleted_at == together and not contact.merged_into_id]
    for contact in back:
        contact.deleted_at = None
    for second in [contact for contact in back if contact.is_primary][1:]:
        second.is_primary = False
    return Done(account, f"Przywrócono z kosza konto klienta „{account.name}”")


@command("account.bulk_update")
def bulk_update(bench: Workbench, *, account_ids: list[int], field: str, value: Any) -> Done:
    """Set one field to the same value on several accounts; all of them or none."""
    if field not in BULK_FIELDS:
        raise TypeError(f"unknown field: {field}")
    wanted = list(dict.fromkeys(int(number) for number in account_ids))
    if not wanted:
        raise Refused(
            _l("No accounts were chosen. Tick at least one on the list."),
            fields={"account_ids": _l("Tick at least one account.")},
        )
    if len(wanted) > MOST_BULK:
        too_many = _l("At most %(most)s accounts can be changed at once. Narrow the list first.", most=MOST_BULK)
        raise Refused(too_many, fields={"account_ids": too_many})
    accounts = [bench.get(Account, number) for number in wanted]
    for account in accounts:
        not_removed(account)
    # What a field may hold depends on the rest of the account only through its country.
    fellows = accounts if field in ("country", "postcode", "corr_country", "corr_postcode") else accounts[:1]
    try:
        values = [account_values(bench.session, {field: value}, account) for account in fellows][-1]
    except Refused as refused:
        raise Refused(refused.message, fields={"value": next(iter(refused.fields.values()))}) from refused
    for account in accounts:
        setattr(account, field, values[field])
    return Done(accounts, f"Zmieniono pole „{field}” na {counted(len(accounts), 'koncie', 'kontach', 'kontach')}")


def not_removed(account: Account) -> None:
    """Refused where the data of the person were removed: they are not typed in again."""
    if account.anonymised_at is not None:
        raise Refused(_l("The data of this person were removed and cannot be typed in again."))


def made_of(values: dict[str, Any], duplicate_reason: str | None) -> Account:
    """A new account of values that were checked; where it doubles another one, the reason says why it stands."""
    given = {name: value for name, value in values.items() if value is not None}
    account = Account(**given, duplicate_reason=duplicate_reason)
    _name_keys(account)
    return account


def _name_keys(account: Account) -> None:
    account.name_fold, account.name_sort = fold(account.name), sort_key(account.name)


def _contacts(bench: Workbench, account: Account) -> list[Contact]:
    return list(bench.session.scalars(select(Contact).where(Contact.account_id == account.id).order_by(Contact.id)))
