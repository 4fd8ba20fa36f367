"""How a form carries out a command: parse, one call, and the refusal back to the fields with everything typed kept."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import request
from flask_wtf import FlaskForm
from wtforms import HiddenField

from sandbox_crm.bench import Refused, Stale, Workbench
from sandbox_crm.wording import STALE as STALE


class CrmForm(FlaskForm):
    """A form whose field names are its command's argument names."""

    #: fields that are not arguments of the command
    NOT_ARGS: tuple[str, ...] = ("csrf_token",)

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.refusal: Refused | None = None
        self.answer(200)

    def answer(self, http_status: int) -> None:
        """Set ``http_status`` of the page that shows the form; it is also ``status`` where no field has that name."""
        self.http_status = http_status
        if "status" not in self._fields:
            self.status = http_status

    @property
    def args(self) -> dict[str, Any]:
        """The command's arguments as typed."""
        return {name: value for name, value in self.data.items() if name not in self.NOT_ARGS}

    @property
    def faults(self) -> list[tuple[str, Any]]:
        """``(field id, message)`` for the summary above the form."""
        found: list[tuple[str, Any]] = []
        for field in self:
            found += [(field.id, message) for message in _messages(field.errors)]
        return found

    @property
    def disputed(self) -> list[tuple[Any, str, str]]:
        """For a stale save: ``(label, value stored now, value typed here)`` of the fields that differ."""
        if not isinstance(self.refusal, Stale):
            return []
        labels = {field.name: field.label.text for field in self if field.name not in (*self.NOT_ARGS, "row_version")}
        return [(label, self._shown(name, stored), self._shown(name, offered))
                for label, stored, offered, name in differences(self.refusal, labels)]

    def _shown(self, name: str, value: Any) -> str:
        """A value as its field shows it."""
        if value in (None, ""):
            return "–"
        field = self._fields[name]
        for code, label in getattr(field, "choices", None) or ():
            if str(code) == str(value):
                return str(label)
        return field.write(value) if isinstance(value, int) and hasattr(field, "write") else _text(value)


class VersionedForm(CrmForm):
    """A form that changes a record: carries the version it was opened on, so that a stale save is noticed."""

    row_version = HiddenField()

    @property
    def args(self) -> dict[str, Any]:
        """The command's arguments; a record that is being added has no version."""
        args = super().args
        return args if args.get("row_version") else {name: value for name, value in args.items() if name != "row_version"}


def submit(bench: Workbench, form: CrmForm, carry_out: Callable[..., Any], **args: Any) -> Any:
    """Carry out the command with the form's values (``args`` come first). Returns its result, or None when the form
    was not sent or not accepted: then ``form.http_status`` is 200, 409 or 422 and the fields carry the messages."""
    if not form.is_submitted() or request.form.get("find"):  # the button that only narrows a list of records
        return None
    if not form.validate():
        form.answer(422)
        said = {name: " ".join(str(one) for one in _messages(errors)) for name, errors in form.errors.items()}
        bench.refusals.append((carry_out.command, Refused("", said)))  # type: ignore[attr-defined]
        return None
    result, refused = bench.attempt(carry_out, **{**form.args, **args})
    if refused is None:
        return result if result is not None else True
    show_refused(form, refused)
    return None


def show_refused(form: CrmForm, refused: Refused) -> None:
    """Put a refusal's messages at the fields they speak of, the rest into the summary."""
    form.refusal = refused
    form.answer(refused.status)
    if isinstance(refused, Stale) and "row_version" in form:
        form["row_version"].data = refused.current["row_version"]  # saving again is then a decision, not an accident
    for name, message in refused.fields.items():
        field = form._fields.get(name)
        if field is not None:
            field.errors = [*field.errors, message]


def differences(stale: Stale, labels: dict[str, Any]) -> list[tuple[Any, Any, Any, str]]:
    """For a stale save: ``(label, value stored now, value offered, field)`` of the fields that differ."""
    return [(labels[name], stale.current.get(name), value, name) for name, value in stale.offered.items()
            if name in labels and _text(stale.current.get(name)) != _text(value)]


def _text(value: Any) -> str:
    return "" if value is None else str(value.isoformat() if hasattr(value, "isoformat") else value)


def _messages(errors: Any) -> list[Any]:
    flat: list[Any] = []
    for error in errors.values() if isinstance(errors, dict) else errors:
        flat += _messages(error) if isinstance(error, list | tuple | dict) else [error]
    return flat
