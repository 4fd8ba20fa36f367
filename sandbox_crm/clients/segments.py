"""Commands on segments of accounts or of people: a fixed list, or a rule whose members are computed when looked at."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _l
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.polish.plural import counted
from sandbox_crm.bench import Done, Refused, Workbench, check_version, command
from sandbox_crm.clients import labels
from sandbox_crm.clients.parsing import only_known
from sandbox_crm.filters import condition, segment_ids
from sandbox_crm.models.clients import CHANNELS, SEGMENT_ENTITIES, SEGMENT_MODES, Segment, SegmentMember
from sandbox_crm.models.company import SalesUser
from sandbox_crm.models.everything import BY_TABLE
from sandbox_crm.models.sales import Product, SalesGoal, StageTask
from sandbox_crm.rules import RuleFault, check_filters
from sandbox_crm.wording import MISSING, STALE

FIELDS = ("name", "mode", "rule", "goal_id", "product_id", "product_category", "channel", "purpose")
RULE_FAULT = _l("This rule means nothing: check the fields, the signs and the values of its conditions.")


@command("segment.create")
def create(bench: Workbench, *, name: str, mode: str, entity: str = "account", rule: dict[str, Any] | None = None,
           goal_id: int | None = None, product_id: int | None = None, product_category: str | None = None,
           channel: str | None = None, purpose: str | None = None) -> Done:
    """Add a segment of accounts or (``entity`` "contact") of people, which it stays; ``rule``, a filter over them, only in
    mode "rule"."""
    values = {"name": (name or "").strip(), "entity": entity, "mode": mode, "rule": rule if mode == "rule" else None,
              "goal_id": goal_id, "product_id": product_id, "product_category": product_category, "channel": channel,
              "purpose": purpose}
    _check(bench, values, None)
    segment = bench.add(Segment(**values))
    return Done(segment, f"Dodano segment „{segment.name}”")


@command("segment.update")
def update(bench: Workbench, *, segment_id: int, row_version: int | str | None = None, **fields: Any) -> Done:
    """Change a segment. A list that becomes a rule keeps its entries in the bin of the past: they no longer count."""
    only_known(fields, FIELDS)
    segment = bench.get(Segment, segment_id)
    check_version(segment, row_version, fields, STALE)
    values = {name: getattr(segment, name) for name in FIELDS} | fields | {"entity": segment.entity}
    values["name"] = (values["name"] or "").strip()
    if values["mode"] != "rule":
        values["rule"] = None
    _check(bench, values, segment.id)
    for field, value in values.items():
        setattr(segment, field, value)
    return Done(segment, f"Zmieniono segment „{segment.name}”")


@command("segment.delete")
def delete(bench: Workbench, *, segment_id: int, row_version: int | str | None = None) -> Done:
    """Move a segment to the bin; its name becomes free. Refused while a goal or a stage's task is bound to it."""
    segment = bench.get(Segment, segment_id)
    check_version(segment, row_version, {}, STALE)
    bound = [name for entity in (SalesGoal, StageTask) for name in bench.session.scalars(
        select(entity.name if entity is SalesGoal else entity.title).where(
            entity.segment_id == segment.id, entity.deleted_at.is_(None)))]
    if bound:
        raise Refused(_l("This segment is used by: %(names)s. Unbind it there first.", names=", ".join(bound[:5])))
    words = f"Przeniesiono do kosza segment „{segment.name}”"
    segment.name, segment.deleted_at = f"{segment.name} (kosz {segment.id})", bench.stamp
    return Done(segment, words)


@command("segment.set_members")
def set_members(bench: Workbench, *, segment_id: int, account_ids: list[int] | None = None,
                contact_ids: list[int] | None = None) -> Done:
    """Make a fixed list hold exactly these accounts, or these people."""
    segment = bench.get(Segment, segment_id)
    if segment.mode != "static":
        raise Refused(_l("The members of this segment follow from its rule. Change the rule."))
    given = {"account": account_ids, "contact": contact_ids}
    if given.pop(segment.entity) is None or next(iter(given.values())) is not None:
        raise Refused(_l("This segment takes members of another kind."))
    kind, tie = BY_TABLE[segment.entity], f"{segment.entity}_id"
    wanted = {bench.get(kind, number).id for number in account_ids or contact_ids or ()}
    known = {getattr(member, tie): member for member in bench.session.scalars(
        select(SegmentMember).where(SegmentMember.segment_id == segment.id).order_by(SegmentMember.id))}
    for number, member in known.items():
        if number in wanted and member.deleted_at is not None:
            member.deleted_at, member.added_by_id = None, bench.actor.user_id
        elif number not in wanted and member.deleted_at is None:
            member.deleted_at = bench.stamp
    for number in sorted(wanted - set(known)):
        bench.add(SegmentMember(segment_id=segment.id, added_by_id=bench.actor.user_id, **{tie: number}))
    counted_as = ("konto", "konta", "kont") if segment.entity == "account" else ("osoba", "osoby", "osób")
    return Done(segment, f"Ustalono skład segmentu „{segment.name}”: {counted(len(wanted), *counted_as)}")


