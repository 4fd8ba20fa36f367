"""Judging a sealed sandbox: every check once, then every criterion. Pure; equal evidence gives equal bytes.

A check that breaks is our fault: its finding says ``error`` and never counts against the candidate.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from typing import Any

from sandbox_crm.snapshot import Snapshot
from scoring.checks import design, lists, offers, process, readings, records, reports
from scoring.checks.compile import CheckBook
from scoring.checks.evidence import Answer, Evidence, Judged
from scoring.checks.schema import depends_on, named
from scoring.criteria import criterion_finding
from scoring.engine import ENGINE_VERSION
from scoring.findings import CriterionFinding, Finding, Judgement
from scoring.normalise import NORMALISE_VERSION

Evaluator = Callable[[Any, Evidence], Judged]
EVALUATORS: dict[str, Evaluator] = {
    "record_exists": records.record_exists, "record_absent": records.record_absent, "field_equals": records.field_equals,
    "field_changed": records.field_changed, "field_filled": records.field_filled, "linked_to": records.linked_to,
    "date_rule": records.date_rule, "count_is": records.count_is, "sum_is": records.sum_is,
    "set_equals": lists.set_equals, "list_view": lists.list_view, "priority_order": lists.priority_order,
    "moved_through": process.moved_through, "happened_before": process.happened_before, "closed_as": process.closed_as,
    "nothing_else_changed": process.nothing_else_changed, "stages_defined": design.stages_defined,
    "stage_tasks": design.stage_tasks, "schedule_dates": design.schedule_dates, "goal_parts": design.goal_parts,
    "template_has": offers.template_has, "doc_generated": offers.doc_generated, "doc_sent_logged": offers.doc_sent_logged,
    "answer_equals": readings.answer_equals, "answer_in": readings.answer_in, "report_config": reports.report_config,
    "imported": reports.imported,
}


def judge(snapshot: Snapshot, checks: CheckBook, answers: Iterable[Mapping[str, Any]] = ()) -> list[CriterionFinding]:
    """What the sealed sandbox says about each criterion that the checks decide, in order of their codes.

    ``answers``: [{question_id, value_raw, journal_seq, answered_at}], the last one to a question holds.
    """
    return list(judge_all(snapshot, checks, answers).criteria)


def judge_all(snapshot: Snapshot, checks: CheckBook, answers: Iterable[Mapping[str, Any]] = (),
              evaluators: Mapping[str, Evaluator] = EVALUATORS) -> Judgement:
    """The whole judgement with the findings that belong to no criterion and what it was judged by."""
    evidence = Evidence(snapshot, _last_answers(answers), _today(snapshot, checks))
    findings: dict[str, Finding] = {}
    for name, check in checks.checks.items():
        findings[name] = _finding(check, evidence, findings, evaluators)
    criteria = tuple(criterion_finding(code, checks.document.rule(code), findings) for code in checks.document.codes)
    used = {name for code in checks.document.codes
            for node in checks.document.rule(code).occasions.values() for name in named(node)}
    others = tuple(findings[check.id] for check in checks.document.checks if check.id not in used)
    sources = {"engine": ENGINE_VERSION, "normalise": NORMALISE_VERSION, "checks_sha256": checks.sha256,
               "journal_head": snapshot.head, "journal_last": snapshot.last_seq}
    return Judgement(criteria, others, sources)


def _last_answers(answers: Iterable[Mapping[str, Any]]) -> dict[str, Answer]:
    return {one["question_id"]: Answer(one["question_id"], str(one["value_raw"] or ""), int(one["journal_seq"]))
            for one in answers}


def _today(snapshot: Snapshot, checks: CheckBook) -> date:
    """The scenario's date: of the journal, else of the sealed header, else of the checks file."""
    told = snapshot.journal[-1].scenario_date if snapshot.journal else None
    return date.fromisoformat(told or snapshot.header.get("today") or checks.document.today or "1970-01-01")


def _finding(check: Any, evidence: Evidence, findings: Mapping[str, Finding], evaluators: Mapping[str, Evaluator]) -> Finding:
    waiting = [findings[name] for name in depends_on(check) if findings[name].result != "met"]
    if waiting:
        judged = _waits(waiting[0])
    else:
        try:
            judged = evaluators[check.kind](check, evidence)
        except Exception as fault:
            judged = Judged("error", f"Reguły nie udało się zastosować ({type(fault).__name__}: {fault}). "
                                     "Kryterium oceniają członkowie komisji.", tried=True)
    evidence.found[check.id] = judged.found if judged.result == "met" else ()
    return Finding(
        check_id=check.id, criterion=check.criterion, occasion=check.occasion, kind=check.kind, result=judged.result,
        near_miss=judged.near and judged.result == "not_met", tried=judged.tried, effect=check.effect,
        rationale_pl=judged.rationale, expected=judged.expected, actual_raw=judged.actual,
        actual_normalised=judged.normalised, records=evidence.records(judged.found), journal=judged.journal,
        as_of=judged.as_of, near_misses=judged.near_misses, flags=tuple(dict.fromkeys(judged.flags)))


def _waits(missing: Finding) -> Judged:
    """What becomes of a check whose requirement is not met: nothing tried means nothing tried here either.

    All that wait for one requirement say the same sentence, so that a list of facts that says each once says it once.
    """
    if missing.result == "not_met" and not missing.tried:
        return Judged("not_met", missing.rationale_pl, tried=False, expected=missing.expected)
    if not isinstance(missing.expected, str):
        return Judged("not_assessable", f"Nie można było ocenić dalszych elementów. {missing.rationale_pl}")
    words = f"Dalszych elementów nie można było ocenić, ponieważ nie potwierdzono elementu „{missing.expected}”."
    return Judged("not_assessable", words, expected=missing.expected)
