"""Screens of sales goals."""

from __future__ import annotations

from typing import Any

from flask import redirect, render_template, request
from sqlalchemy import literal_column, select

from app.polish.amounts import format_pln
from sandbox_crm.bench import Workbench
from sandbox_crm.forms.goals import ChangedGoalForm, NewGoalForm
from sandbox_crm.listing import Key, paged
from sandbox_crm.models.clients import Segment
from sandbox_crm.models.company import SalesUser
from sandbox_crm.models.sales import Opportunity, Pipeline, Product, SalesGoal
from sandbox_crm.pages import crm_url, page
from sandbox_crm.sales import choices, goals, labels
from sandbox_crm.sales.goal_chart import chart_of
from sandbox_crm.sales.progress import counted, nets_of, progress_of
from sandbox_crm.sales.showing import show_form
from sandbox_crm.submitting import CrmForm, submit

PLACE = "sandbox_crm/goals/"
#: counted opportunities stand in the order of their closing, the latest first; none of them lacks the day
LATEST = Key(literal_column("opportunity.closed_on"), True)


@page("/goals")
def goal_list(bench: Workbench) -> str:
    """All goals with their progress."""
    found = bench.session.scalars(select(SalesGoal).where(SalesGoal.deleted_at.is_(None)).order_by(SalesGoal.id)).all()
    return render_template(PLACE + "list.html", goals=[(goal, progress_of(bench, goal)) for goal in found], labels=labels,
                           users=choices.names(bench, SalesUser), measure=measure)


@page("/goals/new", methods=("GET", "POST"), writes=True)
def goal_new(bench: Workbench) -> Any:
    """A new goal, as a draft."""
    form = NewGoalForm(bench)
    made = submit(bench, form, goals.create)
    if made:
        return redirect(crm_url("goal_detail", goal_id=made.id), 303)
    return show_form(PLACE + "form.html", form, goal=None)


@page("/goals/<int:goal_id>", logs="goal")
def goal_detail(bench: Workbench, goal_id: int) -> str:
    """A goal with its five parts and its progress."""
    goal = bench.get(SalesGoal, goal_id)
    progress, wanted = progress_of(bench, goal), counted(bench, goal)
    rows, paging = ([], None) if wanted is None else paged(bench.session, wanted, LATEST, entity=Opportunity)
    return render_template(
        PLACE + "detail.html", goal=goal, progress=progress, labels=labels, counted=rows, paging=paging, measure=measure,
        chart=chart_of(goal, progress.course, bench.today), shares=nets_of(bench, goal, rows),
        names={kind.__tablename__: choices.names(bench, kind) for kind in (SalesUser, Segment, Product, Pipeline)})


@page("/goals/<int:goal_id>/edit", methods=("GET", "POST"), writes=True)
def goal_edit(bench: Workbench, goal_id: int) -> Any:
    """A goal is changed."""
    goal = bench.get(SalesGoal, goal_id)
    form = ChangedGoalForm(bench, obj=goal)
    if submit(bench, form, goals.update, goal_id=goal_id):
        return redirect(crm_url("goal_detail", goal_id=goal_id), 303)
    return show_form(PLACE + "form.html", form, goal=goal)


@page("/goals/<int:goal_id>/activate", methods=("POST",), writes=True)
def goal_activate(bench: Workbench, goal_id: int) -> Any:
    """A goal is put to work."""
    submitted = CrmForm()
    if not submitted.validate_on_submit():
        return redirect(crm_url("goal_detail", goal_id=goal_id), 303)
    goals.activate(bench, goal_id=goal_id)
    return redirect(crm_url("goal_detail", goal_id=goal_id), 303)


@page("/goals/<int:goal_id>/delete", methods=("POST",), writes=True)
def goal_delete(bench: Workbench, goal_id: int) -> Any:
    """A goal goes to the bin."""
    goals.delete(bench, goal_id=goal_id, row_version=request.form.get("row_version"))
    return redirect(crm_url("goal_list"), 303)


def measure(goal: SalesGoal, value: int | None) -> str | None:
    """A value of a goal's metric with its unit; amounts in full."""
    if value is None:
        return None
    if goal.metric == "won_value":
        return format_pln(value)
    return f"{value}\N{NO-BREAK SPACE}{goal.unit}" if goal.unit else str(value)
