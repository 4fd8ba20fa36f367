"""Gathers what a case holds into the report's model. Papers are in Polish whatever the language of the screen."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import select

from app import audit, settings
from app.clock import local
from app.db import db
from app.identity import User
from app.polish.dates import format_date, workday
from exam.committee.evidence import attachments_of, course_of, heard_in
from exam.committee.models import Decision
from exam.committee.reconciliation import consensus_of
from exam.committee.rows import rows_of
from exam.committee.sheets import all_submitted, marks_of, sheets_of
from exam.committee.standing import announcement_of, decisions_of, signatures_of
from exam.sittings.models import Enrolment
from exam.sittings.people import seats
from question_bank.qualification import load_qualification, official_names
from scoring.report.model import RESULT_WORDS, CommitteeReport, MemberMark, OutcomePart, ReportRow, Signature

#: functions as papers word them beside a name: verbs, which suit every name
CHAIRS, SITS = "przewodniczy komisji", "zasiada w komisji"
REASON_WORDS = {
    "other_valid_way": "alternatywny poprawny sposób",
    "check_fault": "błąd reguły",
    "breakdown": "awaria",
    "observation": "dowód z obserwacji",
    "interview": "dowód z rozmowy",
    "explanation": "wyjaśnienie kandydata",
    "other": "inny powód",
}


def report_of(case: Enrolment, decision: Decision | None = None) -> CommitteeReport:
    """The report on a case as it stood at ``decision`` (None: the newest one, or the marks alone before any)."""
    decisions = decisions_of(case.id)
    decision = decision or (decisions[-1] if decisions else None)
    qualification, registry = load_qualification(), settings.get("institution.address")
    return CommitteeReport(
        number=f"RK/{case.number}/{decisions.index(decision) + 1 if decision else 'projekt'}",
        institution=settings.get("institution.name"),
        institution_line=" · ".join(filter(None, (registry, settings.get("institution.legal_decision")))),
        qualification=qualification.name,
        qualification_line=f"kod {qualification.number} · M.P. 2021 poz. 421 · kwalifikacja cząstkowa, wolnorynkowa",
        candidate=case.person.name,
        case_number=case.number,
        born=f"ur. {format_date(case.person.birth_date)}" if case.person.birth_date else "",
        sitting=f"{case.sitting.number} z dnia {format_date(case.sitting.on_date)}",
        place=case.sitting.place,
        course=course_of(case),
        committee=tuple((seat.user.name, CHAIRS if seat.chair else SITS) for seat in seats(case)),
        result=decision.result if decision else None,
        decision_number=decision.number if decision else "",
        decided_on=format_date(local(decision.made_at).date()) if decision else "",
        rule=case.rules.get("pass_rule", "conjunctive"),
        parts=_parts(case, decision),
        justification=decision.justification if decision else "",
        earlier=_earlier(decisions, decision),
        signatures=_signatures(case, decision),
        appeal_instruction=instruction(case, decision) if decision else "",
        attachments=attachments_of(case),
        audit_head=audit.head()[1],
    )


def _parts(case: Enrolment, decision: Decision | None) -> tuple[OutcomePart, ...]:
    settled, rows = consensus_of(case.id), {row.code: row for row in rows_of(case)}
    unsealed = decision is not None or all_submitted(case)  # till then nobody reads another's marks or the test's score
    heard = heard_in(case) if unsealed else {}
    marks = {sheet.user.name: marks_of(sheet) for sheet in sheets_of(case).values() if unsealed and sheet.submitted_at}
    parts = []
    for outcome_set in load_qualification().sets:
        for outcome in outcome_set.outcomes:
            made = tuple(
                _row(rows[criterion.code], marks, settled.get(criterion.code), decision, heard, unsealed)
                for criterion in outcome.criteria
            )
            parts.append(
                OutcomePart(
                    outcome.code, outcome.name, outcome_set.name, (decision.outcomes if decision else {}).get(outcome.code), made
                )
            )
    return tuple(parts)


def _row(
    row: Any, marks: dict[str, Any], consensus: Any, decision: Decision | None, heard: dict[str, list[str]], unsealed: bool
) -> ReportRow:
    given = tuple(
        MemberMark(name, mine[row.code].verdict, mine[row.code].note) for name, mine in marks.items() if row.code in mine
    )
    verdict = decision.rows.get(row.code) if decision else (consensus.verdict if consensus else None)
    ruled = decision is not None and decision.made_by == "appeal" and consensus is not None and consensus.verdict != verdict
    return ReportRow(
        code=row.code,
        text=row.criterion.text,
        methods=tuple(official_names(row.criterion.methods)),
        proposal=row.proposal.get("result") if unsealed else None,
        evidence=(*row.proposal.get("facts", ()), *heard.get(row.code, ())) if unsealed else (),
        marks=given,
        verdict=verdict,
        origin="ruling" if ruled else (consensus.origin if consensus else ""),
        reason=REASON_WORDS.get(consensus.reason_code, "") if consensus else "",
        text_of_consensus=consensus.text if consensus else "",
    )


def _earlier(decisions: list[Decision], decision: Decision | None) -> tuple[str, ...]:
    others = [item for item in decisions if decision is not None and item.id != decision.id and item.made_at <= decision.made_at]
    return tuple(
        f"Decyzja ta stoi obok wcześniejszej: nr {item.number} z dnia {format_date(local(item.made_at).date())}, "
        f"wynik {RESULT_WORDS[item.result]}."
        for item in others
    )


def _signatures(case: Enrolment, decision: Decision | None) -> tuple[Signature, ...]:
    signed = {row.user_id: row for row in signatures_of(decision.id)} if decision else {}
    if decision is not None and decision.made_by == "appeal":
        return tuple(
            Signature(row.user.name, "rozpatruje odwołanie", _signed(row.at), row.separate_opinion) for row in signed.values()
        )
    found = []
    for seat in seats(case):
        row = signed.get(seat.user_id)
        found.append(
            Signature(
                seat.user.name,
                CHAIRS if seat.chair else SITS,
                _signed(row.at) if row else "jeszcze nie podpisano w systemie",
                row.separate_opinion if row else "",
            )
        )
    return tuple(found)


def _signed(moment: datetime) -> str:
    return f"podpisano w systemie {format_date(local(moment).date())}, {local(moment):%H:%M}"


def appeal_deadline(case: Enrolment, decision: Decision) -> date | None:
    """The last day to appeal against a decision; None before it was announced."""
    announced = announcement_of(decision.id)
    if announced is None:
        return None
    days = case.rules.get("appeal.days", settings.get("appeal.days"))
    return workday(date.fromordinal(local(announced.at).date().toordinal() + days))


def instruction(case: Enrolment, decision: Decision) -> str:
    """The instruction on inspection and appeal, with the computed day where it is known."""
    days = case.rules.get("appeal.days", settings.get("appeal.days"))
    deadline = appeal_deadline(case, decision)
    when = f"do dnia {format_date(deadline)} włącznie" if deadline else f"w terminie {days} dni od dnia ogłoszenia decyzji"
    return (
        f"Od decyzji przysługuje odwołanie, które składa się na własnej stronie kandydata albo pisemnie w instytucji {when}. "
        "Odwołanie może dotyczyć poszczególnych kryteriów, przebiegu egzaminu lub odmowy dopuszczenia. "
        "Rozpatruje je osoba, która nie brała "
        "wcześniej udziału w sprawie. Na własnej stronie kandydat ma wgląd w swoje odpowiedzi, "
        "zapieczętowaną pracę w systemie CRM i oceny komisji."
    )


def names_of(user_ids: list[Any]) -> dict[Any, str]:
    """Names of staff by id."""
    return {user.id: user.name for user in db.session.scalars(select(User).where(User.id.in_(user_ids)))}
