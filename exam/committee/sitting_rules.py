"""What the protocol of a sitting says beside its people and cases: the rules in force, the CRM and its version, readiness,
refusals, changes of committees and of time, the closing list. In Polish, as it goes on paper."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select

from app.db import db
from app.identity import User
from app.polish.dates import format_date, format_moment
from exam.committee.evidence import changes_of, replaced_in
from exam.practical.crm_lock import held_of, locks_of
from exam.sittings.aids import allowed_in
from exam.sittings.models import Admission, Enrolment, ReadinessCard, Sitting
from exam.sittings.people import seats
from exam.sittings.readiness import latest_cards
from exam.supervision.closing import record_of
from exam.theory.results import bands_of
from question_bank.qualification import load_qualification, official_names
from scoring.report.model import RULE_WORDS

Rows = tuple[tuple[str, ...], ...]
ALLOWED = {"theory": "Test teoretyczny", "practice": "Część praktyczna", "talk": "Rozmowa z komisją"}
#: words of the setting that the theoretical part has to be passed first
THEORY_FIRST = {"no": "nie jest warunkiem części praktycznej", "yes": "wymagane przed częścią praktyczną"}
#: settings pinned at enrolment as the protocol names them, with their unit
PINNED = {
    "theory.minutes": ("Czas testu teoretycznego", "min"),
    "practical.familiarisation_minutes": ("Poznanie systemu CRM (poza czasem części praktycznej)", "min"),
    "practical.minutes": ("Czas części praktycznej", "min"),
    "interview.preparation_minutes": ("Przygotowanie komisji do rozmowy (poza jej czasem)", "min"),
    "interview.minutes": ("Czas rozmowy z komisją", "min"),
    "interview.follow_up_minutes": ("Czas na pytanie uzupełniające", "min"),
    "interview.longest_minutes": ("Najdłuższa rozmowa w jednym terminie", "min"),
    "committee.daily_candidates": ("Najwięcej kandydatów jednej komisji w dniu", ""),
    "appeal.days": ("Termin na odwołanie od ogłoszenia decyzji", "dni"),
}
READINESS = {
    "one_candidate": "jedno stanowisko dla jednego kandydata",
    "table": "stół i krzesło",
    "computer": "komputer, klawiatura, mysz i zegar",
    "browser": "przeglądarka",
    "internet": "internet",
    "office": "pakiet biurowy",
    "printer": "drukarka (strona próbna)",
    "crm": "system CRM w ogłoszonej wersji",
}
REFUSALS = {
    "incomplete_application": "niekompletne zgłoszenie",
    "identity_not_shown": "nieokazanie tożsamości",
    "fee": "brak opłaty",
    "no_place": "brak miejsca w sesji",
}
CLOSING = {
    "slips": "Kartki z kodami i notatki kandydatów zebrane i zniszczone",
    "prints": "Wydruki oznaczone numerami kandydatów i przekazane komisji",
    "stations": "Kandydaci wylogowani, przeglądarki na stanowiskach zamknięte",
    "remarks": "Kandydaci zapytani o uwagi do przebiegu",
    "copy": "Kopia zapieczętowanych dowodów zapisana na drugim urządzeniu",
    "incidents": "Wszystkie zdarzenia dnia wpisane do dziennika",
}


def rules_of(sitting: Sitting) -> Rows:
    """Methods, the rule of the result, thresholds and settings as they were pinned for the candidates, aids allowed."""
    methods = dict.fromkeys(name for criterion in load_qualification().criteria for name in official_names(criterion.methods))
    cases = sorted(sitting.enrolments, key=lambda case: case.number)
    found = [
        ("Metody walidacji", "; ".join(methods)),
        *(("Zasada wyniku", RULE_WORDS[rule]) for rule in _pinned(cases, "pass_rule") or ["conjunctive"]),
        ("Progi testu teoretycznego", _bands(cases)),
    ]
    found += [("Zaliczenie części teoretycznej", THEORY_FIRST[told]) for told in _pinned(cases, "theory.first")]
    for key, (label, unit) in PINNED.items():
        values = _pinned(cases, key)
        if values:
            found.append((label, f"{' lub '.join(str(value) for value in values)} {unit}".strip()))
    found += [
        ("Stan prawny pytań", format_date(sitting.law_as_of)),
    ]
    return tuple(found)


def _pinned(cases: list[Enrolment], key: str) -> list[object]:
    return list(dict.fromkeys(case.rules[key] for case in cases if key in case.rules))


def _bands(cases: list[Enrolment]) -> str:
    told = {(bands.met_from, bands.review_from): None for case in cases for bands in [bands_of(case.id)]} or {(4, 2): None}
    return "; ".join(f"próg wstępny: od {met} poprawnych odpowiedzi kryterium spełnione, od {review} do rozmowy z komisją, "
                     "poniżej niespełnione" for met, review in told)


def allowed_of(sitting: Sitting) -> Rows:
    """Aids allowed in each part, and internet addresses."""
    allowed = allowed_in(sitting)
    given = [(words, allowed.of(part)) for part, words in ALLOWED.items()]
    return tuple((words, ", ".join(names) or "brak") for words, names in [*given, ("Adresy internetowe", allowed.addresses)])


def crm_of(sitting: Sitting) -> Rows:
    """The versions of CRM and scenario as fixed and as decided on later: when, what, versions, by whom and why."""
    return tuple(
        (format_moment(lock.at), "ustalono wersję" if lock.kind == "locked" else "decyzja o zmianie wersji", held_of(lock).crm,
         f"{lock.pack_id} ({lock.pack_sha[:12]})" if lock.pack_sha else lock.pack_id,
         f"{lock.by.name}: {lock.reason}" if lock.by else "zapisał system egzaminacyjny")
        for lock in locks_of(sitting)
    )


def readiness_of(sitting: Sitting) -> Rows:
    """Station by station: what was found in order, what lacked and was decided, who signed and when."""
    cards = latest_cards(sitting)
    return tuple((station.name, *_card(cards.get(station.id))) for station in sitting.stations)


def _card(card: ReadinessCard | None) -> tuple[str, str]:
    if card is None:
        return "brak karty", "–"
    good = [words for key, words in READINESS.items() if card.items.get(key)]
    lacks = [words for key, words in READINESS.items() if not card.items.get(key)]
    told = f"sprawdzono: {', '.join(good)}" if good else "nic nie sprawdzono"
    if lacks:
        told += f"; braki: {', '.join(lacks)}; decyzja: {card.gap_decision or 'brak decyzji'}"
    return told, f"{_name(card.signed_by)}, {format_moment(card.signed_at)}"


def refusals_of(sitting: Sitting) -> Rows:
    """Refusals of admission: number, name, reason of the closed list, the facts, when."""
    return tuple(
        (case.number, case.person.name, REFUSALS.get(case.refusal_reason or "", "–"), case.refusal_text or "–",
         format_moment(case.admitted_at))
        for case in sorted(sitting.enrolments, key=lambda case: case.number)
        if case.admission == Admission.REFUSED
    )


def committees_of(sitting: Sitting) -> Rows:
    """Case by case: who sits, the chair first, and who was replaced with times and reason."""
    return tuple(
        (case.number, "; ".join(f"{seat.user.name}{' (przewodniczenie)' if seat.chair else ''}" for seat in seats(case)) or "–",
         "; ".join(replaced_in(case)) or "bez zmian")
        for case in sorted(sitting.enrolments, key=lambda case: case.number)
        if case.seats
    )


def times_of(sitting: Sitting) -> Rows:
    """Pauses, extensions and accommodations of all candidates in the order they were made, with their reasons."""
    found: list[tuple[datetime, str, str]] = [
        (at, case.number, words) for case in sitting.enrolments for at, words in changes_of(case)
    ]
    return tuple((format_moment(at), number, words) for at, number, words in sorted(found))


def closing_of(sitting: Sitting) -> Rows:
    """The signed closing list: what was ticked, the remarks, the signature; nothing while it is not signed."""
    record = record_of(sitting)
    if record is None:
        return ()
    ticked = [(words, "tak" if record.items.get(key) else "nie") for key, words in CLOSING.items()]
    signed = ("Podpis pod listą zamknięcia", f"{record.operator.name}, {format_moment(record.signed_at)}")
    return (*ticked, ("Uwagi do listy zamknięcia", record.remarks or "brak"), signed)


def _name(user_id: object) -> str:
    return db.session.scalar(select(User.name).where(User.id == user_id)) or "–"
