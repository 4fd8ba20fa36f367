"""One candidate on the operator's desk: identity, start, time, another station, the end, absence."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user
from wtforms.fields.choices import SelectChoice

from app.access import allow
from app.db import transaction
from app.errors import Invalid, Refusal
from app.identity import User
from exam import timing
from exam.sittings import people, remarks
from exam.sittings.cases import may_move
from exam.sittings.models import CaseState
from exam.sittings.transfers import needs_identity
from exam.supervision import acts, board, breaking_off, incidents, opening, parts, showing, slips
from exam.supervision.blueprint import blueprint
from exam.supervision.forms import BreakOffForm, IdentityForm, MoveForm, OpenForm, ReasonForm, TimeForm
from exam.supervision.permissions import RUN_CASE
from exam.theory.moments import utc_now


@blueprint.get("/supervision/cases/<uuid:enrolment_id>")
@allow(RUN_CASE)
def case(enrolment_id: UUID):
    """Everything an operator may do for one candidate now."""
    return show(enrolment_id)


@blueprint.post("/supervision/cases/<uuid:enrolment_id>/identity")
@allow(RUN_CASE)
def check_identity(enrolment_id: UUID):
    """Note that the person was recognised."""
    form = IdentityForm(prefix="identity")
    return carry_out(enrolment_id, {"identity": form}, _("The identity is confirmed."),
                     lambda: acts.check_identity(people.enrolment(enrolment_id), form.document.data or "", form.agrees.data,
                                                 me(), utc_now()))


@blueprint.post("/supervision/cases/<uuid:enrolment_id>/identity-not-shown")
@allow(RUN_CASE)
def identity_not_shown(enrolment_id: UUID):
    """Refuse admission at the door."""
    form = ReasonForm(prefix="refusal")
    return carry_out(enrolment_id, {"refusal": form}, _("Admission is refused: identity not shown."),
                     lambda: acts.identity_not_shown(people.enrolment(enrolment_id), form.reason.data or "", me(), utc_now()))


@blueprint.post("/supervision/cases/<uuid:enrolment_id>/open/<any(theory, familiarisation, practical):step>")
@allow(RUN_CASE)
def open_one(enrolment_id: UUID, step: str):
    """Start a step for this candidate."""
    form = OpenForm(prefix="opening")
    return carry_out(enrolment_id, {"opening": form}, _("Started."), alone=lambda: opening.open_one(
        people.enrolment(enrolment_id), step, me(), form.early_reason.data or "", utc_now()))


@blueprint.post("/supervision/cases/<uuid:enrolment_id>/time")
@allow(RUN_CASE)
def change_time(enrolment_id: UUID):
    """Pause, resume or extend for this candidate."""
    form = TimeForm(prefix="time")

    def act() -> None:
        _done, refusals = acts.change_time([people.enrolment(enrolment_id)], form.act.data or "", form.minutes.data,
                                           form.reason.data or "",
                                           me(), utc_now())
        if refusals:
            raise Refusal(refusals[0])

    return carry_out(enrolment_id, {"time": form}, _("The time is changed."), alone=act)


@blueprint.post("/supervision/cases/<uuid:enrolment_id>/move")
@allow(RUN_CASE)
def move(enrolment_id: UUID):
    """A fresh code; the older session ends. The code is shown on the page that answers, and never again."""
    form = offered(MoveForm(prefix="move"), enrolment_id)
    try:
        parts.part_of(people.enrolment(enrolment_id)).prepare(people.enrolment(enrolment_id), utc_now())
        with transaction():
            code, part = acts.move(people.enrolment(enrolment_id), form.station.data or 0, form.reason.data or "", me(),
                                   utc_now())
            fresh = slips.slip(people.enrolment(enrolment_id), part.key, code)
    except Invalid as refusal:
        showing.show_faults(form, refusal)
        return show(enrolment_id, move=form), 422
    return render_template("exam/supervision/printed_slips.html", sitting=people.enrolment(enrolment_id).sitting, slips=[fresh])


@blueprint.post("/supervision/cases/<uuid:enrolment_id>/close")
@allow(RUN_CASE)
def close(enrolment_id: UUID):
    """End and seal the part under way."""
    form = ReasonForm(prefix="closing")
    return carry_out(enrolment_id, {"closing": form}, _("The part is ended and sealed."),
                     alone=lambda: acts.close_part(people.enrolment(enrolment_id), form.reason.data or "", me(), utc_now()))


@blueprint.post("/supervision/cases/<uuid:enrolment_id>/no-show")
@allow(RUN_CASE)
def no_show(enrolment_id: UUID):
    """The candidate did not come."""
    return carry_out(enrolment_id, {}, _("Noted: the candidate did not come."),
                     lambda: acts.no_show(people.enrolment(enrolment_id), me()))


@blueprint.post("/supervision/cases/<uuid:enrolment_id>/withdraw")
@allow(RUN_CASE)
def withdraw(enrolment_id: UUID):
    """The candidate steps back."""
    form = ReasonForm(prefix="withdrawal")
    return carry_out(enrolment_id, {"withdrawal": form}, _("Noted: the candidate withdrew."),
                     alone=lambda: acts.withdraw(people.enrolment(enrolment_id), form.reason.data or "", me(), utc_now()))


@blueprint.post("/supervision/cases/<uuid:enrolment_id>/break-off")
@allow(RUN_CASE)
def break_off(enrolment_id: UUID):
    """Break off the practical part."""
    form = seated_offered(BreakOffForm(prefix="breaking"), enrolment_id)
    return carry_out(enrolment_id, {"breaking": form}, _("The practical part is broken off; what there was is sealed. The test "
                     "result stays. The coordinator gives a fresh practical part in another sitting."),
                     alone=lambda: breaking_off.break_off(people.enrolment(enrolment_id), form.ground.data or "",
                                                          form.text.data or "", form.members.data or [], me(), utc_now()))


@blueprint.post("/supervision/cases/<uuid:enrolment_id>/remarks/<int:remark_id>")
@allow(RUN_CASE)
def answer_remark(enrolment_id: UUID, remark_id: int):
    """Take note of what the candidate wrote, on the board at once or with words on the candidate's page."""
    answer = carry_out(enrolment_id, {}, _("The report is noted."), lambda: remarks.answer(
        remark_id, people.enrolment(enrolment_id), request.form.get("text", ""), me(), utc_now()))
    if "board" in request.form:
        return redirect(url_for("supervision.board", sitting_id=people.enrolment(enrolment_id).sitting_id), 303)
    return answer


