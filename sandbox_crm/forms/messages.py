"""Forms of messages and of the history: `message.send`, `interaction.record`, `interaction.correct`."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _l

from sandbox_crm.bench import Workbench
from sandbox_crm.fields import AtMost, ChecksField, ChoiceField, IsoDateField, NoteField, Required, TextField
from sandbox_crm.history.labels import DIRECTION, EVENT_KIND
from sandbox_crm.sales import choices
from sandbox_crm.submitting import CrmForm

Pairs = list[tuple[int, str]]


class LinkedForm(CrmForm):
    """What ties a message or an event to the client."""

    account_id = ChoiceField(_l("Account"), coerce=int, blank=_l("– none –"))
    contact_id = ChoiceField(_l("Contact person"), coerce=int, blank=_l("– none –"))
    opportunity_id = ChoiceField(_l("Opportunity"), coerce=int, blank=_l("– none –"))
    offer_id = ChoiceField(_l("Offer"), coerce=int, blank=_l("– none –"))

    def offer_links(self, bench: Workbench, offers: Pairs) -> None:
        """Fill the lists to choose from."""
        self.account_id.offer(choices.accounts(bench))
        self.contact_id.offer(choices.contacts(bench, self.account_id.data))
        self.opportunity_id.offer(choices.opportunities(bench))
        self.offer_id.offer(offers)


class MessageForm(LinkedForm):
    """A message to send. Several addresses are typed with commas or semicolons between them."""

    to = TextField(_l("To"), [AtMost(1000)])
    cc = TextField(_l("Copy to"), [AtMost(1000)])
    subject = TextField(_l("Subject"), [AtMost(250)])
    body = NoteField(_l("Text of the message"), [AtMost(50_000)])
    attachment_ids = ChecksField(_l("Attachments"), coerce=int)

    @property
    def args(self) -> dict[str, Any]:
        """The arguments; an empty text is an empty text."""
        values = super().args
        return {**values, "to": values["to"] or "", "subject": values["subject"] or "", "body": values["body"] or "",
                "attachment_ids": values["attachment_ids"] or []}


class InteractionForm(LinkedForm):
    """An event in the history of a client."""

    FIELDS = ("kind", "direction", "happened_on", "subject", "body", "result", "account_id", "contact_id", "opportunity_id",
              "offer_id", "message_id")

    kind = ChoiceField(_l("Kind of event"), [Required()], choices=EVENT_KIND.items(), blank=_l("– choose –"))
    direction = ChoiceField(_l("Direction"), choices=DIRECTION.items(), default="outgoing")
    happened_on = IsoDateField(_l("Date of the event"), [Required()])
    subject = TextField(_l("Subject"), [Required(), AtMost(250)])
    body = NoteField(_l("What was said or done"), [AtMost(20_000)])
    result = NoteField(_l("Result, arrangements"), [AtMost(4000)])
    message_id = ChoiceField(_l("Message"), coerce=int, blank=_l("– none –"))
