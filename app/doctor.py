"""An examination of the machine and the instance before a real day."""

from __future__ import annotations

import os
import shutil
import time
from typing import Any

from sqlalchemy import func, inspect, select, text

from app.clock import Clock, local
from app.config import Config, RefusedToStart
from app.durable.sqlite import dbapi, journal_mode, version_of, wal_is_safe
from app.public_address import KEY
from app.schema import engine_for, pending_revisions
from app.settings import SettingChange
from exam.practical.models import CrmLock
from exam.sittings.models import Sitting, SittingState
from question_bank.qualification import load_qualification, review_is_near
from sandbox_crm.version import crm_version

LEAST_FREE = 1024**3
SLOWEST_SYNC_MS = 50.0
UNSET = "not set"
NEAR = "review is near"


def examine(config: Config) -> dict[str, Any]:
    """``{"items": [{"name", "good", "words"}]}``; an item with ``warns`` is to be looked at and does not fail the whole."""
    checks = (_library, _secret, _space, _sync, _integrity, _schema, _public_address, _crm_version,
              _qualification)
    return {"items": [{"name": check.__name__.strip("_"), **_verdict(check(config))} for check in checks]}


def _verdict(found: tuple[bool, str]) -> dict[str, Any]:
    good, words = found
    return {"good": good, "warns": good and words.startswith((UNSET, NEAR)), "words": words}


def _library(_config: Config) -> tuple[bool, str]:
    sound = wal_is_safe(version_of(dbapi))
    note = "" if sound else "; its WAL mode can lose commits, so the safe rollback journal is used"
    return True, f"SQLite {dbapi.sqlite_version}, journal {journal_mode()}{note}"


def _secret(config: Config) -> tuple[bool, str]:
    try:
        config.secret_key()
    except RefusedToStart as refusal:
        return False, str(refusal)
    mode = (config.keys / "secret").stat().st_mode & 0o077
    return mode == 0, "readable by the owner alone" if mode == 0 else "keys/secret is readable by others: chmod 600"


def _space(config: Config) -> tuple[bool, str]:
    free = shutil.disk_usage(config.instance).free
    return free > LEAST_FREE, f"{free / 1024**3:.1f} GiB free"


def _sync(config: Config) -> tuple[bool, str]:
    path, times = config.instance / ".sync-test", []
    handle = os.open(path, os.O_WRONLY | os.O_CREAT, 0o600)
    try:
        for _ in range(50):
            os.write(handle, b"x" * 4096)
            started = time.perf_counter()
            os.fsync(handle)
            times.append((time.perf_counter() - started) * 1000)
    finally:
        os.close(handle)
        path.unlink()
    slowest = sorted(times)[48]
    return slowest < SLOWEST_SYNC_MS, f"a synced write takes {slowest:.1f} ms at the 98th percentile"


def _integrity(config: Config) -> tuple[bool, str]:
    engine = engine_for(config.database)
    with engine.connect() as connection:
        integrity = connection.execute(text("PRAGMA integrity_check")).scalar_one()
        strays = connection.execute(text("PRAGMA foreign_key_check")).all()
        tables = len(inspect(connection).get_table_names())
    engine.dispose()
    return integrity == "ok" and not strays, f"integrity {integrity}, {len(strays)} broken references, {tables} tables"


def _schema(config: Config) -> tuple[bool, str]:
    pending = pending_revisions(config)
    return not pending, "up to date" if not pending else f"run 'probierz init': waiting {', '.join(pending)}"


def _crm_version(config: Config) -> tuple[bool, str]:
    """The CRM that is installed against the one fixed for each sitting that is not over."""
    installed = crm_version()
    engine = engine_for(config.database)
    with engine.connect() as connection:
        known = inspect(connection).has_table(CrmLock.__tablename__)
        latest = select(func.max(CrmLock.id)).group_by(CrmLock.sitting_id)
        rows = connection.execute(select(Sitting.number, CrmLock.release, CrmLock.digest).join(Sitting).where(
            CrmLock.id.in_(latest), Sitting.state != SittingState.CLOSED).order_by(Sitting.number)).all() if known else []
    engine.dispose()
    wrong = [f"{number} is fixed to {release} ({digest[:12]})" for number, release, digest in rows if digest != installed.digest]
    if wrong:
        return False, f"the CRM installed is {installed.short}, but " + "; ".join(wrong)
    return True, f"the CRM installed is {installed.short}; sittings fixed to it: {len(rows)}"


def _qualification(_config: Config) -> tuple[bool, str]:
    """The day by which the register reviews the qualification: its wording may change with it."""
    day = load_qualification().registry.next_review_on
    near = review_is_near(day, local(Clock().now()).date())
    told = f"qualification 13881 is reviewed by {day.isoformat()}"
    return True, f"{NEAR}: {told}; check the register for new wording before planning sittings" if near else told


def _public_address(config: Config) -> tuple[bool, str]:
    """A setting not made yet is no fault: the server's own address is printed instead, and the words say so."""
    engine = engine_for(config.database)
    with engine.connect() as connection:
        latest = select(SettingChange.value).where(SettingChange.key == KEY).order_by(SettingChange.id.desc()).limit(1)
        value = connection.execute(latest).scalar() if inspect(connection).has_table(SettingChange.__tablename__) else None
    engine.dispose()
    return True, value or (UNSET + ": certificates and letters carry the address under which the server is started; "
                           "set the public address in the settings")
