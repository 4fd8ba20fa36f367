"""The columns of lists: what an entity offers, what its list shows unasked, and what an address or a saved view chose.

A column is a field of the entity or of a record it is tied to (``account.city``), named as filters and reports name it; a
few are no fields (`EXTRA`). A field that holds an id shows the name of the record. The column that leads to the record is
always there, so that every row has its way in.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from flask_babel import get_locale
from flask_babel import lazy_gettext as _l

from sandbox_crm.clients.labels import ACCOUNT_LABELS, CONTACT_LABELS
from sandbox_crm.reports.fields import field_groups
from sandbox_crm.reports.words import field_label
from sandbox_crm.rules import RELATIONS, Path, path_of

#: entity -> the columns of its list that nobody chose
DEFAULTS: dict[str, tuple[str, ...]] = {
    "account": ("name", "kind", "status", "nip", "city", "industry", "segment", "owner_id", "verified_at"),
    "contact": ("full_name", "account_id", "title", "email", "phone", "mobile", "decision_role"),
    "opportunity": ("number", "name", "stage_id", "value_gr", "probability", "expected_close", "owner_id", "next_task"),
    "task": ("title", "due_on", "priority", "status", "percent", "owner_id", "opportunity_id"),
    "offer": ("number", "version", "account_id", "issued_on", "valid_until", "status", "net_gr", "gross_gr"),
    "product": ("code", "name", "kind", "category", "price_net_gr", "unit", "vat_code", "active"),
}
LEADING = {"account": "name", "contact": "full_name", "opportunity": "name", "task": "title", "offer": "number",
           "product": "name"}
#: columns that are no field of the entity: what they are called, and what kind of value they hold
EXTRA: dict[str, dict[str, tuple[Any, str]]] = {
    "account": {"added": (_l("Added to the CRM"), "moment")}, "opportunity": {"next_task": (_l("Next task"), "text")}}
#: columns by which a list can be sorted, and the name of that sort (see `sandbox_crm.sorting`)
SORTED: dict[str, dict[str, str]] = {
    "account": {"name": "name", "kind": "kind", "status": "status", "city": "city", "added": "added"},
    "contact": {"full_name": "name", "decision_role": "role"},
    "opportunity": {name: name for name in ("number", "name", "value_gr", "probability", "expected_close")},
    "task": {name: name for name in ("title", "due_on", "priority", "percent")},
    "offer": {"number": "number", "status": "status"},
    "product": {"code": "code", "name": "name", "price_net_gr": "price"},
}
#: columns that say more than their field: the words above them
_HEADS: dict[str, dict[str, Any]] = {
    "account": {**ACCOUNT_LABELS, "segment": _l("Segments"), "verified_at": _l("Verified")},
    "contact": {**CONTACT_LABELS, "full_name": _l("Contact"), "email": _l("E-mail"), "phone": _l("Phone"),
                "mobile": _l("Mobile phone"), "decision_role": _l("Part in the decision")},
    "opportunity": {"name": _l("Name and account"), "stage_id": _l("Stage and pipeline"), "probability": _l("Chance"),
                    "value_gr": _l("Net value"), "expected_close": _l("Expected close"), "owner_id": _l("Owner")},
    "task": {"title": _l("Task and account"), "due_on": _l("Due date"), "percent": _l("Progress")},
    "offer": {"net_gr": _l("Net"), "gross_gr": _l("Gross")},
    "product": {"name": _l("Product name"), "price_net_gr": _l("Net price per unit"), "active": _l("Availability")},
}
#: what such a column is taken apart into where it is exported
APART = {("opportunity", "name"): ("name", "account_id"), ("opportunity", "stage_id"): ("stage_id", "pipeline_id"),
         ("task", "title"): ("title", "account_id")}
#: columns of the default list that give way where it is narrow
_WIDE = {"account": {"kind", "segment", "verified_at"}, "contact": {"mobile"}, "opportunity": {"owner_id", "next_task"},
         "task": {"opportunity_id"}, "offer": {"version", "issued_on", "net_gr"},
         "product": {"kind"}}
#: related records whose name alone is asked for: their column with the id shows it
_NAMED = {"sales_user", "pipeline", "sales_goal", "offer_template", "stage_task"}
_NAMES = {"contact": "full_name", "opportunity": "number", "offer": "number", "stage_task": "title"}
MOST = 16


@dataclass(frozen=True)
class Column:
    """One column: ``path`` leads to the value that is shown (None where it is no field), ``kind`` is the kind of value,
    ``sort`` the sort its head asks for (empty: none), ``wide`` that it gives way where the list is narrow."""

    name: str
    label: Any
    kind: str
    path: Path | None
    sort: str = ""
    wide: bool = False

    @property
    def numeric(self) -> bool:
        """Whether it stands right."""
        return self.kind in ("money", "number", "quantity", "percent")

    @property
    def style(self) -> str:
        """The classes of its cells."""
        narrow = self.kind in ("date", "moment") or self.name.rpartition(".")[2] in ("nip", "regon", "krs", "number", "postcode",
                                                                                      "phone", "mobile")
        parts = ("num" if self.numeric else "nowrap" if narrow else "", "wide" if self.wide else "")
        return " ".join(part for part in parts if part)


def offered(entity: str) -> list[tuple[str, list[tuple[str, Any]]]]:
    """Heads with their columns, as ``(name, label)``: the entity's own ones first, then those of related records."""
    own, *related = field_groups(entity, _language())
    extra = [(name, label) for name, (label, _kind) in EXTRA.get(entity, {}).items()]
    told = {"created_at"} if "added" in EXTRA.get(entity, {}) else set()  # the moment of adding says its day too
    first = [(name, _label(entity, name)) for name, _said in own[1] if name not in told] + extra
    groups = [(own[0], first)]
    for head, fields in related:
        path = path_of(entity, fields[0][0])
        if path.entity in _NAMED:
            continue
        kept = [(name, label) for name, label in fields
                if path_of(entity, name).kind != "segment" and name.rpartition(".")[2] not in ("name", "full_name", "number")]
        groups.append((head, kept))
    return groups


