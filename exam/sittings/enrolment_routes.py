"""Screens of enrolment: one application, a spreadsheet of them, admission, the committee of a candidate, letters."""

from __future__ import annotations

from uuid import UUID

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from app import settings
from app.access import allow
from app.clock import now
from app.db import db, transaction
from app.errors import Invalid, NotFound, Refusal
from app.identity import User
from app.public_address import public_url
from exam.sittings import admission, codes, enrolments, people, seating, showing, workbook
from exam.sittings.forms import EnrolmentForm, RefuseForm, ReplaceForm, SheetForm, blank_to_none
from exam.sittings.models import Enrolment
from exam.sittings.permissions import PLAN
from exam.sittings.routes import case_page
from exam.sittings.showing import moment

blueprint = Blueprint("enrolments", __name__, template_folder="templates")
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@blueprint.route("/sittings/<uuid:sitting_id>/enrol", methods=["GET", "POST"])
@allow(PLAN)
def enrol(sitting_id: UUID):
    """Enrol one person."""
    row, form = people.sitting(sitting_id), EnrolmentForm()
    if form.validate_on_submit():
        try:
            with transaction():
                case = enrolments.enrol(people.sitting(sitting_id), application(form), moment())
                number = case.number
            flash(_("Candidate %(number)s is enrolled.", number=number), "success")
            again = "again" in request.form
            return redirect(url_for("enrolments.enrol" if again else "sittings.sitting", sitting_id=sitting_id), 303)
        except Invalid as refusal:
            showing.show_faults(form, refusal)
    return render_template("exam/sittings/enrol.html", form=form, sitting=row, staff=showing.active_staff(),
                           sheet_form=SheetForm(formdata=None)), 422 if form.is_submitted() else 200


@blueprint.get("/sittings/candidates.xlsx")
@allow(PLAN)
def empty_sheet():
    """The empty spreadsheet to be filled in."""
    content = workbook.template(now())
    return Response(content, mimetype=XLSX, headers={"Content-Disposition": 'attachment; filename="zgloszenia.xlsx"'})


@blueprint.post("/sittings/<uuid:sitting_id>/enrol/sheet")
@allow(PLAN)
def preview(sitting_id: UUID):
    """Read a spreadsheet, or the rows mended on the page, and show each row with its faults; nothing is saved."""
    row, form = people.sitting(sitting_id), SheetForm()
    if "rows" in request.form:
        return show_preview(row, workbook.checked(workbook.from_page(request.form)))
    if form.validate_on_submit():
        try:
            return show_preview(row, workbook.checked(workbook.read(form.file.data.read())))
        except Invalid as refusal:
            showing.show_faults(form, refusal)
    return render_template("exam/sittings/enrol.html", form=EnrolmentForm(formdata=None), sitting=row,
                           staff=showing.active_staff(), sheet_form=form), 422


@blueprint.post("/sittings/<uuid:sitting_id>/enrol/rows")
@allow(PLAN)
def enrol_rows(sitting_id: UUID):
    """Enrol the rows without faults; the others stay on the page to be mended."""
    rows, left, done = workbook.checked(workbook.from_page(request.form)), [], 0
    with transaction():
        row = people.sitting(sitting_id)
        for one in rows:
            if one.faults:
                left.append(one)
                continue
            try:
                enrolments.enrol(row, one.application, moment())
                done += 1
            except Invalid as refusal:
                one.faults.update(refusal.fields)
                left.append(one)
    flash(ngettext("%(num)d candidate is enrolled.", "%(num)d candidates are enrolled.", done), "success" if done else "info")
    if left:
        return show_preview(people.sitting(sitting_id), left)
    return redirect(url_for("sittings.sitting", sitting_id=sitting_id), 303)


@blueprint.post("/sittings/<uuid:sitting_id>/admit")
@allow(PLAN)
def admit_all(sitting_id: UUID):
    """Admit everybody who waits."""
    with transaction():
        done, left = admission.admit_all(people.sitting(sitting_id), moment())
        words = [str(refusal.message) for _case, refusal in left]
        count = len(done)
    flash(ngettext("%(num)d candidate is admitted.", "%(num)d candidates are admitted.", count), "success" if count else "info")
    for word in words:
        flash(word, "warning")
    return redirect(url_for("sittings.sitting", sitting_id=sitting_id), 303)


@blueprint.post("/cases/<uuid:enrolment_id>/admit")
@allow(PLAN)
def admit(enrolment_id: UUID):
    """Admit one candidate."""
    return act(enrolment_id, lambda case: admission.admit(case, moment()), _("The candidate is admitted."))


@blueprint.post("/cases/<uuid:enrolment_id>/refuse")
@allow(PLAN)
def refuse(enrolment_id: UUID):
    """Refuse admission, with a reason of the closed list."""
    form = RefuseForm()
    if form.validate_on_submit():
        try:
            return act(enrolment_id, lambda case: admission.refuse(case, form.reason.data, form.text.data, moment()),
                       _("Admission is refused. The candidate reads the reason on the portal and may appeal."))
        except Invalid as refusal:
            showing.show_faults(form, refusal)
    return case_page(enrolment_id, refuse_form=form), 422


