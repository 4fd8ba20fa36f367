"""The two forms of the front door."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import StringField
from wtforms.validators import InputRequired, Length


class CodeForm(FlaskForm):
    """The printed code of a part."""

    code = StringField(_l("Code from your slip"), [InputRequired(_l("Type the code from your slip.")), Length(max=40)],
                       render_kw={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"})
    wrong = _l("This code does not sign in. Check it letter by letter; each code works once. If it still fails, ask the "
               "operator for a new one.")


class PortalForm(FlaskForm):
    """Candidate number and portal code from the enrolment letter."""

    number = StringField(_l("Candidate number"),
                         [InputRequired(_l("Type the candidate number from the letter.")), Length(max=40)],
                         render_kw={"autocomplete": "username", "inputmode": "numeric"})
    portal_code = StringField(_l("Portal code"), [InputRequired(_l("Type the portal code from the letter.")), Length(max=40)],
                              render_kw={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"})
    wrong = _l("The candidate number and the portal code do not belong together. Check both on the enrolment letter.")
