"""The justification: drafted from the evidence, kept as members edit it, checked before the decision."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import select

from app import audit, settings
from app.db import db
from app.identity import User
from exam.committee.models import JustificationDraft
from exam.committee.proposals import latest_proposals
from exam.committee.reconciliation import consensus_of
from exam.committee.sheets import standing_marks
from exam.committee.standing import decisions_of
from exam.practical.reverification import round_of
from exam.sittings.models import Enrolment
from question_bank.qualification import load_qualification
from scoring.justification import Closing, Fact, Unmet, draft, problems, section, sections
from scoring.normalisers.letters import fold
from scoring.report.model import RULE_WORDS

EVIDENCE = {
    "test": "arkusz odpowiedzi z testu teoretycznego",
    "sandbox": "zapis pracy w systemie CRM",
}


def unmet_of(case: Enrolment, verdicts: Mapping[str, str]) -> list[Unmet]:
    """Each criterion not met with its facts: what the system established, what the members noted, what was agreed."""
    return _told(case, [code for code, verdict in verdicts.items() if verdict == "not_met"], "not_met")


def open_of(case: Enrolment, verdicts: Mapping[str, str]) -> list[Unmet]:
    """Each criterion that could not be assessed, with what stood in the way."""
    return _told(case, [code for code, verdict in verdicts.items() if verdict == "not_assessable"], "not_assessable")


def _told(case: Enrolment, wanted: Collection[str], verdict: str) -> list[Unmet]:
    proposals, settled, found = latest_proposals(case.id), consensus_of(case.id), []
    sheets = standing_marks(case).values()
    for criterion in load_qualification().criteria:
        if criterion.code not in wanted:
            continue
        proposal = proposals[criterion.code]
        facts = [Fact(words, EVIDENCE["test"]) for words in proposal["scores"]]
        facts += [Fact(words, EVIDENCE["sandbox"]) for words in proposal["facts"]]
        facts += [
            Fact(f"W karcie oceny odnotowano: {marks[criterion.code].note}", "karta oceny")
            for marks in sheets
            if criterion.code in marks and marks[criterion.code].verdict == verdict and marks[criterion.code].note
        ]
        if criterion.code in settled and settled[criterion.code].text:
            facts.append(Fact(f"Komisja uzgodniła: {settled[criterion.code].text}", "uzgodnienie komisji"))
        found.append(Unmet(criterion.code, criterion.text, _once(facts)))
    return found


def _once(facts: list[Fact]) -> tuple[Fact, ...]:
    """Each fact where it is first said: two members may note the same."""
    first: dict[str, Fact] = {}
    for fact in facts:
        first.setdefault(fold(fact.words.strip().rstrip(".")), fact)
    return tuple(first.values())


def draft_of(case: Enrolment, verdicts: Mapping[str, str]) -> str:
    """What the members kept last, else a draft from the evidence."""
    kept = db.session.scalar(
        select(JustificationDraft.text)
        .where(JustificationDraft.enrolment_id == case.id, JustificationDraft.round == round_of(case.id))
        .order_by(JustificationDraft.id.desc())
        .limit(1)
    )
    return kept or drafted(case, verdicts)


def drafted(case: Enrolment, verdicts: Mapping[str, str]) -> str:
    """The draft: a section per criterion not met, then the rule and the way forward."""
    days = case.rules.get("appeal.days", settings.get("appeal.days"))
    rule = RULE_WORDS[case.rules.get("pass_rule", "conjunctive")]
    met = sum(verdict == "met" for verdict in verdicts.values())
    unmet, unassessed = unmet_of(case, verdicts), open_of(case, verdicts)
    resit = (
        "Walidację można podjąć ponownie; kryteria spełnione oraz zakres ponownej weryfikacji wskaże koordynator walidacji"
        if unmet and not unassessed
        else ""
    )
    appeal = f"Od decyzji można się odwołać w terminie {days} dni od jej ogłoszenia" if unmet else ""
    return draft(unmet, Closing(met, len(verdicts), rule, resit, appeal), unassessed)


def carried(case: Enrolment, verdicts: Mapping[str, str], reasons: str) -> str:
    """The justification after a ruling: its reasons, then what was established earlier of each criterion still not met.

    The earlier words stand as the committee signed them, of the latest decision that has them; where people edited them
    beyond recognition, the draft from the evidence takes their place.
    """
    unmet = unmet_of(case, verdicts)
    if not unmet:
        return reasons
    decisions = decisions_of(case.id)[::-1]
    told = [(decision, sections(decision.justification)) for decision in decisions]
    parts = [next((words[one.criterion] for _decision, words in told if one.criterion in words), section(one)) for one in unmet]
    numbers = [decision.number for decision, words in told[::-1] if any(one.criterion in words for one in unmet)]
    source = f" Ustalenia przeniesiono z uzasadnienia decyzji: nr {', nr '.join(numbers)}." if numbers else ""
    rule = RULE_WORDS[case.rules.get("pass_rule", "conjunctive")]
    met = sum(verdict == "met" for verdict in verdicts.values())
    return "\n\n".join([reasons, f"Kryteria, które pozostają niespełnione.{source}", *parts,
                        f"Za spełnione uznano {met} z {len(verdicts)} kryteriów weryfikacji.\n{rule}"])


def keep_draft(case: Enrolment, member: User, text: str, moment: datetime) -> None:
    """Keep a worded justification; earlier ones stay."""
    number = round_of(case.id)
    db.session.add(JustificationDraft(enrolment_id=case.id, round=number, user_id=member.id, text=text.strip(), at=moment))
    audit.record("committee.justification_kept", case_id=case.id)


def faults_of(case: Enrolment, verdicts: Mapping[str, str], text: str, result: str) -> list[Any]:
    """What a justification still lacks; a positive decision needs none."""
    return problems(text, unmet_of(case, verdicts), open_of(case, verdicts)) if result != "positive" else []
