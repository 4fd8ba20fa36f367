"""Merging two accounts of one client, field by field; everything that hung on the one moves to the other."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _l
from sqlalchemy import func, select

from app.polish.identifiers import postcode_problem
from app.polish.text import fold, sort_key
from sandbox_crm.bench import Done, Refused, Workbench, command
from sandbox_crm.clients import labels
from sandbox_crm.clients.parsing import ACCOUNT_FIELDS, only_known
from sandbox_crm.models.clients import Account, Consent, Contact, SegmentMember, Verification
from sandbox_crm.models.offers import Message, Offer
from sandbox_crm.models.sales import Opportunity
from sandbox_crm.models.work import Interaction, Task

#: what belongs to an account and moves with it, also from the bin
BELONGINGS = (Opportunity, Task, Interaction, Offer, Message, Consent, Verification)

#: what tells together whether a postcode may stand
PLACES = ("country", "postcode", "corr_country", "corr_postcode")


@command("account.merge")
def merge(bench: Workbench, *, keep_id: int, drop_id: int, fields: dict[str, str] | None = None) -> Done:
    """Merge account ``drop_id`` into ``keep_id``. ``fields``: field -> "keep" or "drop", whose value stays (fields not
    named: keep). The dropped account goes to the bin and remembers where it went."""
    if int(keep_id) == int(drop_id):
        raise Refused(
            _l("An account cannot be merged with itself. Choose another one."), fields={"drop_id": _l("Choose another account.")}
        )
    keep, drop = bench.get(Account, keep_id), bench.get(Account, drop_id)
    if keep.anonymised_at is not None or drop.anonymised_at is not None:
        raise Refused(_l("The data of one of these people were removed, so these accounts cannot be merged."))
    chosen = fields or {}
    only_known(chosen, ACCOUNT_FIELDS)
    if any(side not in ("keep", "drop") for side in chosen.values()):
        raise TypeError("a field is kept from 'keep' or from 'drop'")
    taken = {name: getattr(drop, name) for name, side in chosen.items() if side == "drop"}
    _check_places({name: taken.get(name, getattr(keep, name)) for name in PLACES})
    drop.merged_into_id, drop.deleted_at = keep.id, bench.stamp
    bench.session.flush()  # the dropped account must let go of its NIP before the kept one takes it
    _take(keep, drop, taken)
    _move_contacts(bench, keep, drop)
    for entity in BELONGINGS:
        for record in bench.session.scalars(select(entity).where(entity.account_id == drop.id).order_by(entity.id)):
            record.account_id = keep.id
    move_memberships(bench, keep, drop, SegmentMember.account_id)
    return Done(keep, f"Scalono konto klienta „{drop.name}” z kontem „{keep.name}”")


def _check_places(place: dict[str, Any]) -> None:
    """Refused where what comes together is no Polish postcode: of the seat, or of the place for letters."""
    there = {"postcode": place["country"], "corr_postcode": place["corr_country"] or place["country"]}
    faults = {name: labels.POSTCODE_FAULT for name, country in there.items()
              if country == "PL" and place[name] and postcode_problem(place[name])}
    if faults:
        raise Refused(labels.NOT_SAVED, fields=faults)


def belongings(bench: Workbench, account: Account) -> dict[str, int]:
    """How many live records of each kind belong to an account and would move with it: table -> number, only where any."""
    found = {}
    for entity in (Contact, *BELONGINGS, SegmentMember):
        mine = select(func.count()).where(entity.account_id == account.id, entity.deleted_at.is_(None))
        found[entity.__tablename__] = bench.session.scalar(mine) or 0
    return {table: number for table, number in found.items() if number}


def _take(keep: Account, drop: Account, taken: dict[str, Any]) -> None:
    for name, value in taken.items():
        if value is None and name in ("name", "kind", "status", "country"):
            continue
        setattr(keep, name, value)
    if "nip" in taken:
        keep.duplicate_reason = drop.duplicate_reason
    keep.name_fold, keep.name_sort = fold(keep.name), sort_key(keep.name)


def _move_contacts(bench: Workbench, keep: Account, drop: Account) -> None:
    has_primary = bench.session.scalar(
        select(Contact.id)
        .where(Contact.account_id == keep.id, Contact.is_primary.is_(True), Contact.deleted_at.is_(None))
        .limit(1)
    )
    moved = bench.session.scalars(select(Contact).where(Contact.account_id == drop.id).order_by(Contact.id)).all()
    for contact in moved:
        contact.is_primary = contact.is_primary and not has_primary
    bench.session.flush()  # the table takes one main contact at a time
    for contact in moved:
        contact.account_id = keep.id


def move_memberships(bench: Workbench, keep: Any, drop: Any, tie: Any) -> None:
    """The kept record joins the dropped one's lists; where it stands on a list already, one entry stays live. ``tie``: the
    column of a member that holds the record's id."""
    mine = {member.segment_id: member for member in bench.session.scalars(select(SegmentMember).where(tie == keep.id))}
    for member in bench.session.scalars(select(SegmentMember).where(tie == drop.id).order_by(SegmentMember.id)):
        present = mine.get(member.segment_id)
        if present is None:
            setattr(member, tie.key, keep.id)
        elif member.deleted_at is None:
            present.deleted_at, member.deleted_at = None, bench.stamp
