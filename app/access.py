"""The permission mechanism: every endpoint names its rule; an endpoint without one answers nobody.

A rule names the roles that may come near and, where roles are not enough, a question about the thing in the
address (``asks(identity, **view_args) -> bool``), such as "is this the operator of this sitting?". Rooms keep their
rules in one `permissions` module each.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from flask import Flask, abort, current_app, redirect, request, url_for
from flask_login import current_user
from werkzeug.wrappers import Response

from app.identity import Role
from app.pages import wants_json

Question = Callable[..., bool]


@dataclass(frozen=True)
class Rule:
    """Who may call an endpoint. ``roles`` None means anyone, signed in or not. ``scope`` narrows candidates."""

    name: str
    roles: frozenset[Role] | None
    asks: Question | None = None
    scope: str | None = None


def rule(name: str, *roles: Role, asks: Question | None = None, scope: str | None = None) -> Rule:
    """A rule for people who hold one of ``roles`` and for whom ``asks`` is true."""
    return Rule(name, frozenset(roles), asks, scope)


ANYONE = Rule("anyone", None)
SIGNED_IN = Rule("signed in", frozenset(Role))
STAFF = Rule("staff", frozenset(Role) - {Role.CANDIDATE})


def allow(wanted: Rule) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Mark a view with its rule. Stands nearest to the function, below the route decorators."""

    def mark(view: Callable[..., Any]) -> Callable[..., Any]:
        view.permission = wanted  # type: ignore[attr-defined]
        return view

    return mark


def rule_of(app: Flask, endpoint: str) -> Rule | None:
    """The rule of an endpoint, None where it has none."""
    if endpoint == "static" or endpoint.endswith(".static"):
        return ANYONE
    return getattr(app.view_functions[endpoint], "permission", None)


def permits(wanted: Rule, identity: Any, view_args: dict[str, Any]) -> bool:
    """Whether ``identity`` may call an endpoint under ``wanted`` for the thing in the address."""
    if wanted.roles is None:
        return True
    if not identity.is_authenticated or not (identity.roles & wanted.roles):
        return False
    if wanted.scope is not None and identity.kind == "candidate" and identity.scope != wanted.scope:
        return False
    return wanted.asks is None or bool(wanted.asks(identity, **view_args))


def enforce() -> Response | None:
    """Before every request: answer 403 or send to the sign-in page unless the endpoint's rule allows."""
    if request.endpoint is None:
        return None
    wanted = rule_of(current_app, request.endpoint)
    if wanted is None:
        abort(403)
    if permits(wanted, current_user, request.view_args or {}):
        return None
    if current_user.is_authenticated:
        abort(404 if wanted.asks is not None and current_user.roles & (wanted.roles or frozenset()) else 403)
    if request.method == "GET" and not wants_json():
        return redirect(url_for("auth.sign_in", next=request.path))
    abort(401)


def init_app(app: Flask) -> None:
    """Check every request of an application."""
    app.before_request(enforce)
