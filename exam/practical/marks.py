"""Entries of a sealed journal that a reader looks for: where answers were given, and what each criterion rests on."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext as _

from exam.practical import results
from exam.practical.answering import answers_of_attempt
from exam.practical.models import PracticalAttempt
from sandbox_crm.travel.steps import Mark


def marks_of(current: PracticalAttempt) -> tuple[Mark, ...]:
    """The marks of an attempt's journal: answers at their receipt, and the entries its findings name, by criterion."""
    return (*_of_criteria(results.kept_judgement(current)), *_of_answers(current))


def _of_criteria(judgement: dict[str, Any] | None) -> list[Mark]:
    found: dict[tuple[str, int], None] = {}
    for criterion in (judgement or {}).get("criteria", ()):
        for finding in criterion["findings"]:
            for seq in finding["journal"]:
                found.setdefault((criterion["criterion"], int(seq)))
    head = _("Criteria: entries they rest on")
    return [Mark(seq, _("%(code)s, entry %(seq)s", code=code, seq=seq), head) for code, seq in sorted(found)]


def _of_answers(current: PracticalAttempt) -> list[Mark]:
    numbers = {question["id"]: number for number, question in enumerate(current.variant["questions"], start=1)}
    last = {one["question_id"]: int(one["journal_seq"]) for one in answers_of_attempt(current.id)}
    head = _("Answers: when they were given")
    return [Mark(seq, _("Question %(number)s", number=numbers[name]), head)
            for name, seq in sorted(last.items(), key=lambda pair: pair[1]) if name in numbers]
