"""Packs read from their folders, every file held against its shape; all faults are told at once."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from pydantic import BaseModel, TypeAdapter, ValidationError

from question_bank.content_file import DATA, ContentError, Problem, model_problems, read_document
from question_bank.scenarios.schema import Document, EventSpec, Faults, PackInfo, Step, TaskSpec, Variants

SCENARIOS = DATA / "scenarios"
SPECIAL = ("leads", "background")


@dataclass(frozen=True)
class Pack:
    """A pack as written: nothing drawn, nothing filled in. ``checks`` is the raw content of checks.yaml."""

    info: PackInfo
    variants: Variants
    seed: dict[str, list[dict[str, Any]]]
    leads: dict[str, Any]
    background: dict[str, Any]
    documents: tuple[Document, ...]
    tasks: tuple[TaskSpec, ...]
    events: tuple[EventSpec, ...]
    checks: dict[str, Any]
    script: tuple[Step, ...]
    faults: Faults

    @property
    def id(self) -> str:
        """The pack's id, which is also the name of its folder."""
        return self.info.id


def pack_ids(root: Path = SCENARIOS) -> list[str]:
    """Ids of the shipped packs, in order."""
    return sorted(path.parent.name for path in root.glob("*/pack.yaml"))


@lru_cache(maxsize=8)
def load_pack(pack_id: str, root: Path = SCENARIOS) -> Pack:
    """Read one pack. ContentError with every fault that the files have; KeyError for an unknown id."""
    if pack_id not in pack_ids(root):
        raise KeyError(pack_id)
    reader = _Reader(root / pack_id)
    pack = Pack(
        info=reader.one("pack.yaml", PackInfo), variants=reader.one("variants.yaml", Variants), seed=reader.seed(),
        leads=reader.raw("seed/leads.yaml"), background=reader.raw("seed/background.yaml"),
        documents=reader.many("documents.yaml", Document), tasks=reader.many("tasks.yaml", TaskSpec),
        events=reader.many("events.yaml", EventSpec), checks=reader.raw("checks.yaml"),
        script=reader.many("script.yaml", Step), faults=reader.one("faults.yaml", Faults))
    if reader.problems:
        raise ContentError(reader.problems)
    return pack


class _Reader:
    """Reads the files of one folder and gathers their faults."""

    def __init__(self, folder: Path):
        self.folder, self.problems = folder, []

    def raw(self, name: str) -> Any:
        """A file's plain content, None where it cannot be read."""
        try:
            return read_document(self.folder / name).data
        except ContentError as fault:
            self.problems += fault.problems
            return None

    def one(self, name: str, model: type[BaseModel]) -> Any:
        """A file that holds one object."""
        return self._validated(name, TypeAdapter(model), model.__name__)

    def many(self, name: str, model: type[BaseModel]) -> Any:
        """A file that holds a list of objects."""
        found = self._validated(name, TypeAdapter(list[model]), model.__name__)  # type: ignore[valid-type]
        return tuple(found or ())

    def seed(self) -> dict[str, list[dict[str, Any]]]:
        """Rows by table from all seed files but the sheet and the background; a key may stand once in its table."""
        rows: dict[str, list[dict[str, Any]]] = {}
        for path in sorted((self.folder / "seed").glob("*.yaml")):
            if path.stem in SPECIAL:
                continue
            for table, listed in (self.raw(f"seed/{path.name}") or {}).items():
                rows.setdefault(table, []).extend(listed)
        for table, listed in rows.items():
            keys = [row.get("key") for row in listed]
            for key in sorted({str(key) for key in keys if keys.count(key) > 1 or key is None}):
                text = f"{table}: the key {key} is used twice or missing; give each row its own"
                self.problems.append(Problem(f"{self.folder.name}/seed", None, text))
        return rows

    def _validated(self, name: str, adapter: TypeAdapter[Any], who: str) -> Any:
        try:
            document = read_document(self.folder / name)
            return adapter.validate_python(document.data)
        except ContentError as fault:
            self.problems += fault.problems
        except ValidationError as fault:
            self.problems += model_problems(fault, document, [], who)
        return None
