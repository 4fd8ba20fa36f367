"""Gathers a sitting into its protocol. In Polish, as it goes on paper."""

from __future__ import annotations

from collections import Counter

from app import audit, settings
from app.clock import local
from app.polish.dates import format_date, format_moment
from exam.committee.standing import latest_decision
from exam.sittings import remarks
from exam.sittings.models import CaseState, Enrolment, Sitting
from exam.sittings.people import appointed
from exam.sittings.readiness import latest_cards
from exam.sittings.transfers import left
from exam.supervision.breaking_off import broken_off_in, words_of
from exam.supervision.incidents import incidents_of
from exam.supervision.presence import stays
from question_bank.qualification import load_qualification
from scoring.report.model import RESULT_WORDS
from scoring.report.sitting import SittingReport

FUNCTIONS = {
    "operator": "Obsługa systemu egzaminacyjnego",
    "chair": "Przewodniczenie komisji walidacyjnej",
    "member": "Zasiadanie w komisji walidacyjnej",
    "reserve": "Rezerwa komisji walidacyjnej",
}
STATES = {
    CaseState.REGISTERED: "zgłoszony",
    CaseState.ADMITTED: "dopuszczony",
    CaseState.REFUSED: "odmowa dopuszczenia",
    CaseState.IDENTITY_CHECKED: "tożsamość sprawdzona",
    CaseState.IN_TEST: "w trakcie testu",
    CaseState.TEST_DONE: "test zakończony",
    CaseState.IN_PRACTICE: "w części praktycznej",
    CaseState.PRACTICE_DONE: "część praktyczna zakończona",
    CaseState.IN_INTERVIEW: "rozmowa z komisją",
    CaseState.EVIDENCE_FROZEN: "dowody zamknięte",
    CaseState.DECIDED: "decyzja podjęta",
    CaseState.ANNOUNCED: "wynik ogłoszony",
    CaseState.CERTIFIED: "certyfikat wydany",
    CaseState.WITHDRAWN: "rezygnacja",
    CaseState.NO_SHOW: "nieobecność",
    CaseState.BROKEN_OFF: "przerwano",
}


def sitting_report_of(sitting: Sitting) -> SittingReport:
    """The protocol as the sitting stands now."""
    qualification, cards = load_qualification(), latest_cards(sitting)
    cases = sorted(sitting.enrolments, key=lambda case: case.number)
    return SittingReport(
        number=f"P/{sitting.number}",
        institution=settings.get("institution.name"),
        qualification=f"{qualification.name} (kod {qualification.number}, M.P. 2021 poz. 421)",
        held=f"{format_date(sitting.on_date)}, test od {local(sitting.starts_at):%H:%M}, "
        f"część praktyczna od {local(sitting.practical_starts_at):%H:%M}"
        + (f" (krótsza przerwa: {sitting.break_reason})" if sitting.break_reason else ""),
        place=sitting.place,
        people=tuple((FUNCTIONS[row.function], row.user.name) for row in appointed(sitting)),
        stations=tuple((row.name, _card(cards.get(row.id))) for row in sitting.stations),
        cases=tuple(_case(case) for case in cases),
        events=tuple(_events(sitting)),
        totals=_totals(cases),
        audit_head=audit.head()[1],
    )


def _case(case: Enrolment) -> tuple[str, str, str, str, str]:
    decision = latest_decision(case.id)
    return (
        case.number,
        case.person.name,
        STATES[CaseState(case.state)],
        RESULT_WORDS[decision.result] if decision else "–",
        decision.number if decision else "–",
    )


def _card(card: object) -> str:
    if card is None:
        return "brak karty"
    return f"podpisana {format_moment(card.signed_at)}" + (f"; decyzja o braku: {card.gap_decision}" if card.gap_decision else "")


def _events(sitting: Sitting) -> list[tuple[str, str, str]]:
    rows = [(row.at, row.enrolment.number if row.enrolment else "cała sala", row.text) for row in incidents_of(sitting.id)]
    rows += [(row.at, row.enrolment.number, _remark(row)) for row in remarks.of_sitting(sitting)]
    rows += [(row.at, row.enrolment.number, f"Przerwano część praktyczną: {words_of(row)}") for row in broken_off_in(sitting)]
    rows += [(row.at, row.enrolment.number, f"Przeniesiono część praktyczną do sesji {row.target.number}: {row.reason}")
             for row in left(sitting)]
    rows += [(stay.since, "komisja", f"Obecność: {stay.name} od {local(stay.since):%H:%M} "
              + (f"do {local(stay.until):%H:%M}" if stay.until else "(nadal na sali)")) for stay in stays(sitting)]
    return [(format_moment(at), who, text) for at, who, text in sorted(rows)]


def _remark(row: remarks.CandidateRemark) -> str:
    told = "; ".join(f"{one.by.name}, {local(one.at):%H:%M}: {one.text or 'przyjęto do wiadomości'}" for one in row.answers)
    kind = "Zgłoszenie usterki" if row.kind == "fault" else "Uwaga kandydata do przebiegu"
    return f"{kind}: {row.text} ({told or 'bez odnotowania przez operatora'})"


def _totals(cases: list[Enrolment]) -> tuple[tuple[str, str], ...]:
    results = Counter(decision.result for case in cases if (decision := latest_decision(case.id)))
    absent = sum(case.state in (CaseState.NO_SHOW, CaseState.WITHDRAWN) for case in cases)
    return (
        ("Zgłoszeni", str(len(cases))),
        ("Nieobecni lub rezygnacje", str(absent)),
        ("Wyniki pozytywne", str(results["positive"])),
        ("Wyniki negatywne", str(results["negative"])),
        ("Bez decyzji", str(len(cases) - absent - sum(results.values()))),
    )
