"""A list as its address asks for it, or as the saved view that the address names: filters, order, columns, and the links
that change each of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from flask import request
from flask_babel import get_locale
from sqlalchemy import Select, select

from sandbox_crm.bench import Workbench
from sandbox_crm.filters import condition
from sandbox_crm.forms.views import ViewForm
from sandbox_crm.listing import Key, with_query
from sandbox_crm.lists.cells import Cells, cells_of
from sandbox_crm.lists.columns import LEADING, MOST, Column, chosen, names_in, offered
from sandbox_crm.lists.conditions import Piece, joined, said, where_of, where_text
from sandbox_crm.lists.panel import Panel, panel_of, passing
from sandbox_crm.models.everything import BY_TABLE
from sandbox_crm.models.work import SavedView
from sandbox_crm.pages import crm_url
from sandbox_crm.reports.naming import record_names
from sandbox_crm.rules import RuleFault, check_filters
from sandbox_crm.sorting import keys_of
from sandbox_crm.work.asking import AskedView, Filters, of_view
from sandbox_crm.work.views import views_of

#: what of an address is a place in a list or the state of a panel, and does not go along to another form of the list
_PASSING = ("after", "before", "end", "page", "picking", "asking")
#: entity -> the state to ask for where its list narrows unasked
_EVERY = {"task": "all"}


@dataclass(frozen=True)
class AskedList:
    """What the address asks of a list: ``filters`` hold together, ``where`` (what somebody put together, see
    `sandbox_crm.lists.conditions`) is the last of them; ``usual`` is the order that nobody asked for; ``picked``: somebody
    chose the columns."""

    entity: str
    filters: list[Filters]
    sort: str
    usual: str
    columns: list[Column]
    view: AskedView | None
    picked: bool
    where: Filters

    @property
    def keys(self) -> tuple[Key, ...]:
        """The keys of the order."""
        return keys_of(self.entity, self.sort, self.usual)

    def query(self, bench: Workbench) -> Select[Any]:
        """A select of the live records that the list means. Raises RuleFault."""
        kind = BY_TABLE[self.entity]
        return select(kind).where(kind.deleted_at.is_(None),
                                  *(condition(bench.session, self.entity, one, bench.today) for one in self.filters))


@dataclass(frozen=True)
class Listed:
    """What the shared parts of a list's template read."""

    asked: AskedList
    cells: Cells
    views: list[SavedView]
    view_form: ViewForm
    said: list[list[Piece]]
    panel: Panel | None
    most: int = MOST

    @property
    def columns(self) -> list[Column]:
        """The columns in their order."""
        return self.asked.columns

    @property
    def heads(self) -> list[tuple[Any, str, str]]:
        """The heads of the table: label, classes, sort."""
        return [(column.label, column.style, column.sort) for column in self.columns]

    @property
    def others(self) -> list[tuple[str, list[tuple[str, Any]]]]:
        """The columns that could be added, under their heads."""
        there = {column.name for column in self.columns}
        groups = [(head, [pair for pair in columns if pair[0] not in there]) for head, columns in offered(self.asked.entity)]
        return [(head, columns) for head, columns in groups if columns]

    @property
    def leading(self) -> str:
        """The column that cannot be put away."""
        return LEADING[self.asked.entity]

    @property
    def address(self) -> str:
        """The list without anything asked of it but its columns."""
        return crm_url(f"{self.asked.entity}_list", columns=request.args.get("columns"))

    def kept(self, without: Sequence[str] = ()) -> list[tuple[str, str]]:
        """What of the address goes along in a form, but for the fields that the form has itself."""
        left = {*_PASSING, *without}
        return [(name, value) for name, value in request.args.items(multi=True) if name not in left and passing(name)]

    def uses(self, names: Sequence[str]) -> bool:
        """Whether the address asks for one of these."""
        return any(request.args.get(name) for name in names)

    def file(self, kind: str) -> str:
        """Where the list is handed out as a file."""
        asked = urlencode(self.kept())
        return crm_url(f"{self.asked.entity}_file", kind=kind) + (f"?{asked}" if asked else "")


def asked_list(bench: Workbench, entity: str, filters: Sequence[Filters], sort: str) -> AskedList:
    """The list that the address asks for. ``filters`` are those of the address; a saved view brings its own, and its order
    and columns hold until the address names others. ``sort``: the order that nobody asked for."""
    view = of_view(bench, entity, request.args)
    names = names_in(request.args.getlist("columns")) or (view.columns if view else None)
    order = request.args.get("sort") or (view.sort if view else None) or sort
    where = where_of(entity, request.args)
    held = [one for one in (*(view.filters if view else filters), where) if one]
    return AskedList(entity, held, order, sort, chosen(entity, names), view, bool(names), where)


def listed(bench: Workbench, asked: AskedList, ids: Sequence[int], view_form: ViewForm | None = None) -> Listed:
    """The list with the cells of one page; ``view_form`` may come back from a refusal."""
    form = keeping(asked) if view_form is None else view_form
    return Listed(asked, cells_of(bench, asked.entity, asked.columns, ids), views_of(bench, asked.entity), form,
                  _said(bench, asked), panel_of(bench, asked.entity, asked.where))


def conditions_said(bench: Workbench, entity: str, where: Filters) -> list[list[Piece]]:
    """The conditions of the address in words, each with the way to take it off."""
    names, language = record_names(bench), get_locale().language
    return said(entity, where, bench.today, language, names,
                lambda left: with_query(**{**dict.fromkeys(_PASSING), "where": where_text(left)}))


def _said(bench: Workbench, asked: AskedList) -> list[list[Piece]]:
    """The conditions of the saved view and of the address in words. A condition of the view is taken off by leaving the
    view; where it holds more than a list can be asked for, it only stands there."""
    own = conditions_said(bench, asked.entity, asked.where)
    if asked.view is None:
        return own
    beside = {"sort": asked.sort, "group_by": asked.view.group_by, "state": _EVERY.get(asked.entity), "view": None,
              "stage_id": None, "columns": ",".join(column.name for column in asked.columns) if asked.picked else None}

    def leaving(left: Filters) -> str:
        both = where_text(joined([left, asked.where]))
        return with_query(**{**dict.fromkeys(_PASSING), **beside, "where": both})

    kept = joined(asked.view.filters)
    try:
        check_filters(asked.entity, joined([kept, asked.where]))
    except RuleFault:
        leads = None
    else:
        leads = leaving
    return said(asked.entity, kept, bench.today, get_locale().language, record_names(bench), leads) + own


def keeping(asked: AskedList, **more: Any) -> ViewForm:
    """The form that keeps the list under a name."""
    names = [column.name for column in asked.columns] if asked.picked else None
    filters = joined(asked.filters)
    return ViewForm(formdata=None, data={"entity": asked.entity, "sort": asked.sort, "group_by": "", "columns": names,
                                         "filters": filters, **more})
