"""Random sequences of work over every command of the CRM: rules, replay, a random moment, and screens after each.

``python benchmarks/random_work.py --sequences 2000 --processes 2`` prints what was done and refused and how long a
moment takes to open. Exit 1 when anything was broken; a broken sequence is named by its number and can be run alone:
``--first 417 --sequences 1``. The short form runs with the tests (`tests/sandbox_crm/test_random_work.py`).
"""

from __future__ import annotations

import argparse
import multiprocessing
import random
import shutil
import sys
import tempfile
import traceback
from collections import Counter
from pathlib import Path
from time import perf_counter
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from benchmarks.measuring import show
from sandbox_crm.travel.moments import forget_moments
from tests.sandbox_crm.conftest import Sandbox
from tests.sandbox_crm.driver import ADDRESS, SEALED
from tests.sandbox_crm.proving import moment_holds, replayed, rules_hold, screens_open
from tests.sandbox_crm.random_work import work


def prove(sandbox: Sandbox, sequence: int, most: int, screens: int) -> tuple[list[str], list[str], float]:
    """One sequence and everything that must hold after it; returns what was done and refused, and the seconds that
    opening a random moment took. Raises AssertionError, BrokenSnapshot or whatever broke."""
    done, refused = work(sandbox.path, sequence, most)
    rules_hold(sandbox.path)
    snapshot, chance = replayed(sandbox.path), random.Random(sequence)
    assert [entry.command for entry in snapshot.journal] == done, "the journal is not what was done"
    began = perf_counter()
    seq = chance.randint(0, snapshot.last_seq)
    moment_holds(sandbox.path, snapshot, seq)
    took, client = perf_counter() - began, sandbox.app.test_client()
    broken = [*screens_open(client, ADDRESS, snapshot, chance, screens),
              *screens_open(client, f"{SEALED}/at/{seq}", snapshot, chance, screens // 2)]
    assert not broken, broken
    return done, refused, took


def run(given: tuple[int, int, int, int]) -> dict[str, Any]:
    """Sequences one after another in a sandbox of their own."""
    first, count, most, screens = given
    done: Counter[str] = Counter()
    refused: Counter[str] = Counter()
    broken: list[str] = []
    took: list[float] = []
    with tempfile.TemporaryDirectory() as folder:
        sandbox, kept = Sandbox(Path(folder)), Path(folder) / "kept"
        shutil.copyfile(sandbox.path, kept)
        for sequence in range(first, first + count):
            shutil.copyfile(kept, sandbox.path)
            try:
                well, badly, seconds = prove(sandbox, sequence, most, screens)
                done.update(well)
                refused.update(badly)
                took.append(seconds)
            except Exception as fault:
                broken.append(f"sequence {sequence}: {type(fault).__name__}: {str(fault)[:300]} {_where(fault)}")
            forget_moments(sandbox.path)
    return {"done": done, "refused": refused, "broken": broken, "took": took}


def _where(fault: BaseException) -> str:
    """The line that broke, and what it says."""
    last = traceback.extract_tb(fault.__traceback__)[-1]
    return f"({Path(last.filename).name}:{last.lineno} {last.line})"


def main() -> int:
    """The command."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--first", type=int, default=0)
    parser.add_argument("--sequences", type=int, default=2000)
    parser.add_argument("--most", type=int, default=20, help="acts in a sequence at most")
    parser.add_argument("--screens", type=int, default=4, help="screens opened after each sequence")
    parser.add_argument("--processes", type=int, default=1)
    asked = parser.parse_args()
    share = -(-asked.sequences // asked.processes)
    parts = [(start, min(share, asked.first + asked.sequences - start), asked.most, asked.screens)
             for start in range(asked.first, asked.first + asked.sequences, share)]
    with multiprocessing.get_context("spawn").Pool(asked.processes) as pool:
        found = pool.map(run, parts)
    done, refused = sum((one["done"] for one in found), Counter()), sum((one["refused"] for one in found), Counter())
    broken, took = [line for one in found for line in one["broken"]], sorted(second for one in found for second in one["took"])
    show("random_work", {
        "sequences": asked.sequences, "acts_done": done.total(), "acts_refused": refused.total(), "commands_done": len(done),
        "fewest_done": dict(done.most_common()[-5:]), "broken": broken,
        "moment_ms": {"median": round(took[len(took) // 2] * 1000, 1), "slowest": round(took[-1] * 1000, 1)} if took else None})
    return 1 if broken else 0


if __name__ == "__main__":
    raise SystemExit(main())
