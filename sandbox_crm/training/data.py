"""The practice company's rows, drawn from one number: the same number gives the same company.

NIPs have a right check digit and the form ``d00…``, which no business can carry; addresses end in ``.example``.
"""

from __future__ import annotations

import random
from datetime import date, timedelta
from typing import Any

from app.polish.text import fold, person_key, sort_key
from sandbox_crm.training import words

#: today's date in the practice company
TODAY = date(2026, 5, 18)
SEED = 531_000
ACCOUNTS, EXTRA_REGISTERED = 72, 18
OPPORTUNITIES, TASKS, EVENTS = 64, 90, 140
_WEIGHTS = (6, 5, 7, 2, 3, 4, 5, 6, 7)
Rows = list[dict[str, Any]]


def practice_rows(seed: int = SEED) -> dict[str, Rows]:
    """Rows of every table of the practice company."""
    chance = random.Random(seed)  # noqa: S311 a company drawn for training, no secret
    pipelines, stages = _pipelines()
    register, accounts = _clients(chance)
    contacts = _contacts(chance, accounts)
    opportunities, lines, changes = _sales(chance, accounts, contacts, stages)
    return {
        "sales_user": [
            {"id": number, "name": name, "email": email, "role": role, "is_candidate": number == 1}
            for number, (name, email, role) in enumerate(words.COLLEAGUES, 1)
        ],
        "dictionary_entry": _dictionary(),
        "setting": [{"id": number, "key": key, "value": value} for number, (key, value) in enumerate(words.COMPANY.items(), 1)],
        "register_entry": register,
        "account": accounts,
        "contact": contacts,
        "product": _products(),
        "pipeline": pipelines,
        "stage": stages,
        "opportunity": opportunities,
        "opportunity_line": lines,
        "stage_change": changes,
        "task": _tasks(chance, accounts, opportunities),
        "interaction": _events(chance, contacts, opportunities),
        "offer_template": [
            {
                "id": 1,
                "name": "Oferta podstawowa",
                "version": 1,
                "validity_days": 14,
                "active": True,
                "blocks": [{"kind": kind, "text": text} for kind, text in words.TEMPLATE],
            }
        ],
    }


def fictional_nip(number: int) -> str:
    """The ``number``-th NIP of the form ``d00…`` with a right check digit (10 digits)."""
    found = -1
    for body in range(10**9):
        digits = f"{1 + body % 9}00{body // 9:06d}"
        check = sum(int(digit) * weight for digit, weight in zip(digits, _WEIGHTS, strict=True)) % 11
        found += check != 10
        if found == number and check != 10:
            return f"{digits}{check}"
    raise ValueError(number)


def _dictionary() -> Rows:
    entries = [
        (kind, position, code, label)
        for kind, listed in words.DICTIONARY.items()
        for position, (code, label) in enumerate(listed.items())
    ]
    return [
        {"id": number, "kind": kind, "code": code, "label": label, "position": position, "active": True}
        for number, (kind, position, code, label) in enumerate(entries, 1)
    ]


def _products() -> Rows:
    keys = ("code", "name", "kind", "category", "unit", "price_net_gr", "vat_code")
    return [{"id": number, **dict(zip(keys, row, strict=True)), "active": True} for number, row in enumerate(words.PRODUCTS, 1)]


def _pipelines() -> tuple[Rows, Rows]:
    pipelines: Rows = []
    stages: Rows = []
    for number, (name, description, client, form, listed) in enumerate(words.PIPELINES, 1):
        pipelines.append(
            {
                "id": number,
                "name": name,
                "description": description,
                "client_type": client,
                "sales_form": form,
                "is_default": number == 1,
                "position": number,
                "active": True,
            }
        )
        closed = (("Wygrana", 100, None, None), ("Przegrana", 0, None, None))
        for position, (label, probability, days, leaving) in enumerate((*listed, *closed), 1):
            kind = {"Wygrana": "won", "Przegrana": "lost"}.get(label, "open")
            stages.append(
                {
                    "id": len(stages) + 1,
                    "pipeline_id": number,
                    "name": label,
                    "position": position,
                    "kind": kind,
                    "probability": probability,
                    "expected_days": days,
                    "exit_condition": leaving,
                    "gate": "none",
                }
            )
    return pipelines, stages


