"""The CRM told to the public, and the version in which a sitting is held."""

from __future__ import annotations

from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.blueprints import BlueprintSetupState
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_login import current_user
from flask_wtf import FlaskForm
from wtforms import TextAreaField

from app.access import ANYONE, allow
from app.db import transaction
from app.errors import Invalid, Refusal
from exam.practical import crm_lock, self_test
from exam.sittings import people, readiness
from exam.sittings.permissions import PLAN, STATIONS
from exam.theory.moments import utc_now
from sandbox_crm.training import guide
from sandbox_crm.version import crm_version

blueprint = Blueprint("crm", __name__, template_folder="templates")


@blueprint.record_once
def bring_card(state: BlueprintSetupState) -> None:
    """The readiness cards ask this room about the CRM."""
    state.app.extensions[readiness.CRM_CARD] = self_test.card


class DecisionForm(FlaskForm):
    """The coordinator's written decision."""

    reason = TextAreaField(_l("Why the sitting may be held in the version that runs now"))


@blueprint.get("/about-crm")
@allow(ANYONE)
def about():
    """The public description of the CRM used in the examination: version, functions, guide."""
    return render_template("exam/practical/about_crm.html", guide=guide, crm_release=crm_version())


@blueprint.get("/sittings/<uuid:sitting_id>/crm-version")
@allow(STATIONS)
def version(sitting_id: UUID):
    """What is fixed for a sitting, what runs, and the decisions."""
    return _version_page(sitting_id, DecisionForm(formdata=None))


@blueprint.post("/sittings/<uuid:sitting_id>/crm-version")
@allow(PLAN)
def decide(sitting_id: UUID):
    """The coordinator decides in writing to hold the sitting in what runs now."""
    form = DecisionForm()
    if not form.validate_on_submit():
        return _version_page(sitting_id, form), 422
    try:
        with transaction():
            crm_lock.decide(people.sitting(sitting_id), form.reason.data or "", current_user, utc_now())
    except Invalid as refusal:
        form.reason.errors = [str(words) for words in refusal.fields.values()]
        return _version_page(sitting_id, form), 422
    except Refusal as refusal:
        flash(str(refusal.message), "warning")
    else:
        flash(_("The decision is recorded; the sitting is held in the version that runs now."), "success")
    return redirect(url_for("crm.version", sitting_id=sitting_id), 303)


@blueprint.post("/sittings/<uuid:sitting_id>/crm-self-test", endpoint="self_test")
@allow(STATIONS)
def test_crm(sitting_id: UUID):
    """Lay out, open and read a throw-away sandbox; what came of it stands on the readiness cards."""
    tested = self_test.run(people.sitting(sitting_id), utc_now())
    if tested.fault:
        flash(_("The self-test of the CRM failed: %(fault)s", fault=tested.fault), "danger")
    else:
        flash(_("The CRM opens; accounts read: %(count)s.", count=tested.accounts), "success")
    return redirect(url_for("sitting_staff.readiness_cards", sitting_id=sitting_id), 303)


def _version_page(sitting_id: UUID, form: DecisionForm) -> str:
    sitting = people.sitting(sitting_id)
    return render_template(
        "exam/practical/crm_version.html", sitting=sitting, form=form, now=crm_lock.running(sitting),
        locks=crm_lock.locks_of(sitting), differences=crm_lock.differences(sitting), begins=crm_lock.begins(sitting))
