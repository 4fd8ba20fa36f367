"""The left menu: one entry a room, in the order of a working day; rooms that are not served leave no entry."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask import current_app, request
from flask_babel import lazy_gettext as _l

from sandbox_crm.pages import crm_url

#: endpoint of the room's first page, its label, addresses (below the sandbox's) that also belong to the room
MENU: tuple[tuple[str, Any, tuple[str, ...]], ...] = (
    ("desk", _l("Desk"), ()),
    ("account_list", _l("Accounts"), ("/interactions",)),
    ("contact_list", _l("Contacts"), ()),
    ("segment_list", _l("Segments"), ()),
    ("opportunity_list", _l("Opportunities"), ()),
    ("pipeline_list", _l("Pipelines"), ("/stages", "/stage-tasks")),
    ("goal_list", _l("Goals"), ()),
    ("task_list", _l("Tasks"), ()),
    ("offer_list", _l("Offers"), ("/templates",)),
    ("product_list", _l("Products"), ()),
    ("report_list", _l("Reports"), ()),
    ("message_list", _l("Messages"), ()),
    ("import_list", _l("Import"), ()),
    ("register_search", _l("Register"), ()),
    ("bin_all", _l("Bin"), ()),
)


@dataclass(frozen=True)
class MenuEntry:
    """One entry as the layout shows it."""

    label: Any
    url: str
    active: bool


def menu_entries() -> list[MenuEntry]:
    """The entries whose pages this application serves; the one we are in is marked."""
    home = crm_url("desk").rstrip("/")
    found = []
    for endpoint, label, others in MENU:
        if f"sandbox_crm.{endpoint}" not in current_app.view_functions:
            continue
        url = crm_url(endpoint)
        rooms = [home + address for address in others] + ([url.rstrip("/")] if url.rstrip("/") != home else [])
        inside = any(request.path == room or request.path.startswith(room + "/") for room in rooms)
        found.append(MenuEntry(label, url, inside or request.path.rstrip("/") == url.rstrip("/")))
    return found
