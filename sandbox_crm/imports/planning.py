"""What an import would do with every row: worked out in memory from the file and the CRM as it stands, nothing written.

The preview shows this plan and the run carries out the very same one.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from flask_babel import lazy_gettext as _l

from sandbox_crm.bench import Refused, Workbench
from sandbox_crm.clients import labels
from sandbox_crm.clients.duplicates import REASONS
from sandbox_crm.clients.parsing import account_values, contact_values
from sandbox_crm.imports.mapping import TARGETS, Parsed, parse_row
from sandbox_crm.imports.reading import Table
from sandbox_crm.imports.recognising import Index, PeopleIndex, Ref
from sandbox_crm.imports.telling import kept
from sandbox_crm.models.clients import IMPORT_MODES

MATCH_BY = {"nip": _l("NIP"), "name": _l("name and town"), "email": _l("e-mail"), "regon": _l("REGON"), "krs": _l("KRS")}
DECISIONS = ("skip", "update", "create")
_DONE = {"skip": "skipped", "update": "updated", "create": "created"}

@dataclass
class PlannedRow:
    """One row of the plan. ``action``: created, updated, skipped, error. ``match``: what it meets and why. ``doubles``:
    creating it puts a second account beside one that looks the same; ``person_doubles``: so it does with its person."""

    row_no: int
    raw: dict[str, str]
    parsed: Parsed
    match: tuple[Ref, str] | None = None
    match_name: str = ""
    decision: str | None = None
    doubles: bool = False
    person_doubles: bool = False
    action: str = "skipped"
    notes: list[str] = field(default_factory=list)

    @property
    def entries(self) -> list[str]:
        """Faults, repairs and the match, as they are kept."""
        return self.parsed.faults + self.parsed.repairs + self.notes


@dataclass(frozen=True)
class Order:
    """How a file is to be imported. ``decisions``: row number -> skip, update or create."""

    mapping: dict[str, str | None]
    mode: str
    match_by: str | None
    defaults: dict[str, Any]
    decisions: dict[int, str]


def check_order(bench: Workbench, table: Table, order: Order) -> None:
    """Refused where the mapping or the settings mean nothing for this file."""
    faults: dict[str, Any] = {}
    unknown = [heading for heading in order.mapping if heading not in table.headings]
    targets = [target for target in order.mapping.values() if target]
    twice = [target for target, count in Counter(targets).items() if count > 1]
    if unknown:
        faults["mapping"] = _l("The file has no column %(names)s.", names=", ".join(unknown))
    elif any(target not in TARGETS for target in targets):
        faults["mapping"] = labels.NOT_LISTED
    elif twice:
        faults["mapping"] = _l("Two columns are mapped to one field. Map each field once and skip the other column.")
    elif "account.name" not in targets and order.mode != "update":
        faults["mapping"] = _l("Map a column to the account name: an account cannot be created without it.")
    if order.mode not in IMPORT_MODES:
        faults["mode"] = labels.NOT_LISTED
    if order.match_by is not None and order.match_by not in MATCH_BY:
        faults["match_by"] = labels.NOT_LISTED
    elif order.mode in ("update", "both") and order.match_by is None:
        faults["match_by"] = _l("Choose by what existing accounts are recognised.")
    if any(decision not in DECISIONS for decision in order.decisions.values()):
        faults["decisions"] = labels.NOT_LISTED
    if faults:
        raise Refused(labels.NOT_SAVED, fields=faults)
    try:
        account_values(bench.session, order.defaults)
    except Refused as refused:
        raise Refused(refused.message, fields={f"defaults-{name}": words for name, words in refused.fields.items()}) from refused


def make_plan(bench: Workbench, table: Table, order: Order) -> list[PlannedRow]:
    """The plan of every row, in the order of the file. Refused where the order means nothing."""
    check_order(bench, table, order)
    plan = [PlannedRow(row_no, raw, parse_row(bench.session, raw, order.mapping), decision=order.decisions.get(row_no))
            for row_no, raw in table.rows.items()]
    for row in plan:
        _check_values(bench, row)
    index = Index(bench.session, [row.parsed.account for row in plan])
    people = PeopleIndex(bench.session, [row.parsed.contact for row in plan])
    for row in plan:
        _decide(row, order, index)
        _meet(row, people)
        # What a row writes, later rows meet: a file may name one client twice.
        if row.action == "created":
            index.add(("row", row.row_no), row.parsed.account)
        elif row.action == "updated" and row.match:
            index.also(row.match[0], row.parsed.account)
    return plan


def counts(plan: list[PlannedRow]) -> dict[str, int]:
    """How many rows meet each fate."""
    found = Counter(row.action for row in plan)
    return {action: found.get(action, 0) for action in ("created", "updated", "skipped", "error")}


def _decide(row: PlannedRow, order: Order, index: Index) -> None:
    values = row.parsed.account
    by = [order.match_by] if order.match_by else []
    for reason in [*by, *(name for name in REASONS if name not in by)]:
        ref = index.find(reason, values)
        if ref is not None:
            row.match, row.match_name = (ref, reason), index.names[ref]
            break
    row.doubles = any(index.find(reason, values) for reason in REASONS)
    if row.match and row.match[1] in REASONS:
        where = row.match_name if row.match[0][0] == "account" else f"{row.match_name} (wiersz {row.match[0][1]})"
        row.notes.append(f"account.name|matches|{row.match[1]}|{where.replace('|', '/')}")
    row.action = _action(row, order)
    if row.action == "error":
        return
    if row.action == "updated" and row.match is None:
        row.action = "skipped"
        row.notes.append("account.name|unmatched")
    if row.action == "created" and not values.get("name"):
        row.parsed.faults.append(kept("account.name", labels.NO_NAME))
        row.action = "error"


def _meet(row: PlannedRow, people: PeopleIndex) -> None:
    """Note whom the person of a row looks like, where the row would put a second record beside it. The same person of the
    account that is updated is no second one."""
    if row.action not in ("created", "updated") or not row.parsed.contact:
        return
    firm: Ref = row.match[0] if row.action == "updated" and row.match else ("row", row.row_no)
    met = people.meet(firm, row.parsed.contact)
    if met is not None:
        row.person_doubles = True
        row.notes.append(f"contact.last_name|meets|{met[0]}|{met[1].replace('|', '/')}")
    people.add(firm, row.parsed.contact)


def _action(row: PlannedRow, order: Order) -> str:
    """What happens to a sound row: the decision about it, else what the mode says about rows that match or do not."""
    if row.parsed.faults:
        return "skipped" if row.decision == "skip" else "error"
    if row.decision:
        return _DONE[row.decision]
    recognised = row.match is not None and row.match[1] == order.match_by
    if recognised and order.mode in ("update", "both"):
        return "updated"
    if order.mode == "update":
        row.notes += [] if row.match else ["account.name|unmatched"]
        return "skipped"
    return "skipped" if row.match else "created"


def _check_values(bench: Workbench, row: PlannedRow) -> None:
    for entity, values, clean in (
        ("account", row.parsed.account, account_values),
        ("contact", row.parsed.contact, contact_values),
    ):
        try:
            checked = clean(bench.session, values)
        except Refused as refused:
            row.parsed.faults += [kept(f"{entity}.{name}", message) for name, message in refused.fields.items()]
            continue
        values.update(checked)
