"""Which sealed evidence a report names, and the course of the exam in a few lines. In Polish: both go on paper."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from app.clock import local
from app.polish.dates import format_moment
from exam.practical.attempts import attempt_of as work_of
from exam.practical.freezing import freezes_of
from exam.practical.models import Reverification
from exam.practical.notes import observations_of
from exam.practical.reverification import orders_of, round_of
from exam.practical.talk import interview_of, plans_of
from exam.sittings.models import Enrolment
from exam.theory.attempts import attempt_of as test_of
from exam.timing import adjustments

#: how every line on a note of a member begins
OBSERVED = "Obserwacja"
#: kinds of changes of time as papers word them
CHANGES = {"pause": "wstrzymanie czasu", "resume": "wznowienie czasu", "extension": "przedłużenie czasu",
           "accommodation": "wydłużenie czasu ze względu na szczególne potrzeby"}


def attachments_of(case: Enrolment) -> tuple[tuple[str, str], ...]:
    """Names and SHA-256 of the sealed evidence."""
    test, work, freezes = test_of(case.id), work_of(case.id), freezes_of(case.id)
    found = []
    if test is not None and test.seal_sha:
        found.append(("Test teoretyczny", test.seal_sha))
    if work is not None and work.seal:
        found += [
            ("Praca w systemie CRM (zapis)", work.seal["jsonl_sha256"]),
            ("Praca w systemie CRM (baza)", work.seal["file_sha256"]),
            ("Odpowiedzi odczytane z CRM", work.seal["answers_sha256"]),
        ]
    for number, freeze in freezes.items():
        again = "" if number == 1 else f" po ponownej weryfikacji ({format_moment(freeze.at)})"
        found.append((f"Całość dowodów zamkniętych do oceny{again}", freeze.sha256))
    return tuple(found)


def course_of(case: Enrolment) -> tuple[tuple[str, str], ...]:
    """When each part was held and what it was held with."""
    test, work = test_of(case.id), work_of(case.id)
    ordered = {row.round: row for row in orders_of(case.id)}
    lines = []
    if case.identity_checked_at:
        lines.append(("Tożsamość sprawdzono", format_moment(case.identity_checked_at)))
    if test is not None and test.opened_at:
        lines.append(("Test teoretyczny", _span(test.opened_at, test.closed_at)))
    if work is not None and work.opened_at:
        lines.append(
            (
                "Część praktyczna",
                f"{_span(work.opened_at, work.closed_at)}; scenariusz {work.pack_id}, wersja {work.pack_version}, "
                f"wariant {work.pack_sha[:8]}",
            )
        )
    for number, talk in plans_of(case.id).items():
        if number > 1:
            lines.append(("Ponowna weryfikacja", _ordered(ordered[number])))
        since = format_moment(talk.begun.at if talk.begun is not None else talk.at)
        lines.append(("Rozmowa z komisją", f"{since}; liczba pytań w planie: {len(talk.questions)}"))
    lines += [("Zmiana czasu", f"{format_moment(at)}: {words}") for at, words in changes_of(case)]
    lines += [("Zmiana w składzie komisji", words) for words in replaced_in(case)]
    return tuple(lines)


def _ordered(order: Reverification) -> str:
    return f"kryteria {', '.join(order.criteria)}; zarządzono {format_moment(order.at)}: {order.reason}"


def changes_of(case: Enrolment) -> list[tuple[datetime, str]]:
    """Pauses, extensions and accommodations of both parts with their reasons, in the order they were made."""
    found = []
    for part, attempt in (("test teoretyczny", test_of(case.id)), ("część praktyczna", work_of(case.id))):
        for change in adjustments(attempt.id) if attempt is not None else ():
            length = f" o {change.seconds // 60} min" if change.seconds else ""
            found.append((change.at, f"{part}, {CHANGES[change.kind]}{length} – {change.reason}"))
    return sorted(found)


def replaced_in(case: Enrolment) -> list[str]:
    """Members who sat in the committee of a case and were replaced, with the times and the reason."""
    left = sorted((seat for seat in case.seats if seat.left_at is not None), key=lambda seat: seat.left_at)
    return [f"{seat.user.name}: w składzie od {format_moment(seat.seated_at)} do {format_moment(seat.left_at)}"
            f"{' (przewodniczenie)' if seat.chair else ''}; powód zmiany: {seat.left_reason or 'nie podano'}" for seat in left]


def heard_in(case: Enrolment, upto: int | None = None) -> dict[str, list[str]]:
    """Criterion -> lines on what the members heard in the talk and noted during the work, up to a round (None: all).

    For callers who have made sure that every seated member has submitted the sheet.
    """
    lines: dict[str, list[str]] = {}
    for number in range(1, (upto or round_of(case.id)) + 1):
        talk = interview_of(case.id, of=number) or {"questions": [], "records": {}}
        planned = {question["id"]: question for question in talk["questions"]}
        again = "" if number == 1 else "Ponowna weryfikacja. "
        for question_id, records in talk["records"].items():
            given = list(records.values())
            lines.setdefault(given[0]["criterion"], []).append(again + _heard(given, planned.get(question_id)))
        for note in observations_of(case.id, None, everyones=True, of=number):
            if note["criterion"]:
                where = f"zadanie {note['task']}, " if note["task"] else ""
                lines.setdefault(note["criterion"], []).append(
                    f"{again}{OBSERVED} ({where}{local(note['at']):%H:%M}, {note['member']}): {note['text']}"
                )
    return lines


def _heard(records: list[dict[str, Any]], question: dict[str, Any] | None) -> str:
    """One question of the talk in a line: of the plan, or a member's own."""
    if question is None:
        return " ".join(f"Rozmowa, pytanie własne ({one['member']}): „{one['own_question']}” {one['summary']}" for one in records)
    return (
        f"Rozmowa, pytanie {question['position']}, oczekiwane kwestie w odpowiedzi: "
        + ", ".join(
            f"{one['member']} {len(one['points'])} z {len(question['points'])}"
            + (f" (błędy krytyczne: {len(one['critical_errors'])})" if one["critical_errors"] else "")
            for one in records
        )
        + "."
    )


def _span(start: datetime, end: datetime | None) -> str:
    return f"{format_moment(start)} – {local(end):%H:%M}" if end else f"od {format_moment(start)}"
