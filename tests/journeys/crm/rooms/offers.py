"""Templates, offers and the messages that carry them."""

from __future__ import annotations

import re

from playwright.sync_api import Locator, expect

from tests.journeys.crm.hands import Hands
from tests.journeys.crm.rooms import opportunities


def add_template(hands: Hands, name: str, blocks: list[tuple[str, list[str]]]) -> None:
    """A template of blocks: each its kind and, in order, texts and tags; a tag is its name in the list of tags."""
    hands.go("Oferty")
    hands.link("Szablony ofert")
    hands.link("Dodaj szablon")
    editor_ready(hands)
    hands.fill({"Nazwa szablonu": name})
    for number, (kind, parts) in enumerate(blocks, 1):
        block = hands.main.get_by_role("group", name=f"Blok {number}", exact=True)
        if not block.count():
            hands.button("Dodaj blok")
        hands.fill({"Rodzaj bloku": kind}, block)
        for part in parts:
            if part.startswith("<"):
                insert_tag(hands, part.strip("<>"))
            else:
                hands.enter(hands.field("Tekst bloku", block), part)
    hands.button("Zapisz szablon")
    hands.arrive("/templates/#")


def insert_tag(hands: Hands, name: str) -> None:
    """A tag from the list, where the cursor stood last."""
    hands.fill({"Znacznik": name})
    hands.button("Wstaw znacznik")


def text_of(hands: Hands, number: int) -> Locator:
    """The text of a block in the editor."""
    return hands.field("Tekst bloku", hands.main.get_by_role("group", name=f"Blok {number}", exact=True))


def edit_template(hands: Hands, name: str) -> None:
    """The editor of a template that is there."""
    hands.go("Oferty")
    hands.link("Szablony ofert")
    hands.link(name)
    hands.link("Edytuj szablon")
    editor_ready(hands)


def editor_ready(hands: Hands) -> None:
    """The editor stands when its list of tags does: until then its texts are plain fields."""
    expect(hands.main.get_by_role("button", name="Wstaw znacznik")).to_be_visible()


def generate(hands: Hands, opportunity: str, **values: str) -> str:
    """An offer from an opportunity's page; the offer's number."""
    opportunities.open_one(hands, opportunity)
    hands.link("Generuj ofertę")
    hands.fill(values)
    hands.button("Generuj ofertę")
    hands.arrive("/offers/#")
    heading = hands.main.get_by_role("heading", level=1)
    expect(heading).to_have_text(re.compile(r"Oferta \S+"))
    return heading.inner_text().split()[1]


def send(hands: Hands, subject: str) -> None:
    """From the page of an offer: in a message to its recipient, with the PDF."""
    hands.link("Wyślij w wiadomości")
    hands.fill({"Temat": subject, "Treść wiadomości": "Dzień dobry, w załączeniu przesyłamy ofertę."})
    hands.button("Wyślij wiadomość")
    hands.arrive("/messages/#")


def record_sending(hands: Hands, subject: str) -> None:
    """From the page of the message: the sending written into the history of the client."""
    hands.link("Zarejestruj w historii")
    hands.fill({"Rodzaj zdarzenia": "Oferta", "Temat": subject})
    hands.button("Zapisz zdarzenie")
    hands.arrive("/interactions/#")
