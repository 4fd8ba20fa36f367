"""How far a sales goal is: always computed from what was sold, never typed.

Scope: opportunities (or offers) of the goal's owner, of its pipeline, of accounts in its segment, with its product, as
far as the goal names them; a goal that is nobody's own counts what everybody sold. Opportunities count by the day they
were closed; an offer counts once, whatever its number of versions, by the day its first version was sent. Both ends of
the goal's dates are included. The goal's page, the list of goals and the settlement all ask here.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from itertools import accumulate
from typing import Any

from sqlalchemy import Select, and_, case, func, select
from sqlalchemy.orm import aliased

from sandbox_crm.bench import Workbench
from sandbox_crm.filters import segment_ids
from sandbox_crm.models.clients import Segment
from sandbox_crm.models.offers import Message, Offer, OfferLine
from sandbox_crm.models.sales import Opportunity, OpportunityLine, SalesGoal, Stage
from sandbox_crm.sales.arithmetic import half_up

SENT = ("sent", "accepted", "rejected", "expired")
NEEDED = ("metric", "date_from", "date_to")


@dataclass(frozen=True)
class Progress:
    """``value`` in the goal's unit (grosze for won_value), None where it cannot be told; ``percent`` of the target,
    rounded down so that 100 means reached; ``missing``: fields of the goal without which nothing can be computed;
    ``course``: (day, value up to that day) for every day on which something was counted, in order."""

    value: int | None
    percent: int | None
    missing: tuple[str, ...]
    course: tuple[tuple[date, int], ...] = ()


def progress_of(bench: Workbench, goal: SalesGoal) -> Progress:
    """The goal's progress now and how it came to it, by one statement whatever was sold."""
    missing = tuple(name for name in NEEDED if getattr(goal, name) is None)
    if missing:
        return Progress(None, None, missing)
    days = [tuple(row) for row in bench.session.execute(_by_day(bench, goal))]
    course = _shares(days) if goal.metric == "conversion" else _summed((day, value) for day, value in days)
    value = course[-1][1] if course else None if goal.metric == "conversion" else 0
    percent = None if value is None or not goal.target_value else value * 100 // goal.target_value
    return Progress(value, percent, () if goal.target_value else ("target_value",), tuple(course))


def counted(bench: Workbench, goal: SalesGoal) -> Select | None:
    """The opportunities that the goal counts (for a share of the won: the lost ones too), as a select without order;
    None for a goal that counts offers or cannot be computed."""
    if goal.metric == "offer_count" or any(getattr(goal, name) is None for name in NEEDED):
        return None
    kinds = ("won", "lost") if goal.metric == "conversion" else ("won",)
    return select(Opportunity).where(*_closed(bench, goal, kinds))


def nets_of(bench: Workbench, goal: SalesGoal, opportunities: Iterable[Opportunity]) -> dict[int, int]:
    """What opportunities bring to a goal for one product, by id: the nets of their lines with it. Empty for other goals."""
    if goal.product_id is None:
        return {}
    rows = bench.session.execute(
        select(OpportunityLine.opportunity_id, func.sum(OpportunityLine.net_gr))
        .where(OpportunityLine.opportunity_id.in_([one.id for one in opportunities]),
               OpportunityLine.product_id == goal.product_id, OpportunityLine.deleted_at.is_(None))
        .group_by(OpportunityLine.opportunity_id))
    return {key: int(net) for key, net in rows}


def _by_day(bench: Workbench, goal: SalesGoal) -> Select:
    """``(day, number)`` of what was counted on every day; for a share of the won ``(day, won, closed)``."""
    if goal.metric == "offer_count":
        return _offers_by_day(bench, goal)
    if goal.metric == "new_clients":
        return _new_clients_by_day(bench, goal)
    day, won = Opportunity.closed_on, _closed(bench, goal, ("won",))
    if goal.metric == "conversion":
        is_won = case((Opportunity.stage_id.in_(_stages("won")), 1), else_=0)
        wanted = select(day, func.sum(is_won), func.count()).where(*_closed(bench, goal, ("won", "lost")))
    elif goal.metric == "won_count":
        wanted = select(day, func.count()).where(*won)
    elif goal.product_id is None:
        wanted = select(day, func.sum(func.coalesce(Opportunity.value_gr, 0))).where(*won)
    else:
        wanted = (select(day, func.sum(OpportunityLine.net_gr))
                  .join(OpportunityLine, and_(OpportunityLine.opportunity_id == Opportunity.id,
                                              OpportunityLine.product_id == goal.product_id,
                                              OpportunityLine.deleted_at.is_(None))).where(*won))
    return wanted.group_by(day).order_by(day)


