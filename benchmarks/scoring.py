"""Scoring one candidate's practical part, beside reading and parsing the evidence it rests on.

``python benchmarks/scoring.py --times 20``. Ours: the sealed text read back, proved and judged. Bare: the same file
read and each line parsed as JSON.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from collections import Counter
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from benchmarks.measuring import show, side_by_side
from benchmarks.shipped import shipped
from sandbox_crm.snapshot import from_lines, to_lines
from scoring.practical import judge


def read_and_parse(path: Path) -> list[Any]:
    """The bare limit."""
    with path.open(encoding="utf-8") as stream:
        return [json.loads(line) for line in stream]


def measure(times: int) -> dict[str, Any]:
    """Score a candidate without a fault: every check of the pack has something to look at."""
    with tempfile.TemporaryDirectory() as name:
        ground = shipped(Path(name))
        sealed, checks = ground.golden(), ground.variant.checks
        path = Path(name) / "sealed.jsonl"
        path.write_text("\n".join(to_lines(sealed.snapshot)) + "\n", encoding="utf-8")

        def prove() -> Any:
            with path.open(encoding="utf-8") as stream:
                return from_lines(stream)

        results = Counter(one.result for one in judge(prove(), checks, sealed.answers))
        whole = side_by_side(lambda: judge(prove(), checks, sealed.answers), lambda: read_and_parse(path), times)
        proving = side_by_side(prove, lambda: read_and_parse(path), times)
        return {"evidence_bytes": path.stat().st_size, "journal_entries": len(sealed.snapshot.journal), "criteria": dict(results),
                **whole, "of_which_reading_back_and_proving": {"ratio": proving["ratio"], "ours_ms": proving["ours_ms"]}}


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--times", type=int, default=20)
    show("scoring", measure(parser.parse_args().times))
