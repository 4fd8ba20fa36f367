"""A server in a process of its own, in a session of its own, that can be killed at any moment."""

from __future__ import annotations

import contextlib
import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

from benchmarks.station import BROKEN, Line

ROOT = Path(__file__).resolve().parent.parent
#: the product's own way to serve, and one that acknowledges before it commits (the negative control)
HONEST = ("-c", "from app.cli import main; main()", "serve")
EARLY = ("-m", "benchmarks.early_server")


def free_port() -> int:
    """A port nobody listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def is_served(port: int) -> bool:
    """Whether somebody answers at a port now."""
    line = Line(port)
    try:
        return line.ask("GET", "/healthz")[0] == 200
    except BROKEN:
        return False
    finally:
        line.hang_up()


class ServerProcess:
    """One start of a server on an instance."""

    def __init__(self, instance: Path, port: int, entry: tuple[str, ...] = HONEST):
        self.port, self.log = port, instance.parent / "server.log"
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                [sys.executable, *entry, "--instance", str(instance), "--port", str(port)], cwd=ROOT,
                stdin=subprocess.DEVNULL, stdout=log, stderr=log, start_new_session=True)

    def wait_ready(self, seconds: float = 120.0) -> float:
        """Seconds until it answers. Raises RuntimeError with its last words where it ends or stays silent."""
        started = time.monotonic()
        while time.monotonic() - started < seconds:
            if self.process.poll() is not None:
                raise RuntimeError(f"the server ended with {self.process.returncode}: {self.last_words()}")
            if is_served(self.port):
                return time.monotonic() - started
            time.sleep(0.02)
        raise RuntimeError(f"the server did not answer in {seconds} s: {self.last_words()}")

    def kill(self) -> None:
        """SIGKILL to the whole session; returns when the process is gone."""
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()

    def stop(self) -> int:
        """SIGTERM and a clean end; returns the exit code."""
        self.process.send_signal(signal.SIGTERM)
        try:
            return self.process.wait(20)
        except subprocess.TimeoutExpired:
            self.kill()
            raise

    def last_words(self) -> str:
        """The end of what it printed."""
        return self.log.read_text(encoding="utf-8", errors="replace")[-600:]
