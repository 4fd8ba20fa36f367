"""What one candidate gets: a variant drawn from the sitting's pack, frozen, with its template sandbox and its files."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, time
from pathlib import Path
from typing import Any

from flask import current_app
from flask_babel import lazy_gettext as _l

from app.audit import canonical
from app.durable.files import write_file
from app.errors import NotFound, Refusal
from question_bank.content_file import ContentError
from question_bank.scenarios.build import BuiltVariant, build
from question_bank.scenarios.loader import Pack, load_pack
from sandbox_crm.schema import schema_digest
from sandbox_crm.snapshot import digest
from sandbox_crm.store import SandboxStore, build_template

#: how a variant is drawn: pack id, seed -> the pack and its variant; an application may bring its own under this name
DRAWER = "probierz_variants"
Drawer = Callable[[str, str], tuple[Pack, BuiltVariant]]


@dataclass(frozen=True)
class Drawn:
    """A variant ready to be kept: its frozen content, the template that holds its CRM, minutes of its parts."""

    frozen: dict[str, Any]
    pack_id: str
    pack_version: int
    pack_sha: str
    template_sha: str
    minutes: int
    familiarisation_minutes: int


def store() -> SandboxStore:
    """The sandboxes of this instance."""
    return SandboxStore(current_app.extensions["probierz_config"].sandboxes)


def template_path(template_sha: str) -> Path:
    """Where the template of a variant lies."""
    return store().root / "templates" / f"{template_sha}.sqlite3"


def draw(pack_id: str, seed: str) -> Drawn:
    """Draw, freeze and lay out one variant; drawing it again finds what lies there. Raises Refusal on a faulty pack."""
    pack, built = _drawer()(pack_id, seed)
    frozen = frozen_content(pack, built)
    template_sha = template_digest(built)
    path = template_path(template_sha)
    if not path.exists():
        contents = {file.sha256: file.content for file in built.files.values()}
        at = datetime.combine(built.today, time(8), tzinfo=UTC)
        build_template(path, built.rows, at, {sha: contents[sha] for sha in _carried(built) if sha in contents})
    for file in built.files.values():
        if not file_path(file.sha256).exists():
            write_file(file_path(file.sha256), file.content)
    return Drawn(frozen, built.pack_id, built.pack_version, digest({"checks": frozen["checks"], "tasks": frozen["tasks"]}),
                 template_sha, pack.info.minutes, pack.info.familiarisation_minutes)


def template_digest(built: BuiltVariant) -> str:
    """Which CRM a sandbox starts from: its tables, every seeded row, the scenario's date and the files it holds. Two
    sandboxes with one digest started alike; another version of the tables lays out another template."""
    return digest({"schema": schema_digest(), "rows": built.rows, "today": built.today.isoformat(), "files": _carried(built)})


def frozen_content(pack: Pack, built: BuiltVariant) -> dict[str, Any]:
    """The variant without the rows of its CRM, which the template keeps. ``criteria`` of a task are for members only."""
    plain = built.to_plain()
    criteria = {task.id: sorted(task.criteria) for task in pack.tasks}
    kept = ("pack", "version", "seed", "today", "instruction", "documents", "questions", "events", "checks", "files")
    return {key: plain[key] for key in kept} | {
        "title": pack.info.title, "company": pack.info.company, "aids": list(pack.info.aids), "people": list(pack.info.people),
        "candidate_id": built.candidate_id, "tasks": plain["tasks"], "task_criteria": criteria}


def file_path(sha256: str) -> Path:
    """Where a file given to candidates lies."""
    return store().root / "documents" / sha256


def file_of(variant: dict[str, Any], name: str) -> tuple[str, Path]:
    """Media type and path of a variant's file. Raises NotFound."""
    if name not in variant["files"]:
        raise NotFound(_l("There is no such file in this assignment."))
    entry = variant["files"][name]
    return entry["media_type"], file_path(entry["sha256"])


def variant_sha(variant: dict[str, Any]) -> str:
    """Digest of the frozen variant."""
    return digest(canonical(variant))


def _carried(built: BuiltVariant) -> list[str]:
    """Digests of the files that the CRM itself holds."""
    return sorted(row["sha256"] for row in built.rows.get("stored_file", []))


def _drawer() -> Drawer:
    return current_app.extensions.get(DRAWER, _from_bank)


def _from_bank(pack_id: str, seed: str) -> tuple[Pack, BuiltVariant]:
    try:
        pack = load_pack(pack_id)
    except KeyError as fault:
        raise Refusal(_l("There is no scenario “%(pack)s”; choose another one for this sitting.", pack=pack_id)) from fault
    except ContentError as fault:
        raise Refusal(_l("The scenario “%(pack)s” has faults and cannot be used.", pack=pack_id)) from fault
    return pack, build(pack, seed)
