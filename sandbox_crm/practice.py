"""The CRM alone: one sandbox in the browser of whoever practises, with no examination around it."""

from __future__ import annotations

import functools
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any
from uuid import UUID

from flask import Flask, Response, abort, flash, redirect, render_template, request, url_for
from flask_babel import Babel
from flask_babel import gettext as _
from flask_bootstrap import Bootstrap5
from flask_wtf.csrf import CSRFProtect
from markupsafe import Markup

from app import incoming
from app.polish.catalogue import polish_translations
from sandbox_crm.bench import Actor, Refused
from sandbox_crm.older import bring_up_to_date
from sandbox_crm.pages import Opened
from sandbox_crm.store import SandboxStore, build_template
from sandbox_crm.training import guide
from sandbox_crm.travel.moments import forget_moments
from sandbox_crm.version import crm_version
from sandbox_crm.web import register, show_refusal

PRACTICE = UUID("00000000-0000-4000-8000-000000000001")
CONTENT_SECURITY_POLICY = ("default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
                           "connect-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'")
#: a file to import may have 10 MiB; the rest is the form around it
MOST_BYTES = 11 * 1024 * 1024
Rows = dict[str, list[dict[str, Any]]]
#: gives the rows of a company and the bytes of its files by their SHA-256
Laid = Callable[[], tuple[Rows, dict[str, bytes]]]


@dataclass(frozen=True)
class PracticeHost:
    """Serves the one sandbox: ``/crm/…`` for work, ``/sealed/…`` as an assessor would see it, without any writing."""

    store: SandboxStore
    today: date
    clock: Callable[[], datetime]
    user_id: int

    def open(self, mode: str, sandbox: UUID) -> Opened:
        """The practice sandbox."""
        if sandbox != PRACTICE or mode not in ("crm", "sealed"):
            abort(404)
        kind = "candidate" if mode == "crm" else "assessor"
        path = self.store.path(PRACTICE)
        return Opened(path, Actor(kind, self.user_id), self.today, may_write=mode == "crm",
                      whole=path if mode == "sealed" else None,
                      banner=Markup(render_template("sandbox_crm/training/_banner.html", mode=mode)))  # noqa: S704 our own page

    def now(self) -> datetime:
        """Real time, UTC."""
        return self.clock()


def create_practice_app(instance: Path, data: Rows | Laid, *, today: date, now: Callable[[], datetime],
                        user_id: int = 1) -> Flask:
    """A Flask application that serves one sandbox provisioned from ``data``: table -> rows with ids, or what gives such
    rows with the bytes of their files and is asked once in an instance. A sandbox that lies in ``instance`` already is
    taken up where it was left."""
    store = SandboxStore(instance / "practice")
    provision = functools.partial(_provision, store, data, now)
    if not store.path(PRACTICE).exists():
        provision()
    elif bring_up_to_date(store.path(PRACTICE)):
        forget_moments(store.path(PRACTICE))
    app = Flask(__name__, instance_path=str(instance.absolute()), static_folder=None)
    app.config.update(SECRET_KEY=_secret(instance), BOOTSTRAP_SERVE_LOCAL=True, MAX_CONTENT_LENGTH=MOST_BYTES,
                      MAX_FORM_MEMORY_SIZE=2 * 1024 * 1024, MAX_FORM_PARTS=20_000, SESSION_COOKIE_SAMESITE="Strict",
                      BABEL_DEFAULT_LOCALE="pl", BABEL_DEFAULT_TIMEZONE="Europe/Warsaw", WTF_CSRF_TIME_LIMIT=None)
    incoming.init_app(app)
    Bootstrap5(app)
    CSRFProtect(app)
    _speak(app)
    app.register_error_handler(OverflowError, _out_of_range)
    register(app, PracticeHost(store, today, now, user_id))
    app.add_url_rule("/", "home", lambda: redirect(url_for("sandbox_crm.desk", mode="crm", sandbox=PRACTICE)))
    _train(app, store, provision, waiting=callable(data))
    app.after_request(_guard)
    return app


def _provision(store: SandboxStore, data: Rows | Laid, now: Callable[[], datetime]) -> None:
    """A fresh practice sandbox."""
    template = store.root / "template.sqlite3"
    if not callable(data):
        build_template(template, data, now())
    elif not _is_kept(template):
        rows, files = data()
        build_template(template, rows, now(), files)
        _mark(template).write_text(crm_version().digest)
    store.path(PRACTICE).parent.mkdir(parents=True, exist_ok=True)
    store.provision(PRACTICE, template)


def _is_kept(template: Path) -> bool:
    """Whether a template that was laid out by this very code lies there: laying it out anew would give the same."""
    mark = _mark(template)
    return template.exists() and mark.exists() and mark.read_text() == crm_version().digest


def _mark(template: Path) -> Path:
    """The file that says which code laid out a template."""
    return template.with_suffix(".code")


def _train(app: Flask, store: SandboxStore, provision: Callable[[], None], *, waiting: bool) -> None:
    """The page about the CRM, and beginning anew. ``waiting``: the company is the one that the guide speaks of."""
    def about() -> str:
        work, past = (url_for(f"sandbox_crm.{endpoint}", mode=mode, sandbox=PRACTICE)
                      for endpoint, mode in (("desk", "crm"), ("steps", "sealed")))
        return render_template("sandbox_crm/training/about.html", guide=guide, crm_release=crm_version(), work=work, past=past,
                               waiting=waiting)

    def start_anew() -> Any:
        forget_moments(store.path(PRACTICE))
        store.path(PRACTICE).unlink(missing_ok=True)
        provision()
        flash(_("The practice data were put back to the start."))
        return redirect(url_for("about"), 303)

    app.add_url_rule("/about", "about", about)
    app.add_url_rule("/start-anew", "start_anew", start_anew, methods=["POST"])


def _speak(app: Flask) -> None:
    """Polish by default, English for a browser that asks ``?lang=en`` (kept in a cookie)."""
    def locale() -> str:
        return "en" if (request.args.get("lang") or request.cookies.get("lang")) == "en" else "pl"

    Babel(app, locale_selector=locale)
    translations = polish_translations([Path(__file__).parent])
    with app.app_context():
        app.extensions["babel"].instance.domain_instance.cache["pl", "messages"] = translations


def _guard(response: Response) -> Response:
    response.headers.setdefault("Content-Security-Policy", CONTENT_SECURITY_POLICY)  # a download brings a stricter one
    response.headers.setdefault("X-Content-Type-Options", "nosniff")
    response.headers["Referrer-Policy"] = "same-origin"
    if (request.endpoint or "").endswith("static"):
        response.headers["Cache-Control"] = "public, max-age=3600"
    if request.args.get("lang") in ("pl", "en"):
        response.set_cookie("lang", request.args["lang"], samesite="Strict", httponly=True)
    return response


def _out_of_range(_fault: OverflowError) -> Any:
    """A number or a date that no table or calendar can hold; nothing of the request was kept."""
    return show_refusal(Refused(_("A number or a date is out of range. Go back and correct it; nothing of it was saved.")))


def _secret(instance: Path) -> str:
    """The key that signs sessions, made once and kept beside the sandbox."""
    place = instance / "practice" / "secret"
    if not place.exists():
        place.write_text(secrets.token_hex(32))
        place.chmod(0o600)
    return place.read_text()
