"""Checking an account against a source: the offline register field by field, or a page, a call, a document in words."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _l
from sqlalchemy import Select, or_, select
from sqlalchemy.orm import Session

from app.polish.identifiers import clean_digits
from app.polish.text import company_key, fold, sort_key
from sandbox_crm.bench import Done, Refused, Workbench, command
from sandbox_crm.clients import labels
from sandbox_crm.clients.duplicates import find_duplicates
from sandbox_crm.clients.parsing import account_values, only_known
from sandbox_crm.models.clients import VERIFICATION_SOURCES, Account, RegisterEntry, Verification
from sandbox_crm.searching import holds

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
_STREET = ("ulica ", "ul. ", "ul ", "aleja ", "al. ", "plac ", "pl. ")


@command("account.verify")
def verify(
    bench: Workbench,
    *,
    account_id: int,
    source: str,
    register_entry_id: int | None = None,
    accepted_fields: list[str] | None = None,
    note: str | None = None,
) -> Done:
    """Record a verification. With a register entry its fields are compared and the accepted ones copied into the
    account; with another source the note says what was found."""
    account = bench.get(Account, account_id)
    if account.anonymised_at is not None:
        raise Refused(_l("The data of this person were removed, so there is nothing to verify."))
    if source not in VERIFICATION_SOURCES:
        raise Refused(labels.NOT_SAVED, fields={"source": labels.NOT_LISTED})
    accepted = list(dict.fromkeys(accepted_fields or []))
    only_known(dict.fromkeys(accepted), COMPARED)
    entry = bench.get(RegisterEntry, register_entry_id) if register_entry_id is not None else None
    if source == "register" and entry is None:
        raise Refused(
            _l("Choose the entry of the register that you compare with."), fields={"register_entry_id": labels.NOT_LISTED}
        )
    results = compare(account, entry) if entry is not None else {}
    if accepted:
        _accept(bench, account, entry, accepted)
    verification = bench.add(
        Verification(
            account_id=account.id,
            register_entry_id=entry.id if entry else None,
            source=source,
            verified_on=bench.today,
            user_id=bench.actor.user_id,
            results=results,
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


def _accept(bench: Workbench, account: Account, entry: RegisterEntry | None, accepted: list[str]) -> None:
    values = {name: getattr(entry, name, None) for name in accepted}
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
    if (
        values.get("nip")
        and values["nip"] != account.nip
        and account.duplicate_reason is None
        and find_duplicates(bench.session, {"nip": values["nip"]}, but=account.id)
    ):
        raise Refused(
            _l("Another account carries this NIP. Merge the accounts, or untick the NIP."),
            fields={"accepted_fields": _l("Untick: %(fields)s.", fields="NIP")},
        )
    _set(account, account_values(bench.session, values, account))


def _set(account: Account, values: dict[str, Any]) -> None:
    for name, value in values.items():
        setattr(account, name, value)
    account.name_fold, account.name_sort = fold(account.name), sort_key(account.name)


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
