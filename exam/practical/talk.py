"""The talk with the committee: a plan fixed when it is opened, and what each member heard in each answer.

Members see which questions to ask and why, never how many points the test gave.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from flask_babel import lazy_gettext as _l
from sqlalchemy import select

from app import audit
from app.clock import dice
from app.db import db
from app.errors import Invalid, NotFound, Refusal
from app.identity import User
from exam.practical.models import InterviewPlan, InterviewRecord, PracticalAttempt, PracticeState
from exam.practical.notes import LONGEST_TEXT, work_of
from exam.practical.results import findings_of
from exam.practical.reverification import reopened, round_of, verified
from exam.practical.talk_clock import begin
from exam.sittings.cases import advance
from exam.sittings.models import CaseState, Enrolment
from exam.theory.results import results_of
from question_bank.interview import InterviewPlanError, PlannedQuestion, Question, load_questions, plan, talk_time
from question_bank.qualification import load_qualification

OWN = "own-"
#: parts the number of a later round from the name of a question
LATER = "@"
READ_BACK = ("confirmed", "objected")


@dataclass(frozen=True)
class Heard:
    """What a member typed about one answer. ``read_back``: confirmed, objected or empty."""

    summary: str
    points: list[str] = field(default_factory=list)
    critical_errors: list[int] = field(default_factory=list)
    read_back: str = ""
    objection: str = ""


def review_criteria(enrolment_id: UUID) -> tuple[set[str], set[str]]:
    """Criteria in review after the test, and after the work in the CRM."""
    test, work = results_of(enrolment_id) or {}, findings_of(enrolment_id) or {}
    return ({code for code, result in test.items() if result["result"] == "review"},
            {code for code, finding in work.items() if finding["result"] == "review"})


def talk_minutes(rules: Mapping[str, Any]) -> dict[str, int]:
    """Minutes of a talk as pinned at enrolment; the defaults stand for what was no setting then."""
    names = {"slot": "interview.minutes", "follow_up": "interview.follow_up_minutes", "longest": "interview.longest_minutes"}
    return {name: int(rules[key]) for name, key in names.items() if key in rules}


def plan_of(enrolment_id: UUID) -> InterviewPlan | None:
    """The plan of the talk of the round a case is in, None until it is opened."""
    return plans_of(enrolment_id).get(round_of(enrolment_id))


def plans_of(enrolment_id: UUID) -> dict[int, InterviewPlan]:
    """Round -> the plan of its talk, the first first."""
    query = select(InterviewPlan).where(InterviewPlan.enrolment_id == enrolment_id)
    return {row.round: row for row in db.session.scalars(query.order_by(InterviewPlan.round))}


def open_talk(case: Enrolment, member: User, moment: datetime,
              questions: Callable[[], dict[str, Question]] = load_questions) -> InterviewPlan:
    """Fix the plan, with which the members prepare, inside the open transaction; a second call returns the first plan.

    Raises Refusal while the work is not sealed and judged, or where the bank has too few questions.
    """
    existing = plan_of(case.id)
    if existing is not None:
        return existing
    current, findings = work_of(case), findings_of(case.id)
    if current.state != PracticeState.SEALED or findings is None or results_of(case.id) is None:
        raise Refusal(_l("The talk can begin when the test is finished and the work in the CRM is sealed and checked."))
    again, number = reopened(case.id), round_of(case.id)
    test, work = review_criteria(case.id) if again is None else (again, again & set(findings))
    planned = _planned(test | work, questions(), _asked_before(case))
    if again is not None:
        chosen = [entry for entry in planned if entry.question.criterion in again]
        planned = tuple(replace(entry, position=place) for place, entry in enumerate(chosen, start=1))
    time = talk_time(planned, **talk_minutes(case.rules))
    fresh = InterviewPlan(
        enrolment_id=case.id, round=number, questions=[_frozen(entry, number) for entry in planned],
        shows=[_show(current, code, findings[code]) for code in sorted(work)], first_slot=_lengthened(time.first_slot, case),
        second_slot=_lengthened(time.second_slot, case), opened_by=member.id, at=moment)
    db.session.add(fresh)
    advance(case, CaseState.IN_INTERVIEW)
    audit.record("talk.opened", case_id=case.id, questions=[entry.question.id for entry in planned])
    db.session.flush()
    return fresh


def _lengthened(minutes: int, case: Enrolment) -> int:
    """Minutes with the candidate's accommodation, which holds in all three parts (validation.md §4)."""
    return -(-minutes * (100 + case.accommodation_percent) // 100)


def _planned(review: set[str], questions: dict[str, Question], asked: frozenset[str]) -> tuple[PlannedQuestion, ...]:
    """The plan without questions the person was asked before; asked again only where a criterion has no others."""
    try:
        return plan(review, questions, asked)
    except InterviewPlanError as fault:
        used_up = set(fault.short)
    try:
        return plan(review, questions, {question for question in asked if question.partition("-")[0] not in used_up})
    except InterviewPlanError as fault:
        raise Refusal(_l("The bank has too few questions for this talk: %(missing)s.", missing=", ".join(fault.short))) from fault


def question_of(talk: InterviewPlan, question_id: str) -> dict[str, Any]:
    """A planned question. Raises NotFound."""
    found = next((question for question in talk.questions if question["id"] == question_id), None)
    if found is None:
        raise NotFound(_l("This question is not in the plan of the talk."))
    return found


def begin_talk(case: Enrolment, member: User, moment: datetime) -> None:
    """The candidate is in: the slot runs from now on. Raises Refusal where no plan is open."""
    begin(_open_plan(case), member, moment)


def record_answer(case: Enrolment, member: User, question_id: str, heard: Heard, moment: datetime) -> InterviewRecord:
    """Append what a member heard in a planned answer. Raises Invalid naming what is missing."""
    question = question_of(_open_plan(case), question_id)
    points = [point["id"] for point in question["points"]]
    errors = range(len(question["critical_errors"]))
    if set(heard.points) - set(points) or set(heard.critical_errors) - set(errors):
        raise Invalid(_l("A ticked point does not belong to this question. Reload the page."))
    met = Question.model_validate(question["as_asked"]).met(heard.points, len(heard.critical_errors))
    return _append(case, member, moment, heard, question_id=question_id, criterion=question["criterion"], own_question=None,
                   reason=None, points=[point for point in points if point in heard.points],
                   critical_errors=sorted(set(heard.critical_errors)), met=met)


def record_own(case: Enrolment, member: User, criterion: str, question: str, reason: str, heard: Heard,
               moment: datetime) -> InterviewRecord:
    """Append a question of the member's own, word for word, with its reason and the answer."""
    _open_plan(case)
    faults = {name: words for name, value, words in (
        ("own_question", question, _l("Write the question word for word.")),
        ("reason", reason, _l("Write why you asked it."))) if not value.strip()}
    if criterion not in verified(case.id):
        faults["criterion"] = _l("Choose the criterion it is about.")
    if faults:
        raise Invalid(_l("Your own question is not complete."), faults)
    return _append(case, member, moment, heard, question_id=f"{OWN}{dice().uuid()}", criterion=criterion,
                   own_question=question.strip(), reason=reason.strip(), points=[], critical_errors=[], met=None)


def records_of(case_id: UUID, member: User | None = None, of: int | None = None) -> dict[str, dict[UUID, InterviewRecord]]:
    """Question id -> member -> the record that holds; of one member, of the round ``of``, where one is given."""
    query = select(InterviewRecord).where(InterviewRecord.enrolment_id == case_id)
    if of is not None:
        query = query.where(InterviewRecord.round == of)
    if member is not None:
        query = query.where(InterviewRecord.member_id == member.id)
    found: dict[str, dict[UUID, InterviewRecord]] = {}
    for row in db.session.scalars(query.order_by(InterviewRecord.id)):
        found.setdefault(row.question_id, {})[row.member_id] = row
    return found


def interview_of(enrolment_id: UUID, viewer: User | None = None, of: int | None = None) -> dict[str, Any] | None:
    """The talk as plain values: ``plan`` and ``records`` (question id -> member id -> record); None before it opened.

    ``viewer`` narrows the records to that member's; None gives everyone's, for callers who have made sure that every
    seated member has submitted the sheet. ``of`` narrows to one round; None gives every talk of the case, one after
    the other.
    """
    talks = [talk for number, talk in plans_of(enrolment_id).items() if of in (None, number)]
    if not talks:
        return None
    records = {question_id: {str(member_id): plain_record(row) for member_id, row in rows.items()}
               for question_id, rows in records_of(enrolment_id, viewer, of).items()}
    asked = [{k: v for k, v in entry.items() if k != "as_asked"} for talk in talks for entry in talk.questions]
    return {"opened_at": talks[0].at, "questions": asked, "shows": [show for talk in talks for show in talk.shows],
            "records": records}


def plain_record(row: InterviewRecord) -> dict[str, Any]:
    """One record as plain values."""
    names = ("question_id", "criterion", "own_question", "reason", "points", "critical_errors", "met", "summary", "read_back",
             "objection")
    return {name: getattr(row, name) for name in names} | {"member": row.member.name, "at": f"{row.at.isoformat()}Z"}


def _append(case: Enrolment, member: User, moment: datetime, heard: Heard, **values: Any) -> InterviewRecord:
    summary, objection = heard.summary.strip(), heard.objection.strip()
    faults: dict[str, Any] = {}
    if not summary:
        faults["summary"] = _l("Summarise the answer in a sentence or two.")
    if len(summary) > LONGEST_TEXT or len(objection) > LONGEST_TEXT:
        faults["summary"] = _l("Use at most %(most)d characters.", most=LONGEST_TEXT)
    if heard.read_back not in ("", *READ_BACK):
        faults["read_back"] = _l("Choose one of the listed values.")
    if heard.read_back == "objected" and not objection:
        faults["objection"] = _l("Write what the candidate objected to.")
    if faults:
        raise Invalid(_l("The record of the answer is not complete."), faults)
    begin(_open_plan(case), member, moment)  # who records an answer is in the talk, with or without the button
    row = InterviewRecord(enrolment_id=case.id, round=round_of(case.id), member_id=member.id, summary=summary,
                          read_back=heard.read_back or None,
                          objection=objection or None, at=moment, **values)
    db.session.add(row)
    audit.record("talk.recorded", case_id=case.id, subject=row.question_id,
                 details={"summary": summary, "points": values["points"], "critical_errors": values["critical_errors"]})
    db.session.flush()
    return row


def _open_plan(case: Enrolment) -> InterviewPlan:
    talk = plan_of(case.id)
    if talk is None or case.state != CaseState.IN_INTERVIEW:
        raise Refusal(_l("The talk with this candidate is not open."))
    return talk


def _frozen(entry: PlannedQuestion, number: int) -> dict[str, Any]:
    question = entry.question
    # asked again in a later round, a question is another question: its records stand beside the earlier
    name = question.id if number == 1 else f"{question.id}{LATER}{number}"
    return {"position": entry.position, "id": name, "version": question.version, "criterion": question.criterion,
            "role": question.role, "reason": str(entry.reason), "why": entry.reason.on_paper, "text": question.text,
            "points": [{"id": point.id, "text": point.text, "accept": point.accept} for point in question.points],
            "critical_errors": list(question.critical_errors), "probes": list(question.probes), "note": question.note,
            "as_asked": question.model_dump(mode="json")}


def _show(current: PracticalAttempt, criterion: str, finding: dict[str, Any]) -> dict[str, Any]:
    """What may be shown again: the criterion, where it occurs, and which records to open; nothing of the proposal."""
    records = {(record["table"], record["id"]): record for check in finding["findings"] for record in check["records"]}
    tasks = [task["id"] for task in current.variant["tasks"] if criterion in current.variant["task_criteria"].get(task["id"], [])]
    return {"criterion": criterion, "text": load_qualification().criterion(criterion).text, "tasks": tasks,
            "records": [records[key] for key in sorted(records)]}


def _asked_before(case: Enrolment) -> frozenset[str]:
    """Questions the person was asked in earlier talks, of other cases and of this one."""
    earlier = db.session.scalars(select(InterviewPlan).join(Enrolment, Enrolment.id == InterviewPlan.enrolment_id).where(
        Enrolment.person_id == case.person_id))
    return frozenset(question["id"].partition(LATER)[0] for talk in earlier for question in talk.questions)
