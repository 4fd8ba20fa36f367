"""Clients' fields as commands take them: numbers without filling, codes of the company's own lists, refusals by field."""

from __future__ import annotations

import re
from typing import Any

from flask_babel import lazy_gettext as _l
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.polish.identifiers import clean_digits, clean_nip, krs_problem, nip_problem, postcode_problem, regon_problem
from app.polish.text import fold
from sandbox_crm.bench import Refused
from sandbox_crm.clients import labels
from sandbox_crm.models.clients import (
    ACCOUNT_KINDS,
    ACCOUNT_SIGNS,
    ACCOUNT_STATUSES,
    CHANNELS,
    CONTACT_SIGNS,
    DECISION_ROLES,
    MOST_REVENUE_GR,
    SIZE_BUCKETS,
    Account,
)
from sandbox_crm.models.company import DictionaryEntry, SalesUser
from sandbox_crm.wording import MISSING

ACCOUNT_FIELDS = tuple(labels.ACCOUNT_LABELS)
CONTACT_FIELDS = tuple(labels.CONTACT_LABELS)
#: fields whose codes the company keeps in its dictionaries
DICTIONARY_FIELDS = ("industry", "legal_form", "source", "acquisition_method")
_CHOICES = {"kind": ACCOUNT_KINDS, "status": ACCOUNT_STATUSES, "preferred_channel": CHANNELS, "decision_role": DECISION_ROLES,
            "size_bucket": SIZE_BUCKETS}
_MAY_NOT_BE_EMPTY = ("name", "kind", "status", "country", "first_name", "last_name", "decision_role")
_EMAIL = re.compile(r"[^\s@<>,;:\"()]+@[^\s@<>,;:\"()]+\.[^\s@<>,;:\"().]+")
_PROBLEMS = {"nip": (nip_problem, labels.NIP_FAULTS), "regon": (regon_problem, labels.REGON_FAULTS),
             "krs": (krs_problem, labels.KRS_FAULTS)}


def well_formed_email(text: str) -> bool:
    """Whether a text can be an e-mail address."""
    return len(text) <= 254 and bool(_EMAIL.fullmatch(text)) and ".." not in text


def only_known(fields: dict[str, Any], known: tuple[str, ...]) -> None:
    """TypeError for a field that the command does not take."""
    unknown = sorted(set(fields) - set(known))
    if unknown:
        raise TypeError(f"unknown fields: {', '.join(unknown)}")


def account_values(session: Session, fields: dict[str, Any], stored: Account | None = None) -> dict[str, Any]:
    """An account's fields cleaned; Refused with a message at every field that is wrong. Where the fields name no country
    or no postcode, those of the ``stored`` account hold."""
    only_known(fields, ACCOUNT_FIELDS)
    values = {name: _trimmed(value) for name, value in fields.items()}
    if values.get("nip"):
        values["nip"] = clean_nip(values["nip"])
    for name in ("regon", "krs"):
        if values.get(name):
            values[name] = clean_digits(values[name])
    for name in ("country", "corr_country"):
        if values.get(name):
            values[name] = values[name].upper()
    faults = _faults(session, values, ACCOUNT_SIGNS)
    for name, (problem, messages) in _PROBLEMS.items():
        if values.get(name) and (found := problem(values[name])):
            faults[name] = messages[found]
    faults |= _faults_of_places(values, stored)
    if faults:
        raise Refused(labels.NOT_SAVED, fields=faults)
    return values


def _faults_of_places(values: dict[str, Any], stored: Account | None) -> dict[str, Any]:
    """Messages at a country that is none and at a Polish postcode that is none: of the seat and of the place for letters."""
    def holds(name: str) -> Any:
        return values.get(name, getattr(stored, name) if stored else None)

    faults: dict[str, Any] = {}
    country = values.get("country") or (stored.country if stored else "PL")
    for postcode, own, where in (("postcode", "country", country), ("corr_postcode", "corr_country", holds("corr_country"))):
        if where and (len(where) != 2 or not where.isalpha()):
            faults[own] = labels.COUNTRY_FAULT
        if holds(postcode) and (where or country) == "PL" and postcode_problem(holds(postcode)):
            changed = next((name for name in (postcode, own, "country") if name in values), None)
            if changed:
                faults[changed] = labels.POSTCODE_FAULT
    return faults


def contact_values(session: Session, fields: dict[str, Any]) -> dict[str, Any]:
    """A contact's fields cleaned; Refused with a message at every field that is wrong."""
    only_known(fields, CONTACT_FIELDS)
    values = {name: _trimmed(value) for name, value in fields.items()}
    faults = _faults(session, values, CONTACT_SIGNS)
    if faults:
        raise Refused(labels.NOT_SAVED, fields=faults)
    return values


def dictionary_code(session: Session, kind: str, value: str) -> str | None:
    """The code of a value that is a code or a label of the dictionary; None where the dictionary has neither. A
    dictionary without entries takes any text."""
    codes = _codes(session, kind)
    if not codes or value in codes.values():
        return value
    return codes.get(fold(value))


def _codes(session: Session, kind: str) -> dict[str, str]:
    """A dictionary by folded code and label. A session lives one request, so it is read once for all rows of a file."""
    known = session.info.setdefault("dictionaries", {})
    if kind not in known:
        entries = session.execute(select(DictionaryEntry.code, DictionaryEntry.label).where(
            DictionaryEntry.kind == kind, DictionaryEntry.deleted_at.is_(None)).order_by(DictionaryEntry.id.desc())).all()
        known[kind] = {fold(label): code for code, label in entries} | {fold(code): code for code, _label in entries}
    return known[kind]


def _people(session: Session) -> set[int]:
    """Ids of the colleagues; read once for all rows of a file, like the dictionaries."""
    if "people" not in session.info:
        session.info["people"] = set(session.scalars(select(SalesUser.id)))
    return session.info["people"]


def _trimmed(value: Any) -> Any:
    """A text without white space around it; an empty one is None."""
    return (value.strip() or None) if isinstance(value, str) else value


def _faults(session: Session, values: dict[str, Any], signs: dict[str, int]) -> dict[str, Any]:
    """Messages by field for what accounts and contacts have in common; dictionary labels become codes on the way."""
    faults: dict[str, Any] = {}
    for name in _MAY_NOT_BE_EMPTY:
        if name in values and values[name] is None:
            faults[name] = MISSING
    for name, allowed in _CHOICES.items():
        if values.get(name) is not None and values[name] not in allowed:
            faults[name] = labels.NOT_LISTED
    for name, most in signs.items():
        if isinstance(values.get(name), str) and len(values[name]) > most:
            faults[name] = _l("The text is too long: at most %(signs)s characters.", signs=most)
    for name in DICTIONARY_FIELDS:
        if values.get(name) is not None:
            code = dictionary_code(session, name, values[name])
            values[name] = code if code is not None else values[name]
            if code is None:
                faults[name] = labels.NOT_LISTED
    if values.get("email") and not well_formed_email(values["email"]):
        faults["email"] = labels.EMAIL_FAULT
    if values.get("owner_id") is not None and values["owner_id"] not in _people(session):
        faults["owner_id"] = labels.NOT_LISTED
    revenue = values.get("annual_revenue_gr")
    if revenue is not None and not 0 <= revenue < MOST_REVENUE_GR:
        faults["annual_revenue_gr"] = labels.NOT_LISTED
    return faults
