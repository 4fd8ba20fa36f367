"""The card of one person's data: what is held and of which class, where else the person appears, who looked at it.

Classes follow the institution's reference (data of a firm, personal data, special categories, excess data); art. 15, 17
and 20 of the GDPR are what the card, the removal and the export serve.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from flask_babel import lazy_gettext as _l
from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from sandbox_crm.clients.choices import called
from sandbox_crm.clients.labels import CONTACT_LABELS, VERIFICATION_SOURCES
from sandbox_crm.models.clients import Account, Contact, ImportRow, Verification
from sandbox_crm.models.company import SalesUser
from sandbox_crm.models.journal import JournalRow
from sandbox_crm.models.offers import Message, Offer
from sandbox_crm.models.sales import Opportunity, OpportunityContact
from sandbox_crm.models.work import Interaction, Task

CLASSES = {
    "firm": _l("ordinary data of a firm"),
    "personal": _l("personal data"),
    "free": _l("own words: personal data, maybe special or excess data"),
}
#: fields of a person whose words are free, so that anything may stand in them
FREE_TEXTS = ("notes",)
#: kinds of accounts that are living people: what is known of them is personal data as well
LIVING = ("sole_trader", "person")
#: entries of the journal that are looks at one person's data
LOOKS = {
    "view.contact": _l("the person's page"),
    "view.personal_card": _l("the card of personal data"),
    "view.personal_export": _l("the data handed out as a file"),
}
MOST_LOOKS = 50


@dataclass(frozen=True)
class Held:
    """One field that holds something. ``value`` is for people, ``plain`` as it is stored."""

    name: str
    label: Any
    value: Any
    plain: Any
    data_class: str


@dataclass(frozen=True)
class Mention:
    """A record of another kind that names the person. ``stays``: the removal of the person's data leaves it as it is."""

    kind: Any
    on: date | None
    words: str
    endpoint: str | None
    place: dict[str, int]
    stays: bool = True


@dataclass(frozen=True)
class Look:
    """Somebody's look at the person's data."""

    at: datetime
    who: str
    what: Any


def class_of(name: str) -> str:
    """The class of a field of a person."""
    return "free" if name in FREE_TEXTS else "personal"


def class_of_account(account: Account) -> str:
    """The class of an account's data: a sole trader is a living person too."""
    return "personal" if account.kind in LIVING else "firm"


def held(session: Session, contact: Contact) -> list[Held]:
    """The fields of a person that hold something."""
    found = []
    for name, label in CONTACT_LABELS.items():
        value = getattr(contact, name)
        if value is None or name == "account_id":
            continue
        shown = (_l("yes") if value else _l("no")) if isinstance(value, bool) else called(session, name, value)
        found.append(Held(name, label, shown, value, class_of(name)))
    return found


def mentions(session: Session, contact_id: int) -> list[Mention]:
    """Where else the person appears."""
    taking_part = select(OpportunityContact.opportunity_id).where(
        OpportunityContact.contact_id == contact_id, OpportunityContact.deleted_at.is_(None))
    sales = _live(session, Opportunity, or_(Opportunity.primary_contact_id == contact_id, Opportunity.id.in_(taking_part)))
    found = [Mention(_l("Opportunity"), row.opened_on, f"{row.number} {row.name}", "opportunity_detail",
                     {"opportunity_id": row.id}) for row in sales]
    found += [Mention(_l("Task"), row.due_on, row.title, "task_detail", {"task_id": row.id})
              for row in _live(session, Task, Task.contact_id == contact_id)]
    found += [Mention(_l("History event"), row.happened_on, row.subject, "interaction_detail", {"interaction_id": row.id})
              for row in _live(session, Interaction, Interaction.contact_id == contact_id)]
    found += [Mention(_l("Message"), row.sent_on, row.subject, "message_detail", {"message_id": row.id})
              for row in _live(session, Message, Message.contact_id == contact_id)]
    found += [Mention(_l("Offer"), row.issued_on, row.number, "offer_detail", {"offer_id": row.id})
              for row in _live(session, Offer, Offer.contact_id == contact_id)]
    found += [Mention(_l("Verification"), row.verified_on, str(VERIFICATION_SOURCES[row.source]), "contact_detail",
                      {"contact_id": contact_id}, stays=False)
              for row in _live(session, Verification, Verification.contact_id == contact_id)]
    found += [Mention(_l("Row of an import"), None, f"{row.import_run_id}/{row.row_no}", "import_detail",
                      {"import_run_id": row.import_run_id}, stays=False)
              for row in _live(session, ImportRow, ImportRow.contact_id == contact_id) if row.raw]
    return found


def looks(session: Session, contact_id: int) -> list[Look]:
    """The last looks at the person's data, the latest first."""
    people: dict[Any, str] = dict(session.execute(select(SalesUser.id, SalesUser.name)).all())
    wanted = (
        select(JournalRow.at, JournalRow.actor_user_id, JournalRow.command)
        .where(JournalRow.command.in_(LOOKS), JournalRow.args["contact_id"].as_integer() == contact_id)
        .order_by(JournalRow.seq.desc())
        .limit(MOST_LOOKS)
    )
    return [Look(at, people.get(user_id, "–"), LOOKS[name]) for at, user_id, name in session.execute(wanted)]


def _live(session: Session, entity: Any, meant: Any) -> list[Any]:
    return list(session.scalars(select(entity).where(entity.deleted_at.is_(None), meant).order_by(entity.id)))
