"""The shipped scenario: a variant, its template on disk, and what a candidate without a fault leaves behind."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from exam.practical.scripted import Sealed, run_script
from question_bank.scenarios.build import BuiltVariant, build
from question_bank.scenarios.loader import load_pack
from question_bank.scenarios.script import golden
from sandbox_crm.store import build_template

PACK = "bezszum"
MADE_AT = datetime(2026, 10, 12, 7, 0, tzinfo=UTC)


@dataclass(frozen=True)
class Shipped:
    """A variant and its template file."""

    variant: BuiltVariant
    template: Path

    def golden(self) -> Sealed:
        """Carry out the whole right way on a copy."""
        return run_script(self.template, self.variant, golden(load_pack(PACK)))


def shipped(folder: Path, seed: str = "1") -> Shipped:
    """Build the variant of a seed and the template of its sandbox, as the practical room does."""
    variant = build(load_pack(PACK), seed)
    template = folder / "template.sqlite3"
    build_template(template, variant.rows, MADE_AT)
    return Shipped(variant, template)
