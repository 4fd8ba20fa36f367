"""From a scenario's checks file to checks ready to judge: slots filled in, seed names turned into ids, once.

The compiled form is plain JSON (`CheckBook.to_plain`) and compiles to itself, so it can be stored with a variant.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from sandbox_crm.snapshot import digest
from scoring.checks.kinds import Check
from scoring.checks.language import SEED_NAME
from scoring.checks.schema import ChecksRefused, Document, Problem, depends_on, read_document

SLOT = re.compile(r"\{\{\s*([\w.]+)\s*\}\}")
#: settings that hold a record rather than a value: their references keep the table's name
_RECORDS = frozenset({"record", "of", "members_of", "pipeline", "goal", "template", "offer", "report", "higher",
                      "lower", "except"})


@dataclass(frozen=True)
class CheckBook:
    """The compiled checks of one variant; `document` holds no unresolved reference to the seed."""

    document: Document
    plain: dict[str, Any]

    @cached_property
    def checks(self) -> dict[str, Check]:
        """The checks by id, each after those it depends on."""
        waiting = {check.id: check for check in self.document.checks}
        placed: dict[str, Check] = {}
        while waiting:
            ready = [name for name, check in waiting.items() if not set(depends_on(check)) & set(waiting)]
            for name in ready:
                placed[name] = waiting.pop(name)
        return placed

    @property
    def sha256(self) -> str:
        """Digest of the compiled content."""
        return digest(self.plain)

    def to_plain(self) -> dict[str, Any]:
        """The compiled file as plain JSON; `compile_checks` of it gives this book again."""
        return self.plain


def compile_checks(data: Mapping[str, Any], ids: Mapping[str, int] | None = None,
                   slots: Mapping[str, Any] | None = None) -> CheckBook:
    """Fill in ``{{slot}}``, resolve ``#table/key`` by ``ids``, read and prove. Raises ChecksRefused with all faults.

    ``data``: the file's content, ``{"checks": [...], "criteria": {...}, "today": ...}``; ``ids``: ``"#account/x"`` → 7.
    A slot that stands alone keeps its type (a number stays a number).
    """
    problems: list[Problem] = []
    resolved = _resolved(data, dict(ids or {}), dict(slots or {}), problems, (), "")
    if problems:
        raise ChecksRefused(problems)
    return CheckBook(read_document(resolved), _jsonable(resolved))


def _resolved(value: Any, ids: Mapping[str, int], slots: Mapping[str, Any], problems: list[Problem],
              path: tuple[Any, ...], setting: str) -> Any:
    if isinstance(value, Mapping):
        names_record = "record" if value.get("kind") == "linked_to" else "to"
        return {key: _resolved(item, ids, slots, problems, (*path, key), names_record if key == "to" else str(key))
                for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_resolved(item, ids, slots, problems, (*path, place), setting) for place, item in enumerate(value)]
    if not isinstance(value, str):
        return value
    text = _filled(value, slots, problems, path)
    if not isinstance(text, str) or not (name := SEED_NAME.fullmatch(text)):
        return text
    if text not in ids:
        problems.append(Problem(".".join(map(str, path)), f"the seed has no record {text}"))
        return text
    return {"table": name[1], "id": ids[text]} if setting in _RECORDS else ids[text]


def _filled(text: str, slots: Mapping[str, Any], problems: list[Problem], path: tuple[Any, ...]) -> Any:
    for name in SLOT.findall(text):
        if name not in slots:
            problems.append(Problem(".".join(map(str, path)), f"there is no slot {name}"))
            return text
    alone = SLOT.fullmatch(text)
    return slots[alone[1]] if alone else SLOT.sub(lambda found: str(slots[found[1]]), text)


def _jsonable(value: Any) -> Any:
    if isinstance(value, dict):
        return {str(key): _jsonable(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_jsonable(item) for item in value]
    return value if value is None or isinstance(value, str | int | bool) else str(value)
