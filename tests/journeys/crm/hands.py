"""Two ways to do the same job at a screen: with the mouse, or with nothing but the keyboard. Both count what they do.

The keyboard's hands never click: they move the focus as a person would, through the page from where the focus stands, and
fail where something cannot be reached. The mouse's hands click what they want to fill in. What is typed as text is counted
as one entry a field, not letter by letter, because it is the same with every system; a chord of keys is one key.
"""

from __future__ import annotations

import re
from abc import ABC, abstractmethod
from collections import Counter
from pathlib import Path

from playwright.sync_api import FileChooser, Locator, Page, expect
from playwright.sync_api import TimeoutError as PlaywrightTimeout

from tests.journeys.crm.focus import Focus

DATE = re.compile(r"^(\d{4})-(\d{2})-(\d{2})$")


def option_of(target: Locator, label: str) -> int:
    """The place of an option in a list: the one that says this (after the name of its group, where names repeat), or the
    only one that begins so (a name before its town)."""
    offered = target.evaluate("list => [...list.options].map((option) => option.label.trim())")
    groups = target.evaluate("list => [...list.options].map((option) => option.closest('optgroup')?.label ?? '')")
    found = [place for place, text in enumerate(offered) if label in (text, f"{groups[place]}: {text}")]
    found = found or [place for place, text in enumerate(offered) if text.casefold().startswith(label.casefold())]
    assert len(found) == 1, f"{len(found)} options say “{label}”: {offered}"
    return found[0]


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

    def send(self, name: str) -> None:
        """Press a button and wait for the page that answers, where its address does not tell it. A jump within the page, as
        the keys make on their way, loads nothing."""
        self.page.wait_for_load_state("load")
        with self.page.expect_event("load"):
            self.button(name)

    def unfold(self, name: str, within: Locator | None = None) -> Locator:
        """Open what is folded under a heading of its own; what was folded."""
        folded = (
            (within or self.main)
            .locator("details")
            .filter(has=self.page.locator("summary", has_text=re.compile(rf"^\s*{re.escape(name)}")))
            .first
        )
        if folded.get_attribute("open") is None:
            self.follow(folded.locator("summary").first)
        return folded

    def field(self, label: str, within: Locator | None = None) -> Locator:
        """A field by its label, with or without the sign of a required one."""
        return (within or self.main).get_by_label(re.compile(rf"^\s*{re.escape(label)}(\s*\*|\s*\(wymagane\))?\s*$")).first

    def fill(self, values: dict[str, str | bool], within: Locator | None = None) -> None:
        """Fill in fields by their labels, each in the way it wants: a text, an option, a tick."""
        for label, value in values.items():
            target = self.field(label, within)
            kind = target.evaluate("one => one.tagName === 'INPUT' ? one.getAttribute('role') ?? one.type : one.tagName")
            if kind in ("checkbox", "radio"):
                self.tick(target)
            elif kind == "SELECT":
                self.choose(target, str(value))
            elif kind == "combobox":
                self.pick(target, str(value))
            else:
                self.enter(target, str(value))

    def chips_in(self, target: Locator) -> Locator | None:
        """The form's own field, hidden behind a text in which tags are chips; None where a field is a plain one."""
        return target.locator("xpath=following-sibling::textarea") if target.get_attribute("contenteditable") else None

    def write(self, behind: Locator, text: str) -> None:
        """Type in place of what stands in a text with chips, key by key as a person does; ``behind`` takes it up."""
        self.page.keyboard.press("ControlOrMeta+a")
        self.page.keyboard.type(text)
        expect(behind).to_have_value(text)

    def arrive(self, address: str) -> None:
        """Wait for the page that the last act leads to; ``address`` ends a path, with ``#`` for an id."""
        expect(self.page).to_have_url(re.compile(address.replace("#", r"\d+") + r"(\?.*)?$"))

    @property
    def main(self) -> Locator:
        """The page without menu and search."""
        return self.page.locator("main")

    @property
    def dialog(self) -> Locator:
        """The window that stands open over the page."""
        return self.page.locator("dialog[open]")

    def count(self, **more: int) -> None:
        """Add to what has been done so far."""
        self.counts.update(more)

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
    def pick(self, target: Locator, label: str) -> None:
        """Choose a record in a field that looks for it while one types."""

    @abstractmethod
    def tick(self, target: Locator) -> None:
        """Tick a box or a round one of several."""

    @abstractmethod
    def untick(self, target: Locator) -> None:
        """Take a tick off."""

    @abstractmethod
    def give_file(self, target: Locator, path: Path) -> None:
        """Choose a file."""

    @abstractmethod
    def point(self, target: Locator, stand: Locator, keys: list[str]) -> None:
        """Come to something inside a text or beside it: a click, or so many keys where the focus stands in the text."""

    @abstractmethod
    def carry(self, card: Locator, steps: int) -> None:
        """Take a card of the board so many columns to the right."""

    @abstractmethod
    def shift(self, name: Locator, place: Locator, keys: list[str], *, give_up: bool = False) -> None:
        """Take a task of the calendar by its name to another place of it, which lies so many arrows away; or give it up on
        the way there with Escape."""


