"""Checking an account against a source: the offline register field by field, or a page, a call, a document in words."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _l
from sqlalchemy import Select, or_, select
from sqlalchemy.orm import Session

from app.polish.identifiers import clean_digits
from app.polish.text import company_key, fold, sort_key
from sandbox_crm.bench import Done, Refused, Workbench, check_version, command
from sandbox_crm.clients import labels
from sandbox_crm.clients.duplicates import find_duplicates
from sandbox_crm.clients.parsing import account_values, only_known
from sandbox_crm.clients.people_alike import compared_phone
from sandbox_crm.clients.source_checks import outcome_of, said_of, values_taken
from sandbox_crm.models.clients import VERIFICATION_SOURCES, Account, RegisterEntry, Verification
from sandbox_crm.searching import holds
from sandbox_crm.wording import STALE

#: fields that both an account and a row of the register have
COMPARED = (
    "name",
    "nip",
    "regon",
    "krs",
    "street",
    "house_no",
    "flat_no",
    "postcode",
    "city",
    "commune",
    "county",
    "voivodeship",
)
#: fields that a page, a call or a document may speak of
ASKED = ("name", "nip", "regon", "krs", "email", "phone", "website", "street", "house_no", "flat_no", "postcode", "city")
_STREET = ("ulica ", "ul. ", "ul ", "aleja ", "al. ", "plac ", "pl. ")


@command("account.verify")
def verify(
    bench: Workbench,
    *,
    account_id: int,
    source: str,
    register_entry_id: int | None = None,
    found: dict[str, str | None] | None = None,
    results: dict[str, str | None] | None = None,
    accepted_fields: list[str] | None = None,
    note: str | None = None,
    row_version: int | str | None = None,
) -> Done:
    """Record a verification. With a register entry its fields are compared and the accepted ones copied into the
    account. Another source: ``found``: field -> what it says; ``results``: field -> same, different or missing, where it
    was only asked whether it agrees; the accepted fields take what it says; the note says the rest."""
    account = bench.get(Account, account_id)
    check_version(account, row_version, {}, STALE)
    if account.anonymised_at is not None:
        raise Refused(_l("The data of this person were removed, so there is nothing to verify."))
    if source not in VERIFICATION_SOURCES:
        raise Refused(labels.NOT_SAVED, fields={"source": labels.NOT_LISTED})
    entry = bench.get(RegisterEntry, register_entry_id) if register_entry_id is not None else None
    if source == "register" and entry is None:
        raise Refused(
            _l("Choose the entry of the register that you compare with."), fields={"register_entry_id": labels.NOT_LISTED}
        )
    if entry is not None:
        if found or results:
            raise TypeError("what the register says is read from its entry")
        accepted = list(dict.fromkeys(accepted_fields or []))
        only_known(dict.fromkeys(accepted), COMPARED)
        outcome = compare(account, entry)
        _accept(bench, account, entry, accepted)
    else:
        said, asked, accepted = said_of(found, results, accepted_fields, ASKED)
        outcome, faults = outcome_of(account, ASKED, _asked_by, said, asked, accepted)
        if faults:
            raise Refused(labels.NOT_SAVED, fields=faults)
        _take(bench, account, {name: said[name] for name in accepted})
    verification = bench.add(
        Verification(
            account_id=account.id,
            register_entry_id=entry.id if entry else None,
            source=source,
            verified_on=bench.today,
            user_id=bench.actor.user_id,
            results=outcome,
            accepted_fields=accepted,
            note=(note or "").strip() or None,
        )
    )
    account.verified_at = bench.stamp
    return Done(verification, f"Zweryfikowano dane konta klienta „{account.name}”")


def compare(account: Account, entry: RegisterEntry) -> dict[str, str]:
    """Field -> same, different, or missing (one side says nothing)."""
    found = {}
    for name in COMPARED:
        mine, theirs = _comparable(name, getattr(account, name)), _comparable(name, getattr(entry, name))
        found[name] = "missing" if not mine or not theirs else "same" if mine == theirs else "different"
    return found


def entries_of(session: Session, text: str) -> Select[Any]:
    """A select of the entries that a part of NIP, REGON, KRS or the name means; none for an empty text."""
    wanted, digits = text.strip(), clean_digits(text)
    meant = or_(*(holds(session, RegisterEntry, one) for one in {wanted, digits if digits.isdecimal() else wanted}))
    return select(RegisterEntry).where(RegisterEntry.deleted_at.is_(None), meant)


def _accept(bench: Workbench, account: Account, entry: RegisterEntry, accepted: list[str]) -> None:
    values = {name: getattr(entry, name) for name in accepted}
    unknown = [name for name, value in values.items() if not value]
    if unknown:
        raise Refused(
            _l("The source does not give every field that you ticked."),
            fields={
                "accepted_fields": _l(
                    "Untick: %(fields)s.", fields=", ".join(str(labels.ACCOUNT_LABELS[name]) for name in unknown)
                )
            },
        )
    _set(bench, account, account_values(bench.session, values, account) if values else {})


def _take(bench: Workbench, account: Account, taken: dict[str, str]) -> None:
    """Take over what a page, a call or a document says."""
    _set(bench, account, values_taken(lambda given: account_values(bench.session, given, account), taken))


def _set(bench: Workbench, account: Account, values: dict[str, Any]) -> None:
    nip = values.get("nip")
    doubled = nip and nip != account.nip and account.duplicate_reason is None
    if doubled and find_duplicates(bench.session, {"nip": nip}, but=account.id):
        raise Refused(
            _l("Another account carries this NIP. Merge the accounts, or untick the NIP."),
            fields={"accepted_fields": _l("Untick: %(fields)s.", fields="NIP")},
        )
    for name, value in values.items():
        setattr(account, name, value)
    account.name_fold, account.name_sort = fold(account.name), sort_key(account.name)


def _asked_by(name: str, value: str) -> str:
    """What values of a field are compared by where a source was asked: an address of a page with or without its scheme."""
    if name == "phone":
        return compared_phone(value) or fold(value)
    if name == "website":
        return fold(value).removeprefix("https://").removeprefix("http://").removeprefix("www.").rstrip("/")
    return _comparable(name, value)


def _comparable(name: str, value: str | None) -> str:
    if name in ("nip", "regon", "krs", "postcode"):
        return clean_digits(value)
    if name == "name":
        return company_key(value)
    text = fold(value)
    if name == "street":
        for prefix in _STREET:
            text = text.removeprefix(prefix)
    return text
