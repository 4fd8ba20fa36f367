"""Opportunities of the practice company: each lives its own life through the stages, with tasks, talks, offers and an end."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from sqlalchemy import select

from app.polish.dates import workday
from sandbox_crm.models.sales import Opportunity
from sandbox_crm.models.work import Task
from sandbox_crm.training import letters
from sandbox_crm.training.clientele import Client
from sandbox_crm.training.days import TODAY, Days, Hand, after
from sandbox_crm.training.funnels import stage_ids
from sandbox_crm.training.talks import talk_about

#: need of a firm -> its lines as (product, least, most, step); lines after the first with a least of 0 follow its quantity
NEEDS: dict[str, tuple[tuple[str, int, int, int], ...]] = {
    "Dystrybutory do biura": (("D-100", 2, 6, 1), ("U-01", 0, 0, 0), ("F-010", 0, 0, 0)),
    "Dystrybutory na halę": (("D-100", 3, 9, 1), ("U-01", 0, 0, 0), ("F-030", 0, 0, 0), ("U-04", 2, 4, 1)),
    "Dystrybutor na recepcję": (("D-120", 1, 2, 1), ("U-01", 0, 0, 0)),
    "Wymiana filtrów": (("F-020", 3, 12, 1), ("F-010", 0, 0, 0), ("U-02", 0, 0, 0)),
    "Butelki z nadrukiem": (("B-500", 80, 400, 20),),
    "Woda do poczekalni": (("D-120", 1, 3, 1), ("U-01", 0, 0, 0), ("U-03", 1, 1, 1)),
}
BY_INDUSTRY = {
    "hospitality": {"Woda gazowana w lokalu": (("D-200", 1, 4, 1), ("U-01", 0, 0, 0), ("B-500", 40, 200, 10))},
    "education": {"Dystrybutory dla uczniów i dzieci": (("D-120", 2, 6, 1), ("U-01", 0, 0, 0), ("U-03", 1, 2, 1))},
}
AT_HOME = {
    "Woda w butlach do domu": (("W-019", 24, 96, 12),),
    "Wynajem dystrybutora z wodą": (("A-01", 12, 24, 12), ("W-019", 36, 144, 12)),
}
#: how many opportunities end where: (pipeline, the last stage's place or "won" or "lost") -> count
ENDS: dict[tuple[str, int | str], int] = {
    ("firms", 0): 6,
    ("firms", 1): 7,
    ("firms", 2): 5,
    ("firms", 3): 7,
    ("firms", 4): 4,
    ("firms", "won"): 14,
    ("firms", "lost"): 9,
    ("water", 0): 4,
    ("water", 1): 4,
    ("water", 2): 3,
    ("water", "won"): 8,
    ("water", "lost"): 3,
}
#: reason of a loss -> note
LOSSES = (
    ("price", None),
    ("competition", "Klient wybrał tańsze urządzenia innej firmy."),
    ("timing", None),
    ("price", None),
    ("no_need", "Przeprowadzka do mniejszego biura."),
    ("other", "Wspólnicy nie doszli do porozumienia."),
)
_BACK = "Klient zmienił liczbę urządzeń, trzeba ustalić potrzeby od nowa."
_NEXT = ("Zadzwonić do klienta", "Ustalić liczbę urządzeń", "Umówić próbę", "Omówić propozycję", "Umówić ekipę na montaż")


@dataclass
class Deal:
    """One opportunity before it happens. ``way``: (day, the stage's place, or "won", "lost", "reopen") in order."""

    key: str
    pipeline: str
    client: Client
    name: str
    lines: list[dict[str, Any]]
    opened: date
    way: list[tuple[date, int | str]]
    loss: tuple[str, str | None]
    close: date
    offered: bool = False
    stages: list[int] = field(default_factory=list)


def sell(days: Days, known: list[Client]) -> None:
    """Let every opportunity live."""
    for deal in _deals(days.chance, known):
        days.on(deal.opened, deal.client.owner, lambda hand, deal=deal: _open(days, hand, deal))


def _deals(chance: random.Random, known: list[Client]) -> Iterator[Deal]:
    firms = [one for one in known if one.kind != "person"]
    small = [one for one in known if one.kind in ("person", "sole_trader")]
    chance.shuffle(firms)
    chance.shuffle(small)
    ends = [(pipeline, end) for (pipeline, end), many in ENDS.items() for _one in range(many)]
    for number, (pipeline, end) in enumerate(ends):
        buyers = firms if pipeline == "firms" else small
        client = buyers[number % len(buyers)]
        needs = AT_HOME if pipeline == "water" else NEEDS | BY_INDUSTRY.get(client.fields["industry"], {})
        need = chance.choice([*needs, list(needs)[-1]])
        way = _way(chance, pipeline, end, number, client.added)
        yield Deal(
            f"opportunity/{number}",
            pipeline,
            client,
            f"{need}, {client.fields['city']}",
            _lines(chance, needs[need]),
            way[0][0],
            way[1:],
            LOSSES[number % len(LOSSES)],
            _expected(chance, end, way[-1][0]),
            offered=pipeline == "firms" and (end in (3, 4) or (end in ("won", "lost") and number % 3 == 0)),
        )


def _way(chance: random.Random, pipeline: str, end: int | str, number: int, added: date) -> list[tuple[date, int | str]]:
    """The days on which an opportunity is opened and moved; some go back a stage, one lost one is taken up again."""
    last = {"firms": 4, "water": 2}[pipeline]
    places: list[int | str] = list(range(end + 1)) if isinstance(end, int) else list(range(last + 1 - chance.choice((0, 0, 1))))
    if pipeline == "firms" and number % 6 == 2 and len(places) > 3:
        places[3:3] = [1, 2]  # back to the needs, and through the trial again
    elif pipeline == "firms" and number % 6 == 5 and len(places) > 4:
        places[4:4] = [2, 3]  # back to the trial, and an offer once more
    if not isinstance(end, int):
        places.append(end)
    if number % 11 == 8 and end == "won":
        places[-1:] = ["lost", "reopen", end]
    gaps = [chance.randint(2, 11) for _place in places[1:]]
    stop = (
        TODAY - timedelta(days=chance.randint(1, 16)) if isinstance(end, int) else TODAY - timedelta(days=chance.randint(2, 190))
    )
    day = max(stop - timedelta(days=sum(gaps)), added + timedelta(days=2))
    found = [(workday(day), places[0])]
    for place, gap in zip(places[1:], gaps, strict=True):
        day += timedelta(days=gap)
        found.append((min(workday(day), TODAY - timedelta(days=3)), place))
    return found


def _expected(chance: random.Random, end: int | str, last: date) -> date:
    if not isinstance(end, int):
        return workday(last + timedelta(days=chance.randint(-4, 6)))
    return workday(TODAY + timedelta(days=chance.randint(-6, 20) if end > 2 else chance.randint(14, 75)))


def _lines(chance: random.Random, spec: tuple[tuple[str, int, int, int], ...]) -> list[dict[str, Any]]:
    first, found = 0, []
    for code, least, most, step in spec:
        many = chance.randrange(least, most + 1, step) if least else first
        first = first or many
        found.append({"code": code, "qty_milli": many * 1000, "discount_pct": chance.choice((0, 0, 0, 5, 8))})
    return found


def _open(days: Days, hand: Hand, deal: Deal) -> None:
    deal.stages = stage_ids(days, hand, deal.pipeline)
    made = hand(
        "opportunity.create",
        name=deal.name,
        account_id=days.known[deal.client.key],
        owner_id=deal.client.owner,
        pipeline_id=days.known[f"pipeline/{deal.pipeline}"],
        value_source="lines",
        expected_close=deal.close,
        source=deal.client.fields["source"],
        primary_contact_id=days.known.get(f"contact/{deal.client.key}/0"),
        next_step=_NEXT[0],
    )
    days.known[deal.key] = made.id
    lines = [
        {"product_id": days.known[f"product/{line['code']}"], **{name: line[name] for name in ("qty_milli", "discount_pct")}}
        for line in deal.lines
    ]
    hand("opportunity.set_lines", opportunity_id=made.id, lines=lines)
    second = days.known.get(f"contact/{deal.client.key}/1")
    if second is not None and days.chance.random() < 0.6:
        hand("opportunity.add_contact", opportunity_id=made.id, contact_id=second, role=days.chance.choice(("user", "adviser")))
    talk_about(days, hand, deal, 0)
    _step_later(days, deal)


def _step_later(days: Days, deal: Deal) -> None:
    if deal.way:
        day, place = deal.way.pop(0)
        days.on(day, deal.client.owner, lambda hand: _step(days, hand, deal, place))


def _step(days: Days, hand: Hand, deal: Deal, place: int | str) -> None:
    """Close the acts of the stage that ends, then move."""
    opportunity_id = days.known[deal.key]
    for task in _open_tasks(hand, opportunity_id):
        hand(
            *(("task.complete",) if place != "lost" else ("task.set_progress",)),
            task_id=task.id,
            **({} if place != "lost" else {"status": "cancelled"}),
        )
    if place == "won":
        hand("opportunity.mark_won", opportunity_id=opportunity_id, closed_on=hand.today)
        letters.answered(days, hand, deal, "accepted")
        if hand.session.get_one(Opportunity, opportunity_id).account_id and deal.client.fields["status"] != "active":
            hand("account.update", account_id=days.known[deal.client.key], status="active")
    elif place == "lost":
        reason, note = deal.loss if not deal.way else ("timing", "Klient odłożył decyzję.")
        hand("opportunity.mark_lost", opportunity_id=opportunity_id, closed_on=hand.today, lost_reason=reason, lost_note=note)
        if not deal.way:
            letters.answered(days, hand, deal, "rejected")
    elif place == "reopen":
        hand("opportunity.reopen", opportunity_id=opportunity_id, stage_id=deal.stages[-3], reason="Klient wrócił do rozmów.")
    else:
        _move(days, hand, deal, int(place))
    _step_later(days, deal)


def _move(days: Days, hand: Hand, deal: Deal, place: int) -> None:
    opportunity_id = days.known[deal.key]
    present = deal.stages.index(hand.session.get_one(Opportunity, opportunity_id).stage_id)
    hand(
        "opportunity.move", opportunity_id=opportunity_id, stage_id=deal.stages[place], reason=_BACK if place < present else None
    )
    talk_about(days, hand, deal, place)
    if deal.offered and place == 3:
        days.on(after(hand.today, 1), deal.client.owner, lambda other: letters.offer(days, other, deal))
    if not deal.way:
        hand("opportunity.update", opportunity_id=opportunity_id, next_step=_NEXT[min(place, len(_NEXT) - 1)])
        _catch_up(days, hand, deal)


def _catch_up(days: Days, hand: Hand, deal: Deal) -> None:
    """In the stage where an opportunity stands today most of what was due is done, not all."""
    for task in _open_tasks(hand, days.known[deal.key]):
        if task.due_on is not None and task.due_on < TODAY and days.chance.random() < 0.8:
            days.on(max(task.due_on, hand.today), task.owner_id, lambda other, number=task.id: _complete(other, number))


def _complete(hand: Hand, task_id: int) -> None:
    if hand.session.get_one(Task, task_id).status != "completed":
        hand("task.complete", task_id=task_id)


def _open_tasks(hand: Hand, opportunity_id: int) -> list[Task]:
    wanted = (
        select(Task)
        .where(
            Task.opportunity_id == opportunity_id,
            Task.deleted_at.is_(None),
            Task.status.in_(("not_started", "in_progress", "on_hold")),
        )
        .order_by(Task.id)
    )
    return list(hand.session.scalars(wanted))
