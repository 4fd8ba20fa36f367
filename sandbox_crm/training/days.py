"""The days of the practice company: what its colleagues do, day after day, through the commands of the CRM."""

from __future__ import annotations

import heapq
import random
from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from sqlalchemy.orm import Session

from app.polish.dates import add_workdays, workday
from sandbox_crm.bench import COMMANDS, Actor, Workbench

#: today's date in the practice company, a Monday
TODAY = date(2026, 5, 18)
#: the day on which the company began to work in the CRM
FIRST_DAY = date(2025, 9, 15)
Act = Callable[["Hand"], Any]


class Hand:
    """One colleague at work on one day: ``hand("account.create", name=…)`` carries out a command."""

    def __init__(self, bench: Workbench):
        self.bench = bench

    @property
    def today(self) -> date:
        """The day."""
        return self.bench.today

    @property
    def session(self) -> Session:
        """The sandbox, to look things up."""
        return self.bench.session

    def __call__(self, command: str, **args: Any) -> Any:
        return COMMANDS[command](self.bench, **args)


class Days:
    """What is to be done, by whom and when. Acts of one day are carried out in the order in which they were noted down; an
    act may note further ones. ``known``: name -> id, for what later acts speak of."""

    def __init__(self, chance: random.Random):
        self.chance = chance
        self.known: dict[str, int] = {}
        self._acts: list[tuple[date, int, int, Act]] = []
        self._noted = 0

    def on(self, day: date, who: int, act: Act) -> None:
        """Note down that the colleague ``who`` does ``act`` on a day."""
        self._noted += 1
        heapq.heappush(self._acts, (day, self._noted, who, act))

    def live(self, session: Session, until: date) -> None:
        """Live through all days ``until`` one, three minutes an act; what lies after that is not done."""
        present, minutes = FIRST_DAY, 0
        while self._acts and self._acts[0][0] <= until:
            day, _number, who, act = heapq.heappop(self._acts)
            if day > present:
                present, minutes = day, 0
            moment = datetime.combine(present, time(6, 30), UTC) + timedelta(minutes=3 * minutes)
            act(Hand(Workbench(session, Actor("candidate", who), present, moment)))
            minutes += 1


def after(day: date, count: int) -> date:
    """The workday ``count`` workdays after a day."""
    return add_workdays(workday(day), count)
