"""The operator's day: identities, code slips, opening every step, the closing list."""

from __future__ import annotations

import re

from exam.rehearsal.coordinator import OPERATOR, Case, Day

SLIP = re.compile(r'class="slip-who">([^<]+)<.*?class="slip-code code">([^<]+)<', re.DOTALL)


class Operator:
    """The operator of one sitting."""

    def __init__(self, day: Day):
        self.day, self.person = day, day.staff[OPERATOR]
        self.browser = self.person.browser

    def check_identities(self) -> None:
        """Look at everybody's document."""
        for case in self.day.cases:
            page = self.browser.get(f"/supervision/cases/{case.id}")
            self.person.act(page, "/identity", **{"identity-document": "id_card", "identity-agrees": True})

    def note_presence(self) -> None:
        """The members of the committee have come into the room."""
        page = self.browser.get(f"/supervision/{self.day.id}/presence")
        for action in [form.action for form in page.forms if form.action.endswith("/came")]:
            page = self.browser.send(page, page.form(action=action), "desk")

    def codes(self, part: str) -> dict[str, str]:
        """Print the slips of a part: candidate's number -> code."""
        page = self.browser.get(f"/supervision/{self.day.id}/slips")
        shown = self.person.act(page, f"/slips/{part}")
        return {number.strip(): code.strip() for number, code in SLIP.findall(shown.text)}

    def open(self, step: str) -> None:
        """Start a step for everybody who waits: theory, familiarisation or practical."""
        page = self.browser.get(f"/supervision/{self.day.id}/opening/{step}")
        form = page.own_form()
        if "early_reason" in form.names:
            form.fill("early_reason", "próba generalna")
        self.browser.send(page, form, "open")

    def look(self) -> None:
        """The board."""
        self.browser.get(f"/supervision/{self.day.id}", "board")

    def new_code(self, case: Case) -> str:
        """A fresh code for a candidate whose station failed."""
        page = self.browser.get(f"/supervision/cases/{case.id}")
        shown = self.person.act(page, "/move", **{"move-reason": "próba zmiany stanowiska"})
        return SLIP.search(shown.text)[2].strip()  # type: ignore[index]

    def close(self) -> None:
        """Sign the closing list."""
        page = self.browser.get(f"/supervision/{self.day.id}/closing")
        form = page.own_form("ticked")
        form.fill("ticked", [control.value for control in form.controls if control.name == "ticked"])
        self.browser.send(page, form, "desk")
