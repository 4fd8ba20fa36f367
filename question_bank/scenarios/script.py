"""Scripts: a complete way through a pack as a list of steps, and edits that make another way of it. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from question_bank.scenarios.loader import Pack
from question_bank.scenarios.schema import Edit, Step


class BadScript(ValueError):
    """A script or an edit that names a step which is not there."""


@dataclass(frozen=True)
class Play:
    """A step ready to be carried out once slots and aliases are filled in."""

    id: str
    do: str
    args: dict[str, Any] = field(default_factory=dict)
    alias: str | None = None
    question: str | None = None
    compute: dict[str, Any] | None = None
    value: Any = None
    event: str | None = None


def golden(pack: Pack) -> list[Play]:
    """The pack's own right way."""
    return [_play(step) for step in pack.script]


def edited(steps: Sequence[Play], edits: Iterable[Edit]) -> list[Play]:
    """The steps after the edits, in their order. BadScript for a step that is not there."""
    done = list(steps)
    for edit in edits:
        done = _one_edit(done, edit)
    return done


def mutant(pack: Pack, criterion: str) -> list[Play]:
    """The right way with every occasion of one criterion spoiled."""
    return edited(golden(pack), [edit for edits in pack.faults.faults[criterion].values() for edit in edits])


def slip(pack: Pack, criterion: str) -> list[Play]:
    """The right way with the first occasion of one criterion spoiled."""
    return edited(golden(pack), pack.faults.faults[criterion][1])


def tasks_of(steps: Iterable[Play]) -> dict[str, list[Play]]:
    """The steps by the task that their ids begin with (``z5-near`` -> ``z5``), in order."""
    found: dict[str, list[Play]] = {}
    for step in steps:
        found.setdefault(step.id.split("-")[0], []).append(step)
    return found


def _play(step: Step | Mapping[str, Any]) -> Play:
    made = step if isinstance(step, Step) else Step.model_validate(step)
    return Play(made.id, made.do, dict(made.args), made.as_, made.question, made.compute, made.value, made.event)


def _one_edit(steps: list[Play], edit: Edit) -> list[Play]:
    ids = [step.id for step in steps]

    def place(name: str) -> int:
        if name not in ids:
            raise BadScript(f"there is no step {name}; the script has {', '.join(ids)}")
        return ids.index(name)

    if edit.drop is not None:
        unwanted = {edit.drop} if isinstance(edit.drop, str) else set(edit.drop)
        for name in unwanted:
            place(name)
        return [step for step in steps if step.id not in unwanted]
    if edit.replace is not None:
        where = place(edit.replace["step"])
        old, changes = steps[where], edit.replace
        args = {key: value for key, value in (old.args | dict(changes.get("args", {}))).items()
                if key not in changes.get("without", ())}
        compute = changes.get("compute", None if "value" in changes else old.compute)
        new = Play(old.id, changes.get("do", old.do), args, old.alias, old.question, compute,
                   changes.get("value", old.value), old.event)
        return [*steps[:where], new, *steps[where + 1:]]
    if edit.insert_after is not None:
        where = place(edit.insert_after["step"]) + 1
        return [*steps[:where], *(_play(step) for step in edit.insert_after["steps"]), *steps[where:]]
    raise BadScript("an edit must drop, replace or insert_after")