def _clients(chance: random.Random) -> tuple[Rows, Rows]:
    register: Rows = []
    accounts: Rows = []
    for number in range(1, ACCOUNTS + EXTRA_REGISTERED + 1):
        first, kind, industry, form = words.FIRMS[(number - 1) % len(words.FIRMS)]
        city, postcode, commune, county, voivodeship = chance.choice(words.PLACES)
        name = f"{first} {city}" if number > len(words.FIRMS) else first
        name += {"llc": " sp. z o.o.", "sole": "", "public": ""}[form] + (" II" if number > 3 * len(words.FIRMS) else "")
        where = {
            "street": f"ul. {chance.choice(words.STREETS)}",
            "house_no": str(chance.randint(1, 90)),
            "postcode": postcode,
            "city": city,
            "commune": commune,
            "county": county,
            "voivodeship": voivodeship,
        }
        nip, krs = fictional_nip(number + 5), f"0009{531_000 + number:06d}" if form == "llc" else None
        register.append(
            {
                "id": number,
                "name": name.upper().replace("SP. Z O.O.", "SPÓŁKA Z OGRANICZONĄ ODPOWIEDZIALNOŚCIĄ"),
                "nip": nip,
                "nip_status": "czynny",
                "krs": krs,
                "entity_type": "F" if form == "sole" else "P",
                "pkd": "46.90.Z",
                "started_on": f"20{chance.randint(10, 24)}-03-01",
                "name_fold": fold(name),
                "suspended_on": "2026-02-01" if number % 17 == 0 else None,
                "ended_on": "2025-11-30" if number % 29 == 0 else None,
                **where,
            }
        )
        if number <= ACCOUNTS:
            accounts.append(_account(chance, number, name, kind, industry, form, nip, krs, where))
    return register, accounts


def _account(
    chance: random.Random,
    number: int,
    name: str,
    kind: str,
    industry: str,
    form: str,
    nip: str,
    krs: str | None,
    where: dict[str, str],
) -> dict[str, Any]:
    domain = fold(name).replace(" sp. z o.o.", "").replace(" ", "-")
    known = chance.random() < 0.7  # the rest waits to be completed and verified, as in any firm
    return {
        "id": number,
        "name": name,
        "kind": kind,
        "status": chance.choice(("prospect", "active", "active", "inactive")),
        "industry": industry,
        "legal_form": form,
        "size_bucket": chance.choice(("micro", "small", "medium")),
        "nip": nip if known else None,
        "krs": krs if known else None,
        "email": f"biuro@{domain}.example",
        "phone": f"+48 77 000 {number:02d} {chance.randint(10, 99)}",
        "source": chance.choice(list(words.DICTIONARY["source"])),
        "acquisition_method": chance.choice(list(words.DICTIONARY["acquisition_method"])),
        "country": "PL",
        "owner_id": chance.choice((1, 1, 3, 4)),
        "name_sort": sort_key(name),
        "name_fold": fold(name),
        **where,
    }


def _contacts(chance: random.Random, accounts: Rows) -> Rows:
    found: Rows = []
    for account in accounts:
        for place in range(chance.choice((1, 1, 2))):
            first, last = chance.choice(words.FIRST), chance.choice(words.LAST)
            domain = account["email"].split("@")[1]
            found.append(
                {
                    "id": len(found) + 1,
                    "account_id": account["id"],
                    "first_name": first,
                    "last_name": last,
                    "title": chance.choice(words.TITLES),
                    "email": f"{fold(first)}.{fold(last)}@{domain}",
                    "mobile": f"+48 600 000 {len(found):03d}",
                    "is_primary": place == 0,
                    "do_not_call": chance.random() < 0.08,
                    "preferred_channel": chance.choice(("email", "phone")),
                    "active": True,
                    "decision_role": chance.choice(("decision_maker", "user", "adviser", "unknown")),
                    "name_sort": person_key(first, last),
                    "name_fold": fold(f"{first} {last}"),
                }
            )
    return found


