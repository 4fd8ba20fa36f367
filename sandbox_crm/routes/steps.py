"""The course of the work in a sealed sandbox: every entry of its journal in words, each a way to that moment."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask import abort, g, render_template, request
from sqlalchemy import Select, func, select

from app.polish.text import fold
from sandbox_crm.bench import Workbench
from sandbox_crm.history.people import Names
from sandbox_crm.history.places import main_place
from sandbox_crm.listing import with_query
from sandbox_crm.models.journal import JournalRow
from sandbox_crm.pages import Opened, page
from sandbox_crm.store import open_path
from sandbox_crm.travel.bar import moment_url
from sandbox_crm.travel.steps import Mark, Step, is_act, is_refused

PAGE_SIZE = 200


@dataclass(frozen=True)
class Row:
    """One line of the list. ``url``: the record it is about, as it stood right after the entry."""

    step: Step
    who: str
    marks: list[Mark]
    url: str


@page("/steps")
def steps(bench: Workbench) -> Any:
    """Przebieg pracy; only where the moments of the work are shown."""
    opened: Opened = g.crm_opened
    if opened.whole is None:
        abort(404)
    marks = opened.marks()
    asked = {"q": request.args.get("q", "").strip(), "looks": "looks" in request.args, "mark": request.args.get("mark", "")}
    with open_path(opened.whole, write=False) as session:
        session.connection().connection.dbapi_connection.create_function("fold", 1, fold, deterministic=True)
        after = request.args.get("after", 0, type=int)
        found = session.scalars(_wanted(asked, marks).where(JournalRow.seq > after).limit(PAGE_SIZE + 1)).all()
        more = with_query(after=found[PAGE_SIZE - 1].seq) if len(found) > PAGE_SIZE else None
        names = Names(session)
        rows = [Row(Step(one.seq, one.at, one.actor, one.command, one.words), names.actor(one),
                    [mark for mark in marks if mark.seq == one.seq], _place(one)) for one in found[:PAGE_SIZE]]
    groups: dict[str, list[str]] = {}
    for mark in sorted(marks, key=lambda mark: (mark.group, mark.label)):
        if mark.label not in groups.setdefault(mark.group, []):
            groups[mark.group].append(mark.label)
    return render_template("sandbox_crm/travel/steps.html", rows=rows, more=more, asked=asked, groups=groups)


def _wanted(asked: dict[str, Any], marks: tuple[Mark, ...]) -> Select[Any]:
    wanted = select(JournalRow).order_by(JournalRow.seq)
    if asked["mark"]:
        return wanted.where(JournalRow.seq.in_([mark.seq for mark in marks if mark.label == asked["mark"]]))
    if not asked["looks"]:
        wanted = wanted.where(is_act() | is_refused())
    if asked["q"]:
        wanted = wanted.where(func.instr(func.fold(JournalRow.words), fold(asked["q"])) > 0)
    return wanted


def _place(row: JournalRow) -> str:
    place = main_place(row.command, row.changes)
    return moment_url(f"sandbox_crm.{place[0]}", row.seq, **place[1]) if place else moment_url("sandbox_crm.desk", row.seq)
