"""Two ways to do the same job at a screen: with the mouse, or with nothing but the keyboard. Both count what they do.

The keyboard's hands never click: they move the focus as a person would, through the page from where the focus stands, and
fail where something cannot be reached. The mouse's hands click what they want to fill in. What is typed as text is counted
as one entry a field, not letter by letter, because it is the same with every system.
"""

from __future__ import annotations

import re
from abc import ABC, abstractmethod
from collections import Counter
from pathlib import Path

from playwright.sync_api import Locator, Page, expect

#: so many stops of the focus are the most a person would put up with on one page
FARTHEST = 400
DATE = re.compile(r"^(\d{4})-(\d{2})-(\d{2})$")


class Hands(ABC):
    """The verbs of a job. ``counts``: clicks, keys and entries so far."""

    way: str

    def __init__(self, page: Page) -> None:
        self.page, self.counts = page, Counter()

    def go(self, name: str) -> None:
        """To a room by the main menu."""
        self.follow(self.page.get_by_role("navigation", name="Menu główne").get_by_role("link", name=name, exact=True))

    def link(self, name: str, within: Locator | None = None) -> None:
        """Follow a link of the page."""
        self.follow((within or self.main).get_by_role("link", name=name, exact=True).first)

    def button(self, name: str, within: Locator | None = None) -> None:
        """Press a button of the page."""
        self.follow((within or self.main).get_by_role("button", name=name, exact=True).first)

    def field(self, label: str, within: Locator | None = None) -> Locator:
        """A field by its label, with or without the sign of a required one."""
        return (within or self.main).get_by_label(re.compile(rf"^{re.escape(label)}( \*|\s*\(wymagane\))?$")).first

    def arrive(self, address: str) -> None:
        """Wait for the page that the last act leads to; ``address`` ends a path, with ``#`` for an id."""
        expect(self.page).to_have_url(re.compile(address.replace("#", r"\d+") + r"(\?.*)?$"))

    @property
    def main(self) -> Locator:
        """The page without menu and search."""
        return self.page.locator("main")

    @abstractmethod
    def follow(self, target: Locator) -> None:
        """Activate a link or a button."""

    @abstractmethod
    def enter(self, target: Locator, text: str) -> None:
        """Put a text in place of what stands in a field; a date as RRRR-MM-DD."""

    @abstractmethod
    def choose(self, target: Locator, label: str) -> None:
        """Choose an option of a list."""

    @abstractmethod
    def tick(self, target: Locator) -> None:
        """Tick a box or a round one of several."""

    @abstractmethod
    def give_file(self, target: Locator, path: Path) -> None:
        """Choose a file."""


class Mouse(Hands):
    """One click for everything that is pointed at."""

    way = "mouse"

    def follow(self, target: Locator) -> None:
        target.click()
        self.counts["clicks"] += 1

    def enter(self, target: Locator, text: str) -> None:
        target.click()
        target.fill(text)
        self.counts.update(clicks=1, entries=1)

    def choose(self, target: Locator, label: str) -> None:
        target.select_option(label=label)
        self.counts["clicks"] += 2  # the list and its option

    def tick(self, target: Locator) -> None:
        target.check()
        self.counts["clicks"] += 1

    def give_file(self, target: Locator, path: Path) -> None:
        with self.page.expect_file_chooser() as chooser:
            target.click()
        chooser.value.set_files(path)
        self.counts.update(clicks=1, entries=1)


class Keyboard(Hands):
    """Tab, arrows, space and Enter, and the shortcuts that the screens publish."""

    way = "keyboard"

    def press(self, *keys: str) -> None:
        """Press keys one after the other."""
        for key in keys:
            self.page.keyboard.press(key)
            self.counts["keys"] += 1

    def go(self, name: str) -> None:
        self.page.evaluate("document.activeElement.blur()")  # a new page begins at its top, and the menu is there
        super().go(name)

    def reach(self, target: Locator) -> None:
        """Move the focus to something, forwards or backwards, whichever is nearer."""
        expect(target).to_be_visible()
        self._settle()
        if self._at(target):
            return
        if target.evaluate("there => !document.querySelector('main') || document.querySelector('main').contains(there)") \
                and self.page.evaluate("!document.querySelector('main')?.contains(document.activeElement)"):
            self._skip_to_content()
        key = "Shift+Tab" if self._lies_behind(target) else "Tab"
        for _ in range(FARTHEST):
            if self._at(target):
                return
            self.press(key)
        raise AssertionError(f"{FARTHEST} times {key} do not lead to {target} on {self.page.url}")

    def follow(self, target: Locator) -> None:
        self.reach(target)
        self.press("Enter")

    def enter(self, target: Locator, text: str) -> None:
        self.reach(target)
        date = DATE.match(text) if target.get_attribute("type") == "date" else None
        if date:
            self.page.keyboard.type("".join(date.group(3, 2, 1)))
            expect(target).to_have_value(text)
        else:
            self.press("ControlOrMeta+a")
            self.page.keyboard.type(text)
        self.counts["entries"] += 1

    def choose(self, target: Locator, label: str) -> None:
        self.reach(target)
        places = target.evaluate("list => [...list.options].map((option) => option.label.trim())")
        here = target.evaluate("list => list.selectedIndex")
        there = places.index(label)
        self.press(*["ArrowDown" if there > here else "ArrowUp"] * abs(there - here))
        expect(target.locator("option:checked")).to_have_text(re.compile(re.escape(label)))

    def tick(self, target: Locator) -> None:
        if target.get_attribute("type") == "radio":
            self._to_radio(target)
        else:
            self.reach(target)
        if not target.is_checked():
            self.press("Space")
        expect(target).to_be_checked()

    def give_file(self, target: Locator, path: Path) -> None:
        self.reach(target)
        with self.page.expect_file_chooser() as chooser:
            self.press("Enter")
        chooser.value.set_files(path)
        self.counts["entries"] += 1

    def _to_radio(self, target: Locator) -> None:
        """Into the group by Tab, inside it by arrows."""
        group = self.page.locator(f"[name='{target.get_attribute('name')}']")
        checked = group.locator("xpath=self::*[@checked]")
        self.reach(checked.first if checked.count() else group.first)
        for _ in range(group.count()):
            if self._at(target):
                return
            self.press("ArrowDown")
        raise AssertionError(f"arrows do not lead to {target}")

    def _skip_to_content(self) -> None:
        """The first stop of every page leads past the menu."""
        self.page.evaluate("document.activeElement.blur()")
        self.press("Tab")
        skip = self.page.locator(":focus")
        if "skip" in (skip.get_attribute("class") or "") or skip.get_attribute("href") in ("#main", "#content"):
            self.press("Enter")

    def _settle(self) -> None:
        self.page.wait_for_load_state("load")

    def _at(self, target: Locator) -> bool:
        return target.evaluate("there => document.activeElement === there")

    def _lies_behind(self, target: Locator) -> bool:
        """Whether something stands before the focus in the page."""
        return target.evaluate("""there => document.activeElement !== document.body
            && Boolean(document.activeElement.compareDocumentPosition(there) & Node.DOCUMENT_POSITION_PRECEDING)""")


BOTH = [Mouse, Keyboard]
