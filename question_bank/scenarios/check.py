"""The check of the shipped packs: what an author must mend before a pack is used. Sentences, like the bank's check."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from question_bank.content_file import ContentError
from question_bank.qualification import load_qualification
from question_bank.scenarios.build import BadReference, BuiltVariant, build
from question_bank.scenarios.loader import SCENARIOS, Pack, load_pack, pack_ids
from question_bank.scenarios.script import BadScript, edited, golden
from question_bank.scenarios.texts import UnknownSlot, slots_in
from question_bank.scenarios.variants import BadSlot
from scoring.checks.schema import AtLeast, ChecksRefused, CriterionRule

TRIAL_SEEDS = 5
#: readings that stand for the two occasions where a criterion is read off the CRM (three right, two to be looked at)
READINGS = 3
_LEFT_OVER = re.compile(r"\{\{")


def check_packs(root: Path = SCENARIOS) -> list[str]:
    """Every problem of every pack under ``root``; an empty list means that sittings can use them."""
    problems: list[str] = []
    for pack_id in pack_ids(root):
        try:
            pack = load_pack(pack_id, root)
        except ContentError as fault:
            problems += [str(problem) for problem in fault.problems]
            continue
        problems += [f"{pack_id}: {problem}" for problem in _pack_problems(pack)]
    return problems


def _pack_problems(pack: Pack) -> Iterator[str]:
    faults: dict[str, None] = {}
    built = None
    for seed in range(1, TRIAL_SEEDS + 1):
        try:
            built = build(pack, seed)
        except (BadSlot, UnknownSlot, BadReference) as fault:
            faults.setdefault(str(fault))
        except ChecksRefused as fault:
            faults |= dict.fromkeys(f"checks.yaml: {problem}" for problem in fault.problems)
        else:
            faults |= dict.fromkeys(_left_over(built))
    yield from faults
    if built is not None:
        yield from _occasions(pack, built)
        yield from _answers(built)
    yield from _tasks(pack)
    yield from _hidden(pack)
    yield from _scripts(pack)


def _left_over(built: BuiltVariant) -> Iterator[str]:
    for part in ("tasks", "documents", "questions", "events"):
        for item in getattr(built, part):
            if _LEFT_OVER.search(json.dumps(item, ensure_ascii=False)):
                yield f"{part}: {item['id']} still shows braces to the candidate; fill in its slots"


def _occasions(pack: Pack, built: BuiltVariant) -> Iterator[str]:
    document = built.checks.document
    wanted = {criterion.code for criterion in load_qualification().decided_by("sandbox")}
    for code in sorted(wanted - set(document.codes)):
        yield f"checks.yaml: no check decides {code}; write its two occasions"
    for code in document.codes:
        if code not in wanted:
            yield f"checks.yaml: {code} is not decided by the sandbox; write effect: flag or remove the check"
        elif set(document.rule(code).occasions) != {1, 2} and not _is_readings(document.rule(code)):
            yield f"checks.yaml: {code} has not two occasions (nor three readings); add the missing one"
    offered = {(code, number) for task in pack.tasks for code, numbers in task.criteria.items() for number in numbers}
    decided = {(code, number) for code in document.codes for number in document.rule(code).occasions}
    for code, number in sorted(decided - offered):
        yield f"tasks.yaml: no task offers occasion {number} of {code}, but checks decide it"
    for code, number in sorted(offered - decided):
        yield f"tasks.yaml: occasion {number} of {code} is offered, but no check decides it"


def _is_readings(rule: CriterionRule) -> bool:
    node = rule.occasions.get(1)
    return len(rule.occasions) == 1 and isinstance(node, AtLeast) and node.at_least >= READINGS


def _answers(built: BuiltVariant) -> Iterator[str]:
    asked = {question["id"] for question in built.questions}
    used = {check.answer for check in built.checks.document.checks if hasattr(check, "answer")}
    yield from (f"checks.yaml: no task asks the question {name}" for name in sorted(used - asked))
    yield from (f"tasks.yaml: no check reads the answer to {name}; remove the question" for name in sorted(asked - used))


def _tasks(pack: Pack) -> Iterator[str]:
    known = {document.id for document in pack.documents}
    used = {name for task in pack.tasks for name in task.documents}
    yield from (f"tasks.yaml: there is no document {name}" for name in sorted(used - known))
    yield from (f"documents.yaml: no task uses {name}; remove it or add it to a task" for name in sorted(known - used))
    total = sum(task.minutes for task in pack.tasks)
    if total > pack.info.minutes:
        yield f"tasks.yaml: the tasks take {total} minutes, the pack allows {pack.info.minutes}"
    tasks = {task.id for task in pack.tasks}
    yield from (f"events.yaml: {event.id} belongs to {event.task}, and there is no such task"
                for event in pack.events if event.task not in tasks)


def _hidden(pack: Pack) -> Iterator[str]:
    """Values that checks ask for but that stand nowhere the candidate can read: letters, tasks, mail, CRM, sheet."""
    told = slots_in([document.model_dump() for document in pack.documents]) | slots_in([task.model_dump() for task in pack.tasks])
    told |= slots_in([event.model_dump() for event in pack.events]) | slots_in(pack.seed) | set(_background(pack))
    for name in sorted(slots_in(pack.checks)):
        if not name.startswith("sheet.") and not _can_be_known(pack, name, told):
            yield f"checks.yaml: {{{{{name}}}}} is expected, but nothing that the candidate reads tells it; a hidden requirement"


def _can_be_known(pack: Pack, name: str, told: set[str]) -> bool:
    if name in told or f"{name.split('.')[0]}.words" in told or f"{name.split('.')[0]}.inst_words" in told:
        return True
    spec = pack.variants.computed.get(name)
    return spec is not None and all(_can_be_known(pack, part, told) for part in _ingredients(spec, pack))


def _ingredients(spec: Any, pack: Pack) -> Iterator[str]:
    if isinstance(spec, dict):
        for value in spec.values():
            yield from _ingredients(value, pack)
    elif isinstance(spec, list):
        for value in spec:
            yield from _ingredients(value, pack)
    elif isinstance(spec, str) and (spec in pack.variants.slots or spec in pack.variants.computed):
        yield spec


def _background(pack: Pack) -> Iterator[str]:
    """Slots that stand in the CRM through the background or the sheet."""
    yield from (entry["phone"] for entry in pack.leads["known"] if "phone" in entry)


def _scripts(pack: Pack) -> Iterator[str]:
    way = golden(pack)
    decided = {criterion.code for criterion in load_qualification().decided_by("sandbox")}
    yield from (f"faults.yaml: {code} has no fault; say how it is spoiled" for code in sorted(decided - set(pack.faults.faults)))
    for code, occasions in pack.faults.faults.items():
        if set(occasions) != {1, 2}:
            yield f"faults.yaml: {code} must say how both occasions are spoiled"
    sets = [(code, edits) for code, occasions in pack.faults.faults.items() for edits in occasions.values()]
    for name, edits in [*sets, *((other.id, other.edits) for other in pack.faults.alternatives)]:
        try:
            edited(way, edits)
        except BadScript as fault:
            yield f"faults.yaml: {name}: {fault}"
    served = {(code, number) for step in pack.script for code, number in step.for_.items()}
    offered = {(code, number) for task in pack.tasks for code, numbers in task.criteria.items() for number in numbers}
    yield from (f"script.yaml: no step serves occasion {number} of {code}" for code, number in sorted(offered - served))
