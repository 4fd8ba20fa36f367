"""The values that an offer's tags take, and the seller and buyer as its fixed blocks print them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import select

from app.polish.amounts import amount_in_words, format_amount, format_pln
from app.polish.dates import format_date, format_date_long, format_weekday
from sandbox_crm.bench import Workbench
from sandbox_crm.clients.labels import letter_line
from sandbox_crm.models.clients import Account, Contact
from sandbox_crm.models.company import SalesUser, Setting
from sandbox_crm.models.sales import Opportunity
from sandbox_crm.offers.arithmetic import OfferTotals
from sandbox_crm.offers.tags import formats_of

SELLER_FIELDS = ("name", "address", "nip", "regon", "krs", "phone", "email", "website", "bank_account")


@dataclass(frozen=True)
class Parties:
    """Who an offer is between and what it is about."""

    account: Account
    contact: Contact | None
    opportunity: Opportunity
    owner: SalesUser | None
    seller: dict[str, str]


@dataclass(frozen=True)
class Terms:
    """An offer's own facts."""

    number: str
    issued_on: date
    valid_until: date
    totals: OfferTotals


def parties(bench: Workbench, opportunity: Opportunity, account: Account, contact: Contact | None) -> Parties:
    """The parties of an offer, the seller taken from the company's settings."""
    owner = bench.session.get(SalesUser, opportunity.owner_id) if opportunity.owner_id else None
    return Parties(account, contact, opportunity, owner, seller(bench))


def seller(bench: Workbench) -> dict[str, str]:
    """The scenario's own company from ``company.*`` settings; a missing one is empty."""
    found = bench.session.execute(select(Setting.key, Setting.value).where(Setting.key.startswith("company.", autoescape=True)))
    values = {key.removeprefix("company."): value for key, value in found}
    return {name: values.get(name, "") for name in SELLER_FIELDS}


def address_lines(account: Account) -> list[str]:
    """An account's address as it is written on paper; places without streets have their name before the number."""
    return _lines(account, "", account.country)


def letter_lines(account: Account) -> list[str]:
    """Where letters to an account go: its address for letters, or that of its seat where it has no other."""
    return _lines(account, "corr_", account.corr_country or account.country) if letter_line(account) else address_lines(account)


def _lines(account: Account, which: str, country: str | None) -> list[str]:
    street, house_no, flat_no, postcode, city = (
        getattr(account, f"{which}{name}") for name in ("street", "house_no", "flat_no", "postcode", "city"))
    number = "/".join(part for part in (house_no, flat_no) if part)
    first = f"{street} {number}".strip() if street else f"{city or ''} {number}".strip() if number else ""
    second = " ".join(part for part in (postcode, city) if part)
    return [line for line in (first, second, country if country and country != "PL" else "") if line]


def written(value: date | int | None, form: str) -> str:
    """A date, or an amount in grosze, in one of the formats of `sandbox_crm.offers.tags`; nothing for nothing."""
    if value is None:
        return ""
    if isinstance(value, date):
        return {"": format_date, "long": format_date_long, "weekday": format_weekday}[form](value)
    return {"": format_pln, "number": format_amount, "words": amount_in_words}[form](value)


def tag_values(who: Parties, terms: Terms) -> dict[str, str]:
    """Every tag's value as text, in every format it may carry (``offer.net|words``); what is not known is empty."""
    account, contact, opportunity, owner = who.account, who.contact, who.opportunity, who.owner
    lines = address_lines(account)
    values: dict[str, Any] = {f"account.{name}": getattr(account, name)
                              for name in ("name", "short_name", "postcode", "city", "nip", "regon", "email", "phone")}
    values |= {"account.address": ", ".join(lines), "account.corr_address": ", ".join(letter_lines(account)),
               "account.street": lines[0] if account.house_no or account.street else ""}
    if contact:
        values |= {f"contact.{name}": getattr(contact, name)
                   for name in ("first_name", "last_name", "title", "department", "email", "phone", "mobile")}
        values["contact.full_name"] = f"{contact.first_name} {contact.last_name}".strip()
    values |= {"opportunity.number": opportunity.number, "opportunity.name": opportunity.name,
               "opportunity.next_step": opportunity.next_step, "opportunity.description": opportunity.description,
               "offer.number": terms.number, "offer.validity_days": str((terms.valid_until - terms.issued_on).days),
               "offer.gross_words": amount_in_words(terms.totals.gross_gr)}
    for tag, value in (("opportunity.value", opportunity.value_gr), ("opportunity.expected_close", opportunity.expected_close),
                       ("offer.issued_on", terms.issued_on), ("offer.valid_until", terms.valid_until),
                       ("offer.net", terms.totals.net_gr), ("offer.vat", terms.totals.vat_gr),
                       ("offer.gross", terms.totals.gross_gr)):
        values |= {f"{tag}|{form}" if form else tag: written(value, form) for form in formats_of(tag)}
    if owner:
        values |= {"owner.name": owner.name, "owner.role": owner.role, "owner.email": owner.email}
    values |= {f"seller.{name}": text for name, text in who.seller.items()}
    return {tag: str(value).strip() if value is not None else "" for tag, value in values.items()}


def seller_rows(company: dict[str, str]) -> list[str]:
    """The seller as a document prints it."""
    named = (("NIP", "nip"), ("REGON", "regon"), ("KRS", "krs"), ("tel.", "phone"), ("e-mail:", "email"),
             ("rachunek:", "bank_account"))
    rows = [company["name"], *company["address"].split("\n")]
    return [row for row in rows if row] + [f"{label} {company[name]}" for label, name in named if company[name]]


def buyer_rows(who: Parties) -> list[str]:
    """The buyer as a document prints it, with the person the offer goes to."""
    account, contact = who.account, who.contact
    rows = [account.name, *address_lines(account)] + ([f"NIP {account.nip}"] if account.nip else [])
    if contact:
        job = f", {contact.title}" if contact.title else ""
        rows.append(f"{contact.first_name} {contact.last_name}{job}")
    return rows
