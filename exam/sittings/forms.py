"""Forms of planning, staff and enrolment."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from flask_wtf.file import FileField, FileRequired
from wtforms import (
    BooleanField,
    DateField,
    IntegerField,
    SelectField,
    StringField,
    TextAreaField,
    TimeField,
)
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Length, NumberRange, Optional

from exam.sittings.admission import REASONS
from exam.sittings.appointments import EDUCATION_NAMES, FUNCTION_NAMES
from exam.sittings.models import Function

NEEDED = InputRequired(_l("Fill in this field."))
SHORT, LONG = Length(max=200), Length(max=4000)


def listed(pairs: Iterable[tuple[str, Any]]) -> list[SelectChoice]:
    """(value, words) as the choices of a list."""
    return [SelectChoice(value, words) for value, words in pairs]


def blank_to_none(text: str | None) -> str | None:
    """Typed text without spaces around it; None for nothing."""
    return (text or "").strip() or None


class SittingForm(FlaskForm):
    """The plan of a sitting."""

    place = StringField(_l("Place (address and room)"), [NEEDED, SHORT])
    on_date = DateField(_l("Date of the sitting"), [NEEDED])
    theory_at = TimeField(_l("Theoretical test begins at"), [NEEDED])
    practical_at = TimeField(_l("Practical part begins at"), [NEEDED])
    break_reason = StringField(_l("Reason for a shorter break"), [SHORT])
    pack_id = SelectField(_l("Scenario of the practical part"), [NEEDED])
    law_as_of = DateField(_l("Legal status as of"), [NEEDED])
    stations = IntegerField(_l("Stations for candidates"), [NEEDED, NumberRange(1, 40)], default=8)
    spare = IntegerField(_l("Spare stations"), [InputRequired(), NumberRange(0, 10)], default=1)
    allowed_aids = TextAreaField(_l("Aids allowed in the theoretical test"), [LONG])
    practice_aids = TextAreaField(_l("Aids allowed in the practical part"), [LONG])
    talk_aids = TextAreaField(_l("Aids allowed in the talk"), [LONG])
    allowed_addresses = TextAreaField(_l("Internet addresses that may be opened"), [LONG])


class AppointForm(FlaskForm):
    """A person and a function."""

    user_id = SelectField(_l("Person"), [NEEDED])
    function = SelectField(_l("Function"), [NEEDED], choices=listed((str(key), FUNCTION_NAMES[key]) for key in Function))


class ProofForm(FlaskForm):
    """A proof of qualifications."""

    for_function = SelectField(_l("Proof for the function"), [NEEDED], choices=listed([
        ("member", _l("member of the validation committee")), ("operator", _l("examination system operator"))]))
    education = SelectField(_l("Education"), [NEEDED], choices=listed(EDUCATION_NAMES.items()), default="secondary")
    years_supervising = IntegerField(_l("Years of directing or supervising CRM operators"),
                                     [InputRequired(_l("Type a whole number.")), NumberRange(0, 60)], default=0)
    computer_skills = BooleanField(_l("starts and operates the computer and its programs"))
    connection_skills = BooleanField(_l("solves problems with the connection and the browser"))
    proof = StringField(_l("Document that proves it"), [NEEDED, SHORT])
    valid_from = DateField(_l("Proof valid from"), [NEEDED])
    valid_until = DateField(_l("Proof valid until"), [Optional()])


class EnrolmentForm(FlaskForm):
    """An application."""

    first_name = StringField(_l("First name"), [NEEDED, SHORT])
    last_name = StringField(_l("Last name"), [NEEDED, SHORT])
    birth_date = DateField(_l("Date of birth"), [Optional()])
    email = StringField(_l("E-mail"), [SHORT])
    phone = StringField(_l("Telephone"), [SHORT])
    employer = StringField(_l("Employer"), [SHORT])
    organiser = StringField(_l("Where the candidate prepared"), [SHORT])
    trainer = StringField(_l("Who prepared the candidate"), [Length(max=1000)])
    accommodation = IntegerField(_l("More time (per cent)"), [NumberRange(0, 100)], default=0)


class SheetForm(FlaskForm):
    """A spreadsheet of candidates."""

    file = FileField(_l("Spreadsheet with candidates (XLSX)"), [FileRequired(_l("Choose a file."))])


class RefuseForm(FlaskForm):
    """A refusal of admission."""

    reason = SelectField(_l("Reason of the refusal"), [NEEDED], choices=listed(REASONS.items()))
    text = TextAreaField(_l("Facts behind the refusal"), [NEEDED, LONG])


class PreparationForm(FlaskForm):
    """A line of the register of preparation."""

    organiser = StringField(_l("Organiser of the preparation"), [NEEDED, SHORT])
    trainer = StringField(_l("Person who prepared"), [Length(max=1000)])
    date_from = DateField(_l("Beginning of the preparation"), [Optional()])
    date_to = DateField(_l("End of the preparation"), [Optional()])


class ReplaceForm(FlaskForm):
    """A change in a committee."""

    leaves = SelectField(_l("Leaves the committee"), [NEEDED])
    comes = SelectField(_l("Takes the place"), [NEEDED])
    reason = StringField(_l("Reason of the change"), [NEEDED, SHORT])
