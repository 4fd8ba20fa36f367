"""Kills a serving process at random moments while candidates answer, and compares their ledger with what is kept.

``python benchmarks/kill_harness.py --kills 200 --stations 20`` prints one JSON document; exit 1 when an acknowledged
answer was lost, altered or stored twice. ``--control`` runs the server that acknowledges too early: it must be caught.
"""

from __future__ import annotations

import argparse
import json
import random
import sys
import tempfile
import time
from collections import Counter
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from app.config import Config
from app.durable.sqlite import dbapi
from app.factory import create_app
from app.verify import verify_instance
from benchmarks.exam_room import furnish
from benchmarks.server_process import EARLY, HONEST, ServerProcess, free_port
from benchmarks.station import Ledger, Station
from exam.theory.answer_journal import journal_path, read

#: one kill in so many falls into the start itself, before the server answers
KILL_AT_START_ONE_IN = 5


@dataclass
class Outcome:
    """What a run found. ``lost_*``: acknowledged but absent; ``altered``: kept with another value or digest."""

    seed: str
    kills: int
    stations: int
    acknowledged: int = 0
    repeats: int = 0
    refused: int = 0
    lost_in_database: int = 0
    lost_in_journal: int = 0
    altered: int = 0
    stored_twice: int = 0
    journal_lines_repeated: int = 0
    verify_faults: list[str] = field(default_factory=list)
    recover_s: dict[str, float] = field(default_factory=dict)
    acknowledge_ms: dict[str, float] = field(default_factory=dict)
    rule_of_three: float = 0.0
    examples: list[str] = field(default_factory=list)

    @property
    def sound(self) -> bool:
        """Whether nothing acknowledged was lost, altered or stored twice, and the instance proves itself."""
        return not (self.lost_in_database or self.lost_in_journal or self.altered or self.stored_twice
                    or self.refused or self.verify_faults)


def run(folder: Path, *, kills: int, stations: int, seed: str, alive: tuple[float, float] = (0.3, 1.2),
        control: bool = False) -> Outcome:
    """Serve, let candidates answer, kill, start again, ``kills`` times; then compare. ``alive``: seconds between kills."""
    config, seats = furnish(folder / "instance", stations)
    port, dice, entry, ledger = free_port(), random.Random(seed), EARLY if control else HONEST, Ledger()
    server = ServerProcess(config.instance, port, entry)
    recover = [server.wait_ready()]
    room = [Station(port, seat, f"{seed} {number}", ledger) for number, seat in enumerate(seats)]
    try:
        for station in room:
            station.sign_in()
            station.start()
        for _ in range(kills):
            time.sleep(dice.uniform(*alive))
            server.kill()
            if dice.randrange(KILL_AT_START_ONE_IN) == 0:
                server = ServerProcess(config.instance, port, entry)
                time.sleep(dice.uniform(0.2, 1.5))
                server.kill()
            server = ServerProcess(config.instance, port, entry)
            recover.append(server.wait_ready())
        time.sleep(alive[0])
        for station in room:
            station.stopped.set()
        for station in room:
            station.join(station.patience + 5)
    finally:
        server.kill()
    outcome = compare(config, ledger, Outcome(seed, kills, stations))
    outcome.recover_s = quantiles(recover)
    return outcome


def compare(config: Config, ledger: Ledger, outcome: Outcome) -> Outcome:
    """The ledger of the stations against both copies of the answers."""
    rows, journal = stored(config), read(journal_path(config.instance)).records
    kept, lines = {row["key"]: row for row in rows}, {record["key"]: record for record in journal}
    for one in ledger.acknowledged:
        for name, copy in (("database", kept), ("journal", lines)):
            twin = copy.get(one.key)
            if twin is None:
                setattr(outcome, f"lost_in_{name}", getattr(outcome, f"lost_in_{name}") + 1)
                outcome.examples.append(f"{one.key} of {one.item_id} rev {one.rev} is not in the {name}")
            elif (twin["item"], twin["rev"], twin["value"], twin["sha256"], twin["accepted"]) != (
                    one.item_id, one.rev, one.value, one.sha256, True):
                outcome.altered += 1
                outcome.examples.append(f"{one.key} stands otherwise in the {name}: {twin}")
    places = Counter((row["attempt"], row["item"], row["rev"]) for row in rows if row["accepted"])
    outcome.stored_twice = sum(count - 1 for count in Counter(row["key"] for row in rows).values()) + sum(
        count - 1 for count in places.values())
    outcome.journal_lines_repeated = len(journal) - len(lines)
    outcome.altered += sum(record != lines[record["key"]] for record in journal)
    outcome.acknowledged, outcome.repeats, outcome.refused = len(ledger.acknowledged), ledger.repeats, len(ledger.refused)
    outcome.examples = [*outcome.examples[:5], *ledger.refused[:5]]
    outcome.acknowledge_ms = {name: round(value * 1000, 1) for name, value in quantiles(ledger.seconds).items()}
    outcome.rule_of_three = 3 / max(1, outcome.acknowledged)
    outcome.verify_faults = verify_instance(create_app(config), config, lambda _: None)["faults"]
    return outcome


def stored(config: Config) -> list[dict[str, Any]]:
    """The rows of answers as the database file holds them, read without the product's models."""
    connection = dbapi.connect(str(config.database))
    try:
        found = connection.execute(
            "SELECT attempt_id, item_id, key, rev, value, sha256, accepted FROM theory_response").fetchall()
    finally:
        connection.close()
    return [{"attempt": dashed(attempt), "item": item, "key": dashed(key), "rev": rev, "value": json.loads(value),
             "sha256": sha256, "accepted": bool(accepted)} for attempt, item, key, rev, value, sha256, accepted in found]


def dashed(text: str) -> str:
    """A UUID as it is written in JSON; the database keeps it without dashes."""
    return text if "-" in text else f"{text[:8]}-{text[8:12]}-{text[12:16]}-{text[16:20]}-{text[20:]}"


def quantiles(values: list[float]) -> dict[str, float]:
    """Median, 95th percentile and the largest, in the unit given."""
    ordered = sorted(values) or [0.0]
    places = {"p50": len(ordered) // 2, "p95": int(len(ordered) * 0.95), "max": -1}
    return {name: round(ordered[place], 4) for name, place in places.items()}


def main() -> int:
    """The long form, from the command line."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--kills", type=int, default=50)
    parser.add_argument("--stations", type=int, default=20)
    parser.add_argument("--seed", default="1")
    parser.add_argument("--control", action="store_true", help="the server that acknowledges before it commits")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        outcome = run(Path(folder), kills=asked.kills, stations=asked.stations, seed=asked.seed, control=asked.control)
    print(json.dumps({**asdict(outcome), "sound": outcome.sound}, indent=2, ensure_ascii=False))
    return 0 if outcome.sound != asked.control else 1


if __name__ == "__main__":
    sys.exit(main())
