"""Whatever is done with any commands in any order: the rules hold, replay is equal, every moment opens, no screen breaks."""

import random
import shutil

import pytest

from sandbox_crm.bench import COMMANDS
from tests.sandbox_crm.driver import ADDRESS, SEALED
from tests.sandbox_crm.proving import moment_holds, replayed, rules_hold, screens_open
from tests.sandbox_crm.random_work import ARGS, work


def test_the_random_work_knows_every_command():
    ours = {name for name in COMMANDS if not name.startswith("test.")}
    assert set(ARGS) == ours, sorted(set(ARGS) ^ ours)


@pytest.fixture
def fresh(sandbox, tmp_path):
    """A way to begin anew in the same sandbox."""
    kept = tmp_path / "fresh.sqlite3"
    shutil.copyfile(sandbox.path, kept)
    return lambda: shutil.copyfile(kept, sandbox.path)


@pytest.mark.parametrize("first", range(0, 24, 6))
def test_random_work_breaks_nothing(sandbox, fresh, first):
    client = sandbox.app.test_client()
    for sequence in range(first, first + 6):
        fresh()
        done, _refused = work(sandbox.path, sequence, most=40)
        rules_hold(sandbox.path)
        snapshot = replayed(sandbox.path)
        assert [entry.command for entry in snapshot.journal] == done
        chance = random.Random(sequence)
        moment_holds(sandbox.path, snapshot, chance.randint(0, snapshot.last_seq))
        assert screens_open(client, ADDRESS, snapshot, chance, 6) == []
        seq = chance.randint(0, replayed(sandbox.path).last_seq)
        assert screens_open(client, f"{SEALED}/at/{seq}", snapshot, chance, 4) == []


def test_random_work_meets_successes_and_refusals_of_nearly_every_command(sandbox, fresh):
    done, refused = set(), set()
    for sequence in range(1000, 1006):
        fresh()
        well, badly = work(sandbox.path, sequence, most=300)
        done |= set(well)
        refused |= set(badly)
    assert len(done) > 0.8 * len(ARGS) and len(refused) > 0.6 * len(ARGS), (sorted(set(ARGS) - done), sorted(set(ARGS) - refused))


def test_the_same_number_is_the_same_work(sandbox, fresh):
    def hashes():
        fresh()
        work(sandbox.path, 77)
        return replayed(sandbox.path).head

    assert hashes() == hashes()
