"""The committee's screens: observation, talk, the own sheet, reconciliation and the decision."""

from __future__ import annotations

import re
from collections.abc import Mapping

from playwright.sync_api import Page, expect


class MyCases:
    """The list of a member's cases: what waits for the member, and the way there."""

    def __init__(self, page: Page) -> None:
        self.page = page

    def go(self, case, act: str) -> None:
        """From the first page of the desk to the next act in a case."""
        self.page.goto("/")
        self.page.get_by_role("navigation", name="Menu główne").get_by_role("link", name="Komisja").click()
        row = self.page.get_by_role("row").filter(has_text=case.number)
        row.get_by_role("link", name=act, exact=True).click()


class Observation:
    """The sheet of observation."""

    def __init__(self, page: Page) -> None:
        self.page = page

    def note(self, text: str, criterion: str | None = None) -> None:
        """Write a note."""
        if criterion:
            self.page.get_by_label("Kryterium").select_option(criterion)
        self.page.get_by_label("Co zaobserwowano").fill(text)
        self.page.get_by_role("button", name="Zapisz notatkę").click()


class Talk:
    """The plan of the talk."""

    def __init__(self, page: Page) -> None:
        self.page = page

    def open(self) -> None:
        self.page.get_by_role("button", name="Ułóż plan rozmowy").click()
        self.page.get_by_role("button", name="Kandydat wszedł: rozpocznij rozmowę").click()
        expect(self.page.get_by_role("heading", name="Pytania", exact=True)).to_be_visible()

    def record_first(self, summary: str) -> None:
        """Record the answer to the first question: every point heard, read back, confirmed."""
        self.page.get_by_role("table").get_by_role("link").first.click()
        expect(self.page.get_by_role("button", name="Zapisz odpowiedź")).to_be_visible()
        for point in self.page.locator(".px-points input[name=points]").all():
            point.check()
        self.page.get_by_label("Streszczenie odpowiedzi").fill(summary)
        self.page.get_by_role("radio", name=re.compile("^potwierdził")).check()
        self.page.get_by_role("button", name="Zapisz odpowiedź").click()
        expect(self.page.get_by_text("Zapis do pytania 1 zachowano.")).to_be_visible()
        self.page.get_by_role("navigation", name="Rozmowa").get_by_role("link").click()

    def show(self, criterion: str, what: str) -> None:
        """Open a copy of the sealed CRM to have something shown."""
        self.page.get_by_text("Inne kryterium").click()
        part = self.page.locator("#show details")
        part.get_by_label("Kryterium").select_option(criterion)
        part.get_by_label("Co ma zostać pokazane").fill(what)
        part.get_by_role("button", name="Otwórz kopię tutaj, za zasłoną").click()

    def lift_curtain(self, password: str) -> None:
        """The candidate gives the screen back; the member's password opens the talk again."""
        self.page.get_by_role("link", name="Gotowe, pokazane").click()
        self.page.get_by_label("Hasło: ").fill(password)
        self.page.get_by_role("button", name="Wróć do rozmowy").click()

    def end_show(self, seen: str) -> None:
        """Back at the talk: what was seen."""
        self.page.get_by_label("Co zaobserwowano").fill(seen)
        self.page.get_by_role("button", name="Zakończ i zapisz").click()


class Sheet:
    """The own marking sheet."""

    def __init__(self, page: Page) -> None:
        self.page = page

    def open(self) -> None:
        self.page.get_by_role("button", name="Otwórz moją kartę").click()
        expect(self.page.get_by_role("button", name="Złóż kartę oceny")).to_be_visible()

    def rows(self) -> list[str]:
        """Codes of the rows to mark: the foot of the page tells that every row has arrived, which a count alone would not."""
        expect(self.page.get_by_role("button", name="Złóż kartę oceny")).to_be_visible()
        return self.page.locator("tr[data-row]").evaluate_all("rows => rows.map((row) => row.dataset.row)")

    def mark(self, verdicts: Mapping[str, tuple[str, str]]) -> None:
        """Mark every row ``spełnione`` but those given: code -> verdict and note. Saved row by row, as one goes."""
        for code in self.rows():
            verdict, note = verdicts.get(code, ("spełnione", ""))
            row = self.page.locator(f"[data-row='{code}']")
            if note:
                row.get_by_label(f"Notatka do kryterium {code}").fill(note)
            row.get_by_label(verdict, exact=True).check()
        expect(self.page.locator("[data-sheet-state]")).to_have_text("Zapisano")
        expect(self.page.locator("[data-row]:not([data-marked])")).to_have_count(0)
        expect(self.page.locator("[data-sheet-count]")).to_have_text(f"zostało 0 z {len(self.rows())}")

    def submit(self) -> None:
        """Submit the sheet and countersign the rows of the test."""
        self.page.get_by_role("button", name="Złóż kartę oceny").click()
        self.page.get_by_role("button", name="Kontrasygnuj wyniki testu").click()


class DecisionPage:
    """Reconciliation and decision."""

    def __init__(self, page: Page) -> None:
        self.page = page

    def agree(self, code: str, verdict: str, words: str) -> None:
        """Agree to a common verdict on a row."""
        card = self.page.locator("section").filter(has=self.page.locator(f"[id='card-{code}']"))
        card.get_by_role("radio", name=verdict, exact=True).check()
        card.get_by_label("Uzgodnione stanowisko").fill(words)
        card.get_by_role("button", name="Potwierdź wspólną ocenę").click()
