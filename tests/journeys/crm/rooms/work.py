"""Tasks: the list, one task, views that are kept; events in the history of a client."""

from __future__ import annotations

from playwright.sync_api import Locator, expect

from tests.journeys.crm.hands import Hands
from tests.journeys.crm.rooms import customers
from tests.sandbox_crm.driver import ADDRESS


def add_task(hands: Hands, **values: str) -> None:
    """A new task by its form; values by label."""
    hands.go("Zadania")
    hands.link("Dodaj zadanie")
    hands.fill(values)
    hands.button("Zapisz zadanie")
    hands.arrive("/tasks/#")


def row(hands: Hands, title: str) -> Locator:
    """A task's row in the list."""
    return hands.main.locator("tbody tr").filter(has=hands.page.get_by_role("link", name=title, exact=True))


def shown(hands: Hands) -> list[str]:
    """The titles that the list shows, from top to bottom."""
    return hands.main.locator("tbody th[scope=row] > a").all_inner_texts()


def overdue(hands: Hands) -> list[str]:
    """The tasks whose day has passed, as the list shows them."""
    hands.go("Zadania")
    hands.link("Po terminie")
    expect(hands.main.get_by_role("link", name="Po terminie", exact=True)).to_have_attribute("aria-current", "true")
    return shown(hands)


def list_between(hands: Hands, first: str, last: str) -> list[str]:
    """The tasks due from one day to another."""
    hands.go("Zadania")
    more = hands.unfold("Więcej filtrów")
    hands.fill({"Termin": "od – do", "od": first, "do": last}, more)
    hands.send("Filtruj")
    return shown(hands)


def keep_view(hands: Hands, name: str) -> None:
    """Keep the list that is shown under a name."""
    hands.fill({"Nazwa widoku": name}, hands.unfold("Widok"))
    hands.send("Zapisz widok")


def week_of(hands: Hands, day: str) -> None:
    """The calendar of the week of a day."""
    hands.page.goto(f"{ADDRESS}/tasks/calendar?span=week&day={day}")


def shift(hands: Hands, title: str, day: str, hour: str, keys: list[str], *, give_up: bool = False) -> None:
    """A task of the open week to another day and hour, so many arrows away; given up, it stays where it stands."""
    name = hands.main.locator(".cal-name", has_text=title)
    place = hands.main.locator(f'[data-drop="{day}"][data-hour="{hour}"]')
    if give_up:
        hands.shift(name, place, keys, give_up=True)
        expect(hands.page.locator("#cal-said")).to_have_text("Zadanie zostaje tam, gdzie było.")
        expect(place.locator(".cal-name", has_text=title)).to_have_count(0)
        return
    with hands.page.expect_navigation():
        hands.shift(name, place, keys)
    expect(place.locator(".cal-name", has_text=title)).to_be_visible()


def set_priority(hands: Hands, titles: list[str], priority: str) -> None:
    """One priority for several tasks, from the list."""
    hands.go("Zadania")
    for title in titles:
        hands.tick(hands.main.get_by_role("checkbox", name=f"Zaznacz: {title}", exact=True))
    hands.fill({"Zmień w zaznaczonych zadaniach": "priorytet"})
    hands.fill({"Wartość": priority})
    hands.send("Zmień zaznaczone zadania")


def progress(hands: Hands, title: str) -> tuple[str, str]:
    """Status and percent of a task as its page tells them."""
    hands.go("Zadania")
    hands.link(title)
    hands.arrive("/tasks/#")
    return customers.told(hands, "Status"), customers.told(hands, "Realizacja")


def record_event(hands: Hands, account: str, **values: str) -> None:
    """An event in the history of a client, from the account's page."""
    customers.open_account(hands, account)
    hands.link("Zarejestruj zdarzenie")
    hands.fill(values)
    hands.button("Zapisz zdarzenie")
    hands.arrive("/interactions/#")
