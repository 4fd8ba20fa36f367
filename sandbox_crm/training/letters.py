"""Offers and letters of the practice company. Sending and noting it in the client's history are two acts; here and there
the second one was forgotten, as it happens."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from sandbox_crm.models.clients import Contact
from sandbox_crm.models.offers import Message, Offer
from sandbox_crm.training.days import TODAY, Days, Hand, after
from sandbox_crm.training.words import LEARNER

if TYPE_CHECKING:
    from sandbox_crm.training.selling import Deal

_BODY = (
    "Dzień dobry,\n\nw załączeniu przesyłam ofertę {number}, o której rozmawialiśmy. Chętnie odpowiem na pytania.\n\n"
    "Z poważaniem\n{who}"
)
_ANSWER = {
    "accepted": ("Zamawiamy", "Dzień dobry,\n\nprzyjmujemy ofertę. Prosimy o termin montażu.\n\nPozdrawiam\n{who}"),
    "rejected": (
        "Rezygnujemy",
        "Dzień dobry,\n\ndziękujemy za ofertę, tym razem wybraliśmy inne rozwiązanie.\n\nPozdrawiam\n{who}",
    ),
    None: (
        "Pytanie do oferty",
        "Dzień dobry,\n\nczy cena obejmuje pierwszą wymianę filtrów? Proszę o odpowiedź.\n\nPozdrawiam\n{who}",
    ),
}


def offer(days: Days, hand: Hand, deal: Deal) -> None:
    """Make the offer of an opportunity and send it; the learner's latest ones stay for the learner to finish."""
    if f"offer/{deal.key}" in days.known:
        return _again(days, hand, deal)
    made = hand(
        "offer.generate",
        opportunity_id=days.known[deal.key],
        template_id=days.known["template/0"],
        contact_id=days.known.get(f"contact/{deal.client.key}/0"),
    )
    days.known[f"offer/{deal.key}"] = made.id
    late = hand.today >= TODAY - timedelta(days=7)
    if late and deal.client.owner == LEARNER:
        if made.id % 2:
            hand("offer.update_status", offer_id=made.id, status="ready")
        elif "draft" not in days.known:
            days.known["draft"] = _begun(days, hand, deal, made)
        return None
    return _send(days, hand, deal, made)


def _again(days: Days, hand: Hand, deal: Deal) -> None:
    """The opportunity went back and came again: the offer gets another version."""
    made = hand(
        "offer.generate",
        opportunity_id=days.known[deal.key],
        template_id=days.known["template/0"],
        contact_id=days.known.get(f"contact/{deal.client.key}/0"),
        version_of=days.known[f"offer/{deal.key}"],
    )
    days.known[f"offer/{deal.key}"] = made.id
    _send(days, hand, deal, made)


def _send(days: Days, hand: Hand, deal: Deal, made: Offer) -> None:
    address = _address(days, hand, deal)
    who = hand(
        "message.send",
        to=address,
        subject=f"Oferta {made.number} – {deal.name}",
        offer_id=made.id,
        body=_BODY.format(number=made.number, who="Kropla sp. z o.o."),
    )
    days.known[f"letter/{deal.key}"] = who.id
    if days.chance.random() < 0.85:
        hand(
            "interaction.record",
            kind="offer",
            subject=f"Wysłano ofertę {made.number}",
            offer_id=made.id,
            message_id=who.id,
            body=f"Oferta z terminem ważności wysłana na adres {address}.",
            account_id=days.known[deal.client.key],
            contact_id=made.contact_id,
            opportunity_id=days.known[deal.key],
        )
    if not deal.way and made.version == 1 and "again" not in days.known and hand.today < TODAY - timedelta(days=8):
        days.known["again"] = made.id  # this client asked for it once more, with a later date of validity
        days.on(after(hand.today, 4), deal.client.owner, lambda other: _again(days, other, deal))
    if not deal.way and days.chance.random() < 0.6:
        days.on(min(after(hand.today, 2), TODAY), LEARNER, lambda other: _receive(days, other, deal, None))


def _begun(days: Days, hand: Hand, deal: Deal, made: Offer) -> int:
    """A letter that was begun and not sent: its id."""
    return hand("message.save_draft", to=_address(days, hand, deal), subject=f"Oferta {made.number}", offer_id=made.id,
                body="Dzień dobry,\n\nzgodnie z naszą rozmową przygotowujemy dla Państwa ofertę ").id


def answered(days: Days, hand: Hand, deal: Deal, status: str) -> None:
    """The client took the offer, or did not."""
    number = days.known.get(f"offer/{deal.key}")
    made = hand.session.get_one(Offer, number) if number else None
    if made is None or made.status != "sent":
        return
    _receive(days, hand, deal, status)
    hand("offer.update_status", offer_id=made.id, status=status)


def _receive(days: Days, hand: Hand, deal: Deal, status: str | None) -> None:
    sent = hand.session.get_one(Message, days.known[f"letter/{deal.key}"])
    subject, body = _ANSWER[status]
    person = hand.session.get(Contact, sent.contact_id) if sent.contact_id else None
    signed = f"{person.first_name} {person.last_name}" if person else deal.client.name
    came = hand(
        "message.receive",
        sender=sent.recipients[0],
        subject=f"{subject}: {sent.subject}",
        body=body.format(who=signed),
        account_id=sent.account_id,
        contact_id=sent.contact_id,
        opportunity_id=sent.opportunity_id,
        offer_id=sent.offer_id,
        in_reply_to_id=sent.id,
    )
    if hand.today < TODAY - timedelta(days=4):
        hand("message.mark_read", message_id=came.id)


def _address(days: Days, hand: Hand, deal: Deal) -> str:
    contact = days.known.get(f"contact/{deal.client.key}/0")
    person = hand.session.get(Contact, contact) if contact else None
    return (person.email if person else None) or deal.client.fields["email"]
