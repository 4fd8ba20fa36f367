"""What members type during the work and the talk, read from a sent form. Faults keep everything that was typed."""

from __future__ import annotations

from werkzeug.datastructures import MultiDict

from exam.practical.talk import Heard


def heard_from(form: MultiDict[str, str]) -> Heard:
    """A member's record of one answer: ticked points, ticked critical errors, summary, what reading it back brought."""
    errors = [int(value) for value in form.getlist("critical_errors") if value.isascii() and value.isdigit() and len(value) < 5]
    return Heard(form.get("summary", ""), form.getlist("points"), errors, form.get("read_back", ""), form.get("objection", ""))


def own_from(form: MultiDict[str, str]) -> dict[str, str]:
    """A member's own question: the criterion, the words, the reason."""
    return {name: form.get(name, "") for name in ("criterion", "own_question", "reason")}
