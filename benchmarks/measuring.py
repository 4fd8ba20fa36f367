"""Timing two ways side by side, so that a noisy machine disturbs both alike; the ratio is what is reported."""

from __future__ import annotations

import json
import os
import platform
import statistics
import time
from collections.abc import Callable
from typing import Any


def seconds_of(work: Callable[[], Any]) -> float:
    """Seconds that one call takes."""
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


def side_by_side(ours: Callable[[], Any], bare: Callable[[], Any], times: int) -> dict[str, Any]:
    """Call both in turn ``times`` times after one call that is not counted; medians in milliseconds and their ratio."""
    ours()
    bare()
    taken = [(seconds_of(ours), seconds_of(bare)) for _ in range(times)]
    mine, limit = (sorted(pair[side] for pair in taken) for side in (0, 1))
    return {"n": times, "ours_ms": spread(mine), "bare_ms": spread(limit),
            "ratio": round(statistics.median(mine) / statistics.median(limit), 2),
            "ratio_of_pairs": spread(sorted(one / other for one, other in taken), 1)}


def spread(ordered: list[float], scale: float = 1000) -> dict[str, float]:
    """Median with the tenth and ninetieth percentile of sorted values."""
    place = {"p10": len(ordered) // 10, "p50": len(ordered) // 2, "p90": len(ordered) * 9 // 10}
    return {name: round(ordered[min(at, len(ordered) - 1)] * scale, 3) for name, at in place.items()}


def show(name: str, found: dict[str, Any]) -> None:
    """One JSON document on stdout, with the machine it was measured on."""
    machine = {"cores": os.cpu_count(), "load_1min": round(os.getloadavg()[0], 2), "python": platform.python_version()}
    print(json.dumps({"benchmark": name, **found, "machine": machine}, indent=2, ensure_ascii=False))
