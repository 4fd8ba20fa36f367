"""The sales settlement (rozliczenie sprzedaży): net value won by every owner in a period, against the owner's goals.

Won opportunities count by the day they were closed, both ends of the period included. A goal counts when it measures
the value won, is active or closed, and lies within the period; what was reached of it is its progress, as the goal's own
page tells it (`sandbox_crm.sales.progress`). A goal that only overlaps
the period is shown and not counted: a part of it is nobody's target. Everything is computed when it is asked for.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select

from sandbox_crm.bench import Workbench
from sandbox_crm.models.company import SalesUser
from sandbox_crm.models.sales import Opportunity, SalesGoal, Stage
from sandbox_crm.sales.progress import progress_of

_SETTLED = ("active", "closed")


@dataclass(frozen=True)
class Against:
    """A target and what was reached of it, in grosze."""

    target_gr: int
    reached_gr: int

    @property
    def permille(self) -> int:
        """Tenths of a percent reached, rounded down so that 1000 means all of it."""
        return self.reached_gr * 1000 // self.target_gr

    @property
    def difference_gr(self) -> int:
        """What was reached above the target; below it a negative number."""
        return self.reached_gr - self.target_gr


@dataclass(frozen=True)
class OwnerRow:
    """One owner: won opportunities, their net value, and the goals that count, None where there is none."""

    owner_id: int | None
    name: str | None
    count: int
    won_gr: int
    against: Against | None


@dataclass(frozen=True)
class GoalRow:
    """One goal that touches the period; ``counted``: it lies within it and is some owner's."""

    goal: SalesGoal
    owner: str | None
    against: Against
    counted: bool


@dataclass(frozen=True)
class Settlement:
    """A settled period: owners by net value won, their total, and the goals behind it."""

    first: date
    last: date
    owners: list[OwnerRow]
    total: OwnerRow
    goals: list[GoalRow]


def settled(bench: Workbench, first: date, last: date) -> Settlement:
    """Settle a period whose ends are its first and last day."""
    users = dict(bench.session.execute(select(SalesUser.id, SalesUser.name)).all())
    won, goals = _won(bench, first, last), _goals(bench, first, last, users)
    keys = {*won, *(row.goal.owner_id for row in goals if row.counted)}
    owners = []
    for key in keys:
        count, value = won.get(key, (0, 0))
        own = [row.against for row in goals if row.counted and row.goal.owner_id == key]
        owners.append(OwnerRow(key, users.get(key), count, value, _together(own)))
    owners.sort(key=lambda row: (-row.won_gr, row.name is None, row.name or ""))
    total = OwnerRow(None, None, sum(row.count for row in owners), sum(row.won_gr for row in owners),
                     _together([row.against for row in owners if row.against]))
    return Settlement(first, last, owners, total, goals)


def _together(parts: list[Against]) -> Against | None:
    return Against(sum(one.target_gr for one in parts), sum(one.reached_gr for one in parts)) if parts else None


def _won(bench: Workbench, first: date, last: date) -> dict[int | None, tuple[int, int]]:
    """Owner -> number and net value of what was won in the period."""
    wanted = (select(Opportunity.owner_id, func.count(), func.coalesce(func.sum(Opportunity.value_gr), 0))
              .join(Stage, Opportunity.stage_id == Stage.id)
              .where(Opportunity.deleted_at.is_(None), Stage.kind == "won", Opportunity.closed_on.between(first, last))
              .group_by(Opportunity.owner_id))
    return {owner: (count, value) for owner, count, value in bench.session.execute(wanted)}


def _goals(bench: Workbench, first: date, last: date, users: dict[int, str]) -> list[GoalRow]:
    wanted = (select(SalesGoal).where(
        SalesGoal.deleted_at.is_(None), SalesGoal.metric == "won_value", SalesGoal.status.in_(_SETTLED),
        SalesGoal.target_value.is_not(None), SalesGoal.date_from <= last, SalesGoal.date_to >= first)
        .order_by(SalesGoal.date_from, SalesGoal.id))
    rows = []
    for goal in bench.session.scalars(wanted):
        within = goal.date_from >= first and goal.date_to <= last
        against = Against(goal.target_value, progress_of(bench, goal).value or 0)
        rows.append(GoalRow(goal, users.get(goal.owner_id), against, within and goal.owner_id is not None))
    return rows
