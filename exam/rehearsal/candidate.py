"""A scripted candidate at a station: signs in by code, takes the test, works in the CRM, hands in."""

from __future__ import annotations

import random
import re
from typing import Any
from uuid import UUID

from exam.rehearsal.browser import Browser, TurnedAway
from exam.rehearsal.crm_forms import CrmDriver
from exam.rehearsal.kept import Instance
from exam.rehearsal.ledger import Entry, Ledger
from exam.rehearsal.mistakes import wrong_value
from exam.rehearsal.page import Page
from exam.rehearsal.playing import Player
from exam.rehearsal.question_page import Shown, questions_on
from exam.rehearsal.truth import Cast, decided_by_test
from exam.theory.sealing import value_digest
from question_bank.answers import right_value
from question_bank.bank import load_items
from question_bank.items import NumericItem
from question_bank.scenarios import script
from question_bank.scenarios.loader import Pack

#: every so many answers are first given wrongly and then changed, or sent twice as after a lost reply
CHANGED_EVERY, REPEATED_EVERY = 9, 7
TOKEN = re.compile(r'<meta name="csrf-token" content="([^"]+)"')
ATTEMPT = re.compile(r'data-attempt="([0-9a-f-]{36})"')


class NotAcknowledged(Exception):
    """The server did not confirm an answer as it was sent."""