def known(entity: str) -> set[str]:
    """The names of all columns that an entity offers."""
    return {name for _head, columns in offered(entity) for name, _said in columns}


def chosen(entity: str, asked: Iterable[str] | None) -> list[Column]:
    """The columns of a list in their order. What an address asks for and nobody knows counts as not asked."""
    there = known(entity)
    names = [name for name in dict.fromkeys(asked or ()) if name in there][:MOST]
    if not names:
        return [column_of(entity, name, name in _WIDE[entity]) for name in DEFAULTS[entity]]
    if LEADING[entity] not in names:
        names.insert(0, LEADING[entity])
    return [column_of(entity, name) for name in names]


def names_in(values: Iterable[str]) -> list[str]:
    """The names that the parameter ``columns`` of an address holds, with commas between them or repeated."""
    return [name for value in values for name in value.split(",") if name]


def moved(names: list[str], up: str | None, down: str | None) -> list[str]:
    """The names with one of them a place earlier or later."""
    made = list(names)
    for name, step in ((up, -1), (down, 1)):
        if name in made:
            place = made.index(name)
            made.insert(min(max(place + step, 0), len(made)), made.pop(place))
    return made


def column_of(entity: str, name: str, wide: bool = False) -> Column:
    """The column of a name that the entity offers."""
    sort = SORTED[entity].get(name, "")
    if name in EXTRA.get(entity, {}):
        return Column(name, _label(entity, name), EXTRA[entity][name][1], None, sort, wide)
    path = path_of(entity, name)
    if path.kind == "segment":
        return Column(name, _label(entity, name), "text", None, sort, wide)
    if path.kind == "ref":
        path = _named(entity, name, path)
    return Column(name, _label(entity, name), path.kind, path, sort, wide)


def exported(entity: str, columns: Iterable[Column]) -> list[Column]:
    """The columns as a file holds them: one fact in each, called by its plain name."""
    names = dict.fromkeys(name for column in columns for name in APART.get((entity, column.name), (column.name,)))
    return [column_of(entity, name) for name in names]


def plain_label(entity: str, name: str) -> str:
    """What a column is called where it holds nothing but its own field."""
    return _field_label(entity, name) if (entity, name) in APART else str(_label(entity, name))


def _label(entity: str, name: str) -> Any:
    head = _HEADS[entity].get(name)
    return head if head is not None else _field_label(entity, name)


def _field_label(entity: str, name: str) -> str:
    return str(EXTRA[entity][name][0]) if name in EXTRA.get(entity, {}) else field_label(entity, name, _language())


def _named(entity: str, name: str, path: Path) -> Path:
    """The path to the name of the record whose id a field holds."""
    relation, there = next((relation, to) for relation, (column, to) in RELATIONS[path.entity].items() if column == path.field)
    before = name.rpartition(".")[0]
    return path_of(entity, ".".join(filter(None, (before, relation, _NAMES.get(there, "name")))))


def _language() -> str:
    locale = get_locale()
    return locale.language if locale else "pl"
