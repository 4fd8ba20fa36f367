"""Running scripts of a pack against real sandboxes in process and judging what they leave."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from exam.practical.scripted import Sealed, run_script
from question_bank.scenarios.build import BuiltVariant, build
from question_bank.scenarios.loader import load_pack
from question_bank.scenarios.script import Play
from sandbox_crm.store import build_template
from scoring.practical import judge

PACK = load_pack("bezszum")


@dataclass(frozen=True)
class Ground:
    """A variant and the template file of its sandbox."""

    variant: BuiltVariant
    template: Path

    def run(self, steps: list[Play], **options: Any) -> Sealed:
        """Carry out a script."""
        return run_script(self.template, self.variant, steps, **options)

    def results(self, steps: list[Play], **options: Any) -> dict[str, str]:
        """Criterion -> result of a script."""
        return self.judged(self.run(steps, **options))

    def judged(self, sealed: Sealed) -> dict[str, str]:
        """Criterion -> result of what a script left."""
        return {one.criterion: one.result for one in judge(sealed.snapshot, self.variant.checks, sealed.answers)}


def ground(folder: Path, seed: str) -> Ground:
    """Build a variant and its template file."""
    variant = build(PACK, seed)
    template = folder / f"{seed}.sqlite3"
    build_template(template, variant.rows, datetime(2026, 10, 12, 7, 0, tzinfo=UTC))
    return Ground(variant, template)


def but(results: dict[str, str], wanted: str = "met") -> dict[str, str]:
    """The criteria whose result differs from ``wanted``."""
    return {code: result for code, result in results.items() if result != wanted}