class Mouse(Hands):
    """One click for everything that is pointed at."""

    way = "mouse"

    def follow(self, target: Locator) -> None:
        target.click()
        self.count(clicks=1)

    def enter(self, target: Locator, text: str) -> None:
        target.click()
        behind = self.chips_in(target)
        if behind:
            self.write(behind, text)
        else:
            target.fill(text)
        self.count(clicks=1, entries=1)

    def choose(self, target: Locator, label: str) -> None:
        target.select_option(index=option_of(target, label))
        self.count(clicks=2)  # the list and its option

    def pick(self, target: Locator, label: str) -> None:
        target.click()
        target.press_sequentially(label)
        self.page.get_by_role("option", name=re.compile(re.escape(label))).first.click()
        self.count(clicks=2, entries=1)

    def tick(self, target: Locator) -> None:
        target.check()
        self.count(clicks=1)

    def untick(self, target: Locator) -> None:
        target.uncheck()
        self.count(clicks=1)

    def give_file(self, target: Locator, path: Path) -> None:
        with self.page.expect_file_chooser() as chooser:
            target.click()
        chooser.value.set_files(path)
        self.count(clicks=1, entries=1)

    def point(self, target: Locator, stand: Locator, keys: list[str]) -> None:
        target.click()
        self.count(clicks=1)

    def carry(self, card: Locator, steps: int) -> None:
        columns = self.page.locator(".board-column")
        names = columns.evaluate_all("all => all.map((one) => one.dataset.name)")
        here = card.evaluate("one => one.closest('.board-column').dataset.name")
        there = columns.nth(names.index(here) + steps)
        card.scroll_into_view_if_needed()
        start = card.locator(".board-name").bounding_box()
        end = there.bounding_box()
        assert start and end
        mouse = self.page.mouse
        mouse.move(start["x"] + 5, start["y"] + start["height"] / 2)
        mouse.down()
        mouse.move(end["x"] + end["width"] / 3, start["y"] + 10, steps=8)
        mouse.up()
        self.count(clicks=1)

    def shift(self, name: Locator, place: Locator, keys: list[str], *, give_up: bool = False) -> None:
        start, end, mouse = name.bounding_box(), place.bounding_box(), self.page.mouse
        assert start and end
        mouse.move(start["x"] + 5, start["y"] + start["height"] / 2)
        mouse.down()
        mouse.move(end["x"] + end["width"] / 2, end["y"] + end["height"] / 2, steps=8)
        if give_up:
            self.page.keyboard.press("Escape")
        mouse.up()
        self.count(clicks=1)


