"""Screens of messages: the inbox from the scenario, the captured outbox, writing one."""

from __future__ import annotations

from typing import Any

from flask import redirect, render_template, request
from sqlalchemy import func, select

from sandbox_crm.bench import Workbench
from sandbox_crm.filing import bytes_of
from sandbox_crm.forms.messages import DraftForm, MessageForm
from sandbox_crm.history.labels import MESSAGE_STATUS
from sandbox_crm.listing import Key, names_of, paged
from sandbox_crm.models.clients import Account, Contact
from sandbox_crm.models.company import StoredFile
from sandbox_crm.models.offers import Message, Offer
from sandbox_crm.models.sales import Opportunity
from sandbox_crm.models.work import Interaction
from sandbox_crm.offers.messages import delete_draft, mark_message_read, save_draft, send_message
from sandbox_crm.pages import crm_url, page
from sandbox_crm.routes.files import sent_file
from sandbox_crm.sales.showing import show_form
from sandbox_crm.submitting import CrmForm, submit

PLACE = "sandbox_crm/messages/"


@page("/messages")
def message_list(bench: Workbench) -> str:
    """The inbox or the outbox, newest first."""
    box = "outgoing" if request.args.get("box") == "out" else "incoming"
    wanted = select(Message).where(Message.deleted_at.is_(None), Message.direction == box)
    unread = select(func.count(Message.id)).where(Message.deleted_at.is_(None), Message.direction == "incoming",
                                                  Message.read_on.is_(None))
    drafts = select(func.count(Message.id)).where(Message.deleted_at.is_(None), Message.status == "draft")
    found, paging = paged(bench.session, wanted, Key(Message.id, True), entity=Message)
    return render_template(PLACE + "list.html", messages=found, paging=paging, box=box, statuses=MESSAGE_STATUS,
                           unread=bench.session.scalar(unread), drafts=bench.session.scalar(drafts),
                           accounts=names_of(bench.session, Account, (message.account_id for message in found)))


@page("/messages/new", methods=("GET", "POST"), writes=True)
def message_new(bench: Workbench) -> Any:
    """A message is written, and sent or kept as a draft; the address may name an offer to send or a message to answer."""
    form = _offering(bench, MessageForm(data=_start(bench) if request.method == "GET" else None))
    made = submit(bench, form, _asked())
    if made:
        return redirect(crm_url("message_detail", message_id=made.id), 303)
    return show_form(PLACE + "form.html", form, draft=None)


@page("/messages/<int:message_id>/edit", methods=("GET", "POST"), writes=True)
def message_edit(bench: Workbench, message_id: int) -> Any:
    """A draft is written on, and kept or sent."""
    draft = bench.get(Message, message_id)
    form = _offering(bench, DraftForm(data=_of_draft(draft) if request.method == "GET" else None))
    if draft.status != "draft" or submit(bench, form, _asked(), message_id=message_id):
        return redirect(crm_url("message_detail", message_id=message_id), 303)
    return show_form(PLACE + "form.html", form, draft=draft)


@page("/messages/<int:message_id>/delete", methods=("POST",), writes=True)
def message_delete(bench: Workbench, message_id: int) -> Any:
    """A draft goes to the bin."""
    submit(bench, CrmForm(), delete_draft, message_id=message_id)
    return redirect(crm_url("message_list", box="out"), 303)


@page("/messages/<int:message_id>", logs="message")
def message_detail(bench: Workbench, message_id: int) -> str:
    """A message with what it is tied to and whether people recorded it."""
    message = bench.get(Message, message_id)
    tied = {name: bench.session.get(entity, getattr(message, name)) if getattr(message, name) else None for name, entity in
            {"account_id": Account, "contact_id": Contact, "opportunity_id": Opportunity, "offer_id": Offer}.items()}
    return render_template(
        PLACE + "detail.html", message=message, statuses=MESSAGE_STATUS, tied=tied, form=CrmForm(),
        files=[bench.session.get(StoredFile, key) for key in message.attachment_ids or ()],
        events=bench.session.scalars(select(Interaction).where(Interaction.message_id == message_id)).all(),
        answered=bench.session.get(Message, message.in_reply_to_id) if message.in_reply_to_id else None,
        answers=bench.session.scalars(select(Message).where(Message.in_reply_to_id == message_id)).all())


@page("/messages/<int:message_id>/read", methods=("POST",), writes=True)
def message_read(bench: Workbench, message_id: int) -> Any:
    """A message is marked as read."""
    submit(bench, CrmForm(), mark_message_read, message_id=message_id)
    return redirect(crm_url("message_detail", message_id=message_id), 303)


@page("/messages/<int:message_id>/raw", logs="message_file")
def message_raw(bench: Workbench, message_id: int) -> Any:
    """The message as it stands in the outbox, as a file for a mail program."""
    message = bench.get(Message, message_id)
    return sent_file(bytes_of(bench, message.raw_sha256 or ""), f"wiadomosc-{message.id}.eml", "message/rfc822")


def _asked() -> Any:
    """What the pressed button asks for: the draft alone, or the sending."""
    return save_draft if request.form.get("draft") else send_message


def _offering(bench: Workbench, form: MessageForm) -> Any:
    """The form with what can be chosen in it."""
    form.offer_links(bench)
    kept = select(StoredFile.id, StoredFile.name).where(StoredFile.deleted_at.is_(None)).order_by(StoredFile.id.desc())
    form.attachment_ids.choices = [(key, name) for key, name in bench.session.execute(kept)]
    return form


def _of_draft(draft: Message) -> dict[str, Any]:
    """What a draft's form begins with."""
    names = ("row_version", "subject", "body", "attachment_ids", "offer_id", "account_id", "contact_id", "opportunity_id")
    return {**{name: getattr(draft, name) for name in names}, "to": ", ".join(draft.recipients), "cc": ", ".join(draft.cc)}


def _start(bench: Workbench) -> dict[str, Any]:
    """What the form begins with: the recipient and the ties that the address names."""
    known = ("offer_id", "reply_to", "account_id", "contact_id", "opportunity_id")
    asked = {name: request.args.get(name, type=int) for name in known}
    if asked["offer_id"]:
        offer = bench.get(Offer, asked["offer_id"])
        contact = bench.session.get(Contact, offer.contact_id) if offer.contact_id else None
        return {"offer_id": offer.id, "account_id": offer.account_id, "contact_id": offer.contact_id,
                "opportunity_id": offer.opportunity_id, "to": contact.email if contact else None,
                "attachment_ids": [offer.file_id] if offer.file_id else []}
    if asked["reply_to"]:
        letter = bench.get(Message, asked["reply_to"])
        subject = letter.subject if letter.subject.lower().startswith("re:") else f"Re: {letter.subject}"
        return {"to": letter.sender, "subject": subject, "account_id": letter.account_id, "contact_id": letter.contact_id,
                "opportunity_id": letter.opportunity_id, "offer_id": None}
    contact = bench.session.get(Contact, asked["contact_id"]) if asked["contact_id"] else None
    account_id = asked["account_id"] or (contact.account_id if contact else None)
    return {"to": contact.email if contact else None, "account_id": account_id,
            "contact_id": asked["contact_id"], "opportunity_id": asked["opportunity_id"]}
