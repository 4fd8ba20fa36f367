"""The removal of the data of a person who is kept as an account: a sole trader or a private person."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from app.polish.text import fold, sort_key
from sandbox_crm.bench import Done, Refused, Workbench, check_version, command
from sandbox_crm.clients.accounts import LIVING
from sandbox_crm.clients.forgetting import forget_traces, merged_into
from sandbox_crm.models.clients import ERASED, Account
from sandbox_crm.wording import STALE


@command("account.anonymise")
def anonymise(bench: Workbench, *, account_id: int, row_version: int | str | None = None) -> Done:
    """Remove a person's data for good. Opportunities, offers, messages, events and consents stay; the account says of
    itself only what tells nobody who it was: kind, legal form, industry, size, voivodeship, country and owner."""
    account = bench.get(Account, account_id)
    check_version(account, row_version, {}, STALE)
    if account.anonymised_at is not None:
        raise Refused(_l("The data of this person were removed before."))
    if account.kind not in LIVING:
        raise Refused(_l("This account is a firm or an institution. Only data of living people are removed: those of its "
                         "contacts on their own pages."))
    for record in [account, *merged_into(bench, account)]:
        _forget(bench, record)
    return Done(account, f"Usunięto dane osobowe klienta nr {account.id}")


def _forget(bench: Workbench, account: Account) -> None:
    account.name, account.status = f"Klient usunięty nr {account.id}", "inactive"
    for name in ERASED:
        setattr(account, name, None)
    account.anonymised_at = bench.stamp
    account.name_fold, account.name_sort = fold(account.name), sort_key(account.name)
    forget_traces(bench, account)
