"""The negative control: a server that acknowledges an answer first and commits it a moment later.

Never part of the product. A harness that does not catch this one proves nothing about the other.
"""

from __future__ import annotations

import io
import json
import queue
import sys
import threading
import time
from collections.abc import Callable, Iterable
from typing import Any

from app.cli import main
from app.commands import serving
from benchmarks.station import digest

LATER_SECONDS = 0.05


class EarlyAcknowledgement:
    """WSGI: answers a PUT of a response at once and hands the request to the application afterwards."""

    def __init__(self, inner: Callable[..., Iterable[bytes]]):
        self.inner, self.waiting = inner, queue.SimpleQueue()
        threading.Thread(target=self._work, daemon=True).start()

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        if environ["REQUEST_METHOD"] != "PUT" or "/responses/" not in environ["PATH_INFO"]:
            return self.inner(environ, start_response)
        body = environ["wsgi.input"].read(int(environ["CONTENT_LENGTH"]))
        self.waiting.put({**environ, "wsgi.input": io.BytesIO(body)})
        sent = json.loads(body)
        reply = json.dumps({"key": sent["key"], "rev": sent["rev"], "sha256": digest(sent["value"])}).encode()
        start_response("200 OK", [("Content-Type", "application/json"), ("Content-Length", str(len(reply)))])
        return [reply]

    def _work(self) -> None:
        while True:
            environ = self.waiting.get()
            time.sleep(LATER_SECONDS)
            for _ in self.inner(environ, lambda *_: None):
                pass


def make_early_server(app: Any, *rest: Any) -> Any:
    """The product's server around an application that acknowledges too early."""
    app.wsgi_app = EarlyAcknowledgement(app.wsgi_app)
    return HONEST_SERVER(app, *rest)


HONEST_SERVER = serving.make_server

if __name__ == "__main__":
    serving.make_server = make_early_server
    main(["serve", *sys.argv[1:]])
