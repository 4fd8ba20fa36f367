"""Proof that the evidence of an instance is what it was: chain, answers in both copies, sealed tests and sandboxes."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from flask import Flask
from sqlalchemy import select

from app import audit
from app.config import Config
from app.db import db
from exam.certificates.issuing import certificate_faults
from exam.certificates.models import Certificate
from exam.committee.agreement_record import agreement_faults
from exam.committee.models import Consensus, ConsensusVote, Decision, Sheet
from exam.committee.sheets import sheet_faults
from exam.committee.standing import decision_faults
from exam.practical.freezing import freeze_fault
from exam.practical.models import PracticalAttempt, PracticalResponse, PracticeState
from exam.practical.sealing import seal_faults
from exam.sittings.models import Enrolment
from exam.theory.answer_journal import journal_path, read
from exam.theory.attempts import accepted_answers
from exam.theory.models import FINISHED, Response, TheoryAttempt
from exam.theory.sealing import seal_of, value_digest

#: acts under which the audit log records an answer, taken or put back after a crash
ANSWERED = ("theory.answered", "theory.answer_restored", "practical.answered", "practical.answer_restored")


def verify_instance(app: Flask, config: Config, say: Callable[[str], None]) -> dict[str, Any]:
    """``{"faults": [sentence], "checked": {what: how many}}``; ``say`` hears the progress."""
    faults: list[str] = []
    checked: dict[str, int] = {}
    with app.app_context():
        for name, check in (
            ("audit", _audit),
            ("answers", _answers),
            ("tests", _tests),
            ("sandboxes", _sandboxes),
            ("freezes", _freezes),
            ("decisions", _decisions),
            ("sheets", _sheets),
            ("votes", _votes),
            ("certificates", _certificates),
        ):
            say(f"{name} …")
            count, found = check(config)
            checked[name] = count
            faults.extend(found)
        checked["audit_head"] = audit.head()[0]
    return {"faults": faults, "checked": checked}


def _audit(_config: Config) -> tuple[int, Iterable[str]]:
    return audit.head()[0], list(audit.faults(db.session))


def _answers(config: Config) -> tuple[int, Iterable[str]]:
    kept = {str(record["key"]): record for record in read(journal_path(config.instance)).records}
    rows, found = [*db.session.scalars(select(Response)), *db.session.scalars(select(PracticalResponse))], []
    for row in rows:
        twin = kept.pop(str(row.key), None)
        if value_digest(row.value) != row.sha256:
            found.append(f"answer {row.key}: its value does not fit its digest")
        if twin is None:
            found.append(f"answer {row.key} stands in the database alone, not in the journal")
        elif twin["sha256"] != row.sha256:
            found.append(f"answer {row.key} differs between the database and the journal")
    found += _answers_against_log({str(row.key) for row in rows})
    found += [f"answer {key} stands in the journal alone, not in the database" for key in kept]
    return len(rows), found


def _answers_against_log(stored: set[str]) -> list[str]:
    """Sentences about answers that the audit log does not know, so that its end cannot be cut off unnoticed, and back."""
    entries = db.session.scalars(select(audit.AuditEntry).where(audit.AuditEntry.act.in_(ANSWERED)))
    logged = {entry.facts["key"] for entry in entries}
    return [f"answer {key} is not in the audit log" for key in sorted(stored - logged)] + [
        f"answer {key} of the audit log is missing" for key in sorted(logged - stored)]


def _tests(_config: Config) -> tuple[int, Iterable[str]]:
    sealed = list(db.session.scalars(select(TheoryAttempt).where(TheoryAttempt.state.in_(FINISHED))))
    return len(sealed), [
        f"test {test.id} is not what was sealed" for test in sealed if seal_of(test, accepted_answers(test.id)) != test.seal_sha
    ]


def _sandboxes(_config: Config) -> tuple[int, Iterable[str]]:
    sealed = list(db.session.scalars(select(PracticalAttempt).where(PracticalAttempt.state == PracticeState.SEALED)))
    found: list[str] = []
    for attempt in sealed:
        try:
            found.extend(seal_faults(attempt))
        except (OSError, ValueError) as fault:  # a missing file, a broken snapshot
            found.append(f"practical attempt {attempt.id}: {fault}")
    return len(sealed), found


def _freezes(_config: Config) -> tuple[int, Iterable[str]]:
    cases = list(db.session.scalars(select(Enrolment)).unique())
    found = [fault for case in cases if (fault := freeze_fault(case))]
    return len(cases), found


def _decisions(_config: Config) -> tuple[int, Iterable[str]]:
    return len(db.session.scalars(select(Decision.id)).all()), decision_faults()


def _sheets(_config: Config) -> tuple[int, Iterable[str]]:
    return len(db.session.scalars(select(Sheet.id).where(Sheet.submitted_at.is_not(None))).all()), sheet_faults()


def _votes(_config: Config) -> tuple[int, Iterable[str]]:
    votes, verdicts = (len(db.session.scalars(select(kept.id)).all()) for kept in (ConsensusVote, Consensus))
    return votes + verdicts, agreement_faults()


def _certificates(config: Config) -> tuple[int, Iterable[str]]:
    return len(db.session.scalars(select(Certificate.id)).all()), certificate_faults(config.instance)
