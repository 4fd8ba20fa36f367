"""What happens in the scenario while the candidate works: due events carried out as commands of the system, once.

An event's commands are one transaction of the sandbox, and their entries carry ``event:<id>`` as origin. So the
journal itself tells what has fired, and a crash leaves an event either done or still due.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from exam.practical.attempts import minutes_elapsed
from exam.practical.holds import hold
from exam.practical.models import PracticalAttempt
from exam.practical.variants import store
from question_bank.scenarios.events import act_args, due_events
from sandbox_crm.bench import COMMANDS, Actor, Workbench, entry_of
from sandbox_crm.models.journal import JournalRow
from sandbox_crm.snapshot import Entry
from sandbox_crm.store import open_path

ORIGIN = "event:"


def fired(session: Session) -> set[str]:
    """Ids of the events that have happened in an open sandbox."""
    rows = session.scalars(select(JournalRow.origin).where(JournalRow.origin.like(f"{ORIGIN}%")).distinct())
    return {origin.removeprefix(ORIGIN) for origin in rows}


def waiting(session: Session, events: Iterable[Mapping[str, Any]], minutes: float) -> list[Mapping[str, Any]]:
    """Events that are due and have not happened."""
    done = fired(session)
    left = [event for event in events if event["id"] not in done]
    return due_events(left, _acts_waited_for(session, left), minutes, done) if left else []


def fire_due(session: Session, events: Iterable[Mapping[str, Any]], minutes: float, today: date, now: datetime) -> list[str]:
    """Carry out every due event in an open write transaction of a sandbox; returns the ids of those that happened.

    An event that becomes due by another one happens in the same call.
    """
    happened: list[str] = []
    while due := [event for event in waiting(session, events, minutes) if event["id"] not in happened]:
        done = [event["id"] for event in due if _carry_out(session, event, today, now)]
        happened += done
        if not done:
            break
    return happened


def fire_for(current: PracticalAttempt, moment: datetime) -> list[str]:
    """Let everything that is due happen in a candidate's open work. ``moment``: naive UTC."""
    events = current.variant["events"]
    if not events:
        return []
    path, minutes = store().path(current.sandbox), minutes_elapsed(current, moment)
    with open_path(path, write=False) as session:
        if not waiting(session, events, minutes):
            return []
    with hold(current.sandbox), open_path(path, write=True) as session:
        today = date.fromisoformat(current.variant["today"])
        return fire_due(session, events, minutes, today, moment.replace(tzinfo=UTC))


def _carry_out(session: Session, event: Mapping[str, Any], today: date, now: datetime) -> bool:
    journal = _acts_waited_for(session, [event])
    bench = Workbench(session, Actor("system", None), today, now, origin=f"{ORIGIN}{event['id']}")
    acts = [(act["do"], act_args(event, act, journal)) for act in event["do"]]
    for name, args in acts:
        if args is not None:
            COMMANDS[name](bench, **args)
    return any(args is not None for _, args in acts)


def _acts_waited_for(session: Session, events: Iterable[Mapping[str, Any]]) -> list[Entry]:
    """The candidate's own entries of the commands that any of ``events`` waits for."""
    wanted = {event["when"]["after"]["command"] for event in events if event["when"].get("after")}
    if not wanted:
        return []
    rows = session.scalars(select(JournalRow).where(JournalRow.actor == "candidate", JournalRow.command.in_(sorted(wanted)))
                           .order_by(JournalRow.seq))
    return [entry_of(row) for row in rows]
