"""How somebody without a mouse comes to a place of the page: by Tab from where the focus stands, forwards or backwards."""

from __future__ import annotations

from collections.abc import Callable

from playwright.sync_api import Locator, Page, expect

#: so many stops of the focus are the most a person would put up with on one page
FARTHEST = 400
#: stops that certainly lie between the focus and the target: so many keys need no look in between. Groups of round boxes
#: count as none, a field of a date as one, so the number is never too high.
BETWEEN = """(there) => {
  const behind = (a, b) => Boolean(a.compareDocumentPosition(b) & Node.DOCUMENT_POSITION_FOLLOWING);
  const here = document.activeElement;
  const named = "a[href], button, input, select, textarea, summary, [contenteditable=true]";
  const stops = [...document.querySelectorAll(named)].filter((one) =>
    !one.disabled && one.type !== "hidden" && one.type !== "radio" && one.tabIndex >= 0
    && one.checkVisibility({ visibilityProperty: true }) && !one.closest("[inert]"));
  const [low, high] = here === document.body ? [null, there] : behind(here, there) ? [here, there] : [there, here];
  return stops.filter((one) => one !== here && one !== there && (!low || behind(low, one)) && behind(one, high)).length;
}"""
WHERE = """(there) => {
  const main = document.querySelector("main"), here = document.activeElement, body = here === document.body;
  return { at: here === there, skip: Boolean(main && main.contains(there) && !main.contains(here)),
    back: !body && Boolean(here.compareDocumentPosition(there) & Node.DOCUMENT_POSITION_PRECEDING) };
}"""


class Focus:
    """The focus of a page, moved by keys alone. ``press`` presses keys and counts them."""

    def __init__(self, page: Page, press: Callable[..., None]) -> None:
        self.page, self.press = page, press

    def reach(self, target: Locator) -> None:
        """Move the focus to something, forwards or backwards, whichever is nearer."""
        expect(target).to_be_visible()
        self.page.wait_for_load_state("load")
        place = target.evaluate(WHERE)
        if place["at"]:
            return
        if place["skip"]:
            self._skip_to_content()
            place = target.evaluate(WHERE)
        key = "Shift+Tab" if place["back"] else "Tab"
        self.press(*[key] * target.evaluate(BETWEEN))
        for _ in range(FARTHEST):
            if self.at(target):
                return
            self.press(key)
        raise AssertionError(f"{FARTHEST} times {key} do not lead to {target} on {self.page.url}")

    def at(self, target: Locator) -> bool:
        """Whether the focus stands on something."""
        return target.evaluate("there => document.activeElement === there")

    def _skip_to_content(self) -> None:
        """The first stop of every page leads past the menu."""
        self.page.evaluate("document.activeElement.blur()")
        self.press("Tab")
        skip = self.page.locator(":focus")
        if "skip" in (skip.get_attribute("class") or ""):
            self.press("Enter")
