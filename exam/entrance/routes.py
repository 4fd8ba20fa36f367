"""The front door: who are you, signing a candidate in, and the first page of everybody who is signed in."""

from __future__ import annotations

from datetime import UTC

from flask import Blueprint, current_app, redirect, render_template, request, session, url_for
from flask_login import current_user

from app import audit
from app.access import ANYONE, allow
from app.auth import throttle
from app.auth.routes import start_session
from app.clock import dice, local, now
from app.db import transaction
from app.errors import Refusal
from exam.entrance import desks, identities, portal_page, rules_page
from exam.entrance.forms import CodeForm, PortalForm
from exam.entrance.permissions import OWN_PORTAL
from exam.sittings import codes, people

blueprint = Blueprint("entrance", __name__, template_folder="templates", static_folder="static",
                      static_url_path="/static/entrance")

#: part -> the page on which a candidate at a station works; the room of that part owns it
STATIONS = {"theory": "theory.station", "practical": "practical.station"}


@blueprint.get("/")
@allow(ANYONE)
def home():
    """Who are you? A signed-in person is shown or sent where they are needed."""
    if current_user.is_authenticated and current_user.kind == "candidate":
        return redirect(own_place(), 303)
    if current_user.is_authenticated:
        return render_template("exam/entrance/desk_home.html", desks=desks.of(current_user, local(moment()).date()))
    return front_door(CodeForm(formdata=None), PortalForm(formdata=None))


@blueprint.post("/entrance")
@allow(ANYONE)
def sign_in_with_code():
    """A candidate at a station types the printed code of a part."""
    form = CodeForm()
    if not form.validate_on_submit():
        return front_door(form, PortalForm(formdata=None), 422)
    keys = (f"visitor:{visitor()}",)
    try:
        throttle.check(*keys)
        with transaction():
            used = codes.redeem(form.code.data, moment())
            found = (used.enrolment_id, used.part) if used else None
    except Refusal as refusal:
        form.code.errors = [str(refusal.message)]
        return front_door(form, PortalForm(formdata=None), refusal.status)
    if found is None:
        throttle.failed(*keys)
        form.code.errors = [form.wrong]
        return front_door(form, PortalForm(formdata=None), 422)
    start_session(identities.load(found[0], "exam"))
    session["part"] = found[1]
    return redirect(own_place(found[1]), 303)


@blueprint.post("/portal/sign-in")
@allow(ANYONE)
def sign_in_to_portal():
    """A candidate opens the own page by number and portal code, from anywhere."""
    form = PortalForm()
    if not form.validate_on_submit():
        return front_door(CodeForm(formdata=None), form, 422)
    keys = throttle.keys_of(f"portal:{codes.candidate_number(form.number.data)}", request.remote_addr)
    try:
        throttle.check(*keys)
    except Refusal as refusal:
        form.portal_code.errors = [str(refusal.message)]
        return front_door(CodeForm(formdata=None), form, refusal.status)
    case = codes.portal_fits(form.number.data, form.portal_code.data)
    if case is None:
        throttle.failed(*keys)
        form.portal_code.errors = [form.wrong]
        return front_door(CodeForm(formdata=None), form, 422)
    identity = identities.load(case.id, "portal")
    with transaction():
        audit.record("entrance.portal_opened", case_id=identity.enrolment_id, actor=identity.get_id())
    start_session(identity)
    return redirect(url_for("entrance.portal"), 303)


@blueprint.get("/portal")
@allow(OWN_PORTAL)
def portal():
    """The candidate's own page: data, where and when, state, result."""
    case = people.enrolment(current_user.enrolment_id)
    return render_template("exam/entrance/portal.html", page=portal_page.of(case))


@blueprint.get("/rules")
@allow(ANYONE)
def rules():
    """The rules of the validation, told in advance; a candidate on the portal reads those of the own enrolment."""
    own = current_user.is_authenticated and current_user.kind == "candidate" and current_user.scope == "portal"
    case = people.enrolment(current_user.enrolment_id) if own else None
    return render_template("exam/entrance/rules.html", page=rules_page.of(case))


@blueprint.get("/station")
@allow(ANYONE)
def waiting():
    """A candidate at a station whose part has no page yet, or who is between the parts."""
    if not current_user.is_authenticated or current_user.kind != "candidate":
        return redirect(url_for("entrance.home"), 303)
    return render_template("exam/entrance/waiting.html", case=people.enrolment(current_user.enrolment_id))


def own_place(part: str | None = None) -> str:
    """Where a signed-in candidate belongs."""
    if current_user.scope == "portal":
        return url_for("entrance.portal")
    endpoint = STATIONS.get(part or session.get("part", ""), "")
    return url_for(endpoint if endpoint in current_app.view_functions else "entrance.waiting")


def front_door(code: CodeForm, portal_form: PortalForm, status: int = 200):
    """The page of the front door with both candidate forms."""
    verify = "certificates.verify" in current_app.view_functions
    return render_template("exam/entrance/home.html", code_form=code, portal_form=portal_form, verify=verify), status


def visitor() -> str:
    """What tells one browser from another in a room behind one address, before anybody signs in."""
    if "visitor" not in session:
        session["visitor"] = dice().token()
    return f"{session['visitor']}:{request.remote_addr}"


def moment():
    """This moment as the database keeps it: UTC without a zone."""
    return now().astimezone(UTC).replace(tzinfo=None)
