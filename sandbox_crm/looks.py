"""How values look on the CRM's pages: template filters and the names that every template knows."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from flask import Blueprint, current_app, g, url_for
from flask_babel import get_locale
from sqlalchemy import select

from app.polish.amounts import format_pln, format_quantity
from app.polish.dates import WARSAW, format_date, format_date_long, format_moment
from sandbox_crm.history.changes import record_changes
from sandbox_crm.history.timeline import timeline_here
from sandbox_crm.menu import menu_entries
from sandbox_crm.models.company import Setting
from sandbox_crm.pages import crm_url, undo_offered
from sandbox_crm.sending import hidden_inputs
from sandbox_crm.travel.bar import bar


def to_second(moment: datetime) -> str:
    """A UTC moment of the journal as the time of day in Warsaw: ``GG:MM:SS``."""
    return moment.replace(tzinfo=UTC).astimezone(WARSAW).strftime("%H:%M:%S")


def country_name(code: str | None) -> str | None:
    """A country by its name in the language of the screen; a code that no list knows stays as it is."""
    return get_locale().territories.get(code, code) if code else code


FILTERS = {
    "country": country_name,
    "pln": format_pln,  # grosze -> 1 234,56 zł
    "qty": format_quantity,  # thousandths -> 2,5
    "dmy": format_date,  # date -> DD.MM.RRRR
    "long_date": format_date_long,
    "moment": format_moment,  # UTC -> DD.MM.RRRR GG:MM in Warsaw
    "to_second": to_second,  # UTC -> GG:MM:SS in Warsaw
}


def crm_static(filename: str) -> str:
    """Address of a static file of the CRM."""
    return url_for("sandbox_crm_static.static", filename=filename)


def crm_company() -> str:
    """The scenario's company, whose CRM this is."""
    if "crm_company" not in g:
        wanted = select(Setting.value).where(Setting.key == "company.name")
        g.crm_company = g.crm_bench.session.scalar(wanted) or ""
    return g.crm_company


def crm_may_write() -> bool:
    """Whether the sandbox that is open may be changed by whoever looks at it."""
    return bool(g.crm_opened.may_write)


def attributes(field: Any, described: str, more: dict[str, Any]) -> dict[str, Any]:
    """What a field's input says to assistive technology, beside what the template adds."""
    found: dict[str, Any] = dict(more)
    if described.strip():
        found["aria-describedby"] = described.strip()
    if field.errors:
        found["aria-invalid"] = "true"
    if field.flags.must:
        found["aria-required"] = "true"
    if getattr(field, "kind", "") in ("money", "quantity", "whole"):
        found.setdefault("inputmode", "decimal")
        found.setdefault("autocomplete", "off")
    return found


def register_looks(blueprint: Blueprint) -> None:
    """Give the host's templates the CRM's filters and names (also inside imported macros)."""
    # A host that knows a filter of the same name keeps its own.
    blueprint.record_once(lambda setup: [setup.app.jinja_env.filters.setdefault(*pair) for pair in FILTERS.items()])
    blueprint.add_app_template_test(lambda endpoint: f"sandbox_crm.{endpoint}" in current_app.view_functions, "endpoint")
    known: dict[str, Any] = {
        "crm_url": crm_url,
        "crm_static": crm_static,
        "crm_menu": menu_entries,
        "crm_company": crm_company,
        "crm_may_write": crm_may_write,
        "crm_hidden_inputs": hidden_inputs,
        "crm_time": bar,
        "crm_undo": undo_offered,
        "crm_changes": record_changes,
        "crm_timeline": timeline_here,
        "attributes": attributes,
        "get_locale": get_locale,
    }
    for name, function in known.items():
        blueprint.add_app_template_global(function, name)
