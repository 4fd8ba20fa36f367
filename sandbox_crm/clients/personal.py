"""The card of one person's data: what is held and of which class, where else the person appears, who looked at it.

A person is a contact, or an account of a living person (a sole trader, a private person). Art. 15, 17 and 20 of the GDPR
are what the card, the removal and the export serve; the classes are in `sandbox_crm.clients.data_classes`.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from flask_babel import lazy_gettext as _l
from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from app.polish.amounts import format_pln
from sandbox_crm.bench import Refused, Workbench, in_scenario
from sandbox_crm.clients import consents
from sandbox_crm.clients.accounts import LIVING
from sandbox_crm.clients.choices import called
from sandbox_crm.clients.contacts import PERSONAL_FIELDS
from sandbox_crm.clients.data_classes import class_of_field, class_of_heading, class_of_text, strictest
from sandbox_crm.clients.labels import ACCOUNT_LABELS, CONTACT_LABELS, VERIFICATION_SOURCES
from sandbox_crm.models.clients import ERASED, Account, Contact, ImportRow, ImportRun, Segment, SegmentMember, Verification
from sandbox_crm.models.company import SalesUser
from sandbox_crm.models.journal import JournalRow
from sandbox_crm.models.offers import Message, Offer
from sandbox_crm.models.sales import Opportunity, OpportunityContact, Stage
from sandbox_crm.models.work import Interaction, Task

#: entries of the journal that are looks at one person's data
LOOKS = {
    "view.contact": _l("the person's page"),
    "view.account": _l("the page of the account"),
    "view.personal_card": _l("the card of personal data"),
    "view.personal_export": _l("the data handed out as a file"),
}
MOST_LOOKS = 50
#: why a record that names the person outlives the removal of the person's data
WHY_STAYS = {
    "books": _l("document of a sale: it has to be kept under accounting law (art. 17(3)(b) GDPR)"),
    "claims": _l("evidence of what was offered and agreed: kept for possible claims (art. 17(3)(e) GDPR)"),
    "own": _l("not removed together with these data: it can be changed or removed by itself"),
}
#: pages of a person's data, by what the person is kept as
PLACES = {
    "contact": {"detail": "contact_detail", "card": "personal_card", "json": "personal_json", "pdf": "personal_pdf",
                "erase": "contact_anonymise", "consent": "consent_new"},
    "account": {"detail": "account_detail", "card": "account_personal_card", "json": "account_personal_json",
                "pdf": "account_personal_pdf", "erase": "account_anonymise", "consent": "account_consent_new"},
}


@dataclass(frozen=True)
class Whose:
    """The person whose data they are: a contact, or an account of a living person."""

    record: Any

    @property
    def table(self) -> str:
        """contact or account."""
        return "account" if isinstance(self.record, Account) else "contact"

    @property
    def living(self) -> bool:
        """Whether the record still speaks of a living person; an account may have become a firm."""
        return self.table == "contact" or self.record.kind in LIVING

    @property
    def tie(self) -> dict[str, int]:
        """The argument of the person's pages, which is also the column that ties other records to the person."""
        return consents.tie_of(self.record)

    @property
    def name(self) -> str:
        """The person's name."""
        return consents.called(self.record)

    @property
    def labels(self) -> dict[str, Any]:
        """What the person's fields are called."""
        return ACCOUNT_LABELS if self.table == "account" else CONTACT_LABELS

    @property
    def places(self) -> dict[str, str]:
        """Endpoints of the pages of the person's data."""
        return PLACES[self.table]

    @property
    def emptied(self) -> list[Any]:
        """What the fields are called that the removal of the data empties."""
        return [self.labels[name] for name in (ERASED if self.table == "account" else PERSONAL_FIELDS) if name in self.labels]


@dataclass(frozen=True)
class Held:
    """One field that holds something. ``value`` is for people, ``plain`` as it is stored."""

    name: str
    label: Any
    value: Any
    plain: Any
    data_class: str


@dataclass(frozen=True)
class Brought:
    """A cell of an import that spoke of the person: which column of which row, and of which class its data are."""

    import_run_id: int
    row_no: int
    heading: str
    target: str
    text: str
    data_class: str


@dataclass(frozen=True)
class Mention:
    """A record of another kind that names the person. ``why``: why the removal of the person's data leaves it as it is
    (`WHY_STAYS`); empty where it loses what it says of the person."""

    kind: Any
    on: date | None
    words: str
    endpoint: str | None
    place: dict[str, int]
    why: str = ""


@dataclass(frozen=True)
class Look:
    """Somebody's look at the person's data."""

    at: datetime
    who: str
    what: Any


def whose(bench: Workbench, contact_id: int | None = None, account_id: int | None = None) -> Whose:
    """The person; Refused with 404 where there is none, also for an account that is no living person."""
    if contact_id is not None:
        return Whose(bench.get(Contact, contact_id))
    account = bench.get(Account, account_id)
    if account.kind not in LIVING:
        raise Refused(f"account {account_id} is no living person", status=404)
    return Whose(account)


def class_of_account(account: Account) -> str:
    """The class of an account's data as a whole: a sole trader is a living person too."""
    return class_of_field("name", firm=account.kind not in LIVING)


