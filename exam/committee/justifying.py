"""The justification: drafted from the evidence, kept as members edit it, checked before the decision."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import select

from app import audit, settings
from app.db import db
from app.identity import User
from exam.committee.models import JustificationDraft
from exam.committee.proposals import latest_proposals
from exam.committee.reconciliation import consensus_of
from exam.committee.sheets import marks_of, sheets_of
from exam.sittings.models import Enrolment
from question_bank.qualification import load_qualification
from scoring.justification import Closing, Fact, Unmet, draft, problems
from scoring.normalisers.letters import fold
from scoring.report.model import RULE_WORDS

EVIDENCE = {
    "test": "arkusz odpowiedzi z testu teoretycznego",
    "sandbox": "zapis pracy w systemie CRM",
    "interview": "arkusz rozmowy z komisją",
}


def unmet_of(case: Enrolment, verdicts: Mapping[str, str]) -> list[Unmet]:
    """Each criterion not met with its facts: what the system established, what the members noted, what was agreed."""
    proposals, settled, found = latest_proposals(case.id), consensus_of(case.id), []
    sheets = [(sheet.user.name, marks_of(sheet)) for sheet in sheets_of(case).values()]
    for criterion in load_qualification().criteria:
        if verdicts.get(criterion.code) != "not_met":
            continue
        main = "test" if "test" in criterion.methods else ("interview" if "interview" in criterion.methods else "sandbox")
        facts = [Fact(words, EVIDENCE[main]) for words in proposals[criterion.code]["facts"]]
        facts += [
            Fact(f"W karcie oceny odnotowano: {marks[criterion.code].note}", "karta oceny")
            for _name, marks in sheets
            if criterion.code in marks and marks[criterion.code].verdict == "not_met" and marks[criterion.code].note
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
        .where(JustificationDraft.enrolment_id == case.id)
        .order_by(JustificationDraft.id.desc())
        .limit(1)
    )
    return kept or drafted(case, verdicts)


def drafted(case: Enrolment, verdicts: Mapping[str, str]) -> str:
    """The draft: a section per criterion not met, then the rule and the way forward."""
    days = case.rules.get("appeal.days", settings.get("appeal.days"))
    rule = RULE_WORDS[case.rules.get("pass_rule", "conjunctive")]
    met = sum(verdict == "met" for verdict in verdicts.values())
    unmet = unmet_of(case, verdicts)
    resit = (
        "Walidację można podjąć ponownie; kryteria spełnione oraz zakres ponownej weryfikacji wskaże koordynator walidacji"
        if unmet
        else ""
    )
    appeal = f"Od decyzji można się odwołać w terminie {days} dni od jej ogłoszenia" if unmet else ""
    return draft(unmet, Closing(met, len(verdicts), rule, resit, appeal))


def keep_draft(case: Enrolment, member: User, text: str, moment: datetime) -> None:
    """Keep a worded justification; earlier ones stay."""
    db.session.add(JustificationDraft(enrolment_id=case.id, user_id=member.id, text=text.strip(), at=moment))
    audit.record("committee.justification_kept", case_id=case.id)


def faults_of(case: Enrolment, verdicts: Mapping[str, str], text: str, result: str) -> list[Any]:
    """What a justification still lacks; a positive decision needs none."""
    return problems(text, unmet_of(case, verdicts)) if result != "positive" else []
