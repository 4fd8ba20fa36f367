"""A scripted candidate on a workbench: carries out a script in process, with the scenario's events, and hands back
what was sealed. Used to prove packs; the same steps run through the browser's way elsewhere."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

import sandbox_crm
from app.polish.amounts import format_amount
from question_bank.scenarios.build import BuiltVariant
from question_bank.scenarios.events import act_args, due_events
from question_bank.scenarios.script import Play
from question_bank.scenarios.texts import filled
from sandbox_crm.bench import COMMANDS, Actor, Workbench, entry_of, journal_head
from sandbox_crm.images import whole_state
from sandbox_crm.models.journal import JournalRow
from sandbox_crm.models.sales import Stage
from sandbox_crm.snapshot import Entry, Snapshot
from sandbox_crm.store import open_path, read_snapshot
from scoring.checks.compile import compile_checks
from scoring.checks.evidence import Evidence
from scoring.checks.lookup import Lookup

#: arguments that commands take as dates
DATES = frozenset({"expected_close", "closed_on", "due_on", "start_on", "date_from", "date_to", "issued_on", "valid_until",
                   "happened_on", "obtained_on", "withdrawn_on"})
START = datetime(2026, 1, 5, 8, 0, tzinfo=UTC)


@dataclass(frozen=True)
class Sealed:
    """What a script left behind. ``refused``: step id -> the CRM's words, where a command was declined."""

    snapshot: Snapshot
    answers: list[dict[str, Any]]
    refused: dict[str, str]
    fired: list[str]


class StepRefused(Exception):
    """A step that the CRM declined, in a run that must go through."""


def load_commands() -> None:
    """Import every package of the CRM in which commands are declared."""
    for room in ("clients", "imports", "sales", "work", "offers", "history", "reports"):
        package = importlib.import_module(f"{sandbox_crm.__name__}.{room}")
        for module in pkgutil.iter_modules(package.__path__):
            importlib.import_module(f"{package.__name__}.{module.name}")


def run_script(template: Path, variant: BuiltVariant, steps: Sequence[Play], *, strict: bool = True,
               minutes: float = 110.0, slots: Mapping[str, Any] | None = None) -> Sealed:
    """Carry out ``steps`` on a copy that is never saved: the file at ``template`` stays as it was.

    ``minutes``: how long the whole script takes; what is due by the clock alone happens on the way. ``strict``: raise
    StepRefused at the first refusal, otherwise note it and go on. ``slots``: those of another variant, for the proof
    that a neighbour's answers do not fit.
    """
    load_commands()
    with open_path(template, write=True) as session:
        play = Playing(session, variant, strict, dict(slots or variant.slots))
        for number, step in enumerate(steps):
            play.minute = minutes * (number + 1) / (len(steps) + 1)
            play.events()
            play.step(step)
        play.minute = max(minutes, 120.0)
        play.events()
        snapshot = read_snapshot(session, {"pack": variant.pack_id, "variant": variant.seed})
        session.rollback()
    return Sealed(snapshot, play.answers, play.refused, play.fired)


