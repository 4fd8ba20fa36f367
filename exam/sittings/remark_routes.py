"""The candidate at a station reports a fault or leaves a remark on the course, in the test and in the practical part."""

from __future__ import annotations

from flask import Blueprint, flash, jsonify, redirect, request, session, url_for
from flask_babel import gettext as _
from flask_login import current_user

from app.access import allow
from app.db import transaction
from app.errors import Invalid
from exam.sittings import people, remarks
from exam.sittings.permissions import AT_STATION
from exam.sittings.showing import moment

blueprint = Blueprint("remarks", __name__, template_folder="templates", static_folder="static",
                      static_url_path="/static/remarks")
#: part -> the candidate's own page there
STATIONS = {"theory": "theory.station", "practical": "practical.station"}


@blueprint.post("/station/remark")
@allow(AT_STATION)
def send():
    """Keep a report; a script hears in JSON that it is kept, a plain form comes back to the station's page."""
    wants_json = request.accept_mimetypes.best == "application/json"
    try:
        with transaction():
            remarks.add(people.enrolment(current_user.enrolment_id), request.form.get("kind", ""), request.form.get("text", ""),
                        moment())
    except Invalid as invalid:
        words = str(next(iter(invalid.fields.values()), invalid.message))
        if wants_json:
            return jsonify({"kept": False, "words": words}), 422
        flash(words, "danger")
    else:
        words = _("Your report is recorded; the operator sees it now.")
        if wants_json:
            return jsonify({"kept": True, "words": words})
        flash(words, "success")
    return redirect(url_for(STATIONS.get(session.get("part", ""), "entrance.home")), 303)
