"""What the address of a task list asks for, and what a saved view asks for, as filters (see `sandbox_crm.rules`)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sandbox_crm.bench import Workbench
from sandbox_crm.models.work import PRIORITIES, TASK_KINDS, TASK_STATUSES, SavedView
from sandbox_crm.sales.asking import day, number

Filters = dict[str, Any]

#: the date by which a saved view's fixed range chooses
DATED = {"task": "due_on", "opportunity": "expected_close"}
RELATIVE = ("today", "tomorrow", "this_week", "next_week", "overdue")
UNFINISHED = ["not_started", "in_progress", "on_hold"]


@dataclass(frozen=True)
class AskedView:
    """A saved view as a list takes it up: all ``filters`` hold together."""

    id: int
    name: str
    filters: list[Filters]
    sort: str | None
    group_by: str | None
    columns: list[str] | None


def of_view(bench: Workbench, entity: str, asked: Mapping[str, str]) -> AskedView | None:
    """The saved view that ``?view=`` names; None where it names none of this entity."""
    key = number(asked, "view")
    view = bench.session.get(SavedView, key) if key else None
    if view is None or view.deleted_at is not None or view.entity != entity:
        return None
    spans = []
    if (view.date_from or view.date_to) and entity in DATED:
        ends = [end.isoformat() if end else None for end in (view.date_from, view.date_to)]
        spans = [{"all": [{"field": DATED[entity], "op": "between", "value": ends}]}]
    stage = number(asked, "stage_id") if entity == "opportunity" else None
    if stage:  # the sums of a saved board lead to the opportunities of one of its stages
        spans.append({"all": [{"field": "stage_id", "op": "eq", "value": stage}]})
    return AskedView(view.id, view.name, [view.filters, *spans], view.sort, view.group_by, view.columns)


def pipeline_asked(filters: list[Filters]) -> int | None:
    """The one pipeline that a board's saved filters ask for; None where they name none."""
    return next((part["value"] for one in filters for part in one.get("all", ())
                 if part.get("field") == "pipeline_id" and part.get("op") == "eq"), None)


def task_conditions(asked: Mapping[str, str]) -> Filters:
    """The filter for ``q``, ``range`` (today, tomorrow, this_week, next_week, overdue), ``state`` (unfinished, all, or
    a status), ``priority``, ``kind``, ``owner_id``, ``account_id``, ``opportunity_id``; the range from-to is `task_span`."""
    parts: list[Any] = []
    text = asked.get("q", "").strip()
    if text:
        parts.append({"any": [{"field": name, "op": "contains", "value": text} for name in ("title", "account.name")]})
    if asked.get("range") in RELATIVE:
        parts.append({"field": "due_on", "op": "relative", "value": asked["range"]})
    state = asked.get("state", "unfinished")
    if state in TASK_STATUSES:
        parts.append({"field": "status", "op": "eq", "value": state})
    elif state != "all":
        parts.append({"field": "status", "op": "in", "value": UNFINISHED})
    for name, known in (("priority", PRIORITIES), ("kind", TASK_KINDS)):
        if asked.get(name) in known:
            parts.append({"field": name, "op": "eq", "value": asked[name]})
    for name in ("owner_id", "account_id", "opportunity_id"):
        if number(asked, name):
            parts.append({"field": name, "op": "eq", "value": number(asked, name)})
    return {"all": parts} if parts else {}


def task_span(asked: Mapping[str, str]) -> tuple[str | None, str | None]:
    """Both ends of the range from-to as ISO text; each may be open. Counts only where ``range`` is "span"."""
    if asked.get("range") != "span":
        return None, None
    return day(asked, "from"), day(asked, "to")


def task_filters(asked: Mapping[str, str]) -> list[Filters]:
    """Everything the address asks for, to hold together."""
    low, high = task_span(asked)
    spans = [{"all": [{"field": "due_on", "op": "between", "value": [low, high]}]}] if low or high else []
    return [task_conditions(asked), *spans]
