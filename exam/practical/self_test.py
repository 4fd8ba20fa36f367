"""The self-test of the CRM before a sitting: a throw-away sandbox of the sitting's scenario is laid out, opened and read.

What it found is kept in the audit log; the readiness cards ask for a passed one of the CRM and scenario that run now.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select

from app import audit
from app.audit import AuditEntry
from app.clock import dice
from app.db import db, transaction
from app.durable.files import copy_file
from exam.practical import crm_lock
from exam.practical.variants import draw, store, template_path
from exam.sittings.models import Sitting
from exam.sittings.readiness import CrmCard
from sandbox_crm.models.clients import Account
from sandbox_crm.store import open_path

logger = logging.getLogger("probierz")
ACT, NAME = "practical.crm_self_test", "CRM Probierz"


@dataclass(frozen=True)
class Tested:
    """What a self-test found. ``fault``: words of the fault, empty where all went well; ``accounts``: records read."""

    fault: str
    accounts: int


def run(sitting: Sitting, moment: datetime) -> Tested:
    """Lay out a sandbox of the sitting's scenario, open it, read it, throw it away; outside any transaction."""
    now, tested = crm_lock.running(sitting), _try(sitting.pack_id)
    with transaction():
        audit.record(ACT, subject=sitting.number, passed=not tested.fault, accounts=tested.accounts, release=now.release,
                     digest=now.digest, pack=now.pack_id, pack_sha=now.pack_sha,
                     details={"fault": tested.fault} if tested.fault else None)
    return tested


def card(sitting: Sitting) -> CrmCard:
    """Name and version of the CRM that runs now, and its last self-test for this sitting, if of what runs now."""
    now = crm_lock.running(sitting)
    query = select(AuditEntry).where(AuditEntry.act == ACT, AuditEntry.subject == sitting.number)
    last = db.session.scalar(query.order_by(AuditEntry.seq.desc()).limit(1))
    same = last is not None and [last.facts.get(key) for key in ("digest", "pack", "pack_sha")] == [
        now.digest, now.pack_id, now.pack_sha]
    return CrmCard(NAME, now.crm, last.at if same else None, bool(same and last.facts["passed"]))


def _try(pack_id: str) -> Tested:
    path = store().path(dice().uuid(), "branches")
    try:
        template = template_path(draw(pack_id, dice().seed()).template_sha)
        copy_file(template, path)
        with open_path(path, write=False) as session:
            count = session.scalar(select(func.count()).select_from(Account)) or 0
        return Tested("" if count else "no records", count)
    except Exception as fault:
        logger.exception("self-test of the CRM with scenario %s", pack_id)
        return Tested(f"{type(fault).__name__}: {fault}", 0)
    finally:
        path.unlink(missing_ok=True)
