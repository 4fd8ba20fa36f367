"""Clients of the practice company: accounts of all four kinds, their people, consents, the register, what is wrong in them."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import count
from typing import Any

from app.polish.text import fold
from sandbox_crm.training import names
from sandbox_crm.training.days import FIRST_DAY, TODAY, Days, Hand
from sandbox_crm.training.numbers import fictional_krs, fictional_nip, fictional_regon
from sandbox_crm.training.words import DICTIONARY, LEARNER, SELLER, SERVICE

#: so many entries of the register are of firms that the CRM does not know
UNKNOWN = 14
#: the place in the order of clients -> what the register says otherwise than the CRM
MOVED, RENAMED, ENDED, SUSPENDED = (5, 20, 33), {12: "Fabryka Okien Widok"}, (30,), (44, 48)


@dataclass
class Client:
    """One client before it is typed in. ``people``: (first name, last name, woman, title, part in the decision)."""

    key: str
    kind: str
    name: str
    fields: dict[str, Any]
    owner: int
    added: date
    people: list[tuple[str, str, bool, str, str]] = field(default_factory=list)


def clients(chance: random.Random) -> list[Client]:
    """Everybody the company sells to, in the order of the lists."""
    numbers, mobiles, free = count(100), count(1), _free_names(chance)
    return [_client(chance, made, next(numbers), mobiles, free) for made in _named()]


def register_rows(chance: random.Random, known: list[Client]) -> list[dict[str, Any]]:
    """The register: the firms of the CRM as they really are, and some that the CRM does not know."""
    listed = [one for one in known if one.kind != "person"]
    rows = [_entry(chance, place, one.name, one.kind, one.fields) for place, one in enumerate(listed)]
    for number in range(UNKNOWN):
        name = f"{('Pracownia', 'Zakład', 'Hurtownia', 'Biuro')[number % 4]} {names.LAST[number]} i Syn sp. z o.o."
        rows.append(_entry(chance, len(rows), name, "company", _numbers(300 + number, "company") | _place(chance)))
    return [{"id": number, **row} for number, row in enumerate(rows, 1)]


def type_in(days: Days, known: list[Client]) -> None:
    """Add the accounts with their people and what the people agreed to, on the days on which they were met."""
    for client in known:
        days.on(client.added, client.owner, lambda hand, client=client: _type_one(days, hand, client))
    verified = [one for one in known if one.kind not in ("person",)]
    for place, client in enumerate(verified):
        if place % 3 == 0 and place not in (*MOVED, *RENAMED, *ENDED, *SUSPENDED):
            day = min(client.added + timedelta(days=9), TODAY - timedelta(days=5))
            days.on(
                day,
                SERVICE,
                lambda hand, client=client, number=place + 1: hand(
                    "account.verify",
                    account_id=days.known[client.key],
                    source="register",
                    register_entry_id=number,
                    note="Sprawdzone przy zakładaniu konta.",
                ),
            )


def _named() -> Iterator[tuple[str, str, str, str | None, int | None, tuple[str, str] | None]]:
    """Kind, name, industry, size, the town's place (None: any) and the owner's name of every client."""
    for name, industry, size in names.COMPANIES:
        yield "company", f"{name} sp. z o.o.", industry, size, None, None
    for trade, first, last, industry in names.SOLE_TRADERS:
        yield "sole_trader", f"{trade} {first} {last}", industry, "micro", None, (first, last)
    for name, industry, place in names.INSTITUTIONS:
        yield "institution", name, industry, "small", place, None
    for first, last in names.PERSONS:
        yield "person", f"{first} {last}", "", None, None, (first, last)


def _client(chance: random.Random, made: Any, number: int, mobiles: Iterator[int], free: Iterator[Any]) -> Client:
    kind, name, industry, size, place, owner_name = made
    fields = _place(chance, place) | _numbers(number, kind)
    form = {"company": "llc", "sole_trader": "sole", "institution": "public"}.get(kind)
    domain = _domain(kind, name)
    fields |= {
        "kind": kind,
        "name": name,
        "industry": industry or None,
        "size_bucket": size,
        "legal_form": form,
        "status": chance.choice(("prospect", "active", "active", "active")),
        "email": f"{'kontakt' if kind == 'person' else 'biuro'}@{domain}",
        "phone": f"+48 77 000 {20 + number % 80:02d} {number % 60 + 10:02d}",
        "source": chance.choice(list(DICTIONARY["source"])),
        "country": "PL",
        "acquisition_method": chance.choice(("form", "phone", "meeting")),
        "preferred_channel": chance.choice(("email", "phone", "email", "visit")),
        "website": f"www.{domain}" if kind in ("company", "institution") else None,
        "annual_revenue_gr": chance.randrange(900_000_00, 9_000_000_00, 50_000_00) if size in ("medium", "large") else None,
    }
    if kind == "company" and number % 9 == 4:  # letters go to an office in another town
        city, postcode, *_rest = names.PLACES[number % len(names.PLACES)]
        fields |= {"corr_street": "ul. Pocztowa", "corr_house_no": str(number % 40 + 1), "corr_postcode": postcode,
                   "corr_city": city}
    if kind == "person":
        fields |= {
            "source": chance.choice(("website", "referral", "call")),
            "email": f"{_address(*owner_name)}@poczta.example",
            "phone": f"+48 600 000 {next(mobiles):03d}",
            "preferred_channel": chance.choice(("phone", "sms", "email")),
        }
    added = FIRST_DAY + timedelta(days=chance.randint(1, 150))
    client = Client(f"account/{number - 100}", kind, name, fields, chance.choice((LEARNER, LEARNER, SELLER, SERVICE)), added)
    if kind == "sole_trader":
        client.people.append(
            (
                *owner_name,
                owner_name[0][-1] == "a",
                "właścicielka" if owner_name[0][-1] == "a" else "właściciel",
                "decision_maker",
            )
        )
    for _one in range(
        0 if kind == "person" else chance.choice((0, 0, 0, 1)) if kind == "sole_trader" else chance.choice((1, 1, 2, 2, 3))
    ):
        first, last, woman = next(free)
        his, hers, part = names.TITLES[(len(client.people) * 3 + number) % len(names.TITLES)]
        client.people.append((first, last, woman, hers if woman else his, part))
    return client


def _type_one(days: Days, hand: Hand, client: Client) -> None:
    gaps = {} if days.chance.random() < 0.75 else dict.fromkeys(("regon", "krs", "phone"))  # to be completed, as in any firm
    account = hand("account.create", **{**client.fields, **gaps}, owner_id=client.owner)
    days.known[client.key] = account.id
    if client.kind == "person":
        _agree(days, hand, {"account_id": account.id})
    for place, (first, last, _woman, title, part) in enumerate(client.people):
        number = len([key for key in days.known if key.startswith("contact/")]) + 101
        person = hand(
            "contact.create",
            account_id=account.id,
            first_name=first,
            last_name=last,
            title=title,
            decision_role=part,
            email=f"{_address(first, last)}@{client.fields['email'].split('@')[1]}",
            mobile=f"+48 600 000 {number:03d}",
            is_primary=place == 0,
            preferred_channel=days.chance.choice(("email", "phone", "email")),
            do_not_call=days.chance.random() < 0.07,
            source=client.fields["source"],
            acquisition_method=client.fields["acquisition_method"],
        )
        days.known[f"contact/{client.key}/{place}"] = person.id
        _agree(days, hand, {"contact_id": person.id})


def _agree(days: Days, hand: Hand, who: dict[str, int]) -> None:
    """What a person said about commercial information: some agreed, some refused, some changed their minds, some were never
    asked; beside it the basis of contacts about an offer."""
    chance, today = days.chance, hand.today
    said = chance.choice(("granted", "granted", "granted", "refused", "withdrawn", "not_asked", None))
    common = {**who, "purpose": "commercial", "channel": "email"}
    if said in ("granted", "withdrawn"):
        hand(
            "consent.record",
            **common,
            status="granted",
            legal_basis="a",
            source="formularz na stronie",
            obtained_on=today,
            evidence="Zapis formularza z datą i adresem",
        )
        if chance.random() < 0.5:
            hand(
                "consent.record",
                **{**common, "channel": "phone"},
                status="granted",
                legal_basis="a",
                source="rozmowa telefoniczna",
                obtained_on=today,
                evidence="Notatka z rozmowy",
            )
    elif said is not None:
        hand(
            "consent.record",
            **common,
            status=said,
            source="rozmowa telefoniczna" if said == "refused" else None,
            obtained_on=today if said == "refused" else None,
        )
    if said == "withdrawn":
        later = today + timedelta(days=chance.randint(20, 60))
        days.on(
            min(later, TODAY),
            SERVICE,
            lambda other: other(
                "consent.record",
                **common,
                status="withdrawn",
                legal_basis="a",
                source="wiadomość od klienta",
                obtained_on=today,
                withdrawn_on=other.today,
                evidence="Prośba o zaprzestanie wysyłki",
            ),
        )
    if chance.random() < 0.35:
        hand(
            "consent.record",
            **{**common, "purpose": "offer"},
            status="granted",
            legal_basis="b",
            source="zapytanie klienta",
            obtained_on=today,
            evidence="Zapytanie o ofertę",
        )


def _entry(chance: random.Random, place: int, name: str, kind: str, fields: dict[str, Any]) -> dict[str, Any]:
    """One entry of the register; here and there it says otherwise than the CRM."""
    where = {
        key: fields[key] for key in ("street", "house_no", "flat_no", "postcode", "city", "commune", "county", "voivodeship")
    }
    if place in MOVED:
        where |= {"street": "ul. Nowa", "house_no": str(60 + place), "flat_no": None}
    official = RENAMED.get(place, name.removesuffix(" sp. z o.o."))
    if kind == "company":
        official += " SPÓŁKA Z OGRANICZONĄ ODPOWIEDZIALNOŚCIĄ"
    return {
        "name": official.upper(),
        "nip": fields["nip"],
        "nip_status": "wykreślony" if place in ENDED else "czynny",
        "regon": fields["regon"],
        "krs": fields["krs"],
        "entity_type": "F" if kind == "sole_trader" else "P",
        "pkd": ("46.90.Z", "56.10.A", "82.11.Z", "31.09.Z")[place % 4],
        "started_on": date(chance.randint(2009, 2024), chance.randint(1, 12), 1 + place % 27).isoformat(),
        "suspended_on": "2026-02-01" if place in SUSPENDED else None,
        "ended_on": "2026-03-31" if place in ENDED else None,
        "name_fold": fold(official),
        **where,
    }


def _numbers(number: int, kind: str) -> dict[str, Any]:
    return {
        "nip": None if kind == "person" else fictional_nip(number),
        "regon": None if kind == "person" else fictional_regon(number),
        "krs": fictional_krs(number) if kind == "company" else None,
    }


def _place(chance: random.Random, place: int | None = None) -> dict[str, Any]:
    weights = (6, 3, 3, 2, 2, 3, 2, 1, 2, 1)
    found = names.PLACES[place] if place is not None else chance.choices(names.PLACES, weights)[0]
    city, postcode, commune, county, voivodeship = found
    return {
        "street": f"ul. {chance.choice(names.STREETS)}",
        "house_no": str(chance.randint(1, 90)),
        "flat_no": str(chance.randint(1, 30)) if chance.random() < 0.2 else None,
        "postcode": postcode,
        "city": city,
        "commune": commune,
        "county": county,
        "voivodeship": voivodeship,
    }


def _free_names(chance: random.Random) -> Iterator[tuple[str, str, bool]]:
    """First and last names, no pair of them twice."""
    pairs = [(first, last, first in names.WOMEN) for first in (*names.WOMEN, *names.MEN) for last in names.LAST]
    chance.shuffle(pairs)
    for first, last, woman in pairs:
        yield first, names.BY_WOMEN.get(last, last) if woman else last, woman


def _domain(kind: str, name: str) -> str:
    short = name.removesuffix(" sp. z o.o.").split(" w ")[0]
    words = fold(short).replace(".", "").split()
    return "-".join(words[:2] if kind == "sole_trader" else words[:3]) + ".example"


def _address(first: str, last: str) -> str:
    return f"{fold(first)}.{fold(last)}"
