"""Screens of sittings: the list, the plan, one sitting, one case, the register of preparation."""

from __future__ import annotations

from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user
from sqlalchemy import select

from app import settings
from app.access import allow
from app.clock import local
from app.db import db, transaction
from app.errors import Invalid, NotFound, Refusal
from app.identity import Role, User
from exam.sittings import appointments, people, planning, readiness, remarks, seating, showing, transfers
from exam.sittings.admission import REASONS
from exam.sittings.aids import allowed_in
from exam.sittings.cases import STATE_NAMES
from exam.sittings.enrolments import clear_near_name, near_names, register_preparation
from exam.sittings.forms import AppointForm, PreparationForm, RefuseForm, ReplaceForm, SittingForm, listed
from exam.sittings.models import CaseState, Preparation, Sitting
from exam.sittings.permissions import PLAN, SEE_CASE
from exam.sittings.repeats import repeat_in, repeats_of, sittings_for
from exam.sittings.showing import moment
from question_bank.content_file import ContentError
from question_bank.scenarios.loader import load_pack, pack_ids

blueprint = Blueprint("sittings", __name__, template_folder="templates", static_folder="static",
                      static_url_path="/static/sittings")
blueprint.add_app_template_global(allowed_in)


@blueprint.get("/sittings")
@allow(PLAN)
def overview():
    """All sittings, the coming ones first, each with what it lacks."""
    rows = list(db.session.scalars(select(Sitting).order_by(Sitting.on_date.desc(), Sitting.number.desc())))
    return render_template("exam/sittings/overview.html", rows=rows, lacks={row.id: planning.lacks(row) for row in rows},
                           states=showing.SITTING_STATES)


@blueprint.route("/sittings/new", methods=["GET", "POST"])
@allow(PLAN)
def plan():
    """Plan a sitting."""
    form = with_packs(SittingForm(data=planning.fresh()))
    if form.validate_on_submit():
        try:
            with transaction():
                sitting_id = planning.plan(typed_plan(form), moment()).id
            flash(_("The sitting is planned. Appoint its people and enrol candidates."), "success")
            return redirect(url_for("sittings.sitting", sitting_id=sitting_id), 303)
        except Invalid as refusal:
            showing.show_faults(form, refusal)
    return render_template("exam/sittings/plan.html", form=form, sitting=None,
                           break_minutes=settings.get("break.minutes")), 422 if form.is_submitted() else 200


@blueprint.route("/sittings/<uuid:sitting_id>/plan", methods=["GET", "POST"])
@allow(PLAN)
def change_plan(sitting_id: UUID):
    """Change the plan of a sitting that has not opened."""
    row = people.sitting(sitting_id)
    form = with_packs(SittingForm(data=planning.as_typed(row)))
    if form.validate_on_submit():
        try:
            with transaction():
                planning.change(people.sitting(sitting_id), typed_plan(form))
            flash(_("The plan is changed."), "success")
            return redirect(url_for("sittings.sitting", sitting_id=sitting_id), 303)
        except Invalid as refusal:
            showing.show_faults(form, refusal)
    return render_template("exam/sittings/plan.html", form=form, sitting=row,
                           break_minutes=settings.get("break.minutes")), 422 if form.is_submitted() else 200


@blueprint.post("/sittings/<uuid:sitting_id>/stations")
@allow(PLAN)
def add_station(sitting_id: UUID):
    """One more station, for a candidate or spare."""
    try:
        with transaction():
            name = planning.add_station(people.sitting(sitting_id), request.form.get("kind") == "spare").name
        flash(_("Station %(name)s is added. The operator signs its readiness card.", name=name), "success")
    except NotFound:
        raise
    except Refusal as refusal:
        flash(str(refusal.message), "danger")
    return redirect(url_for("sittings.sitting", sitting_id=sitting_id), 303)


@blueprint.get("/sittings/<uuid:sitting_id>")
@allow(PLAN)
def sitting(sitting_id: UUID):
    """One sitting: its state, what it lacks, its people, candidates and stations."""
    row = people.sitting(sitting_id)
    form = AppointForm()
    form.user_id.choices = listed((str(user.id), user.name) for user in showing.active_staff(Role.OPERATOR, Role.ASSESSOR))
    appointed = people.appointed(row)
    cases = sorted(row.enrolments, key=lambda case: case.number)
    return render_template(
        "exam/sittings/sitting.html", sitting=row, steps=showing.sitting_steps(row), lacks=planning.lacks(row), form=form,
        appointed=appointed, conflicts={one.id: appointments.conflicts_in(row, one.user) for one in appointed},
        functions=appointments.FUNCTION_NAMES, cases=cases, states=STATE_NAMES, committees={c.id: people.seats(c) for c in cases},
        cards=readiness.latest_cards(row), holds=readiness.holds, scenario=scenario(row.pack_id),
        pages=showing.links(showing.SITTING_PAGES, sitting_id=row.id))


@blueprint.get("/cases/<uuid:enrolment_id>")
@allow(SEE_CASE)
def case(enrolment_id: UUID):
    """One case on one page, from enrolment to certificate."""
    return case_page(enrolment_id)