class Candidate:
    """One candidate with one browser. ``seed`` makes keys and changes of mind the same each time."""

    def __init__(self, cast: Cast, browser: Browser, ledger: Ledger, instance: Instance, seed: int):
        self.cast, self.browser, self.ledger, self.instance = cast, browser, ledger, instance
        self.dice = random.Random(f"{seed}-{cast.number}")  # noqa: S311 - keys of a rehearsal, guessable on purpose

    def sign_in(self, code: str) -> Page:
        """Type the printed code on the first page."""
        page = self.browser.get("/")
        if any(form.action.endswith("/sign-out") for form in page.forms):
            page = self.browser.send(page, page.form(action="/sign-out"), "sign_in")
        form = page.form(has="code", action="/entrance")
        form.fill("code", code.lower())
        return self.browser.send(page, form, "sign_in")

    def take_test(self) -> None:
        """Answer as scripted and hand in."""
        page = self.browser.get("/test", "test_page")
        token, attempt = _found(TOKEN, page), UUID(_found(ATTEMPT, page))
        self.browser.call("POST", f"/api/attempts/{attempt}/heartbeat", {"unsent": 0}, token, "heartbeat")
        if self.cast.kind != "null":
            for number, (shown, value, other) in enumerate(self._answers(page.text)):
                self._give(attempt, shown, value, other, token, number)
        page = self.browser.get("/test/hand-in", "test_page")
        receipt = self.browser.send(page, page.own_form(), "hand_in")
        if ATTEMPT.search(receipt.text) and "data-remaining" in receipt.text:
            raise NotAcknowledged("the test still runs after handing in")

    def look_around(self) -> None:
        """Open the practice copy during the time to get to know the CRM."""
        page = self.browser.get("/practical", "work_page")
        copy = next((link for link in page.links if link.startswith("/branch/")), None)
        if copy is None:
            raise NotAcknowledged(f"no practice copy is offered: {page.words[:200]}")
        self.browser.get(copy, "crm_page")

    def work(self) -> None:
        """Do the assignment in the CRM and hand in; what breaks on the way is raised after handing in."""
        page = self.browser.get("/practical", "work_page")
        attempt, home, token = self._assignment(page)
        self.browser.call("POST", f"/api/practical/{attempt}/heartbeat", {"unsent": 0}, token, "heartbeat")
        try:
            if self.cast.kind != "null":
                pack, variant = self.instance.variant(attempt)
                crm = CrmDriver(self.browser, home, lambda name: self._file(attempt, name))
                sandbox = self.instance.sandbox(UUID(home.split("/")[2]))
                answers: dict[str, int] = {}
                Player(crm, variant, sandbox, lambda question, value: self._read(attempt, question, value, token, answers)
                       ).play(self.steps(pack))
        finally:
            page = self.browser.get(f"/practical/{attempt}/hand-in", "work_page")
            self.browser.send(page, page.own_form(), "seal")

    def steps(self, pack: Pack) -> list[script.Play]:
        """The script of this candidate: with the fault where the sandbox shows it, else the right way."""
        if self.cast.criterion is None or self.cast.criterion in decided_by_test():
            return script.golden(pack)
        if self.cast.kind == "mutant":
            return script.mutant(pack, self.cast.criterion)
        return mended(script.golden(pack), script.slip(pack, self.cast.criterion))

    def _assignment(self, page: Page) -> tuple[UUID, str, str]:
        """Attempt, address of the own CRM, and the token that the page's scripts send."""
        home = next((link for link in page.links if link.startswith("/crm/")), None)
        found = re.search(r"/practical/([0-9a-f-]{36})/", page.url)
        if home is None or found is None:
            raise NotAcknowledged(f"the assignment is not open: {page.url} {page.words[:200]}")
        token = next(control.value for form in page.forms for control in form.controls if control.name == "csrf_token")
        return UUID(found[1]), home, token

    def _file(self, attempt: UUID, name: str) -> bytes:
        return self.browser.get(f"/practical/{attempt}/files/{name}", "work_page").content

    def _answers(self, text: str) -> list[tuple[Shown, Any, Any]]:
        """Each question with the answer to give and a wrong one."""
        items, left = load_items(), dict(self.cast.right_of)
        found = []
        for shown in questions_on(text):
            item = items[shown.item_id]
            order = shown.order(item)
            right, wrong = right_value(item, order), wrong_value(item, order)
            if item.criterion in left:
                left[item.criterion] -= 1
                right = right if left[item.criterion] >= 0 else wrong
            as_typed = _typed if isinstance(item, NumericItem) else _kept
            found.append((shown, as_typed(right), as_typed(wrong)))
        return found

    def _give(self, attempt: UUID, shown: Shown, value: Any, other: Any, token: str, number: int) -> None:
        address, rev = f"/api/attempts/{attempt}/responses/{shown.item_id}", shown.rev
        if number % CHANGED_EVERY == 4:
            self._put("theory", address, attempt, shown.item_id, rev, other, token)
            rev += 1
        again = number % REPEATED_EVERY == 3
        self._put("theory", address, attempt, shown.item_id, rev, value, token, again=again)

    def _read(self, attempt: UUID, question: str, value: str, token: str, revs: dict[str, int]) -> None:
        """Type a figure read from the CRM."""
        address, base = f"/api/practical/{attempt}/responses/{question}", revs.get(question, 0)
        self._put("practical", address, attempt, question, base, value, token)
        revs[question] = base + 1

    def _put(self, wire: str, address: str, attempt: UUID, question: str, base: int, value: Any, token: str, *,
             again: bool = False) -> None:
        """Send one change; into the ledger only when the same key and digest come back."""
        key = UUID(int=self.dice.getrandbits(128), version=4)
        change = {"key": str(key), "rev": base + 1, "base_rev": base, "value": value}
        status, reply = self.browser.call("PUT", address, change, token, f"{wire}_answer")
        if status != 200 or reply.get("key") != str(key) or reply.get("sha256") != value_digest(value):
            raise NotAcknowledged(f"{address}: {status} {reply}")
        self.ledger.acknowledged(Entry(wire, attempt, question, key, base + 1, reply["sha256"]))
        if again and self.browser.call("PUT", address, change, token, f"{wire}_answer") != (status, reply):
            raise NotAcknowledged(f"{address}: the same change sent again was answered otherwise")


def mended(right: list[script.Play], slip: list[script.Play]) -> list[script.Play]:
    """A slip in a figure read from the CRM is a wrong answer changed to the right one: of three readings that count
    together (validation.md, 2.3.c and 2.3.d) a wrong one that stays is no slip but goes to review. Other slips stand."""
    by_id = {step.id: step for step in right}
    found: list[script.Play] = []
    for step in slip:
        found.append(step)
        if step.do == "answer" and step != by_id.get(step.id):
            found.append(by_id[step.id])
    return found


def _typed(value: Any) -> str:
    """A number with a comma."""
    return str(value).replace(".", ",")


def _kept(value: Any) -> Any:
    return value


def _found(pattern: re.Pattern[str], page: Page) -> str:
    match = pattern.search(page.text)
    if match is None:
        raise TurnedAway(page)
    return match[1]
