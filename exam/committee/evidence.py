"""Which sealed evidence a report names, and the course of the exam in a few lines. In Polish: both go on paper."""

from __future__ import annotations

from datetime import datetime

from app.clock import local
from app.polish.dates import format_moment
from exam.practical.attempts import attempt_of as work_of
from exam.practical.freezing import freeze_of
from exam.practical.talk import plan_of
from exam.sittings.models import Enrolment
from exam.theory.attempts import attempt_of as test_of


def attachments_of(case: Enrolment) -> tuple[tuple[str, str], ...]:
    """Names and SHA-256 of the sealed evidence."""
    test, work, freeze = test_of(case.id), work_of(case.id), freeze_of(case.id)
    found = []
    if test is not None and test.seal_sha:
        found.append(("Test teoretyczny", test.seal_sha))
    if work is not None and work.seal:
        found += [("Praca w systemie CRM (zapis)", work.seal["jsonl_sha256"]), ("Praca w systemie CRM (baza)", work.seal["file_sha256"]),
                  ("Odpowiedzi odczytane z CRM", work.seal["answers_sha256"])]
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
        lines.append(("Część praktyczna", f"{_span(work.opened_at, work.closed_at)}; scenariusz {work.pack_id}, wersja {work.pack_version}, wariant {work.pack_sha[:8]}"))
    if talk is not None:
        lines.append(("Rozmowa z komisją", f"{format_moment(talk.at)}; pytań w planie: {len(talk.questions)}"))
    return tuple(lines)


def _span(start: datetime, end: datetime | None) -> str:
    return f"{format_moment(start)} – {local(end):%H:%M}" if end else f"od {format_moment(start)}"
