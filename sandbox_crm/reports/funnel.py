"""The course of a funnel (przebieg lejka): what became of everything that entered its stages, and how long it stood there.

A *stay* begins when an opportunity enters a stage and ends when it enters another one; it is read from the appended
moves, so a stage entered twice has two stays and a move back is one of them. An opportunity that came with the data has no
move into its first stage: that stay begins on the day from which its first move counts, or on which it entered the stage
it still stands in. Stays that began in the period are counted, whatever became of them until today: ``entered = forward +
back + lost + away + staying``. What stands in a stage now stands beside it, in whichever period it came. Order and
kind of the stages are those of today. Owner and segment choose opportunities as they are now.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sqlalchemy import CompoundSelect, Integer, Subquery, cast, func, literal, select, union_all

from sandbox_crm.bench import Workbench
from sandbox_crm.models.sales import Opportunity, Stage, StageChange
from sandbox_crm.sales.arithmetic import Totals, half_up
from sandbox_crm.sales.board import meant, values_by_stage

ENDS = ("forward", "back", "lost", "away", "staying")


@dataclass
class Passage:
    """One stage: stays that began in the period by what became of them, days of those that ended, what stands there now."""

    stage: Stage
    now: Totals
    ends: Counter[str] = field(default_factory=Counter)
    days: Counter[int] = field(default_factory=Counter)

    @property
    def entered(self) -> int:
        """How many stays began in the period."""
        return sum(self.ends.values())

    @property
    def conversion(self) -> int | None:
        """Tenths of a percent of the stays that ended in a later stage; None where none began."""
        return half_up(self.ends["forward"] * 1000, self.entered) if self.entered else None

    @property
    def mean(self) -> int | None:
        """Tenths of a day that an ended stay took on average, None where none ended."""
        number = sum(self.days.values())
        return half_up(sum(day * times for day, times in self.days.items()) * 10, number) if number else None

    @property
    def median(self) -> int | None:
        """Tenths of a day of the stay in the middle (of the two in the middle, their mean); None where none ended."""
        number = sum(self.days.values())
        return (self._day((number - 1) // 2) + self._day(number // 2)) * 5 if number else None

    def _day(self, place: int) -> int:
        for day in sorted(self.days):
            place -= self.days[day]
            if place < 0:
                return day
        raise ValueError(place)


@dataclass(frozen=True)
class Course:
    """A pipeline's course over a period: its stages in order, and of the opportunities that came into the pipeline in the
    period how many are open, won, lost or in another pipeline now."""

    first: date
    last: date
    passages: list[Passage]
    came: dict[str, int]

    @property
    def won_share(self) -> int | None:
        """Tenths of a percent of those that came and are won now."""
        number = sum(self.came.values())
        return half_up(self.came["won"] * 1000, number) if number else None


def course_of(bench: Workbench, pipeline_id: int, first: date, last: date, *filters: dict[str, Any] | None) -> Course:
    """The course of a pipeline between two days, both included, over the opportunities that the filters mean."""
    stages = {stage.id: stage for stage in bench.session.scalars(select(Stage))}
    now = {stage.id: sums for stage, sums in values_by_stage(bench, pipeline_id, *filters)}
    found = {key: Passage(stages[key], sums) for key, sums in now.items()}
    stays = _stays(meant(bench, *filters).with_only_columns(Opportunity.id))
    begun = select(stays.c.stage_id, stays.c.next_id, stays.c.days, func.count()).where(
        stays.c.began.between(first, last), stays.c.stage_id.in_(_of(pipeline_id))).group_by(
        stays.c.stage_id, stays.c.next_id, stays.c.days)
    for key, next_id, days, number in bench.session.execute(begun):
        passage = found.setdefault(key, Passage(stages[key], Totals()))  # a deleted stage that something went through
        passage.ends[_end(stages[key], stages.get(next_id))] += number
        if next_id is not None:
            passage.days[days] += number
    ordered = sorted(found.values(), key=lambda one: (one.stage.kind == "lost", one.stage.kind == "won", one.stage.position,
                                                      one.stage.deleted_at is None, one.stage.id))
    return Course(first, last, ordered, _came(bench, pipeline_id, stays, first, last))


def _of(pipeline_id: int) -> Any:
    return select(Stage.id).where(Stage.pipeline_id == pipeline_id)


def _end(stage: Stage, following: Stage | None) -> str:
    """What a stay ended in. A deleted stage kept its place, which the stage after it has now."""
    if following is None:
        return "staying"
    if following.pipeline_id != stage.pipeline_id:
        return "away"
    if following.kind != "open":
        return "lost" if following.kind == "lost" else "forward"
    if stage.kind != "open":
        return "back"
    after = following.position > stage.position or (stage.deleted_at is not None and following.position == stage.position)
    return "forward" if after else "back"


def _came(bench: Workbench, pipeline_id: int, stays: Subquery, first: date, last: date) -> dict[str, int]:
    here = (select(stays.c.opportunity_id, func.min(stays.c.began).label("began")).where(stays.c.stage_id.in_(_of(pipeline_id)))
            .group_by(stays.c.opportunity_id).subquery())
    rows = bench.session.execute(
        select(Opportunity.pipeline_id == pipeline_id, Stage.kind, func.count())
        .join(here, here.c.opportunity_id == Opportunity.id).join(Stage, Opportunity.stage_id == Stage.id)
        .where(here.c.began.between(first, last)).group_by(Opportunity.pipeline_id == pipeline_id, Stage.kind))
    found = {"open": 0, "won": 0, "lost": 0, "away": 0}
    for inside, kind, number in rows:
        found[kind if inside else "away"] += number
    return found


def _stays(among: Any) -> Subquery:
    """``opportunity_id, stage_id, began, next_id, days`` of every stay of the opportunities of a select of ids; the last
    one of each has neither ``next_id`` nor ``days``."""
    entries = _entries(among).subquery()
    turn = {"partition_by": entries.c.opportunity_id, "order_by": entries.c.turn}
    ended = func.lead(entries.c.began).over(**turn)
    days = cast(func.max(0, func.julianday(ended) - func.julianday(entries.c.began)), Integer)
    return select(entries.c.opportunity_id, entries.c.stage_id, entries.c.began,
                  func.lead(entries.c.stage_id).over(**turn).label("next_id"), days.label("days")).subquery()


def _entries(among: Any) -> CompoundSelect[Any]:
    """Every entering of a stage, in turn: the moves, and before them the stage in which the data found the opportunity."""
    opportunity_id = StageChange.opportunity_id
    moves = select(opportunity_id, StageChange.id.label("turn"), StageChange.to_stage_id.label("stage_id"),
                   StageChange.changed_on.label("began")).where(opportunity_id.in_(among))
    firsts = select(func.min(StageChange.id)).where(opportunity_id.in_(among)).group_by(opportunity_id)
    back = literal("-").concat(func.coalesce(StageChange.days_in_from, 0)).concat(" days")
    found = select(opportunity_id, literal(0), StageChange.from_stage_id, func.date(StageChange.changed_on, back)).where(
        StageChange.id.in_(firsts), StageChange.from_stage_id.is_not(None))
    still = select(Opportunity.id, literal(0), Opportunity.stage_id, Opportunity.stage_entered_on).where(
        Opportunity.id.in_(among), ~select(StageChange.id).where(opportunity_id == Opportunity.id).exists())
    return union_all(moves, found, still)
