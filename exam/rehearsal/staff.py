"""Members of staff with their browsers: signing in, and a password of one's own in place of the temporary one."""

from __future__ import annotations

from dataclasses import dataclass

from exam.rehearsal.browser import Browser
from exam.rehearsal.page import Page

OWN_PASSWORD = "próba generalna przed dniem"  # noqa: S105 - of an instance that is thrown away


@dataclass
class Person:
    """One member of staff."""

    name: str
    login: str
    browser: Browser

    def sign_in(self, temporary: str) -> None:
        """Sign in with a temporary password and set an own one."""
        page = self.browser.get("/sign-in")
        form = page.form(has="password")
        form.fill("login", self.login)
        form.fill("password", temporary)
        page = self.browser.send(page, form, "sign_in")
        if "/password" not in page.url:
            page = self.browser.get("/password")
        form = page.form(has="again")
        form.fill("current", temporary)
        form.fill("password", OWN_PASSWORD)
        form.fill("again", OWN_PASSWORD)
        self.browser.send(page, form, "sign_in")

    def act(self, page: Page, action: str, kind: str = "desk", **values: object) -> Page:
        """Fill and send the form of a page that goes to an address ending so."""
        form = page.form(action=action)
        for name, value in values.items():
            form.fill(name, value)
        return self.browser.send(page, form, kind)
