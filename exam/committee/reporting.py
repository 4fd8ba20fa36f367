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
from exam.committee.deciding import result_of
from exam.committee.evidence import OBSERVED, attachments_of, course_of, heard_in
from exam.committee.models import Decision
from exam.committee.reconciliation import consensus_of
from exam.committee.reverifying import criteria_of
from exam.committee.rows import rows_of
from exam.committee.sheets import all_submitted, countersigned, standing_marks
from exam.committee.standing import announcement_of, decisions_of, round_behind, signatures_of, signed_late
from exam.sittings.models import Enrolment
from exam.sittings.people import seats
from exam.sittings.pinned import in_one_line
from question_bank.qualification import load_qualification, official_names
from scoring.report.model import RESULT_WORDS, CommitteeReport, MemberMark, OutcomePart, ReportRow, Signature

#: functions as papers word them beside a name: verbs, which suit every name
PARTS = {"theory": "Część teoretyczna", "practical": "Część praktyczna"}
PART_RESULTS = {"met": "wynik pozytywny", "not_met": "wynik negatywny", "undecided": "nierozstrzygnięta"}
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
        course=(*course_of(case), ("Zasady z dnia zgłoszenia", in_one_line(case.rules))),
        committee=tuple((seat.user.name, CHAIRS if seat.chair else SITS) for seat in seats(case)),
        result=decision.result if decision else None,
        decision_number=decision.number if decision else "",
        decided_on=format_date(local(decision.made_at).date()) if decision else "",
        rule=case.rules.get("pass_rule", "conjunctive"),
        results_of_parts=_results_of_parts(case, decision),
        parts=_parts(case, decision),
        justification=decision.justification if decision else "",
        earlier=_earlier(decisions, decision),
        signatures=_signatures(case, decision),
        appeal_instruction=instruction(case, decision) if decision else "",
        attachments=attachments_of(case),
        audit_head=audit.head()[1],
        to_verify=tuple(criteria_of(decision)) if decision else (),
    )


def _parts(case: Enrolment, decision: Decision | None) -> tuple[OutcomePart, ...]:
    number = round_behind(decision) if decision else None
    settled, rows = consensus_of(case.id, number), {row.code: row for row in rows_of(case)}
    unsealed = decision is not None or all_submitted(case)  # till then nobody reads another's marks or the test's score
    heard = heard_in(case, number) if unsealed else {}
    marks = standing_marks(case, number) if unsealed else {}
    signed = countersigned(case)
    parts = []
    for outcome_set in load_qualification().sets:
        for outcome in outcome_set.outcomes:
            made = tuple(
                _row(rows[criterion.code], marks, signed, settled.get(criterion.code), decision, heard, unsealed)
                for criterion in outcome.criteria
            )
            parts.append(
                OutcomePart(
                    outcome.code, outcome.name, outcome_set.name, (decision.outcomes if decision else {}).get(outcome.code), made
                )
            )
    return tuple(parts)


def _row(
    row: Any,
    marks: dict[str, Any],
    signed: set[str],
    consensus: Any,
    decision: Decision | None,
    heard: dict[str, list[str]],
    unsealed: bool,
) -> ReportRow:
    given = tuple(
        MemberMark(name, mine[row.code].verdict, mine[row.code].note, mine[row.code].origin == "test_result", name in signed)
        for name, mine in marks.items()
        if row.code in mine
    )
    verdict = decision.rows.get(row.code) if decision else (consensus.verdict if consensus else None)
    ruled = decision is not None and decision.made_by == "appeal" and consensus is not None and consensus.verdict != verdict
    return ReportRow(
        code=row.code,
        text=row.criterion.text,
        methods=tuple(official_names(row.criterion.methods)),
        proposal=row.proposal.get("result") if unsealed else None,
        scores=tuple(row.proposal.get("scores", ())) if unsealed else (),
        evidence=tuple(row.proposal.get("facts", ())) if unsealed else (),
        heard=_heard(row, heard) if unsealed else (),
        marks=given,
        verdict=verdict,
        origin="ruling" if ruled else (consensus.origin if consensus else ""),
        reason=REASON_WORDS.get(consensus.reason_code, "") if consensus else "",
        text_of_consensus=consensus.text if consensus else "",
    )


