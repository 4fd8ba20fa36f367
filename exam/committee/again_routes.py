"""The coordinator's page of a case that a decision left open: which criteria are verified again, and the order to do so."""

from __future__ import annotations

from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user

from app.access import allow
from app.db import transaction
from app.errors import Invalid
from exam.committee import reverifying
from exam.committee.permissions import ORDER_AGAIN
from exam.committee.routes import blueprint
from exam.practical.reverification import orders_of
from exam.sittings.models import Enrolment
from exam.sittings.people import enrolment, seated
from exam.sittings.showing import moment
from question_bank.qualification import load_qualification


@blueprint.get("/committee/<uuid:enrolment_id>/verified-again")
@allow(ORDER_AGAIN)
def verified_again(enrolment_id: UUID):
    """What waits to be verified again, and what was ordered so far."""
    return _page(enrolment(enrolment_id))


@blueprint.post("/committee/<uuid:enrolment_id>/verified-again")
@allow(ORDER_AGAIN)
def order_again(enrolment_id: UUID):
    """Order the new talk; the members go on from there."""
    try:
        with transaction():
            reverifying.order(enrolment(enrolment_id), request.form.get("reason", ""), current_user, moment())
    except Invalid as fault:
        return _page(enrolment(enrolment_id), fault), 422
    flash(_("The re-verification is ordered. The members of the committee open a new talk on the sealed work."), "success")
    return redirect(url_for("committee.verified_again", enrolment_id=enrolment_id), 303)


def _page(case: Enrolment, fault: Invalid | None = None):
    made = reverifying.open_decision(case)
    texts = {criterion.code: criterion.text for criterion in load_qualification().criteria}
    return render_template("exam/committee/verified_again.html", case=case, made=made, fault=fault, texts=texts,
                           criteria=reverifying.criteria_of(made) if made else [], orders=orders_of(case.id),
                           members=seated(case), reason=request.form.get("reason", ""))