def _sales(chance: random.Random, accounts: Rows, contacts: Rows, stages: Rows) -> tuple[Rows, Rows, Rows]:
    found: Rows = []
    lines: Rows = []
    changes: Rows = []
    first_contact = {contact["account_id"]: contact["id"] for contact in contacts if contact["is_primary"]}
    for number in range(1, OPPORTUNITIES + 1):
        account, stage = chance.choice(accounts), chance.choice(stages)
        opened = TODAY - timedelta(days=chance.randint(10, 200))
        entered = opened + timedelta(days=chance.randint(0, (TODAY - opened).days))
        chosen = _lines(chance, number, len(lines))
        name = f"{chance.choice(words.NEEDS)}, {account['city']}"
        lines += chosen
        found.append(
            {
                "id": number,
                "number": f"SZ/2026/{number:04d}",
                "name": name,
                "account_id": account["id"],
                "owner_id": account["owner_id"],
                "primary_contact_id": first_contact[account["id"]],
                "pipeline_id": stage["pipeline_id"],
                "stage_id": stage["id"],
                "value_gr": sum(line["net_gr"] for line in chosen),
                "value_source": "lines",
                "probability": stage["probability"],
                "probability_manual": False,
                "expected_close": (TODAY + timedelta(days=chance.randint(-12, 75))).isoformat(),
                "source": account["source"],
                "opened_on": opened.isoformat(),
                "stage_entered_on": entered.isoformat(),
                "closed_on": None if stage["kind"] == "open" else entered.isoformat(),
                "name_fold": fold(name),
                "lost_reason": chance.choice(("price", "timing", "competition")) if stage["kind"] == "lost" else None,
            }
        )
        start = next(one["id"] for one in stages if one["pipeline_id"] == stage["pipeline_id"])
        way = [(None, start, opened)] + ([(start, stage["id"], entered)] if stage["id"] != start else [])
        for before, after, day in way:
            changes.append(
                {
                    "id": len(changes) + 1,
                    "opportunity_id": number,
                    "from_stage_id": before,
                    "to_stage_id": after,
                    "changed_on": day.isoformat(),
                    "changed_at": f"{day.isoformat()}T09:00:00Z",
                    "user_id": account["owner_id"],
                    "days_in_from": None if before is None else (day - opened).days,
                }
            )
    return found, lines, changes


def _lines(chance: random.Random, opportunity: int, before: int) -> Rows:
    found: Rows = []
    for number in sorted(chance.sample(range(len(words.PRODUCTS)), chance.randint(1, 3))):
        _code, name, _kind, _category, unit, price, vat = words.PRODUCTS[number]
        count, discount = chance.randint(1, 12), chance.choice((0, 0, 5, 10))
        net = (count * price * (100 - discount) + 50) // 100
        found.append(
            {
                "id": before + len(found) + 1,
                "opportunity_id": opportunity,
                "product_id": number + 1,
                "name": name,
                "qty_milli": count * 1000,
                "unit": unit,
                "price_net_gr": price,
                "discount_pct": discount,
                "vat_code": vat,
                "net_gr": net,
                "position": len(found),
            }
        )
    return found


def _tasks(chance: random.Random, accounts: Rows, opportunities: Rows) -> Rows:
    found: Rows = []
    owners = {account["id"]: account["owner_id"] for account in accounts}
    for number in range(1, TASKS + 1):
        opportunity, done = chance.choice(opportunities), chance.random() < 0.35
        due = TODAY + timedelta(days=chance.randint(-20, -1) if done else chance.randint(-6, 30))
        found.append(
            {
                "id": number,
                "title": chance.choice(words.TODOS),
                "kind": chance.choice(("phone", "email", "meeting", "offer")),
                "status": "completed" if done else "not_started",
                "percent": 100 if done else 0,
                "priority": chance.choice(("low", "normal", "normal", "high", "urgent")),
                "due_on": due.isoformat(),
                "done_on": due.isoformat() if done else None,
                "owner_id": owners[opportunity["account_id"]],
                "account_id": opportunity["account_id"],
                "opportunity_id": opportunity["id"],
                "mandatory": False,
            }
        )
    return found


def _events(chance: random.Random, contacts: Rows, opportunities: Rows) -> Rows:
    people = {contact["id"]: contact for contact in contacts}
    found: Rows = []
    for number in range(1, EVENTS + 1):
        opportunity = chance.choice(opportunities)
        contact = people[opportunity["primary_contact_id"]]
        found.append(
            {
                "id": number,
                "kind": chance.choice(("phone", "email", "meeting", "visit")),
                "direction": chance.choice(("outgoing", "outgoing", "incoming")),
                "subject": chance.choice(words.EVENTS),
                "happened_on": (TODAY - timedelta(days=chance.randint(1, 150))).isoformat(),
                "contact_id": contact["id"],
                "account_id": contact["account_id"],
                "opportunity_id": opportunity["id"],
                "user_id": opportunity["owner_id"],
            }
        )
    return found
