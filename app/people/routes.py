"""Screens of staff accounts; and the gate that lets nobody work on with a temporary password."""

from __future__ import annotations

from datetime import UTC
from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user

from app.access import allow
from app.auth.passwords import hash_password
from app.clock import now
from app.db import transaction
from app.errors import Invalid, NotFound, Refusal
from app.identity import Role, User
from app.people import accounts
from app.people.forms import AccountForm, NewAccountForm
from app.people.permissions import MANAGE_PEOPLE

blueprint = Blueprint("people", __name__, template_folder="templates")


@blueprint.before_app_request
def own_password_first():
    """Whoever signed in with a temporary password changes it before anything else."""
    inside = (request.endpoint or "").startswith(("auth.", "health.")) or (request.endpoint or "").endswith("static")
    if inside or not current_user.is_authenticated or current_user.kind != "staff" or not current_user.must_change_password:
        return None
    flash(_("Your password is temporary. Set your own one first."), "warning")
    return redirect(url_for("auth.password"), 303)


@blueprint.get("/people")
@allow(MANAGE_PEOPLE)
def overview():
    """All accounts."""
    return render_template("app/people/overview.html", users=accounts.everybody())


@blueprint.route("/people/new", methods=["GET", "POST"])
@allow(MANAGE_PEOPLE)
def create():
    """A new account; its temporary password is shown on the answer to this form and never again."""
    form = NewAccountForm()
    if form.validate_on_submit():
        password = accounts.temporary_password()
        hashed, moment = hash_password(password), now().astimezone(UTC).replace(tzinfo=None)
        try:
            with transaction():
                user_id = accounts.create(form.login.data, details(form), roles(form), hashed, me(), moment).id
            return show_password(user_id, password)
        except Refusal as refusal:
            place(form, refusal)
    return render_template("app/people/new.html", form=form), 422 if form.is_submitted() else 200


@blueprint.route("/people/<uuid:user_id>", methods=["GET", "POST"])
@allow(MANAGE_PEOPLE)
def account(user_id: UUID):
    """One account: details, roles, password, closing."""
    user = accounts.account(user_id)
    form = AccountForm(data={"name": user.name, "email": user.email, "phone": user.phone, "employer": user.employer,
                             "roles": sorted(user.roles)})
    if form.validate_on_submit():
        try:
            with transaction():
                accounts.change(accounts.account(user_id), details(form), roles(form), me())
            flash(_("The account is changed."), "success")
            return redirect(url_for("people.account", user_id=user_id), 303)
        except Refusal as refusal:
            place(form, refusal)
    status = 422 if form.is_submitted() else 200
    return render_template("app/people/account.html", form=form, user=accounts.account(user_id)), status


@blueprint.post("/people/<uuid:user_id>/password")
@allow(MANAGE_PEOPLE)
def reset_password(user_id: UUID):
    """A temporary password in place of a forgotten one, shown once."""
    password = accounts.temporary_password()
    hashed = hash_password(password)
    try:
        with transaction():
            accounts.give_password(accounts.account(user_id), hashed, me())
    except NotFound:
        raise
    except Refusal as refusal:
        flash(str(refusal.message), "danger")
        return redirect(url_for("people.account", user_id=user_id), 303)
    return show_password(user_id, password)


@blueprint.post("/people/<uuid:user_id>/deactivate")
@allow(MANAGE_PEOPLE)
def deactivate(user_id: UUID):
    """Close an account."""
    return turn(user_id, accounts.deactivate, _("The account is closed; the person's sessions have ended."))


@blueprint.post("/people/<uuid:user_id>/activate")
@allow(MANAGE_PEOPLE)
def activate(user_id: UUID):
    """Open a closed account."""
    return turn(user_id, accounts.activate, _("The account is open again."))


def turn(user_id: UUID, act, words: str):
    """Do one thing to an account and come back to its page."""
    try:
        with transaction():
            act(accounts.account(user_id), me())
        flash(words, "success")
    except NotFound:
        raise
    except Refusal as refusal:
        flash(str(refusal.message), "danger")
    return redirect(url_for("people.account", user_id=user_id), 303)


def me() -> User:
    """The signed-in account as the open transaction reads it."""
    return accounts.account(current_user.id)


def details(form: AccountForm) -> accounts.Details:
    """Details as typed."""
    return accounts.Details(form.name.data.strip(), *((field.data or "").strip() or None
                                                      for field in (form.email, form.phone, form.employer)))


def roles(form: AccountForm) -> list[Role]:
    """Roles as ticked."""
    return [Role(role) for role in form.roles.data or []]


def place(form: AccountForm, refusal: Refusal) -> None:
    """Put a refusal's words beside the field they are about, else above the form."""
    fields = refusal.fields if isinstance(refusal, Invalid) else {}
    for name, words in fields.items():
        form[name].errors = [*form[name].errors, str(words)]
    if not fields:
        form.roles.errors = [*form.roles.errors, str(refusal.message)]


def show_password(user_id: UUID, password: str):
    """The page that shows a temporary password once."""
    return render_template("app/people/password.html", user=accounts.account(user_id), password=password)
