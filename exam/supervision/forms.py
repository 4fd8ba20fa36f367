"""Forms of the operator's day. Every reason typed here goes into the protocol."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import (
    BooleanField,
    IntegerField,
    RadioField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
    TimeField,
)
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Length, Optional

from exam.supervision.acts import DOCUMENTS
from exam.supervision.breaking_off import GROUNDS as GROUNDS_OF_BREAKING
from exam.supervision.incidents import GROUPS

SHORT, LONG = Length(max=300), Length(max=2000)
CHOOSE = SelectChoice("", _l("– choose –"))
NEEDED = InputRequired(_l("Fill in this field."))


class OpenForm(FlaskForm):
    """Opening a step; the reason is needed before the planned hour only."""

    early_reason = StringField(_l("Reason for starting before the planned hour"), [Optional(), SHORT])


class IdentityForm(FlaskForm):
    """Recognising a candidate by a document."""

    document = SelectField(_l("Document shown"), choices=[CHOOSE, *(SelectChoice(*pair) for pair in DOCUMENTS.items())])
    agrees = BooleanField(_l("The photo and the name agree with the person and the enrolment"))


class TimeForm(FlaskForm):
    """A change of time."""

    act = RadioField(_l("What to do"), [NEEDED], choices=[
        SelectChoice("pause", _l("stop the clock")), SelectChoice("resume", _l("let it run on")),
                                                          SelectChoice("extend", _l("extend"))])
    minutes = IntegerField(_l("Extend by (minutes)"), [Optional()])
    reason = StringField(_l("Reason"), [NEEDED, SHORT])


class ReasonForm(FlaskForm):
    """An act that needs nothing but a reason."""

    reason = StringField(_l("Reason"), [NEEDED, SHORT])


class BreakOffForm(FlaskForm):
    """Breaking off the practical part; the members are ticked on the page."""

    ground = SelectField(_l("Reason"), choices=[CHOOSE, *(SelectChoice(*pair) for pair in GROUNDS_OF_BREAKING.items())])
    text = TextAreaField(_l("What happened"), [Optional(), LONG])
    members = SelectMultipleField(_l("Members of the committee who decided"), [Optional()])


class MoveForm(FlaskForm):
    """A fresh code, at the same or another station."""

    station = SelectField(_l("Station"), coerce=int)
    reason = StringField(_l("Reason"), [NEEDED, SHORT])


class IncidentForm(FlaskForm):
    """An event of the day."""

    category = SelectField(_l("Kind of event"), [NEEDED])
    enrolment_id = SelectField(_l("Candidate"), [Optional()])
    at = TimeField(_l("Hour"), [NEEDED])
    text = TextAreaField(_l("What happened and what was done"), [NEEDED, LONG])

    def offer(self, cases: list) -> IncidentForm:
        """Fill the lists: categories by their groups, candidates by number and station."""
        self.category.choices = [CHOOSE, *(SelectChoice(key, words, optgroup=str(name))
                                           for name, entries in GROUPS.values() for key, words in entries.items())]
        self.enrolment_id.choices = [SelectChoice("", _l("the whole room")),
                                     *(SelectChoice(str(case.id), f"{case.number} · {case.person.name}") for case in cases)]
        return self


class ClosingForm(FlaskForm):
    """The closing list; its ticks are drawn by the page."""

    remarks = TextAreaField(_l("Remarks to the list"), [Optional(), LONG])
