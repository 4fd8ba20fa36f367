"""Commands on the history of a client: people record what happened; a correction stands beside what it corrects."""

from __future__ import annotations

from datetime import date
from typing import Any

from flask_babel import gettext as _

from sandbox_crm.bench import Done, Workbench, command
from sandbox_crm.models.clients import Account, Contact
from sandbox_crm.models.offers import Message, Offer
from sandbox_crm.models.sales import Opportunity
from sandbox_crm.models.work import DIRECTIONS, INTERACTION_KINDS, Interaction
from sandbox_crm.sales.writing import Problems, acting_user, assign

_FIELDS = ("kind", "direction", "happened_on", "subject", "body", "result", "account_id", "contact_id", "opportunity_id",
           "offer_id", "message_id")
_LINKS = {"account_id": Account, "contact_id": Contact, "opportunity_id": Opportunity, "offer_id": Offer,
          "message_id": Message}


@command("interaction.record")
def record_interaction(bench: Workbench, *, kind: str, subject: str, account_id: int | None, direction: str = "outgoing",
                       happened_on: date | None = None, body: str | None = None, result: str | None = None,
                       contact_id: int | None = None, opportunity_id: int | None = None, offer_id: int | None = None,
                       message_id: int | None = None) -> Done:
    """Record an event in a client's history."""
    event = Interaction(user_id=acting_user(bench), origin=bench.actor.kind)
    assign(event, {
        "kind": kind, "direction": direction, "happened_on": happened_on or bench.today, "subject": subject, "body": body,
        "result": result, "account_id": account_id, "contact_id": contact_id, "opportunity_id": opportunity_id,
        "offer_id": offer_id, "message_id": message_id}, _FIELDS)
    account = _checked(bench, event)
    bench.add(event)
    return Done(event, f"Zarejestrowano w historii konta „{account.name}”: {event.subject}")


@command("interaction.correct")
def correct_interaction(bench: Workbench, *, interaction_id: int, **fields: Any) -> Done:
    """Correct an event: a new one with the changed fields is appended and points at the one it corrects."""
    wrong = bench.get(Interaction, interaction_id)
    event = Interaction(user_id=acting_user(bench), corrects_id=wrong.id, origin=bench.actor.kind)
    assign(event, {name: getattr(wrong, name) for name in _FIELDS} | fields, _FIELDS)
    account = _checked(bench, event)
    bench.add(event)
    return Done(event, f"Skorygowano zdarzenie w historii konta „{account.name}”: {event.subject}")


def _checked(bench: Workbench, event: Interaction) -> Account:
    problems = Problems()
    problems.one_of(event, "kind", INTERACTION_KINDS)
    problems.one_of(event, "direction", DIRECTIONS)
    problems.need(event, "subject", _("Enter what the event was about."))
    problems.need(event, "happened_on", _("Enter the date of the event."))
    problems.need(event, "account_id", _("Choose the account whose history this belongs to."))
    found = {name: problems.reference(bench, entity, getattr(event, name), name) for name, entity in _LINKS.items()}
    problems.refuse()
    return found["account_id"]
