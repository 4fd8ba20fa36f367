"""What the pages of planning show: lists put in order and links that the reader may follow."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from typing import Any

from flask import current_app, flash, url_for
from flask_babel import lazy_gettext as _l
from flask_login import current_user
from flask_wtf import FlaskForm
from sqlalchemy import select
from werkzeug.routing import BuildError

from app.access import permits, rule_of
from app.clock import now
from app.db import db
from app.errors import Invalid, NotFound
from app.identity import STAFF_ROLES, Role, User
from exam.sittings.cases import STATE_NAMES, WAITS_FOR, WAY, reached
from exam.sittings.models import CaseState, Enrolment, Sitting, SittingState

SITTING_STATES = {SittingState.PLANNED: _l("sitting planned"), SittingState.OPEN: _l("sitting under way"),
                  SittingState.CLOSED: _l("sitting closed")}

#: pages of the other rooms about one case, in the order of the case's course, each with the state that opens it
CASE_PAGES = (
    ("talk.observation", _l("Observation of the practical part"), CaseState.IN_PRACTICE),
    ("talk.overview", _l("Talk with the candidate"), CaseState.PRACTICE_DONE),
    ("committee.paper_sheets_pdf", _l("Empty sheets for paper (PDF)"), CaseState.ADMITTED),
    ("committee.sheet", _l("My marking sheet"), CaseState.EVIDENCE_FROZEN),
    ("committee.decision", _l("Reconciliation and decision"), CaseState.EVIDENCE_FROZEN),
    ("committee.verified_again", _l("Re-verification of criteria"), CaseState.PRACTICE_DONE),
    ("committee.report", _l("Committee's report"), CaseState.EVIDENCE_FROZEN),
    ("committee.report_pdf", _l("Committee's report as PDF"), CaseState.EVIDENCE_FROZEN),
    ("committee.report_xlsx", _l("Committee's report as XLSX"), CaseState.EVIDENCE_FROZEN),
)
SITTING_PAGES = (
    ("crm.version", _l("Version of the CRM")),
    ("supervision.board", _l("Operator's board")), ("supervision.slips", _l("Code slips")),
    ("committee.sitting_report", _l("Protocol of the sitting")),
)


#: other rooms' questions ``(enrolment) -> words or None`` about what a case waits for
CASE_WAITS = "probierz_case_waits"
#: other rooms' questions ``(enrolment) -> bool`` by the page of a case that is offered only where it is true
CASE_PAGE_WHEN = "probierz_case_page_when"


def also_waits(app: Any, question: Callable[[Enrolment], Any]) -> None:
    """Let a later room say what a case waits for, such as a date after a ruling."""
    app.extensions.setdefault(CASE_WAITS, []).append(question)


def offered_when(app: Any, endpoint: str, question: Callable[[Enrolment], bool]) -> None:
    """Let a room say for which cases its page is worth offering."""
    app.extensions.setdefault(CASE_PAGE_WHEN, {})[endpoint] = question


def waits_for(case: Enrolment) -> Any:
    """What a case waits for, in words; a later room knows more, so it is asked first."""
    told = (question(case) for question in reversed(current_app.extensions.get(CASE_WAITS, ())))
    return next((words for words in told if words is not None), WAITS_FOR[CaseState(case.state)])


def moment() -> datetime:
    """This moment as the database keeps it: UTC without a zone."""
    return now().astimezone(UTC).replace(tzinfo=None)


def links(pages: Iterable[tuple[str, Any]], **args: Any) -> list[tuple[str, Any]]:
    """(address, words) of the pages that stand and that the reader may open."""
    found = []
    for endpoint, words in pages:
        rule = rule_of(current_app, endpoint) if endpoint in current_app.view_functions else None
        try:
            if rule is not None and permits(rule, current_user, args):
                found.append((url_for(endpoint, **args), words))
        except (BuildError, TypeError, NotFound):  # a page about something else than this case
            continue
    return found


def case_links(case: Enrolment) -> list[tuple[str, Any]]:
    """(address, words) of the pages about a case that its state has opened and the reader may open."""
    when = current_app.extensions.get(CASE_PAGE_WHEN, {})
    opened = [(endpoint, words) for endpoint, words, first in CASE_PAGES
              if reached(case.state, first) and (endpoint not in when or when[endpoint](case))]
    return links(opened, enrolment_id=case.id)


def steps(case: Enrolment) -> list[tuple[Any, str]]:
    """The line of a case's states: (words, done | here | empty)."""
    state = CaseState(case.state)
    if state not in WAY:
        return [(STATE_NAMES[CaseState.REGISTERED], "done"), (STATE_NAMES[state], "here")]
    return _line([STATE_NAMES[one] for one in WAY], WAY.index(state))


def sitting_steps(sitting: Sitting) -> list[tuple[Any, str]]:
    """The line of a sitting's states."""
    order = list(SITTING_STATES)
    reached = order.index(SittingState(sitting.state))
    return _line([SITTING_STATES[one] for one in order], reached)


def active_staff(*roles: Role) -> list[User]:
    """Active accounts with one of ``roles``, by name."""
    wanted = set(roles or STAFF_ROLES)
    rows = db.session.scalars(select(User).where(User.active).order_by(User.name))
    return [user for user in rows if user.roles & wanted]


def show_faults(form: FlaskForm, refusal: Invalid) -> None:
    """Put an Invalid's words beside the fields of a form; what has no field is flashed."""
    placed = False
    for name, words in refusal.fields.items():
        if name in form:
            form[name].errors = [*form[name].errors, str(words)]
            placed = True
    if not placed:
        flash(str(refusal.message), "danger")


def _line(words: list[Any], reached: int) -> list[tuple[Any, str]]:
    return [(word, "done" if place < reached else "here" if place == reached else "") for place, word in enumerate(words)]
