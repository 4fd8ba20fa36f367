"""The form of `contact.bulk_update`: ``contact_ids`` repeated, ``field``, the value typed for that field, and ``sure``:
without it the form only says whom the change would touch."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext as _
from sqlalchemy.orm import Session
from wtforms import HiddenField
from wtforms.validators import ValidationError

from app.polish.text import fold
from sandbox_crm.clients import choices
from sandbox_crm.clients.contact_bulk import BULK_FIELDS
from sandbox_crm.clients.labels import CONTACT_LABELS
from sandbox_crm.fields import IdsField
from sandbox_crm.forms.bulk import BulkForm

_FLAGS = ("do_not_call", "active")
#: fields that every person has a value of
_ALWAYS = ("decision_role", *_FLAGS)


class ContactBulkForm(BulkForm):
    """One value for many people; what is not always there may be emptied."""

    NOT_ARGS = ("csrf_token", "sure")

    contact_ids = IdsField()
    sure = HiddenField()

    def __init__(self, session: Session):
        none, flags = [("", _("not given"))], [("yes", _("yes")), ("no", _("no"))]
        offered = {name: flags if name in _FLAGS else (none if name not in _ALWAYS else []) + choices.choices_of(session, name)
                   for name in BULK_FIELDS if name != "department"}
        super().__init__({name: CONTACT_LABELS[name] for name in BULK_FIELDS}, offered)

    def validate_value(self, field: Any) -> None:
        """The value as the chosen field holds it: a code, or the word for it where no script offers the list."""
        name, text = self.field.data, field.data
        if not text and name in _ALWAYS:
            raise ValidationError(_("Choose the value to set."))
        for code, label in self.values.get(name, ()) if text else ():
            if fold(text) in (fold(str(code)), fold(str(label))):
                text = str(code)
        field.data = text in ("yes", "tak") if name in _FLAGS and text in ("yes", "no") else text

    @property
    def field_label(self) -> Any:
        """What the chosen field is called."""
        return CONTACT_LABELS[self.field.data]

    @property
    def value_label(self) -> Any:
        """The chosen value in words."""
        code = {True: "yes", False: "no", None: ""}.get(self.value.data, self.value.data)
        return dict(self.values.get(self.field.data, ())).get(code, code or _("not given"))
