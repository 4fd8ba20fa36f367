"""What the rehearsal reads from the instance's files, never writes: which variant was drawn, what the system proposed."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from functools import lru_cache
from pathlib import Path
from typing import Any
from uuid import UUID

from app.config import Config
from question_bank.scenarios.build import BuiltVariant, build
from question_bank.scenarios.loader import Pack, load_pack
from sandbox_crm.store import SandboxStore


class Instance:
    """A throw-away instance, from the outside."""

    def __init__(self, folder: Path):
        self.config = Config(folder)

    def variant(self, attempt: UUID) -> tuple[Pack, BuiltVariant]:
        """The pack and the variant that a practical attempt was given."""
        ((pack_id, seed),) = self._rows("SELECT pack_id, variant_seed FROM practical_attempt WHERE id = ?", attempt.hex)
        return pack(pack_id), build(pack(pack_id), seed)

    def sandbox(self, sandbox: UUID) -> Path:
        """The file of a candidate's CRM."""
        return SandboxStore(self.config.sandboxes).path(sandbox)

    def proposals(self, enrolment: UUID) -> dict[str, dict[str, Any]]:
        """Criterion -> what the system proposed on the frozen evidence; empty where it never did."""
        rows = self._rows("SELECT proposals FROM proposal_set WHERE enrolment_id = ? ORDER BY id DESC LIMIT 1", enrolment.hex)
        return json.loads(rows[0][0]) if rows else {}

    def check_errors(self, enrolment: UUID) -> list[str]:
        """Criteria on which the judge of the work itself failed."""
        rows = self._rows("SELECT f.judgement FROM practical_findings f JOIN practical_attempt a ON a.id = f.attempt_id "
                          "WHERE a.enrolment_id = ? ORDER BY f.id DESC LIMIT 1", enrolment.hex)
        found = json.loads(rows[0][0])["criteria"] if rows else []
        return [one["criterion"] for one in found if one["result"] == "error"]

    def _rows(self, query: str, *values: Any) -> list[tuple]:
        with closing(sqlite3.connect(f"file:{self.config.database}?mode=ro", uri=True)) as connection:
            return connection.execute(query, values).fetchall()


@lru_cache(maxsize=4)
def pack(pack_id: str) -> Pack:
    """A shipped pack, read once."""
    return load_pack(pack_id)
