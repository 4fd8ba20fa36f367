"""Screens of a sitting's staff and stations: appointments, proofs of qualifications, readiness cards."""

from __future__ import annotations

from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user

from app.access import allow
from app.db import db, transaction
from app.errors import Invalid, NotFound, Refusal
from app.identity import Role, User
from exam.sittings import appointments, people, readiness, showing
from exam.sittings.enrolment_routes import user_of
from exam.sittings.forms import ProofForm
from exam.sittings.models import Appointment, Function, Station
from exam.sittings.permissions import PLAN, STATIONS
from exam.sittings.showing import moment

blueprint = Blueprint("sitting_staff", __name__, template_folder="templates")


@blueprint.post("/sittings/<uuid:sitting_id>/appoint")
@allow(PLAN)
def appoint(sitting_id: UUID):
    """Appoint a person to a function."""
    typed = request.form.get("function", "")
    if typed not in list(Function):
        raise NotFound(_("There is no such function."))
    try:
        with transaction():
            row, user = people.sitting(sitting_id), user_of(request.form.get("user_id"))
            appointments.appoint(row, user, Function(typed), moment())
        flash(_("The appointment is recorded."), "success")
    except NotFound:
        raise
    except Refusal as refusal:
        flash(str(refusal.message), "danger")
    return redirect(url_for("sittings.sitting", sitting_id=sitting_id) + "#people", 303)


@blueprint.post("/sittings/<uuid:sitting_id>/appointments/<int:appointment_id>/revoke")
@allow(PLAN)
def revoke(sitting_id: UUID, appointment_id: int):
    """End an appointment."""
    try:
        with transaction():
            row = db.session.get(Appointment, appointment_id)
            if row is None or row.sitting_id != sitting_id or row.revoked_at:
                raise NotFound(_("There is no such appointment."))
            appointments.revoke(row, moment())
        flash(_("The appointment is ended."), "success")
    except NotFound:
        raise
    except Refusal as refusal:
        flash(str(refusal.message), "danger")
    return redirect(url_for("sittings.sitting", sitting_id=sitting_id) + "#people", 303)


@blueprint.get("/qualifications")
@allow(PLAN)
def qualifications():
    """Who has which proofs."""
    staff = showing.active_staff(Role.OPERATOR, Role.ASSESSOR)
    return render_template("exam/sittings/qualifications.html", staff=[(user, appointments.proofs(user)) for user in staff],
                           education=appointments.EDUCATION_NAMES)


@blueprint.route("/qualifications/<uuid:user_id>", methods=["GET", "POST"])
@allow(PLAN)
def proof(user_id: UUID):
    """A person's proofs, and a form for a new one."""
    user, form = user_of(str(user_id)), ProofForm()
    if form.validate_on_submit():
        try:
            with transaction():
                values = {name: field.data for name, field in form._fields.items() if name != "csrf_token"}
                appointments.record_proof(db.session.get(User, user_id), appointments.Proof(**values), moment())
            flash(_("The proof is in the register."), "success")
            return redirect(url_for("sitting_staff.proof", user_id=user_id), 303)
        except Invalid as refusal:
            showing.show_faults(form, refusal)
    return render_template("exam/sittings/proof.html", user=user, form=form, rows=appointments.proofs(user),
                           education=appointments.EDUCATION_NAMES), 422 if form.is_submitted() else 200


@blueprint.get("/sittings/<uuid:sitting_id>/readiness")
@allow(STATIONS)
def readiness_cards(sitting_id: UUID):
    """The stations with their cards."""
    return show_cards(sitting_id)


@blueprint.post("/sittings/<uuid:sitting_id>/readiness/<int:station_id>")
@allow(STATIONS)
def sign_card(sitting_id: UUID, station_id: int):
    """Sign the card of one station."""
    decision = request.form.get("gap_decision", "")[:2000]
    checked = set(request.form.getlist("items"))
    try:
        with transaction():
            station = station_of(sitting_id, station_id)
            readiness.sign(station, checked, decision, current_user, moment())
            name = station.name
        flash(_("The card of station %(name)s is signed.", name=name), "success")
    except Invalid as refusal:
        return show_cards(sitting_id, {station_id: (checked, decision, refusal)}), 422
    return redirect(url_for("sitting_staff.readiness_cards", sitting_id=sitting_id) + f"#station-{station_id}", 303)


def station_of(sitting_id: UUID, station_id: int) -> Station:
    """A station of this sitting and of no other. Raises NotFound."""
    station = people.station(station_id)
    if station.sitting_id != sitting_id:
        raise NotFound(_("There is no such station."))
    return station


def show_cards(sitting_id: UUID, refused: dict | None = None):
    """The page of the cards; ``refused``: station id -> what was ticked and written, and why it did not do."""
    row = people.sitting(sitting_id)
    users = {user.id: user.name for user in db.session.query(User)}
    return render_template("exam/sittings/readiness.html", sitting=row, crm=readiness.crm_card(row),
                           cards=readiness.latest_cards(row), items=readiness.ITEMS,
                           holds=readiness.holds, refused=refused or {}, users=users,
                           seated={case.station_id: case.number for case in row.enrolments})
