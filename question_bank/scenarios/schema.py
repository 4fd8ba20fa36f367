"""The shape of a pack's files; anything else in them is refused with the line to mend."""

from __future__ import annotations

from datetime import date
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class PackInfo(_Part):
    """The head of a pack. ``minutes`` count; ``familiarisation_minutes`` before them do not."""

    id: str = Field(pattern=r"[a-z][a-z0-9-]*")
    version: int = Field(ge=1)
    title: str
    company: str
    today: date
    minutes: int = Field(gt=0)
    familiarisation_minutes: int = Field(ge=0)
    candidate: str
    instruction: str
    aids: list[str]
    people: list[str]


class Variants(_Part):
    """Pools of records alike in difficulty, slots drawn from the seed, values computed from slots."""

    pools: dict[str, list[dict[str, Any]]]
    slots: dict[str, dict[str, Any]]
    computed: dict[str, dict[str, Any]]


class Document(_Part):
    """A letter, a card or a note that belongs to a task. ``file``: name of a sheet built for each variant."""

    id: str
    kind: Literal["letter", "card", "process_card", "note", "sheet"]
    title: str
    author: str | None = None
    dated: date | None = None
    text: str
    file: str | None = None


class QuestionSpec(_Part):
    """A value that the candidate reads from the CRM and types."""

    id: str
    ask: str
    type: Literal["money", "integer", "percent", "text"]
    unit: str


class TaskSpec(_Part):
    """One examination task (zadanie egzaminacyjne). ``criteria``: criterion -> occasion, for the author's map."""

    id: str = Field(pattern=r"Z[0-9]+")
    title: str
    minutes: int = Field(gt=0)
    text: str
    documents: list[str] = []
    criteria: dict[str, list[int]]
    questions: list[QuestionSpec] = []


class Trigger(_Part):
    """What an event waits for: a command on a record (``where``: field of any changed row -> value)."""

    command: str
    table: str | None = None
    where: dict[str, Any] = {}


class When(_Part):
    """An act, a minute, or whichever comes first."""

    after: Trigger | None = None
    minute: int | None = Field(None, ge=0)

    @model_validator(mode="after")
    def _something(self) -> When:
        if self.after is None and self.minute is None:
            raise ValueError("give after, minute or both")
        return self


class Act(_Part):
    """A command carried out by the system."""

    do: str
    args: dict[str, Any]


class EventSpec(_Part):
    """Something that happens while the candidate works. ``says`` is told to the members, never to the candidate."""

    id: str
    task: str
    when: When
    do: list[Act]
    says: str


class Step(_Part):
    """A step of a script. ``for``: criterion -> occasion it serves."""

    id: str
    do: str
    args: dict[str, Any] = {}
    as_: str | None = Field(None, alias="as")
    for_: dict[str, int] = Field({}, alias="for")
    question: str | None = None
    compute: dict[str, Any] | None = None
    value: Any = None
    each: str | None = None
    event: str | None = None


class Edit(_Part):
    """One change to a script: a step dropped, its arguments replaced, or steps put after it."""

    drop: str | list[str] | None = None
    replace: dict[str, Any] | None = None
    insert_after: dict[str, Any] | None = None


class Alternative(_Part):
    """Another right way."""

    id: str
    says: str
    edits: list[Edit]


class Faults(_Part):
    """Edits that spoil each occasion of a criterion, and edits that lead to the same result another way."""

    faults: dict[str, dict[int, list[Edit]]]
    alternatives: list[Alternative]
