"""How far a sales goal is: always computed from what was sold, never typed.

Scope: opportunities (or offers) of the goal's pipeline, of accounts in its segment, with its product, as far as the
goal names them. Opportunities count by the day they were closed, offers by the day they were issued, both ends of
the goal's dates included.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from itertools import accumulate

from sqlalchemy import Select, select

from sandbox_crm.bench import Workbench
from sandbox_crm.filters import segment_accounts
from sandbox_crm.models.clients import Segment
from sandbox_crm.models.offers import Offer, OfferLine
from sandbox_crm.models.sales import Opportunity, OpportunityLine, SalesGoal, Stage
from sandbox_crm.sales.arithmetic import half_up

SENT = ("sent", "accepted", "rejected", "expired")


@dataclass(frozen=True)
class Progress:
    """``value`` in the goal's unit (grosze for won_value), None where it cannot be told; ``percent`` of the target,
    rounded down so that 100 means reached; ``missing``: fields of the goal without which nothing can be computed;
    ``opportunity_ids``: what was counted."""

    value: int | None
    percent: int | None
    missing: tuple[str, ...]
    opportunity_ids: tuple[int, ...] = ()


def progress_of(bench: Workbench, goal: SalesGoal) -> Progress:
    """The goal's progress now."""
    missing = tuple(name for name in ("metric", "date_from", "date_to") if getattr(goal, name) is None)
    if missing:
        return Progress(None, None, missing)
    value, counted = (_offers(bench, goal), ()) if goal.metric == "offer_count" else _sold(bench, goal)
    percent = None if value is None or not goal.target_value else value * 100 // goal.target_value
    return Progress(value, percent, () if goal.target_value else ("target_value",), counted)


def course_of(bench: Workbench, goal: SalesGoal) -> list[tuple[date, int]]:
    """How the goal came to its progress: ``(day, value up to that day)`` for every day on which something was counted, in
    order; the last value is the progress itself. Empty where progress cannot be computed."""
    if progress_of(bench, goal).missing not in ((), ("target_value",)):
        return []
    if goal.metric == "offer_count":
        issued = bench.session.scalars(_offers_meant(goal, _of_segment(bench, goal, select(Offer.issued_on), Offer.account_id)))
        return _summed((day, 1) for day in issued)
    won = _closed(bench, goal, "won")
    if goal.metric == "won_value":
        return _summed((one.closed_on, _value(bench, goal, one)) for one in won)
    if goal.metric == "won_count":
        return _summed((one.closed_on, 1) for one in won)
    if goal.metric == "new_clients":
        first: dict[int, date] = {}
        for one in won:
            first[one.account_id] = min(one.closed_on, first.get(one.account_id, one.closed_on))
        earlier = _accounts_won_before(bench, goal)
        return _summed((day, 1) for account_id, day in first.items() if account_id not in earlier)
    return _shares([(one.closed_on, 1) for one in won] + [(one.closed_on, 0) for one in _closed(bench, goal, "lost")])


def _summed(parts: Iterable[tuple[date, int]]) -> list[tuple[date, int]]:
    """Running sums by day."""
    by_day: dict[date, int] = {}
    for day, value in parts:
        by_day[day] = by_day.get(day, 0) + value
    return list(zip(sorted(by_day), accumulate(by_day[day] for day in sorted(by_day)), strict=True))


def _shares(parts: list[tuple[date, int]]) -> list[tuple[date, int]]:
    """Running share of the won among the closed, in whole percent, by day."""
    won, closed = _summed(parts), _summed((day, 1) for day, _one in parts)
    return [(day, half_up(part * 100, whole)) for (day, part), (_day, whole) in zip(won, closed, strict=True)]


def _sold(bench: Workbench, goal: SalesGoal) -> tuple[int | None, tuple[int, ...]]:
    won, lost = _closed(bench, goal, "won"), _closed(bench, goal, "lost")
    ids = tuple(opportunity.id for opportunity in won)
    if goal.metric == "won_value":
        return sum(_value(bench, goal, opportunity) for opportunity in won), ids
    if goal.metric == "won_count":
        return len(won), ids
    if goal.metric == "new_clients":
        earlier = _accounts_won_before(bench, goal)
        return len({opportunity.account_id for opportunity in won} - earlier), ids
    closed = len(won) + len(lost)
    return (half_up(len(won) * 100, closed) if closed else None), ids + tuple(opportunity.id for opportunity in lost)


def _value(bench: Workbench, goal: SalesGoal, opportunity: Opportunity) -> int:
    """What an opportunity brings to the goal: its value, or the nets of the lines with the goal's product."""
    if goal.product_id is None:
        return opportunity.value_gr or 0
    return sum(bench.session.scalars(select(OpportunityLine.net_gr).where(
        OpportunityLine.opportunity_id == opportunity.id, OpportunityLine.product_id == goal.product_id,
        OpportunityLine.deleted_at.is_(None))))


def _closed(bench: Workbench, goal: SalesGoal, kind: str) -> list[Opportunity]:
    wanted = (select(Opportunity).join(Stage, Opportunity.stage_id == Stage.id)
              .where(Opportunity.deleted_at.is_(None), Stage.kind == kind,
                     Opportunity.closed_on.between(goal.date_from, goal.date_to)).order_by(Opportunity.id))
    if goal.pipeline_id is not None:
        wanted = wanted.where(Opportunity.pipeline_id == goal.pipeline_id)
    if goal.product_id is not None:
        wanted = wanted.where(Opportunity.id.in_(select(OpportunityLine.opportunity_id).where(
            OpportunityLine.product_id == goal.product_id, OpportunityLine.deleted_at.is_(None))))
    return list(bench.session.scalars(_of_segment(bench, goal, wanted, Opportunity.account_id)))


def _accounts_won_before(bench: Workbench, goal: SalesGoal) -> set[int]:
    return set(bench.session.scalars(
        select(Opportunity.account_id).join(Stage, Opportunity.stage_id == Stage.id)
        .where(Opportunity.deleted_at.is_(None), Stage.kind == "won", Opportunity.closed_on < goal.date_from)))


def _offers(bench: Workbench, goal: SalesGoal) -> int:
    return len(bench.session.scalars(_offers_meant(goal, _of_segment(bench, goal, select(Offer.id), Offer.account_id))).all())


def _offers_meant(goal: SalesGoal, wanted: Select) -> Select:
    """The sent offers that a goal counts, without its segment."""
    wanted = wanted.where(Offer.deleted_at.is_(None), Offer.status.in_(SENT),
                          Offer.issued_on.between(goal.date_from, goal.date_to))
    if goal.pipeline_id is not None:
        wanted = wanted.where(Offer.opportunity_id.in_(
            select(Opportunity.id).where(Opportunity.pipeline_id == goal.pipeline_id)))
    if goal.product_id is not None:
        wanted = wanted.where(Offer.id.in_(select(OfferLine.offer_id).where(OfferLine.product_id == goal.product_id)))
    return wanted


def _of_segment(bench: Workbench, goal: SalesGoal, wanted: Select, account_id: object) -> Select:
    segment = bench.session.get(Segment, goal.segment_id) if goal.segment_id is not None else None
    if segment is None:
        return wanted
    return wanted.where(account_id.in_(segment_accounts(bench.session, segment, bench.today)))
