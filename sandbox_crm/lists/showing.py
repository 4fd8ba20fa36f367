"""A list as its address asks for it, or as the saved view that the address names: filters, order, columns, and the links
that change each of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from flask import request
from sqlalchemy import Select, select

from sandbox_crm.bench import Workbench
from sandbox_crm.filters import condition
from sandbox_crm.forms.views import ViewForm
from sandbox_crm.listing import Key
from sandbox_crm.lists.cells import Cells, cells_of
from sandbox_crm.lists.columns import LEADING, MOST, Column, chosen, names_in, offered
from sandbox_crm.models.everything import BY_TABLE
from sandbox_crm.models.work import SavedView
from sandbox_crm.pages import crm_url
from sandbox_crm.sorting import keys_of
from sandbox_crm.work.asking import AskedView, Filters, of_view
from sandbox_crm.work.views import views_of

#: what of an address is a place in a list or the state of a panel, and does not go along to another form of the list
_PASSING = ("after", "before", "end", "page", "picking")


@dataclass(frozen=True)
class AskedList:
    """What the address asks of a list: ``filters`` hold together; ``usual`` is the order that nobody asked for;
    ``picked``: somebody chose the columns."""

    entity: str
    filters: list[Filters]
    sort: str
    usual: str
    columns: list[Column]
    view: AskedView | None
    picked: bool

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
        return [(name, value) for name, value in request.args.items(multi=True) if name not in left]

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
    return AskedList(entity, view.filters if view else [one for one in filters if one], order, sort, chosen(entity, names), view,
                     bool(names))


def listed(bench: Workbench, asked: AskedList, ids: Sequence[int], view_form: ViewForm | None = None) -> Listed:
    """The list with the cells of one page; ``view_form`` may come back from a refusal."""
    form = keeping(asked) if view_form is None else view_form
    return Listed(asked, cells_of(bench, asked.entity, asked.columns, ids), views_of(bench, asked.entity), form)


def keeping(asked: AskedList, **more: Any) -> ViewForm:
    """The form that keeps the list under a name."""
    names = [column.name for column in asked.columns] if asked.picked else None
    filters = asked.filters[0] if asked.filters else {}
    return ViewForm(formdata=None, data={"entity": asked.entity, "sort": asked.sort, "group_by": "", "columns": names,
                                         "filters": filters, **more})
