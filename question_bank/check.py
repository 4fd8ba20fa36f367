"""The check of the shipped bank: every fault of items, interview questions and plan that an exam would meet."""

from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import TypedDict

from question_bank.assembly import BlueprintError, assemble
from question_bank.bank import read_items
from question_bank.blueprint import Blueprint, load_blueprint
from question_bank.content_file import DATA, ContentError
from question_bank.interview import QUESTIONS_A_CRITERION, Question, judged_criteria, read_questions
from question_bank.item_rules import file_rules, item_rules, pair_rules
from question_bank.items import Item
from question_bank.qualification import load_qualification

TRIAL_SEEDS = 20


class BankCheck(TypedDict):
    """Outcome of a check: sentences naming what to mend, and sound items a criterion."""

    problems: list[str]
    items: dict[str, int]


def check_bank(today: date | None = None, data: Path = DATA) -> BankCheck:
    """Check the whole content under `data`; no problems means that sittings can be planned on it.

    With `today` also sources whose review date has passed are problems; without it those dates are not compared.
    """
    items, item_faults = read_items(data)
    questions, question_faults = read_questions(data)
    problems = [str(problem) for problem in (*item_faults, *question_faults)]
    counts = Counter(item.criterion for item in items.values())
    try:
        blueprint = load_blueprint(data)
    except ContentError as error:
        blueprint = None
        problems += [str(problem) for problem in error.problems]
    asked = {cell.criterion for cell in blueprint.cells} if blueprint else set()
    if blueprint:
        problems += _bank_against_plan(items, blueprint)
    for item in items.values():
        problems += item_rules(item, today)
    problems += pair_rules(items)
    problems += _interview_rules(questions, today)
    return {"problems": problems, "items": {code: counts[code] for code in sorted(asked | set(counts))}}


def _bank_against_plan(items: Mapping[str, Item], blueprint: Blueprint) -> Iterator[str]:
    for cell in blueprint.cells:
        own = [item for item in items.values() if item.criterion == cell.criterion]
        yield from file_rules(cell.criterion, own, blueprint.bank_minimum)
    stray = sorted({item.criterion for item in items.values()} - {cell.criterion for cell in blueprint.cells})
    for code in stray:
        yield f"items/{code}.yaml: the test does not ask about {code}; remove the file or add a cell to blueprint.yaml"
    try:
        for seed in range(TRIAL_SEEDS):
            assemble(items.values(), blueprint, f"check-{seed}")
    except BlueprintError as error:
        yield f"blueprint.yaml: {error}"


def _interview_rules(questions: Mapping[str, Question], today: date | None) -> Iterator[str]:
    qualification = load_qualification()
    needs = {criterion.code: "main" for criterion in qualification.decided_by("interview")}
    needs |= {criterion.code: "follow_up" for criterion in qualification.decided_by("test")}
    needs |= dict.fromkeys(judged_criteria(), "supporting")
    had = Counter((question.criterion, question.role) for question in questions.values())
    for code, role in sorted(needs.items()):
        wanted = QUESTIONS_A_CRITERION[role]
        if had[code, role] < wanted:
            yield (
                f"interview/{code}.yaml: {had[code, role]} sound {role} questions, at least {wanted} needed;"
                f" write more questions"
            )
    for question in questions.values():
        where = f"interview/{question.criterion}.yaml, {question.id}"
        role = needs.get(question.criterion)
        if question.role != role:
            yield f"{where}: role {question.role} is not asked at {question.criterion}; make it {role} or remove it"
        if today and question.source.review_on and question.source.review_on < today:
            yield f"{where}: its source was to be read again on {question.source.review_on}; read it and set new dates"
