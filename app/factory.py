"""The roof: builds the application from its rooms. The only module that knows every package."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID

from flask import Flask
from flask_bootstrap import Bootstrap5
from flask_login import LoginManager
from flask_wtf import CSRFProtect

from app import access, curtain, db, headers, health, i18n, incoming, pages, settings_routes, showing
from app.auth import routes as auth
from app.clock import Clock, Dice
from app.config import Config, check_start
from app.identity import Nobody, User
from app.people import routes as people
from app.sessions import StoredSessions
from exam.appeals import routes as appeals
from exam.certificates import routes as certificates
from exam.committee import again_routes, report_routes
from exam.committee import routes as committee
from exam.entrance import identities
from exam.entrance import routes as entrance
from exam.practical import crm_routes, door, talk_routes
from exam.practical import routes as practical
from exam.sittings import enrolment_routes, remark_routes, staff_routes
from exam.sittings import routes as sittings
from exam.supervision import case_routes
from exam.supervision import routes as supervision
from exam.theory import routes as theory
from sandbox_crm import web

#: modules that declare a ``blueprint``, in the order of a candidate's way; several may share one
ROOMS = (auth, health, people, settings_routes, sittings, enrolment_routes, staff_routes, remark_routes, theory, practical,
         crm_routes, talk_routes, supervision, case_routes, committee, report_routes, again_routes, certificates, appeals,
         entrance)
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
    incoming.init_app(app)
    i18n.init_app(app)
    Bootstrap5(app)
    CSRF.init_app(app)
    sign_in(app)
    curtain.init_app(app)
    access.init_app(app)
    pages.init_app(app)
    showing.init_app(app)
    for blueprint in {room.blueprint.name: room.blueprint for room in ROOMS}.values():
        app.register_blueprint(blueprint)
    web.register(app, door.host())
    door.guard(app)
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
            return staff(UUID(rest))
        scope, _, enrolment = rest.partition(":")
        return identities.load(UUID(enrolment), scope)


def staff(user_id: UUID) -> User | None:
    """An active staff account."""
    user = db.db.session.get(User, user_id)
    return user if user is not None and user.active else None
