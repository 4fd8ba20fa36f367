"""Forms of staff accounts."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import SelectMultipleField, StringField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import Email, InputRequired, Length, Optional
from wtforms.widgets import CheckboxInput, ListWidget

from app.identity import ROLE_NAMES, STAFF_ROLES

TEXT = Length(max=200)


class RolesField(SelectMultipleField):
    """Roles as ticks."""

    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()


class AccountForm(FlaskForm):
    """Details and roles of an account."""

    name = StringField(_l("First and last name"), [InputRequired(_l("Type the first and last name.")), TEXT])
    email = StringField(_l("E-mail"), [Optional(), TEXT, Email(_l("This is not an e-mail address."))])
    phone = StringField(_l("Telephone"), [TEXT])
    employer = StringField(_l("Employer"), [TEXT])
    roles = RolesField(_l("Roles"), choices=[SelectChoice(str(role), ROLE_NAMES[role]) for role in STAFF_ROLES])


class NewAccountForm(AccountForm):
    """A new account."""

    login = StringField(_l("Login"), [InputRequired(_l("Type a login.")), Length(max=40)], render_kw={"autocomplete": "off"})
