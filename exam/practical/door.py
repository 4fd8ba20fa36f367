"""The only door to the sandbox CRM: which file, whose hand, may it write, and what stands above the CRM's screens."""

from __future__ import annotations

import functools
from collections.abc import Callable, Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from flask import Flask, abort, redirect, render_template, request, url_for
from flask_babel import lazy_gettext as _l
from flask_login import current_user
from markupsafe import Markup

from app import curtain
from app.clock import now
from app.db import db
from app.errors import Refusal
from exam.practical import branches, events
from exam.practical.attempts import attempt_in, attempt_practising_in, familiarisation_left, state_at, time_of
from exam.practical.candidate_view import clock_face
from exam.practical.holds import hold
from exam.practical.marks import marks_of
from exam.practical.models import PracticalAttempt, PracticeState, TalkBranch
from exam.practical.permissions import CRM
from exam.practical.variants import store
from exam.theory.moments import utc_now
from exam.timing import TimeAdjustment, adjustments
from sandbox_crm.bench import Actor
from sandbox_crm.older import show_copy
from sandbox_crm.pages import Opened


class ExamHost:
    """Opens sandboxes for the signed-in person. Who may come in at all is the rule of every CRM endpoint (`guard`)."""

    def open(self, mode: str, sandbox: UUID) -> Opened:
        """The sandbox in a mode: live work, a sealed copy, a copy for the talk or for getting to know the CRM."""
        if mode == "crm":
            return _live(_found(attempt_in(sandbox)), utc_now())
        if mode == "sealed":
            return _sealed(_found(attempt_in(sandbox)))
        practising = attempt_practising_in(sandbox)
        if practising is not None:
            return _practice(practising, utc_now())
        return _shown_again(_found(db.session.get(TalkBranch, sandbox)), utc_now())

    def now(self) -> datetime:
        """Real time, UTC."""
        return now()


def host() -> ExamHost:
    """The host the CRM is registered with."""
    return ExamHost()


def guard(app: Flask) -> None:
    """Put the rule on every CRM page, keep writers one behind another, and let due events happen after each request."""
    for endpoint, view in app.view_functions.items():
        if endpoint.startswith("sandbox_crm."):
            app.view_functions[endpoint] = _guarded(view)


def _guarded(view: Callable[..., Any]) -> Callable[..., Any]:
    @functools.wraps(view)
    def guarded(mode: str, sandbox: UUID, **parts: Any) -> Any:
        if mode == "sealed":
            return view(mode=mode, sandbox=sandbox, **parts)
        with hold(sandbox):
            db.session.rollback()  # the state as it is now, not as it was before waiting
            response = view(mode=mode, sandbox=sandbox, **parts)
        if mode == "crm":
            _let_happen(sandbox)
        return response

    guarded.permission = CRM  # type: ignore[attr-defined]
    return guarded


def _let_happen(sandbox: UUID) -> None:
    if current_user.kind != "candidate":
        return
    current = attempt_in(sandbox)
    if current is not None and state_at(current, utc_now()) == PracticeState.OPEN:
        events.fire_for(current, utc_now())


def _live(current: PracticalAttempt, moment: datetime) -> Opened:
    # every page of the work asks this: the changes of its time are read once
    path, changes = store().path(current.sandbox), adjustments(current.id)
    state = state_at(current, moment, changes)
    if current_user.kind != "candidate":
        return Opened(path, Actor("assessor", current.variant["candidate_id"]), _today(current), may_write=False,
                      banner=_banner("observer_bar", current, moment, changes, state=state))
    if state != PracticeState.OPEN:
        _turn_away(state)
    return Opened(path, _hand(current), _today(current), may_write=True,
                  banner=_banner("candidate_bar", current, moment, changes, face=clock_face(current, moment, changes)))


def _turn_away(state: PracticeState) -> None:
    """A page leads to the station's page; what was typed stays on the candidate's screen when the browser goes back."""
    if request.method == "GET":
        abort(redirect(url_for("practical.station"), 303))
    if state == PracticeState.PAUSED:
        raise Refusal(_l("The work is paused, so nothing was saved. Go back: what you typed is still there, and you can "
                         "send it when the work goes on."), code="paused")
    raise Refusal(_l("The work has ended, so this change was not saved."), code="closed")


def _practice(current: PracticalAttempt, moment: datetime) -> Opened:
    return Opened(store().path(current.practice, "branches"), _hand(current), _today(current), may_write=True,
                  banner=_banner("practice_bar", current, moment, left=familiarisation_left(current, moment)))


def _sealed(current: PracticalAttempt) -> Opened:
    path = store().path(current.sandbox, "sealed")
    return Opened(path, Actor("assessor", current.variant["candidate_id"]), _today(current), may_write=False, immutable=True,
                  banner=_banner("sealed_bar", current, utc_now()), whole=path, marks=functools.partial(marks_of, current))


def _shown_again(row: TalkBranch, moment: datetime) -> Opened:
    """Written by the candidate alone: at the station, or on a member's screen behind the curtain; members look on."""
    current, left = row.attempt, branches.seconds_left(row, moment)
    behind = current_user.kind == "staff" and curtain.drawn_for(mode="branch", sandbox=row.id)
    shows = behind or current_user.kind == "candidate"
    return Opened(show_copy(store(), current.sandbox, row.id),
                  _hand(current) if shows else Actor("assessor", current.variant["candidate_id"]), _today(current),
                  may_write=shows and branches.is_open(row, moment),
                  banner=_banner("show_bar", current, moment, branch=row, left=left, behind=behind, shows=shows))


def _banner(name: str, current: PracticalAttempt, moment: datetime, changes: Sequence[TimeAdjustment] | None = None,
            **more: Any) -> Markup:
    time = time_of(current, moment, changes)
    return Markup(render_template(f"exam/practical/bars/{name}.html", attempt=current, time=time,  # noqa: S704 our own page
                                  case=current.enrolment, **more))


def _hand(current: PracticalAttempt) -> Actor:
    return Actor("candidate", current.variant["candidate_id"])


def _today(current: PracticalAttempt) -> date:
    return date.fromisoformat(current.variant["today"])


def _found(row: Any) -> Any:
    if row is None:
        abort(404)
    return row
