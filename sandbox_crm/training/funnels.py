"""How the practice company sells: price list, offer templates, two pipelines with stages, their tasks and schedule."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select

from sandbox_crm.models.sales import Stage
from sandbox_crm.training.days import FIRST_DAY, Days, Hand, after
from sandbox_crm.training.words import HEAD, PRODUCTS, SELLER, SERVICE, WITHDRAWN

#: pipeline -> what it is for, its stages as (name, probability, expected days, condition of leaving, gate)
PIPELINES: dict[str, tuple[dict[str, Any], tuple[tuple[str, int, int, str, str], ...]]] = {
    "firms": (
        {
            "name": "Dystrybutory dla firm",
            "description": "Urządzenia i filtry dla biur, zakładów i lokali.",
            "client_type": "firmy i lokale",
            "product_scope": "dystrybutory, filtry i akcesoria z montażem",
            "sales_form": "sprzedaż bezpośrednia z próbą u klienta",
            "is_default": True,
        },
        (
            ("Nowe zapytanie", 10, 3, "Znana potrzeba i osoba do rozmów", "none"),
            ("Rozpoznanie potrzeb", 30, 7, "Ustalone miejsca i liczba urządzeń", "warn"),
            ("Próba u klienta", 50, 10, "Klient ocenił próbę urządzenia", "none"),
            ("Propozycja cenowa", 65, 10, "Propozycja wysłana i omówiona", "block"),
            ("Negocjacje", 80, 7, "Uzgodniona cena i termin montażu", "none"),
        ),
    ),
    "water": (
        {
            "name": "Abonament na wodę",
            "description": "Woda w butlach z wynajmem dystrybutora.",
            "client_type": "osoby prywatne i małe firmy",
            "product_scope": "woda w butlach, wynajem dystrybutora",
            "sales_form": "sprzedaż zdalna: telefon i formularz",
        },
        (
            ("Zgłoszenie", 15, 2, "Sprawdzony adres dostawy", "none"),
            ("Ustalenie zamówienia", 45, 5, "Znana liczba butli i dzień dostaw", "warn"),
            ("Umowa wysłana", 75, 7, "Umowa podpisana", "none"),
        ),
    ),
}
#: colours of the stages of the first pipeline, in their order; the other one keeps the plain look
COLORS = {"firms": ("slate", "blue", "teal", "violet", "plum")}
#: pipeline, the stage's place, and the task that it calls for
STAGE_TASKS: tuple[tuple[str, int, dict[str, Any]], ...] = (
    ("firms", 0, {"title": "Oddzwonić do klienta", "kind": "phone", "priority": "high", "mandatory": True}),
    ("firms", 1, {"title": "Obejrzeć miejsce montażu", "kind": "meeting", "mandatory": True, "offset_days": 2}),
    ("firms", 1, {"title": "Spisać liczbę osób i zużycie wody", "offset_days": 3, "duration_days": 2}),
    (
        "firms",
        2,
        {
            "title": "Zawieźć urządzenie na próbę",
            "kind": "meeting",
            "mandatory": True,
            "offset_days": 1,
            "responsible_id": SELLER,
        },
    ),
    ("firms", 2, {"title": "Zapytać o wrażenia po próbie", "kind": "phone", "offset_days": 7}),
    ("firms", 2, {"title": "Dobrać butle CO₂ do lokalu", "offset_days": 3, "segment": "segment/hospitality"}),
    (
        "firms",
        3,
        {"title": "Przygotować propozycję cenową", "kind": "offer", "priority": "high", "mandatory": True, "offset_days": 1},
    ),
    ("firms", 3, {"title": "Omówić propozycję z klientem", "kind": "phone", "offset_days": 4}),
    (
        "firms",
        4,
        {
            "title": "Umówić montaż z ekipą",
            "kind": "phone",
            "mandatory": True,
            "offset_days": -5,
            "offset_from": "expected_close",
        },
    ),
    ("water", 0, {"title": "Sprawdzić adres dostawy", "mandatory": True, "responsible_id": SERVICE}),
    ("water", 1, {"title": "Ustalić liczbę butli i dzień dostaw", "kind": "phone", "mandatory": True, "offset_days": 1}),
    ("water", 2, {"title": "Wysłać umowę do podpisu", "kind": "email", "mandatory": True, "responsible_id": SERVICE}),
    ("water", 2, {"title": "Zadzwonić w sprawie podpisu", "kind": "phone", "offset_days": 3, "workdays_only": True}),
)
_OPENING = (
    "Dziękujemy za rozmowę o zaopatrzeniu w wodę. Poniżej przedstawiamy ofertę na: {{opportunity.name}}. "
    "W sprawie szczegółów proszę o kontakt: {{owner.name}}, {{owner.email}}."
)
TEMPLATES: tuple[dict[str, Any], ...] = (
    {
        "name": "Oferta na dystrybutory",
        "validity_days": 21,
        "blocks": [
            {"kind": "header", "text": "{{seller.name}} | {{seller.phone}} | {{seller.website}}"},
            {"kind": "heading", "text": "Propozycja: {{opportunity.name}}"},
            {"kind": "seller", "text": ""},
            {"kind": "buyer", "text": ""},
            {"kind": "paragraph", "text": _OPENING},
            {"kind": "line_table", "text": ""},
            {"kind": "paragraph", "text": "Kwota {{offer.gross}} obejmuje dostawę i uruchomienie urządzeń."},
            {"kind": "validity", "text": ""},
            {
                "kind": "terms",
                "text": "Termin płatności: 14 dni od dnia wystawienia faktury.\nMontaż w ciągu 10 dni roboczych od "
                "zamówienia.\nGwarancja na urządzenia: 24 miesiące.",
            },
            {"kind": "signature", "text": ""},
            {"kind": "footer", "text": "{{seller.name}}, {{seller.address}}, NIP {{seller.nip}}"},
        ],
    },
    {
        "name": "Krótka oferta na filtry i wodę",
        "validity_days": 7,
        "blocks": [
            {"kind": "heading", "text": "Propozycja: {{opportunity.name}}"},
            {"kind": "paragraph", "text": "Ceny netto z dnia {{offer.issued_on|long}}."},
            {"kind": "line_table", "text": ""},
            {"kind": "validity", "text": ""},
        ],
    },
)


def set_up(days: Days) -> None:
    """What the head of sales prepared in the first week; later a template was improved and a product withdrawn."""
    days.on(FIRST_DAY, HEAD, lambda hand: _price_list(days, hand))
    days.on(FIRST_DAY, HEAD, lambda hand: _pipelines(days, hand))
    days.on(FIRST_DAY, HEAD, lambda hand: _templates(days, hand))
    days.on(after(FIRST_DAY, 80), HEAD, lambda hand: _withdraw(days, hand))


def _price_list(days: Days, hand: Hand) -> None:
    keys = ("code", "name", "kind", "category", "unit", "price_net_gr", "vat_code", "description")
    for row in PRODUCTS:
        days.known[f"product/{row[0]}"] = hand("product.create", **dict(zip(keys, row, strict=True))).id


def _pipelines(days: Days, hand: Hand) -> None:
    rule = {
        "all": [
            {"field": "industry", "op": "eq", "value": "hospitality"},
            {"field": "voivodeship", "op": "eq", "value": "opolskie"},
        ]
    }
    days.known["segment/hospitality"] = hand(
        "segment.create",
        name="Gastronomia i hotele z Opolszczyzny",
        mode="rule",
        rule=rule,
        product_category="dystrybutory",
        channel="visit",
        purpose="Pokazy dystrybutorów z gazowaniem w lokalach",
    ).id
    names = ("name", "probability", "expected_days", "exit_condition", "gate")
    for key, (about, listed) in PIPELINES.items():
        colors = COLORS.get(key, (None,) * len(listed))
        stages = [dict(zip(names, stage, strict=True)) | {"color": color} for stage, color in zip(listed, colors, strict=True)]
        made = hand("pipeline.create", **about, stages=stages)
        days.known[f"pipeline/{key}"] = made.id
    for key, place, task in STAGE_TASKS:
        bound = {"segment_id": days.known[task["segment"]]} if "segment" in task else {}
        hand(
            "stage_task.add",
            stage_id=stage_ids(days, hand, key)[place],
            **bound,
            **{name: value for name, value in task.items() if name != "segment"},
        )


def _templates(days: Days, hand: Hand) -> None:
    for place, template in enumerate(TEMPLATES):
        days.known[f"template/{place}"] = hand("template.create", **template).id


def _withdraw(days: Days, hand: Hand) -> None:
    for code in WITHDRAWN:
        hand("product.update", product_id=days.known[f"product/{code}"], active=False)


def stage_ids(days: Days, hand: Hand, pipeline: str) -> list[int]:
    """The stages of a pipeline in their order, the won one and the lost one last."""
    wanted = select(Stage.id).where(Stage.pipeline_id == days.known[f"pipeline/{pipeline}"], Stage.deleted_at.is_(None))
    return list(hand.session.scalars(wanted.order_by(Stage.position)))
