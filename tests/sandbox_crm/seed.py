"""A small company to test in: Świetlik sp. z o.o. sells lighting. All firms, numbers and people are invented; NIPs
have a right checksum and the form ``d00…`` that no business can carry."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

from app.polish.text import fold, person_key, sort_key

NOW = datetime(2026, 11, 22, 9, 30, tzinfo=UTC)
TODAY = date(2026, 4, 20)
#: what rows made then are dated with: half past ten in Warsaw, as NOW is, on the scenario's day
STAMP = datetime(2026, 4, 20, 8, 30)
ANNA, PIOTR = 1, 2
SWIT, BORSUK, ZLOTA, KIOSK, SZKOLA = 1, 2, 3, 4, 5
EWA, JAN = 1, 2
B2B, B2C = 1, 2
NEW, TALK, OFFERED, WON, LOST = 1, 2, 3, 4, 5
LAMP, MOUNTING = 1, 2


def rows() -> dict[str, list[dict[str, Any]]]:
    """Rows of every seeded table, fresh each time."""
    return {
        "sales_user": [
            {"id": ANNA, "name": "Anna Kowalczyk", "email": "anna@swietlik.example", "role": "handlowiec", "is_candidate": True},
            {
                "id": PIOTR,
                "name": "Piotr Żak",
                "email": "piotr@swietlik.example",
                "role": "kierownik sprzedaży",
                "is_candidate": False,
            },
        ],
        "dictionary_entry": _dictionary(),
        "setting": [
            {"id": 1, "key": "company.name", "value": "Świetlik sp. z o.o."},
            {"id": 2, "key": "company.nip", "value": "1000000029"},
            {"id": 3, "key": "company.address", "value": "ul. Jasna 1, 00-001 Warszawa"},
            {"id": 4, "key": "company.email", "value": "biuro@swietlik.example"},
        ],
        "register_entry": _register(),
        "account": _accounts(),
        "contact": [
            _contact(EWA, SWIT, "Ewa", "Łącka", "ewa.lacka@swit.example", True),
            _contact(JAN, BORSUK, "Jan", "Borsuk", "jan@borsuk.example", True),
        ],
        "product": [
            _product(LAMP, "L-100", "Lampa biurowa", "product", "oświetlenie", "szt.", 25990, "23"),
            _product(MOUNTING, "U-10", "Montaż oświetlenia", "service", "usługi", "godz.", 18000, "8"),
        ],
        "pipeline": [_pipeline(B2B, "Sprzedaż firmom", True), _pipeline(B2C, "Sklep", False)],
        "stage": _stages(),
        "opportunity": [
            _opportunity(1, "SZ/2026/0001", "Oświetlenie biura", SWIT, EWA, NEW, 1_234_567, 10, date(2026, 5, 15)),
            _opportunity(2, "SZ/2026/0002", "Lampy do hurtowni", BORSUK, JAN, TALK, 450_000, 40, date(2026, 4, 10)),
        ],
        "task": [
            _task(1, "Zadzwonić w sprawie spotkania", "phone", date(2026, 4, 20), SWIT, 1),
            _task(2, "Wysłać katalog", "email", date(2026, 4, 15), BORSUK, 2),
            _task(3, "Przygotować zestawienie", "other", date(2026, 4, 24), None, None),
        ],
    }


def _dictionary() -> list[dict[str, Any]]:
    lists = {
        "industry": {"trade": "handel", "production": "produkcja", "education": "edukacja", "services": "usługi"},
        "source": {"fair": "targi", "register": "rejestr publiczny", "website": "strona internetowa", "referral": "polecenie"},
        "acquisition_method": {"form": "formularz", "call": "rozmowa telefoniczna", "import": "import pliku"},
        "legal_form": {"llc": "spółka z o.o.", "sole": "działalność jednoosobowa", "public": "jednostka publiczna"},
        "lost_reason": {"price": "cena", "timing": "termin", "competition": "konkurencja", "other": "inny"},
        "unit": {"piece": "szt.", "hour": "godz.", "set": "kpl."},
    }
    found = []
    for kind, entries in lists.items():
        for position, (code, label) in enumerate(entries.items()):
            found.append({"id": len(found) + 1, "kind": kind, "code": code, "label": label, "position": position, "active": True})
    return found


def _register() -> list[dict[str, Any]]:
    return [
        _entry(
            1,
            "ŚWIT SPÓŁKA Z OGRANICZONĄ ODPOWIEDZIALNOŚCIĄ",
            "1000000012",
            "000331501",
            "0009000001",
            "P",
            street="ul. Polna",
            house_no="7",
            postcode="20-001",
            city="Lublin",
            commune="Lublin",
            county="Lublin",
            voivodeship="lubelskie",
        ),
        _entry(
            2,
            "HURTOWNIA BORSUK JAN BORSUK",
            "5000000014",
            "123456785",
            None,
            "F",
            street=None,
            house_no="12",
            postcode="25-001",
            city="Kielce",
            commune="Kielce",
            county="Kielce",
            voivodeship="świętokrzyskie",
            suspended_on="2026-01-15",
        ),
        _entry(
            3,
            "ZŁOTA RĄCZKA SPÓŁKA Z OGRANICZONĄ ODPOWIEDZIALNOŚCIĄ",
            "5000000020",
            None,
            "0009000003",
            "P",
            street="ul. Długa",
            house_no="3",
            postcode="30-001",
            city="Kraków",
            commune="Kraków",
            county="Kraków",
            voivodeship="małopolskie",
            ended_on="2025-12-31",
        ),
    ]


def _entry(number: int, name: str, nip: str, regon: str | None, krs: str | None, kind: str, **rest: Any) -> dict[str, Any]:
    return {
        "id": number,
        "name": name,
        "nip": nip,
        "nip_status": "czynny",
        "regon": regon,
        "krs": krs,
        "entity_type": kind,
        "pkd": "46.90.Z",
        "started_on": "2015-03-02",
        "name_fold": fold(name),
        **rest,
    }


def _accounts() -> list[dict[str, Any]]:
    return [
        _account(
            SWIT,
            "Świt sp. z o.o.",
            "company",
            "active",
            ANNA,
            nip="1000000012",
            city="Lublin",
            postcode="20-001",
            street="ul. Leśna",
            house_no="7",
            industry="trade",
            source="fair",
            acquisition_method="call",
            email="biuro@swit.example",
            phone="+48 81 000 00 01",
            annual_revenue_gr=1_250_000_00,
        ),
        _account(
            BORSUK,
            "Hurtownia Borsuk Jan Borsuk",
            "sole_trader",
            "active",
            ANNA,
            nip="5000000014",
            city="Kielce",
            postcode="25-001",
            house_no="12",
            industry="trade",
            source="referral",
        ),
        _account(ZLOTA, "Złota Rączka sp. z o.o.", "company", "prospect", PIOTR, city="Kraków", industry="services"),
        _account(KIOSK, "Kiosk u Ćmy", "sole_trader", "inactive", PIOTR, city="Łódź", industry="trade"),
        _account(SZKOLA, "Szkoła Podstawowa nr 4", "institution", "prospect", ANNA, city="Lublin", industry="education"),
    ]


def _account(number: int, name: str, kind: str, status: str, owner: int, **rest: Any) -> dict[str, Any]:
    return {
        "id": number,
        "name": name,
        "kind": kind,
        "status": status,
        "owner_id": owner,
        "country": "PL",
        "name_sort": sort_key(name),
        "name_fold": fold(name),
        **rest,
    }


def _contact(number: int, account: int, first: str, last: str, email: str, primary: bool) -> dict[str, Any]:
    return {
        "id": number,
        "account_id": account,
        "first_name": first,
        "last_name": last,
        "email": email,
        "is_primary": primary,
        "do_not_call": False,
        "active": True,
        "decision_role": "decision_maker",
        "title": "dyrektor",
        "phone": "+48 81 000 00 02",
        "name_sort": person_key(first, last),
        "name_fold": fold(f"{first} {last}"),
    }


def _product(number: int, code: str, name: str, kind: str, category: str, unit: str, price: int, vat: str) -> dict[str, Any]:
    return {
        "id": number,
        "code": code,
        "name": name,
        "kind": kind,
        "category": category,
        "unit": unit,
        "price_net_gr": price,
        "vat_code": vat,
        "active": True,
    }


def _pipeline(number: int, name: str, default: bool) -> dict[str, Any]:
    return {"id": number, "name": name, "is_default": default, "position": number, "active": True}


def _stages() -> list[dict[str, Any]]:
    plan = [
        ("Nowa", "open", 10),
        ("Rozmowa", "open", 40),
        ("Oferta", "open", 60),
        ("Wygrana", "won", 100),
        ("Przegrana", "lost", 0),
    ]
    return [
        {
            "id": 5 * (pipeline - 1) + position,
            "pipeline_id": pipeline,
            "name": name,
            "position": position,
            "kind": kind,
            "probability": probability,
            "gate": "none",
            "expected_days": 14 if kind == "open" else None,
        }
        for pipeline in (B2B, B2C)
        for position, (name, kind, probability) in enumerate(plan, 1)
    ]


def _opportunity(
    number: int, mark: str, name: str, account: int, contact: int, stage: int, value: int, probability: int, close: date
) -> dict[str, Any]:
    return {
        "id": number,
        "number": mark,
        "name": name,
        "account_id": account,
        "primary_contact_id": contact,
        "pipeline_id": B2B,
        "stage_id": stage,
        "value_gr": value,
        "value_source": "manual",
        "probability": probability,
        "probability_manual": False,
        "expected_close": close.isoformat(),
        "owner_id": ANNA,
        "opened_on": "2026-03-02",
        "stage_entered_on": "2026-03-02",
        "name_fold": fold(name),
    }


def _task(number: int, title: str, kind: str, due: date, account: int | None, opportunity: int | None) -> dict[str, Any]:
    return {
        "id": number,
        "title": title,
        "kind": kind,
        "status": "not_started",
        "priority": "normal",
        "percent": 0,
        "due_on": due.isoformat(),
        "owner_id": ANNA,
        "account_id": account,
        "opportunity_id": opportunity,
        "mandatory": False,
    }
