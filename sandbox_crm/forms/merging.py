"""Forms of merging, verification and segments."""

from __future__ import annotations

from typing import Any

from flask import request
from flask_babel import lazy_gettext as _l

from sandbox_crm.clients import labels
from sandbox_crm.clients.contact_verification import COMPARED
from sandbox_crm.clients.parsing import ACCOUNT_FIELDS, CONTACT_FIELDS
from sandbox_crm.fields import AtMost, ChecksField, ChoiceField, NoteField, Required
from sandbox_crm.models.clients import RegisterEntry
from sandbox_crm.submitting import CrmForm, VersionedForm


class MergeForm(CrmForm):
    """account.merge: for every field that differs one input ``fields-<name>`` with "keep" or "drop"."""

    FIELDS = ACCOUNT_FIELDS

    @property
    def args(self) -> dict[str, Any]:
        """``fields`` as the command takes them."""
        sent = {name: request.form.get(f"fields-{name}") for name in self.FIELDS}
        return {"fields": {name: side for name, side in sent.items() if side in ("keep", "drop")}}


class ContactMergeForm(MergeForm):
    """contact.merge, in the same shape."""

    FIELDS = CONTACT_FIELDS


class ContactVerificationForm(VersionedForm):
    """contact.verify: ``source``, for every field what the source says (``found-<name>``) or whether it agrees
    (``results-<name>``), repeated ``accepted_fields``, ``note``."""

    source = ChoiceField(_l("Checked against"), [Required(_l("Choose the source."))], blank=_l("choose"))
    accepted_fields = ChecksField(_l("Take over"))
    note = NoteField(_l("Note"), [AtMost(2000)])

    def __init__(self, entry: RegisterEntry | None, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.entry = entry
        self.source.offer([pair for pair in labels.VERIFICATION_SOURCES.items() if pair[0] != "register" or entry is not None])
        self.accepted_fields.choices = [(name, labels.CONTACT_LABELS[name]) for name in COMPARED]

    @property
    def found(self) -> dict[str, str]:
        """What the source says, as it was typed."""
        return {name: request.form.get(f"found-{name}", "") for name in COMPARED}

    @property
    def results(self) -> dict[str, str]:
        """Whether the source agrees, where that was said."""
        return {name: request.form.get(f"results-{name}", "") for name in COMPARED}

    @property
    def args(self) -> dict[str, Any]:
        """The command's arguments; the register is the entry about the person's firm."""
        by_register = self.source.data == "register" and self.entry is not None
        return {**super().args, "found": {name: text for name, text in self.found.items() if text.strip()},
                "results": {name: result for name, result in self.results.items() if result},
                "register_entry_id": self.entry.id if by_register and self.entry else None}


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