def carry_out(enrolment_id: UUID, forms: dict[str, Any], words: str, act: Any = None, *, alone: Any = None):
    """Do one act, in a transaction unless it opens its own; show the page again with what was typed where it is refused."""
    try:
        if alone is not None:
            alone()
        else:
            with transaction():
                act()
    except Invalid as refusal:
        for form in forms.values():
            showing.show_faults(form, renamed(refusal, form))
        return show(enrolment_id, **forms), 422
    flash(words, "success")
    return redirect(url_for("supervision.case", enrolment_id=enrolment_id), 303)


def renamed(refusal: Invalid, form: Any) -> Invalid:
    """The same refusal with the admission room's field ``text`` under the name that the operator's form gives it."""
    if "text" in refusal.fields and "reason" in form:
        return Invalid(refusal.message, {"reason": refusal.fields["text"]})
    return refusal


def show(enrolment_id: UUID, **forms: Any) -> str:
    """The candidate's page with its forms; those given keep what was typed."""
    found, moment = people.enrolment(enrolment_id), utc_now()
    blank = {"identity": IdentityForm, "opening": OpenForm, "time": TimeForm, "closing": ReasonForm, "withdrawal": ReasonForm,
             "refusal": ReasonForm}
    shown = {name: make(formdata=None, prefix=name) for name, make in blank.items()} | forms
    shown.setdefault("breaking", seated_offered(BreakOffForm(formdata=None, prefix="breaking"), enrolment_id))
    shown.setdefault("move", offered(MoveForm(formdata=None, prefix="move", station=found.station_id), enrolment_id))
    return render_template(
        "exam/supervision/case.html", case=found, tile=board.tile(found, moment, unread(found)), forms_of=shown,
        since=board.since, moment=moment,
        steps=[(step, name) for step, name in parts.STEP_NAMES.items() if opening.waits(found, step)],
        allowed={state.value: may_move(found.state, state) for state in CaseState}, documents=acts.DOCUMENTS,
        incidents=incidents.incidents_of(found.sitting_id, found.id), categories=incidents.CATEGORIES,
                           adjustments=adjustments(found),
        late=opening.late_by(found.sitting, moment), break_left=opening.break_left(found, moment),
        breakable=found.state in breaking_off.BREAKABLE,
        identity_again=needs_identity(found), reports=remarks.of_case(found.id), report_kinds=remarks.KINDS)


def unread(found: Any) -> list[remarks.CandidateRemark]:
    """What the candidate wrote and nobody has taken note of."""
    return [row for row in remarks.of_case(found.id) if not row.dealt_with]


def adjustments(found: Any) -> list[Any]:
    """Changes of time of the part under way."""
    part = parts.part_of(found)
    attempt = part.attempt(found)
    return [] if attempt is None else timing.adjustments(attempt.id)


def offered(form: MoveForm, enrolment_id: UUID) -> MoveForm:
    """The form of moving with the stations of the sitting."""
    form.station.choices = [SelectChoice(row.id, row.name) for row in people.enrolment(enrolment_id).sitting.stations]
    return form


def seated_offered(form: BreakOffForm, enrolment_id: UUID) -> BreakOffForm:
    """The form of breaking off with the members of the candidate's committee."""
    seats = people.seats(people.enrolment(enrolment_id))
    form.members.choices = [SelectChoice(str(seat.user_id), seat.user.name) for seat in seats]
    return form


def me() -> User:
    """The signed-in operator."""
    return current_user._get_current_object()
