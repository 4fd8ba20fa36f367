"""Merging two records of one person, field by field; everything that hung on the one moves to the other."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from sqlalchemy import func, select

from sandbox_crm.bench import Done, Refused, Workbench, command
from sandbox_crm.clients.contacts import live_account, make_way, name_keys
from sandbox_crm.clients.merging import move_memberships
from sandbox_crm.clients.parsing import CONTACT_FIELDS, only_known
from sandbox_crm.models.clients import Consent, Contact, ImportRow, SegmentMember, Verification
from sandbox_crm.models.offers import Message, Offer
from sandbox_crm.models.sales import Opportunity, OpportunityContact
from sandbox_crm.models.work import Interaction, Task

#: what speaks of a person and moves with the record, also from the bin
BELONGINGS = (Task, Interaction, Offer, Message, Consent, Verification, ImportRow)
_NEVER_EMPTY = ("first_name", "last_name", "decision_role")


@command("contact.merge")
def merge(bench: Workbench, *, keep_id: int, drop_id: int, fields: dict[str, str] | None = None) -> Done:
    """Merge contact ``drop_id`` into ``keep_id``. ``fields``: field -> "keep" or "drop", whose value stays (fields not
    named: keep). The dropped record goes to the bin and remembers where it went."""
    if int(keep_id) == int(drop_id):
        raise Refused(_l("A person cannot be merged with the same record. Choose another one."),
                      fields={"drop_id": _l("Choose another person.")})
    keep, drop = bench.get(Contact, keep_id), bench.get(Contact, drop_id)
    if keep.anonymised_at is not None or drop.anonymised_at is not None:
        raise Refused(_l("The data of one of these people were removed, so the two cannot be merged."))
    chosen = fields or {}
    only_known(chosen, CONTACT_FIELDS)
    if any(side not in ("keep", "drop") for side in chosen.values()):
        raise TypeError("a field is kept from 'keep' or from 'drop'")
    taken = {name: getattr(drop, name) for name, side in chosen.items() if side == "drop"}
    live_account(bench, taken.get("account_id"))
    drop.merged_into_id, drop.deleted_at = keep.id, bench.stamp
    bench.session.flush()  # the dropped record must let go of the main contact's place before the kept one takes it
    if taken.get("is_primary", keep.is_primary):
        make_way(bench, taken.get("account_id", keep.account_id), keep.id)
    for name, value in taken.items():
        if value is not None or name not in _NEVER_EMPTY:
            setattr(keep, name, value)
    name_keys(keep)
    _move(bench, keep, drop)
    return Done(keep, f"Scalono osobę kontaktową „{_full(drop)}” z osobą „{_full(keep)}”")


def belongings(bench: Workbench, contact: Contact) -> dict[str, int]:
    """How many live records of each kind speak of a person and would move: table -> number, only where any."""
    found = {}
    columns = [Opportunity.primary_contact_id, OpportunityContact.contact_id,
               *(entity.contact_id for entity in (*BELONGINGS, SegmentMember))]
    for column in columns:
        mine = select(func.count()).where(column == contact.id, column.class_.deleted_at.is_(None))
        found[column.class_.__tablename__] = bench.session.scalar(mine) or 0
    return {table: number for table, number in found.items() if number}


def _move(bench: Workbench, keep: Contact, drop: Contact) -> None:
    for entity in BELONGINGS:
        for record in bench.session.scalars(select(entity).where(entity.contact_id == drop.id).order_by(entity.id)):
            record.contact_id = keep.id
    led = select(Opportunity).where(Opportunity.primary_contact_id == drop.id).order_by(Opportunity.id)
    for opportunity in bench.session.scalars(led):
        opportunity.primary_contact_id = keep.id
    _move_parts(bench, keep, drop)
    move_memberships(bench, keep, drop, SegmentMember.contact_id)


def _move_parts(bench: Workbench, keep: Contact, drop: Contact) -> None:
    """The kept person takes over the dropped one's parts in opportunities; where both have one, one entry stays live."""
    links = select(OpportunityContact).order_by(OpportunityContact.id)
    mine = {link.opportunity_id: link for link in bench.session.scalars(links.where(OpportunityContact.contact_id == keep.id))}
    for link in bench.session.scalars(links.where(OpportunityContact.contact_id == drop.id)):
        present = mine.get(link.opportunity_id)
        if present is None:
            link.contact_id = keep.id
        elif link.deleted_at is None:
            if present.deleted_at is not None:
                present.role, present.deleted_at = link.role, None
            link.deleted_at = bench.stamp


def _full(contact: Contact) -> str:
    return f"{contact.first_name} {contact.last_name}"
