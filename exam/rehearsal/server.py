"""The real server as a process of its own, on a free loopback port, over a throw-away instance."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
from pathlib import Path
from time import monotonic, sleep
from types import TracebackType

import httpx

COMMAND = [sys.executable, "-c", "from app.cli import main; main()"]
START_SECONDS, STOP_SECONDS = 60, 20


class ServerRefused(Exception):
    """The server did not start."""


class Server:
    """``probierz init`` and ``probierz serve``, started and stopped. ``log``: where its stderr goes."""

    def __init__(self, instance: Path, log: Path):
        self.instance, self.log, self.port = instance, log, free_port()
        self.base = f"http://127.0.0.1:{self.port}"
        self._process: subprocess.Popen[bytes] | None = None

    def first_account(self, login: str) -> str:
        """Make the instance with its first account; the temporary password."""
        done = subprocess.run([*COMMAND, "init", "--instance", str(self.instance), "--admin", login, "--json"],
                              capture_output=True, text=True, env=_environment(), check=False)
        if done.returncode:
            raise ServerRefused(done.stderr[-2000:])
        return json.loads(done.stdout)["account"]["password"]

    def __enter__(self) -> Server:
        with self.log.open("ab") as log:
            self._process = subprocess.Popen(
                [*COMMAND, "serve", "--instance", str(self.instance), "--port", str(self.port)],
                stdout=log, stderr=log, env=_environment())
        self._wait()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        if self._process is None or self._process.poll() is not None:
            return
        self._process.send_signal(signal.SIGINT)
        try:
            self._process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()

    def _wait(self) -> None:
        until = monotonic() + START_SECONDS
        with httpx.Client(base_url=self.base, timeout=2, verify=False) as asking:  # noqa: S501 plain HTTP on this machine
            while monotonic() < until:
                if self._process is None or self._process.poll() is not None:
                    raise ServerRefused(self.log.read_text(errors="replace")[-2000:])
                try:
                    if asking.get("/healthz").status_code == 200:
                        return
                except httpx.HTTPError:
                    sleep(0.2)
        raise ServerRefused(f"the server did not answer within {START_SECONDS} s")


def free_port() -> int:
    """A port of this machine that nobody listens on."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return taken.getsockname()[1]


def _environment() -> dict[str, str]:
    """The environment without settings of another instance."""
    own = {name: value for name, value in os.environ.items() if name not in ("PORT", "PROBIERZ_INSTANCE")}
    root = str(Path(__file__).resolve().parents[2])
    return own | {"PYTHONPATH": os.pathsep.join(filter(None, [root, own.get("PYTHONPATH", "")]))}
