"""The desk: today's own tasks, what came in, open opportunities."""

from __future__ import annotations

from flask import render_template
from sqlalchemy import func, select

from sandbox_crm.bench import Workbench
from sandbox_crm.models.clients import Account
from sandbox_crm.models.offers import Message
from sandbox_crm.models.sales import Opportunity, Stage
from sandbox_crm.models.work import Task
from sandbox_crm.pages import page

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
