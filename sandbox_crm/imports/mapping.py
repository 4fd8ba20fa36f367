"""From a row of a file to the values of an account and a contact: which column goes where, what is repaired on the way."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from flask_babel import lazy_gettext as _l
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.polish.amounts import Unreadable, parse_amount
from app.polish.identifiers import clean_digits, regon_problem
from app.polish.text import fold
from sandbox_crm.clients.labels import ACCOUNT_LABELS, CONTACT_LABELS
from sandbox_crm.models.company import SalesUser

#: what a column may be mapped to
TARGETS = tuple(
    [f"account.{name}" for name in ACCOUNT_LABELS] + [f"contact.{name}" for name in CONTACT_LABELS if name != "account_id"]
)
#: words that files use for the codes of the CRM
WORDS: dict[str, dict[str, str]] = {
    "kind": {
        "firma": "company",
        "spolka": "company",
        "jdg": "sole_trader",
        "dzialalnosc jednoosobowa": "sole_trader",
        "jednoosobowa dzialalnosc gospodarcza": "sole_trader",
        "osoba": "person",
        "osoba prywatna": "person",
        "osoba fizyczna": "person",
        "instytucja": "institution",
        "urzad": "institution",
    },
    "status": {
        "potencjalny": "prospect",
        "potencjalna": "prospect",
        "aktywny": "active",
        "aktywna": "active",
        "nieaktywny": "inactive",
        "nieaktywna": "inactive",
    },
    "preferred_channel": {
        "e-mail": "email",
        "email": "email",
        "mail": "email",
        "telefon": "phone",
        "sms": "sms",
        "poczta": "post",
        "list": "post",
        "wizyta": "visit",
        "portal": "portal",
    },
    "decision_role": {"decydent": "decision_maker", "uzytkownik": "user", "doradca": "adviser", "blokujacy": "blocker"},
    "size_bucket": {"mikro": "micro", "mala": "small", "srednia": "medium", "duza": "large"},
}
_YES, _NO = ("tak", "t", "yes", "true", "1", "x"), ("nie", "n", "no", "false", "0", "")
_FLAGS = ("is_primary", "do_not_call", "active")
#: what may be wrong with a cell; kept by key in the import's rows, told in the reader's language
CELL_FAULTS = {
    "amount": _l("This is not an amount. Write it like 1 234,56."),
    "owner": _l("No colleague has this name or e-mail."),
    "flag": _l("Write tak or nie."),
    "whole_name": _l("A contact needs both a first name and a last name."),
}


@dataclass
class Parsed:
    """A row's values, with its faults and repairs. Both are kept as ``target|kind|…`` (see `sandbox_crm.imports.telling`)."""

    account: dict[str, Any] = field(default_factory=dict)
    contact: dict[str, Any] = field(default_factory=dict)
    faults: list[str] = field(default_factory=list)
    repairs: list[str] = field(default_factory=list)


def parse_row(session: Session, raw: dict[str, str], mapping: dict[str, str | None]) -> Parsed:
    """The values of one row; empty cells give none."""
    parsed = Parsed()
    for heading, target in mapping.items():
        text = raw.get(heading, "").strip()
        if target is None or not text:
            continue
        entity, _dot, name = target.partition(".")
        try:
            value = _value(session, name, text)
        except ValueError as fault:
            parsed.faults.append(f"{target}|{fault}")
            continue
        repaired = repair(name, value) if isinstance(value, str) else value
        if repaired != value:
            parsed.repairs.append(f"{target}|repaired|{value}|{repaired}")
        (parsed.account if entity == "account" else parsed.contact)[name] = repaired
    names = [bool(parsed.contact.get(name)) for name in ("first_name", "last_name")]
    if parsed.contact and not all(names):
        parsed.faults.append("contact.last_name|whole_name")
    return parsed


def repair(name: str, text: str) -> str:
    """A value with the zeros back that a spreadsheet took away: KRS to 10 digits, REGON to 9 or 14, postcode to 00-000."""
    digits = clean_digits(text)
    if not digits.isdecimal():
        return text
    if name == "krs" and 4 <= len(digits) < 10:
        return digits.zfill(10)
    if name == "regon" and 6 <= len(digits) < 9:
        return digits.zfill(9)
    if name == "regon" and 10 <= len(digits) < 14 and regon_problem(digits.zfill(14)) is None:
        return digits.zfill(14)
    if name in ("postcode", "corr_postcode") and 3 <= len(digits) <= 5:
        whole = digits.zfill(5)
        return f"{whole[:2]}-{whole[2:]}"
    return text


def _value(session: Session, name: str, text: str) -> Any:
    if name == "annual_revenue_gr":
        try:
            return parse_amount(text)
        except Unreadable as fault:
            raise ValueError("amount") from fault
    if name == "owner_id":
        return _owner(session, text)
    if name in _FLAGS:
        if fold(text) not in _YES + _NO:
            raise ValueError("flag")
        return fold(text) in _YES
    if name in WORDS:
        return WORDS[name].get(fold(text), text)
    return text


def _owner(session: Session, text: str) -> int:
    known = session.info.setdefault("owners", {})
    if not known:
        people = select(SalesUser.id, SalesUser.name, SalesUser.email).where(SalesUser.deleted_at.is_(None))
        for number, name, email in session.execute(people.order_by(SalesUser.id.desc())):
            known[fold(name)] = known[fold(email)] = number
    if fold(text) not in known:
        raise ValueError("owner")
    return known[fold(text)]
