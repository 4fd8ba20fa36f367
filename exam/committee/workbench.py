"""What a member's screens show: own cases with what waits, and the own sheet with facts, own record of the talk, notes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask_babel import lazy_gettext as _l

from app.identity import User
from exam.committee.deciding import unsigned
from exam.committee.models import Mark, Sheet
from exam.committee.rows import Row, in_question
from exam.committee.sheets import all_submitted, gaps, marks_of, sheet_of
from exam.committee.standing import announcement_of, latest_decision, signatures_of
from exam.practical.branches import shown_in
from exam.practical.notes import observations_of
from exam.practical.talk import interview_of
from exam.sittings.cases import STATE_NAMES, WAY
from exam.sittings.models import CaseState, Enrolment, Sitting, SittingState
from exam.sittings.people import cases_seated_with
from exam.sittings.showing import waits_for

NEXT = {
    "observe": _l("observe the work"),
    "talk": _l("lead the talk"),
    "mark": _l("mark the sheet"),
    "countersign": _l("countersign the rows of the test"),
    "wait": _l("wait for the other members"),
    "wait_signatures": _l("wait for the signatures of the other members"),
    "decide": _l("reconcile and decide"),
    "sign": _l("sign the decision"),
    "announce": _l("announce the decision"),
    "nothing": _l("nothing to do now"),
}
URGENT = ("sign", "decide", "mark", "countersign", "announce", "talk", "observe")


@dataclass(frozen=True)
class SheetPage:
    """A member's sheet as shown: rows by outcome, own marks, gaps, own record of the talk and own notes per criterion.

    ``shows``: criterion -> what was shown again on the screens of the other members; the own ones stand in the notes.
    ``left``: outcome -> rows still to mark.
    """

    sheet: Sheet
    outcomes: list[tuple[str, str, list[Row]]]
    marks: dict[str, Mark]
    gaps: dict[str, str]
    talk: dict[str, list[dict[str, Any]]]
    notes: dict[str, list[dict[str, Any]]]
    shows: dict[str, list[dict[str, Any]]]
    done: int
    total: int
    left: dict[str, int]


def own_cases(member: User) -> list[dict[str, Any]]:
    """The member's cases, those that wait for this member first."""
    rows = [
        {
            "case": case,
            "next": next_act(case, member),
            "state": STATE_NAMES[CaseState(case.state)],
            "waits": waits_for(case),
        }
        for case in cases_seated_with(member)
    ]
    return sorted(rows, key=lambda row: URGENT.index(row["next"]) if row["next"] in URGENT else len(URGENT))


def under_way(rows: list[dict[str, Any]]) -> list[Sitting]:
    """The sittings of these cases that are open now: the member notes coming and going there."""
    found = {row["case"].sitting.id: row["case"].sitting for row in rows}
    return sorted((one for one in found.values() if one.state == SittingState.OPEN), key=lambda one: one.number)


def next_act(case: Enrolment, member: User) -> str:
    """What this member has to do next in a case: a key of NEXT."""
    state = CaseState(case.state)
    if state == CaseState.IN_PRACTICE:
        return "observe"
    if state in (CaseState.PRACTICE_DONE, CaseState.IN_INTERVIEW):
        return "talk"
    if state == CaseState.EVIDENCE_FROZEN:
        own = sheet_of(case.id, member.id)
        if own is None or own.submitted_at is None:
            return "mark"
        if own.countersigned_at is None:
            return "countersign"
        return "decide" if all_submitted(case) else "wait"
    if state == CaseState.DECIDED:
        made = latest_decision(case.id)
        signed = {row.user_id for row in signatures_of(made.id)} if made else set()
        if made is None or announcement_of(made.id) is not None:
            return "nothing"
        if member.id not in signed:
            return "sign"
        return "wait_signatures" if unsigned(made, case) else "announce"
    return "nothing"


def case_line(case: Enrolment) -> list[dict[str, Any]]:
    """The line of states on top of a case's pages."""
    way = list(WAY)
    at = way.index(CaseState(case.state)) if CaseState(case.state) in way else -1
    return [{"name": STATE_NAMES[state], "done": number < at, "here": number == at} for number, state in enumerate(way)]


def sheet_page(case: Enrolment, member: User) -> SheetPage | None:
    """The own sheet; None before it was opened."""
    own = sheet_of(case.id, member.id)
    if own is None:
        return None
    outcomes: dict[str, tuple[str, str, list[Row]]] = {}
    rows = in_question(case)
    for row in rows:
        outcomes.setdefault(row.outcome_code, (row.outcome_code, row.outcome_name, []))[2].append(row)
    marks, mine = marks_of(own), [row for row in rows if row.stands is None]
    return SheetPage(
        own,
        list(outcomes.values()),
        marks,
        gaps(own, case),
        _talk(case, member),
        _notes(case, member),
        _shows(case, member),
        sum(row.code in marks for row in mine),
        len(mine),
        {code: sum(row.stands is None and row.code not in marks for row in part) for code, _name, part in outcomes.values()},
    )


def _talk(case: Enrolment, member: User) -> dict[str, list[dict[str, Any]]]:
    talk, found = interview_of(case.id, member), {}
    if talk is None:
        return {}
    texts = {question["id"]: question for question in talk["questions"]}
    for question_id, records in talk["records"].items():
        for record in records.values():
            asked = texts.get(question_id)
            found.setdefault(record["criterion"], []).append(
                {
                    **record,
                    "question": asked["text"] if asked else record["own_question"],
                    "of": len(asked["points"]) if asked else None,
                }
            )
    return found


def _shows(case: Enrolment, member: User) -> dict[str, list[dict[str, Any]]]:
    found: dict[str, list[dict[str, Any]]] = {}
    for show in shown_in(case.id):
        if show["member_id"] != member.id:
            found.setdefault(show["criterion"], []).append(show)
    return found


def _notes(case: Enrolment, member: User) -> dict[str, list[dict[str, Any]]]:
    found: dict[str, list[dict[str, Any]]] = {}
    for note in observations_of(case.id, member):
        found.setdefault(note["criterion"] or "", []).append(note)
    return found
