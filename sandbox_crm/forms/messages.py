"""Forms of messages and of the history: `message.send`, `message.save_draft`, `interaction.record`, `interaction.correct`."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _l

from sandbox_crm.bench import Workbench
from sandbox_crm.fields import CHOOSE, NONE, AtMost, ChecksField, ChoiceField, IsoDateField, NoteField, Required, TextField
from sandbox_crm.history.labels import DIRECTION, EVENT_KIND
from sandbox_crm.picking import RecordField
from sandbox_crm.submitting import CrmForm, VersionedForm


class LinkedForm(CrmForm):
    """What ties a message or an event to the client."""

    account_id = RecordField(_l("Account"), of="account", blank=NONE)
    contact_id = RecordField(_l("Contact person"), of="contact", blank=NONE)
    opportunity_id = RecordField(_l("Opportunity"), of="opportunity", blank=NONE)
    offer_id = RecordField(_l("Offer"), of="offer", blank=NONE)

    def offer_links(self, bench: Workbench) -> None:
        """Fill the lists to choose from."""
        self.account_id.offer_records(bench.session)
        for field in (self.contact_id, self.opportunity_id, self.offer_id):
            field.offer_records(bench.session, self.account_id.data)


class MessageForm(LinkedForm):
    """A message to send. Several addresses are typed with commas or semicolons between them."""

    to = TextField(_l("To"), [AtMost(1000)])
    cc = TextField(_l("Copy to"), [AtMost(1000)])
    subject = TextField(_l("Subject"), [AtMost(250)])
    body = NoteField(_l("Text of the message"), [AtMost(50_000)])
    attachment_ids = ChecksField(_l("Files kept in the system"), coerce=int)

    @property
    def args(self) -> dict[str, Any]:
        """The arguments; an empty text is an empty text."""
        values = super().args
        return {**values, "to": values["to"] or "", "subject": values["subject"] or "", "body": values["body"] or "",
                "attachment_ids": values["attachment_ids"] or []}


class DraftForm(MessageForm, VersionedForm):
    """A draft, to be sent or kept on."""


class InteractionForm(LinkedForm):
    """An event in the history of a client."""

    FIELDS = ("kind", "direction", "happened_on", "subject", "body", "result", "account_id", "contact_id", "opportunity_id",
              "offer_id", "message_id")

    kind = ChoiceField(_l("Kind of event"), [Required()], choices=EVENT_KIND.items(), blank=CHOOSE)
    direction = ChoiceField(_l("Direction"), choices=DIRECTION.items(), default="outgoing")
    happened_on = IsoDateField(_l("Date of the event"), [Required()])
    subject = TextField(_l("Subject"), [Required(), AtMost(250)])
    body = NoteField(_l("What was said or done"), [AtMost(20_000)])
    result = NoteField(_l("Result, arrangements"), [AtMost(4000)])
    message_id = RecordField(_l("Message"), of="message", blank=NONE)