@blueprint.post("/cases/<uuid:enrolment_id>/withdraw")
@allow(PLAN)
def withdraw(enrolment_id: UUID):
    """The candidate steps back."""
    reason = request.form.get("reason", "")[:500]
    return act(enrolment_id, lambda case: admission.withdraw(case, reason), _("The withdrawal is recorded."))


@blueprint.post("/sittings/<uuid:sitting_id>/committees")
@allow(PLAN)
def seat_all(sitting_id: UUID):
    """Seat the proposed committee for every admitted candidate who has none."""
    with transaction():
        done, left = seating.seat_all(people.sitting(sitting_id), moment(), settings.get("committee.daily_candidates"))
        words, count = [f"{case.number}: {message}" for case, message in left], len(done)
    if count or not words:
        flash(ngettext("The committee of %(num)d candidate is seated.", "The committees of %(num)d candidates are seated.",
                       count), "success" if count else "info")
    for word in words:
        flash(word, "warning")
    return redirect(url_for("sittings.sitting", sitting_id=sitting_id), 303)


@blueprint.post("/cases/<uuid:enrolment_id>/committee")
@allow(PLAN)
def seat(enrolment_id: UUID):
    """Seat the committee of one candidate."""
    limit = settings.get("committee.daily_candidates")

    def do(case: Enrolment) -> None:
        appointed = {str(one.user.id): one.user for one in seating.bench(case)}
        users = [appointed[key] for key in request.form.getlist("members") if key in appointed]
        seating.seat(case, users, appointed.get(request.form.get("chair", "")), moment(), limit)

    return act(enrolment_id, do, _("The committee is seated."))


@blueprint.post("/cases/<uuid:enrolment_id>/committee/replace")
@allow(PLAN)
def replace(enrolment_id: UUID):
    """Replace one member, with the reason."""
    def do(case: Enrolment) -> None:
        seating.replace(case, user_of(request.form.get("leaves")), user_of(request.form.get("comes")),
                        request.form.get("reason", "")[:500], moment())

    return act(enrolment_id, do, _("The member is replaced."))


@blueprint.post("/cases/<uuid:enrolment_id>/letter")
@allow(PLAN)
def letter(enrolment_id: UUID):
    """The enrolment letter with a fresh portal code; the code is shown here and never again."""
    with transaction():
        case = people.enrolment(enrolment_id)
        code = codes.give_portal_code(case)
    return show_letters([(people.enrolment(enrolment_id), code)])


@blueprint.post("/sittings/<uuid:sitting_id>/letters")
@allow(PLAN)
def letters(sitting_id: UUID):
    """Letters for every candidate of a sitting who has none yet."""
    with transaction():
        fresh = [case for case in sorted(people.sitting(sitting_id).enrolments, key=lambda row: row.number)
                 if case.portal_digest is None]
        given = [(case.id, codes.give_portal_code(case)) for case in fresh]
    if not given:
        flash(_("Everybody already has a letter. A new one is printed on the page of the case; it replaces the older code."),
              "info")
        return redirect(url_for("sittings.sitting", sitting_id=sitting_id), 303)
    return show_letters([(people.enrolment(case_id), code) for case_id, code in given])


def act(enrolment_id: UUID, do, words: str):
    """Do one thing to a case and come back to its page; a refusal is shown there with what was typed."""
    try:
        with transaction():
            do(people.enrolment(enrolment_id))
        flash(words, "success")
    except Refusal as refusal:
        if isinstance(refusal, NotFound) or (isinstance(refusal, Invalid) and request.endpoint == "enrolments.refuse"):
            raise
        flash(" ".join([str(refusal.message), *(str(word) for word in getattr(refusal, "fields", {}).values())]), "danger")
        replacing = {"replace_form": ReplaceForm()} if request.endpoint == "enrolments.replace" else {}
        return case_page(enrolment_id, typed=request.form, **replacing), refusal.status
    return redirect(url_for("sittings.case", enrolment_id=enrolment_id), 303)


def user_of(text: str | None) -> User:
    """The account whose id came from a list. Raises NotFound."""
    try:
        found = db.session.get(User, UUID(text or ""))
    except ValueError:
        found = None
    if found is None:
        raise NotFound(_("There is no such person."))
    return found


def application(form: EnrolmentForm) -> enrolments.Application:
    """The application as typed."""
    return enrolments.Application(
        (form.first_name.data or "").strip(), (form.last_name.data or "").strip(), form.birth_date.data,
        blank_to_none(form.email.data), blank_to_none(form.phone.data), blank_to_none(form.employer.data),
        (form.organiser.data or "").strip(), (form.trainer.data or "").strip(), form.accommodation.data or 0)


def show_preview(sitting, rows: list[workbook.Row]):
    """The rows in fields, faults beside them."""
    good = sum(not row.faults for row in rows)
    return render_template("exam/sittings/preview.html", sitting=sitting, rows=rows, good=good, columns=workbook.COLUMNS)


def show_letters(pairs: list[tuple[Enrolment, str]]):
    """Letters, one a page."""
    return render_template("exam/sittings/letters.html", pairs=pairs, values=settings.all_values(), today=now(),
                           portal_url=public_url("entrance.home"), rules_url=public_url("entrance.rules"))
