"""Forms of merging, verification and segments."""

from __future__ import annotations

from typing import Any

from flask import request
from flask_babel import lazy_gettext as _l

from sandbox_crm.clients import labels
from sandbox_crm.clients.parsing import ACCOUNT_FIELDS
from sandbox_crm.fields import AtMost, ChecksField, ChoiceField, NoteField
from sandbox_crm.models.clients import RegisterEntry
from sandbox_crm.submitting import CrmForm


class MergeForm(CrmForm):
    """account.merge: for every field that differs one input ``fields-<name>`` with "keep" or "drop"."""

    @property
    def args(self) -> dict[str, Any]:
        """``fields`` as the command takes them."""
        sent = {name: request.form.get(f"fields-{name}") for name in ACCOUNT_FIELDS}
        return {"fields": {name: side for name, side in sent.items() if side in ("keep", "drop")}}


class VerificationForm(CrmForm):
    """account.verify: ``source``, ``register_entry_id`` (fixed by the address), repeated ``accepted_fields``, ``note``."""

    source = ChoiceField(_l("Checked against"), choices=labels.VERIFICATION_SOURCES.items())
    accepted_fields = ChecksField(_l("Take over"))
    note = NoteField(_l("Note"), [AtMost(2000)])

    def __init__(self, entry: RegisterEntry | None, fields: tuple[str, ...], *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        if entry is None:
            self.source.offer([pair for pair in labels.VERIFICATION_SOURCES.items() if pair[0] != "register"])
        else:
            self.source.offer([("register", labels.VERIFICATION_SOURCES["register"])])
        self.accepted_fields.choices = [(name, labels.ACCOUNT_LABELS[name]) for name in fields]
