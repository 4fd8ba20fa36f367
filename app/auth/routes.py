"""Screens of signing in and out, the own password, and the choice of language."""

from __future__ import annotations

from urllib.parse import urlsplit

from flask import Blueprint, flash, redirect, render_template, request, session, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_login import current_user, login_user, logout_user
from flask_wtf import FlaskForm
from sqlalchemy import select
from wtforms import PasswordField, StringField
from wtforms.validators import EqualTo, InputRequired, Length

from app import audit
from app.access import ANYONE, SIGNED_IN, STAFF, allow
from app.auth import throttle
from app.auth.passwords import SHORTEST, hash_password, password_fits
from app.db import db, transaction
from app.errors import Refusal
from app.i18n import LANGUAGES
from app.identity import User
from app.sessions import end_sessions_of

blueprint = Blueprint("auth", __name__)


class SignInForm(FlaskForm):
    """Login and password."""

    login = StringField(_l("Login"), [InputRequired(_l("Type your login.")), Length(max=100)])
    password = PasswordField(_l("Password"), [InputRequired(_l("Type your password.")), Length(max=200)])


class PasswordForm(FlaskForm):
    """A new password, twice."""

    current = PasswordField(_l("Current password"), [InputRequired(_l("Type your current password.")), Length(max=200)])
    password = PasswordField(_l("New password"), [Length(min=SHORTEST, max=200, message=_l(
        "Use at least %(min)d characters; a sentence you remember is best."))])
    again = PasswordField(_l("New password again"), [EqualTo("password", _l("The two passwords differ."))])


@blueprint.route("/sign-in", methods=["GET", "POST"])
@allow(ANYONE)
def sign_in():
    """Staff sign in."""
    form = SignInForm()
    if not form.validate_on_submit():
        return render_template("app/sign_in.html", form=form), 422 if form.is_submitted() else 200
    login = form.login.data.strip().lower()
    keys = throttle.keys_of(f"staff:{login}", request.remote_addr)
    try:
        throttle.check(*keys)
    except Refusal as refusal:
        form.password.errors = [str(refusal.message)]
        return render_template("app/sign_in.html", form=form), refusal.status
    user = db.session.scalar(select(User).where(User.login == login))
    fits = password_fits(user.password_hash if user and user.active else None, form.password.data)
    if not fits:
        throttle.failed(*keys)
        form.password.errors = [_("Login or password is wrong.")]
        return render_template("app/sign_in.html", form=form), 422
    with transaction():
        audit.record("signed_in", actor=user.get_id())
    start_session(user)
    return redirect(_own_page(request.args.get("next")), 303)


@blueprint.post("/sign-out")
@allow(SIGNED_IN)
def sign_out():
    """End the session."""
    logout_user()
    session.clear()
    session.rotate = True
    return redirect("/", 303)


@blueprint.route("/password", methods=["GET", "POST"])
@allow(STAFF)
def password():
    """Change the own password."""
    form = PasswordForm()
    if form.validate_on_submit():
        if password_fits(current_user.password_hash, form.current.data):
            fresh = hash_password(form.password.data)
            with transaction():
                current_user.password_hash, current_user.must_change_password = fresh, False
                audit.record("password.changed", subject=current_user.get_id())
                end_sessions_of(current_user.get_id())  # whoever else is signed in with the old one
            start_session(current_user._get_current_object())
            flash(_("The password is changed."), "success")
            return redirect("/", 303)
        form.current.errors = [_("The current password is wrong.")]
    return render_template("app/password.html", form=form), 422 if form.is_submitted() else 200


@blueprint.post("/language/<any(pl,en):language>")
@allow(ANYONE)
def language(language: str):
    """Choose the language of the screens."""
    session["language"] = language if language in LANGUAGES else "pl"
    return redirect(_own_page(request.form.get("next")), 303)


def start_session(identity) -> None:
    """Sign an identity in under a fresh session id; the language is kept."""
    language_chosen = session.get("language")
    session.clear()
    session.rotate = True
    if language_chosen:
        session["language"] = language_chosen
    login_user(identity)


def _own_page(wanted: str | None) -> str:
    parts = urlsplit(wanted or "")
    local = wanted and wanted.startswith("/") and not wanted.startswith(("//", "/\\")) and not parts.netloc and not parts.scheme
    return wanted if local else url_for("entrance.home")
