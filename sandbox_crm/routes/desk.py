"""The desk: today's own tasks, what came in, open opportunities; and the search over the whole CRM."""

from __future__ import annotations

from typing import Any

from flask import render_template, request
from sqlalchemy import func, or_, select

from app.polish.text import fold
from sandbox_crm.bench import Workbench
from sandbox_crm.models.clients import Account, Contact
from sandbox_crm.models.offers import Message
from sandbox_crm.models.sales import Opportunity, Stage
from sandbox_crm.models.work import Task
from sandbox_crm.pages import page

MOST_FOUND = 20
OPEN_TASKS = ("not_started", "in_progress", "on_hold")


@page("/")
def desk(bench: Workbench) -> str:
    """Pulpit."""
    mine = (select(Task).where(Task.deleted_at.is_(None), Task.owner_id == bench.actor.user_id, Task.status.in_(OPEN_TASKS))
            .order_by(Task.due_on, Task.id))
    session = bench.session
    opportunities = session.execute(
        select(Opportunity, Account.name, Stage.name).join(Account, Account.id == Opportunity.account_id)
        .join(Stage, Stage.id == Opportunity.stage_id)
        .where(Opportunity.deleted_at.is_(None), Stage.kind == "open", Opportunity.owner_id == bench.actor.user_id)
        .order_by(Opportunity.expected_close.is_(None), Opportunity.expected_close, Opportunity.id).limit(10)).all()
    unread = session.scalar(select(func.count()).select_from(Message).where(
        Message.deleted_at.is_(None), Message.direction == "incoming", Message.read_on.is_(None)))
    return render_template(
        "sandbox_crm/desk/desk.html", opportunities=opportunities, unread=unread, today=bench.today,
        due_today=session.scalars(mine.where(Task.due_on == bench.today)).all(),
        overdue=session.scalars(mine.where(Task.due_on < bench.today)).all())


@page("/search")
def search(bench: Workbench) -> str:
    """Everything whose name holds the words that were typed, with or without Polish letters."""
    text = request.args.get("q", "").strip()
    found: dict[str, Any] = {"accounts": [], "contacts": [], "opportunities": []}
    if text:
        wanted = f"%{_escaped(fold(text))}%"
        found["accounts"] = _live(bench, Account, or_(Account.name_fold.like(wanted, escape="\\"), Account.nip.like(wanted)))
        found["contacts"] = _live(bench, Contact, or_(Contact.name_fold.like(wanted, escape="\\"),
                                                      func.lower(Contact.email).like(wanted, escape="\\")))
        found["opportunities"] = _live(bench, Opportunity, or_(Opportunity.name_fold.like(wanted, escape="\\"),
                                                               func.lower(Opportunity.number).like(wanted, escape="\\")))
    return render_template("sandbox_crm/desk/search.html", search_text=text, found=found, most=MOST_FOUND)


def _live(bench: Workbench, entity: Any, condition: Any) -> list[Any]:
    return list(bench.session.scalars(select(entity).where(entity.deleted_at.is_(None), condition)
                                      .order_by(entity.name_fold, entity.id).limit(MOST_FOUND)))


def _escaped(text: str) -> str:
    """The text with LIKE's own signs made plain."""
    return text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
