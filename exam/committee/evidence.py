"""Which sealed evidence a report names, and the course of the exam in a few lines. In Polish: both go on paper."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from app.clock import local
from app.polish.dates import format_moment
from exam.practical.attempts import attempt_of as work_of
from exam.practical.freezing import freeze_of
from exam.practical.notes import observations_of
from exam.practical.talk import interview_of, plan_of
from exam.sittings.models import Enrolment
from exam.theory.attempts import attempt_of as test_of


def attachments_of(case: Enrolment) -> tuple[tuple[str, str], ...]:
    """Names and SHA-256 of the sealed evidence."""
    test, work, freeze = test_of(case.id), work_of(case.id), freeze_of(case.id)
    found = []
    if test is not None and test.seal_sha:
        found.append(("Test teoretyczny", test.seal_sha))
    if work is not None and work.seal:
        found += [
            ("Praca w systemie CRM (zapis)", work.seal["jsonl_sha256"]),
            ("Praca w systemie CRM (baza)", work.seal["file_sha256"]),
            ("Odpowiedzi odczytane z CRM", work.seal["answers_sha256"]),
        ]
    if freeze is not None:
        found.append(("Całość dowodów zamkniętych do oceny", freeze.sha256))
    return tuple(found)


def course_of(case: Enrolment) -> tuple[tuple[str, str], ...]:
    """When each part was held and what it was held with."""
    test, work, talk = test_of(case.id), work_of(case.id), plan_of(case.id)
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
    if talk is not None:
        lines.append(("Rozmowa z komisją", f"{format_moment(talk.at)}; pytań w planie: {len(talk.questions)}"))
    return tuple(lines)


def heard_in(case: Enrolment) -> dict[str, list[str]]:
    """Criterion -> lines on what the members heard in the talk and noted during the work.

    For callers who have made sure that every seated member has submitted the sheet.
    """
    lines: dict[str, list[str]] = {}
    talk = interview_of(case.id) or {"questions": [], "records": {}}
    planned = {question["id"]: question for question in talk["questions"]}
    for question_id, records in talk["records"].items():
        given = list(records.values())
        lines.setdefault(given[0]["criterion"], []).append(_heard(given, planned.get(question_id)))
    for note in observations_of(case.id, None, everyones=True):
        if note["criterion"]:
            where = f"zadanie {note['task']}, " if note["task"] else ""
            lines.setdefault(note["criterion"], []).append(
                f"Obserwacja ({where}{local(note['at']):%H:%M}, {note['member']}): {note['text']}"
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
