"""What a candidate reads on the own page, and which doors of the other rooms are open to them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask import current_app
from flask_babel import lazy_gettext as _l

from exam.sittings.cases import STATE_NAMES, WAY
from exam.sittings.models import CaseState, Enrolment


@dataclass(frozen=True)
class Door:
    """A link into another room: its endpoint and words."""

    endpoint: str
    words: Any


@dataclass(frozen=True)
class PortalPage:
    """The candidate's page: the case, its state in words, the steps behind and ahead, the open doors."""

    case: Enrolment
    state: Any
    steps: list[tuple[Any, str]]
    doors: list[Door]


#: steps shown to a candidate; the committee's inner steps are not theirs to watch
STEPS = ((_l("enrolled"), CaseState.REGISTERED), (_l("admitted"), CaseState.ADMITTED), (_l("test"), CaseState.TEST_DONE),
         (_l("practical part"), CaseState.PRACTICE_DONE), (_l("talk"), CaseState.EVIDENCE_FROZEN),
         (_l("result"), CaseState.ANNOUNCED))

AFTER_ANNOUNCEMENT = (
    Door("committee.report", _l("Committee's report")),
    Door("committee.report_pdf", _l("Committee's report as PDF")),
    Door("appeals.inspection", _l("Look into the documents of your case")),
    Door("appeals.file", _l("File an appeal")),
)


def of(case: Enrolment) -> PortalPage:
    """The page of a case."""
    return PortalPage(case, state_words(case), _steps(case), _doors(case))


def state_words(case: Enrolment) -> Any:
    """The state as the candidate may know it: a decision is not told before it is announced."""
    state = CaseState(case.state)
    if state in (CaseState.EVIDENCE_FROZEN, CaseState.DECIDED):
        return _l("the committee is working on the result")
    return STATE_NAMES[state]


def _steps(case: Enrolment) -> list[tuple[Any, str]]:
    if case.state not in WAY:
        return [(STEPS[0][0], "done"), (STATE_NAMES[CaseState(case.state)], "here")]
    reached = WAY.index(CaseState(case.state))
    done = [reached >= WAY.index(state) for _, state in STEPS]
    here = done.index(False) if False in done else len(done)
    return [(words, "done" if done[place] else "here" if place == here else "") for place, (words, _) in enumerate(STEPS)]


def _doors(case: Enrolment) -> list[Door]:
    doors: list[Door] = []
    if case.state in (CaseState.ANNOUNCED, CaseState.CERTIFIED):
        doors += AFTER_ANNOUNCEMENT
    elif case.state in (CaseState.REFUSED, CaseState.BROKEN_OFF):
        doors.append(Door("appeals.file", _l("File an appeal")))
    if case.state == CaseState.CERTIFIED:
        doors.insert(0, Door("certificates.pdf", _l("Your certificate (PDF)")))
    return [door for door in doors if door.endpoint in current_app.view_functions]
