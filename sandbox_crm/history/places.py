"""Where the page of a record is: for every table the page that shows its rows, or the record they belong to."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from flask import current_app

#: table -> page and the argument that takes the row's id
OWN = {
    "account": ("account_detail", "account_id"), "contact": ("contact_detail", "contact_id"),
    "opportunity": ("opportunity_detail", "opportunity_id"), "task": ("task_detail", "task_id"),
    "offer": ("offer_detail", "offer_id"), "message": ("message_detail", "message_id"),
    "interaction": ("interaction_detail", "interaction_id"), "report": ("report_detail", "report_id"),
    "report_run": ("run_detail", "run_id"), "segment": ("segment_detail", "segment_id"),
    "pipeline": ("pipeline_detail", "pipeline_id"), "stage": ("stage_detail", "stage_id"),
    "stage_task": ("stage_task_detail", "stage_task_id"), "product": ("product_detail", "product_id"),
    "sales_goal": ("goal_detail", "goal_id"), "offer_template": ("template_detail", "template_id"),
    "import_run": ("import_detail", "import_run_id"), "register_entry": ("register_entry", "entry_id"),
}
#: table -> columns that name the record it is a part of, and that record's table (a verification has one of its two)
PART_OF: dict[str, tuple[tuple[str, str], ...]] = {
    "consent": (("contact_id", "contact"), ("account_id", "account")),
    "verification": (("account_id", "account"), ("contact_id", "contact")),
    "segment_member": (("segment_id", "segment"),), "opportunity_line": (("opportunity_id", "opportunity"),),
    "opportunity_contact": (("opportunity_id", "opportunity"),), "stage_change": (("opportunity_id", "opportunity"),),
    "offer_line": (("offer_id", "offer"),), "import_row": (("import_run_id", "import_run"),),
}
TABLE_OF = {endpoint: (table, argument) for table, (endpoint, argument) in OWN.items()}
#: the table a command's first word speaks of
_SPEAKS_OF = {"goal": "sales_goal", "template": "offer_template", "import": "import_run", "consent": "contact"}


def place_of(table: str, row: dict[str, Any]) -> tuple[str, dict[str, int]] | None:
    """Page and arguments of a row's record; None where no page of this application shows it."""
    key = row.get("id")
    if table in PART_OF:
        key, table = next(((row[column], owner) for column, owner in PART_OF[table] if row.get(column)), (None, table))
    endpoint, argument = OWN.get(table, ("", ""))
    if key is None or f"sandbox_crm.{endpoint}" not in current_app.view_functions:
        return None
    return endpoint, {argument: key}


def main_place(command: str, changes: Iterable[dict[str, Any]]) -> tuple[str, dict[str, int]] | None:
    """The page of the record that an entry of the journal is about: the one its command speaks of, else the first."""
    word = command.split(".")[0]
    wanted = _SPEAKS_OF.get(word, word)
    for change in sorted(changes, key=lambda change: change["table"] != wanted):
        place = place_of(change["table"], change["after"] or change["before"] or {})
        if place is not None:
            return place
    return None