def _heard(row: Any, heard: dict[str, list[str]]) -> tuple[str, ...]:
    """What was heard and observed; of work that nobody noted anything about: "bez uwag"."""
    lines = tuple(heard.get(row.code, ()))
    observed = "sandbox" in row.criterion.methods and not any(OBSERVED in line for line in lines)
    return (*lines, f"{OBSERVED}: bez uwag.") if observed else lines


def _results_of_parts(case: Enrolment, decision: Decision | None) -> tuple[tuple[str, str], ...]:
    """The result of the theoretical and of the practical part, by the rule, with the criteria met of each."""
    if decision is None:
        return ()
    qualification = load_qualification()
    theory = {criterion.code for criterion in qualification.decided_by("test")}
    groups = {"theory": theory, "practical": {criterion.code for criterion in qualification.criteria} - theory}
    made = result_of(case, decision.rows).parts
    return tuple(
        (PARTS[part], f"{PART_RESULTS[made[part]]} ({sum(decision.rows.get(code) == 'met' for code in codes)} z {len(codes)})")
        for part, codes in groups.items()
    )


def _earlier(decisions: list[Decision], decision: Decision | None) -> tuple[str, ...]:
    others = [item for item in decisions if decision is not None and item.id != decision.id and item.made_at <= decision.made_at]
    return tuple(
        f"Wcześniejsza decyzja w sprawie: nr {item.number} z dnia {format_date(local(item.made_at).date())}, "
        f"wynik {RESULT_WORDS[item.result]}; pozostaje w aktach."
        for item in others
    )


def _signatures(case: Enrolment, decision: Decision | None) -> tuple[Signature, ...]:
    signed = {row.user_id: row for row in signatures_of(decision.id)} if decision else {}
    if decision is not None and decision.made_by == "appeal":
        return tuple(
            Signature(row.user.name, "rozpatruje odwołanie", _signed(row.at, decision), row.separate_opinion)
            for row in signed.values()
        )
    found = []
    for seat in seats(case):
        row = signed.get(seat.user_id)
        found.append(
            Signature(
                seat.user.name,
                CHAIRS if seat.chair else SITS,
                _signed(row.at, decision) if row else "jeszcze nie podpisano w systemie",
                row.separate_opinion if row else "",
            )
        )
    return tuple(found)


def _signed(moment: datetime, decision: Decision) -> str:
    late = ", po dniu podjęcia decyzji" if signed_late(decision, moment) else ""
    return f"podpisano w systemie {format_date(local(moment).date())}, {local(moment):%H:%M}{late}"


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
    again = criteria_of(decision)
    verified = (
        f"Kryteria do ponownej weryfikacji ({', '.join(again)}) nie zostały rozstrzygnięte; o jej terminie zawiadamia "
        "koordynator walidacji, a po niej zapada nowa decyzja, od której także przysługuje odwołanie. "
        if again
        else ""
    )
    when = f"do dnia {format_date(deadline)} włącznie" if deadline else f"w terminie {days} dni od dnia ogłoszenia decyzji"
    return (
        f"{verified}Od decyzji przysługuje odwołanie, które składa się na własnej stronie kandydata albo pisemnie "
        f"w instytucji {when}. "
        "Odwołanie może dotyczyć poszczególnych kryteriów, przebiegu egzaminu lub odmowy dopuszczenia. "
        "Rozpatruje je osoba, która nie brała "
        "wcześniej udziału w sprawie. Na własnej stronie kandydat ma wgląd w swoje odpowiedzi, "
        "zapieczętowaną pracę w systemie CRM i oceny komisji."
    )


def names_of(user_ids: list[Any]) -> dict[Any, str]:
    """Names of staff by id."""
    return {user.id: user.name for user in db.session.scalars(select(User).where(User.id.in_(user_ids)))}
