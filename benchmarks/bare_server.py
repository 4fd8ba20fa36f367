"""The bare limit of taking answers: the product's HTTP server and SQLite settings, a raw upsert, and nothing else."""

from __future__ import annotations

import json
import signal
import sys
import threading
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from cheroot import wsgi

from app.durable.sqlite import dbapi, journal_mode, settle
from app.serving import THREADS
from benchmarks.station import digest

UPSERT = ("INSERT INTO answer (place, key, rev, value, sha256) VALUES (?, ?, ?, ?, ?) ON CONFLICT (place) DO UPDATE SET "
          "key = excluded.key, rev = excluded.rev, value = excluded.value, sha256 = excluded.sha256")


class BareAnswers:
    """WSGI: one durable upsert for each PUT."""

    def __init__(self, path: Path):
        self.path, self.writer, self.local = path, threading.Lock(), threading.local()
        self._connection().execute("CREATE TABLE answer (place TEXT PRIMARY KEY, key TEXT, rev INTEGER, value TEXT, sha256 TEXT)")

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        body = b"{}"
        if environ["REQUEST_METHOD"] == "PUT":
            body = self._put(environ)
        start_response("200 OK", [("Content-Type", "application/json"), ("Content-Length", str(len(body)))])
        return [body]

    def _put(self, environ: dict[str, Any]) -> bytes:
        sent = json.loads(environ["wsgi.input"].read(int(environ["CONTENT_LENGTH"])))
        sha256, connection = digest(sent["value"]), self._connection()
        with self.writer:
            connection.execute("BEGIN IMMEDIATE")
            connection.execute(UPSERT, (environ["PATH_INFO"], sent["key"], sent["rev"], json.dumps(sent["value"]), sha256))
            connection.execute("COMMIT")
        return json.dumps({"key": sent["key"], "rev": sent["rev"], "sha256": sha256}).encode()

    def _connection(self) -> Any:
        if not hasattr(self.local, "connection"):
            self.local.connection = dbapi.connect(str(self.path), timeout=10, check_same_thread=False)
            settle(self.local.connection, journal_mode())
        return self.local.connection


def serve(path: Path, port: int) -> None:
    """Serve until SIGTERM."""
    server = wsgi.Server(("127.0.0.1", port), BareAnswers(path), numthreads=THREADS, request_queue_size=512, timeout=30)
    server.keep_alive_conn_limit = 1000

    def stop(*_: object) -> None:
        raise KeyboardInterrupt

    signal.signal(signal.SIGTERM, stop)
    try:
        server.start()
    except KeyboardInterrupt:
        server.stop()


if __name__ == "__main__":
    serve(Path(sys.argv[2]) / "bare.sqlite3", int(sys.argv[4]))