def members(bench: Workbench, segment: Segment, most: int | None = None) -> list[Any]:
    """The segment's live accounts or people now, in the order of the alphabet; at most so many."""
    kind = BY_TABLE[segment.entity]
    wanted = select(kind).where(kind.id.in_(segment_ids(bench.session, segment, bench.today)))
    return list(bench.session.scalars(wanted.order_by(kind.name_sort, kind.id).limit(most)))


def added_by(bench: Workbench, segment: Segment) -> dict[int, str]:
    """Who put the members of a fixed list on it, by the id of the account or the person; those who are known."""
    wanted = select(getattr(SegmentMember, f"{segment.entity}_id"), SalesUser.name).join(
        SalesUser, SalesUser.id == SegmentMember.added_by_id)
    listed = wanted.where(SegmentMember.segment_id == segment.id, SegmentMember.deleted_at.is_(None))
    return dict(bench.session.execute(listed).all())


def of_records(bench: Workbench, entity: str, ids: list[int]) -> dict[int, list[Segment]]:
    """The segments that each of these accounts, or people, is in now, by name; one question for all of them."""
    found: dict[int, list[Segment]] = {number: [] for number in ids}
    known = bench.session.scalars(select(Segment).where(Segment.deleted_at.is_(None), Segment.entity == entity)
                                  .order_by(Segment.name)).all()
    if not known or not found:
        return found
    kind = BY_TABLE[entity]
    inside = [kind.id.in_(segment_ids(bench.session, segment, bench.today)).label(f"s{place}")
              for place, segment in enumerate(known)]
    for number, *flags in bench.session.execute(select(kind.id, *inside).where(kind.id.in_(ids))):
        found[number] = [segment for segment, is_in in zip(known, flags, strict=True) if is_in]
    return found


def rule_count(bench: Workbench, entity: str, rule: dict[str, Any] | None) -> int:
    """How many live accounts, or people, a rule means now; nothing is saved."""
    kind, meant = BY_TABLE[entity], condition(bench.session, entity, rule, bench.today)
    return bench.session.scalar(select(func.count()).select_from(kind).where(kind.deleted_at.is_(None), meant)) or 0


def member_count(bench: Workbench, segment: Segment) -> int:
    """How many live accounts, or people, the segment has now."""
    wanted = segment_ids(bench.session, segment, bench.today).subquery()
    return bench.session.scalar(select(func.count()).select_from(wanted)) or 0


def _check(bench: Workbench, values: dict[str, Any], own_id: int | None) -> None:
    session, faults = bench.session, {}
    if not values["name"]:
        faults["name"] = MISSING
    elif _taken(session, values["name"], own_id):
        faults["name"] = _l("Another segment has this name. Give it another one.")
    if values["entity"] not in SEGMENT_ENTITIES:
        raise Refused(labels.NOT_SAVED, fields={"entity": labels.NOT_LISTED})
    if values["mode"] not in SEGMENT_MODES:
        faults["mode"] = labels.NOT_LISTED
    if values["mode"] == "rule":
        try:
            check_filters(values["entity"], values["rule"], segments=False)
        except RuleFault:
            faults["rule"] = RULE_FAULT
        if not values["rule"]:
            faults["rule"] = _l("Give the rule at least one condition.")
    if values["channel"] and values["channel"] not in CHANNELS:
        faults["channel"] = labels.NOT_LISTED
    for name, entity in (("goal_id", SalesGoal), ("product_id", Product)):
        record = session.get(entity, values[name]) if values[name] is not None else None
        if values[name] is not None and (record is None or record.deleted_at is not None):
            faults[name] = labels.NOT_LISTED
    if faults:
        raise Refused(labels.NOT_SAVED, fields=faults)


def _taken(session: Session, name: str, own_id: int | None) -> bool:
    return session.scalar(select(Segment.id).where(Segment.name == name, Segment.id != (own_id or 0))) is not None
