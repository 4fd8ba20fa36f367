"""The result of a rehearsal as one JSON object. PURE."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

FAULTS = ("false_accept", "false_reject", "errors", "answers_lost")
RANKS = {"p50": 50, "p95": 95, "p99": 99}


@dataclass
class Compared:
    """Proposals against the truth, summed over candidates; ``words`` names each fault."""

    judged: int = 0
    false_accept: int = 0
    false_reject: int = 0
    review: int = 0
    errors: int = 0
    words: list[str] = field(default_factory=list)

    def add(self, label: str, truth: Mapping[str, str], proposals: Mapping[str, str], broken: Iterable[str] = ()) -> None:
        """Compare one candidate. ``proposals``: criterion -> result; ``broken``: criteria on which the judge failed."""
        failed = set(broken)
        for criterion, true in truth.items():
            proposed = proposals.get(criterion, "missing")
            self.judged += 1
            self.review += proposed == "review"
            kinds = [kind for kind, holds in (
                ("false_accept", true == "not_met" and proposed == "met"),
                ("false_reject", true == "met" and proposed != "met"),
                ("errors", criterion in failed or proposed in ("not_assessable", "missing"))) if holds]
            for kind in kinds:
                setattr(self, kind, getattr(self, kind) + 1)
                self.words.append(f"{kind}: {label}, {criterion} is {true}, proposed {proposed}")


def percentiles(times: Mapping[str, Sequence[float]]) -> dict[str, dict[str, float]]:
    """Kind of request -> p50, p95, p99 in milliseconds (nearest rank)."""
    found = {}
    for kind, seconds in sorted(times.items()):
        ordered = sorted(seconds)
        found[kind] = {name: round(1000 * ordered[max(0, -(-rank * len(ordered) // 100) - 1)], 1) for name, rank in RANKS.items()}
    return found


def is_good(result: Mapping[str, Any]) -> bool:
    """Whether the four faults are 0."""
    return all(result[name] == 0 for name in FAULTS)