def _closed(bench: Workbench, goal: SalesGoal, kinds: tuple[str, ...]) -> list[Any]:
    """The conditions on the opportunities of the goal's scope that were closed in its days."""
    found = [Opportunity.deleted_at.is_(None), Opportunity.stage_id.in_(_stages(*kinds)),
             Opportunity.closed_on.between(goal.date_from, goal.date_to)]
    if goal.owner_id is not None:
        found.append(Opportunity.owner_id == goal.owner_id)
    if goal.pipeline_id is not None:
        found.append(Opportunity.pipeline_id == goal.pipeline_id)
    if goal.product_id is not None:
        found.append(Opportunity.id.in_(select(OpportunityLine.opportunity_id).where(
            OpportunityLine.product_id == goal.product_id, OpportunityLine.deleted_at.is_(None))))
    return found + _of_segment(bench, goal, Opportunity.account_id)


def _stages(*kinds: str) -> Select:
    return select(Stage.id).where(Stage.kind.in_(kinds))


def _new_clients_by_day(bench: Workbench, goal: SalesGoal) -> Select:
    """Accounts by the day on which they first bought in the goal's scope; whoever bought anything before is not new."""
    earlier = aliased(Opportunity)
    before = select(earlier.id).where(
        earlier.account_id == Opportunity.account_id, earlier.deleted_at.is_(None), earlier.stage_id.in_(_stages("won")),
        earlier.closed_on < goal.date_from)
    first = (select(func.min(Opportunity.closed_on).label("day")).where(*_closed(bench, goal, ("won",)), ~before.exists())
             .group_by(Opportunity.account_id).subquery())
    return select(first.c.day, func.count()).group_by(first.c.day).order_by(first.c.day)


def _offers_by_day(bench: Workbench, goal: SalesGoal) -> Select:
    """Offers by the day they were first sent: the scenario's day on the letter that carried them. An offer that came with
    the data and has no letter counts by its moment of sending, and without one by its day of issue."""
    # gathered once: asked for each offer, letters would be looked for through all that went out
    letters = (select(Message.offer_id, func.min(Message.sent_on).label("on"))
               .where(Message.offer_id.is_not(None), Message.direction == "outgoing", Message.deleted_at.is_(None))
               .group_by(Message.offer_id).subquery())
    wanted = (select(func.min(func.coalesce(letters.c.on, func.date(Offer.sent_at), Offer.issued_on)).label("day"))
              .outerjoin_from(Offer, letters, letters.c.offer_id == Offer.id)
              .where(Offer.deleted_at.is_(None), Offer.status.in_(SENT), *_of_segment(bench, goal, Offer.account_id)))
    about = [getattr(Opportunity, name) == getattr(goal, name) for name in ("owner_id", "pipeline_id")
             if getattr(goal, name) is not None]
    if about:
        wanted = wanted.where(Offer.opportunity_id.in_(select(Opportunity.id).where(*about)))
    if goal.product_id is not None:
        wanted = wanted.where(Offer.id.in_(select(OfferLine.offer_id).where(OfferLine.product_id == goal.product_id)))
    first = wanted.group_by(Offer.number).subquery()
    return (select(first.c.day, func.count()).where(first.c.day.between(goal.date_from, goal.date_to))
            .group_by(first.c.day).order_by(first.c.day))


def _of_segment(bench: Workbench, goal: SalesGoal, account_id: Any) -> list[Any]:
    segment = bench.session.get(Segment, goal.segment_id) if goal.segment_id is not None else None
    return [] if segment is None else [account_id.in_(segment_ids(bench.session, segment, bench.today))]


def _summed(parts: Iterable[tuple[date, int]]) -> list[tuple[date, int]]:
    """Running sums of numbers by day, the days in order."""
    given = list(parts)
    return list(zip((day for day, _value in given), accumulate(value for _day, value in given), strict=True))


def _shares(days: list[tuple[date, int, int]]) -> list[tuple[date, int]]:
    """Running share of the won among the closed, in whole percent, by day."""
    won, closed = _summed((day, part) for day, part, _all in days), _summed((day, whole) for day, _part, whole in days)
    return [(day, half_up(part * 100, whole)) for (day, part), (_day, whole) in zip(won, closed, strict=True)]
