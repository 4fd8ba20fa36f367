"""Windows of a real browser: how it is found and started, and what it may not have seen when a journey ends."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

from playwright.sync_api import Browser, BrowserContext, Page

from tests.exam.builders import PASSWORD

#: the shell draws no window around the page: a page costs it half the processor time
NAMES = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
LAUNCH = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-first-run", "--disable-component-update",
          "--disable-sync", "--disable-quic"]
SCREEN = {"width": 1366, "height": 768}
#: what the browser itself writes into its console about an answer that a journey asked for on purpose
EXPECTED = ("Failed to load resource",)
WATCH_POLICY = """document.addEventListener("securitypolicyviolation",
    (event) => console.error(`policy: ${event.violatedDirective} ${event.blockedURI}`));"""


def installed_browser() -> str | None:
    """Path of an installed Chromium, None where Playwright's own has to do."""
    return next((path for path in map(shutil.which, NAMES) if path), None)


class People:
    """The windows of one journey."""

    def __init__(self, browser: Browser, house) -> None:
        self.browser, self.house = browser, house
        self.contexts: list[BrowserContext] = []
        self.faults: list[str] = []

    def window(self, who: str) -> Page:
        """A window of its own, as on another machine, at the first page."""
        context = self.browser.new_context(viewport=SCREEN, locale="pl-PL", timezone_id="Europe/Warsaw", base_url=self.house.url)
        context.set_default_timeout(30_000)
        context.add_init_script(WATCH_POLICY)
        page = context.new_page()
        page.on("console", lambda message: self._heard(who, page, message))
        page.on("pageerror", lambda error: self.faults.append(f"{who} at {page.url}: {error}"))
        page.on("response", lambda reply: self._answered(who, reply))
        self.contexts.append(context)
        page.goto("/")
        return page

    def staff(self, user) -> Page:
        """A window in which a person of the staff has signed in by hand."""
        page = self.window(user.name)
        page.get_by_role("link", name="Logowanie pracownika").click()
        page.get_by_label("Login").fill(user.login)
        page.get_by_label("Hasło").fill(PASSWORD)
        page.get_by_role("button", name="Zaloguj się").click()
        page.wait_for_url("**/")
        return page

    def at_station(self, case) -> Page:
        """A window at an examination station, still on the first page."""
        return self.window(f"candidate {case.number}")

    def on_portal(self, case) -> Page:
        """A window in which a candidate has opened the own page with the code of the letter."""
        page = self.window(f"candidate {case.number} at home")
        page.get_by_label("Numer kandydata").fill(case.number)
        page.get_by_label("Kod do strony kandydata").fill(self.house.portal_code(case))
        page.get_by_role("button", name="Otwórz moją stronę").click()
        page.wait_for_url("**/portal")
        return page

    def photograph(self, folder: Path) -> None:
        """Keep every open screen."""
        for number, context in enumerate(self.contexts):
            for page in context.pages:
                page.screenshot(path=folder / f"screen-{number}.png", full_page=True)

    def close(self) -> list[str]:
        """Close the windows; what they saw that they should not have."""
        for context in self.contexts:
            context.close()
        return self.faults

    def _heard(self, who: str, page: Page, message) -> None:
        if message.type == "error" and not message.text.startswith(EXPECTED):
            self.faults.append(f"{who} at {page.url}: {message.text}")

    def _answered(self, who: str, reply) -> None:
        if reply.status >= 500:
            self.faults.append(f"{who}: {reply.request.method} {reply.url} answered {reply.status}")


def look(page: Page, name: str) -> None:
    """Keep a screen for the eye where PROBIERZ_SCREENS names a folder."""
    folder = os.environ.get("PROBIERZ_SCREENS")
    if folder:
        page.screenshot(path=Path(folder) / f"{name}.png", full_page=True)
