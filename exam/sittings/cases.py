"""The course of a case: which moves between states are allowed, and the one function that makes them."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from app import audit
from app.errors import Refusal
from exam.sittings.models import CaseState, Enrolment

_S = CaseState

#: state -> states it may move to
MOVES: dict[CaseState, frozenset[CaseState]] = {
    _S.REGISTERED: frozenset({_S.ADMITTED, _S.REFUSED, _S.WITHDRAWN}),
    # refused at the door when identity is not shown
    _S.ADMITTED: frozenset({_S.IDENTITY_CHECKED, _S.REFUSED, _S.NO_SHOW, _S.WITHDRAWN}),
    # an appeal against the refusal was upheld
    _S.REFUSED: frozenset({_S.ADMITTED}),
    # straight to the practical part where the test of an older case stands after an appeal
    _S.IDENTITY_CHECKED: frozenset({_S.IN_TEST, _S.TEST_DONE, _S.NO_SHOW, _S.WITHDRAWN, _S.BROKEN_OFF}),
    _S.IN_TEST: frozenset({_S.TEST_DONE, _S.WITHDRAWN, _S.BROKEN_OFF}),
    _S.TEST_DONE: frozenset({_S.IN_PRACTICE, _S.NO_SHOW, _S.WITHDRAWN, _S.BROKEN_OFF}),
    _S.IN_PRACTICE: frozenset({_S.PRACTICE_DONE, _S.WITHDRAWN, _S.BROKEN_OFF}),
    _S.PRACTICE_DONE: frozenset({_S.IN_INTERVIEW, _S.EVIDENCE_FROZEN, _S.WITHDRAWN, _S.BROKEN_OFF}),
    _S.IN_INTERVIEW: frozenset({_S.EVIDENCE_FROZEN, _S.WITHDRAWN, _S.BROKEN_OFF}),
    _S.EVIDENCE_FROZEN: frozenset({_S.DECIDED}),
    # undecided, with criteria that are verified again in a new talk on the sealed work
    _S.DECIDED: frozenset({_S.ANNOUNCED, _S.PRACTICE_DONE}),
    # a ruling on an appeal brings a new decision
    _S.ANNOUNCED: frozenset({_S.CERTIFIED, _S.DECIDED, _S.PRACTICE_DONE}),
    _S.CERTIFIED: frozenset(),
    _S.WITHDRAWN: frozenset(),
    _S.NO_SHOW: frozenset(),
    # the result of the test stays; the practical part is taken again in a fresh sandbox
    _S.BROKEN_OFF: frozenset({_S.TEST_DONE}),
}

#: the straight way from enrolment to certificate, for the line of states on a page
WAY = (_S.REGISTERED, _S.ADMITTED, _S.IDENTITY_CHECKED, _S.IN_TEST, _S.TEST_DONE, _S.IN_PRACTICE, _S.PRACTICE_DONE,
       _S.IN_INTERVIEW, _S.EVIDENCE_FROZEN, _S.DECIDED, _S.ANNOUNCED, _S.CERTIFIED)

STATE_NAMES = {
    _S.REGISTERED: _l("enrolled"), _S.ADMITTED: _l("admitted to the validation"), _S.REFUSED: _l("admission refused"),
    _S.IDENTITY_CHECKED: _l("identity checked"), _S.IN_TEST: _l("theoretical test under way"),
    _S.TEST_DONE: _l("theoretical test finished"), _S.IN_PRACTICE: _l("practical part under way"),
    _S.PRACTICE_DONE: _l("practical part finished"), _S.IN_INTERVIEW: _l("talk with the committee"),
    _S.EVIDENCE_FROZEN: _l("evidence closed"), _S.DECIDED: _l("decision made"), _S.ANNOUNCED: _l("result announced"),
    _S.CERTIFIED: _l("certificate issued"), _S.WITHDRAWN: _l("withdrew"), _S.NO_SHOW: _l("did not come"),
    _S.BROKEN_OFF: _l("broken off"),
}


#: what a case waits for in each state, in words for the people who open it
WAITS_FOR = {
    _S.REGISTERED: _l("The coordinator decides on the formal admission."),
    _S.ADMITTED: _l("The operator checks the identity on the day of the sitting."),
    _S.REFUSED: _l("Admission was refused; the candidate may appeal."),
    _S.IDENTITY_CHECKED: _l("The operator opens the theoretical test."),
    _S.IN_TEST: _l("The candidate writes the test. It ends when it is handed in or the time is over."),
    _S.TEST_DONE: _l("The operator opens the practical part. The observation opens with it."),
    _S.IN_PRACTICE: _l("The candidate works in the CRM. The talk opens when the work is handed in and sealed."),
    _S.PRACTICE_DONE: _l("A member of the committee draws up the plan and opens the talk."),
    _S.IN_INTERVIEW: _l("The members record the talk and close the evidence. The marking sheets open then."),
    _S.EVIDENCE_FROZEN: _l("Each member submits the own marking sheet. Then the committee reconciles the rows and decides."),
    _S.DECIDED: _l("All members sign the decision. It can be announced then."),
    _S.ANNOUNCED: _l("The time for an appeal runs. A positive decision goes to the certifying officer."),
    _S.CERTIFIED: _l("The certificate is issued. Nothing is left to do in this case."),
    _S.WITHDRAWN: _l("The candidate withdrew. Nothing is left to do in this case."),
    _S.NO_SHOW: _l("The candidate did not come. Nothing is left to do in this case."),
    _S.BROKEN_OFF: _l("The exam was broken off. The practical part is taken again in a fresh sandbox."),
}


def reached(state: str, first: CaseState) -> bool:
    """Whether a case on the straight way stands at ``first`` or later."""
    return CaseState(state) in WAY and WAY.index(CaseState(state)) >= WAY.index(first)


def may_move(state: str, to: CaseState) -> bool:
    """Whether a case in ``state`` may move to ``to``."""
    return to in MOVES[CaseState(state)]


def advance(enrolment: Enrolment, to: CaseState, reason: str | None = None) -> None:
    """Move a case inside the open transaction and record it. Raises Refusal on a move that is not allowed."""
    if not may_move(enrolment.state, to):
        raise Refusal(_l("The case “%(number)s” stands at “%(state)s”; it cannot move to “%(wanted)s”.",
                         number=enrolment.number, state=STATE_NAMES[CaseState(enrolment.state)], wanted=STATE_NAMES[to]),
                      code="case_state", state=str(enrolment.state))
    before, enrolment.state = enrolment.state, to
    audit.record("sittings.case_moved", case_id=enrolment.id, details={"reason": reason} if reason else None,
                 before=str(before), after=str(to))


def ended(state: str) -> bool:
    """Whether the candidate has nothing more to do in the exam: refused, gone, or already decided."""
    return state in (_S.REFUSED, _S.WITHDRAWN, _S.NO_SHOW, _S.BROKEN_OFF, _S.DECIDED, _S.ANNOUNCED, _S.CERTIFIED)
