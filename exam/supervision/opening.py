"""Opening a part: the gates, one start for everybody after the announcements, and one for who comes late."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from flask_babel import lazy_gettext as _l

from app import audit, settings
from app.db import db, transaction
from app.errors import Invalid, Refusal
from app.identity import User
from exam.practical import crm_lock
from exam.sittings import readiness
from exam.sittings.appointments import operator_barred
from exam.sittings.models import CaseState, Enrolment, Sitting, SittingState
from exam.sittings.people import is_operator, seated
from exam.sittings.transfers import needs_identity
from exam.supervision import presence, theory_first
from exam.supervision.parts import PARTS, STEP_NAMES, STEPS, open_step

#: a start earlier than this before the planned hour needs a written reason
EARLY = timedelta(minutes=15)
LEAST_MEMBERS = 2


@dataclass(frozen=True)
class Gate:
    """One condition of the opening: its words, whether it is met, and what to do where it is not.

    ``why``: what is said when it holds the opening up. ``early``: a written reason opens it; ``warns``: it holds up only
    the candidates it names.
    """

    words: Any
    met: bool
    remedy: Any = ""
    early: bool = False
    warns: bool = False
    why: Any = ""


@dataclass
class Opened:
    """Who was started and who was not, with the reason."""

    started: list[Enrolment] = field(default_factory=list)
    left: list[tuple[Enrolment, Any]] = field(default_factory=list)


def gates(sitting: Sitting, step: str, operator: User, moment: datetime) -> list[Gate]:
    """The conditions of opening a step in a sitting."""
    planned = sitting.starts_at if step == "theory" else sitting.practical_starts_at
    unsigned = readiness.unsigned_stations(sitting)
    return [
        Gate(_l("An operator is appointed and present"), is_operator(operator, sitting),
             _l("Ask the coordinator to appoint an operator."), why=_l("an operator is not appointed")),
        Gate(_l("The sitting has not been closed"), sitting.state != SittingState.CLOSED,
             _l("A closed sitting cannot be opened again."), why=_l("the sitting is already closed")),
        Gate(_l("Readiness cards of all stations in use are signed"), not unsigned,
             _l("Sign the cards of: %(names)s.", names=", ".join(row.name for row in unsigned)),
             why=_l("the readiness cards of the stations are not signed")),
        _same_crm(sitting),
        _impartial(sitting, step, operator),
        *([_attended(sitting)] if step == "practical" else []),
        *([_rested(sitting, step, moment)] if STEPS[step] == "practical" else []),
        Gate(_l("The planned hour has come"), moment >= planned - EARLY, _l("To start earlier, give the reason below."),
             early=True),
        Gate(_l("At least one candidate waits for the start"), any(waits(case, step) for case in sitting.enrolments),
             _l("Check the identity of the candidates first.")
             if step == "theory" else _l("No candidate has finished the step before."), why=_l("nobody waits for this step")),
    ]


def _same_crm(sitting: Sitting) -> Gate:
    """The CRM and the scenario are those that were fixed fourteen days before."""
    found = crm_lock.differences(sitting)
    return Gate(_l("The CRM and the scenario are those fixed fourteen days before"), not found,
                _l("%(differences)s Put the fixed version back, or ask the coordinator for a written decision.",
                   differences=" ".join(found)), why=_l("the CRM or the scenario is not the one that was fixed"))


def _impartial(sitting: Sitting, step: str, operator: User) -> Gate:
    """The operator prepared nobody who waits; who was prepared is started by another operator."""
    barred = [case.number for case in sitting.enrolments if waits(case, step) and operator_barred(case, operator)]
    return Gate(_l("You did not prepare any of the candidates who wait"), not barred,
                _l("Another operator must start: %(numbers)s. Tell the coordinator.", numbers=", ".join(sorted(barred))),
                warns=True)


def _attended(sitting: Sitting) -> Gate:
    """Two members of each candidate's committee are in the room; others are left out until they are."""
    here = presence.present(sitting)
    without = [case.number for case in sitting.enrolments if waits(case, "practical") and not presence.enough_for(case, here)]
    return Gate(_l("Two members of the committee are noted as present"), not without,
                _l("Note the members under “Presence”. Without two of them stay: %(numbers)s.",
                   numbers=", ".join(sorted(without))), warns=True)


def _rested(sitting: Sitting, step: str, moment: datetime) -> Gate:
    """The break after the test has passed for everybody who waits; a break only warns."""
    tired = [case.number for case in sitting.enrolments if waits(case, step) and break_left(case, moment)]
    return Gate(_l("The break after the test has passed (%(minutes)s min)", minutes=settings.get("break.minutes")), not tired,
                _l("Break not over yet: %(numbers)s.", numbers=", ".join(sorted(tired))), warns=True)


