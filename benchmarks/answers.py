"""Answers acknowledged per second through the whole stack, beside the same server and database with nothing around them.

``python benchmarks/answers.py --stations 16 --rounds 3 --seconds 6``
"""

from __future__ import annotations

import argparse
import statistics
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from benchmarks.exam_room import Seat, furnish
from benchmarks.measuring import show
from benchmarks.server_process import HONEST, ServerProcess, free_port
from benchmarks.station import Ledger, Station

BARE = ("-m", "benchmarks.bare_server")
WARM_UP_SECONDS = 1.5


def answers_a_second(instance: Path, seats: list[Seat], entry: tuple[str, ...], seconds: float) -> tuple[float, list[float]]:
    """Acknowledgements a second over ``seconds`` after a warm-up, and how long each of them took."""
    port, ledger = free_port(), Ledger()
    server = ServerProcess(instance, port, entry)
    try:
        server.wait_ready()
        room = [Station(port, seat, f"{port} {number}", ledger) for number, seat in enumerate(seats)]
        for station in room:
            if entry is HONEST:
                station.sign_in()
            station.start()
        time.sleep(WARM_UP_SECONDS)
        before, started = len(ledger.acknowledged), time.perf_counter()
        time.sleep(seconds)
        after, taken = len(ledger.acknowledged), time.perf_counter() - started
        for station in room:
            station.stopped.set()
        for station in room:
            station.join(10)
        if ledger.refused:
            raise RuntimeError(f"answers were refused: {ledger.refused[:3]}")
        return (after - before) / taken, ledger.seconds[before:after]
    finally:
        server.kill()


def measure(stations: int, rounds: int, seconds: float) -> dict[str, Any]:
    """Both ways in turn, each round on an instance of its own."""
    whole, bare, waits = [], [], []
    for _ in range(rounds):
        with tempfile.TemporaryDirectory() as folder:
            config, seats = furnish(Path(folder) / "instance", stations)
            rate, seen = answers_a_second(config.instance, seats, HONEST, seconds)
            whole.append(rate)
            waits += seen
            empty = Path(folder) / "bare"
            empty.mkdir()
            bare.append(answers_a_second(empty, seats, BARE, seconds)[0])
    ordered = sorted(waits)
    return {"stations": stations, "n": len(waits), "rounds": rounds, "seconds_a_round": seconds,
            "ours_per_s": [round(rate, 1) for rate in whole], "bare_per_s": [round(rate, 1) for rate in bare],
            "acknowledge_ms": {
                name: round(ordered[int(len(ordered) * part)] * 1000, 1) for name, part in (("p50", .5), ("p99", .99))},
            "ratio": round(statistics.median(whole) / statistics.median(bare), 3)}


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--stations", type=int, default=16)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--seconds", type=float, default=6.0)
    asked = parser.parse_args()
    show("answers", measure(asked.stations, asked.rounds, asked.seconds))
