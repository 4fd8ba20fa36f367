"""What every page may use: who is signed in, the navigation of their roles, the small words of the layout."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from flask import Flask, request
from flask_babel import lazy_gettext as _l
from flask_login import current_user

from app.clock import now
from app.identity import ROLE_NAMES, Role


@dataclass(frozen=True)
class Link:
    """One entry of the desk's navigation. ``blueprints``: whose pages it stands for, beside the endpoint's own."""

    endpoint: str
    label: Any
    roles: frozenset[Role]
    blueprints: frozenset[str] = frozenset()

    def leads_to(self, endpoint: str | None) -> bool:
        """Whether a page belongs under this entry."""
        return (endpoint or "").split(".")[0] in {self.endpoint.split(".")[0], *self.blueprints}


NAVIGATION = (
    Link("sittings.overview", _l("Sittings"), frozenset({Role.COORDINATOR}), frozenset({"enrolments", "sitting_staff"})),
    Link("supervision.overview", _l("Operator's board"), frozenset({Role.OPERATOR})),
    Link("committee.overview", _l("Committee"), frozenset({Role.ASSESSOR}), frozenset({"talk"})),
    Link("certificates.overview", _l("Certificates"), frozenset({Role.CERTIFIER})),
    Link("appeals.overview", _l("Appeals"), frozenset({Role.REVIEWER, Role.COORDINATOR})),
    Link("people.overview", _l("People"), frozenset({Role.COORDINATOR, Role.ADMINISTRATOR})),
    Link("settings.overview", _l("Settings"), frozenset({Role.COORDINATOR, Role.ADMINISTRATOR})),
)


def navigation(app: Flask) -> Callable[[], list[dict[str, Any]]]:
    """The links open to the signed-in person."""

    def links() -> list[dict[str, Any]]:
        return [{"endpoint": link.endpoint, "label": link.label,
                 "here": link.leads_to(request.endpoint)}
                for link in NAVIGATION if current_user.roles & link.roles and link.endpoint in app.view_functions]

    return links


def init_app(app: Flask) -> None:
    """Offer the layout's words to every template."""
    app.jinja_env.globals.update(navigation=navigation(app), role_names=ROLE_NAMES, now=now)
