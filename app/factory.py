"""The roof: builds the application from its rooms. The only module that knows every package."""

from __future__ import annotations

import importlib
import importlib.util
import uuid
from datetime import timedelta
from typing import Any

from flask import Blueprint, Flask, g
from flask_bootstrap import Bootstrap5
from flask_login import LoginManager
from flask_wtf import CSRFProtect

from app import access, db, headers, i18n, pages, showing
from app.clock import Clock, Dice
from app.config import Config, check_start
from app.identity import CandidateIdentity, Nobody, User
from app.sessions import StoredSessions

#: modules that hold a ``blueprint``, in the order of a candidate's way
ROOMS = (
    "app.auth.routes", "app.health", "app.people.routes", "app.settings_routes",
    "exam.sittings.routes", "exam.sittings.enrolment_routes", "exam.sittings.staff_routes",
    "exam.theory.routes", "exam.practical.routes",
    "exam.practical.talk_routes", "exam.supervision.routes", "exam.committee.routes", "exam.committee.report_routes",
    "exam.certificates.routes", "exam.appeals.routes", "exam.entrance.routes",
)
CSRF = CSRFProtect()


def create_app(config: Config, clock: Clock | None = None, dice: Dice | None = None) -> Flask:
    """An application for ``config``; a test hands its own clock and dice. Raises RefusedToStart."""
    check_start(config)
    app = Flask("app", static_folder="static", template_folder="templates")
    app.config.from_mapping(settings_of(config))
    app.extensions.update(probierz_config=config, probierz_clock=clock or Clock(), probierz_dice=dice or Dice())
    app.session_interface = StoredSessions()
    db.init_app(app)
    headers.init_app(app)
    i18n.init_app(app)
    Bootstrap5(app)
    CSRF.init_app(app)
    sign_in(app)
    access.init_app(app)
    pages.init_app(app)
    showing.init_app(app)
    for blueprint in blueprints():
        app.register_blueprint(blueprint)
    register_crm(app)
    return app


def settings_of(config: Config) -> dict[str, Any]:
    """Flask's settings for an instance."""
    secure = config.secure_cookies
    return {
        "SECRET_KEY": config.secret_key(), "SQLALCHEMY_DATABASE_URI": f"sqlite:///{config.database}",
        "SQLALCHEMY_ENGINE_OPTIONS": db.engine_options(), "SESSION_COOKIE_NAME": "__Host-probierz" if secure else "probierz",
        "SESSION_COOKIE_SECURE": secure, "SESSION_COOKIE_HTTPONLY": True, "SESSION_COOKIE_SAMESITE": "Strict",
        "PERMANENT_SESSION_LIFETIME": timedelta(hours=12), "WTF_CSRF_TIME_LIMIT": None, "WTF_CSRF_SSL_STRICT": False,
        "MAX_CONTENT_LENGTH": 12 * 1024 * 1024, "MAX_FORM_MEMORY_SIZE": 1_000_000, "MAX_FORM_PARTS": 4_000,
        "BOOTSTRAP_SERVE_LOCAL": True, "TRUSTED_HOSTS": list(config.trusted_hosts) or None,
        "PROPAGATE_EXCEPTIONS": False, "TEMPLATES_AUTO_RELOAD": config.debug, "TESTING": config.environment == "testing",
    }


def sign_in(app: Flask) -> None:
    """Load whoever the session names."""
    manager = LoginManager(app)
    manager.anonymous_user = Nobody
    manager.session_protection = None  # the session lives on the server and is bound to its cookie alone

    @manager.user_loader
    def load(principal: str) -> Any:
        kind, _, rest = principal.partition(":")
        if kind == "staff":
            return staff(rest)
        scope, _, enrolment = rest.partition(":")
        return load_candidate(enrolment, scope)


def staff(user_id: str) -> User | None:
    """An active staff account."""
    user = db.db.session.get(User, db_uuid(user_id))
    return user if user is not None and user.active else None


def load_candidate(enrolment_id: str, scope: str) -> CandidateIdentity | None:
    """A candidate by the case, as the entrance knows them."""
    return importlib.import_module("exam.entrance.identities").load(db_uuid(enrolment_id), scope)


def db_uuid(text: str) -> Any:
    """A UUID from a session's text."""
    return uuid.UUID(text)


def blueprints() -> list[Blueprint]:
    """The rooms' blueprints; a room with several route modules has one blueprint, declared by all of them."""
    modules = [importlib.import_module(name) for name in ROOMS if importlib.util.find_spec(name)]
    return list({module.blueprint.name: module.blueprint for module in modules}.values())


def register_crm(app: Flask) -> None:
    """Serve the sandbox CRM; the practical room says which sandbox is open, and to whom."""
    if importlib.util.find_spec("exam.practical.door") is None:
        return
    door = importlib.import_module("exam.practical.door")
    importlib.import_module("sandbox_crm.web").register(app, door.host())
    door.guard(app)
    app.teardown_request(lambda _: g.pop("crm_bench", None))
