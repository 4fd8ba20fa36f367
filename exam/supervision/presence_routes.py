"""The log of the committee's presence: kept by the operator, and by each member for the own person."""

from __future__ import annotations

from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from flask_login import current_user

from app.access import allow
from app.db import transaction
from app.errors import NotFound, Refusal
from exam.sittings import people
from exam.sittings.appointments import FUNCTION_NAMES
from exam.supervision import acts, presence
from exam.supervision.blueprint import blueprint
from exam.supervision.permissions import RUN_SITTING, SIT_IN
from exam.theory.moments import utc_now


@blueprint.get("/supervision/<uuid:sitting_id>/presence", endpoint="presence")
@allow(RUN_SITTING)
def presence_page(sitting_id: UUID):
    """Who is in the room, and the log of coming and going."""
    sitting = people.sitting(sitting_id)
    return render_template("exam/supervision/presence.html", sitting=sitting, members=presence.members(sitting),
                           stays=presence.stays(sitting), functions=FUNCTION_NAMES)


@blueprint.post("/supervision/<uuid:sitting_id>/presence/<uuid:user_id>/<any(came, left):kind>")
@allow(RUN_SITTING)
def note_presence(sitting_id: UUID, user_id: UUID, kind: str):
    """A member came in or left."""
    return noted(sitting_id, user_id, kind, url_for("supervision.presence", sitting_id=sitting_id))


@blueprint.get("/presence/<uuid:sitting_id>")
@allow(SIT_IN)
def own_presence(sitting_id: UUID):
    """A member notes the own coming and going."""
    sitting = people.sitting(sitting_id)
    stays = [stay for stay in presence.stays(sitting) if stay.user_id == current_user.id]
    return render_template("exam/supervision/own_presence.html", sitting=sitting, stays=stays,
                           here=current_user.id in presence.present(sitting))


@blueprint.post("/presence/<uuid:sitting_id>/<any(came, left):kind>")
@allow(SIT_IN)
def note_own_presence(sitting_id: UUID, kind: str):
    """The signed-in member came in or left."""
    return noted(sitting_id, current_user.id, kind, url_for("supervision.own_presence", sitting_id=sitting_id))


@blueprint.post("/supervision/<uuid:sitting_id>/unattended")
@allow(RUN_SITTING)
def pause_unattended(sitting_id: UUID):
    """Pause the practical part of everybody beside whom fewer than two members are left."""
    moment = utc_now()
    cases = presence.unattended(people.sitting(sitting_id), moment)
    done, refusals = acts.change_time(cases, "pause", None, request.form.get("reason") or _("fewer than two members present"),
                                      current_user._get_current_object(), moment, whole_room=True)
    flash(ngettext("Paused for %(num)d candidate.", "Paused for %(num)d candidates.", done), "success" if done else "warning")
    for words in refusals:
        flash(str(words), "warning")
    return redirect(url_for("supervision.board", sitting_id=sitting_id), 303)


def noted(sitting_id: UUID, user_id: UUID, kind: str, back: str):
    """Write it down and go back; a refusal is told there."""
    try:
        with transaction():
            presence.log(people.sitting(sitting_id), user_id, kind, current_user._get_current_object(), utc_now())
        flash(_("Noted."), "success")
    except NotFound:
        raise
    except Refusal as refusal:
        flash(str(refusal.message), "danger")
    return redirect(back, 303)
