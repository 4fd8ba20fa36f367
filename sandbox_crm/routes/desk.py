"""The desk: today's own tasks, what came in, open opportunities."""

from __future__ import annotations

from flask import render_template
from sqlalchemy import func, select

from sandbox_crm.bench import Workbench
from sandbox_crm.listing import MOST_COUNTED, count
from sandbox_crm.models.clients import Account
from sandbox_crm.models.indexes import key
from sandbox_crm.models.offers import Message
from sandbox_crm.models.sales import Opportunity, Stage
from sandbox_crm.models.work import Task
from sandbox_crm.pages import page

OPEN_TASKS = ("not_started", "in_progress", "on_hold")
#: tasks of a kind on the desk; the list of tasks has them all
MOST_SHOWN = 50


@page("/")
def desk(bench: Workbench) -> str:
    """Pulpit."""
    session, due = bench.session, key("task", "due_on")
    mine = select(Task).where(Task.deleted_at.is_(None), Task.owner_id == bench.actor.user_id, Task.status.in_(OPEN_TASKS))
    today, late = mine.where(due == bench.today.isoformat()), mine.where(due < bench.today.isoformat())
    opportunities = session.execute(
        select(Opportunity, Account.name, Stage.name).join(Account, Account.id == Opportunity.account_id)
        .join(Stage, Stage.id == Opportunity.stage_id)
        .where(Opportunity.deleted_at.is_(None), Stage.kind == "open", Opportunity.owner_id == bench.actor.user_id)
        .order_by(key("opportunity", "expected_close"), Opportunity.id).limit(10)).all()
    unread = session.scalar(select(func.count()).select_from(Message).where(
        Message.deleted_at.is_(None), Message.direction == "incoming", Message.read_on.is_(None)))
    return render_template(
        "sandbox_crm/desk/desk.html", opportunities=opportunities, unread=unread, today=bench.today,
        **{f"{name}_count": count(session, meant, MOST_COUNTED + 1) for name, meant in (("today", today), ("overdue", late))},
        due_today=session.scalars(today.order_by(due, Task.id).limit(MOST_SHOWN)).all(),
        overdue=session.scalars(late.order_by(due, Task.id).limit(MOST_SHOWN)).all(), most_counted=MOST_COUNTED)
