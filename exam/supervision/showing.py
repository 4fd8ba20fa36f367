"""What the operator's pages share: the forms' faults shown beside their fields, the words for levels."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime, time
from typing import Any
from uuid import UUID

from flask import flash
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm

from app.clock import WARSAW, local
from app.db import db
from app.errors import Invalid
from exam.sittings.models import Enrolment, Sitting
from exam.sittings.people import sitting

LEVEL_WORDS = {"bad": _l("needs help"), "look": _l("look here"), "good": _l("working"), "waits": _l("waiting"),
               "done": _l("finished")}


def show_faults(form: FlaskForm, refusal: Invalid) -> None:
    """Put an Invalid's words beside the fields of a form; what has no field is flashed."""
    placed = False
    for name, words in refusal.fields.items():
        if name in form:
            form[name].errors = [*form[name].errors, str(words)]
            placed = True
    if not placed:
        flash(str(refusal.message), "danger")


def cases_of(of: Sitting) -> list[Enrolment]:
    """The cases of a sitting by number."""
    return sorted(of.enrolments, key=lambda case: case.number)


def fresh(sitting_id: UUID) -> Sitting:
    """A sitting read anew."""
    return sitting(sitting_id)


def case_or_none(text: str | None) -> Enrolment | None:
    """A case chosen in a list, None for nothing or for what is no id."""
    try:
        return db.session.get(Enrolment, UUID(text)) if text else None
    except ValueError:
        return None


def at_hour(hour: time, moment: datetime) -> datetime:
    """An hour typed today in Warsaw, as a naive UTC moment."""
    today = local(moment).date()
    return datetime.combine(today, hour, WARSAW).astimezone(UTC).replace(tzinfo=None)


def flash_all(words: Iterable[Any], category: str) -> None:
    """Flash several sentences."""
    for sentence in words:
        flash(str(sentence), category)
