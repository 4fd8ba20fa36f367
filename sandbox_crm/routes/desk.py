"""The desk: the page that a working day starts from."""

from __future__ import annotations

from flask import render_template

from sandbox_crm.bench import Workbench
from sandbox_crm.pages import page
from sandbox_crm.work import labels
from sandbox_crm.work.day import day_of


@page("/")
def desk(bench: Workbench) -> str:
    """Pulpit."""
    return render_template("sandbox_crm/desk/desk.html", day=day_of(bench), today=bench.today, labels=labels,
                           user_id=bench.actor.user_id)
