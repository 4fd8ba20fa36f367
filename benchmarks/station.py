"""A candidate's station without a browser: signs in by code, sends answers over one kept connection, believes nothing
but an acknowledgement that echoes the key and the digest it worked out itself."""

from __future__ import annotations

import hashlib
import http.client
import json
import random
import re
import threading
import time
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from benchmarks.exam_room import Seat

_TOKEN = re.compile(r'name="csrf_token"[^>]*value="([^"]+)"')
_META = re.compile(r'name="csrf-token" content="([^"]+)"')
#: what a dead or dying server shows to a client
BROKEN = (OSError, http.client.HTTPException, ValueError)


@dataclass(frozen=True)
class Acknowledged:
    """One answer that the server said is safe."""

    attempt_id: str
    item_id: str
    key: str
    rev: int
    value: str
    sha256: str


@dataclass
class Ledger:
    """What the stations saw: acknowledgements, repeated sendings, answers that were refused, seconds each ack took."""

    acknowledged: list[Acknowledged] = field(default_factory=list)
    repeats: int = 0
    refused: list[str] = field(default_factory=list)
    seconds: list[float] = field(default_factory=list)


class Line:
    """One kept HTTP connection with its cookies; reconnects after a fault."""

    def __init__(self, port: int):
        self.port, self.cookies, self._connection = port, {}, None

    def ask(self, method: str, path: str, body: bytes | None = None, headers: dict[str, str] | None = None) -> tuple[int, bytes]:
        """Send one request; returns status and body. Raises one of BROKEN."""
        try:
            if self._connection is None:
                self._connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=10)
            cookie = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
            self._connection.request(method, path, body, {**(headers or {}), **({"Cookie": cookie} if cookie else {})})
            answer = self._connection.getresponse()
            for header in answer.headers.get_all("Set-Cookie") or ():
                name, _, value = header.split(";")[0].partition("=")
                self.cookies[name] = value
            return answer.status, answer.read()
        except BROKEN:
            self.hang_up()
            raise

    def hang_up(self) -> None:
        """Drop the connection; the next request makes a new one."""
        if self._connection is not None:
            self._connection.close()
            self._connection = None


class Station(threading.Thread):
    """One candidate who answers without a pause until told to stop, and then finishes the answer under way."""

    def __init__(self, port: int, seat: Seat, seed: str, ledger: Ledger, patience: float = 90.0):
        super().__init__(name=f"station {seat.attempt_id[:8]}", daemon=True)
        self.line, self.seat, self.ledger, self.patience = Line(port), seat, ledger, patience
        self.dice, self.stopped, self.token = random.Random(seed), threading.Event(), ""
        self.revs = dict.fromkeys(seat.choices, 0)

    def sign_in(self) -> None:
        """Type the printed code and open the test. Raises RuntimeError where the door stays shut."""
        _status, page = self.line.ask("GET", "/")
        form = urlencode({"csrf_token": _TOKEN.search(page.decode())[1], "code": self.seat.code}).encode()
        status, page = self.line.ask("POST", "/entrance", form, {"Content-Type": "application/x-www-form-urlencoded"})
        if status != 303:
            raise RuntimeError(f"the code was refused with {status}")
        _status, page = self.line.ask("GET", "/test")
        self.token = _META.search(page.decode())[1]

    def run(self) -> None:
        while not self.stopped.is_set():
            item_id = self.dice.choice(list(self.revs))
            self._answer(item_id, self.dice.choice(self.seat.choices[item_id]))
        self.line.hang_up()

    def _answer(self, item_id: str, value: str) -> None:
        """Send one change under one key until it is acknowledged, refused, or patience ends."""
        key, rev = str(UUID(int=self.dice.getrandbits(128), version=4)), self.revs[item_id] + 1
        body = json.dumps({"key": key, "rev": rev, "base_rev": rev - 1, "value": value}).encode()
        started, sent = time.monotonic(), 0
        while time.monotonic() - started < self.patience:
            sent += 1
            try:
                status, text = self.line.ask("PUT", f"/api/attempts/{self.seat.attempt_id}/responses/{item_id}", body,
                                             {"Content-Type": "application/json", "X-CSRFToken": self.token})
                reply = json.loads(text)
            except BROKEN:
                time.sleep(self.dice.uniform(0.02, 0.12))
                continue
            if status == 503:
                continue
            self.ledger.repeats += sent > 1
            self._note(status, reply, Acknowledged(self.seat.attempt_id, item_id, key, rev, value, digest(value)), started)
            return
        self.ledger.refused.append(f"{key}: no acknowledgement in {self.patience} s")

    def _note(self, status: int, reply: dict[str, Any], sent: Acknowledged, started: float) -> None:
        if status == 200 and (reply.get("key"), reply.get("rev"), reply.get("sha256")) == (sent.key, sent.rev, sent.sha256):
            self.revs[sent.item_id] = sent.rev
            self.ledger.acknowledged.append(sent)
            self.ledger.seconds.append(time.monotonic() - started)
        else:
            self.ledger.refused.append(f"{sent.key}: {status} {reply}")
            self.revs[sent.item_id] = max(self.revs[sent.item_id], (reply.get("current") or {}).get("rev", 0))


def digest(value: Any) -> str:
    """Hex SHA-256 of a value's canonical JSON, worked out without the server's code."""
    return hashlib.sha256(json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()).hexdigest()
