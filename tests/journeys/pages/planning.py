"""The coordinator's screens: the plan of a sitting, its people, its candidates, their admission and committee."""

from __future__ import annotations

from pathlib import Path

from playwright.sync_api import Locator, Page, expect


class SittingPage:
    """The page of a sitting, reached by planning one."""

    def __init__(self, page: Page) -> None:
        self.page = page

    def plan(self, place: str, day: str) -> None:
        """Plan a sitting for a day (``2026-12-01``)."""
        self.page.get_by_role("navigation", name="Menu główne").get_by_role("link", name="Sesje walidacyjne").click()
        self.page.get_by_role("link", name="Zaplanuj sesję").click()
        self.page.get_by_label("Miejsce").fill(place)
        self.page.get_by_label("Data sesji").fill(day)
        self.page.get_by_label("Początek testu teoretycznego").fill("09:00")
        self.page.get_by_label("Początek części praktycznej").fill("11:00")
        self.page.get_by_label("Stan prawny na dzień").fill("2026-11-01")
        self.page.get_by_label("Stanowiska dla kandydatów").fill("3")
        self.page.get_by_role("button", name="Zapisz plan").click()
        expect(self.page.get_by_role("heading", level=1)).to_contain_text("Sesja")

    def appoint(self, name: str, function: str) -> None:
        """Appoint a person; ``function`` by its key in the list."""
        self.page.get_by_label("Osoba").select_option(label=name)
        self.page.get_by_label("Funkcja").select_option(function)
        self.page.get_by_role("button", name="Wyznacz").click()
        people = self.page.get_by_role("region", name="Operator i komisja")
        expect(people.get_by_role("row").filter(has_text=name)).to_be_visible()

    def enrol(self, first: str, last: str, email: str, trainer: str = "") -> None:
        """Enrol one person by the form."""
        self.page.get_by_role("link", name="Zgłoś kandydatów").click()
        self.page.get_by_label("Imię").fill(first)
        self.page.get_by_label("Nazwisko").fill(last)
        self.page.get_by_label("E-mail").fill(email)
        if trainer:
            self.page.get_by_label("Miejsce przygotowania").fill("Akademia Sprzedaży")
            self.page.get_by_label("Kto przygotowywał kandydata").fill(trainer)
        self.page.get_by_role("button", name="Zapisz zgłoszenie", exact=True).click()
        expect(self.candidate(f"{first} {last}")).to_be_visible()

    def upload(self, sheet: Path) -> None:
        """Show the rows of a spreadsheet."""
        self.page.get_by_role("link", name="Zgłoś kandydatów").click()
        self.page.get_by_label("Arkusz z kandydatami (XLSX)").set_input_files(sheet)
        self.page.get_by_role("button", name="Pokaż wiersze").click()

    def candidate(self, name: str) -> Locator:
        """The row of a candidate."""
        return self.page.get_by_role("region", name="Kandydaci").get_by_role("row").filter(has_text=name)
