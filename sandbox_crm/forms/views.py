"""The form of `view.save`. ``filters`` is hidden JSON: the list as the address shows it."""

from __future__ import annotations

import json
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import HiddenField
from wtforms.validators import ValidationError

from sandbox_crm.fields import AtMost, ChoiceField, IsoDateField, Required, TextField
from sandbox_crm.models.work import VIEW_KINDS
from sandbox_crm.submitting import CrmForm


class JsonField(HiddenField):
    """A hidden value in JSON; empty is an empty filter."""

    def process_formdata(self, valuelist: list[str]) -> None:
        self.data = {}
        if valuelist and valuelist[0].strip():
            try:
                self.data = json.loads(valuelist[0])
            except ValueError as fault:
                raise ValidationError(_l("The filter cannot be read. Open the list again.")) from fault
        if not isinstance(self.data, dict):
            raise ValidationError(_l("The filter cannot be read. Open the list again."))

    def _value(self) -> str:
        return json.dumps(self.data or {}, ensure_ascii=False)


class NamesField(HiddenField):
    """A hidden list of names with commas between them; empty is ``None``."""

    def process_formdata(self, valuelist: list[str]) -> None:
        self.data = [name for value in valuelist for name in value.split(",") if name] or None

    def _value(self) -> str:
        return ",".join(self.data or ())


class ViewForm(CrmForm):
    """A list's name; the rest comes with it."""

    entity = HiddenField()
    name = TextField(_l("View’s name"), [Required(), AtMost(80)])
    kind = ChoiceField(_l("Kind of view"), choices=[(kind, kind) for kind in VIEW_KINDS], default="list")
    filters = JsonField()
    date_from = IsoDateField(_l("From"))
    date_to = IsoDateField(_l("To"))
    sort = HiddenField()
    group_by = HiddenField()
    columns = NamesField()

    @property
    def args(self) -> dict[str, Any]:
        """The arguments; empty texts are None."""
        return {name: None if value == "" else value for name, value in super().args.items()}
