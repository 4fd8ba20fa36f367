"""The test as a candidate sees it: one question a view, the bar with time and saving, the overview."""

from __future__ import annotations

import re

from playwright.sync_api import Locator, Page, expect

SAVED = re.compile(r"Zapisano \d\d:\d\d:\d\d")


class FrontDoor:
    """The first page of the exam."""

    def __init__(self, page: Page) -> None:
        self.page = page

    def type_code(self, code: str) -> TestPage:
        """Type the code of the slip and begin."""
        self.page.goto("/")
        self.page.get_by_label("Kod z paska").fill(code)
        self.page.keyboard.press("Enter")
        return TestPage(self.page)


class TestPage:
    """The page of the test."""

    __test__ = False

    def __init__(self, page: Page) -> None:
        self.page = page
        self.saving = page.locator("#exam-saving")
        self.time = page.locator("#exam-clock")
        self.answered = page.locator("#overview-count")

    def expect_waiting(self) -> None:
        expect(self.page.get_by_text("Test otworzy się na tej stronie, gdy operator go rozpocznie")).to_be_visible()

    def expect_open(self) -> None:
        """The questions are there and the page has put every answer back in its place: then it speaks of saving."""
        expect(self.page.locator("#work")).to_be_visible(timeout=60_000)
        expect(self.saving).not_to_be_empty()

    def expect_saved(self) -> None:
        """The bar says "saved", with the hour of the server."""
        expect(self.saving).to_have_text(SAVED)

    def numbers(self, kind: str) -> list[int]:
        """Numbers of the questions of a kind."""
        return [int(number) for number in self.page.locator(f".question[data-kind={kind}]").evaluate_all(
            "boxes => boxes.map((box) => box.dataset.number)")]

    def question(self, number: int) -> Locator:
        """Go to a question by the overview."""
        self.page.get_by_role("link", name=re.compile(rf"^Pytanie {number} z")).click()
        box = self.page.locator(f"#q{number}")
        expect(box).to_be_visible()
        return box

    def choose(self, number: int, *places: int) -> Locator:
        """Click options by their place."""
        box = self.question(number)
        for place in places:
            box.locator("label.choice").nth(place).click()
        return box

    def keep(self) -> list:
        """Every answer as the page holds it, for comparison."""
        return self.page.locator(".question").evaluate_all("""boxes => boxes.map((box) => [
            box.dataset.number,
            ...[...box.querySelectorAll("input, select")].filter((field) => !field.matches("[data-flag]"))
              .map((field) => field.matches("[type=radio], [type=checkbox]") ? field.checked : field.value)])""")

    def hand_in(self) -> None:
        """Finish through the page that says what the server holds."""
        self.page.get_by_role("link", name="Zakończ test…").click()
        self.page.get_by_role("button", name="Zakończ test").click()

    def expect_receipt(self) -> None:
        expect(self.page.get_by_role("heading", name="Test jest zakończony")).to_be_visible(timeout=60_000)
        expect(self.page.locator(".receipt-hash")).to_have_text(re.compile(r"^[0-9a-f]{4}( [0-9a-f]{4}){2}$"))
