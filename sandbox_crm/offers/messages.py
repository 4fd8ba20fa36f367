"""Commands on messages. Sending ends in the captured outbox: bytes kept in the sandbox, no network, no history entry."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask_babel import gettext as _

from sandbox_crm.bench import Done, Refused, Workbench, check_version, command
from sandbox_crm.filing import bytes_of, keep_bytes
from sandbox_crm.models.clients import Account, Contact
from sandbox_crm.models.company import SalesUser, StoredFile
from sandbox_crm.models.offers import Message, Offer
from sandbox_crm.models.sales import Opportunity
from sandbox_crm.offers.letters import Attachment, Letter, letter_bytes, malformed, split_addresses
from sandbox_crm.sales.writing import Problems, acting_user, stale


@command("message.send")
def send_message(bench: Workbench, *, to: str | Sequence[str], subject: str, body: str = "",
                 cc: str | Sequence[str] | None = None, attachment_ids: Sequence[int] = (), offer_id: int | None = None,
                 account_id: int | None = None, contact_id: int | None = None, opportunity_id: int | None = None,
                 message_id: int | None = None, row_version: int | str | None = None) -> Done:
    """Send a message into the captured outbox: a new one, or the draft ``message_id`` with what is given here. With
    ``offer_id`` its PDF goes along and the offer becomes sent; the offer's account, contact and opportunity are taken where
    none is given. Writes nothing into the history."""
    draft = _draft(bench, message_id, row_version, {"subject": subject, "body": body}) if message_id else None
    recipients, copies, problems = split_addresses(to), split_addresses(cc), Problems()
    offer = problems.reference(bench, Offer, offer_id, "offer_id")
    files = _attachments(bench, attachment_ids, offer, problems)
    links = _links(bench, offer, account_id, contact_id, opportunity_id, problems)
    _check_letter(recipients, copies, subject, problems)
    _check_offer(offer, problems)
    problems.refuse()
    author = _author(bench)
    message = _written(bench, draft, recipients=recipients, cc=copies, subject=subject.strip(), body=body or "",
                       attachment_ids=[file.id for file in files], sender=author.email, sent_at=bench.stamp, sent_on=bench.today,
                       offer_id=offer.id if offer else None, read_on=bench.today, **links)
    _close(bench, message, "sent", author.name, files)
    if offer and offer.status in ("draft", "ready"):
        offer.status, offer.sent_at = "sent", bench.stamp
    what = f" z ofertą {offer.number}" if offer else ""
    return Done(message, f"Wysłano wiadomość „{message.subject}”{what} do {', '.join(recipients)}")


@command("message.save_draft")
def save_draft(bench: Workbench, *, message_id: int | None = None, row_version: int | str | None = None,
               to: str | Sequence[str] = "", subject: str = "", body: str = "", cc: str | Sequence[str] | None = None,
               attachment_ids: Sequence[int] = (), offer_id: int | None = None, account_id: int | None = None,
               contact_id: int | None = None, opportunity_id: int | None = None) -> Done:
    """Keep a message that is not sent yet: a new draft, or ``message_id`` as it is now. It may lack what a message needs;
    what it names must be there. Refused for a message that has left, Stale where the draft was saved since ``row_version``."""
    draft = _draft(bench, message_id, row_version, {"subject": subject, "body": body}) if message_id else None
    problems = Problems()
    offer = problems.reference(bench, Offer, offer_id, "offer_id")
    files = _attachments(bench, attachment_ids, None, problems)
    links = _links(bench, offer, account_id, contact_id, opportunity_id, problems)
    problems.refuse()
    message = _written(bench, draft, recipients=split_addresses(to), cc=split_addresses(cc), subject=(subject or "").strip(),
                       body=body or "", attachment_ids=[file.id for file in files], sender=_author(bench).email,
                       offer_id=offer.id if offer else None, **links)
    return Done(message, f"{'Zmieniono' if draft else 'Zapisano'} szkic wiadomości „{message.subject or 'bez tematu'}”")


@command("message.delete_draft")
def delete_draft(bench: Workbench, *, message_id: int) -> Done:
    """Move a draft to the bin; a message that has left stays in the outbox."""
    message = _draft(bench, message_id, None, {})
    message.deleted_at = bench.stamp
    return Done(message, f"Przeniesiono do kosza szkic wiadomości „{message.subject or 'bez tematu'}”")


@command("message.receive")
def receive_message(bench: Workbench, *, sender: str, subject: str, body: str, to: str | Sequence[str] | None = None,
                    attachment_ids: Sequence[int] = (), account_id: int | None = None, contact_id: int | None = None,
                    opportunity_id: int | None = None, offer_id: int | None = None, in_reply_to_id: int | None = None,
                    bounce: bool = False) -> Done:
    """A message arrives from the scenario. ``bounce``: it says that the message ``in_reply_to_id`` was not delivered."""
    problems, author = Problems(), _author(bench)
    files = _attachments(bench, attachment_ids, None, problems)
    answered = problems.reference(bench, Message, in_reply_to_id, "in_reply_to_id")
    if bounce and (answered is None or answered.status not in ("sent", "bounced")):
        problems.add("in_reply_to_id", _("A notice of failed delivery must name the message."))
    problems.refuse()
    message = bench.add(Message(
        direction="incoming", sender=sender, recipients=split_addresses(to) or [author.email], subject=subject, body=body,
        attachment_ids=[file.id for file in files], status="draft", sent_at=bench.stamp, sent_on=bench.today,
        offer_id=offer_id, account_id=account_id, contact_id=contact_id, opportunity_id=opportunity_id,
        in_reply_to_id=in_reply_to_id))
    _close(bench, message, "received", "", files)
    if bounce:
        answered.status = "bounced"
        return Done(message, f"Otrzymano informację o niedostarczeniu wiadomości „{answered.subject}”")
    return Done(message, f"Otrzymano wiadomość „{subject}” od {sender}")


@command("message.mark_read")
def mark_message_read(bench: Workbench, *, message_id: int) -> Done:
    """Note that an incoming message was read."""
    message = bench.get(Message, message_id)
    message.read_on = message.read_on or bench.today
    return Done(message, f"Oznaczono jako przeczytaną wiadomość „{message.subject}”")


def _draft(bench: Workbench, message_id: int, row_version: int | str | None, offered: dict[str, Any]) -> Message:
    """The draft that is meant; Refused where the message has left, or came from somebody else."""
    message: Message = bench.get(Message, message_id)
    if message.status != "draft":
        raise Refused(_("This message has left or has come, so it stays as it is."), status=409)
    check_version(message, row_version, offered, stale())
    return message


def _written(bench: Workbench, draft: Message | None, **values: Any) -> Message:
    """The draft with these values, or a new message that waits for being sent."""
    if draft is None:
        made: Message = bench.add(Message(direction="outgoing", status="draft", **values))
        return made
    for name, value in values.items():
        setattr(draft, name, value)
    return draft


def _close(bench: Workbench, message: Message, status: str, name: str, files: list[StoredFile]) -> None:
    """Keep the letter's bytes (they carry the message's number) and let the message stand: the table keeps it from now on."""
    message.raw_sha256, message.status = keep_bytes(bench, letter_bytes(_letter(bench, message, name, files))), status


def _check_letter(recipients: list[str], copies: list[str], subject: str, problems: Problems) -> None:
    if not recipients:
        problems.add("to", _("Enter the address of at least one recipient."))
    for field, addresses in (("to", recipients), ("cc", copies)):
        wrong = malformed(addresses)
        if wrong:
            problems.add(field, _("These are not e-mail addresses: %(addresses)s. An address looks like name@company.example.",
                                  addresses=", ".join(wrong)))
    if not (subject or "").strip():
        problems.add("subject", _("Enter the subject of the message."))


def _check_offer(offer: Offer | None, problems: Problems) -> None:
    if offer and offer.unresolved_tags:
        listed = ", ".join("{{" + tag + "}}" for tag in offer.unresolved_tags)
        problems.add("offer_id", _("Offer %(number)s cannot be sent: these tags have no value: %(tags)s. Fill in the missing "
                                   "data or change the template, then generate a new version.", number=offer.number, tags=listed))


def _attachments(bench: Workbench, given: Sequence[int], offer: Offer | None, problems: Problems) -> list[StoredFile]:
    wanted = [int(key) for key in given]
    if offer and offer.file_id and offer.file_id not in wanted:
        wanted.insert(0, offer.file_id)
    found = [problems.reference(bench, StoredFile, key, "attachment_ids") for key in wanted]
    return [file for file in found if file is not None]


def _links(bench: Workbench, offer: Offer | None, account_id: int | None, contact_id: int | None,
           opportunity_id: int | None, problems: Problems) -> dict[str, int | None]:
    given = {"account_id": (Account, account_id), "contact_id": (Contact, contact_id),
             "opportunity_id": (Opportunity, opportunity_id)}
    links = {}
    for name, (entity, key) in given.items():
        wanted = key if key is not None or offer is None else getattr(offer, name)
        problems.reference(bench, entity, wanted, name)
        links[name] = wanted
    return links


def _author(bench: Workbench) -> SalesUser:
    user = acting_user(bench)
    if user is None:
        raise Refused(_("This sandbox has no person to send in whose name."), status=409)
    return bench.get(SalesUser, user)


def _letter(bench: Workbench, message: Message, name: str, files: list[StoredFile]) -> Letter:
    enclosed: list[Any] = [Attachment(file.name, file.media_type, bytes_of(bench, file.sha256)) for file in files]
    return Letter(name, message.sender, tuple(message.recipients), tuple(message.cc or ()), message.subject, message.body,
                  bench.moment, f"message/{message.id}", tuple(enclosed))