def held(session: Session, person: Whose) -> list[Held]:
    """The fields of a person that hold something. What came with an import is of the class that its column spoke of."""
    cells = brought(session, person)
    found = []
    for name, label in person.labels.items():
        value = getattr(person.record, name)
        if value is None or name == "account_id":
            continue
        imported = [cell.data_class for cell in cells if cell.target.endswith(f".{name}") and cell.text == str(value)]
        data_class = strictest(class_of_field(name), class_of_text(value), *imported)
        found.append(Held(name, label, _shown(session, name, value), value, str(data_class)))
    return found


def brought(session: Session, person: Whose) -> list[Brought]:
    """What imports brought about the person, cell by cell."""
    tie = getattr(ImportRow, f"{person.table}_id")
    wanted = (select(ImportRow, ImportRun.mapping).join(ImportRun, ImportRun.id == ImportRow.import_run_id)
              .where(tie == person.record.id, ImportRow.deleted_at.is_(None)).order_by(ImportRow.id))
    found = []
    for row, mapping in session.execute(wanted):
        for heading, text in row.raw.items():
            target = mapping.get(heading) or ""
            if text and target.startswith(f"{person.table}."):
                classes = class_of_field(target.partition(".")[2]), class_of_heading(heading), class_of_text(text)
                found.append(Brought(row.import_run_id, row.row_no, heading, target, text, str(strictest(*classes))))
    return found


def mentions(session: Session, person: Whose) -> list[Mention]:
    """Where else the person appears."""
    return [*_sales(session, person), *_work(session, person), *_traces(session, person)]


def _sales(session: Session, person: Whose) -> Iterator[Mention]:
    key = person.record.id
    if person.table == "account":
        named = Opportunity.account_id == key
    else:
        taking_part = select(OpportunityContact.opportunity_id).where(
            OpportunityContact.contact_id == key, OpportunityContact.deleted_at.is_(None))
        named = or_(Opportunity.primary_contact_id == key, Opportunity.id.in_(taking_part))
    won = set(session.scalars(select(Stage.id).where(Stage.kind == "won")))
    for sale in _live(session, Opportunity, named):
        yield Mention(_l("Opportunity"), sale.opened_on, f"{sale.number} {sale.name}", "opportunity_detail",
                      {"opportunity_id": sale.id}, "books" if sale.stage_id in won else "own")
    for offer in _tied(session, Offer, person):
        why = {"accepted": "books", "draft": "own", "ready": "own"}.get(offer.status, "claims")
        yield Mention(_l("Offer"), offer.issued_on, offer.number, "offer_detail", {"offer_id": offer.id}, why)


def _work(session: Session, person: Whose) -> Iterator[Mention]:
    for message in _tied(session, Message, person):
        yield Mention(_l("Message"), message.sent_on, message.subject, "message_detail", {"message_id": message.id},
                      "own" if message.status == "draft" else "claims")
    for event in _tied(session, Interaction, person):
        yield Mention(_l("History event"), event.happened_on, event.subject, "interaction_detail",
                      {"interaction_id": event.id}, "claims")
    for task in _tied(session, Task, person):
        yield Mention(_l("Task"), task.due_on, task.title, "task_detail", {"task_id": task.id}, "own")
    for contact in _tied(session, Contact, person) if person.table == "account" else ():
        yield Mention(_l("Contact"), None, f"{contact.first_name} {contact.last_name}", "contact_detail",
                      {"contact_id": contact.id}, "own")


def _traces(session: Session, person: Whose) -> Iterator[Mention]:
    for check in _tied(session, Verification, person):
        yield Mention(_l("Verification"), check.verified_on, str(VERIFICATION_SOURCES[check.source]),
                      person.places["detail"], person.tie)
    for member in _tied(session, SegmentMember, person):
        segment = session.get_one(Segment, member.segment_id)
        yield Mention(_l("Segment"), None, segment.name, "segment_detail", {"segment_id": segment.id})
    for row in _tied(session, ImportRow, person):
        if row.raw:
            yield Mention(_l("Row of an import"), None, f"{row.import_run_id}/{row.row_no}", "import_detail",
                          {"import_run_id": row.import_run_id})


def looks(session: Session, person: Whose) -> list[Look]:
    """The last looks at the person's data, the latest first."""
    people: dict[Any, str] = dict(session.execute(select(SalesUser.id, SalesUser.name)).all())
    ((tie, key),) = person.tie.items()
    wanted = (
        select(JournalRow.scenario_date, JournalRow.at, JournalRow.actor_user_id, JournalRow.command)
        .where(JournalRow.command.in_(LOOKS), JournalRow.args[tie].as_integer() == key)
        .order_by(JournalRow.seq.desc())
        .limit(MOST_LOOKS)
    )
    return [Look(in_scenario(date.fromisoformat(day), at), people.get(user_id, "–"), LOOKS[name])
            for day, at, user_id, name in session.execute(wanted)]


def _shown(session: Session, name: str, value: Any) -> Any:
    if isinstance(value, bool):
        return _l("yes") if value else _l("no")
    return format_pln(value) if name.endswith("_gr") else called(session, name, value)


def _tied(session: Session, entity: Any, person: Whose) -> list[Any]:
    return _live(session, entity, getattr(entity, f"{person.table}_id") == person.record.id)


def _live(session: Session, entity: Any, meant: Any) -> list[Any]:
    return list(session.scalars(select(entity).where(entity.deleted_at.is_(None), meant).order_by(entity.id)))