def late_by(sitting: Sitting, moment: datetime) -> int:
    """Minutes since the start of the test beyond those within which a late candidate is let in; 0 within them.

    Counted from the planned hour, or from the opening where that was later.
    """
    start = max(sitting.starts_at, sitting.opened_at or sitting.starts_at)
    late = int((moment - start).total_seconds()) // 60 - settings.get("late.minutes")
    return max(0, late)


def break_left(case: Enrolment, moment: datetime) -> int:
    """Whole minutes still missing of the break between a candidate's test and the practical part; 0 once it began."""
    test = PARTS["theory"].attempt(case)
    if case.state != CaseState.TEST_DONE or test is None or test.closed_at is None or needs_identity(case):
        return 0
    missing = test.closed_at + timedelta(minutes=settings.get("break.minutes")) - moment
    return max(0, -(-int(missing.total_seconds()) // 60))


def waits(case: Enrolment, step: str) -> bool:
    """Whether a candidate stands right before a step."""
    if step == "practical" and case.state == CaseState.IN_PRACTICE:
        attempt = PARTS["practical"].attempt(case)
        return attempt is not None and attempt.opened_at is None
    return case.state == PARTS[STEPS[step]].before


def why_not(case: Enrolment, step: str, operator: User) -> Any | None:
    """Why a candidate cannot be started by this operator, None where they can."""
    if not waits(case, step):
        return _l("stands at another step")
    if STEPS[step] == "practical" and len(seated(case)) < LEAST_MEMBERS:
        return _l("fewer than two members of the committee are seated")
    if step == "practical" and not presence.enough_for(case, presence.present(case.sitting)):
        return _l("fewer than two members of the committee are noted as present")
    if needs_identity(case):
        return _l("the identity has to be checked again: the part was moved from another sitting")
    for one in operator_barred(case, operator):
        return _l("you cannot start this candidate: %(why)s", why=one.words)
    if STEPS[step] == "practical" and theory_first.bars(case):
        return _l("the rules want the theoretical part passed first, and the test was not passed")
    return None


def open_all(sitting: Sitting, step: str, operator: User, early_reason: str, moment: datetime) -> Opened:
    """Start a step for everybody who waits for it. Raises Refusal where a gate is shut, Invalid for a missing reason."""
    _pass_gates(sitting, step, operator, early_reason, moment)
    _note_opening(sitting, step, early_reason, moment)
    opened = Opened()
    for case in sorted(db.session.get(Sitting, sitting.id).enrolments, key=lambda row: row.number):
        if waits(case, step):
            _try(case, step, operator, moment, opened)
    return opened


def open_one(case: Enrolment, step: str, operator: User, early_reason: str, moment: datetime) -> None:
    """Start one candidate, such as one who came late; the candidate's full time counts from now. Raises Refusal."""
    _pass_gates(case.sitting, step, operator, early_reason, moment)
    reason = why_not(case, step, operator)
    if reason is not None:
        raise Refusal(_l("Candidate %(number)s cannot be started: %(reason)s.", number=case.number, reason=reason))
    _note_opening(case.sitting, step, early_reason, moment)
    open_step(step, db.session.get(Enrolment, case.id), moment, operator)


def _try(case: Enrolment, step: str, operator: User, moment: datetime, opened: Opened) -> None:
    reason = why_not(case, step, operator)
    if reason is None:
        try:
            open_step(step, case, moment, operator)
        except Refusal as refusal:
            reason = refusal.message
    if reason is None:
        opened.started.append(case)
    else:
        opened.left.append((case, reason))


def _pass_gates(sitting: Sitting, step: str, operator: User, early_reason: str, moment: datetime) -> None:
    shut = [gate for gate in gates(sitting, step, operator, moment) if not gate.met and not gate.warns]
    for gate in shut:
        if not gate.early:
            words = _l("The part cannot be opened: %(why)s.", why=gate.why)
            raise Refusal(f"{words} {gate.remedy}", code="gate")
    if shut and len(early_reason.strip()) < 5:
        raise Invalid(_l("The planned hour has not come yet."),
                      {"early_reason": _l("Write why the part starts earlier than planned.")})


def _note_opening(sitting: Sitting, step: str, early_reason: str, moment: datetime) -> None:
    with transaction():
        row = db.session.get(Sitting, sitting.id)
        if row.state == SittingState.PLANNED:
            row.state, row.opened_at = SittingState.OPEN, moment
        crm_lock.ensure(row, moment)
        audit.record("supervision.opened", subject=row.number, step=step, early=early_reason.strip() or None)


def step_name(step: str) -> Any:
    """The words of a step."""
    return STEP_NAMES[step]
