"""The operator's desk: the board with its tiles, the page of one candidate, the opening, slips, events and the closing list."""

from __future__ import annotations

import re

from playwright.sync_api import Locator, Page, expect


class Board:
    """The operator's board of a sitting."""

    def __init__(self, page: Page) -> None:
        self.page = page

    def enter(self, number: str) -> Board:
        """From the first page of the desk to the board of a sitting."""
        self.page.get_by_role("navigation", name="Menu główne").get_by_role("link", name="Tablica operatora").click()
        self.page.get_by_role("link", name=number).click()
        expect(self.page.get_by_role("heading", level=1)).to_contain_text("Tablica operatora")
        return self

    def tile(self, case) -> Locator:
        """The tile of a candidate."""
        return self.page.locator(f"#tile-{case.id}")

    def tab(self, name: str) -> None:
        """Go to another page of the sitting."""
        self.page.get_by_role("navigation", name="Sesja").get_by_role("link", name=name).click()

    def candidate(self, case) -> CandidateCard:
        """Open the page of a candidate."""
        self.tile(case).click()
        return CandidateCard(self.page)


class CandidateCard:
    """What the operator does for one candidate."""

    def __init__(self, page: Page) -> None:
        self.page = page

    def recognise(self) -> None:
        """Confirm the identity by an identity card."""
        self.page.get_by_label("Okazany dokument").select_option(label="dowód osobisty")
        self.page.get_by_label("Zdjęcie i nazwisko zgadzają się z osobą i zgłoszeniem").check()
        self.page.get_by_role("button", name="Potwierdź tożsamość").click()

    def time(self, act: str, reason: str, minutes: int | None = None) -> None:
        """Change the time of this candidate."""
        form = self.page.locator("form[action$='/time']")
        form.get_by_role("radio", name=act).check()
        if minutes:
            form.get_by_label("Przedłuż o (minuty)").fill(str(minutes))
        form.get_by_label("Powód").fill(reason)
        form.get_by_role("button", name="Zmień czas").click()

    def expect_change(self, words: str) -> None:
        expect(self.page.get_by_role("listitem").filter(has_text=re.compile(words))).to_be_visible()
