"""Accounts, people, segments, imports and the register."""

from __future__ import annotations

from pathlib import Path

from playwright.sync_api import expect

from tests.journeys.crm.hands import Hands
from tests.journeys.crm.rooms.reports import condition


def add_account(hands: Hands, **values: str) -> None:
    """A new account by its form; values by label."""
    hands.go("Konta")
    hands.link("Dodaj konto")
    hands.fill(values)
    hands.button("Zapisz konto")
    hands.arrive("/accounts/#")


def open_account(hands: Hands, name: str) -> None:
    """The page of an account, through the list."""
    hands.go("Konta")
    hands.link(name)
    hands.arrive("/accounts/#")


def open_account_by_search(hands: Hands, name: str) -> None:
    """The page of an account that a longer list would hide."""
    hands.go("Konta")
    hands.fill({"Nazwa, miejscowość, NIP, REGON lub KRS": name})
    hands.send("Filtruj")
    hands.link(name)
    hands.arrive("/accounts/#")


def correct_account(hands: Hands, name: str, **values: str) -> None:
    """Other values for some fields of an account."""
    open_account(hands, name)
    hands.link("Edytuj konto")
    hands.fill(values)
    hands.button("Zapisz konto")
    hands.arrive("/accounts/#")


def correct_in_place(hands: Hands, label: str, within: str, values: dict[str, str], saved: str) -> None:
    """Another value where the value is read: its button, the field, Enter or Save; ``saved`` is what then stands there."""
    hands.button(f"Zmień: {label}")
    form = hands.main.locator("form.crm-in-place")
    expect(form).to_be_visible()
    hands.fill(values, form)
    with hands.page.expect_navigation():
        hands.button("Zapisz", form)
    expect(hands.main.locator(f"section[aria-labelledby={within}] dd", has_text=saved).first).to_be_visible()
    expect(hands.main.get_by_role("button", name=f"Zmień: {label}", exact=True)).to_be_focused()


def change_ticked(hands: Hands, looked_for: str, names: list[str], field: str, value: str) -> None:
    """One value for several of the accounts that were looked for."""
    hands.go("Konta")
    hands.fill({"Nazwa, miejscowość, NIP, REGON lub KRS": looked_for})
    hands.send("Filtruj")
    for name in names:
        hands.tick(hands.main.get_by_role("checkbox", name=name, exact=True))
    hands.fill({"Zmień na zaznaczonych kontach": field, "Nowa wartość": value})
    hands.send("Zmień zaznaczone konta")


def add_person(hands: Hands, account: str, **values: str) -> None:
    """A person of an account, from its page."""
    open_account(hands, account)
    hands.link("Dodaj osobę")
    hands.fill(values)
    hands.button("Zapisz osobę")
    hands.arrive("/contacts/#")


def import_file(hands: Hands, path: Path, **columns: str) -> None:
    """A file of accounts: columns by their headings as they should be understood, preview, import."""
    hands.go("Import")
    hands.link("Importuj plik")
    hands.give_file(hands.field("Plik CSV lub XLSX"), path)
    hands.button("Wczytaj plik")
    hands.arrive("/imports/new/#")
    hands.fill(columns)
    hands.button("Pokaż podgląd")
    hands.arrive("/imports/new/#/preview")
    hands.button("Importuj plik")
    hands.arrive("/imports/#")


def segment_by_rule(hands: Hands, conditions: list[tuple[str, str, str]], **values: str) -> None:
    """A segment whose accounts follow from conditions (field, sign, value)."""
    hands.go("Segmenty")
    hands.link("Dodaj segment")
    hands.fill(values | {"Sposób doboru": "reguła"})
    for number, asked in enumerate(conditions, 1):
        condition(hands, number, *asked)
    hands.button("Zapisz segment")
    hands.arrive("/segments/#")


def segment_by_list(hands: Hands, accounts: list[str], **values: str) -> None:
    """A segment whose accounts are ticked one by one."""
    hands.go("Segmenty")
    hands.link("Dodaj segment")
    hands.fill(values)
    hands.button("Zapisz segment")
    hands.arrive("/segments/#")
    hands.link("Wybierz konta")
    for account in accounts:
        hands.tick(hands.field(account))
    hands.button("Zapisz listę")
    hands.arrive("/segments/#")


def verify(hands: Hands, account: str, asked: str, entry: str, taken: list[str]) -> None:
    """Compare an account with an entry of the register and take over some of its values."""
    open_account(hands, account)
    hands.link("Zweryfikuj dane")
    hands.arrive("/accounts/#/verify")
    hands.fill({"NIP, REGON, KRS lub część nazwy": asked})
    hands.button("Szukaj w rejestrze")
    hands.link(entry)
    hands.arrive("/accounts/#/verify/#")
    for field in taken:
        hands.tick(hands.main.get_by_role("checkbox", name=f"Przejmij: {field}"))
    hands.button("Zapisz weryfikację")
    hands.arrive("/accounts/#")


def told(hands: Hands, term: str) -> str:
    """What the page says of one fact."""
    fact = hands.main.locator("dl > div, dl").filter(has=hands.page.locator("dt", has_text=term)).last
    expect(fact).to_be_visible()
    value = fact.locator("dd").first
    said = value.inner_text()
    for pen in value.locator(".crm-pen").all_inner_texts():  # the button that changes the value is not what is said
        said = said.removesuffix(pen)
    return said.replace("\u00a0", " ").strip()