@blueprint.post("/cases/<uuid:enrolment_id>/preparation")
@allow(PLAN)
def add_preparation(enrolment_id: UUID):
    """Add a line to the register of who prepared whom."""
    form = PreparationForm()
    if form.validate_on_submit():
        try:
            with transaction():
                person = people.enrolment(enrolment_id).person
                register_preparation(person, form.organiser.data, form.trainer.data or "", form.date_from.data,
                                     form.date_to.data, moment())
            flash(_("The register of preparation has a new line; conflicts were checked again."), "success")
            return redirect(url_for("sittings.case", enrolment_id=enrolment_id), 303)
        except Invalid as refusal:
            showing.show_faults(form, refusal)
    return case_page(enrolment_id, preparation_form=form), 422


@blueprint.post("/cases/<uuid:enrolment_id>/preparation/<int:line_id>/people/<uuid:user_id>")
@allow(PLAN)
def clear_name(enrolment_id: UUID, line_id: int, user_id: UUID):
    """A name in the register is another person's than this one of the staff."""
    try:
        with transaction():
            line, user = db.session.get(Preparation, line_id), db.session.get(User, user_id)
            if line is None or user is None or line.person_id != people.enrolment(enrolment_id).person_id:
                raise NotFound(_("There is no such entry."))
            clear_near_name(line, user, request.form.get("reason", "")[:500], current_user._get_current_object(), moment())
        flash(_("Noted: this is another person."), "success")
    except NotFound:
        raise
    except Refusal as refusal:
        flash(" ".join(str(word) for word in [refusal.message, *getattr(refusal, "fields", {}).values()]), "danger")
    return redirect(url_for("sittings.case", enrolment_id=enrolment_id) + "#preparation", 303)


@blueprint.post("/cases/<uuid:enrolment_id>/transfer")
@allow(PLAN)
def transfer(enrolment_id: UUID):
    """A fresh practical part in another sitting for a case that was broken off."""
    try:
        with transaction():
            row, today = people.enrolment(enrolment_id), local(moment()).date()
            target = next((one for one in sittings_for(row, today) if str(one.id) == request.form.get("sitting")), None)
            transfers.transfer(row, target, request.form.get("reason", "")[:500], current_user._get_current_object(), moment(),
                               today)
        flash(_("The practical part is moved. Seat a committee for it; the identity is checked again on the day."), "success")
    except NotFound:
        raise
    except Refusal as refusal:
        flash(" ".join(str(word) for word in [refusal.message, *getattr(refusal, "fields", {}).values()]), "danger")
    return redirect(url_for("sittings.case", enrolment_id=enrolment_id), 303)


def case_page(enrolment_id: UUID, **forms):
    """The page of a case, with the forms as typed where one was refused."""
    row = people.enrolment(enrolment_id)
    coordinates = Role.COORDINATOR in current_user.roles
    seats, bench = people.seats(row), seating.bench(row) if coordinates else []
    typed = forms.pop("typed", {})
    forms.setdefault("refuse_form", RefuseForm(formdata=None))
    forms.setdefault("preparation_form", PreparationForm(formdata=None))
    forms.setdefault("replace_form", ReplaceForm(formdata=None))
    forms["replace_form"].leaves.choices = listed((str(seat.user_id), seat.user.name) for seat in seats)
    seated_ids = {seat.user_id for seat in seats}
    forms["replace_form"].comes.choices = listed((str(one.user.id), one.user.name) for one in bench
                                                 if one.free and one.user.id not in seated_ids)
    chair, members = seating.proposal(row) if coordinates else (None, [])
    ticked = ({str(user.id) for user in members}, str(chair.id) if chair else "")
    if "members" in typed or "chair" in typed:
        ticked = (set(typed.getlist("members")), typed.get("chair", ""))
    return render_template(
        "exam/sittings/case.html", case=row, steps=showing.steps(row), seats=seats, bench=bench, coordinates=coordinates,
        past_seats=[seat for seat in row.seats if seat.left_at], faults=seating.faults(row) if seats else [],
        ticked=ticked, preparations=people.preparations(row.person),
        functions=appointments.FUNCTION_NAMES, pages=showing.case_links(row), waits=showing.waits_for(row),
        repeats=repeat_in(row.id), repeated=repeats_of(row.id),
        reasons=REASONS, near=near_names(row.person) if coordinates else [],
        targets=sittings_for(row, local(moment()).date()) if coordinates and row.state == CaseState.BROKEN_OFF else [],
        moved=transfers.of_case(row), reports=remarks.of_case(row.id), report_kinds=remarks.KINDS,
        trainers={user.id: user.name for user in db.session.scalars(select(User))}, **forms)


def with_packs(form: SittingForm) -> SittingForm:
    """The form with the scenarios that are shipped."""
    form.pack_id.choices = listed((pack, scenario(pack)) for pack in pack_ids())
    return form


def scenario(pack_id: str) -> str:
    """The title of a scenario; its id where it cannot be read."""
    try:
        return load_pack(pack_id).info.title
    except (KeyError, ContentError):
        return pack_id


def typed_plan(form: SittingForm) -> planning.Plan:
    """The plan as typed."""
    return planning.Plan(**{name: field.data for name, field in form._fields.items() if name != "csrf_token"})
