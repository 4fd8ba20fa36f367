"""The course of a case as a reviewer reads it: events in the room, changes of time, what the candidate reported, the
station's times beside the journal of the CRM, what the candidate was given, and the rules pinned at enrolment."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from flask_babel import lazy_gettext as _l
from sqlalchemy import select

from app.db import db
from exam.practical.attempts import attempt_of as work_of
from exam.practical.candidate_view import ShownTask, shown_tasks
from exam.practical.freezing import freeze_of
from exam.practical.models import PracticalAttempt
from exam.practical.talk import plan_of
from exam.practical.timeline import acts_in
from exam.sittings import remarks, transfers
from exam.sittings.models import AttemptCode, Enrolment
from exam.sittings.pinned import stated
from exam.supervision.incidents import CATEGORIES, incidents_of
from exam.theory.attempts import attempt_of as test_of
from exam.timing import adjustments

CODES = {"theory": _l("signed in at station %(name)s: test"), "practical": _l("signed in at station %(name)s: practical part")}
CHANGES = {"pause": _l("pause"), "resume": _l("resumed"), "extension": _l("time lengthened"),
           "accommodation": _l("more time, as granted")}
PART_NAMES = {"theory": _l("theoretical test"), "practical": _l("practical part")}


@dataclass
class TimelineRow:
    """One thing at the station, or a run of acts in the CRM between two of them (``acts``: moment, actor, words)."""

    at: datetime
    words: Any = None
    acts: list[tuple[datetime, str, str]] = field(default_factory=list)


@dataclass(frozen=True)
class Given:
    """What the candidate was given: the variant and every task with its letters."""

    pack: str
    version: int
    seed: str
    sha: str
    tasks: list[ShownTask]


@dataclass(frozen=True)
class Course:
    """The course of a case. ``incidents``: moment, category, text, of the whole room or not; ``changes``: moment, part,
    kind, seconds, reason; ``remarks``: moment, kind, text; ``rules``: heading and words, in Polish."""

    incidents: list[tuple[datetime, Any, str, bool]]
    changes: list[tuple[datetime, Any, Any, int, str]]
    remarks: list[tuple[datetime, str, str]]
    timeline: list[TimelineRow]
    given: Given | None
    rules: tuple[tuple[str, str], ...]


def course_of(case: Enrolment) -> Course:
    """The course of a case, from the room's and the candidate's own records."""
    work = work_of(case.id)
    held_in = [case.sitting_id, *(row.from_id for row in transfers.of_case(case))]
    incidents = sorted(((row.at, CATEGORIES[row.category], row.text, row.enrolment_id is None)
                        for sitting_id in held_in for row in incidents_of(sitting_id, case.id)), key=lambda line: line[0])
    changes, reported = _changes(case.id), _remarks(case.id)
    beside = [(at, category) for at, category, _text, _everybody in incidents]
    beside += [(at, _l("%(part)s: %(change)s", part=part, change=kind)) for at, part, kind, _seconds, _reason in changes]
    beside += [(at, _l("the candidate reported something")) for at, _kind, _text in reported]
    return Course(incidents, changes, reported, _timeline(case, work, beside), _given(work), stated(case.rules))


def _changes(case_id: UUID) -> list[tuple[datetime, Any, Any, int, str]]:
    parts = (("theory", test_of(case_id)), ("practical", work_of(case_id)))
    return [(row.at, PART_NAMES[part], CHANGES[row.kind], row.seconds, row.reason)
            for part, attempt in parts if attempt is not None for row in adjustments(attempt.id)]


def _remarks(case_id: UUID) -> list[tuple[datetime, str, str]]:
    return [(row.at, row.kind, row.text) for row in remarks.of_case(case_id)]


def _timeline(case: Enrolment, work: PracticalAttempt | None, course: list[tuple[datetime, Any]]) -> list[TimelineRow]:
    """What happened at the station in order, and between two such things the acts in the CRM as one row."""
    found: list[tuple[datetime, Any]] = [*course, *_at_station(case, work)]
    found += [(_naive(step.at), step) for step in acts_in(work)]
    rows: list[TimelineRow] = []
    for at, what in sorted(found, key=lambda pair: pair[0]):
        if not hasattr(what, "seq"):
            rows.append(TimelineRow(at, what))
            continue
        if not rows or not rows[-1].acts:
            rows.append(TimelineRow(at))
        rows[-1].acts.append((at, what.actor, what.words))
    return rows


def _at_station(case: Enrolment, work: PracticalAttempt | None) -> list[tuple[datetime, Any]]:
    """The moments of the parts and of signing in, as each room kept them."""
    test, talk, freeze = test_of(case.id), plan_of(case.id), freeze_of(case.id)
    codes = db.session.scalars(select(AttemptCode).where(AttemptCode.enrolment_id == case.id, AttemptCode.used_at.is_not(None)))
    moments = [
        (case.identity_checked_at, _l("identity checked")),
        *((row.used_at, CODES[row.part] % {"name": row.station.name}) for row in codes),
    ]
    if test is not None:
        moments += [(test.opened_at, _l("test opened")), (test.closed_at, _l("test ended and sealed"))]
    if work is not None:
        moments += [(work.familiarisation_opened_at, _l("time to get to know the CRM opened")),
                    (work.opened_at, _l("practical part opened")), (work.closed_at, _l("practical part ended")),
                    (work.sealed_at, _l("work sealed"))]
    if talk is not None:
        moments += [(talk.at, _l("plan of the talk drawn up"))]
        moments += [(talk.begun.at, _l("talk begun"))] if talk.begun is not None else []
    moments += [(freeze.at, _l("evidence closed"))] if freeze is not None else []
    return [(at, words) for at, words in moments if at is not None]


def _naive(at: datetime) -> datetime:
    return at.astimezone(UTC).replace(tzinfo=None) if at.tzinfo else at


def _given(work: PracticalAttempt | None) -> Given | None:
    if work is None:
        return None
    return Given(work.pack_id, work.pack_version, work.variant_seed, work.pack_sha, shown_tasks(work, for_members=True))