class Keyboard(Hands):
    """Tab, arrows, space and Enter, and the shortcuts that the screens publish."""

    way = "keyboard"

    def __init__(self, page: Page) -> None:
        super().__init__(page)
        self.focus = Focus(page, self.press)

    def press(self, *keys: str) -> None:
        """Press keys one after the other."""
        for key in keys:
            self.page.keyboard.press(key)
        self.count(keys=len(keys))

    def go(self, name: str) -> None:
        self.page.wait_for_load_state("load")
        self.page.evaluate("document.activeElement.blur()")  # a new page begins at its top, and the menu is there
        super().go(name)

    def follow(self, target: Locator) -> None:
        self.focus.reach(target)
        self.press("Enter")

    def enter(self, target: Locator, text: str) -> None:
        self.focus.reach(target)
        date = DATE.match(text) if target.get_attribute("type") == "date" else None
        behind = self.chips_in(target)
        if date:
            self._type_date(target, date)
        elif behind:
            self.write(behind, text)
            self.count(keys=1)
        else:
            self.press("ControlOrMeta+a")
            self.page.keyboard.insert_text(text)
            expect(target).to_have_value(text)
        self.count(entries=1)

    def choose(self, target: Locator, label: str) -> None:
        self.focus.reach(target)
        here, there = target.evaluate("list => list.selectedIndex"), option_of(target, label)
        words = target.evaluate("(list, place) => list.options[place].label.trim()", there)
        if abs(there - here) > len(words.split()[0]) and words[0].isalnum():
            here = self._type_ahead(target, words, there)
        self.press(*["ArrowDown" if there > here else "ArrowUp"] * abs(there - here))
        assert target.evaluate("list => list.selectedIndex") == there, f"arrows do not choose {label}"

    def pick(self, target: Locator, label: str) -> None:
        self.focus.reach(target)
        self.page.keyboard.type(label)
        option = self.page.get_by_role("option", name=re.compile(re.escape(label))).first
        expect(option).to_be_visible()
        for _ in range(30):
            if option.get_attribute("aria-selected") == "true":
                break
            self.press("ArrowDown")
        self.press("Enter")
        expect(target).to_have_value(re.compile(re.escape(label)))
        self.count(entries=1)

    def tick(self, target: Locator) -> None:
        if target.get_attribute("type") == "radio":
            self._to_radio(target)
        else:
            self.focus.reach(target)
        if not target.is_checked():
            self.press("Space")
        expect(target).to_be_checked()

    def untick(self, target: Locator) -> None:
        self.focus.reach(target)
        self.press("Space")
        expect(target).not_to_be_checked()

    def give_file(self, target: Locator, path: Path) -> None:
        self.focus.reach(target)
        self.count(keys=1, entries=1)
        self._chooser(target).set_files(path)

    def _chooser(self, target: Locator) -> FileChooser:
        """The window for a file. On a busy machine the driver listens a moment after the key, and the window has gone by:
        whoever sees no window presses the key again."""
        for patience in (5_000, 10_000, 15_000):
            try:
                with self.page.expect_file_chooser(timeout=patience) as chooser:
                    self.page.keyboard.press("Space")
                return chooser.value
            except PlaywrightTimeout:
                assert self.focus.at(target), f"the focus has left {target}"
        raise AssertionError(f"Space opens no window for a file at {target}")

    def point(self, target: Locator, stand: Locator, keys: list[str]) -> None:
        self.focus.reach(stand)
        self.press(*keys)

    def carry(self, card: Locator, steps: int) -> None:
        self.focus.reach(card.locator(".board-name"))
        self.press("Space", *["ArrowRight" if steps > 0 else "ArrowLeft"] * abs(steps), "Enter")

    def shift(self, name: Locator, place: Locator, keys: list[str], *, give_up: bool = False) -> None:
        self.focus.reach(name)
        self.press("Space", *keys, "Escape" if give_up else "Enter")

    def _type_date(self, target: Locator, date: re.Match[str]) -> None:
        """The parts of a date in the order that the field shows: the browser's own language decides it."""
        for order in ((3, 2, 1), (2, 3, 1), (3, 2, 1)):
            self.page.keyboard.type("".join(date.group(*order)))
            if target.input_value() == date.group():
                return
            while self.focus.at(target):  # who came from behind stands on the last part: out and in again at the first
                self.page.keyboard.press("Shift+Tab")
            self.page.keyboard.press("Tab")
        raise AssertionError(f"the date {date.group()} cannot be typed into {target}")

    def _type_ahead(self, target: Locator, words: str, there: int) -> int:
        """The beginning of a word, letter by letter, as lists of options understand it; where it leads to."""
        for letter in words.split()[0]:
            self.press(letter)
            if target.evaluate("list => list.selectedIndex") == there:
                break
        return target.evaluate("list => list.selectedIndex")

    def _to_radio(self, target: Locator) -> None:
        """Into the group by Tab, inside it by arrows."""
        group = self.page.locator(f"[name='{target.get_attribute('name')}']")
        checked = group.locator("xpath=self::*[@checked]")
        self.focus.reach(checked.first if checked.count() else group.first)
        for _ in range(group.count()):
            if self.focus.at(target):
                return
            self.press("ArrowDown")
        raise AssertionError(f"arrows do not lead to {target}")


BOTH = [Mouse, Keyboard]