@dataclass
class Playing:
    """One run of a script."""

    session: Session
    variant: BuiltVariant
    strict: bool
    slots: dict[str, Any]
    start: datetime = START
    minute: float = 0.0
    aliases: dict[str, int] = field(default_factory=dict)
    answers: list[dict[str, Any]] = field(default_factory=list)
    refused: dict[str, str] = field(default_factory=dict)
    fired: list[str] = field(default_factory=list)
    _journal: list[Entry] = field(default_factory=list)
    _seen: tuple[int, Snapshot] | None = None

    def bench(self, kind: str = "candidate") -> Workbench:
        """The workbench of the candidate or of the scenario at the present minute."""
        user = self.variant.candidate_id if kind == "candidate" else None
        return Workbench(self.session, Actor(kind, user), self.variant.today, self.start + timedelta(minutes=self.minute),
                         origin="script" if kind == "candidate" else "event")

    def step(self, step: Play) -> None:
        """Carry out one step, then whatever it set off."""
        if step.do == "answer":
            self._answer(step)
        elif step.do == "look":
            self.bench().log_view(step.args["screen"], f"Obejrzano ekran: {step.args['screen']}")
        elif step.do != "wait_event":
            try:
                args = self._args(filled(step.args, self.slots))
            except KeyError as missing:  # an earlier step was declined and left no record
                self._declined(step, f"no record {missing}")
                return
            made, refusal = self.bench().attempt(COMMANDS[step.do], **args)
            if refusal is not None:
                self._declined(step, f"{refusal} {({name: str(words) for name, words in refusal.fields.items()})}")
            elif step.alias:
                self.aliases[step.alias] = made.id
        self.events()

    def events(self) -> None:
        """Fire what is due."""
        for event in due_events(self.variant.events, self.journal(), self.minute, self.fired):
            self.fired.append(event["id"])
            for act in event["do"]:
                args = act_args(event, act, self.journal())
                if args is not None:
                    COMMANDS[act["do"]](self.bench("system"), **args)

    def journal(self) -> list[Entry]:
        """The entries so far; only new ones are read."""
        rows = self.session.scalars(select(JournalRow).where(JournalRow.seq > len(self._journal)).order_by(JournalRow.seq))
        self._journal += [entry_of(row) for row in rows]
        return self._journal

    def _declined(self, step: Play, words: str) -> None:
        if self.strict:
            raise StepRefused(f"{step.id}: {words}")
        self.refused[step.id] = words

    def _args(self, value: Any, name: str = "") -> Any:
        if isinstance(value, dict):
            wanted = {key: self._args(item, key) for key, item in value.items()}
            if name == "" and isinstance(wanted.get("file"), str):
                file = self.variant.files[wanted["file"]]
                wanted["file"] = (file.name, file.content)
            if name == "" and wanted.get("field") in DATES and isinstance(wanted.get("value"), str):
                wanted["value"] = date.fromisoformat(wanted["value"])
            return wanted
        if isinstance(value, list):
            return [self._args(item, name) for item in value]
        if isinstance(value, str) and value.startswith("#"):
            return self.variant.ids[value]
        if isinstance(value, str) and value.startswith("@"):
            return self._named(value[1:])
        return date.fromisoformat(value) if name in DATES and isinstance(value, str) else value

    def _named(self, name: str) -> int:
        """The id of an earlier step's record, or with ``alias.stage.2`` of that pipeline's second stage."""
        alias, _, rest = name.partition(".")
        if not rest:
            return self.aliases[alias]
        position = int(rest.removeprefix("stage."))
        wanted = select(Stage.id).where(Stage.pipeline_id == self.aliases[alias], Stage.position == position,
                                        Stage.deleted_at.is_(None))
        return self.session.execute(wanted).scalar_one()

    def _answer(self, step: Play) -> None:
        seq, _head = journal_head(self.session)
        self.answers.append({"question_id": step.question, "value_raw": self.typed_in(step), "journal_seq": seq,
                             "answered_at": (self.start + timedelta(minutes=self.minute)).isoformat()})

    def typed_in(self, step: Play) -> str:
        """What the candidate types as the answer of a step."""
        return str(filled(step.value if step.compute is None else self._typed(step), self.slots))

    def _typed(self, step: Play) -> str:
        """The figure as a person would type it, worked out on the state of this moment."""
        question = next(one for one in self.variant.questions if one["id"] == step.question)
        seq = len(self.journal())
        if self._seen is None or self._seen[0] != seq:
            self._seen = (seq, Snapshot({}, whole_state(self.session), ()))
        figure = Lookup(Evidence(self._seen[1], {}, self.variant.today), "end").compute(_compute(step, self.variant))
        if question["type"] == "money":
            return format_amount(int(figure))
        return str(int(figure)) if Decimal(figure) == int(figure) else str(figure)


def _compute(step: Play, variant: BuiltVariant) -> Any:
    """The step's figure in the language of checks, read through a check of its own."""
    spec = {"id": step.id, "kind": "answer_equals", "answer": step.question, "type": "number",
            "compute": filled(step.compute, variant.slots)}
    return compile_checks({"checks": [spec]}, variant.ids).document.checks[0].compute
