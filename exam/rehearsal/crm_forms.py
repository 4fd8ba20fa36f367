"""Carrying out commands of the CRM by its forms: which page holds the form, and how each value is typed into it.

Inputs are named as the command's arguments; what differs from that (the import's steps, rules and conditions typed in
rows, ticked lists) has a function of its own here.
"""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Mapping
from typing import Any

from app.polish.amounts import format_amount, format_quantity
from exam.rehearsal.browser import Browser, TurnedAway
from exam.rehearsal.html_form import Form, NoSuchInput
from exam.rehearsal.page import Page

#: where the form of a command is, below the CRM's address; arguments named in the address are not inputs
PLACES = {
    "account.create": "accounts/new", "account.update": "accounts/{account_id}/edit",
    "account.merge": "accounts/{keep_id}/merge/{drop_id}", "account.verify": "accounts/{account_id}/verify/{register_entry_id}",
    "contact.create": "contacts/new", "contact.update": "contacts/{contact_id}/edit",
    "segment.create": "segments/new", "segment.set_members": "segments/{segment_id}/members",
    "goal.create": "goals/new", "goal.update": "goals/{goal_id}/edit", "goal.activate": "goals/{goal_id}",
    "pipeline.create": "pipelines/new", "stage_task.add": "stages/{stage_id}/tasks/new",
    "opportunity.create": "opportunities/new", "opportunity.update": "opportunities/{opportunity_id}/edit",
    "opportunity.set_lines": "opportunities/{opportunity_id}/lines", "opportunity.move": "opportunities/{opportunity_id}",
    "opportunity.mark_won": "opportunities/{opportunity_id}/won", "opportunity.mark_lost": "opportunities/{opportunity_id}/lost",
    "task.create": "tasks/new", "task.update": "tasks/{task_id}/edit", "task.bulk_update": "tasks?state=all",
    "template.create": "templates/new", "message.send": "messages/new", "interaction.record": "interactions/new",
    "report.create": "reports/new?entity={entity}", "report.generate": "reports/{report_id}",
    "import.undo": "imports/{import_run_id}",
}
#: arguments that the page takes from its address instead of an input
IN_ADDRESS = re.compile(r"{(\w+)}")
CSV_SIGNS = "; "


class CrmDeclined(Exception):
    """The CRM did not do what a form asked; its words."""


class CrmDriver:
    """A person at the CRM. ``home``: its address (``/crm/<sandbox>/``); ``fetch``: the bytes of a scenario's file."""

    def __init__(self, browser: Browser, home: str, fetch: Callable[[str], bytes]):
        self.browser, self.home, self.fetch = browser, home, fetch

    def open(self, address: str) -> Page:
        """A page of the CRM."""
        return self.browser.get(self.home + address, "crm_page")

    def do(self, command: str, args: Mapping[str, Any]) -> int | None:
        """Carry out a command; the id of the record it led to. Raises CrmDeclined, NoSuchInput."""
        if command == "import.run":
            return self._import(dict(args))
        if command == "offer.generate":
            page = self.open(f"offers/new?opportunity_id={args['opportunity_id']}")
        elif command == "message.send" and args.get("offer_id"):
            page = self.open(f"messages/new?offer_id={args['offer_id']}")
        elif command == "account.verify" and not args.get("register_entry_id"):
            page = self.open(f"accounts/{args['account_id']}/verify")
        elif command in PLACES:
            page = self.open(PLACES[command].format(**args))
        else:
            raise NoSuchInput(f"no form is known for the command {command}")
        form = page.form(command)
        fixed = set(IN_ADDRESS.findall(PLACES.get(command, "")))
        fill(form, command, {name: value for name, value in args.items() if name not in fixed})
        return self.sent(page, form)

    def sent(self, page: Page, form: Form, files: dict[str, tuple[str, bytes]] | None = None) -> int | None:
        """Send a form; the id at the end of the address it led to."""
        try:
            after = self.browser.send(page, form, "crm_write", files=files)
        except TurnedAway as declined:
            raise CrmDeclined(f"{form.command}: {declined}") from declined
        found = re.search(r"/(\d+)$", after.url.partition("?")[0])
        return int(found[1]) if found else None

    def stage(self, pipeline_id: int, position: int) -> int:
        """The id of a pipeline's stage, read from the links of its page."""
        found = [re.search(r"/stages/(\d+)$", link) for link in self.open(f"pipelines/{pipeline_id}").links]
        return [int(one[1]) for one in found if one][position - 1]

    def _import(self, args: dict[str, Any]) -> int | None:
        """File, columns, preview, result."""
        name = args["file"]
        page = self.open("imports/new")
        upload = {"file": (name, self.fetch(name))}
        try:
            page = self.browser.send(page, page.form("file.add"), "crm_write", files=upload)
        except TurnedAway as declined:
            raise CrmDeclined(f"file.add: {declined}") from declined
        form = next(form for form in page.forms if any(control.name == "map-0" for control in form.controls))
        headings = re.findall(r'id="h(\d+)">([^<]*)<', page.text)
        for number, heading in headings:
            form.fill(f"map-{number}", args["mapping"].get(html.unescape(heading)) or "")
        form.fill("mode", args.get("mode", "create"))
        form.fill("match_by", args.get("match_by") or "")
        for field, value in (args.get("defaults") or {}).items():
            form.fill(f"default-{field}", value)
        try:
            preview = self.browser.send(page, form, "crm_page")
        except TurnedAway as declined:
            raise CrmDeclined(f"import.run: {declined}") from declined
        chosen = preview.form("import.run")
        for row, decision in (args.get("decisions") or {}).items():
            chosen.fill(f"decisions-{row}", decision)
        return self.sent(preview, chosen)


