"""What a candidate reads on the own page, and which doors of the other rooms are open to them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask_babel import lazy_gettext as _l

from app.clock import local, now
from exam.appeals.filing import appeals_of, end_of, grounds
from exam.appeals.remedies import waits_of
from exam.certificates.issuing import certificate_of
from exam.committee.models import Decision
from exam.committee.standing import announcement_of, decisions_of
from exam.practical.reverification import reopened
from exam.sittings.admission import REASONS
from exam.sittings.cases import STATE_NAMES, WAY
from exam.sittings.models import CaseState, Enrolment, FreeRepeat
from exam.sittings.repeats import repeat_in
from exam.sittings.showing import links
from exam.supervision import theory_first


@dataclass(frozen=True)
class PortalPage:
    """The candidate's page: the case, its state in words, the steps behind and ahead, the open doors.

    ``doors``: (address, words) of pages in the other rooms; ``refusal``: the reason of a refused admission;
    ``decision``: the last decision that was announced, None before; ``order``: what a
    ruling on an appeal gave and where it stands; ``repeats``: the older case that this one
    repeats; ``theory_lost``: the rules ended the case at its test, and the sitting is over.
    """

    case: Enrolment
    decision: Decision | None
    state: Any
    steps: list[tuple[Any, str]]
    doors: list[tuple[str, Any]]
    refusal: Any
    order: Any
    repeats: FreeRepeat | None
    theory_lost: bool


#: steps shown to a candidate; the committee's inner steps are not theirs to watch
STEPS = (
    (_l("enrolled"), CaseState.REGISTERED),
    (_l("admitted to the validation"), CaseState.ADMITTED),
    (_l("test"), CaseState.TEST_DONE),
    (_l("practical part"), CaseState.PRACTICE_DONE),
    (_l("talk"), CaseState.EVIDENCE_FROZEN),
    (_l("result"), CaseState.ANNOUNCED),
)

#: pages of the other rooms: about the case, and about the signed-in candidate
CASE_DOORS = (("committee.report", _l("Committee's report")), ("committee.report_pdf", _l("Committee's report as PDF")))
OWN_DOORS = (
    ("appeals.inspection", _l("Look into the documents of your case")),
    ("appeals.file_page", _l("Appeals: deadline, filing, rulings")),
)
CERTIFICATE_DOOR = (("certificates.pdf", _l("Your certificate (PDF)")),)
#: states from which there is something to appeal against
APPEALABLE = (CaseState.ANNOUNCED, CaseState.CERTIFIED, CaseState.REFUSED, CaseState.WITHDRAWN, CaseState.NO_SHOW,
              CaseState.BROKEN_OFF)


def of(case: Enrolment) -> PortalPage:
    """The page of a case."""
    return PortalPage(
        case, announced_decision(case), state_words(case), _steps(case), _doors(case), REASONS.get(case.refusal_reason or ""),
        waits_of(case), repeat_in(case.id), theory_first.bars(case) and end_of(case.sitting, local(now()).date()) is not None
    )


def announced_decision(case: Enrolment) -> Decision | None:
    """The latest decision the candidate was told of; one not announced yet is not theirs to read."""
    told = [decision for decision in decisions_of(case.id) if announcement_of(decision.id) is not None]
    return told[-1] if told else None


def state_words(case: Enrolment) -> Any:
    """The state as the candidate may know it: a decision is not told before it is announced."""
    state = CaseState(case.state)
    if state in (CaseState.EVIDENCE_FROZEN, CaseState.DECIDED):
        return _l("the committee is working on the result")
    if state in (CaseState.PRACTICE_DONE, CaseState.IN_INTERVIEW) and reopened(case.id):
        return _l("some criteria are verified again; the coordinator tells you when")
    return STATE_NAMES[state]


def _steps(case: Enrolment) -> list[tuple[Any, str]]:
    if case.state not in WAY:
        return [(STEPS[0][0], "done"), (STATE_NAMES[CaseState(case.state)], "here")]
    reached = WAY.index(CaseState(case.state))
    done = [reached >= WAY.index(state) for _, state in STEPS]
    here = done.index(False) if False in done else len(done)
    return [(words, "done" if done[place] else "here" if place == here else "") for place, (words, _) in enumerate(STEPS)]


def _doors(case: Enrolment) -> list[tuple[str, Any]]:
    if case.state not in APPEALABLE and not appeals_of(case.id) and not grounds(case, local(now()).date()):
        return []
    found: list[tuple[str, Any]] = []
    issued = certificate_of(case.id)
    if issued is not None:
        found += links(CERTIFICATE_DOOR, certificate_id=issued.id)
    if announced_decision(case) is not None:
        found += links(CASE_DOORS, enrolment_id=case.id)
    return found + links(OWN_DOORS)
