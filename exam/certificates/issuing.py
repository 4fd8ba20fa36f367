"""From a positive decision to a certificate: who may confirm it, what is printed, where it is kept."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any
from uuid import UUID

from flask_babel import lazy_gettext as _l
from sqlalchemy import func, select

from app import audit, settings
from app.auth.passwords import code_digest, grouped
from app.clock import Dice, local
from app.db import db
from app.durable.files import sha256_of, write_file
from app.errors import NotAllowed, NotFound, Refusal
from app.identity import User
from exam.certificates import paper
from exam.certificates.house import obstacles_of_the_house
from exam.certificates.models import Certificate, CertificateChange
from exam.certificates.validity import number_of, standing, valid_until
from exam.committee.models import Decision, DecisionSignature
from exam.committee.standing import announcement_of, decisions_of, latest_decision
from exam.sittings.cases import advance
from exam.sittings.impartiality import conflicts
from exam.sittings.models import CaseState, CommitteeSeat, Enrolment
from exam.sittings.people import preparations
from question_bank.qualification import load_qualification

CODE_LENGTH = 28  # 28 x 4.58 bits: more than 128
#: the act under which the audit log records a certificate
ISSUED = "certificates.issued"


@dataclass(frozen=True)
class Prepared:
    """A certificate drawn but not yet entered: made outside the transaction, so that no writer waits for a PDF."""

    id: UUID
    ordinal: int
    printed: dict[str, Any]
    code: str
    pdf: bytes
    issued_on: date
    until: date


def obstacles(officer: User, case: Enrolment) -> list[Any]:
    """Why this officer may not confirm this case, in words; empty means they may.

    Source: the certifying officer is not a member of that committee (validation.md §1; ISO/IEC 17024 7.4); nor did they
    rule in its place on an appeal.
    """
    found: list[Any] = []
    if db.session.scalar(
        select(CommitteeSeat.id).where(CommitteeSeat.enrolment_id == case.id, CommitteeSeat.user_id == officer.id).limit(1)
    ):
        found.append(_l("You sat in the committee of this candidate."))
    decisions = [decision.id for decision in decisions_of(case.id)]
    if db.session.scalar(
        select(DecisionSignature.id)
        .where(DecisionSignature.decision_id.in_(decisions), DecisionSignature.user_id == officer.id)
        .limit(1)
    ):
        found.append(_l("You signed a decision in this case, so another officer confirms it."))
    found.extend(conflict.words for conflict in conflicts(officer, case.person, preparations(case.person)))
    decision = latest_decision(case.id)
    if decision is None or decision.result != "positive":
        found.append(_l("There is no positive decision in this case."))
    elif announcement_of(decision.id) is None:
        found.append(_l("The decision has not been announced yet."))
    if certificate_of(case.id) is not None:
        found.append(_l("A certificate was issued in this case already."))
    return found


def prepare(case: Enrolment, officer: User, dice: Dice, moment: datetime, verify_url: str) -> Prepared:
    """Draw the certificate. Raises NotAllowed naming every obstacle, Refusal where the institution may not issue it."""
    _refuse(officer, case)
    barred = obstacles_of_the_house(verify_url)
    if barred:
        raise Refusal(_l("No certificate can be issued now: %(why)s", why=" ".join(str(item) for item in barred)))
    decision = latest_decision(case.id)
    ordinal = (db.session.scalar(select(func.max(Certificate.ordinal))) or 0) + 1
    issued_on = local(moment).date()
    until = valid_until(issued_on, case.rules.get("certificate.years", settings.get("certificate.years")))
    code = grouped(dice.code(CODE_LENGTH))
    printed = words_of(case, decision, officer, ordinal, issued_on, until)
    return Prepared(dice.uuid(), ordinal, printed, code, paper.draw(printed, code, verify_url, moment), issued_on, until)


def enter(case: Enrolment, officer: User, ready: Prepared, folder: Path, moment: datetime) -> Certificate:
    """Enter a prepared certificate inside the open transaction; the file is on disk before the row."""
    _refuse(officer, case)
    if db.session.scalar(select(func.max(Certificate.ordinal))) not in (None, ready.ordinal - 1):
        raise Refusal(_l("Another certificate was issued in the meantime. Confirm again."))
    write_file(path_of(folder, ready.id), ready.pdf, mode=0o400)
    certificate = Certificate(
        id=ready.id,
        number=ready.printed["number"],
        ordinal=ready.ordinal,
        enrolment_id=case.id,
        decision_id=latest_decision(case.id).id,
        issued_on=ready.issued_on,
        valid_until=ready.until,
        code_digest=code_digest("certificate", ready.code),
        printed=ready.printed,
        confirmed_by=officer.id,
        pdf_sha256=hashlib.sha256(ready.pdf).hexdigest(),
        confirmed_at=moment.astimezone(UTC).replace(tzinfo=None),
    )
    db.session.add(certificate)
    advance(case, CaseState.CERTIFIED)
    audit.record(
        ISSUED,
        case_id=case.id,
        subject=certificate.id,
        number=certificate.number,
        pdf_sha256=certificate.pdf_sha256,
        valid_until=ready.until.isoformat(),
        content=content_digest(certificate),
    )
    return certificate


def content_digest(of: Certificate) -> str:
    """SHA-256 of what a certificate says, to whom it belongs and which code proves it. The audit log holds it."""
    said = [of.number, str(of.enrolment_id), str(of.decision_id), of.issued_on.isoformat(), of.valid_until.isoformat(),
            of.code_digest, of.printed, of.pdf_sha256]
    return hashlib.sha256(audit.canonical(said).encode()).hexdigest()


def certificate_faults(folder: Path) -> list[str]:
    """Sentences about certificates that the audit log does not know, or knows otherwise, and about changed files."""
    entries = db.session.scalars(select(audit.AuditEntry).where(audit.AuditEntry.act == ISSUED))
    logged, found = {entry.subject: entry.facts for entry in entries}, []
    for made in db.session.scalars(select(Certificate)):
        facts, path = logged.pop(str(made.id), None), path_of(folder, made.id)
        if facts is None:
            found.append(f"certificate {made.number} is not in the audit log")
        elif facts["number"] != made.number or facts.get("content", content_digest(made)) != content_digest(made):
            found.append(f"certificate {made.number} does not say what the audit log recorded")
        if not path.exists() or sha256_of(path) != made.pdf_sha256:
            found.append(f"the file of certificate {made.number} is missing or was changed")
    return found + [f"certificate {facts['number']} of the audit log is missing" for facts in logged.values()]


def words_of(case: Enrolment, decision: Decision, officer: User, ordinal: int, issued_on: date, until: date) -> dict[str, Any]:
    """Every word on the certificate, in Polish."""
    qualification = load_qualification()
    place, address = settings.get("institution.place"), settings.get("institution.address")
    born = case.person.birth_date
    return {
        "institution": settings.get("institution.name"),
        "institution_line": " · ".join(filter(None, (address, settings.get("institution.legal_decision")))),
        "number": number_of(settings.get("institution.code"), qualification.number, issued_on.year, ordinal),
        "holder": case.person.name,
        "born": f"ur. {born:%d.%m.%Y}" if born else "",
        "qualification": qualification.name,
        "qualification_line": f"kod kwalifikacji {qualification.number} · kwalifikacja cząstkowa · "
        "4. poziom Polskiej Ramy Kwalifikacji · M.P. 2021 poz. 421",
        "outcomes_line": "Osiągnięte zestawy efektów uczenia się: "
        + "; ".join(f"{outcome_set.code}) {outcome_set.name}" for outcome_set in qualification.sets),
        "decided_on": f"{local(decision.made_at):%d.%m.%Y}",
        "issued_on": f"{place + ', ' if place else ''}{issued_on:%d.%m.%Y}",
        "valid_until": f"{until:%d.%m.%Y}",
        "signatory": officer.name,
        "renewal_line": "Przedłużenie ważności wymaga dowodów co najmniej rocznej pracy "
        "z systemem CRM w okresie ważności certyfikatu.",
    }


def certificate_of(enrolment_id: UUID) -> Certificate | None:
    """The certificate of a case."""
    return db.session.scalar(select(Certificate).where(Certificate.enrolment_id == enrolment_id))


def certificate(certificate_id: UUID) -> Certificate:
    """A certificate by id. Raises NotFound."""
    found = db.session.get(Certificate, certificate_id)
    if found is None:
        raise NotFound(_l("There is no such certificate."))
    return found


def standing_of(of: Certificate, today: date) -> str:
    """How a certificate stands today; see `validity.standing`."""
    last = db.session.scalar(
        select(CertificateChange.kind)
        .where(CertificateChange.certificate_id == of.id)
        .order_by(CertificateChange.id.desc())
        .limit(1)
    )
    return standing(last, of.valid_until, today)


def path_of(folder: Path, certificate_id: UUID) -> Path:
    """Where a certificate's file lies under the instance folder."""
    return folder / "certificates" / f"{certificate_id}.pdf"


def _refuse(officer: User, case: Enrolment) -> None:
    found = obstacles(officer, case)
    if found:
        raise NotAllowed(_l("You cannot confirm this certificate: %(why)s", why=" ".join(str(item) for item in found)))
