"""A curtain over one session: a member of staff hands the screen to somebody else and leaves only what that person may see.

While it is drawn, the session reaches nothing but the screens it was drawn for, its own page, the choice of language
and signing out; every other address leads back to the curtain. The member lifts it with the own password. It stands in
the session on the server, so neither the back button nor an address typed by hand gets round it; signing in anew does,
and wants the same password.
"""

from __future__ import annotations

from typing import Any

from flask import Flask, abort, redirect, request, session
from flask_babel import lazy_gettext as _l
from werkzeug.wrappers import Response

from app.auth import throttle
from app.auth.passwords import password_fits
from app.errors import Invalid
from app.identity import User
from app.pages import wants_json

KEY = "curtain"
#: harmless for whoever sits in front of it
ALWAYS = frozenset({"auth.sign_out", "auth.language"})


def draw(page: str, screens: str, **address: Any) -> None:
    """Draw it: only endpoints of blueprint ``screens`` whose address holds ``address`` are left, and ``page``, the
    curtain's own path."""
    session[KEY] = {"page": page, "screens": screens, "address": {name: str(value) for name, value in address.items()}}


def drawn_for(**address: Any) -> bool:
    """Whether this session's curtain leaves just this address."""
    return KEY in session and session[KEY]["address"] == {name: str(value) for name, value in address.items()}


def lift(member: User, password: str) -> None:
    """Lift it. Raises Invalid on a wrong password and Refusal (429) after too many of them."""
    keys = throttle.keys_of(f"curtain:{member.login}", request.remote_addr)
    throttle.check(*keys)
    if not password_fits(member.password_hash, password):
        throttle.failed(*keys)
        raise Invalid(_l("The curtain stays."), {"password": _l("This is not your password.")})
    session.pop(KEY, None)


def keep_behind() -> Response | None:
    """Before every request: lead back to the curtain whatever it does not leave."""
    if KEY not in session or request.endpoint is None or _leaves(session[KEY]):
        return None
    if request.method == "GET" and not wants_json():
        return redirect(session[KEY]["page"], 303)
    abort(403)


def _leaves(curtain: dict[str, Any]) -> bool:
    if request.endpoint.endswith("static") or request.endpoint in ALWAYS or request.path == curtain["page"]:
        return True
    asked = {name: str(value) for name, value in (request.view_args or {}).items()}
    return request.blueprint == curtain["screens"] and curtain["address"].items() <= asked.items()


def init_app(app: Flask) -> None:
    """Look at every request of an application, before its rule is asked."""
    app.before_request(keep_behind)
