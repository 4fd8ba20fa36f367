"""Screens of the certifying officer, the certificate itself, and the public verification."""

from __future__ import annotations

from uuid import UUID

from flask import Blueprint, Response, current_app, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_login import current_user
from flask_wtf import FlaskForm
from wtforms import StringField
from wtforms.validators import InputRequired, Length

from app.access import ANYONE, allow
from app.auth import throttle
from app.clock import dice, local, now
from app.db import transaction
from app.errors import NotAllowed, Refusal
from app.public_address import is_set, public_url
from exam.certificates.house import certifies, obstacles_of_the_house
from exam.certificates.issuing import certificate, enter, obstacles, path_of, prepare
from exam.certificates.permissions import CONFIRM_CASE, CONFIRM_CERTIFICATES, READ_CERTIFICATE
from exam.certificates.register import issued, waiting
from exam.certificates.verification import verify as verify_certificate
from exam.committee.standing import latest_decision
from exam.sittings.people import enrolment

blueprint = Blueprint("certificates", __name__, template_folder="templates")


class VerifyForm(FlaskForm):
    """Number and code as printed on the certificate."""

    number = StringField(
        _l("Certificate number"), [InputRequired(_l("Type the number, for example IC/13881/2026/00042-K.")), Length(max=60)]
    )
    code = StringField(_l("Verification code"), [InputRequired(_l("Type the code printed beside the number.")), Length(max=60)])


@blueprint.get("/certificates")
@allow(CONFIRM_CERTIFICATES)
def overview():
    """Positive decisions that wait, and certificates issued."""
    return render_template("exam/certificates/overview.html", waiting=waiting(), issued=issued(local(now()).date()),
                           certifies=certifies())


@blueprint.get("/certificates/confirm/<uuid:enrolment_id>")
@allow(CONFIRM_CASE)
def confirm_page(enrolment_id: UUID):
    """The case before it is confirmed."""
    return _confirm_page(enrolment_id)


def _confirm_page(enrolment_id: UUID, fault: Refusal | None = None) -> str:
    case, verify_url = enrolment(enrolment_id), public_url("certificates.verify")
    return render_template(
        "exam/certificates/confirm.html", case=case, decision=latest_decision(case.id), verify_url=verify_url,
        obstacles=[*obstacles(current_user, case), *obstacles_of_the_house(verify_url)], address_is_set=is_set(), fault=fault,
    )


@blueprint.post("/certificates/confirm/<uuid:enrolment_id>")
@allow(CONFIRM_CASE)
def confirm(enrolment_id: UUID):
    """Confirm the decision and issue the certificate."""
    moment, case = now(), enrolment(enrolment_id)
    try:
        ready = prepare(case, current_user, dice(), moment, public_url("certificates.verify"))
    except NotAllowed:
        raise
    except Refusal as fault:
        return _confirm_page(enrolment_id, fault), fault.status
    folder = current_app.extensions["probierz_config"].instance
    with transaction():
        entered = enter(enrolment(enrolment_id), current_user, ready, folder, moment)
        number = entered.number
    flash(_("The certificate %(number)s is issued.", number=number), "success")
    return redirect(url_for("certificates.overview"), 303)


@blueprint.get("/certificates/<uuid:certificate_id>.pdf")
@allow(READ_CERTIFICATE)
def pdf(certificate_id: UUID):
    """The certificate as issued."""
    found = certificate(certificate_id)
    content = path_of(current_app.extensions["probierz_config"].instance, found.id).read_bytes()
    name = found.number.replace("/", "-")
    return Response(
        content, mimetype="application/pdf", headers={"Content-Disposition": f'attachment; filename="certyfikat-{name}.pdf"'}
    )


@blueprint.route("/verify", methods=["GET", "POST"])
@allow(ANYONE)
def verify():
    """Is this certificate genuine and in force? Gives nothing away to guessing."""
    form, found, asked = VerifyForm(), None, False
    status = 200
    if form.validate_on_submit():
        keys = throttle.keys_of(f"verify:{form.number.data.strip().upper()[:60]}", request.remote_addr)
        try:
            throttle.check(*keys)
            found, asked = verify_certificate(form.number.data, form.code.data, local(now()).date()), True
            if found is None:
                throttle.failed(*keys)
        except Refusal as refusal:
            words = _("Too many wrong codes for this number. Wait five minutes and try again.")
            form.code.errors, status = [words], refusal.status
    elif form.is_submitted():
        status = 422
    return render_template("exam/certificates/verify.html", form=form, found=found, asked=asked), status
