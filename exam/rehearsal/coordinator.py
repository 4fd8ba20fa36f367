"""The coordinator's day before: accounts and proofs, a sitting for each committee, enrolment, admission, committees, cards."""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date
from io import BytesIO
from uuid import UUID

from exam.rehearsal.browser import Browser
from exam.rehearsal.staff import Person
from exam.rehearsal.truth import Cast

OPERATOR, CHAIR, MEMBER = "operator", "chair", "member"
ROLE_OF = {OPERATOR: "operator", CHAIR: "assessor", MEMBER: "assessor"}
NAMES = {OPERATOR: "Operator", CHAIR: "Przewodnicząca", MEMBER: "Członek"}
CASE = re.compile(r'href="/cases/([0-9a-f-]{36})">([^<]+)</a></th><td>([^<]+)</td>')
PASSWORD = re.compile(r'<dd class="code"><strong>([^<]+)</strong>')


@dataclass(frozen=True)
class Case:
    """A candidate's case in a sitting."""

    id: UUID
    number: str
    cast: Cast


@dataclass
class Day:
    """One sitting ready for its day."""

    id: UUID
    number: str
    staff: dict[str, Person]
    cases: list[Case] = field(default_factory=list)


class Coordinator:
    """The coordinator with a browser; ``fresh`` opens a browser for somebody new."""

    def __init__(self, person: Person, fresh: Callable[[], Browser], today: date):
        self.person, self.fresh, self.today = person, fresh, today
        self.browser = person.browser

    def prepare(self, number: int, cast: Sequence[Cast]) -> Day:
        """A sitting with its people, candidates, committees and signed cards."""
        staff = {function: self._hire(function, number) for function in (OPERATOR, CHAIR, MEMBER)}
        day = self._plan(number, len(cast), staff)
        self._appoint(day)
        self._enrol(day, cast)
        self._seat(day)
        self._sign_cards(day)
        return day

    def _hire(self, function: str, number: int) -> Person:
        """An account with a role and a proof of qualifications; the person sets a password."""
        name, login = f"{NAMES[function]} {_roman(number)}", f"{function}{number}"
        page = self.browser.get("/people/new")
        form = page.form(has="login")
        for field_name, value in {"name": name, "email": f"{login}@proba.example", "login": login,
                                  "roles": [ROLE_OF[function]]}.items():
            form.fill(field_name, value)
        shown = self.browser.send(page, form, "desk")
        person = Person(name, login, self.fresh())
        person.sign_in(html.unescape(PASSWORD.search(shown.text)[1]))  # type: ignore[index]
        self._prove(name, function)
        return person

    def _prove(self, name: str, function: str) -> None:
        page = self.browser.get("/qualifications")
        found = re.search(rf'/qualifications/([0-9a-f-]{{36}})"[^>]*>{re.escape(name)}<', page.text)
        page = self.browser.get(f"/qualifications/{found[1]}")  # type: ignore[index]
        form = page.own_form("proof")
        for field_name, value in {"for_function": "operator" if function == OPERATOR else "member", "education": "higher",
                                  "years_supervising": "7", "computer_skills": True, "connection_skills": True,
                                  "proof": "świadectwa pracy, akta próby", "valid_from": "2020-01-01"}.items():
            form.fill(field_name, value)
        self.browser.send(page, form, "desk")

    def _plan(self, number: int, stations: int, staff: dict[str, Person]) -> Day:
        page = self.browser.get("/sittings/new")
        form = page.own_form("place")
        for field_name, value in {"place": f"Sala próby {number}", "on_date": self.today.isoformat(), "theory_at": "00:01",
                                  "practical_at": "00:02", "law_as_of": self.today.isoformat(), "stations": str(stations),
                                  "spare": "1", "allowed_aids": "kalkulator",
                                  "break_reason": "próba generalna bez przerwy między częściami"}.items():
            form.fill(field_name, value)
        page = self.browser.send(page, form, "desk")
        sitting = UUID(page.url.rsplit("/", 1)[1])
        return Day(sitting, re.search(r"SW/\d{4}/\d+", page.text)[0], staff)  # type: ignore[index]

    def _appoint(self, day: Day) -> None:
        for function, person in day.staff.items():
            page = self.browser.get(f"/sittings/{day.id}")
            choice = re.search(rf'<option value="([0-9a-f-]{{36}})">{re.escape(person.name)}</option>', page.text)
            self.person.act(page, "/appoint", user_id=choice[1], function=function)  # type: ignore[index]

    def _enrol(self, day: Day, cast: Sequence[Cast]) -> None:
        """By the spreadsheet: download the empty one, fill it in, read it back, enrol the rows."""
        empty = self.browser.get("/sittings/candidates.xlsx", "desk").content
        page = self.browser.get(f"/sittings/{day.id}/enrol")
        sheet = {"file": ("zgloszenia.xlsx", _filled(empty, cast))}
        preview = self.browser.send(page, page.form(action="/enrol/sheet"), "desk", files=sheet)
        self.browser.send(preview, preview.form(action="/enrol/rows"), "desk")
        page = self.person.act(self.browser.get(f"/sittings/{day.id}"), "/admit")
        by_name = {one.name: one for one in cast}
        day.cases = [Case(UUID(key), number, by_name[html.unescape(name)]) for key, number, name in CASE.findall(page.text)]
        if len(day.cases) != len(cast):
            raise LookupError(f"{len(cast)} candidates were enrolled and {len(day.cases)} are in sitting {day.number}")

    def _seat(self, day: Day) -> None:
        self.person.act(self.browser.get(f"/sittings/{day.id}"), "/committees")

    def _sign_cards(self, day: Day) -> None:
        page = self.browser.get(f"/sittings/{day.id}/readiness")
        page = self.person.act(page, "/crm-self-test")
        for action in [form.action for form in page.forms if "/readiness/" in form.action]:
            form = page.form(action=action)
            form.fill("items", [control.value for control in form.controls if control.name == "items"])
            page = self.browser.send(page, form, "desk")


def _filled(empty: bytes, cast: Sequence[Cast]) -> bytes:
    """The empty spreadsheet with a row for each candidate."""
    from openpyxl import load_workbook

    book = load_workbook(BytesIO(empty))
    page = book.worksheets[0]
    heads = {str(cell.value): cell.column for cell in page[1]}
    for row, one in enumerate(cast, 2):
        values = {"Imię": one.first_name, "Nazwisko": one.last_name, "Data urodzenia": f"17.05.{1970 + one.number % 30}",
                  "E-mail": one.email}
        for head, column in heads.items():
            page.cell(row, column, values.get(head, ""))
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def _roman(number: int) -> str:
    """Committees are told apart by their numbers."""
    signs = ((10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I"))
    text = ""
    for value, sign in signs:
        text, number = text + sign * (number // value), number % value
    return text
