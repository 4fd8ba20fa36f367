"""Commands of saved views: a list's filters, range, order, grouping and columns under a name."""

from __future__ import annotations

from datetime import date
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import select

from sandbox_crm.bench import Done, Refused, Workbench, command
from sandbox_crm.lists.columns import DEFAULTS, known
from sandbox_crm.models.work import REPORT_ENTITIES, VIEW_KINDS, SavedView
from sandbox_crm.rules import KEPT_LEVELS, RuleFault, check_filters
from sandbox_crm.sales.writing import Problems, clean


@command("view.save")
def save(bench: Workbench, *, entity: str, name: str, kind: str = "list", filters: dict[str, Any] | None = None,
         date_from: date | None = None, date_to: date | None = None, sort: str | None = None,
         group_by: str | None = None, columns: list[str] | None = None) -> Done:
    """Save a list under a name; a view of the same entity and name is replaced. ``filters``: see `sandbox_crm.rules`;
    ``kind``: list, board, calendar; ``sort``: field, with "-" before it for descending; ``columns``: see
    `sandbox_crm.lists.columns`, none: those that the list shows unasked. Raises Refused."""
    name = clean(name)
    view = bench.session.scalars(select(SavedView).where(SavedView.entity == entity, SavedView.name == (name or ""))).first()
    fresh = view is None
    view = SavedView(entity=entity, name=name) if fresh else view
    with bench.session.no_autoflush:
        view.kind, view.filters, view.deleted_at = kind, dict(filters or {}), None
        view.date_from, view.date_to, view.sort, view.group_by = date_from, date_to, clean(sort), clean(group_by)
        view.columns = list(columns) if columns else None
        _check(view)
    if fresh:
        bench.add(view)
    return Done(view, f"Zapisano widok „{view.name}”" if fresh else f"Zastąpiono widok „{view.name}”")


@command("view.delete")
def delete(bench: Workbench, *, view_id: int) -> Done:
    """Delete a saved view; its records stay."""
    view = bench.get(SavedView, view_id)
    view.deleted_at = bench.stamp
    return Done(view, f"Przeniesiono do kosza widok „{view.name}”")


def views_of(bench: Workbench, entity: str) -> list[SavedView]:
    """The live saved views of an entity by name."""
    return list(bench.session.scalars(select(SavedView).where(
        SavedView.entity == entity, SavedView.deleted_at.is_(None)).order_by(SavedView.name)))


def _check(view: SavedView) -> None:
    problems = Problems()
    problems.need(view, "name", _("Enter the view’s name."))
    problems.one_of(view, "entity", REPORT_ENTITIES)
    problems.one_of(view, "kind", VIEW_KINDS)
    if view.date_from and view.date_to and view.date_from > view.date_to:
        problems.add("date_to", _("The end of the range cannot be earlier than its start."))
    if view.entity in DEFAULTS and not set(view.columns or ()) <= known(view.entity):
        problems.add("columns", _("One of the columns is not known. Open the list again."))
    problems.refuse()
    try:
        check_filters(view.entity, view.filters, levels=KEPT_LEVELS)
    except RuleFault as fault:
        raise Refused(_("The filter cannot be read: %(what)s.", what=fault.what), {"filters": str(fault)}) from fault
