"""What the practice company is and sells: its colleagues, its word lists, its price list. All of it is invented; nothing
comes from an exam."""

from __future__ import annotations

COMPANY = {
    "company.name": "Kropla sp. z o.o.",
    "company.nip": "1009500006",
    "company.regon": "531000010",
    "company.krs": "0009999001",
    "company.address": "ul. Odrzańska 14, 45-018 Opole",
    "company.email": "biuro@kropla.example",
    "company.phone": "+48 77 000 10 00",
    "company.website": "www.kropla.example",
}
#: numbers of the colleagues, in the order of COLLEAGUES
LEARNER, HEAD, SELLER, SERVICE = 1, 2, 3, 4
COLLEAGUES = (
    ("Osoba ćwicząca", "cwiczenia@kropla.example", "handlowiec"),
    ("Marta Sowińska", "marta.sowinska@kropla.example", "kierowniczka sprzedaży"),
    ("Tomasz Łęcki", "tomasz.lecki@kropla.example", "handlowiec"),
    ("Ilona Żurek", "ilona.zurek@kropla.example", "specjalistka ds. obsługi klienta"),
)
#: code, name, kind, category, unit, net price in grosze, VAT, description
PRODUCTS = (
    (
        "D-100",
        "Dystrybutor wody wolnostojący",
        "product",
        "dystrybutory",
        "szt.",
        188_970,
        "23",
        "Woda zimna i gorąca, podłączenie do sieci wodociągowej, filtr w komplecie.",
    ),
    ("D-120", "Dystrybutor wody nablatowy", "product", "dystrybutory", "szt.", 129_930, "23", "Do małych biur i poczekalni."),
    (
        "D-200",
        "Dystrybutor wody z gazowaniem",
        "product",
        "dystrybutory",
        "szt.",
        348_930,
        "23",
        "Do restauracji i sal konferencyjnych, butla CO₂ osobno.",
    ),
    ("F-010", "Filtr węglowy, wkład", "product", "filtry", "szt.", 8_870, "23", None),
    ("F-020", "Filtr odwróconej osmozy", "product", "filtry", "szt.", 45_830, "23", None),
    ("F-030", "Zestaw filtrów na rok", "product", "filtry", "kpl.", 78_970, "23", "Cztery wymiany co trzy miesiące."),
    ("W-019", "Woda źródlana, butla 18,9 l", "product", "woda", "szt.", 2_787, "23", "Kaucja za butlę rozliczana osobno."),
    ("B-500", "Butelka szklana z nadrukiem", "product", "akcesoria", "szt.", 3_443, "23", "Nadruk jednokolorowy od 40 sztuk."),
    ("U-01", "Montaż dystrybutora", "service", "usługi", "szt.", 25_330, "23", None),
    ("U-02", "Przegląd i dezynfekcja", "service", "usługi", "szt.", 18_470, "23", None),
    ("U-03", "Badanie jakości wody", "service", "usługi", "szt.", 42_730, "23", "Wynik z laboratorium w ciągu siedmiu dni."),
    ("U-04", "Szkolenie z obsługi urządzeń", "service", "szkolenia", "godz.", 15_170, "zw", None),
    ("A-01", "Wynajem dystrybutora", "service", "abonament", "mies.", 5_993, "23", "Z przeglądem co pół roku."),
    ("D-090", "Dystrybutor wody starszego typu", "product", "dystrybutory", "szt.", 99_930, "23", "Wycofany z oferty."),
)
#: codes of what is no longer sold
WITHDRAWN = ("D-090",)
DICTIONARY = {
    "industry": {
        "services": "usługi",
        "hospitality": "hotelarstwo i gastronomia",
        "production": "produkcja",
        "health": "zdrowie",
        "education": "edukacja i kultura",
        "trade": "handel",
        "transport": "transport i logistyka",
    },
    "source": {
        "fair": "targi",
        "register": "rejestr publiczny",
        "website": "strona internetowa",
        "referral": "polecenie",
        "call": "telefon klienta",
    },
    "acquisition_method": {
        "form": "formularz na stronie",
        "phone": "rozmowa telefoniczna",
        "import": "import pliku",
        "meeting": "spotkanie",
    },
    "legal_form": {
        "llc": "spółka z o.o.",
        "sole": "jednoosobowa działalność gospodarcza",
        "public": "jednostka publiczna",
    },
    "lost_reason": {
        "price": "cena",
        "timing": "termin dostawy",
        "competition": "konkurencja",
        "no_need": "brak potrzeby",
        "other": "inny",
    },
    "unit": {"piece": "szt.", "set": "kpl.", "hour": "godz.", "month": "mies."},
}
