"""Forms of merging, verification and segments."""

from __future__ import annotations

from typing import Any

from flask import request
from flask_babel import lazy_gettext as _l

from sandbox_crm.clients import labels
from sandbox_crm.clients.contact_verification import COMPARED
from sandbox_crm.clients.parsing import ACCOUNT_FIELDS, CONTACT_FIELDS
from sandbox_crm.clients.verification import ASKED
from sandbox_crm.fields import CHOOSE, AtMost, ChecksField, ChoiceField, NoteField, Required
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


class SourceForm(VersionedForm):
    """account.verify and contact.verify against a page, a call or a document: ``source``, for every field what the source
    says (``found-<name>``) or whether it agrees (``results-<name>``), repeated ``accepted_fields``, ``note``."""

    LABELS = labels.ACCOUNT_LABELS
    FIELDS: tuple[str, ...] = ASKED
    source = ChoiceField(_l("Checked against"), [Required(_l("Choose the source."))], blank=CHOOSE)
    accepted_fields = ChecksField(_l("Take over"))
    note = NoteField(_l("Note"), [AtMost(2000)])

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.source.offer([pair for pair in labels.VERIFICATION_SOURCES.items() if pair[0] != "register"])
        self.accepted_fields.choices = [(name, self.LABELS[name]) for name in self.FIELDS]

    @property
    def found(self) -> dict[str, str]:
        """What the source says, as it was typed."""
        return {name: request.form.get(f"found-{name}", "") for name in self.FIELDS}

    @property
    def results(self) -> dict[str, str]:
        """Whether the source agrees, where that was said."""
        return {name: request.form.get(f"results-{name}", "") for name in self.FIELDS}

    @property
    def args(self) -> dict[str, Any]:
        """The command's arguments."""
        return {**super().args, "found": {name: text for name, text in self.found.items() if text.strip()},
                "results": {name: result for name, result in self.results.items() if result}}

    def rows(self, record: Any) -> list[tuple[Any, ...]]:
        """Field, label, what the CRM holds, what was typed, the chosen result, messages: as the page shows them."""
        faults = self.refusal.fields if self.refusal else {}
        found, results = self.found, self.results
        return [(name, self.LABELS[name], getattr(record, name), found[name], results[name],
                 [message for key, message in faults.items() if key in (f"found-{name}", f"results-{name}")])
                for name in self.FIELDS]


class ContactVerificationForm(SourceForm):
    """contact.verify; the register is a source too where it holds the person's firm."""

    LABELS = labels.CONTACT_LABELS
    FIELDS = COMPARED

    def __init__(self, entry: RegisterEntry | None, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.entry = entry
        if entry is not None:
            self.source.offer(labels.VERIFICATION_SOURCES.items())

    @property
    def args(self) -> dict[str, Any]:
        """With the entry of the register about the person's firm."""
        by_register = self.source.data == "register" and self.entry is not None
        return {**super().args, "register_entry_id": self.entry.id if by_register and self.entry else None}


class RegisterForm(CrmForm):
    """account.verify against an entry of the register, which the address fixes: repeated ``accepted_fields``, ``note``."""

    source = ChoiceField(_l("Checked against"), choices=[("register", labels.VERIFICATION_SOURCES["register"])])
    accepted_fields = ChecksField(_l("Take over"))
    note = NoteField(_l("Note"), [AtMost(2000)])

    def __init__(self, fields: tuple[str, ...], *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.accepted_fields.choices = [(name, labels.ACCOUNT_LABELS[name]) for name in fields]
