"""The operator's board: one tile a station, who needs me first. Reads what the server knows; shows no answer and no mark."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from flask_babel import lazy_gettext as _l

from exam.sittings import codes, remarks
from exam.sittings.cases import STATE_NAMES, ended
from exam.sittings.models import CaseState, Enrolment, Sitting
from exam.supervision.parts import Glance, part_of

#: seconds of silence after which the operator should look, and after which something is wrong
LOOK_AFTER, WRONG_AFTER = 25, 60
LAST_MINUTES = 300
#: how many answers waiting in a browser are worth a look, though it is heard
MANY_UNSENT = 2

WRONG, LOOK, RUNS, WAITS, DONE = "bad", "look", "good", "waits", "done"
_ORDER = (WRONG, LOOK, RUNS, WAITS, DONE)

STATE_WORDS = {
    "prepared": _l("ready to start"), "familiarising": _l("getting to know the CRM"), "open": _l("working"),
               "paused": _l("paused"),
    "submitted": _l("handed in"), "handed_in": _l("handed in, being sealed"), "expired": _l("time over"),
               "sealed": _l("handed in and sealed"),
}


@dataclass(frozen=True)
class Tile:
    """One candidate on the board. ``level``: bad, look, good, waits, done; ``sign``: the word that matters now.

    ``reports``: what the candidate wrote and nobody has taken note of.
    """

    case: Enrolment
    station: str
    part: Any
    state: Any
    level: str
    sign: Any
    glance: Glance | None
    silent: int | None
    code_used: bool
    reports: int = 0

    @property
    def minutes(self) -> int | None:
        """Minutes left, counted up to the next whole one."""
        return None if self.glance is None or self.glance.remaining is None else (self.glance.remaining + 59) // 60


def tiles(sitting: Sitting, moment: datetime, unattended: Collection[UUID] = ()) -> list[Tile]:
    """Every candidate of a sitting who is or was admitted, the most urgent first, then by station.

    ``unattended``: ids of cases whose practical part runs without two members in the room.
    """
    cases = [case for case in sitting.enrolments if case.state not in (CaseState.REGISTERED, CaseState.REFUSED)]
    waiting = remarks.waiting(sitting)
    found = [tile(case, moment, waiting.get(case.id, []), case.id in unattended) for case in cases]
    return sorted(found, key=lambda one: (_ORDER.index(one.level), one.case.station.position if one.case.station else 999,
                                          one.case.number))


def tile(case: Enrolment, moment: datetime, reports: list[remarks.CandidateRemark],
         unattended: bool = False) -> Tile:
    """One candidate's tile; ``reports``: what the candidate wrote and nobody has taken note of."""
    part = part_of(case)
    glance = part.glance(case, moment)
    silent = int((moment - glance.heard_at).total_seconds()) if glance and glance.heard_at else None
    code = codes.latest(case, part.key)
    signed = code is not None and code.used_at is not None
    level, sign = judge(case, glance, silent, moment, signed=signed)
    if unattended:
        level, sign = WRONG, _l("committee not present")
    if reports and level != WRONG:
        fault = any(row.kind == "fault" for row in reports)
        level, sign = LOOK, _l("reported a fault") if fault else _l("left a remark")
    state = STATE_WORDS.get(glance.state) if glance and glance.state != "prepared" else STATE_NAMES[CaseState(case.state)]
    return Tile(case, case.station.name if case.station else "–", part.name, state, level, sign, glance, silent, signed,
                len(reports))


def judge(case: Enrolment, glance: Glance | None, silent: int | None, moment: datetime, *,
          signed: bool) -> tuple[str, Any]:
    """How urgent a candidate is and the word for it; `signed` tells that the code for this part was used at a station."""
    if ended(case.state):
        return DONE, STATE_NAMES[CaseState(case.state)]
    if glance is not None and glance.running:
        return _judge_running(glance, silent, signed)
    if case.state == CaseState.ADMITTED:
        late = moment > case.sitting.starts_at
        return (LOOK, _l("not here yet")) if late else (WAITS, _l("check identity"))
    if glance is not None and glance.state == "expired" and not glance.sealed:
        return LOOK, _l("time over, being sealed")
    if case.state in (CaseState.IDENTITY_CHECKED, CaseState.TEST_DONE):
        waits = _l("waits for the test") if case.state == CaseState.IDENTITY_CHECKED else _l("waits for the practical part")
        return WAITS, waits
    if glance is not None and glance.state == "familiarising":
        return RUNS, _l("getting to know the CRM")
    return DONE, _l("finished")


def _judge_running(glance: Glance, silent: int | None, signed: bool) -> tuple[str, Any]:
    if glance.state == "paused":
        return LOOK, _l("paused")
    if silent is None:
        return (LOOK, _l("no signal yet")) if signed else (WRONG, _l("not signed in"))
    if silent > WRONG_AFTER:
        return WRONG, _l("no connection")
    if glance.unsent > MANY_UNSENT:
        return LOOK, _l("answers not saved: %(count)s", count=glance.unsent)
    if silent > LOOK_AFTER:
        return LOOK, _l("silent")
    if glance.remaining is not None and glance.remaining <= LAST_MINUTES:
        return LOOK, _l("last minutes")
    return RUNS, _l("working")


def summary(found: list[Tile]) -> dict[str, int]:
    """How many tiles of each level."""
    return {level: sum(one.level == level for one in found) for level in _ORDER}


def ago(seconds: int) -> Any:
    """How long ago, as people say it."""
    if seconds < 10:
        return _l("just now")
    return _l("%(count)s s ago", count=seconds) if seconds < 90 else _l("%(count)s min ago", count=round(seconds / 60))


def since(then: datetime | None, moment: datetime) -> Any:
    """How long ago a moment was; a dash for none."""
    return "–" if then is None else ago(max(0, int((moment - then) / timedelta(seconds=1))))
