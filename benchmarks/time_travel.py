"""Opening moments of a sealed sandbox: the shipped scenario done without a fault, each moment built once and looked at again.

``python benchmarks/time_travel.py --moments 60`` prints milliseconds for building a moment's file (cold), for handing it
out again (warm), and for folding seed and journal to the same rows, which every one is compared with.
"""

from __future__ import annotations

import argparse
import random
import sys
import tempfile
from pathlib import Path
from time import perf_counter
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from benchmarks.measuring import show
from benchmarks.shipped import PACK, shipped
from exam.practical.scripted import Playing, load_commands
from question_bank.scenarios.loader import load_pack
from question_bank.scenarios.script import golden
from sandbox_crm.images import whole_state
from sandbox_crm.snapshot import Snapshot, state_hash
from sandbox_crm.store import open_path, read_snapshot
from sandbox_crm.travel.moments import moment_file


def worked(folder: Path) -> tuple[Path, Snapshot]:
    """A sandbox file in which the whole right way was carried out, and its seed and journal."""
    made = shipped(folder / "work")
    load_commands()
    steps = golden(load_pack(PACK))
    with open_path(made.template, write=True) as session:
        play = Playing(session, made.variant, True, dict(made.variant.slots))
        for number, step in enumerate(steps):
            play.minute = 110.0 * (number + 1) / (len(steps) + 1)
            play.events()
            play.step(step)
    with open_path(made.template, write=False) as session:
        return made.template, read_snapshot(session, {})


def timed(act: Any) -> tuple[float, Any]:
    """Milliseconds that an act took, and what it gave."""
    began = perf_counter()
    given = act()
    return (perf_counter() - began) * 1000, given


def measure(moments: int) -> dict[str, Any]:
    """Random moments, each cold, warm and by the fold."""
    cold, warm, folded = [], [], []
    with tempfile.TemporaryDirectory() as name:
        path, snapshot = worked(Path(name))
        for seq in random.Random(1).sample(range(snapshot.last_seq + 1), min(moments, snapshot.last_seq + 1)):
            took, file = timed(lambda seq=seq: moment_file(path, seq))
            cold.append(took)
            warm.append(timed(lambda seq=seq: moment_file(path, seq))[0])
            took, state = timed(lambda seq=seq: snapshot.state_at(seq))
            folded.append(took)
            with open_path(file, write=False, immutable=True) as session:
                assert state_hash(whole_state(session)) == state_hash(state), f"moment {seq} is not the fold"
        return {"entries": snapshot.last_seq, "file_bytes": path.stat().st_size, "moments": len(cold),
                "cold_ms": spread(cold), "warm_ms": spread(warm), "fold_ms": spread(folded)}


def spread(times: list[float]) -> dict[str, float]:
    """Median, 95th percentile and the slowest."""
    ordered = sorted(times)
    return {"median": round(ordered[len(ordered) // 2], 1), "p95": round(ordered[int(len(ordered) * 0.95)], 1),
            "slowest": round(ordered[-1], 1)}


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--moments", type=int, default=60)
    show("time_travel", measure(parser.parse_args().moments))