def fill(form: Form, command: str, args: dict[str, Any]) -> None:
    """Type the arguments into the form. Raises NoSuchInput where the page cannot take one."""
    own = _OWN_WAY.get(command, {})
    for name, value in args.items():
        if name in own:
            own[name](form, value)
        elif isinstance(value, list) and value and isinstance(value[0], dict):
            _rows(form, name, value)
        else:
            form.fill(name, _in_metric(value) if _typed_in_zloty(command, name, args) else typed(name, value))


def typed(name: str, value: Any) -> Any:
    """A value as a person types it into the input of that name: amounts in zloty, quantities in units."""
    if isinstance(value, bool):
        return value
    if isinstance(value, int) and name.endswith("_gr"):
        return format_amount(value)
    if isinstance(value, int) and name.endswith("_milli"):
        return format_quantity(value)
    if isinstance(value, list):
        return [str(one) for one in value]
    return "" if value is None else value.isoformat() if hasattr(value, "isoformat") else str(value)


def _typed_in_zloty(command: str, name: str, args: Mapping[str, Any]) -> bool:
    """A goal's levels are typed in the unit of its metric."""
    return command.startswith("goal.") and name in ("target_value", "baseline_value") and args.get("metric") == "won_value"


def _in_metric(value: Any) -> str:
    return "" if value is None else format_amount(int(value))


def _rows(form: Form, listed: str, rows: list[dict[str, Any]]) -> None:
    form.clear_rows(listed)
    for number, row in enumerate(rows):
        for part, value in row.items():
            form.fill(f"{listed}-{number}-{part}", typed(part, value))


def _rule(form: Form, rule: Any) -> None:
    """A segment's rule: field, sign and value in rows; a group inside it gets a letter."""
    if rule is None:
        return
    ((join, parts),) = rule.items()
    form.fill("rule-join", join)
    number, letters = 0, iter("ABC")
    for part in parts:
        letter = "" if "field" in part else next(letters)
        for condition in [part] if "field" in part else next(iter(part.values())):
            for piece, value in (("field", condition["field"]), ("op", condition["op"]),
                                 ("value", _said(condition.get("value"))), ("group", letter)):
                form.fill(f"rule-{number}-{piece}", value)
            number += 1


def _filters(form: Form, filters: Any) -> None:
    """A report's conditions in rows; a group inside gets a letter."""
    if not filters:
        return
    ((match, parts),) = filters.items()
    form.fill("filters_match", match)
    number, letters = 0, iter("ABCDE")
    for part in parts:
        letter = "" if "field" in part else next(letters)
        if letter:
            form.fill(f"joins-{letter.lower()}", next(iter(part)))
        for condition in next(iter(part.values())) if letter else [part]:
            form.fill(f"filters-{number}-field", condition["field"])
            form.fill(f"filters-{number}-op", condition["op"])
            form.fill(f"filters-{number}-value", _said(condition.get("value")))
            form.fill(f"filters-{number}-group", letter)
            number += 1


def _compare(form: Form, compare: Any) -> None:
    for name, value in {"kind": None, **(compare or {})}.items():
        form.fill(f"compare-{'first' if name == 'from' else name}", typed(name, value))


def _merged(form: Form, fields: Mapping[str, str]) -> None:
    for name, side in fields.items():
        form.fill(f"fields-{name}", side)


def _said(value: Any) -> str:
    """A condition's value: several are typed with semicolons."""
    return CSV_SIGNS.join(str(one) for one in value) if isinstance(value, list) else "" if value is None else str(value)


_OWN_WAY: dict[str, dict[str, Callable[[Form, Any], None]]] = {
    "segment.create": {"rule": _rule},
    "report.create": {"filters": _filters, "compare": _compare, "entity": lambda form, value: None},
    "account.merge": {"fields": _merged},
}
