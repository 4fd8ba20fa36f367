"""The sandbox CRM under the exam's bar: the work of a candidate by the names on the screens."""

from __future__ import annotations

import re

from playwright.sync_api import Locator, Page, expect


class Crm:
    """The CRM with the panel of tasks beside it."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.panel = page.locator("#px-panel")

    def menu(self, name: str) -> None:
        """Go to a room by the left menu."""
        self.page.get_by_role("navigation", name="Menu główne").get_by_role("link", name=name, exact=True).click()

    def create_account(self, name: str, **values: str) -> None:
        """A new account through its form."""
        self.menu("Konta")
        self.page.get_by_role("link", name="Dodaj konto").first.click()
        self.page.get_by_label("Nazwa klienta").fill(name)
        for label, value in values.items():
            self.page.get_by_label(label, exact=True).fill(value)
        self.page.get_by_role("button", name="Zapisz konto").click()
        expect(self.page.get_by_role("heading", level=1)).to_contain_text(name)

    def board(self) -> Board:
        """The board of opportunities."""
        self.menu("Szanse sprzedaży")
        self.page.get_by_role("link", name="Tablica", exact=True).click()
        return Board(self.page)

    def generate_offer(self, opportunity: str) -> str:
        """An offer for an opportunity by the first template, with one line; its number."""
        self.menu("Oferty")
        self.page.get_by_role("link", name=re.compile("^Generuj ofertę")).first.click()
        choice = self.page.get_by_label("Wypełnij danymi szansy")
        choice.select_option(label=choice.locator("option").filter(has_text=opportunity).first.inner_text())
        self.page.get_by_role("button", name="Wypełnij", exact=True).click()
        self.page.get_by_label(re.compile("^Szablon")).select_option(index=1)
        self.page.locator("[name='lines-0-product_id']").select_option(index=1)
        for name, value in (("name", "Kabina akustyczna"), ("qty_milli", "2"), ("unit", "szt."), ("price_net_gr", "12 500,00")):
            self.page.locator(f"[name='lines-0-{name}']").fill(value)
        self.page.get_by_role("button", name="Generuj ofertę").click()
        heading = self.page.get_by_role("heading", level=1)
        expect(heading).to_have_text(re.compile(r"Oferta \S+"))
        return re.search(r"Oferta (\S+)", heading.inner_text()).group(1)

    def send_offer(self, subject: str) -> None:
        """From the page of an offer: send it in a message."""
        self.page.get_by_role("link", name="Wyślij w wiadomości").click()
        self.page.get_by_label("Temat").fill(subject)
        self.page.get_by_label("Treść wiadomości").fill("Dzień dobry, w załączeniu przesyłamy ofertę.")
        self.page.get_by_role("button", name="Wyślij wiadomość").click()

    def record_sending(self, subject: str) -> None:
        """From the page of an offer: record in the history that it was sent."""
        self.page.get_by_role("link", name="Zarejestruj w historii").click()
        self.page.get_by_label("Rodzaj zdarzenia").select_option(label="Oferta")
        self.page.get_by_label("Temat").fill(subject)
        self.page.get_by_role("button", name="Zapisz zdarzenie").click()


class Board:
    """The board of opportunities."""

    def __init__(self, page: Page) -> None:
        self.page = page

    def column(self, name: str) -> Locator:
        return self.page.locator(f"[data-name='{name}'].board-column")

    def lift_one_stage_on(self, card: Locator) -> str:
        """Lift a card with the space bar, move it one stage to the right; the stage it came to."""
        number = card.get_attribute("data-card")
        card.locator(".board-name").focus()
        for key in (" ", "ArrowRight", "Enter"):
            self.page.keyboard.press(key)
        expect(self.page.locator("#board-said")).to_contain_text("Przeniesiono do etapu")
        column = self.page.locator(".board-column").filter(has=self.page.locator(f"[data-card='{number}']"))
        return column.get_attribute("data-name")

    def move_by_menu(self, card: Locator, stage: str) -> None:
        """Move a card with its menu."""
        card.locator("summary").click()
        card.get_by_label("Przenieś do etapu").select_option(label=stage)
        card.get_by_role("button", name="Przenieś do etapu").click()
        expect(self.page.locator("#board-said")).to_contain_text("Przeniesiono do etapu")
