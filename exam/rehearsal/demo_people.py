"""Who can sign in to the demonstration and how: passwords of the staff, fresh codes for the candidates who need one."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from app.db import db, transaction
from exam.committee.standing import latest_decision
from exam.rehearsal.demo import Made
from exam.rehearsal.demo_words import STAFF
from exam.sittings import codes
from exam.sittings.models import CaseState, Enrolment
from exam.supervision.parts import PARTS

REASON = "kod pokazowy"
THEORY = (CaseState.ADMITTED, CaseState.IDENTITY_CHECKED, CaseState.IN_TEST)
PRACTICAL = (CaseState.TEST_DONE, CaseState.IN_PRACTICE)
SEEN = {
    CaseState.ADMITTED: "czeka; operator najpierw sprawdza tożsamość, potem otwiera test",
    CaseState.IDENTITY_CHECKED: "czeka na otwarcie testu przez operatora",
    CaseState.IN_TEST: "test w toku, część odpowiedzi już zapisana",
    CaseState.TEST_DONE: "test zakończony, czeka na część praktyczną",
    CaseState.IN_PRACTICE: "część praktyczna w toku: zadania i system CRM",
    CaseState.PRACTICE_DONE: "część praktyczna zakończona, czeka na rozmowę", CaseState.IN_INTERVIEW: "rozmowa z komisją",
    CaseState.EVIDENCE_FROZEN: "dowody zamknięte, komisja jeszcze nie oceniła",
    CaseState.DECIDED: "decyzja podjęta, jeszcze nie ogłoszona",
    CaseState.CERTIFIED: "certyfikat wydany",
}
STATION, PORTAL, VERIFY, SIGN_IN = "/", "/", "/verify", "/sign-in"


def people_of(made: Made, url: str, moment: datetime) -> list[dict[str, Any]]:
    """Everybody who can sign in, staff first. Candidates get fresh codes, so that the older ones stop working."""
    staff = [{"role": one.role, "login": one.login, "password": made.passwords[one.login], "name": one.name, "note": one.note,
              "address": url + SIGN_IN} for one in STAFF]
    candidates = [_candidate(UUID(case_id), url, moment) for case_id in made.cases.values()]
    public = {"role": "public", "login": made.certificate["number"], "code": made.certificate["code"], "name": "każdy",
              "note": "sprawdzenie certyfikatu po numerze i kodzie", "address": url + VERIFY}
    return [*staff, *candidates, public]


def _candidate(case_id: UUID, url: str, moment: datetime) -> dict[str, Any]:
    case = db.session.get(Enrolment, case_id)
    state, part = CaseState(case.state), _part(CaseState(case.state))
    if part is not None:
        PARTS[part].prepare(case, moment)
    with transaction():
        case = db.session.get(Enrolment, case_id)
        code = codes.issue(case, part, case.station, REASON, None, moment) if part else codes.give_portal_code(case)
        name, number, place = case.person.name, case.number, case.station.name if case.station else ""
    note = _announced_note(case_id) if state is CaseState.ANNOUNCED else SEEN.get(state, str(state))
    where = f"stanowisko {place}: sam kod" if part else "strona kandydata: numer i kod"
    return {"role": "candidate", "login": number, "code": code, "name": name, "note": f"{note} ({where})",
            "address": url + (STATION if part else PORTAL), "scope": "exam" if part else "portal"}


def _part(state: CaseState) -> str | None:
    if state in THEORY:
        return "theory"
    return "practical" if state in PRACTICAL else None


def _announced_note(case_id: UUID) -> str:
    if latest_decision(case_id).result == "positive":
        return "wynik pozytywny ogłoszony, certyfikat czeka na zatwierdzenie"
    return "wynik negatywny ogłoszony: uzasadnienie, wgląd, odwołanie"
