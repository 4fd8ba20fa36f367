"""Screens of the history: record an event, look at one, correct it."""

from __future__ import annotations

from typing import Any

from flask import redirect, render_template, request
from sqlalchemy import select

from sandbox_crm.bench import Workbench
from sandbox_crm.forms.messages import InteractionForm
from sandbox_crm.history.interactions import correct_interaction, record_interaction
from sandbox_crm.history.labels import DIRECTION, EVENT_KIND, ORIGIN
from sandbox_crm.models.clients import Account, Contact
from sandbox_crm.models.company import SalesUser
from sandbox_crm.models.offers import Message, Offer
from sandbox_crm.models.sales import Opportunity
from sandbox_crm.models.work import Interaction
from sandbox_crm.pages import crm_url, page
from sandbox_crm.sales.showing import show_form
from sandbox_crm.submitting import submit

PLACE = "sandbox_crm/history/"
_TIES = ("account_id", "contact_id", "opportunity_id", "offer_id", "message_id")


@page("/interactions/new", methods=("GET", "POST"), writes=True)
def interaction_new(bench: Workbench) -> Any:
    """An event is recorded; the address may name what it is about. Nothing is saved before the form is sent."""
    form = _form(bench, _start(bench) if request.method == "GET" else None)
    made = submit(bench, form, record_interaction)
    if made:
        return redirect(crm_url("interaction_detail", interaction_id=made.id), 303)
    return show_form(PLACE + "form.html", form, corrected=None)


@page("/interactions/<int:interaction_id>")
def interaction_detail(bench: Workbench, interaction_id: int) -> str:
    """An event with what it is tied to."""
    event = bench.get(Interaction, interaction_id)
    entities = {"account_id": Account, "contact_id": Contact, "opportunity_id": Opportunity, "offer_id": Offer,
                "message_id": Message}
    tied = {name: bench.session.get(entity, getattr(event, name)) if getattr(event, name) else None
            for name, entity in entities.items()}
    return render_template(
        PLACE + "detail.html", event=event, tied=tied, kinds=EVENT_KIND, directions=DIRECTION, origins=ORIGIN,
        person=bench.session.get(SalesUser, event.user_id) if event.user_id else None,
        later=bench.session.scalars(select(Interaction).where(Interaction.corrects_id == event.id)).all())


@page("/interactions/<int:interaction_id>/correct", methods=("GET", "POST"), writes=True)
def interaction_correct(bench: Workbench, interaction_id: int) -> Any:
    """An event is corrected by another one."""
    event = bench.get(Interaction, interaction_id)
    form = _form(bench, {name: getattr(event, name) for name in InteractionForm.FIELDS} if request.method == "GET" else None)
    made = submit(bench, form, correct_interaction, interaction_id=interaction_id)
    if made:
        return redirect(crm_url("interaction_detail", interaction_id=made.id), 303)
    return show_form(PLACE + "form.html", form, corrected=event)


def _form(bench: Workbench, start: dict[str, Any] | None) -> InteractionForm:
    form = InteractionForm(data=start)
    form.offer_links(bench)
    form.message_id.offer_records(bench.session, form.account_id.data)
    return form


def _start(bench: Workbench) -> dict[str, Any]:
    """Ties and date filled in from what the address names; for a message also the kind and the words."""
    start: dict[str, Any] = {name: request.args.get(name, type=int) for name in _TIES}
    source = next((bench.session.get(entity, start[name]) for name, entity in (("message_id", Message), ("offer_id", Offer))
                   if start[name]), None)
    start["happened_on"] = bench.today
    if isinstance(source, Message):
        start |= {"happened_on": source.sent_on, "subject": source.subject, "kind": "email", "direction": source.direction,
                  "body": source.body}
    for name in _TIES:
        if source is not None and start[name] is None:
            start[name] = getattr(source, name, None)
    return start
