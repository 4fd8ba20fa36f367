"""A whole rehearsal: the server, the sittings, everybody's day, the reports, and the comparison with the truth."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from time import monotonic
from typing import Any

from exam.rehearsal.browser import Browser, Watch
from exam.rehearsal.candidate import Candidate
from exam.rehearsal.committee import Committee
from exam.rehearsal.coordinator import Case, Coordinator, Day
from exam.rehearsal.kept import Instance
from exam.rehearsal.ledger import Ledger, lost
from exam.rehearsal.operator import Operator
from exam.rehearsal.server import Server
from exam.rehearsal.staff import Person
from exam.rehearsal.summary import Compared, percentiles
from exam.rehearsal.truth import Cast, groups

Say = Callable[[str], None]
ADMIN = "koordynator"


@dataclass(frozen=True)
class Wanted:
    """What to rehearse. ``workers``: candidates at the same time."""

    cast: Sequence[Cast]
    profile: str
    seed: int
    out: Path
    today: date
    workers: int = 3


@dataclass
class Rehearsal:
    """One rehearsal under way."""

    wanted: Wanted
    say: Say
    watch: Watch = field(default_factory=Watch)
    ledger: Ledger = field(default_factory=Ledger)
    faults: list[str] = field(default_factory=list)
    cases: list[Case] = field(default_factory=list)
    begun: float = field(default_factory=monotonic)

    def run(self) -> dict[str, Any]:
        """Rehearse on an instance that is thrown away; the result as plain JSON. Reports, log and faults lie in ``out``."""
        with tempfile.TemporaryDirectory(prefix="probierz-rehearsal-") as folder:
            return self.run_in(Path(folder) / "instance")

    def run_in(self, folder: Path) -> dict[str, Any]:
        """The same on a new instance in ``folder``, which stays."""
        instance, browsers = Instance(folder), list[Browser]()
        server = Server(folder, self.wanted.out / "server.log")
        password = server.first_account(ADMIN)

        def fresh() -> Browser:
            browsers.append(Browser(server.base, self.watch))
            return browsers[-1]

        try:
            with server:
                self._days(fresh, password, instance)
        finally:
            for browser in browsers:
                browser.close()
        return self.result(instance)

    def _days(self, fresh: Callable[[], Browser], password: str, instance: Instance) -> None:
        coordinator = Person("Koordynator", ADMIN, fresh())
        coordinator.sign_in(password)
        office = Coordinator(coordinator, fresh, self.wanted.today)
        with ThreadPoolExecutor(self.wanted.workers) as pool, ThreadPoolExecutor(1) as committees:
            waiting = []
            for number, group in enumerate(groups(self.wanted.cast), 1):
                day = office.prepare(number, group)
                self._note(f"sitting {day.number}: {len(day.cases)} candidates, committee seated, cards signed")
                self.cases += day.cases
                committee = Committee(day, coordinator, self.wanted.out)
                self._try(day.cases[0], "course of the sitting",
                          lambda case, day=day, committee=committee: self._exam(day, committee, fresh, instance, pool))
                waiting.append(committees.submit(self._judged, day, committee))
            for one in waiting:
                one.result()

    def _exam(self, day: Day, committee: Committee, fresh: Callable[[], Browser], instance: Instance,
              pool: ThreadPoolExecutor) -> None:
        """One sitting from identities to the last work handed in."""
        operator = Operator(day)
        seats = {case.number: Candidate(case.cast, fresh(), self.ledger, instance, self.wanted.seed) for case in day.cases}
        operator.check_identities()
        codes = operator.codes("theory")
        operator.open("theory")
        self._all(pool, day.cases, "test", lambda case: (seats[case.number].sign_in(codes[case.number]),
                                                         seats[case.number].take_test()))
        operator.look()
        operator.note_presence()
        codes = operator.codes("practical")
        operator.open("familiarisation")
        self._all(pool, day.cases, "looking around", lambda case: (seats[case.number].sign_in(codes[case.number]),
                                                                   seats[case.number].look_around()))
        operator.open("practical")
        self._try(day.cases[0], "moving to another station",
                  lambda case: seats[case.number].sign_in(operator.new_code(case)))
        self._all(pool, day.cases, "work", lambda case: (committee.observe(case), seats[case.number].work()))
        operator.look()

    def _judged(self, day: Day, committee: Committee) -> None:
        """Talks, marks, decisions and reports of a sitting, then its closing."""
        for case in day.cases:
            self._try(case, "talk", committee.talk)
            self._try(case, "judgement", committee.judge)
            self._try(case, "reports", committee.reports)
        self._try(day.cases[0], "report of the sitting", lambda case: committee.sitting_report())
        self._try(day.cases[0], "closing", lambda case: Operator(day).close())

    def _all(self, pool: ThreadPoolExecutor, cases: Iterable[Case], what: str, act: Callable[[Case], Any]) -> None:
        for done in [pool.submit(self._try, case, what, act) for case in cases]:
            done.result()

    def _try(self, case: Case, what: str, act: Callable[[Case], Any]) -> None:
        """One person's step; what breaks is noted and the day goes on."""
        begun = monotonic()
        try:
            act(case)
        except Exception as fault:
            notes = "; ".join(getattr(fault, "__notes__", []))
            self.faults.append(f"{case.number} ({case.cast.label}), {what}: {type(fault).__name__}: {fault} {notes}".strip())
            self._note(f"FAULT {self.faults[-1][:600]}")
        else:
            self._note(f"{case.number} ({case.cast.label}): {what} in {monotonic() - begun:.1f} s")

    def result(self, instance: Instance) -> dict[str, Any]:
        """The day compared with the truth and the clients' ledger with the database."""
        compared = Compared()
        for case in self.cases:
            proposals = {code: row["result"] for code, row in instance.proposals(case.id).items()}
            compared.add(f"{case.number} ({case.cast.label})", case.cast.truth, proposals, instance.check_errors(case.id))
        gone = lost(self.ledger.entries, instance.config.database)
        words = [*self.faults, *compared.words, *self.watch.faults, *(f"lost: {entry}" for entry in gone)]
        (self.wanted.out / "faults.txt").write_text("".join(f"{one}\n" for one in words), encoding="utf-8")
        return {"candidates": len(self.wanted.cast), "seed": self.wanted.seed, "profile": self.wanted.profile,
                "criteria_judged": compared.judged, "false_accept": compared.false_accept,
                "false_reject": compared.false_reject, "review": compared.review,
                "errors": compared.errors + len(self.faults) + len(self.watch.faults),
                "answers_acknowledged": len(self.ledger.entries), "answers_lost": len(gone),
                "seconds": round(monotonic() - self.begun, 1), "latency_ms": percentiles(self.watch.times)}

    def _note(self, words: str) -> None:
        self.say(f"[{monotonic() - self.begun:6.1f} s] {words}")
