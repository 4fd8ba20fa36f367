"""What every bulk change has: one value for many ticked records. ``value`` is typed for the field chosen in ``field``:
a code of its list, a date, or a whole number."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms.validators import ValidationError

from sandbox_crm.fields import CHOOSE, ChoiceField, IsoDateField, Required, TextField
from sandbox_crm.submitting import CrmForm

#: fields whose value is a date, a number of percent, the id of a record
DATES = ("due_on", "start_on", "expected_close")
PERCENTS = ("percent", "probability")
IDS = ("owner_id", "goal_id", "stage_id")
#: fields that may be emptied; an emptied probability is the stage's again
EMPTIED = (*DATES, "probability", "goal_id", "source")


class BulkForm(CrmForm):
    """One value for many records; ``values``: field -> what it offers, for fields that choose from a list."""

    field = ChoiceField(_l("Set"), [Required(_l("Choose what to set."))], blank=CHOOSE)
    value = TextField(_l("to"))

    def __init__(self, labels: dict[str, Any], values: dict[str, list[tuple[Any, Any]]]):
        super().__init__()
        self.values = values
        self.field.offer(labels.items())

    def validate_value(self, field: Any) -> None:
        """Read the value as the chosen field takes it."""
        field.data = read_value(self.field.data, field.data)


def read_value(name: str | None, text: str | None) -> Any:
    """A bulk value typed for a field; raises ValidationError. An empty value is None where the field may be emptied."""
    if not text:
        if name in EMPTIED:
            return None
        raise ValidationError(_("Choose the value to set."))
    if name in DATES:
        try:
            return IsoDateField.read(None, text)  # type: ignore[arg-type]
        except ValueError as fault:
            raise ValidationError(fault.args[0]) from fault
    if name in (*PERCENTS, *IDS):
        bare = text.removesuffix("%").strip()
        if not bare.isascii() or not bare.isdigit() or len(bare) > 9:
            raise ValidationError(_("Write a whole number."))
        return int(bare)
    return text
