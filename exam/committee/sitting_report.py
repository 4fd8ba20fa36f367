"""Gathers a sitting into its protocol. In Polish, as it goes on paper."""

from __future__ import annotations

from collections import Counter

from app import audit, settings
from app.clock import local
from app.polish.dates import format_date, format_moment
from exam.committee import sitting_rules
from exam.committee.reverifying import criteria_of
from exam.committee.standing import latest_decision
from exam.sittings import remarks
from exam.sittings.models import CaseState, Enrolment, Sitting
from exam.sittings.people import appointed
from exam.sittings.transfers import left
from exam.supervision.breaking_off import broken_off_in, words_of
from exam.supervision.incidents import incidents_of
from exam.supervision.presence import stays
from question_bank.qualification import load_qualification
from scoring.report.model import RESULT_WORDS
from scoring.report.sitting import Section, SittingReport

FUNCTIONS = {
    "operator": "Obsługa systemu egzaminacyjnego",
    "chair": "Przewodniczenie komisji walidacyjnej",
    "member": "Zasiadanie w komisji walidacyjnej",
    "reserve": "Rezerwa komisji walidacyjnej",
}
#: who signs the protocol, in the words under the line
SIGNS = {"operator": "obsługuje system egzaminacyjny", "chair": "przewodniczy komisji walidacyjnej"}
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
    qualification = load_qualification()
    address, legal = settings.get("institution.address"), settings.get("institution.legal_decision")
    cases = sorted(sitting.enrolments, key=lambda case: case.number)
    return SittingReport(
        number=f"P/{sitting.number}",
        institution=settings.get("institution.name"),
        institution_line=" · ".join(filter(None, (address, legal))),
        qualification=f"{qualification.name} (kod {qualification.number}, M.P. 2021 poz. 421)",
        held=f"{format_date(sitting.on_date)}, test od {local(sitting.starts_at):%H:%M}, "
        f"część praktyczna od {local(sitting.practical_starts_at):%H:%M}"
        + (f" (krótsza przerwa: {sitting.break_reason})" if sitting.break_reason else ""),
        place=sitting.place,
        sections=_sections(sitting, cases),
        signatures=tuple((row.user.name, SIGNS[row.function]) for row in appointed(sitting) if row.function in SIGNS),
        audit_head=audit.head()[1],
    )


def _sections(sitting: Sitting, cases: list[Enrolment]) -> tuple[Section, ...]:
    people = tuple((FUNCTIONS[row.function], row.user.name) for row in appointed(sitting))
    return (
        Section("Osoby", ("Funkcja", "Osoba"), people, (80, 90)),
        Section("Zasady i ustawienia", ("Pozycja", "Treść"), sitting_rules.rules_of(sitting), (60, 110)),
        Section("Dozwolone pomoce i adresy", ("Część", "Dozwolone"), sitting_rules.allowed_of(sitting), (60, 110)),
        Section("System CRM i scenariusz", ("Kiedy", "Co zapisano", "System CRM", "Scenariusz", "Kto i dlaczego"),
                sitting_rules.crm_of(sitting), (26, 30, 34, 38, 42), "Wersji nie ustalono."),
        Section("Karty gotowości stanowisk", ("Stanowisko", "Ustalenia", "Podpis"), sitting_rules.readiness_of(sitting),
                (24, 100, 46)),
        Section("Kandydaci", ("Numer", "Kandydat", "Stan", "Wynik", "Decyzja"), tuple(_case(case) for case in cases),
                (28, 44, 42, 26, 30)),
        Section("Podsumowanie", ("Pozycja", "Liczba"), _totals(cases), (120, 50)),
        Section("Odmowy dopuszczenia", ("Numer", "Kandydat", "Powód", "Ustalone fakty", "Kiedy"),
                sitting_rules.refusals_of(sitting), (28, 36, 34, 46, 26), "Nikomu nie odmówiono dopuszczenia."),
        Section("Komisje kandydatów", ("Numer", "Skład", "Zmiany w składzie"), sitting_rules.committees_of(sitting),
                (28, 72, 70), "Nie powołano komisji."),
        Section("Zmiany czasu", ("Czas", "Kandydat", "Zmiana i powód"), sitting_rules.times_of(sitting), (34, 36, 100),
                "Czasu nie wstrzymywano ani nie przedłużano."),
        Section("Przebieg", ("Czas", "Kogo dotyczy", "Zdarzenie"), tuple(_events(sitting)), (34, 36, 100),
                "Bez zdarzeń do odnotowania."),
        Section("Lista zamknięcia", ("Pozycja", "Treść"), sitting_rules.closing_of(sitting), (80, 90),
                "Lista zamknięcia nie została jeszcze podpisana."),
    )


def _case(case: Enrolment) -> tuple[str, str, str, str, str]:
    decision = latest_decision(case.id)
    return (
        case.number,
        case.person.name,
        _state(case),
        RESULT_WORDS[decision.result] if decision else "–",
        decision.number if decision else "–",
    )


def _state(case: Enrolment) -> str:
    """The state in words; of a case left undecided, what is verified again."""
    decision = latest_decision(case.id)
    again = criteria_of(decision) if decision and case.state in (CaseState.DECIDED, CaseState.ANNOUNCED) else []
    if again:
        return f"do ponownej weryfikacji: {'kryterium' if len(again) == 1 else 'kryteria'} {', '.join(again)}"
    return STATES[CaseState(case.state)]


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
