"""Form fields of the CRM: what people type, read strictly, as the values that commands take."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from flask_babel import lazy_gettext as _l
from markupsafe import Markup
from wtforms import BooleanField, Field, SelectField, SelectMultipleField, StringField, TextAreaField
from wtforms.validators import StopValidation, ValidationError
from wtforms.widgets import CheckboxInput, DateInput, ListWidget, TextInput

from app.polish.amounts import Unreadable, format_amount, format_quantity, parse_amount, parse_quantity
from app.polish.dates import parse_date
from sandbox_crm.wording import MISSING

AMOUNT_FAULTS = {
    "sign": _l("The number cannot be negative."),
    "notation": _l("This is not a number. Write it like 1 234,56, without a full stop between thousands."),
    "places": _l("There are too many digits after the comma. Write it like 1 234,56."),
    "size": _l("The number is too large. It may have at most 12 digits before the comma."),
}

#: what an empty choice is called: of a field that must be given (and of one that a filled row needs); of one that holds a
#: fact about the record; of one that points to another record or person. Any other says in a word what empty means
CHOOSE, NOT_GIVEN, NONE = _l("Choose…"), _l("not given"), _l("none")


class Required:
    """A validator: something must be given. Marks the label; the browser's own check stays off."""

    field_flags = {"must": True}

    def __init__(self, message: Any = None):
        self.message = message or MISSING

    def __call__(self, form: Any, field: Any) -> None:
        if field.errors:
            raise StopValidation()
        if field.data in (None, "", []):
            raise StopValidation(self.message)


class AtMost:
    """A validator: at most so many signs."""

    def __init__(self, signs: int):
        self.signs = signs

    def __call__(self, form: Any, field: Any) -> None:
        if field.data and len(field.data) > self.signs:
            raise ValidationError(_l("The text is too long: at most %(signs)s characters.", signs=self.signs))


class _Typed(Field):
    """A one-line field that keeps what was typed when it cannot be read."""

    widget = TextInput()

    def process_formdata(self, valuelist: list[str]) -> None:
        if not valuelist:
            return
        self.typed = valuelist[0]
        text = self.typed.strip()
        self.data = None if not text else self.read(text)

    def _value(self) -> str:
        if self.raw_data:
            return str(self.raw_data[0])
        return "" if self.data is None else self.write(self.data)

    def read(self, text: str) -> Any:
        """The value of a text; a field of a kind of its own raises ValueError with words for people."""
        return text

    def write(self, value: Any) -> str:
        """A value as the field shows it."""
        return str(value)


class TextField(StringField):
    """One line of text, trimmed; an empty line is ``None``."""

    def process_formdata(self, valuelist: list[str]) -> None:
        if valuelist:
            self.data = " ".join(valuelist[0].split()) or None


class NoteField(TextAreaField):
    """Several lines of text; empty is ``None``."""

    def process_formdata(self, valuelist: list[str]) -> None:
        if valuelist:
            self.data = valuelist[0].replace("\r\n", "\n").strip() or None


class MoneyField(_Typed):
    """An amount typed in złoty ("12 345,67"), kept as integer grosze."""

    kind = "money"

    def read(self, text: str) -> int:
        try:
            return parse_amount(text)
        except Unreadable as fault:
            raise ValueError(AMOUNT_FAULTS[fault.reason]) from fault

    def write(self, value: int) -> str:
        return format_amount(value)


class QuantityField(_Typed):
    """A quantity typed as "2,5", kept as integer thousandths."""

    kind = "quantity"

    def read(self, text: str) -> int:
        try:
            return parse_quantity(text)
        except Unreadable as fault:
            raise ValueError(AMOUNT_FAULTS[fault.reason]) from fault

    def write(self, value: int) -> str:
        return format_quantity(value)


class WholeField(_Typed):
    """A whole number between ``least`` and ``most``; with ``unit`` shown behind the field."""

    kind = "whole"

    def __init__(self, *args: Any, least: int = 0, most: int = 1_000_000_000, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.least, self.most = least, most

    def read(self, text: str) -> int:
        bare = text.replace("\u00a0", "").replace(" ", "").removesuffix("%")
        if not bare.removeprefix("-").isdecimal():
            raise ValueError(_l("Write a whole number."))
        if not self.least <= int(bare) <= self.most:
            raise ValueError(_l("Write a whole number from %(least)s to %(most)s.", least=self.least, most=self.most))
        return int(bare)


class IsoDateField(_Typed):
    """A date from the browser's date field (RRRR-MM-DD); DD.MM.RRRR is read too."""

    widget = DateInput()
    kind = "date"

    def read(self, text: str) -> Any:
        try:
            return parse_date(text)
        except ValueError as fault:
            raise ValueError(_l("This is not a date. Write it like 24.12.2026.")) from fault

    def write(self, value: Any) -> str:
        return value.isoformat()


class ChoiceField(SelectField):
    """One of a list of ``(value, label)``; with ``blank`` (see `CHOOSE`) the empty choice is ``None``. Ids: ``coerce=int``."""

    def __init__(self, label: Any = None, validators: Any = None, *, choices: Iterable[tuple[Any, Any]] = (),
                 coerce: Callable[[Any], Any] = str, blank: Any = None, **kwargs: Any):
        self.blank, self._plain = blank, coerce
        super().__init__(label, validators, coerce=self._coerced, choices=(), **kwargs)
        self.offer(choices)

    def offer(self, choices: Iterable[tuple[Any, Any]]) -> None:
        """Set the choices (with the empty one before them where there is one)."""
        self.choices = ([("", self.blank)] if self.blank is not None else []) + list(choices)

    def _coerced(self, value: Any) -> Any:
        return None if value in (None, "", "None") else self._plain(value)

    def pre_validate(self, form: Any) -> None:
        if self.data is None and self.blank is None:
            raise ValidationError(_l("Choose one of the list."))
        if self.data is not None and not any(self._coerced(value) == self.data for value, _label in self.choices):
            raise ValidationError(_l("This choice is not on the list. Choose one of the list."))

    def _choices_generator(self, choices: Any) -> Any:
        for value, label in choices:
            yield value, label, self._coerced(value) == self.data, {}


class ChecksField(SelectMultipleField):
    """Several of a list, as checkboxes; nothing checked is an empty list."""

    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()
    kind = "checks"

    def pre_validate(self, form: Any) -> None:
        known = {self.coerce(value) for value, *_rest in self.choices or ()}
        if not set(self.data or ()) <= known:
            raise ValidationError(_l("This choice is not on the list. Choose one of the list."))


class FlagField(BooleanField):
    """Yes or no, as one checkbox."""

    kind = "flag"


class IdsField(Field):
    """Repeated inputs with record ids (the rows ticked in a list)."""

    widget = staticmethod(lambda field, **_attributes: Markup().join(
        Markup('<input type="hidden" name="{}" value="{}">').format(field.name, number) for number in field.data or ()))

    def process_formdata(self, valuelist: list[str]) -> None:
        self.data = [int(value) for value in valuelist if value.isdecimal()]
