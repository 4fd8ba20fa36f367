"""The server killed while candidates answer: nothing acknowledged is lost; and one instance has one writer, always."""

from __future__ import annotations

import subprocess
import sys

import pytest

from app.lock import InstanceLock
from benchmarks.exam_room import furnish
from benchmarks.kill_harness import run
from benchmarks.server_process import HONEST, ROOT, ServerProcess, free_port, is_served


def test_no_acknowledged_answer_is_lost_when_the_server_is_killed(tmp_path):
    outcome = run(tmp_path, kills=4, stations=5, seed="2026")
    assert outcome.sound, outcome
    assert outcome.acknowledged >= 25 and outcome.repeats, "too little was answered or repeated to prove anything"


def test_the_harness_catches_a_server_that_acknowledges_before_it_commits(tmp_path):
    outcome = run(tmp_path, kills=2, stations=5, seed="2027", control=True)
    assert outcome.acknowledged >= 25
    assert outcome.lost_in_database and outcome.lost_in_journal, outcome


@pytest.fixture
def instance(tmp_path):
    """An instance ready to be served."""
    return furnish(tmp_path / "instance", 1)[0].instance


@pytest.fixture
def start():
    """Starts servers and ends every one of them after the test."""
    started = []

    def make(*arguments) -> ServerProcess:
        started.append(ServerProcess(*arguments))
        return started[-1]

    yield make
    for server in started:
        server.kill()


def test_a_second_server_is_refused_while_the_first_lives_and_starts_once_it_is_killed(instance, start):
    port = free_port()
    first = start(instance, port)
    first.wait_ready()
    second = subprocess.run([sys.executable, *HONEST, "--instance", str(instance), "--port", str(free_port())], cwd=ROOT,
                            capture_output=True, text=True, timeout=30)
    assert second.returncode == 3
    assert f"process {first.process.pid}" in second.stderr and "Traceback" not in second.stderr
    assert is_served(port)
    first.kill()
    assert not is_served(port)
    third = start(instance, port)
    third.wait_ready()
    assert (instance / "lock").read_text() == str(third.process.pid) != str(first.process.pid)
    assert third.stop() == 0
    with InstanceLock(instance):
        pass
