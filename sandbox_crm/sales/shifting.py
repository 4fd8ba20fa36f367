"""The command that shifts the dates of one opportunity's plan: its open tasks, and its expected close where asked."""

from __future__ import annotations

from datetime import date

from flask_babel import gettext as _
from sqlalchemy import select

from app.polish.plural import counted
from sandbox_crm.bench import Done, Refused, Workbench, check_version, command
from sandbox_crm.models.sales import Opportunity
from sandbox_crm.models.work import Task
from sandbox_crm.sales.opportunities import update
from sandbox_crm.sales.schedule import shift
from sandbox_crm.sales.writing import stale
from sandbox_crm.work import tasks
from sandbox_crm.work.progress import OPEN_STATUSES

FARTHEST = 3660


@command("opportunity.shift")
def shift_dates(bench: Workbench, *, opportunity_id: int, days: int, workdays_only: bool = True, with_close: bool = False,
                row_version: int | None = None) -> Done:
    """Put the dates of an opportunity's open tasks ``days`` later (negative: earlier), in working or calendar days, and
    its expected close with them where ``with_close``. Finished and cancelled tasks stay. Result: the opportunity. Raises
    Refused for no days, for more than FARTHEST, and where there is no date to shift."""
    opportunity = bench.get(Opportunity, opportunity_id)
    check_version(opportunity, row_version, {"days": days}, stale())
    if not days or abs(days) > FARTHEST:
        message = _("Enter a whole number of days other than zero, at most ten years.")
        raise Refused(message, {"days": message})
    dated = [task for task in bench.session.scalars(select(Task).where(
        Task.opportunity_id == opportunity.id, Task.deleted_at.is_(None), Task.status.in_(OPEN_STATUSES)).order_by(Task.id))
        if task.start_on or task.due_on]
    close = opportunity.expected_close if with_close else None
    if not dated and close is None:
        raise Refused(_("This opportunity has no open tasks with dates to shift."))
    for task in dated:
        tasks.update(bench, task_id=task.id, start_on=_shifted(task.start_on, days, workdays_only),
                     due_on=_shifted(task.due_on, days, workdays_only))
    if close is not None:
        update(bench, opportunity_id=opportunity.id, expected_close=_shifted(close, days, workdays_only))
    moved = counted(len(dated), "zadania", "zadań", "zadań")
    way = f"{'o ' if days > 0 else 'wstecz o '}{counted(abs(days), 'dzień', 'dni', 'dni')}"
    return Done(opportunity, f"Przesunięto terminy {moved} szansy sprzedaży {opportunity.number} {way}"
                             + (" wraz z planowanym zamknięciem" if close is not None else ""))


def _shifted(day: date | None, days: int, workdays_only: bool) -> date | None:
    return shift(day, days, workdays_only) if day is not None else None
