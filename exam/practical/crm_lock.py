"""The CRM that a sitting is held in: its version and its scenario, fixed fourteen days before and until it is over.

What candidates could get to know must be what they are examined in. The version that runs when the fourteen days begin
is written down; another one opens no part until it is put back, or until the coordinator decides in writing to go on.
Nothing is overwritten: a decision stands beside what was fixed.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy import select

from app import audit
from app.db import db, transaction
from app.errors import Invalid, Refusal
from app.identity import User
from exam.practical.models import CrmLock
from exam.sittings.models import Sitting, SittingState
from question_bank.scenarios.loader import SCENARIOS, pack_ids
from sandbox_crm.version import crm_version, digest_of

#: from when on the version may not change
BEFORE = timedelta(days=14)
SHORTEST_REASON = 10


@dataclass(frozen=True)
class Held:
    """A version of the CRM and a scenario with its digest."""

    release: str
    digest: str
    pack_id: str
    pack_sha: str

    @property
    def crm(self) -> str:
        """The CRM's version as people compare it."""
        return f"{self.release} ({self.digest[:12]})"


def running(sitting: Sitting) -> Held:
    """What the sitting would be held in if it began now."""
    version = crm_version()
    return Held(version.release, version.digest, sitting.pack_id, pack_sha(sitting.pack_id))


@cache
def pack_sha(pack_id: str) -> str:
    """SHA-256 over the files of a shipped scenario; empty for one that was brought in otherwise."""
    return digest_of((SCENARIOS / pack_id,), None) if pack_id in pack_ids() else ""


def begins(sitting: Sitting) -> datetime:
    """The moment from which the version is fixed."""
    return sitting.starts_at - BEFORE


def locks_of(sitting: Sitting) -> list[CrmLock]:
    """What was fixed and decided, the first first."""
    return list(db.session.scalars(select(CrmLock).where(CrmLock.sitting_id == sitting.id).order_by(CrmLock.id)))


def differences(sitting: Sitting) -> list[Any]:
    """In words, where what runs now is not what was fixed or decided last; none where nothing was fixed yet."""
    locks = locks_of(sitting)
    if not locks or sitting.state == SittingState.CLOSED:
        return []
    last, now = locks[-1], running(sitting)
    found = []
    if last.digest != now.digest:
        found.append(_("The CRM: fixed %(before)s, running %(after)s.", before=held_of(last).crm, after=now.crm))
    if (last.pack_id, last.pack_sha) != (now.pack_id, now.pack_sha):
        found.append(_("The scenario: fixed %(before)s, planned now %(after)s.", before=_scenario(last.pack_id, last.pack_sha),
                       after=_scenario(now.pack_id, now.pack_sha)))
    return found


def held_of(lock: CrmLock) -> Held:
    """What a lock names."""
    return Held(lock.release, lock.digest, lock.pack_id, lock.pack_sha)


def lock_due(moment: datetime) -> int:
    """Fix what runs for every sitting whose fourteen days have begun; returns how many. Outside any transaction."""
    locked = select(CrmLock.sitting_id)
    waiting = db.session.scalars(select(Sitting.id).where(
        Sitting.state != SittingState.CLOSED, Sitting.starts_at <= moment + BEFORE, Sitting.id.not_in(locked))).all()
    for sitting_id in waiting:
        with transaction():
            ensure(db.session.get_one(Sitting, sitting_id), moment)
    return len(waiting)


def ensure(sitting: Sitting, moment: datetime) -> None:
    """Fix what runs, inside the open transaction; a sitting that has its lock keeps it."""
    if not locks_of(sitting):
        _append(sitting, "locked", None, None, moment)


def decide(sitting: Sitting, reason: str, by: User, moment: datetime) -> None:
    """The coordinator's written decision to hold the sitting in what runs now, inside the open transaction."""
    if not differences(sitting):
        raise Refusal(_l("What runs is what was fixed, so there is nothing to decide."), code="same")
    if len(reason.strip()) < SHORTEST_REASON:
        raise Invalid(_l("The decision was not recorded."),
                      {"reason": _l("Write why the sitting may be held in a version other than the fixed one.")})
    _append(sitting, "decided", reason.strip(), by, moment)


def _append(sitting: Sitting, kind: str, reason: str | None, by: User | None, moment: datetime) -> None:
    now = running(sitting)
    db.session.add(CrmLock(sitting_id=sitting.id, kind=kind, release=now.release, digest=now.digest, pack_id=now.pack_id,
                           pack_sha=now.pack_sha, reason=reason, by_id=by.id if by else None, at=moment))
    audit.record(f"practical.crm_{kind}", subject=sitting.number, release=now.release, digest=now.digest, pack=now.pack_id,
                 pack_sha=now.pack_sha, reason=reason)
    db.session.flush()


def _scenario(pack_id: str, sha: str) -> str:
    return f"{pack_id} ({sha[:12]})" if sha else pack_id
