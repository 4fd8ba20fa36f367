"""A scripted candidate at the CRM: the steps of a scenario's script, carried out by forms, with names filled in."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from app.polish.amounts import format_amount
from exam.rehearsal.crm_forms import CrmDriver
from question_bank.scenarios.build import BuiltVariant
from question_bank.scenarios.script import Play
from question_bank.scenarios.texts import filled
from sandbox_crm.images import whole_state
from sandbox_crm.snapshot import Snapshot
from sandbox_crm.store import open_path
from scoring.checks.compile import compile_checks
from scoring.checks.evidence import Evidence
from scoring.checks.lookup import Lookup

#: takes an answer typed for a question
Answer = Callable[[str, str], None]
#: the screen on which a figure of such records is read
SCREENS = {"task": "tasks?state=all", "opportunity": "opportunities/values"}


class Player:
    """Plays steps through a driver. ``sandbox``: the file of the candidate's CRM, read (never written) to know the
    figures that a person reads off its screens; ``answer``: sends what is typed for a question."""

    def __init__(self, crm: CrmDriver, variant: BuiltVariant, sandbox: Path, answer: Answer):
        self.crm, self.variant, self.sandbox, self.answer = crm, variant, sandbox, answer
        self.made: dict[str, int] = {}

    def play(self, steps: Sequence[Play], done: Callable[[Play], None] = lambda step: None) -> None:
        """Carry out the steps in order. What a page or the CRM declines is raised, naming the step."""
        for step in steps:
            try:
                self._step(step)
            except Exception as fault:
                fault.add_note(f"step {step.id}")
                raise
            done(step)

    def _step(self, step: Play) -> None:
        if step.do == "answer":
            self.answer(str(step.question), self._typed(step))
        elif step.do == "look":
            self.crm.open(SCREENS.get(step.args["screen"], step.args["screen"]))
        elif step.do == "wait_event":
            self.crm.open("messages")
        else:
            key = self.crm.do(step.do, self._named(filled(step.args, self.variant.slots)))
            if step.alias and key is not None:
                self.made[step.alias] = key

    def _named(self, value: Any) -> Any:
        """Arguments with records of the seed (``#account/x``), earlier results (``@x``) and stages filled in."""
        if isinstance(value, Mapping):
            return {key: self._named(one) for key, one in value.items()}
        if isinstance(value, list):
            return [self._named(one) for one in value]
        if isinstance(value, str) and value.startswith("#"):
            return self.variant.ids[value]
        if isinstance(value, str) and value.startswith("@"):
            alias, _, rest = value[1:].partition(".")
            return self.crm.stage(self.made[alias], int(rest.removeprefix("stage."))) if rest else self.made[alias]
        return value

    def _typed(self, step: Play) -> str:
        """What the candidate types for a question: a wrong figure of the script, or the right one off the screen."""
        if step.compute is None:
            return str(filled(step.value, self.variant.slots))
        self.crm.open(SCREENS[step.compute["of"]])
        question = next(one for one in self.variant.questions if one["id"] == step.question)
        figure = self._figure(step)
        return format_amount(int(figure)) if question["type"] == "money" else str(int(figure))

    def _figure(self, step: Play) -> Any:
        spec = {"id": step.id, "kind": "answer_equals", "answer": step.question, "type": "number",
                "compute": filled(step.compute, self.variant.slots)}
        asked = compile_checks({"checks": [spec]}, self.variant.ids).document.checks[0].compute
        with open_path(self.sandbox, write=False) as session:
            seen = Snapshot({}, whole_state(session), ())
        return Lookup(Evidence(seen, {}, self.variant.today), "end").compute(asked)
