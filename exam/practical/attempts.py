"""A practical attempt from preparation to the clock: provisioning, getting to know the CRM, work, pauses, extensions.

Every function but `prepare` works inside the open transaction; all take the moment (naive UTC) as an argument.
Closing and sealing are in `exam.practical.sealing`.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from uuid import UUID

from flask_babel import lazy_gettext as _l
from sqlalchemy import select
from sqlalchemy.orm import joinedload, lazyload

from app import audit
from app.clock import dice
from app.db import db, transaction
from app.durable.files import copy_file
from app.errors import NotFound, Refusal
from app.identity import User
from exam.practical.models import FINISHED, RUNNING, PracticalAttempt, PracticeState
from exam.practical.variants import draw, store, template_path
from exam.sittings.cases import advance
from exam.sittings.models import CaseState, Enrolment
from exam.timing import TimeAdjustment, adjust, adjustments, read_with_changes, refuse_senseless, time_of


def attempt(attempt_id: UUID) -> PracticalAttempt:
    """An attempt by its id. Raises NotFound."""
    found = db.session.get(PracticalAttempt, attempt_id)
    if found is None:
        raise NotFound(_l("There is no such practical part."))
    return found


def with_time(attempt_id: UUID) -> tuple[PracticalAttempt, list[TimeAdjustment]]:
    """An attempt without its case, and the changes of its time, in one statement: an answer must not wait.

    Raises NotFound.
    """
    found = read_with_changes(PracticalAttempt, attempt_id, lazyload(PracticalAttempt.enrolment))
    if found is None:
        raise NotFound(_l("There is no such practical part."))
    return found


def attempt_of(enrolment_id: UUID) -> PracticalAttempt | None:
    """The newest attempt of a case, None while none is prepared."""
    query = select(PracticalAttempt).where(PracticalAttempt.enrolment_id == enrolment_id)
    return db.session.scalar(query.order_by(PracticalAttempt.number.desc()).limit(1))


def attempt_in(sandbox: UUID) -> PracticalAttempt | None:
    """The attempt whose work lies in a sandbox."""
    # who sits in the committee is read when somebody asks: the candidate's own pages do not
    query = select(PracticalAttempt).options(joinedload(PracticalAttempt.enrolment).lazyload(Enrolment.seats))
    return db.session.scalar(query.where(PracticalAttempt.sandbox == sandbox))


def attempt_practising_in(practice: UUID) -> PracticalAttempt | None:
    """The attempt whose throw-away copy is this one."""
    return db.session.scalar(select(PracticalAttempt).where(PracticalAttempt.practice == practice))


def prepare(enrolment: Enrolment, seed: str, moment: datetime) -> PracticalAttempt:
    """Draw the variant and lay out its sandboxes; called OUTSIDE a transaction, since it spans two databases.

    Ordered and repeatable: template, row, sandbox files. A second call takes up where the first was cut off. A case
    whose earlier attempt is finished and that stands again before the practical part gets a fresh one.
    """
    current = attempt_of(enrolment.id)
    if current is None or (current.finished and enrolment.state == CaseState.TEST_DONE):
        current = _draw_attempt(enrolment.id, seed, moment, current.number + 1 if current else 1)
    lay_out(current)
    return current


def _draw_attempt(enrolment_id: UUID, seed: str, moment: datetime, number: int) -> PracticalAttempt:
    drawn = draw(db.session.get(Enrolment, enrolment_id).sitting.pack_id, seed)
    with transaction():
        case = db.session.get(Enrolment, enrolment_id)
        current = attempt_of(enrolment_id)
        if current is not None and current.number >= number:
            return current
        rules = case.rules
        fresh = PracticalAttempt(
            id=dice().uuid(), enrolment_id=case.id, number=number, sandbox=dice().uuid(), practice=dice().uuid(),
            pack_id=drawn.pack_id, pack_version=drawn.pack_version, pack_sha=drawn.pack_sha, variant_seed=seed,
            variant=drawn.frozen, template_sha=drawn.template_sha, state=PracticeState.PREPARED, prepared_at=moment,
            limit_seconds=60 * int(rules.get("practical.minutes", drawn.minutes)),
            familiarisation_seconds=60 * int(rules.get("practical.familiarisation_minutes", drawn.familiarisation_minutes)))
        db.session.add(fresh)
        audit.record("practical.prepared", case_id=case.id, subject=fresh.id, number=number, pack=drawn.pack_id,
                     version=drawn.pack_version, template=drawn.template_sha, sandbox=fresh.sandbox)
        db.session.flush()
        return fresh


def lay_out(current: PracticalAttempt) -> None:
    """Provision the sandbox and the throw-away copy where they are missing and still needed."""
    if current.finished:
        return
    if not template_path(current.template_sha).exists():
        draw(current.pack_id, current.variant_seed)
    template, sandboxes = template_path(current.template_sha), store()
    if not sandboxes.path(current.sandbox).exists():
        if current.opened_at is not None:
            raise Refusal(_l("The sandbox of this candidate is missing although the work was opened. Call the administrator."))
        sandboxes.provision(current.sandbox, template)
    if current.opened_at is None and not sandboxes.path(current.practice, "branches").exists():
        copy_file(template, sandboxes.path(current.practice, "branches"))


def familiarisation_left(current: PracticalAttempt, moment: datetime) -> int:
    """Seconds left of getting to know the CRM; at nought nothing closes, the operator opens the work."""
    if current.familiarisation_opened_at is None:
        return current.familiarisation_seconds
    gone = moment - current.familiarisation_opened_at
    return max(0, int((timedelta(seconds=current.familiarisation_seconds) - gone).total_seconds()))


def minutes_elapsed(current: PracticalAttempt, moment: datetime) -> float:
    """Counted minutes of work gone by: pauses do not count."""
    changes = adjustments(current.id)
    time = time_of(current, moment, changes)
    if time is None:
        return 0.0
    total = current.limit_seconds + sum(change.seconds for change in changes if change.kind in ("extension", "accommodation"))
    return (total - time.remaining) / 60


def state_at(current: PracticalAttempt, moment: datetime, changes: Iterable[TimeAdjustment] | None = None) -> PracticeState:
    """The state that holds at ``moment``: running work whose time is over counts as expired before it is swept.

    ``changes``: the adjustments of its time, where they were read already.
    """
    if current.state in RUNNING and time_of(current, moment, changes).expired:
        return PracticeState.EXPIRED
    return PracticeState(current.state)


def open_familiarisation(current: PracticalAttempt, moment: datetime, by: User | None) -> None:
    """Let the candidate get to know the CRM on a throw-away copy. A second call changes nothing."""
    if current.state != PracticeState.PREPARED:
        return
    advance(current.enrolment, CaseState.IN_PRACTICE)
    current.state, current.familiarisation_opened_at = PracticeState.FAMILIARISING, moment
    audit.record("practical.familiarisation_opened", case_id=current.enrolment_id, subject=current.id, by=by and by.id)


def set_back(current: PracticalAttempt | None) -> None:
    """Undo getting to know the CRM where the work never began, inside the open transaction: it starts anew another day."""
    if current is None or current.state != PracticeState.FAMILIARISING:
        return
    current.state, current.familiarisation_opened_at = PracticeState.PREPARED, None
    store().path(current.practice, "branches").unlink(missing_ok=True)
    audit.record("practical.set_back", case_id=current.enrolment_id, subject=current.id)


def open_work(current: PracticalAttempt, moment: datetime, by: User | None) -> None:
    """Start the counted time. Opening open work changes nothing. Raises Refusal on an attempt that has ended."""
    if current.state in RUNNING:
        return
    if current.finished:
        raise Refusal(_l("This practical part has ended and cannot be opened again."))
    if current.state == PracticeState.PREPARED:
        advance(current.enrolment, CaseState.IN_PRACTICE)
    current.state, current.opened_at = PracticeState.OPEN, moment
    percent = current.enrolment.accommodation_percent
    if percent:
        seconds = round(current.limit_seconds * percent / 100)
        adjust(current, "practical.time_", "accommodation", seconds, f"{percent} %", moment, by)
    audit.record("practical.opened", case_id=current.enrolment_id, subject=current.id, limit_seconds=current.limit_seconds)


def pause(current: PracticalAttempt, reason: str, by: User | None, moment: datetime) -> None:
    """Stop the clock; the CRM is hidden meanwhile. Raises Refusal unless the work is open."""
    _must_run(current, moment)
    if current.state == PracticeState.PAUSED:
        raise Refusal(_l("This practical part is already paused."))
    current.state = PracticeState.PAUSED
    adjust(current, "practical.time_", "pause", 0, reason, moment, by)


def resume(current: PracticalAttempt, reason: str, by: User | None, moment: datetime) -> None:
    """Let the clock run on. Raises Refusal unless the work is paused."""
    if current.state != PracticeState.PAUSED:
        raise Refusal(_l("This practical part is not paused."))
    current.state = PracticeState.OPEN
    adjust(current, "practical.time_", "resume", 0, reason, moment, by)


def extend(current: PracticalAttempt, seconds: int, reason: str, by: User | None, moment: datetime) -> None:
    """Lengthen the time, with a reason. Raises Invalid on a senseless length, Refusal on work that does not run."""
    refuse_senseless(seconds)
    _must_run(current, moment)
    adjust(current, "practical.time_", "extension", seconds, reason, moment, by)


def unfinished(enrolment_ids: list[UUID]) -> list[PracticalAttempt]:
    """Attempts of these cases that are not sealed."""
    query = select(PracticalAttempt).where(PracticalAttempt.enrolment_id.in_(enrolment_ids),
                                           PracticalAttempt.state != PracticeState.SEALED)
    return list(db.session.scalars(query).unique())


def _must_run(current: PracticalAttempt, moment: datetime) -> None:
    if state_at(current, moment) not in RUNNING:
        words = _l("This practical part has ended.") if current.state in FINISHED else _l("This practical part is not open.")
        raise Refusal(words)
