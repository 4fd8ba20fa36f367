"""The committee of one sitting: notes, talks, sheets marked by the truth, reconciliation, decision, reports."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

from exam.rehearsal.coordinator import CHAIR, MEMBER, Case, Day
from exam.rehearsal.page import Page
from exam.rehearsal.staff import Person

#: the row on which the second member hears worse than the first, so that there is something to talk over
CONTESTED = "2.3.e"
NOTE = "Oceniono na podstawie zapisu pracy i rozmowy z kandydatem podczas próby."
COMMON = "Członkowie komisji wspólnie obejrzeli dowody i zgodnie przyjęli tę ocenę."
SUMMARY = "Kandydat odpowiada własnymi słowami na zadane pytanie."


class ReportMissing(Exception):
    """A report that cannot be had."""


class Committee:
    """Two members with their browsers."""

    def __init__(self, day: Day, coordinator: Person, out: Path):
        self.day, self.coordinator, self.out = day, coordinator, out
        self.members = (day.staff[CHAIR], day.staff[MEMBER])

    def observe(self, case: Case) -> None:
        """The second member looks on and writes a note."""
        page = self.members[1].browser.get(f"/observation/{case.id}", "desk")
        self.members[1].act(page, "/notes", text="Kandydat zaczyna od przeczytania zadań i otwiera listę kont.")

    def talk(self, case: Case) -> None:
        """Draw up the plan, begin the talk, ask the questions of the plan, each member records alone, close the evidence."""
        chair = self.members[0]
        page = chair.browser.get(f"/talk/{case.id}", "desk")
        page = chair.act(page, "/open")
        page = chair.act(page, "/begin")
        for address in dict.fromkeys(link for link in page.links if "/questions/" in link):
            for member in self.members:
                self._record(member, address, answered=case.cast.kind != "null")
        chair.act(chair.browser.get(f"/talk/{case.id}", "desk"), "/freeze")

    def judge(self, case: Case) -> None:
        """Sheets, countersigning, the talked-over rows, decision, signatures, announcement."""
        for member in self.members:
            self._mark(member, case)
        for member in self.members:
            page = member.browser.get(f"/committee/{case.id}/sheet", "desk")
            member.act(page, "/countersign")
        self._reconcile(case)
        chair, second = self.members
        page = chair.browser.get(f"/committee/{case.id}/decision", "desk")
        chair.act(page, "/decision", "decision")
        second.act(second.browser.get(f"/committee/{case.id}/decision", "desk"), "/signature", "decision")
        chair.act(chair.browser.get(f"/committee/{case.id}/decision", "desk"), "/announcement", "decision")

    def reports(self, case: Case) -> None:
        """The candidate's report as a page, PDF and XLSX. Raises ReportMissing."""
        page = self.members[0].browser.get(f"/reports/{case.id}", "report")
        rows = len(set(re.findall(r"\b[12]\.\d\.[a-f]\b", page.text)))
        if rows != 39:
            raise ReportMissing(f"the report of {case.number} shows {rows} criteria instead of 39")
        self._keep(f"{case.number}.html", page, b"<")
        for kind, starts in (("pdf", b"%PDF"), ("xlsx", b"PK")):
            page = self.members[0].browser.get(f"/reports/{case.id}.{kind}", f"report_{kind}")
            self._keep(f"{case.number}.{kind}", page, starts)

    def sitting_report(self) -> None:
        """The report of the sitting, which the coordinator takes."""
        for kind, starts in (("pdf", b"%PDF"), ("xlsx", b"PK")):
            page = self.coordinator.browser.get(f"/sittings/{self.day.id}/report.{kind}", f"report_{kind}")
            self._keep(f"{self.day.number.replace('/', '-')}.{kind}", page, starts)

    def _record(self, member: Person, address: str, answered: bool) -> None:
        """A member's record of one answer: every point heard, or none."""
        page = member.browser.get(address, "desk")
        form = page.form(has="summary")
        points = [control.value for control in form.controls if control.name == "points"]
        form.fill("points", points if answered else [])
        form.fill("summary", SUMMARY if answered else "Kandydat nie odpowiada na pytanie.")
        form.fill("read_back", "confirmed")
        member.browser.send(page, form, "desk")

    def _mark(self, member: Person, case: Case) -> None:
        """The whole sheet by the truth; the second member differs on one row."""
        page = member.browser.get(f"/committee/{case.id}/sheet", "desk")
        if any(form.action.endswith("/sheet/open") for form in page.forms):
            page = member.act(page, "/sheet/open")
        form = page.form(action="/sheet")
        for name in sorted(name for name in form.names if name.startswith("verdict-")):
            criterion = name.removeprefix("verdict-")
            verdict = self.verdict(case, criterion)
            if member is self.members[1] and criterion == CONTESTED and case.cast.number % 3 == 0:
                verdict = "not_met" if verdict == "met" else "met"
            form.fill(name, verdict)
            form.fill(f"note-{criterion}", NOTE)
        member.browser.send(page, replace(form, action=f"{form.action}/submit"), "sheet")

    def _reconcile(self, case: Case) -> None:
        """Both members agree to the true verdict on every row that is open."""
        for member in self.members:
            page = member.browser.get(f"/committee/{case.id}/decision", "desk")
            for action in [form.action for form in page.forms if "/rows/" in form.action]:
                form = page.form(action=action)
                form.fill("verdict", self.verdict(case, action.rsplit("/", 1)[1]))
                form.fill("reason_code", "observation")
                form.fill("text", COMMON)
                member.browser.send(page, form, "desk")

    def _keep(self, name: str, page: Page, starts: bytes) -> None:
        if not page.content.lstrip().startswith(starts):
            raise ReportMissing(f"{name} is not what it should be: {page.content[:40]!r}")
        (self.out / name).write_bytes(page.content)

    @staticmethod
    def verdict(case: Case, criterion: str) -> str:
        """What is true of a criterion; of those that people alone judge, as good as the candidate."""
        return case.cast.truth.get(criterion, "not_met" if case.cast.kind == "null" else "met")
