"""Opportunities: their form, their lines, the board, what is left of them."""

from __future__ import annotations

from playwright.sync_api import Locator, expect

from tests.journeys.crm.hands import Hands


def add(hands: Hands, **values: str) -> None:
    """A new opportunity by its form; values by label."""
    hands.go("Szanse sprzedaży")
    hands.link("Dodaj szansę")
    hands.fill(values)
    hands.button("Zapisz szansę")
    hands.arrive("/opportunities/#")


def open_one(hands: Hands, name: str) -> None:
    """The page of an opportunity, through the list."""
    hands.go("Szanse sprzedaży")
    hands.link(name)
    hands.arrive("/opportunities/#")


def correct(hands: Hands, name: str, **values: str) -> None:
    """Other values for some fields of an opportunity."""
    open_one(hands, name)
    hands.link("Edytuj szansę")
    hands.fill(values)
    hands.button("Zapisz szansę")
    hands.arrive("/opportunities/#")


def set_lines(hands: Hands, name: str, lines: list[dict[str, str]]) -> None:
    """What is sold, row by row."""
    open_one(hands, name)
    hands.link("Edytuj pozycje")
    for number, line in enumerate(lines):
        hands.fill(line, hands.main.get_by_role("table", name="Pozycje").locator("tbody tr").nth(number))
    hands.button("Zapisz pozycje")
    hands.arrive("/opportunities/#")


def add_act(hands: Hands, name: str, **values: str | bool) -> None:
    """What has to be done before the opportunity leaves its stage."""
    open_one(hands, name)
    hands.link("Dodaj czynność")
    hands.fill(values)
    hands.button("Zapisz zadanie")
    hands.arrive("/tasks/#")


def move_by_form(hands: Hands, name: str, stage: str, reason: str) -> None:
    """To another stage from the opportunity's page."""
    open_one(hands, name)
    hands.fill({"Etap": stage, "Powód (opcjonalnie)": reason})
    hands.send("Przenieś do etapu")


def board(hands: Hands) -> None:
    """The board of the first pipeline."""
    hands.go("Szanse sprzedaży")
    hands.link("Tablica")
    hands.arrive("/opportunities/board")


def card(hands: Hands, name: str) -> Locator:
    """The card of an opportunity on the board."""
    return hands.page.locator(".board-card").filter(has=hands.page.get_by_role("link", name=name, exact=True))


def column(hands: Hands, name: str) -> Locator:
    """A column of the board."""
    return hands.page.get_by_role("region", name=name, exact=True)


def carry(hands: Hands, name: str, stage: str, steps: int = 1) -> None:
    """A card of the open board to the stage that lies so many columns further."""
    hands.carry(card(hands, name), steps)
    expect(column(hands, stage).get_by_role("link", name=name, exact=True)).to_be_visible()


def lose_on_board(hands: Hands, name: str, **values: str) -> None:
    """Lost, by the card's menu and the window that asks for the reason."""
    hands.link("Oznacz jako przegraną", hands.unfold("Przenieś", card(hands, name)))
    hands.fill(values, hands.dialog)
    hands.button("Oznacz jako przegraną", hands.dialog)
    expect(column(hands, "Przegrana").get_by_role("link", name=name, exact=True)).to_be_visible()


def win(hands: Hands, name: str, **values: str) -> None:
    """Won, from the opportunity's page."""
    open_one(hands, name)
    hands.link("Oznacz jako wygraną")
    hands.fill(values)
    hands.button("Oznacz jako wygraną")
    hands.arrive("/opportunities/#")


def stage_value(hands: Hands, pipeline: str, stage: str) -> list[str]:
    """Kind, probability, count, sum and weighted sum and acts done that the table of values shows for a stage."""
    hands.go("Szanse sprzedaży")
    hands.link("Wartość na etapach")
    hands.arrive("/opportunities/values")
    row = (
        hands.main.get_by_role("table", name=pipeline)
        .locator("tbody tr")
        .filter(has=hands.page.get_by_role("rowheader", name=stage, exact=True))
    )
    return [cell.replace("\u00a0", " ") for cell in row.locator("td").all_inner_texts()]
