"""Appeals and certificates: filing on the own page, the reviewer, the ruling, the officer, the public check."""

from __future__ import annotations

from playwright.sync_api import Page, expect


class AppealForm:
    """The candidate's page of appeals."""

    def __init__(self, page: Page) -> None:
        self.page = page

    def file(self, **reasons: str) -> None:
        """Contest criteria (``c2_2_a="…"``) of the decision and file the appeal."""
        ground = self.page.get_by_role("region", name="Przedmiot odwołania: decyzja")
        for name, reason in reasons.items():
            code = name[1:].replace("_", ".")
            ground.get_by_role("checkbox", name=code).check()
            ground.get_by_label(f"Powód dotyczący kryterium {code}").fill(reason)
        ground.get_by_role("button", name="Złóż odwołanie").click()


class AppealCase:
    """One appeal at the desk."""

    def __init__(self, page: Page) -> None:
        self.page = page

    def enter(self, number: str) -> AppealCase:
        """From the first page of the desk to the appeal."""
        self.page.get_by_role("navigation", name="Menu główne").get_by_role("link", name="Odwołania").click()
        self.page.get_by_role("link", name=number).click()
        return self

    def appoint(self, name: str) -> None:
        """Choose a reviewer by name."""
        self.page.get_by_role("radio", name=name).check()
        self.page.get_by_role("button", name="Wyznacz").click()

    def rule(self, code: str, ruling: str, reasons: str) -> None:
        """Rule on one criterion."""
        point = self.page.get_by_role("group").filter(has_text=code).filter(has=self.page.get_by_role("radio"))
        point.get_by_label(ruling).check()
        point.get_by_label("Uzasadnienie rozstrzygnięcia").fill(reasons)
        self.page.get_by_role("button", name="Zapisz rozstrzygnięcie").click()


class Verification:
    """The public page that checks certificates."""

    def __init__(self, page: Page) -> None:
        self.page = page

    def check(self, number: str, code: str) -> None:
        """From the first page: type number and code."""
        self.page.goto("/")
        self.page.get_by_role("link", name="Sprawdź certyfikat").click()
        self.page.get_by_label("Numer certyfikatu").fill(number)
        self.page.get_by_label("Kod weryfikacyjny").fill(code)
        self.page.get_by_role("button", name="Sprawdź", exact=True).click()

    def expect_nothing_told(self, holder: str) -> None:
        expect(self.page.get_by_text("Żaden certyfikat nie odpowiada jednocześnie temu numerowi i kodowi.")).to_be_visible()
        expect(self.page.get_by_text(holder)).to_have_count(0)
